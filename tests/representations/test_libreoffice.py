"""CSV and XLSX as a spreadsheet opens them: LibreOffice converts each, and what comes out has every cell that went in."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.conftest import on_one_database

COMMA, QUOTE, UTF_8 = 44, 34, 76  # as LibreOffice numbers them
CSV_FILTER = f"{COMMA},{QUOTE},{UTF_8},1"

pytestmark = [
    on_one_database,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
]

Convert = Callable[..., Path]


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    """Converts content from one format to another; returns the file made."""

    def run(content: bytes, extension: str, to: str, *options: str) -> Path:
        (tmp_path / f"events.{extension}").write_bytes(content)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", "--headless", profile, *options, "--convert-to", to, "--outdir", tmp_path / "made", f"events.{extension}"]
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
        return next((tmp_path / "made").iterdir())

    return run


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_is_opened_with_every_text_as_it_is(client: FlaskClient, convert: Convert) -> None:
    content = client.get("/api/v1/events?format=csv").data
    made = convert(content, "csv", "xlsx", f"--infilter=CSV:{CSV_FILTER}")
    head, *rows = load_workbook(made).worksheets[0].iter_rows(values_only=True)
    wanted = [dict(zip(head, row, strict=True)) for row in cells(content.decode("utf-8-sig"))[1:]]
    found = [{name: value for name, value in zip(head, row, strict=True) if isinstance(value, str)} for row in rows]
    assert found == [{name: row[name] for name in texts} for row, texts in zip(wanted, found, strict=True)]
    assert {"id", "title_de", "title_en", "description_de", "description_en", "sources"} <= found[0].keys()
    assert any("ü" in text for row in found for text in row.values())


def test_workbook_is_opened_with_every_text_and_date(client: FlaskClient, convert: Convert) -> None:
    content = client.get("/api/v1/events?format=xlsx").data
    made = convert(content, "xlsx", f"csv:Text - txt - csv (StarCalc):{CSV_FILTER}")
    head, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    opened_head, *opened = cells(made.read_text())
    assert (tuple(opened_head), len(opened)) == (head, len(rows))
    for row, texts in zip(rows, opened, strict=True):
        for value, text in zip(row, texts, strict=True):
            if isinstance(value, str):
                assert text == value
    day = opened[-1][head.index("earliest")]
    assert "20" in day
    assert not day.isdigit()  # a date, however it is shown, and no number of days
