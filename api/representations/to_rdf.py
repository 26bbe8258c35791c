"""RDF 1.1 as Turtle and RDF/XML: the graph of the JSON-LD, written some records at a time."""

from collections.abc import Iterator
from itertools import chain, islice
from xml.sax.saxutils import quoteattr

from rdflib import RDF, Graph
from rdflib.plugins.parsers.jsonld import to_rdf

from api.representations.answer import Export
from api.representations.rdf import OrderedGraph
from api.representations.streaming import chunks
from api.representations.terms import context, prefixes
from api.representations.to_jsonld import dataset, nodes

BATCH = 20  # records in memory as a graph


def to_turtle(*exports: Export) -> Iterator[bytes]:
    """The prefixes once, then block by block; several exports are one data set."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in namespaces(exports[0]).items())
    return chunks(chain([head.encode()], (_turtle(graph) for graph in graphs(*exports))))


def to_rdfxml(export: Export) -> Iterator[bytes]:
    """One `rdf:RDF` element around all records."""
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(namespace)}" for prefix, namespace in namespaces(export).items())
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{declared}>\n'
    return chunks(chain([head.encode()], (_xml(graph) for graph in graphs(export)), [b"</rdf:RDF>\n"]))


def namespaces(export: Export) -> dict[str, str]:
    """Prefix → namespace of all that is written."""
    return dict(sorted({"rdf": str(RDF), **prefixes(export.site_url)}.items()))


def graphs(*exports: Export) -> Iterator[Graph]:
    """The triples of the JSON-LD, `BATCH` records at a time; no blank node, so that they add up to one graph."""
    first = exports[0]
    terms = context([export.schema for export in exports], first.site_url)
    waiting = chain([dataset(first)], chain.from_iterable(map(nodes, exports)))
    while batch := list(islice(waiting, BATCH)):
        graph = OrderedGraph(**namespaces(first))
        to_rdf(batch, graph, context_data=terms)
        yield graph


def _turtle(graph: Graph) -> bytes:
    lines: bytes = graph.serialize(format="turtle", encoding="utf-8")
    return b"".join(line for line in lines.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def _xml(graph: Graph) -> bytes:
    element: bytes = graph.serialize(format="xml", encoding="utf-8")
    return element[element.index(b">\n", element.index(b"<rdf:RDF")) + 2 : element.rindex(b"</rdf:RDF>")]
