"""The data dictionary, drawn from the schemas: what every field is called, holds and means."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from api.representations.terms import scheme
from api.web.addresses import address
from api.web.json_schemas import PLACE, component
from api.web.selection import SCHEMAS
from schemas.fields import Edtf, Reference, Slug, member, nested

Entry = dict[str, Any]


def entries(found: Mapping[str, Any]) -> Iterator[Entry]:
    """Every field of every resource; `found` are the components of the OpenAPI document, which know types and examples."""
    for resource, schema in SCHEMAS.items():
        for path, field, described in _fields(schema.fields, found, component(resource)):
            yield {"resource": resource, "field": path} | _entry(field, described)


def _fields(declared: Mapping[str, fields.Field], found: Mapping[str, Any], name: str, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(dotted path, field, its JSON Schema) of what is published, nested fields after the one that holds them."""
    for key, described in found[name]["properties"].items():
        yield path + key, declared[key], described
        if inner := nested(declared[key]):
            place = described.get("items", described)["$ref"]
            yield from _fields(inner.fields, found, place.removeprefix(PLACE), f"{path}{key}.")


def _entry(field: fields.Field, described: Mapping[str, Any]) -> Entry:
    inner, value = member(field), described.get("items", described)
    vocabulary = scheme(inner)
    types = _types(value)
    return {
        "type": next(each for each in types if each != "null"),
        "format": "edtf" if isinstance(inner, Edtf) else "slug" if isinstance(inner, Slug) else value.get("format"),
        "list": inner is not field,
        "nullable": "null" in types,
        "meaning": {"de": described["x-description-de"], "en": described["description"]},
        "vocabulary": address(f"/vocabularies/{vocabulary}") if vocabulary else None,
        "reference": inner.resource if isinstance(inner, Reference) else None,
        "rdf_term": described.get("x-rdf-term"),
        "example": next(iter(described.get("examples", ())), None),
    }


def _types(described: Mapping[str, Any]) -> list[str]:
    types = described.get("type", "object")
    return types if isinstance(types, list) else [types]
