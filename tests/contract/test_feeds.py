"""Feeds: readable by others, complete through their archives, and of the same caching as every answer."""

import html
import re

import feedparser
import pytest

from tests.conftest import PUBLIC_URL, on_one_database
from tests.contract.resources import API, COUNTS, LANGUAGES, PINNED, RECORDS

FEEDS = [f"{API}/changes.atom", f"{API}/releases/2/changes.atom"]

every_feed = pytest.mark.parametrize("url", FEEDS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    feed = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def links(feed):
    return {link.rel: link.href for link in feed.feed.links}


@every_language
def test_subscription_begins_with_the_newest_release(story, language):
    feed = read(story, f"{API}/changes.atom?lang={language}")
    assert feed.feed.id == f"{PUBLIC_URL}/api/v1/changes.atom?lang={language}"
    assert feed.feed.updated == "2026-01-03T00:00:00Z"
    assert feed.feed.language == language
    assert feed.feed.author == "StrategieWerkstatt open data"
    assert links(feed) == {
        "self": f"{PUBLIC_URL}/api/v1/changes.atom?lang={language}",
        "prev-archive": f"{PUBLIC_URL}/api/v1/releases/3/changes.atom?lang={language}",
    }
    told = {
        "de": [("Entfernt: Messe", "Doppelt erfasst."), ("Geändert: Messe", "Geänderte Felder: starts, earliest, latest")],
        "en": [("Removed: Fair", "Recorded twice."), ("Changed: Fair", "Changed fields: starts, earliest, latest")],
    }
    assert [(entry.title, entry.summary) for entry in feed.entries[:2]] == told[language]
    assert [entry.title for entry in feed.entries[2:]] == {"de": ["Neu: Messe", "Neu: Meldung"], "en": ["Added: Fair", "Added: Meldung"]}[
        language
    ]
    assert [(entry.updated, entry.tags[0].term) for entry in feed.entries] == [
        ("2026-01-03T00:00:00Z", "events"),
        ("2026-01-02T00:00:00Z", "events"),
        ("2026-01-01T00:00:00Z", "events"),
        ("2026-01-01T00:00:00Z", "sources"),
    ]


@every_language
def test_archives_lead_back_to_the_first_release(story, language):
    url, numbers, ids = links(read(story, f"{API}/changes.atom?lang={language}"))["prev-archive"], [], []
    while url:
        feed = read(story, url.removeprefix(PUBLIC_URL))
        assert "fh_archive" in feed.feed
        assert links(feed)["self"] == url
        assert links(feed)["current"] == f"{PUBLIC_URL}/api/v1/changes.atom?lang={language}"
        numbers.append(int(url.split("/")[6]))
        ids += [entry.id for entry in feed.entries]
        url = links(feed).get("prev-archive")
    assert numbers == [3, 2, 1]
    assert ids == [entry.id for entry in read(story, f"{API}/changes.atom?lang={language}").entries]
    assert len(set(ids)) == len(ids)


def test_entries_lead_to_the_version_they_tell_of(story):
    entry = read(story, f"{API}/releases/2/changes.atom").entries[0]
    assert entry.id == f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2"
    assert {link.type: link.href for link in entry.links} == {
        "text/html": f"{PUBLIC_URL}/events/2018-fair?release=2",
        "application/json": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2",
    }


def test_archive_is_the_same_whatever_came_later(story):
    answers = [story.get(f"{API}/releases/2/changes.atom{query}") for query in ("", "?release=2", "?release=3")]
    assert len({answer.data for answer in answers}) == 1
    assert {answer.headers["Cache-Control"] for answer in answers} == {PINNED}
    assert answers[0].headers["Last-Modified"] == "Fri, 02 Jan 2026 00:00:00 GMT"


@pytest.mark.parametrize("path", ["releases/2147483646/changes.atom", "releases/4/changes.atom", "releases/2/changes.atom?release=1"])
def test_archive_of_an_unknown_release_is_a_problem(story, path):
    answer = story.get(f"{API}/{path}")
    assert (answer.status_code, answer.json["type"]) == (404, f"{PUBLIC_URL}/problems/no-such-release")


def test_subscription_of_a_named_release_ends_there_and_is_frozen(story):
    answer = story.get(f"{API}/changes.atom?release=2")
    assert answer.headers["Cache-Control"] == PINNED
    feed = read(story, f"{API}/changes.atom?release=2")
    assert feed.feed.updated == "2026-01-02T00:00:00Z"
    assert links(feed)["self"] == f"{PUBLIC_URL}{API}/changes.atom?lang=de&release=2"
    assert feed.feed.id == f"{PUBLIC_URL}{API}/changes.atom?lang=de"


@every_feed
def test_feed_is_validated_and_varies_by_language_alone(story, url):
    answer = story.get(url)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert set(answer.vary) == {"Accept-Language", "Accept-Encoding"}
    assert story.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert story.get(f"{url}?lang=de").headers["ETag"] != answer.headers["ETag"]
    assert answer.headers["Content-Language"] == "de"


@every_feed
def test_unknown_parameter_is_a_problem(story, url):
    assert story.get(f"{url}?format=json").status_code == 400


@on_one_database
@every_language
def test_records_found_are_entries_the_last_modified_first(client, language):
    query = f"city=Dresden&lang={language}"
    feed = read(client, f"{API}/events?{query}&format=atom&fields=id")  # entries are whole all the same
    records = client.get(f"{API}/events?{query}&sort=-modified").json["data"]
    told = [(entry.id, entry.title, entry.summary, entry.updated, entry.tags[0].term) for entry in feed.entries]
    assert told == [
        (record["links"]["self"], record["title"], record["description"], record["modified_at"], "events") for record in records
    ]
    assert {link.type: link.href for link in feed.entries[0].links} == {
        "text/html": records[0]["links"]["web"],
        "application/json": records[0]["links"]["self"],
    }
    about = (feed.feed.language, feed.feed.updated, feed.feed.author)
    assert about == (language, "2026-11-22T14:00:00Z", "StrategieWerkstatt open data")
    assert links(feed)["self"] == feed.feed.id == f"{PUBLIC_URL}{API}/events?city=Dresden&fields=id&lang={language}&format=atom"


@on_one_database
@pytest.mark.parametrize("query", ["release=1", "as_of=2026-11-22T13:30:00Z"])
def test_feed_of_a_named_release_leads_to_itself(client, query):
    feed = read(client, f"{API}/events?format=atom&{query}")
    assert links(feed)["self"] == f"{PUBLIC_URL}{API}/events?release=1&format=atom"
    assert feed.feed.id == f"{PUBLIC_URL}{API}/events?format=atom"
    assert read(client, links(feed)["self"].removeprefix(PUBLIC_URL)) == feed


@on_one_database
@pytest.mark.parametrize("resource", RECORDS)
def test_every_page_of_a_collection_leads_to_its_feed(client, resource):
    page = client.get(f"/{resource}?lang=en").text
    (found,) = re.findall(rf'<link rel="alternate" type="application/atom\+xml" href="([^"]+/{resource}\?[^"]+)"', page)
    feed = read(client, html.unescape(found).removeprefix(PUBLIC_URL))
    assert len(feed.entries) == COUNTS[resource]
    assert len({entry.id for entry in feed.entries}) == COUNTS[resource]
    assert {entry.updated for entry in feed.entries} <= {"2026-11-22T13:00:00Z", "2026-11-22T14:00:00Z"}
