"""CSV (RFC 4180): UTF-8, with a byte order mark unless unwanted, so that spreadsheets read umlauts.

The columns are those of `columns.py`. Booleans are `true` and `false`; an empty cell is unknown. So that no spreadsheet
takes a text for a formula, a text that begins with one of `= + - @ '`, a tab or a line break is preceded by an
apostrophe; take one leading apostrophe away and you have the text again. Numbers and dates stay as they are.
"""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from api.representations.answer import Export
from api.representations.columns import Cell, Column, columns, documents
from api.representations.streaming import chunks
from schemas.base import Record

FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
BOOLEANS = {True: "true", False: "false", None: None}
TEXTS = ("string", "list")  # types of columns; JSON begins with a bracket
BOM = b"\xef\xbb\xbf"


def to_csv(export: Export) -> Iterator[bytes]:
    """The table with its header."""
    return chunks(_rows(export))


def _rows(export: Export) -> Iterator[bytes]:
    table = columns(export.schema, export.fields)
    cells = [_cell(column) for column in table]
    line = csv.writer(Line(), delimiter=export.delimiter, lineterminator="\r\n").writerow
    if export.bom:
        yield BOM
    yield line([column.name for column in table])
    for document in documents(export):
        yield line([cell(document) for cell in cells])


class Line:
    """What a `csv.writer` writes to, so that `writerow` returns the line."""

    write = staticmethod(str.encode)


def _cell(column: Column) -> Callable[[Record], Cell]:
    """What gives that which stands in the file for the column of a document."""
    value: Any = column.value
    if column.type == "boolean":
        return lambda document: BOOLEANS[value(document)]
    if column.type not in TEXTS:
        return value
    return lambda document: f"'{text}" if (text := value(document)) and text.startswith(FORMULA) else text
