"""NDJSON: line for line what the JSON API says."""

from api.representations.to_ndjson import to_ndjson
from tests.representations.conftest import FEW


def test_few_records_are_the_golden_ones(export, is_golden):
    assert is_golden("events.ndjson", b"".join(to_ndjson(export("events", FEW))))


def test_no_record_is_an_empty_file(export):
    assert list(to_ndjson(export("events", records=[]))) == []
