"""XLSX: the table of the CSV with typed cells, and a sheet that says what it is and which sources it cites.

Days and times are real dates, times in Europe/Berlin; dates known less precisely (EDTF) stay text. A text is never taken for
a formula or a link. The file is complete only when its last record is: it is written to a temporary file, row by row.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from api.representations.answer import Export
from api.representations.columns import columns, documents
from api.representations.streaming import content
from schemas.base import references_of
from schemas.fields import BERLIN

MAX_TEXT = 32_767  # characters in a cell, counted in UTF-16
WIDTHS = {"boolean": 9, "integer": 9, "date": 12, "datetime": 17, "list": 30, "array": 40, "object": 40}
ABOUT = {
    "de": {
        "sheet": "Info",
        "title": "Titel",
        "query": "Abfrage",
        "permalink": "Dauerhafte Adresse dieser Fassung",
        "release": "Ausgabe",
        "published": "Veröffentlicht",
        "license": "Lizenz",
        "attribution": "Namensnennung",
        "times": "Uhrzeiten",
        "sources": "Zitierte Quellen",
    },
    "en": {
        "sheet": "About",
        "title": "Title",
        "query": "Query",
        "permalink": "Permanent address of this version",
        "release": "Release",
        "published": "Published",
        "license": "Licence",
        "attribution": "Attribution",
        "times": "Times",
        "sources": "Cited sources",
    },
}


def to_xlsx(export: Export) -> Iterator[bytes]:
    """The workbook; nothing comes before the last record is read."""
    with TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        published = datetime.fromisoformat(export.about.published_at)
        book.set_properties({"title": export.about.title, "author": export.about.attribution, "created": published.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        try:
            cited = _table(book, export, bold)
            _about(book, export, bold, cited)
        finally:
            book.close()  # and with it the temporary files of its own
        yield from content(file)


def _table(book: Workbook, export: Export, bold: Any) -> list[str]:
    """Write the records; returns the ids of the sources they cite."""
    sheet = book.add_worksheet(export.resource)
    table = columns(export.schema, export.fields)
    writers = _writers(sheet, book)
    for number, column in enumerate(table):
        sheet.set_column(number, number, WIDTHS.get(column.type, 40 if column.language else 22))
        sheet.write_string(0, number, column.name, bold)
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # a year is a date, though Excel doubts it
    cited: set[str] = set()
    row = 0
    for row, document in enumerate(documents(export), 1):
        cited.update(id_ for _, resource, id_ in references_of(export.schema, document) if resource == "sources")
        for number, column in enumerate(table):
            if (value := column.value(document)) is not None:
                writers.get(column.type, writers["string"])(row, number, value)
    sheet.autofilter(0, 0, row, len(table) - 1)
    return sorted(cited)


def _writers(sheet: Worksheet, book: Workbook) -> dict[str, Callable[[int, int, Any], object]]:
    """Type of a column → how its cells are written."""
    day, minute = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    return {
        "string": lambda row, number, value: sheet.write_string(row, number, fitting(value)),
        "integer": sheet.write_number,
        "boolean": sheet.write_boolean,
        "date": lambda row, number, value: sheet.write_datetime(row, number, date.fromisoformat(value), day),
        "datetime": lambda row, number, value: sheet.write_datetime(row, number, wall_clock(value), minute),
    }


def fitting(text: str) -> str:
    """As much of a text as a cell can hold, an ellipsis where it is cut off."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MAX_TEXT else units[: 2 * (MAX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def wall_clock(instant: str) -> datetime:
    """What clocks in Berlin showed: a spreadsheet knows no offsets."""
    return datetime.fromisoformat(instant).astimezone(BERLIN).replace(tzinfo=None)


def _about(book: Workbook, export: Export, bold: Any, cited: list[str]) -> None:
    about, words = export.about, ABOUT[export.language]
    sheet = book.add_worksheet(words["sheet"])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 90)
    facts = {
        "title": about.title,
        "query": about.url,
        "permalink": about.permalink,
        "release": str(about.release),
        "published": about.published_at,
        "license": f"{about.license_name} {about.license_url}",
        "attribution": about.attribution,
        "times": BERLIN.key,
        "sources": "",
    }
    for row, (name, fact) in enumerate(facts.items()):
        sheet.write_string(row, 0, words[name], bold)
        sheet.write_string(row, 1, fact)
    for row, source in enumerate(export.sources(cited), len(facts)):
        for number, text in enumerate(source):
            sheet.write_string(row, number, fitting(text or ""))
