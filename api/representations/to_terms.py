"""RDF Schema 1.1: the terms of our own that records are described with, each with its meaning in German and English."""

from collections.abc import Iterable, Iterator

from marshmallow import Schema, fields
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from api.representations.rdf import OrderedGraph
from api.representations.terms import OWN, prefixes, type_name
from schemas.fields import LANGUAGES, nested
from schemas.vocabularies import RESOURCES, Texts


def own_properties(schemas: Iterable[Schema]) -> dict[str, dict[Texts, list[str]]]:
    """Property without a standard term → its meaning in German and English → the types of records that have it, by name."""
    found: dict[str, dict[Texts, list[str]]] = {}
    for schema in schemas:
        for name, field in _own(schema):
            meaning = (field.metadata["x-description-de"], field.metadata["description"])
            types = found.setdefault(name, {}).setdefault(meaning, [])
            types += [type_name(schema)] if type_name(schema) not in types else []
    return dict(sorted(found.items())) | {resource: {texts: ["Release"]} for resource, texts in RESOURCES.items()}  # what it counts


def own_terms(schemas: Iterable[Schema], site_url: str) -> Graph:
    """A class for each type of record, and its own properties."""
    schemas, namespace = [*schemas], prefixes(site_url)[OWN]
    graph = OrderedGraph(rdf=RDF, rdfs=RDFS, sw=namespace)
    for schema in schemas:
        kind = URIRef(namespace + type_name(schema))
        graph.add((kind, RDF.type, RDFS.Class))
        graph.add((kind, RDFS.label, Literal(type_name(schema), lang="en")))
    for name, meanings in own_properties(schemas).items():
        term = URIRef(namespace + name)
        graph.add((term, RDF.type, RDF.Property))
        for meaning in meanings:
            for language, text in zip(LANGUAGES, meaning, strict=True):
                graph.add((term, RDFS.label if name in RESOURCES else RDFS.comment, Literal(text, lang=language)))
    return graph


def _own(schema: Schema) -> Iterator[tuple[str, fields.Field]]:
    for name, field in schema.dump_fields.items():
        if inner := nested(field):
            yield from _own(inner)
        if not isinstance(field, fields.Nested) and "x-rdf-term" not in field.metadata:
            yield name, field
