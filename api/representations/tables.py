"""The dataset as tables that refer to each other: SQL derived from the schemas.

A collection is a table of the columns of `columns.py`, `id` its primary key. Each list field is a table of its own,
`event_organisers` or `event_sources`: the record, the position in the list counted from 1, and the value or the members of the
object; what these hold of lists is JSON. `<table>_fts` finds words in the texts of a table.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from marshmallow import Schema

from api.representations.columns import Column, columns
from api.representations.terms import type_name
from schemas.base import Record
from schemas.fields import Reference, member, nested

LISTS = ("list", "array")
AFFINITIES = {"integer": "INTEGER", "boolean": "INTEGER"}  # a boolean is 0 or 1; all else is TEXT


def quoted(name: str) -> str:
    return f'"{name}"'


def table_name(resource: str) -> str:
    return resource.replace("-", "_")


def singular(plural: str) -> str:
    """What one of them is called.

    >>> singular("families"), singular("organisers"), singular("held_by")
    ('family', 'organiser', 'held_by')
    """
    return plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural.removesuffix("s")


def create_table(name: str, parts: Iterable[str]) -> str:
    return f"CREATE TABLE {quoted(name)} (\n  " + ",\n  ".join(parts) + "\n)"


@dataclass(frozen=True)
class ListTable:
    """The table of a list field of the records of `owner`, which one of them is called `record`."""

    owner: str
    record: str
    column: Column  # the list, as one column would hold it

    @property
    def field(self) -> str:
        return self.column.name

    @property
    def name(self) -> str:
        return f"{self.record}_{self.field}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The members of its objects, or its values."""
        inner = nested(self.column.field)
        return tuple(columns(inner)) if inner else (Column(singular(self.field), (), member(self.column.field)),)

    @property
    def key(self) -> str:
        return f"{self.record}_id"

    @property
    def definition(self) -> str:
        record = f"{quoted(self.key)} TEXT NOT NULL REFERENCES {quoted(self.owner)} (id)"
        parts = [record, "position INTEGER NOT NULL", *map(_defined, self.columns)]
        return create_table(self.name, [*parts, f"PRIMARY KEY ({quoted(self.key)}, position)"])


@dataclass(frozen=True)
class RecordTable:
    """The table of a collection, and those of its list fields."""

    resource: str
    schema: Schema

    @property
    def name(self) -> str:
        return table_name(self.resource)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for column in columns(self.schema) if column.type not in LISTS)

    @cached_property
    def lists(self) -> tuple[ListTable, ...]:
        record = re.sub("(?<!^)(?=[A-Z])", "_", type_name(self.schema)).lower()
        found = (column for column in columns(self.schema) if column.type in LISTS)
        return tuple(ListTable(self.name, record, column) for column in found)

    @property
    def definition(self) -> str:
        return create_table(self.name, [_defined(each) + (" NOT NULL PRIMARY KEY" if each.name == "id" else "") for each in self.columns])

    @property
    def indexes(self) -> Iterator[str]:
        """What finds records from those they refer to, and by words."""
        held = [(self.name, self.columns), *((table.name, table.columns) for table in self.lists)]
        for name, column in ((name, column) for name, found in held for column in found if isinstance(column.field, Reference)):
            yield f"CREATE INDEX {quoted(f'{name}_by_{column.name}')} ON {quoted(name)} ({quoted(column.name)})"
        words = quoted(f"{self.name}_fts")
        texts = ", ".join(quoted(column.name) for column in self.columns if column.language)
        options = f'content={quoted(self.name)}, tokenize="unicode61 remove_diacritics 2"'
        yield f"CREATE VIRTUAL TABLE {words} USING FTS5 (\n  {texts},\n  {options}\n)"
        yield from (f"INSERT INTO {words} ({words}) VALUES ('{command}')" for command in ("rebuild", "optimize"))  # noqa: S608

    def rows(self, document: Record) -> Iterator[tuple[str, list[Any]]]:
        """(table, row) for all that a bilingual document with links holds."""
        yield self.name, [column.value(document) for column in self.columns]
        for table in self.lists:
            for position, value in enumerate(document[table.field], 1):
                yield table.name, [document["id"], position, *(column.value(value) for column in table.columns)]


def _defined(column: Column) -> str:
    definition = f"{quoted(column.name)} {AFFINITIES.get(column.type, 'TEXT')}"
    if isinstance(column.field, Reference):
        definition += f" REFERENCES {quoted(table_name(column.field.resource))} (id)"
    return definition
