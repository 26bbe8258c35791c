"""CSV, read by Python's own reader and by pandas."""

import csv
import io
import json

import pandas
import pytest

from api.models import MODELS
from api.representations import Stored
from api.representations.to_csv import BOM, to_csv
from schemas.fields import LANGUAGES
from tests.representations.conftest import FEW
from tests.representations.reading import document_of_row

DELIMITERS = (",", ";")


def rendered(export) -> bytes:
    return b"".join(to_csv(export))


def rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def changed(stored: Stored, **fields: object) -> Stored:
    documents = (json.dumps(json.loads(document) | fields) for document in (stored.document_de, stored.document_en))
    return Stored(stored.id, *documents)


def test_few_records_are_the_golden_ones(export, is_golden):
    assert is_golden("events.csv", rendered(export("events", FEW)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("resource", MODELS)
def test_every_record_can_be_had_back(export, stored, resource, delimiter, language):
    table = rows(rendered(export(resource, delimiter=delimiter)), delimiter)
    read = [document_of_row(MODELS[resource].schema(), row, language) for row in table]
    assert read == [json.loads(each.document(language)) for each in stored[resource]]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("resource", MODELS)
def test_pandas_reads_what_python_reads(export, resource, delimiter):
    content = rendered(export(resource, delimiter=delimiter))
    frame = pandas.read_csv(io.BytesIO(content), sep=delimiter, dtype=str, keep_default_na=False)
    assert frame.to_dict("records") == rows(content, delimiter)


def test_pandas_finds_numbers_and_booleans(export):
    events = pandas.read_csv(io.BytesIO(rendered(export("events"))))
    initiatives = pandas.read_csv(io.BytesIO(rendered(export("initiatives"))))
    assert (str(events.modified_in.dtype), str(initiatives.named_in_announcement.dtype)) == ("int64", "bool")


def test_links_are_absolute(export):
    (row,) = rows(rendered(export("sources", ["s01"])))
    assert (row["links_self"], row["links_web"]) == ("https://data.example.org/api/v1/sources/s01", "https://data.example.org/sources/s01")


def test_begins_with_a_byte_order_mark(export):
    assert rendered(export("sources", ["s01"])) == BOM + rendered(export("sources", ["s01"], bom=False))


def test_lines_end_as_the_rfc_wants(export):
    assert rendered(export("initiatives")).count(b"\r\n") == 1 + 7


def test_table_without_records_is_its_header(export):
    assert rendered(export("sources", records=[])).startswith(BOM + b"id,title_de,title_en,")


def test_umlauts_and_quotation_marks_are_intact(export):
    content = rendered(export("events")).decode()
    assert "„Wissen schafft Wirtschaft“" in content
    assert "Saxony’s industrial sectors" in content
    assert "Brüderstraße 11/12" in content


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("text", ["a, b", "a; b", 'a "b" c', '"', "a\nb", "a\rb", "a\r\nb", " a ", "a", ""])
def test_cells_are_quoted_as_by_python(export, stored, text, delimiter):
    record = changed(stored["sources"][0], publisher=text)
    content = rendered(export("sources", records=[record], delimiter=delimiter, bom=False))
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter).writerows(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))
    assert rows(content, delimiter)[0]["publisher"] == text
    assert content == again.getvalue().encode()


@pytest.mark.parametrize("text", ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "'x", "'=x"])
def test_text_that_looks_like_a_formula_is_escaped(export, stored, text):
    record = changed(stored["sources"][0], publisher=text)
    (row,) = rows(rendered(export("sources", records=[record])))
    assert row["publisher"] == f"'{text}"


@pytest.mark.parametrize("text", ["1=1", "a-b", "–5", "„=“", " =1"])
def test_other_text_is_left_alone(export, stored, text):
    record = changed(stored["sources"][0], publisher=text)
    (row,) = rows(rendered(export("sources", records=[record])))
    assert row["publisher"] == text


def test_numbers_are_never_escaped(export, stored):
    record = changed(stored["sources"][0], page_count=-5)
    (row,) = rows(rendered(export("sources", records=[record])))
    assert row["page_count"] == "-5"


def test_missing_translation_is_an_empty_cell(export, stored):
    record = stored["sources"][0]._replace(untranslated='["title"]')
    (row,) = rows(rendered(export("sources", records=[record])))
    assert (bool(row["title_de"]), row["title_en"]) == (True, "")
