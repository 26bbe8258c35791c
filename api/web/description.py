"""The finished OpenAPI document: what the generator leaves out, and examples taken from the data."""

import copy
from collections.abc import Iterator
from typing import Any

import flask_smorest
import orjson
from marshmallow import Schema
from sqlalchemy import select

from api import API
from api.models import MODELS, RECORDS, TABLES
from api.releases import Edition, in_force
from api.representations.terms import type_name
from api.web.examples import Example, file_examples
from api.web.perspective import connection
from api.web.query import Values
from api.web.selection import SCHEMAS
from schemas.fields import nested

ON_REQUEST = ("included", "facets", "highlights")  # members of the envelope


def _sparse(schema: Schema) -> Iterator[str]:
    """Names of the schemas whose fields `fields` chooses among."""
    yield type_name(schema)
    for inner in filter(None, map(nested, schema.dump_fields.values())):
        yield from _sparse(inner)


SPARSE = {name for resource in RECORDS for name in _sparse(SCHEMAS[resource])}


def document(api: flask_smorest.Api, edition: Edition) -> dict[str, Any]:
    """The finished OpenAPI document, its examples taken from the records of `edition`."""
    spec = copy.deepcopy(api.spec.to_dict())
    modern = spec["openapi"] >= "3.1"
    schemas = spec["components"]["schemas"]
    for (described, *_), name in api.ma_plugin.converter.refs.items():
        schemas[name]["description"] = described.__doc__
    for name, schema in schemas.items():
        _tidy(name, schema)
    for name, record in _samples(edition):
        _illustrate(schemas, schemas[name], record, modern)
    examples = list(file_examples(edition))
    spec["components"]["examples"] = {each.key: {"summary": "One record", "value": each.content} for each in examples}
    for path, item in spec["paths"].items():
        _show_files(path, item, examples)
        for operation in (each for each in item.values() if isinstance(each, dict)):
            for parameter in operation.get("parameters", []):
                example = _example(parameter["name"], api.parameters.get(parameter.pop("x-field")), edition)
                if example is not None:
                    # In the schema, where Swagger UI shows it but does not fill it in: together these would exclude each other.
                    (parameter["schema"] if modern else parameter).update({"examples": [example]} if modern else {"example": example})
        for parameter in item.get("parameters", []):
            model = MODELS[path.removeprefix(API).split("/")[1]]
            parameter["description"] = "Identifier of the record, as in `id`." if parameter["name"] == "id" else "Number of the release."
            value = connection().scalar(select(model.id).where(in_force(model)).order_by(model.id).limit(1), {"release": edition.number})
            parameter["example"] = int(str(value)) if parameter["schema"]["type"] == "integer" else value
    return spec


def _show_files(path: str, item: dict[str, Any], examples: list[Example]) -> None:
    """Give the file formats of a collection or record their examples."""
    resource, *rest = path.removeprefix(f"{API}/").split("/")
    if rest in ([], ["{id}"], ["{number}"]):
        for each in examples:
            if each.resource == resource:
                content = item["get"]["responses"]["200"]["content"][each.form.media_type]
                content["examples"] = {"one": {"$ref": f"#/components/examples/{each.key}"}}


def _example(name: str, field: Any, edition: Edition) -> Any:
    """A value of the query parameter that finds something; None if the schema says it all."""
    if name == "release":
        return edition.number
    if name == "as_of" or name.startswith("modified_"):
        return edition.published_at
    example = getattr(field, "example", None)
    value = connection().scalar(example().limit(1), {"release": edition.number}) if callable(example) else example
    return [value] if isinstance(field, Values) and value is not None else value


def _tidy(name: str, schema: dict[str, Any]) -> None:
    """Say what readers get: no fields that only editors write, and all others always present."""
    properties = schema.get("properties", {})
    for field in [field for field, each in properties.items() if each.get("writeOnly")]:
        del properties[field]
    for each in properties.values():
        for noise in ("readOnly", "default"):  # both speak of requests
            each.pop(noise, None)
    if name in SPARSE:
        schema.pop("required", None)
        schema |= {"required": ["id"]} if "id" in properties else {}
        schema["description"] = f"{schema['description']} Every field is there unless `fields` chooses among them."
    elif name not in ("Problem", "Fault", "Tombstone"):
        schema["required"] = [field for field in properties if field not in ON_REQUEST]


def _samples(edition: Edition) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name of the schema, records rolled into one: for each field the first value that is not empty)."""
    for model in TABLES:
        statement = select(model.document_de).where(in_force(model)).order_by(model.id).limit(200)
        sample: dict[str, Any] = {}
        for text in connection().scalars(statement, {"release": edition.number}):
            for field, value in orjson.loads(text).items():
                if sample.get(field) in (None, [], {}):
                    sample[field] = value
        yield type_name(model.schema()), sample


def _illustrate(schemas: dict[str, Any], schema: dict[str, Any], sample: dict[str, Any], modern: bool) -> None:
    for field, value in sample.items():
        described = schema["properties"][field]
        nested = described.get("items", {}).get("$ref")
        if nested and value:
            _illustrate(schemas, schemas[nested.rpartition("/")[2]], value[0], modern)
        elif value not in (None, [], {}):
            described |= {"examples": [value]} if modern else {"example": value}
