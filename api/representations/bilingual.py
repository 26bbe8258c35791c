"""Stored records with both languages in one document."""

from typing import Any

import orjson
from marshmallow import Schema, fields

from api.representations.answer import Stored
from schemas.base import Record, translated
from schemas.fields import Text


def bilingual(schema: Schema, stored: Stored) -> Record:
    """The published document with each text as `{de: …, en: …}`.

    A text that was never translated has no `en`: the German that stands in for it in an answer is not English.
    """
    untranslated = frozenset(orjson.loads(stored.untranslated))
    return _joined(schema, orjson.loads(stored.document_de), orjson.loads(stored.document_en), untranslated, "")


def _joined(schema: Schema, german: Record, english: Record, untranslated: frozenset[str], path: str) -> Record:
    return german | {
        name: _member(schema.fields[name], value, english[name], untranslated, path + name)
        for name in translated(type(schema))
        if (value := german.get(name))
    }


def _member(field: fields.Field, german: Any, english: Any, untranslated: frozenset[str], path: str) -> Any:
    if isinstance(field, Text):
        return {"de": german} if path in untranslated else {"de": german, "en": english}
    if isinstance(field, fields.Nested):
        return _joined(field.schema, german, english, untranslated, f"{path}.")
    if isinstance(field, fields.List):
        pairs = enumerate(zip(german, english, strict=True))
        return [_member(field.inner, *pair, untranslated, f"{path}.{index}") for index, pair in pairs]
    return german
