"""NDJSON: line for line what the JSON API says."""

import json

import pytest

from api.representations.to_ndjson import to_ndjson
from schemas.fields import LANGUAGES
from tests.contract.resources import API, ITEMS
from tests.representations.conftest import FEW


def test_few_records_are_the_golden_ones(export, is_golden):
    assert is_golden("events.ndjson", b"".join(to_ndjson(export("events", FEW))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("resource", "id_"), ITEMS.items())
def test_line_is_the_record_of_the_json_api(client, export, resource, id_, language):
    (line,) = b"".join(to_ndjson(export(resource, [id_], language=language))).splitlines()
    assert json.loads(line) == client.get(f"{API}/{resource}/{id_}?lang={language}").json["data"]


def test_no_record_is_an_empty_file(export):
    assert list(to_ndjson(export("events", records=[]))) == []
