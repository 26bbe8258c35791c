"""XLSX, read by openpyxl."""

import io
import json
from datetime import datetime

import openpyxl
import pytest

from api.models import MODELS
from api.representations.columns import columns, documents
from api.representations.to_xlsx import fitting, to_xlsx, wall_clock
from tests.representations.conftest import FEW
from tests.representations.test_csv import changed


def book(export) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(to_xlsx(export))))


def cells(sheet) -> list[dict[str, object]]:
    header, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_few_records_are_the_golden_ones(export, is_golden):
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book(export("events", FEW))}
    assert is_golden("events.xlsx.json", json.dumps(sheets, ensure_ascii=False, indent=1, default=str).encode() + b"\n")


@pytest.mark.parametrize("resource", MODELS)
def test_every_cell_is_the_value_of_its_column(export, resource):
    types = {"date": datetime.fromisoformat, "datetime": wall_clock}
    expected = [
        {
            column.name: types.get(column.type, lambda value: value)(value) if (value := column.value(document)) is not None else None
            for column in columns(MODELS[resource].schema())
        }
        for document in documents(export(resource))
    ]
    assert cells(book(export(resource))[resource]) == expected


def test_days_and_times_are_dates_and_edtf_is_text(export):
    (row,) = cells(book(export("events", FEW[2:]))["events"])
    assert (row["starts"], row["earliest"], row["starts_at"], row["modified_in"]) == (
        "2018-04-24",
        datetime(2018, 4, 24),
        datetime(2018, 4, 24, 18, 30),
        2,
    )


def test_dates_are_shown_as_iso(export):
    sheet = book(export("events", FEW[2:]))["events"]
    formats = {sheet.cell(1, cell.column).value: cell.number_format for cell in sheet[2] if cell.is_date}
    assert formats == {
        "earliest": "yyyy-mm-dd",
        "latest": "yyyy-mm-dd",
        "starts_at": "yyyy-mm-dd hh:mm",
        "ends_at": "yyyy-mm-dd hh:mm",
        "modified_at": "yyyy-mm-dd hh:mm",
    }


def test_header_is_bold_frozen_and_filters(export):
    sheet = book(export("initiatives"))["initiatives"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, {cell.font.bold for cell in sheet[1]}) == ("B2", "A1:T8", {True})


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "https://example.org/", "mailto:a@b", "internal:A1"])
def test_text_is_neither_formula_nor_link(export, stored, text):
    record = changed(stored["sources"][0], publisher=text)
    sheet = book(export("sources", records=[record]))["sources"]
    (cell,) = [cell for cell in sheet[2] if cell.value == text and cell.data_type == "s"]
    assert cell.hyperlink is None


def test_second_sheet_says_what_it_is_and_whom_it_cites(export):
    sheet = book(export("events", FEW[:1], language="en"))["About"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Title", "Veranstaltungen der StrategieWerkstatt", None],
        ["Query", "https://data.example.org/api/v1/events", None],
        ["Permanent address of this version", "https://data.example.org/api/v1/events?release=2", None],
        ["Release", "2", None],
        ["Published", "2026-11-22T14:00:00Z", None],
        ["Licence", "CC-BY-4.0 https://creativecommons.org/licenses/by/4.0/", None],
        ["Attribution", "StrategieWerkstatt open data", None],
        ["Times", "Europe/Berlin", None],
        ["Cited sources", "", None],
        *cited(export),
    ]


def cited(export) -> list[list[str]]:
    """The sources of the first of the few, which include those in its conflicts."""
    return [list(source) for source in export("events").sources(["s13", "s15"])]


def test_same_records_give_the_same_bytes(export):
    assert b"".join(to_xlsx(export("events"))) == b"".join(to_xlsx(export("events")))


def test_file_is_as_old_as_its_release(export):
    properties = book(export("events", FEW)).properties
    assert (properties.created, properties.modified) == (datetime(2026, 11, 22, 14), datetime(2026, 11, 22, 14))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ä" * 32_767, "ä" * 32_767),
        ("ä" * 32_768, "ä" * 32_766 + "…"),
        ("😀" * 16_383, "😀" * 16_383),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
    ],
)
def test_text_too_long_for_a_cell_is_cut_visibly(text, kept):
    assert fitting(text) == kept


@pytest.mark.parametrize(
    ("instant", "shown"),
    [("2018-04-24T18:30:00+02:00", datetime(2018, 4, 24, 18, 30)), ("2026-11-22T23:30:00Z", datetime(2026, 11, 23, 0, 30))],
)
def test_times_are_those_of_clocks_in_berlin(instant, shown):
    assert wall_clock(instant) == shown


def test_table_without_records_is_its_header(export):
    sheet = book(export("sources", records=[]))["sources"]
    assert (sheet.max_row, sheet["A1"].value) == (1, "id")
