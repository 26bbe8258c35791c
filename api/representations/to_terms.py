"""RDF Schema 1.1: the terms of our own that records are described with, each with its meaning in German and English."""

from collections.abc import Iterable, Iterator

from marshmallow import Schema, fields
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from api.representations.rdf import OrderedGraph
from api.representations.terms import OWN, member, prefixes, type_name
from schemas.fields import LANGUAGES
from schemas.vocabularies import RESOURCES


def own_terms(schemas: Iterable[Schema], site_url: str) -> Graph:
    """A class for each type of record, and a property for each field without a standard term."""
    namespace = prefixes(site_url)[OWN]
    graph = OrderedGraph(rdf=RDF, rdfs=RDFS, sw=namespace)
    for schema in schemas:
        kind = URIRef(namespace + type_name(schema))
        graph.add((kind, RDF.type, RDFS.Class))
        graph.add((kind, RDFS.label, Literal(type_name(schema), lang="en")))
        for name, field in _own(schema):
            term = URIRef(namespace + name)
            graph.add((term, RDF.type, RDF.Property))
            graph.add((term, RDFS.comment, Literal(field.metadata["description"], lang="en")))
            graph.add((term, RDFS.comment, Literal(field.metadata["x-description-de"], lang="de")))
    for resource, texts in RESOURCES.items():  # what a release counts by
        term = URIRef(namespace + resource)
        graph.add((term, RDF.type, RDF.Property))
        for language, text in zip(LANGUAGES, texts, strict=True):
            graph.add((term, RDFS.label, Literal(text, lang=language)))
    return graph


def _own(schema: Schema) -> Iterator[tuple[str, fields.Field]]:
    for name, field in schema.dump_fields.items():
        inner = member(field)
        if isinstance(inner, fields.Nested):
            yield from _own(inner.schema)
        if not isinstance(field, fields.Nested) and "x-rdf-term" not in field.metadata:
            yield name, field
