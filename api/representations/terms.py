"""The JSON-LD 1.1 context of records: from each field's RDF term and type; a field without a standard term has one of our own."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from schemas.fields import Bound, Moment, Reference, Text, codes, member
from schemas.vocabularies import NAMES

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "loc": "http://id.loc.gov/datatypes/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
OWN = "sw"  # the prefix of our own terms
DATATYPES = {len("2018"): "xsd:gYear", len("2018-04"): "xsd:gYearMonth", len("2018-04-24"): "xsd:date"}


def prefixes(site_url: str) -> dict[str, str]:
    """Prefix → namespace, our own included."""
    return PREFIXES | {OWN: f"{site_url}/terms#"}


def context(schemas: Iterable[Schema], site_url: str) -> dict[str, Any]:
    """The value of `@context` for records of `schemas`: names mean what they mean in records of their type."""
    types = {type_name(schema): {"@id": f"{OWN}:{type_name(schema)}", "@context": _members(schema, site_url)} for schema in schemas}
    return {"@version": 1.1, **prefixes(site_url), **types}


def type_name(schema: Schema) -> str:
    return type(schema).__name__.removesuffix("Schema")


def datatype(edtf: str) -> str:
    """The datatype of a date as precise as it is known; only EDTF has one for intervals."""
    return DATATYPES.get(len(edtf), "loc:edtf")


def expanded(field: fields.Field, name: str, site_url: str) -> str:
    """The IRI of the term that a field of this name is described with."""
    prefix, _, term = field.metadata.get("x-rdf-term", f"{OWN}:{name}").partition(":")
    return prefixes(site_url)[prefix] + term


@cache
def scheme(field: fields.Field) -> str | None:
    """Name of the closed vocabulary a field takes its codes from."""
    return NAMES.get(codes(field))


def _members(schema: Schema, site_url: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in schema.dump_fields.items():
        if isinstance(field, fields.Nested):  # one object: its members are the record's own
            found |= _members(field.schema, site_url)
        else:
            found[name] = {"@id": field.metadata.get("x-rdf-term", f"{OWN}:{name}"), **_coercion(member(field), site_url)}
    return found


def _coercion(field: fields.Field, site_url: str) -> dict[str, Any]:
    if isinstance(field, fields.Nested):
        return {"@context": _members(field.schema, site_url)}
    if isinstance(field, fields.Dict):
        return {"@context": {"@vocab": prefixes(site_url)[OWN]}}
    if isinstance(field, Text):
        return {"@container": "@language"}
    if isinstance(field, Reference | fields.URL) or scheme(field):
        return {"@type": "@id"}
    types = {Bound: "xsd:date", Moment: "xsd:dateTime"}
    return next(({"@type": name} for type_, name in types.items() if isinstance(field, type_)), {})
