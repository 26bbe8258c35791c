"""The data dictionary: complete, true of the records, and its addresses open."""

import pytest

from schemas.vocabularies import SCHEMES
from tests.conftest import PUBLIC_URL
from tests.contract.resources import API, ITEMS, LANGUAGES, collect
from tests.site.test_pages import page_of

JSON_TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict}


def leaves(record, path=""):
    """(dotted field, value) of everything in a record; members of lists one by one."""
    for name, value in record.items():
        yield path + name, value
        for member in value if isinstance(value, list) else [value]:
            if isinstance(member, dict) and name != "counts":
                yield from leaves(member, f"{path}{name}.")


@pytest.mark.parametrize("resource", ITEMS)
def test_every_field_and_no_other_is_explained_and_has_its_type(client, resource):
    entries = {entry["field"]: entry for entry in client.get(f"{API}/dictionary").json["data"]["entries"] if entry["resource"] == resource}
    found = set()
    for record in (record for page in collect(client, f"{API}/{resource}?limit=200") for record in page["data"]):
        for field, value in leaves(record):
            entry = entries[field]
            found.add(field)
            assert value is not None or entry["nullable"]
            assert isinstance(value, list) == entry["list"] or value is None
            assert all(
                isinstance(each, JSON_TYPES[entry["type"]]) for each in (value if isinstance(value, list) else [value]) if each is not None
            )
    assert found <= set(entries)
    assert {field for field in entries if "." not in field} <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_meanings_are_in_the_language_asked_for(client, language):
    entries = client.get(f"{API}/dictionary?lang={language}").json["data"]["entries"]
    starts = next(entry for entry in entries if (entry["resource"], entry["field"]) == ("events", "starts"))
    assert starts == {
        "resource": "events",
        "field": "starts",
        "type": "string",
        "format": "edtf",
        "list": False,
        "nullable": False,
        "meaning": {"de": "Beginn, so genau wie bekannt (EDTF).", "en": "Start, as precisely as known (EDTF)."}[language],
        "vocabulary": None,
        "reference": None,
        "rdf_term": "schema:startDate",
        "example": "2016-03-07",
    }
    assert all(entry["meaning"] for entry in entries)


def test_vocabularies_references_schemas_and_prefixes_resolve(client):
    dictionary = client.get(f"{API}/dictionary").json["data"]
    named = {entry["vocabulary"] for entry in dictionary["entries"]} - {None}
    assert named == {f"{PUBLIC_URL}/vocabularies/{name}" for name in SCHEMES}
    for url in (*named, *dictionary["schemas"].values()):
        assert client.get(url).status_code == 200
    assert {entry["reference"] for entry in dictionary["entries"]} - {None} <= set(ITEMS)
    assert {entry["rdf_term"].partition(":")[0] for entry in dictionary["entries"] if entry["rdf_term"]} <= set(dictionary["prefixes"])


def test_examples_are_of_the_release_asked_for(client):
    old, new = (client.get(f"{API}/dictionary?release={number}").json["data"]["entries"] for number in (1, 2))
    assert len(old) == len(new)
    assert next(entry for entry in old if entry["resource"] == "guidelines")["example"] is None
    assert next(entry for entry in new if entry["resource"] == "guidelines")["example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_explains_what_the_api_explains(client, language):
    page = page_of(client.get(f"/dictionary?lang={language}"))
    for entry in client.get(f"{API}/dictionary?lang={language}").json["data"]["entries"]:
        assert f"{entry['resource']}.{entry['field']}" in page.ids
        assert entry["meaning"].replace("`", "") in page.text
        assert not entry["vocabulary"] or entry["vocabulary"].removeprefix(PUBLIC_URL) + f"?lang={language}" in page.links
