"""What of a record an answer shows: chosen fields (`fields=`), and related records beside it (`include=`)."""

from collections.abc import Iterator
from typing import Any

import orjson
from marshmallow import Schema

from api.models import MODELS, Published
from api.representations import Stored
from api.web.query import Choices
from schemas.base import RecordSchema, references_of
from schemas.fields import LANGUAGES, Reference, Text, about, is_free, leaves, nested

Path = tuple[str, ...]
Document = dict[str, Any]

SCHEMAS = {resource: model.schema() for resource, model in MODELS.items()}  # one of each serves all, as none is ever changed


class Fields(Choices):
    """Fields to show, nested ones by dotted path; the id always is."""

    def __init__(self, schema: Schema) -> None:
        meaning = about(
            "Fields to show, nested ones as `attendance.count`; `id` is always shown. Default: all. "
            "Entries of calendars and feeds are always whole.",
            "Felder, die gezeigt werden, verschachtelte als `attendance.count`; `id` immer. Vorgabe: alle. Einträge in "
            "Kalendern und Feeds sind immer ganz.",
        )
        super().__init__(list(_paths(schema)), metadata=meaning)


class Include(Choices):
    """Fields whose related records are to be embedded."""

    def __init__(self, schema: Schema) -> None:
        names = [name for name, field in schema.dump_fields.items() if any(isinstance(leaf, Reference) for leaf in leaves(field))]
        meaning = about(
            "Fields whose related records are embedded, each once, in `included`; in JSON alone.",
            "Felder, deren verknüpfte Einträge je einmal unter `included` beigefügt werden; nur in JSON.",
        )
        super().__init__(names, metadata=meaning)


def _paths(schema: Schema, prefix: str = "") -> Iterator[str]:
    for name, field in schema.dump_fields.items():
        yield prefix + name
        if inner := nested(field):
            yield from _paths(inner, f"{prefix}{name}.")


def chosen(document: Document, names: list[str]) -> Document:
    """The document with nothing but the fields named, in the document's own order."""
    return _pick(document, [("id",), *(tuple(name.split(".")) for name in names)])


def sparse(stored: Stored, names: list[str]) -> Stored:
    """The same, in every language, of a record as the database keeps it."""
    german, english = (orjson.dumps(chosen(orjson.loads(stored.document(language)), names)).decode() for language in LANGUAGES)
    return stored._replace(document_de=german, document_en=english)


def _pick(value: Any, paths: list[Path]) -> Any:
    if isinstance(value, list):
        return [_pick(member, paths) for member in value]
    if not isinstance(value, dict) or () in paths:
        return value
    return {
        name: _pick(member, [path[1:] for path in paths if path[0] == name])
        for name, member in value.items()
        if any(path[0] == name for path in paths)
    }


def references(model: type[Published], document: Document, within: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """(resource, id) of every record that the document mentions, within the fields named or anywhere."""
    for path, resource, id_ in references_of(SCHEMAS[model.resource], document):
        if within is None or path[0] in within:
            yield resource, id_


def texts(model: type[Published], document: Document) -> Iterator[tuple[str, str]]:
    """(dotted path, text) of every text in a published document, the evidence apart."""
    shown = {name: value for name, value in document.items() if name not in RecordSchema.EVIDENCE}
    yield from _texts(SCHEMAS[model.resource], shown, "")


def _texts(schema: Schema, document: Document, prefix: str) -> Iterator[tuple[str, str]]:
    for name, field in schema.dump_fields.items():
        value, inner = document.get(name), nested(field)
        if value and inner:
            for index, member in enumerate(value if isinstance(value, list) else [value]):
                yield from _texts(inner, member, f"{prefix}{name}.{index}.")
        elif isinstance(value, str) and (isinstance(field, Text) or is_free(field)):
            yield prefix + name, value
