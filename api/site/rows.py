"""A published document as rows for people: the schema says what each field is called and how its values read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from marshmallow import Schema, fields

from api.representations.terms import scheme
from api.site.page import NAMES
from api.site.words import COUNTRIES, date_in_words, moment_in_words, number_in_words
from schemas.fields import Bound, Edtf, Moment, Reference, in_language, nested
from schemas.vocabularies import SCHEMES, label

# What the page shows in places of its own.
APART = ("id", "title", "description", "certainty", "field_certainty", "conflicts", "sources", "modified_in", "modified_at", "links")

Note = dict[str, Any]  # an entry of `field_certainty`


@dataclass(frozen=True)
class Value:
    """One value in words; `url` if it leads somewhere, `machine` as a machine would read a date."""

    text: str
    brief: str = ""  # a code's name without its explanation
    url: str = ""
    machine: str = ""
    source: str = ""  # the id of one it leads to
    path: str = ""  # within the document, as in `untranslated`
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One field: what it is called, its values or a table of them, and how it is known."""

    label: str
    hint: str
    values: list[Value]
    columns: list[str]
    table: list[list[list[Value]]]
    notes: list[Note]

    @property
    def inline(self) -> bool:
        """True if the values are bare names."""
        return all(value.brief and not value.notes for value in self.values)


class Rows:
    """Reads documents of one schema in one language; `labels` are the titles of related records."""

    def __init__(self, schema: Schema, language: str, labels: Mapping[str, Mapping[str, str]]) -> None:
        self.fields, self.language, self.labels = schema.fields, language, labels

    def all(self, document: dict[str, Any]) -> tuple[list[Row], list[str], list[Note]]:
        """The rows; the labels of what is not known; notes on how fields are known that no row shows."""
        notes = notes_of(document)
        rows, unknown = [], []
        for name, each in self.fields.items():
            value = document.get(name)
            if name in APART or each.load_only or _tells_nothing(each, document):
                continue
            if value in (None, []):
                unknown.append(self.label(each)[0])
            if value not in (None, []) or name in notes:
                rows.append(self.row(name, value, notes))
        return rows, unknown, [note for left in notes.values() for note in left]

    def row(self, name: str, value: Any, notes: dict[str, list[Note]]) -> Row:
        """The row of one field; takes what it shows out of `notes`."""
        each = self.fields[name]
        parts = inner.fields if (inner := nested(each)) else {}
        table = [
            [list(self.values(parts[column], item.get(column), f"{name}.{index}.{column}", {})) for column in parts if column in item]
            for index, item in enumerate(value or [] if parts else [])
        ]
        values = [] if parts else list(self.values(each, value, name, notes))
        columns = [self.label(column)[0] for column in parts.values() if not column.load_only]
        return Row(*self.label(each), values, columns, table, notes.pop(name, []))

    def label(self, each: fields.Field) -> tuple[str, str]:
        """The description of a field, without what only developers need, and what it says beyond the first clause."""
        text = each.metadata.get("description" if self.language == "en" else "x-description-de", each.name or "")
        text = re.sub(r" \(EDTF\)|, ISO 3166-1 alpha-2|, (if known|falls bekannt)|[,;] null\b.*|\.$", "", text)
        text = re.sub(r"`(\w+)`", lambda name: quoted(self.label(self.fields[name[1]])[0].partition(",")[0], self.language), text)
        label, _, hint = text.partition("; ")
        return label, hint

    def values(self, each: fields.Field, value: Any, path: str, notes: dict[str, list[Note]]) -> Iterator[Value]:
        """The value of a field, or its members, in words."""
        if value is None:
            return
        if isinstance(each, fields.List):
            for member in value:
                yield from self.values(each.inner, member, f"{path}.{member}", notes)
        elif isinstance(each, fields.Dict):
            for resource, number in value.items():
                yield Value(f"{in_language(NAMES[resource], self.language)}: {number_in_words(number, self.language)}")
        elif isinstance(each, Reference):
            url = url_for("pages.record", resource=each.resource, id=value)
            source = value if each.resource == "sources" else ""
            yield Value(self.labels.get(each.resource, {}).get(value, value), url=url, source=source, notes=notes.pop(path, []))
        else:
            yield self.scalar(each, value, path, notes.pop(path, []))

    def scalar(self, each: fields.Field, value: Any, path: str, notes: list[Note]) -> Value:
        facts: dict[str, str] = {"text": str(value)}
        if vocabulary := scheme(each):
            name = in_language(SCHEMES[vocabulary].codes[value], self.language)
            facts = {"text": name, "brief": label(name)[0]}
        elif isinstance(each, Edtf | Bound):
            facts = {"text": date_in_words(value, self.language), "machine": "" if "/" in value else value}
        elif isinstance(each, Moment):
            facts = {"text": moment_in_words(value, self.language), "machine": value}
        elif isinstance(each, fields.URL):
            facts |= {"url": value}
        elif isinstance(each, fields.Integer):
            facts = {"text": number_in_words(value, self.language)}
        elif each.name == "country":
            facts = {"text": in_language(COUNTRIES.get(value, (value, value)), self.language)}
        elif isinstance(each, fields.Boolean):
            facts = {"text": {"de": ("nein", "ja"), "en": ("no", "yes")}[self.language][value]}
        return Value(path=path, notes=notes, **facts)


def notes_of(document: dict[str, Any]) -> dict[str, list[Note]]:
    """How single fields are known, by field."""
    notes: dict[str, list[Note]] = {}
    for index, note in enumerate(document.get("field_certainty", [])):
        notes.setdefault(note["field"], []).append(note | {"path": f"field_certainty.{index}.note"})
    return notes


def quoted(text: str, language: str) -> str:
    return f"„{text}“" if language == "de" else f"“{text}”"


def _tells_nothing(each: fields.Field, document: dict[str, Any]) -> bool:
    """True for the bounds of a date that is unknown or known to the day."""
    return isinstance(each, Bound) and len(document.get(each.of) or "2018-04-24") == len("2018-04-24")
