"""Stored records with both languages in one document."""

from collections.abc import Callable
from functools import cache
from itertools import starmap
from typing import Any

import orjson
from marshmallow import Schema, fields

from api.representations.answer import Stored
from schemas.base import Record, translated
from schemas.fields import Text

Join = Callable[[Any, Any], Any]


def bilingual(schema: Schema, stored: Stored) -> Record:
    """The published document with each text as `{de: …, en: …}`.

    A text that was never translated has no `en`: the German that stands in for it in an answer is not English.
    """
    document = _joined(type(schema), orjson.loads(stored.document_de), orjson.loads(stored.document_en))
    for path in orjson.loads(stored.untranslated):
        _untranslate(document, path)
    return document


def _joined(schema: type[Schema], german: Record, english: Record) -> Record:
    """Changes `german`, which is made for this alone."""
    for name, join in _joins(schema):
        if value := german.get(name):
            german[name] = join(value, english[name])
    return german


@cache
def _joins(schema: type[Schema]) -> list[tuple[str, Join]]:
    """The fields that are translated, and what makes one value of the German and the English one."""
    found = schema().fields
    return [(name, _join(found[name])) for name in translated(schema)]


def _join(field: fields.Field) -> Join:
    if isinstance(field, Text):
        return lambda german, english: {"de": german, "en": english}
    if isinstance(field, fields.Nested):
        schema = type(field.schema)
        return lambda german, english: _joined(schema, german, english)
    if isinstance(field, fields.List):
        join = _join(field.inner)
        return lambda german, english: list(starmap(join, zip(german, english, strict=True)))
    return lambda german, _: german


def _untranslate(value: Any, path: str) -> None:
    """Takes the English from the text at the path, unless the document lacks it for want of being asked for."""
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value.get(key)
        if not value:
            return
    value.pop("en", None)
