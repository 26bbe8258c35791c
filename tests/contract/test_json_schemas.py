"""Each resource's JSON Schema: valid, of its own, and true of every record ever published."""

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import PUBLIC_URL, links_of, on_one_database
from tests.contract.resources import API, ITEMS, LANGUAGES, collect

pytestmark = on_one_database
every_resource = pytest.mark.parametrize("resource", ITEMS)


@every_resource
def test_schema_is_a_valid_document_of_its_own(client, resource):
    answer = client.get(f"{API}/schemas/{resource}.json")
    assert answer.content_type == "application/schema+json"
    schema = answer.json
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{PUBLIC_URL}{API}/schemas/{resource}.json"
    assert "components/schemas" not in answer.text


def test_schema_says_what_a_record_is(client):
    said = {name: client.get(f"{API}/schemas/{name}.json").json["description"] for name in ("sources", "releases")}
    assert said.pop("releases") == "One numbered, immutable state of the dataset."
    assert said.pop("sources").startswith("A document. We cite and link it; its licence is its publisher's. Every field is there unless ")


@pytest.mark.parametrize("release", [1, 2])
@pytest.mark.parametrize("language", LANGUAGES)
@every_resource
def test_every_published_record_is_valid(client, resource, language, release):
    validator = Draft202012Validator(client.get(f"{API}/schemas/{resource}.json").json, format_checker=Draft202012Validator.FORMAT_CHECKER)
    pages = collect(client, f"{API}/{resource}?limit=200&lang={language}&release={release}".replace(PUBLIC_URL, ""))
    faults = [(record["id"], error.message) for page in pages for record in page["data"] for error in validator.iter_errors(record)]
    assert faults == []


@pytest.mark.parametrize("change", [{"certainty": "guessed"}, {"earliest": "March"}, {"attendance": [{"count": -1}]}, {"nonsense": 1}])
def test_schema_refuses_what_is_no_event(client, change):
    schema, record = client.get(f"{API}/schemas/events.json").json, client.get(f"{API}/events?limit=1").json["data"][0]
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert validator.is_valid(record)
    assert not validator.is_valid(record | change)


@every_resource
def test_answers_say_what_describes_them(client, resource):
    link = f'<{PUBLIC_URL}{API}/schemas/{resource}.json>; rel="describedby"; type="application/schema+json"'
    for path in (f"{API}/{resource}", f"{API}/{resource}/{ITEMS[resource]}"):
        assert link in links_of(client.get(path))


def test_schema_is_validated_and_cached(client):
    first = client.get(f"{API}/schemas/events.json")
    again = client.get(f"{API}/schemas/events.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"].startswith("public, max-age=300")


@pytest.mark.parametrize("name", ["nothing", "releases.json"])
def test_schema_of_nothing_is_a_problem(client, name):
    answer = client.get(f"{API}/schemas/{name}.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
