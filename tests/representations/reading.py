"""Back from what a file says to the document it was made of."""

import json
from typing import Any

from marshmallow import Schema, fields

from api.representations.columns import columns
from schemas.fields import Edtf, Text


def document_of_row(schema: Schema, row: dict[str, str], language: str) -> dict[str, Any]:
    """The published document, without links, of a row of a CSV file; what is not translated is German."""
    found: dict[str, Any] = {}
    for column in columns(schema):
        if column.path[0] != "links" and column.language in (None, "de", language):
            value = _value(column.type, row[column.name], column.field, language)
            found[column.name.removesuffix(f"_{column.language}")] = value or found.get(column.path[0], value)
    return found


def _value(type_: str, cell: str, field: fields.Field, language: str) -> Any:
    match type_:
        case "list":
            return cell.split("; ") if cell else []
        case "array":
            return in_language(field, json.loads(cell), language) if cell else []
        case "object":
            return json.loads(cell)
    if not cell:
        return None
    match type_:
        case "integer":
            return int(cell)
        case "boolean":
            return {"true": True, "false": False}[cell]
    return cell.removeprefix("'")


def in_language(field: fields.Field, value: Any, language: str) -> Any:
    """A bilingual value in one language."""
    if value is None:
        return None
    if isinstance(field, Text):
        return value.get(language, value["de"])
    if isinstance(field, fields.List):
        return [in_language(field.inner, each, language) for each in value]
    if isinstance(field, fields.Nested):
        return {name: in_language(field.schema.fields[name], member, language) for name, member in value.items()}
    return value


def document_of_node(schema: Schema, node: dict[str, Any], language: str) -> dict[str, Any]:
    """The published document, without links, of a node of a JSON-LD file."""
    names = [name for name in schema.dump_fields if name != "links"]
    return {name: _of_node(schema.fields[name], node.get(name), language) for name in names}


def _of_node(field: fields.Field, value: Any, language: str) -> Any:
    if isinstance(field, fields.List):
        return [_of_node(field.inner, each, language) for each in value or []]
    if value is None:
        return None
    if isinstance(field, Text):
        return value.get(language, value["de"])
    if isinstance(field, fields.Nested):
        return document_of_node(field.schema, value, language)
    if isinstance(field, fields.Dict):
        return {name: each for name, each in value.items() if name != "@id"}
    if isinstance(field, Edtf):
        return value["@value"]
    if isinstance(value, str) and not isinstance(field, fields.URL) and value.startswith("https://data.example.org/"):
        return value.rpartition("/")[2]
    return value
