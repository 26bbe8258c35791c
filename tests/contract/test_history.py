"""Changes, versions and differences: what they say, and that whoever replays them has the state they lead to."""

import hashlib
from itertools import pairwise

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from api.db import writer
from api.models import Base
from api.search import index
from seed.load import load
from tests.conftest import DATABASES, PUBLIC_URL, app_on
from tests.contract.resources import API, LANGUAGES, PINNED, RECORDS, collect
from tests.invented import EVENT, SOURCE, releases

every_language = pytest.mark.parametrize("language", LANGUAGES)


def told(client, url):
    return [change for page in collect(client, url) for change in page["data"]]


def summary(changes):
    return [(change["release"], change["action"], change["record_id"]) for change in changes]


# --- changes


def test_changes_come_by_release_then_added_changed_removed(story):
    found = told(story, f"{API}/changes?limit=1")
    assert summary(found) == [(1, "added", "2018-fair"), (1, "added", "s01"), (2, "changed", "2018-fair"), (3, "removed", "2018-fair")]


@every_language
def test_a_change_says_all_about_it(story, language):
    added, _, changed, removed = told(story, f"{API}/changes?lang={language}")
    version = story.get(f"{API}/events/2018-fair?release=2&lang={language}").json["data"]
    del version["links"]
    assert changed == {
        "id": "2-events-2018-fair",
        "release": 2,
        "published_at": "2026-01-02T00:00:00Z",
        "action": "changed",
        "collection": "events",
        "record_id": "2018-fair",
        "title": {"de": "Messe", "en": "Fair"}[language],
        "differences": [
            {"field": "starts", "language": None, "old": "2018", "new": "2018-04"},
            {"field": "earliest", "language": None, "old": "2018-01-01", "new": "2018-04-01"},
            {"field": "latest", "language": None, "old": "2018-12-31", "new": "2018-04-30"},
        ],
        "reason": None,
        "renamed_to": None,
        "merged_into": None,
        "content_sha256": hashlib.sha256(orjson.dumps(EVENT | {"starts": "2018-04"}, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        "record": version,
        "links": {
            "version": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2",
            "previous": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=1",
            "web": f"{PUBLIC_URL}/events/2018-fair?release=2",
        },
    }
    assert (added["differences"], added["links"]["previous"]) == ([], None)
    assert removed["reason"] == {"de": "Doppelt erfasst.", "en": "Recorded twice."}[language]
    assert (removed["record"], removed["content_sha256"]) == (None, None)
    assert removed["links"] == {"version": None, "previous": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2", "web": None}


@pytest.mark.parametrize(
    ("since", "releases"),
    [
        ("0", {1, 2, 3}),
        ("1", {2, 3}),
        ("3", set()),
        ("2018-04-24T00:00:00Z", {1, 2, 3}),
        ("2026-01-01T23:59:59Z", {2, 3}),
        ("2026-01-02T01:00:00%2B01:00", {3}),
        ("2026-01-03T00:00:00Z", set()),
    ],
)
def test_since_is_a_release_or_an_instant(story, since, releases):
    assert {change["release"] for change in told(story, f"{API}/changes?since={since}")} == releases


def test_changes_end_at_the_release_asked_for(story):
    assert {change["release"] for change in told(story, f"{API}/changes?since=1&release=2")} == {2}


@pytest.mark.parametrize("since", ["4", "2147483646", "2999-01-01T00:00:00Z"])
def test_since_what_is_yet_to_come_is_a_problem(story, since):
    answer = story.get(f"{API}/changes?since={since}")
    assert (answer.status_code, answer.json["type"]) == (404, f"{PUBLIC_URL}/problems/no-such-release")


@pytest.mark.parametrize("since", ["-1", "2147483647", "2026-01-01", "yesterday", "²"])
def test_malformed_since_is_a_problem(story, since):
    answer = story.get(f"{API}/changes", query_string={"since": since})
    assert (answer.status_code, [fault["parameter"] for fault in answer.json["errors"]]) == (400, ["since"])


def test_changes_of_one_collection_or_kind(story):
    assert summary(told(story, f"{API}/changes?collection=sources")) == [(1, "added", "s01")]
    assert summary(told(story, f"{API}/changes?action=removed,changed")) == [(2, "changed", "2018-fair"), (3, "removed", "2018-fair")]


def test_changes_of_a_release(story):
    assert summary(told(story, f"{API}/releases/2/changes")) == [(2, "changed", "2018-fair")]


@pytest.mark.parametrize("path", ["releases/2147483646/changes", "releases/4/changes", "releases/2/changes?release=1"])
def test_changes_of_an_unknown_release_are_a_problem(story, path):
    answer = story.get(f"{API}/{path}")
    assert (answer.status_code, answer.json["type"]) == (404, f"{PUBLIC_URL}/problems/no-such-release")


@every_language
@pytest.mark.parametrize("resource", RECORDS)
def test_every_record_is_told_as_its_collection_gives_it(client, resource, language):
    listed = {record["id"]: record for page in collect(client, f"{API}/{resource}?limit=200&lang={language}") for record in page["data"]}
    for record in listed.values():
        del record["links"]
    replayed = {
        change["record_id"]: change["record"] for change in told(client, f"{API}/changes?limit=200&lang={language}&collection={resource}")
    }
    assert replayed == listed


# --- versions of a record


def test_revisions_tell_every_version_even_of_a_removed_record(story):
    assert summary(told(story, f"{API}/events/2018-fair/revisions?limit=2")) == [
        (1, "added", "2018-fair"),
        (2, "changed", "2018-fair"),
        (3, "removed", "2018-fair"),
    ]
    assert summary(told(story, f"{API}/events/2018-fair/revisions?sort=-release&release=2")) == [
        (2, "changed", "2018-fair"),
        (1, "added", "2018-fair"),
    ]


@pytest.mark.parametrize("what", ["revisions", "diff"])
def test_history_of_an_unknown_record_is_a_problem(story, what):
    answer = story.get(f"{API}/events/no-such-id/{what}")
    assert (answer.status_code, answer.json["type"]) == (404, f"{PUBLIC_URL}/problems/no-such-record")


def ends(diff):
    return diff["old"] and diff["old"]["release"], diff["new"]["release"], [each["field"] for each in diff["differences"]]


def test_diff_compares_two_releases(story):
    answer = story.get(f"{API}/events/2018-fair/diff?from=1&to=2")
    assert answer.json["data"] == {
        "old": {"release": 1, "published_at": "2026-01-01T00:00:00Z", "version": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=1"},
        "new": {"release": 2, "published_at": "2026-01-02T00:00:00Z", "version": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2"},
        "differences": [
            {"field": "starts", "language": None, "old": "2018", "new": "2018-04"},
            {"field": "earliest", "language": None, "old": "2018-01-01", "new": "2018-04-01"},
            {"field": "latest", "language": None, "old": "2018-12-31", "new": "2018-04-30"},
        ],
    }
    assert answer.json["meta"]["release"]["number"] == 2
    assert answer.headers["Cache-Control"] == PINNED
    permalink = f"{API}/events/2018-fair/diff?from=1&release=2"
    assert answer.json["links"]["permalink"] == PUBLIC_URL + permalink
    assert story.get(permalink).json["data"] == answer.json["data"]


def test_diff_without_releases_tells_what_the_newest_version_changed(story):
    assert ends(story.get(f"{API}/events/2018-fair/diff?release=2").json["data"]) == (1, 2, ["starts", "earliest", "latest"])
    old, new, gone = ends(story.get(f"{API}/events/2018-fair/diff").json["data"])
    assert (old, new, gone[:2]) == (2, 3, ["id", "title"])
    assert ends(story.get(f"{API}/sources/s01/diff").json["data"])[:2] == (None, 3)


def test_diff_backwards_swaps_old_and_new(story):
    found = story.get(f"{API}/events/2018-fair/diff?from=2&to=1").json["data"]
    assert found["differences"][0] == {"field": "starts", "language": None, "old": "2018-04", "new": "2018"}


@pytest.mark.parametrize(("query", "status"), [("from=9", 404), ("to=9", 404), ("from=0", 400), ("to=1&release=2", 404), ("from=x", 400)])
def test_diff_with_a_release_that_is_not_there_is_a_problem(story, query, status):
    assert story.get(f"{API}/events/2018-fair/diff?{query}").status_code == status


# --- replay


def texts():
    return st.fixed_dictionaries({"de": st.sampled_from(["A", "Ä", "B"])}, optional={"en": st.sampled_from(["A", "B"])})


SOURCES = st.fixed_dictionaries({"title": texts(), "date": st.sampled_from([None, "2018", "2018-04"])})
STATES = st.dictionaries(st.sampled_from(["s01", "s02", "s03"]), SOURCES, max_size=3)


def changes(old, new):
    """What leads from one state of the sources to another."""
    records = {id_: SOURCE | facts | {"id": id_} for id_, facts in new.items()}
    told = {
        "added": [records[id_] for id_ in sorted(new.keys() - old.keys())],
        "changed": [records[id_] for id_ in sorted(new.keys() & old.keys()) if new[id_] != old[id_]],
        "removed": [{"id": id_, "reason": {"de": "Weg."}} for id_ in sorted(old.keys() - new.keys())],
    }
    return {action: {"sources": found} if found else {} for action, found in told.items()}


@pytest.fixture(scope="module", params=DATABASES)
def blank(request, databases):
    """An engine that writes to a database with tables, and a client of a service on it."""
    url = databases.filled(request.param, [])
    engine = writer(url)
    app = app_on(url, cache_bytes=0)  # its whole history is exchanged, more than once a second
    yield engine, app.test_client()
    app.extensions["database"].dispose()
    engine.dispose()


def state(client, number, language):
    if not number:
        return {}
    found = client.get(f"{API}/sources?release={number}&lang={language}").json["data"]
    return {record["id"]: {name: value for name, value in record.items() if name != "links"} for record in found}


def stored(records, change):
    """The records after the change, by its whole record."""
    kept = {id_: record for id_, record in records.items() if id_ != change["record_id"]}
    return kept if change["action"] == "removed" else kept | {change["record_id"]: change["record"]}


def mended(records, change, language):
    """The records after the change, by its differences alone where it has some."""
    if change["action"] != "changed":
        return stored(records, change)
    record = records[change["record_id"]] | {"modified_in": change["release"], "modified_at": change["published_at"]}
    for each in change["differences"]:
        if each["language"] in (None, language):
            assert record[each["field"]] == each["old"]
            record[each["field"]] = each["new"]
    return records | {change["record_id"]: record}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=1, max_size=5), data=st.data())
def test_replaying_the_changes_from_one_state_gives_the_other(blank, states, data):
    engine, client = blank
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(delete(table))
        index.clear(connection)
    load(engine, releases(*(changes(old, new) for old, new in pairwise([{}, *states]))))
    start = data.draw(st.integers(0, len(states)))
    end = data.draw(st.integers(max(start, 1), len(states)))
    for language in LANGUAGES:
        by_record = by_field = state(client, start, language)
        for change in told(client, f"{API}/changes?since={start}&release={end}&lang={language}&limit={data.draw(st.integers(1, 4))}"):
            by_record, by_field = stored(by_record, change), mended(by_field, change, language)
        assert by_record == by_field == state(client, end, language)
