"""RDF graphs as JSON-LD 1.1, Turtle and RDF/XML; the same graph always gives the same bytes."""

from collections.abc import Generator
from typing import Any
from xml.etree import ElementTree as xml

import orjson
from rdflib import RDF, Graph, Literal

RDF_NS, XML_NS = str(RDF), "http://www.w3.org/XML/1998/namespace"


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
    """One `rdf:Description` a subject: rdflib's own serializers declare their prefixes in no certain order."""
    for prefix, namespace in graph.namespaces():
        xml.register_namespace(prefix, str(namespace))
    root = xml.Element(f"{{{RDF_NS}}}RDF")
    for subject in graph.subjects(unique=True):
        node = xml.SubElement(root, f"{{{RDF_NS}}}Description", {f"{{{RDF_NS}}}about": str(subject)})
        for predicate, value in graph.predicate_objects(subject):
            _, namespace, name = graph.compute_qname(str(predicate))
            described = xml.SubElement(node, f"{{{namespace}}}{name}")
            if not isinstance(value, Literal):
                described.set(f"{{{RDF_NS}}}resource", str(value))
                continue
            described.text = str(value)
            if value.language:
                described.set(f"{{{XML_NS}}}lang", value.language)
            elif value.datatype:
                described.set(f"{{{RDF_NS}}}datatype", str(value.datatype))
    xml.indent(root)
    return xml.tostring(root, encoding="utf-8", xml_declaration=True)
