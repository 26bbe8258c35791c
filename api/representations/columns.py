"""Columns of a table, derived from a schema in its order: the one source for CSV, XLSX and every description of them.

- A text is two columns, `title_de` and `title_en`; the second is empty where there is no translation.
- A list of codes or ids is one column, its values joined by `; `.
- A list of objects (sources, attendance, conflicts …) is one column of JSON, its texts as `{"de": …, "en": …}`:
  read it with `json.loads`, Power Query's `Json.Document` or SQLite's `json_each`.
- A single object is a column per member: `links_self`, `links_web`.
- Unknown values and empty lists are empty cells.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import getitem, itemgetter
from typing import Any

import orjson
from marshmallow import Schema, fields

from api.representations.answer import Export
from api.representations.bilingual import bilingual
from schemas.base import Record
from schemas.fields import LANGUAGES, Bound, Moment, Text

SEPARATOR = "; "

Cell = str | int | bool | None


@dataclass(frozen=True)
class Column:
    """One column: its permanent name, where its value is in the document, and the schema's field."""

    name: str
    path: tuple[str, ...]
    field: fields.Field
    language: str | None = None

    @property
    def description(self) -> dict[str, str]:
        """Language → meaning."""
        return {"de": self.field.metadata["x-description-de"], "en": self.field.metadata["description"]}

    @cached_property
    def type(self) -> str:
        """In the words of the Frictionless Table Schema: string, integer, boolean, date, datetime, list, array or object."""
        if isinstance(self.field, fields.List):
            return "array" if isinstance(self.field.inner, fields.Nested) else "list"
        types = {Moment: "datetime", Bound: "date", fields.Integer: "integer", fields.Boolean: "boolean", fields.Dict: "object"}
        return next((name for type_, name in types.items() if isinstance(self.field, type_)), "string")

    @cached_property
    def value(self) -> Callable[[Any], Cell]:
        """What gives the cell for a bilingual document with links; made once, as it is called for every record."""
        found, language = _finder(self.path), self.language
        if language:
            return lambda document: text.get(language) if (text := found(document)) else None
        if self.type == "list":
            return lambda document: SEPARATOR.join(values) if (values := found(document)) else None
        if self.type in ("array", "object"):
            return lambda document: orjson.dumps(value).decode() if (value := found(document)) else None
        return found


def _finder(path: tuple[str, ...]) -> Callable[[Any], Any]:
    return itemgetter(*path) if len(path) == 1 else lambda document: reduce(getitem, path, document)


def columns(schema: Schema, names: Sequence[str] = ()) -> list[Column]:
    """The columns of a table of `schema`'s records: all, or those of the fields named."""
    return [column for column in _columns(schema, ()) if not names or column.path[0] in names]


def _columns(schema: Schema, path: tuple[str, ...]) -> Iterator[Column]:
    for name, field in schema.dump_fields.items():
        here = (*path, name)
        if isinstance(field, fields.Nested):
            yield from _columns(field.schema, here)
        elif isinstance(field, Text):
            yield from (Column(f"{'_'.join(here)}_{language}", here, field, language) for language in LANGUAGES)
        else:
            yield Column("_".join(here), here, field)


def documents(export: Export) -> Iterator[Record]:
    """The records as columns read them."""
    record_url, page_url = export.record_url, export.page_url
    for stored in export.records:
        document = bilingual(export.schema, stored)
        document["links"] = {"self": record_url + stored.id, "web": page_url + stored.id}
        yield document
