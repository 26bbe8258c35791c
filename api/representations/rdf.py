"""RDF written: RDF/XML subject by subject, and graphs as JSON-LD 1.1, Turtle and RDF/XML; the same graph always gives the same bytes.

No node is blank and every name is written with its prefix.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import orjson
import rdflib
from rdflib import RDF, Graph

UNFIT = re.compile(r'[\x00-\x20<>"{}|^`\\]')  # for an IRI

CARRIAGE_RETURN = {"\r": "&#13;"}  # which XML would read as a line feed


class Iri(str):
    """An address."""


class Name(str):
    """An address by its prefix: `schema:Event`."""


class Literal(NamedTuple):
    """A value with the language or the datatype, by its prefix, that it has."""

    text: str
    language: str = ""
    datatype: str = ""


Term = Iri | Name | Literal
Subject = tuple[str, list[tuple[str, Term]]]  # its address, and what is said of it


def iri(text: str) -> str:
    return UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", text)


def elements(subjects: Iterable[Subject], known: Mapping[str, str]) -> Iterator[bytes]:
    """One `rdf:RDF` element around a description of each subject; `known` maps prefix → namespace of all that is written."""
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(namespace)}" for prefix, namespace in known.items())
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{declared}>\n'.encode()
    for subject, said in subjects:
        lines = "".join(f"    {_property(predicate, term, known)}\n" for predicate, term in said)
        yield f"  <rdf:Description rdf:about={quoteattr(iri(subject))}>\n{lines}  </rdf:Description>\n".encode()
    yield b"</rdf:RDF>\n"


def _property(name: str, term: Term, known: Mapping[str, str]) -> str:
    if not isinstance(term, Literal):
        address = _expanded(term, known) if isinstance(term, Name) else iri(term)
        return f"<{name} rdf:resource={quoteattr(address)}/>"
    attribute = f' xml:lang="{term.language}"' if term.language else ""
    attribute = f" rdf:datatype={quoteattr(_expanded(term.datatype, known))}" if term.datatype else attribute
    return f"<{name}{attribute}>{escape(term.text, CARRIAGE_RETURN)}</{name}>"


def _expanded(name: str, known: Mapping[str, str]) -> str:
    prefix, _, rest = name.partition(":")
    return known[prefix] + rest


class OrderedGraph(Graph):
    """A graph that is read in order, where rdflib's own order changes from process to process."""

    def __init__(self, **prefixes: Any) -> None:
        super().__init__(bind_namespaces="none")
        for prefix, namespace in prefixes.items():
            self.bind(prefix, namespace)

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        yield from sorted(super().triples(triple))


def turtle(graph: Graph) -> bytes:
    return graph.serialize(format="turtle", encoding="utf-8")


def json_ld(graph: Graph) -> bytes:
    """Compacted by the graph's own prefixes, the nodes under `@graph` by their `@id`."""
    context = {prefix: str(namespace) for prefix, namespace in sorted(graph.namespaces())}
    document = orjson.loads(graph.serialize(format="json-ld", context=context))
    nodes = document.pop("@graph", None) or [{name: document.pop(name) for name in sorted(document.keys() - {"@context"})}]
    return orjson.dumps({"@context": context, "@graph": sorted(nodes, key=lambda node: str(node.get("@id")))}, option=orjson.OPT_INDENT_2)


def rdf_xml(graph: Graph) -> bytes:
    """rdflib's own serializers declare their prefixes in no certain order."""
    known = dict(sorted({"rdf": str(RDF), **{prefix: str(namespace) for prefix, namespace in graph.namespaces()}}.items()))
    return b"".join(elements(_subjects(graph, known), known))


def _subjects(graph: Graph, known: Mapping[str, str]) -> Iterator[Subject]:
    for subject in graph.subjects(unique=True):
        yield str(subject), [(_shortened(str(name), known), _term(value, known)) for name, value in graph.predicate_objects(subject)]


def _term(value: Any, known: Mapping[str, str]) -> Term:
    if not isinstance(value, rdflib.Literal):
        return Iri(value)
    return Literal(value, value.language or "", _shortened(value.datatype, known) if value.datatype else "")


def _shortened(address: str, known: Mapping[str, str]) -> str:
    return next(f"{prefix}:{address.removeprefix(space)}" for prefix, space in known.items() if address.startswith(space))
