"""CSV (RFC 4180): UTF-8, with a byte order mark unless unwanted, so that spreadsheets read umlauts.

The columns are those of `columns.py`. Booleans are `true` and `false`; an empty cell is unknown. So that no spreadsheet
takes a text for a formula, a text that begins with one of `= + - @ '`, a tab or a line break is preceded by an
apostrophe; take one leading apostrophe away and you have the text again. Numbers and dates stay as they are.
"""

import csv
from collections.abc import Iterator
from io import StringIO

from api.representations.answer import Export
from api.representations.columns import columns, documents
from api.representations.streaming import chunks

FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
BOM = b"\xef\xbb\xbf"


def to_csv(export: Export) -> Iterator[bytes]:
    """The table with its header."""
    return chunks(_rows(export))


def _rows(export: Export) -> Iterator[bytes]:
    table = columns(export.schema, export.fields)
    line = StringIO(newline="")
    writer = csv.writer(line, delimiter=export.delimiter, lineterminator="\r\n")
    if export.bom:
        yield BOM
    writer.writerow(column.name for column in table)
    for document in documents(export):
        writer.writerow(cell(column.value(document)) for column in table)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()
    yield line.getvalue().encode()  # the header, if there was no record


def cell(value: str | int | bool | None) -> str | int | None:
    """What stands in the file for a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
