"""RDF 1.1 as Turtle and RDF/XML: the triples of the JSON-LD, written subject by subject.

The nodes of the JSON-LD are read by the few rules that their context uses; a processor of all of JSON-LD takes many
times as long.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import orjson
from rdflib import RDF

from api.representations.answer import Export
from api.representations.rdf import Iri, Literal, Name, Subject, Term, elements, iri
from api.representations.streaming import chunks
from api.representations.terms import OWN, context, prefixes, type_name
from api.representations.to_jsonld import Node, dataset, nodes


def to_turtle(*exports: Export) -> Iterator[bytes]:
    """The prefixes, then a block a subject; several exports are one data set."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in namespaces(exports[0]).items())
    return chunks(chain([head.encode()], (_block(*subject).encode() for subject in subjects(*exports))))


def to_rdfxml(export: Export) -> Iterator[bytes]:
    """One `rdf:RDF` element around a description of each subject."""
    return chunks(elements(subjects(export), namespaces(export)))


def namespaces(export: Export) -> dict[str, str]:
    """Prefix → namespace of all that is written."""
    return dict(sorted({"rdf": str(RDF), **prefixes(export.site_url)}.items()))


def subjects(*exports: Export) -> Iterator[Subject]:
    """The data set itself, then the records, each followed by what is inside it."""
    yield from _subjects(dataset(exports[0]), {})
    for export in exports:
        members = context([export.schema], export.site_url)[type_name(export.schema)]["@context"]
        for node in nodes(export):
            yield from _subjects(node, members)


def _subjects(node: Node, members: Mapping[str, Any]) -> Iterator[Subject]:
    """`members` is the part of the context that explains the names in the node; names without a prefix are otherwise our own."""
    said: list[tuple[str, Term]] = []
    inside: list[Iterator[Subject]] = []
    for name, value in node.items():
        meaning = members.get(name) or {"@id": _prefixed(name)}
        values = value if isinstance(value, list) else [value]
        if name == "@type":
            said += [("rdf:type", Name(_prefixed(each))) for each in values]
        elif name != "@id":
            said += [(meaning["@id"], term) for each in values for term in _terms(each, meaning)]
            inside += [_subjects(each, meaning["@context"]) for each in values if "@context" in meaning]
    yield node["@id"], said
    yield from chain.from_iterable(inside)


def _prefixed(name: str) -> str:
    return name if ":" in name else f"{OWN}:{name}"


def _terms(value: Any, meaning: Mapping[str, Any]) -> Iterator[Term]:
    type_ = meaning.get("@type", "")
    if meaning.get("@container") == "@language":
        yield from (Literal(text, language=language) for language, text in value.items())
    elif isinstance(value, dict):
        yield Iri(value["@id"]) if "@id" in value else Literal(value["@value"], value.get("@language", ""), value.get("@type", ""))
    elif type_ == "@id":
        yield Iri(value)
    elif isinstance(value, str):
        yield Literal(value, datatype=type_)
    else:
        yield Literal(orjson.dumps(value).decode(), datatype="xsd:boolean" if isinstance(value, bool) else "xsd:integer")


def _block(subject: str, said: list[tuple[str, Term]]) -> str:
    grouped: dict[str, list[str]] = {}
    for predicate, term in said:
        grouped.setdefault("a" if predicate == "rdf:type" else predicate, []).append(_turtle(term))
    lines = " ;\n".join(f"    {predicate} {', '.join(terms)}" for predicate, terms in grouped.items())
    return f"\n<{iri(subject)}>\n{lines} .\n"


def _turtle(term: Term) -> str:
    if isinstance(term, Literal):
        text = orjson.dumps(term.text).decode()  # every escape of JSON is one of Turtle
        return f"{text}@{term.language}" if term.language else f"{text}^^{term.datatype}" if term.datatype else text
    return term if isinstance(term, Name) else f"<{iri(term)}>"
