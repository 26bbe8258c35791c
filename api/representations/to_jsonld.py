"""JSON-LD 1.1: records with both languages, every relation an IRI, every date typed as precisely as it is known.

A record's `@id` is its address; what is inside it (a citation, a conflict) has one too, `<record>#sources.0`, so that
nothing is anonymous. Codes are IRIs below `/vocabularies/`. Unknown values and empty lists are left out.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson
from marshmallow import Schema, fields

from api.representations.answer import Export
from api.representations.bilingual import bilingual
from api.representations.streaming import chunks
from api.representations.terms import context, datatype, scheme, type_name
from schemas.base import Record
from schemas.fields import Edtf, Reference

Node = dict[str, Any]


def to_jsonld(*exports: Export) -> Iterator[bytes]:
    """The context, then under `@graph` the data set itself and one node a record; several exports are one data set."""
    first = exports[0]
    terms = context([export.schema for export in exports], first.site_url)
    head = b'{"@context":' + orjson.dumps(terms) + b',"@graph":[' + orjson.dumps(dataset(first))
    records = chain.from_iterable(map(nodes, exports))
    return chunks(chain([head], (b",\n" + orjson.dumps(node) for node in records), [b"]}\n"]))


def dataset(export: Export) -> Node:
    """What the export as a whole is, alike in every syntax."""
    about = export.about
    return {
        "@id": about.dataset,
        "@type": "schema:Dataset",
        "schema:name": {"@language": export.language, "@value": about.title},
        "schema:license": {"@id": about.license_url},
        "schema:creditText": about.attribution,
        "schema:version": about.release,
        "dcterms:issued": {"@type": "xsd:dateTime", "@value": about.published_at},
    }


def nodes(export: Export) -> Iterator[Node]:
    """One node a record."""
    types = [type_name(export.schema), *getattr(export.schema, "RDF_TYPES", ())]
    for stored in export.records:
        url = export.record_url + stored.id
        document = bilingual(export.schema, stored)
        yield {"@id": url, "@type": types, **_members(export, export.schema, document, f"{url}#"), "web": export.page_url + stored.id}


def _members(export: Export, schema: Schema, document: Record, path: str) -> Node:
    return {
        name: _value(export, schema.fields[name], value, path + name)
        for name, value in document.items()
        if value is not None and value != []
    }


def _value(export: Export, field: fields.Field, value: Any, path: str) -> Any:
    if isinstance(field, fields.List):
        return [_value(export, field.inner, each, f"{path}.{index}") for index, each in enumerate(value)]
    if isinstance(field, fields.Nested):
        return {"@id": path, **_members(export, field.schema, value, f"{path}.")}
    if isinstance(field, fields.Dict):
        return {"@id": path, **value}
    if isinstance(field, Reference):
        return f"{export.api_url}/{field.resource}/{value}"
    if isinstance(field, Edtf):
        return {"@type": datatype(value), "@value": value}
    if vocabulary := scheme(field):
        return f"{export.site_url}/vocabularies/{vocabulary}/{value}"
    return value
