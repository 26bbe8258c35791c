"""Memento (RFC 7089) and cite-as (RFC 8574): every address leads to what it answered at any time."""

from datetime import datetime
from urllib.parse import quote

import pytest
from memento_client import MementoClient
from werkzeug.http import parse_options_header

from api.app import create_app
from api.config import Settings
from tests.conftest import PUBLIC_URL, links_of, live, on_one_database
from tests.contract.resources import API, CURRENT, PINNED, urls

EVENT = "/api/v1/events/2018-fair"
FIRST, SECOND, THIRD = (f"{day}, 0{number} Jan 2026 00:00:00 GMT" for number, day in ((1, "Thu"), (2, "Fri"), (3, "Sat")))

every_url = pytest.mark.parametrize("url", [*urls(), "/", "/events", f"{API}/changes.atom"])


def links(answer, *wanted):
    """(relations, address without the public one, datetime) of the links that bear one of the relations wanted."""
    found = []
    for link in links_of(answer):
        address, _, rest = link.partition(">; ")
        _, options = parse_options_header(f"x; {rest}")
        if set(options["rel"].split()) & set(wanted):
            found.append((options["rel"], address.removeprefix(f"<{PUBLIC_URL}"), options.get("datetime")))
    return found


# --- originals and mementos


@every_url
def test_unpinned_answer_leads_to_its_pinned_form(client, url):
    answer = client.get(f"{url}?lang=en")
    assert links(answer, "cite-as", "original", "timegate", "memento") == [
        ("cite-as", f"{url}?lang=en&release=2", None),
        ("timegate", f"/timegate{url}?lang=en", None),
    ]
    assert "Memento-Datetime" not in answer.headers
    assert "Accept-Datetime" not in answer.vary
    assert client.get(f"{url}?lang=en&release=2").headers["Cache-Control"] == PINNED


@every_url
def test_pinned_answer_is_a_memento(client, url):
    answer = client.get(f"{url}?release=2&lang=en")
    assert answer.headers["Memento-Datetime"] == "Sun, 22 Nov 2026 14:00:00 GMT"
    assert links(answer, "cite-as", "original", "timegate", "timemap") == [
        ("original", f"{url}?lang=en", None),
        ("timegate", f"/timegate{url}?lang=en", None),
        ("timemap", f"/timemap/link{url}?lang=en", None),
        ("timemap", f"/timemap/json{url}?lang=en", None),
    ]
    assert links(answer, "memento")[-1][1:] == (f"{url}?lang=en&release=2", "Sun, 22 Nov 2026 14:00:00 GMT")


@pytest.mark.parametrize("url", [url for url in urls() if url.startswith(API)])
def test_permalink_of_every_answer_is_the_answer_for_ever(client, url):
    for query in ("?lang=en", "?lang=en&release=2", "?lang=en&as_of=2026-11-22T14:00:00Z"):
        answer = client.get(url + query)
        assert answer.json["links"]["permalink"] == f"{PUBLIC_URL}{url}?lang=en&release=2"
    frozen = client.get(f"{url}?lang=en&release=2").json
    assert frozen["data"] == client.get(f"{url}?lang=en").json["data"]


def test_memento_says_which_were_before_it(story):
    assert links(story.get(f"{EVENT}?release=2"), "memento") == [
        ("first prev memento", f"{EVENT}?release=1", FIRST),
        ("memento", f"{EVENT}?release=2", SECOND),
    ]
    assert links(story.get(f"{EVENT}?release=1"), "memento") == [("first memento", f"{EVENT}?release=1", FIRST)]


def test_first_and_prev_of_a_list_are_its_pages(story):
    answer = story.get(f"{API}/events?release=2")
    assert links(answer, "first", "prev", "memento") == [
        ("first", f"{API}/events?release=2", None),
        ("memento", f"{API}/events?release=2", SECOND),
    ]


def test_page_by_cursor_is_frozen_and_cites_itself(story):
    answer = story.get(story.get(f"{API}/changes?limit=1").json["links"]["next"].removeprefix(PUBLIC_URL))
    assert answer.headers["Cache-Control"] == PINNED
    assert answer.json["links"]["permalink"] == f"{answer.json['links']['self']}&release=3"
    assert links(answer, "original", "timegate", "memento", "cite-as") == []
    assert story.get(answer.json["links"]["permalink"].removeprefix(PUBLIC_URL)).json["data"] == answer.json["data"]


def test_instant_pins_only_once_a_later_release_is_there(story):
    """A release of before the instant may still be on its way into the database."""
    last, before = (story.get(f"{API}/events?as_of={instant}") for instant in ("2026-01-03T12:00:00Z", "2026-01-02T12:00:00Z"))
    assert (last.headers["Cache-Control"], "Memento-Datetime" in last.headers) == (CURRENT, False)
    assert links(last, "cite-as") == [("cite-as", f"{API}/events?release=3", None)]
    assert (before.headers["Cache-Control"], before.headers["Memento-Datetime"]) == (PINNED, SECOND)


@pytest.mark.parametrize(
    "url", [f"{API}/events/nothing", f"{API}/events?nonsense=1", f"{EVENT}?release=3", "/health", "/docs", "/problems"]
)
def test_what_does_not_depend_on_a_release_has_no_place_in_time(story, url):
    answer = story.get(url)
    assert "Memento-Datetime" not in answer.headers
    assert links(answer, "original", "timegate", "timemap", "memento", "cite-as") == []


# --- TimeGate


@pytest.mark.parametrize(
    ("wanted", "release"),
    [
        ("Mon, 01 Jan 2018 00:00:00 GMT", 1),
        (FIRST, 1),
        ("Thu, 01 Jan 2026 23:59:59 GMT", 1),
        (SECOND, 2),
        ("Sun, 01 Jan 2040 00:00:00 GMT", 2),
    ],
)
def test_timegate_leads_to_the_version_of_that_time(story, wanted, release):
    answer = story.get(f"/timegate{EVENT}?lang=en", headers={"Accept-Datetime": wanted})
    assert (answer.status_code, answer.data) == (302, b"")
    assert answer.headers["Location"] == f"{PUBLIC_URL}{EVENT}?lang=en&release={release}"
    assert set(answer.vary) == {"Accept-Datetime"}
    assert answer.headers["Cache-Control"] == CURRENT
    assert "Memento-Datetime" not in answer.headers
    assert story.get(answer.headers["Location"].removeprefix(PUBLIC_URL)).status_code == 200


def test_timegate_names_all_neighbours(story):
    answer = story.get(f"/timegate{API}/sources", headers={"Accept-Datetime": SECOND})
    assert links(answer, "original", "timemap", "memento") == [
        ("original", f"{API}/sources", None),
        ("timemap", f"/timemap/link{API}/sources", None),
        ("timemap", f"/timemap/json{API}/sources", None),
        ("first prev memento", f"{API}/sources?release=1", FIRST),
        ("memento", f"{API}/sources?release=2", SECOND),
        ("next last memento", f"{API}/sources?release=3", THIRD),
    ]


@pytest.mark.parametrize(
    "path", ["/", "/events", EVENT, "/events/2018-fair", "/dictionary", f"{EVENT}/diff", f"{API}/releases/3", f"{API}/changes.atom"]
)
def test_timegate_without_a_time_leads_to_the_newest(story, path):
    answer = story.get(f"/timegate{path}")
    assert story.get(answer.headers["Location"].removeprefix(PUBLIC_URL)).status_code == 200
    newest = 2 if path.endswith("2018-fair") else 3
    assert answer.headers["Location"] == f"{PUBLIC_URL}{path}?release={newest}"


@pytest.mark.parametrize("wanted", ["yesterday", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"])
def test_time_that_cannot_be_read_is_a_problem(story, wanted):
    answer = story.get(f"/timegate{EVENT}", headers={"Accept-Datetime": wanted})
    assert (answer.status_code, answer.json["detail"][:22]) == (400, "Accept-Datetime is not")


def test_timegate_of_a_search_leads_to_what_was_found_then(story):
    assert story.get("/timegate/search?q=fair").headers["Location"] == f"{PUBLIC_URL}/search?q=fair&release=3"


def test_release_is_in_no_time_before_it(story):
    answer = story.get(f"/timegate{API}/releases/2", headers={"Accept-Datetime": FIRST})
    assert answer.headers["Location"] == f"{PUBLIC_URL}{API}/releases/2?release=2"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/health", 404),
        ("/docs", 404),
        ("/nope", 404),
        (f"{API}/openapi.json", 404),
        (f"{API}/events/nothing", 404),
        (f"{API}/releases/9", 404),
        (f"{EVENT}?release=1", 400),
        (f"{EVENT}?cursor=x", 400),
    ],
)
@pytest.mark.parametrize("of", ["/timegate", "/timemap/link", "/timemap/json"])
def test_address_without_a_past_is_a_problem(story, of, path, status):
    answer = story.get(of + path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_malformed_accept_datetime_is_a_problem(story):
    answer = story.get(f"/timegate{EVENT}", headers={"Accept-Datetime": "yesterday"})
    assert (answer.status_code, set(answer.vary)) == (400, {"Accept-Datetime", "Accept"})
    assert FIRST in answer.json["detail"]


# --- TimeMap


def test_timemap_lists_every_version(story):
    answer = story.get(f"/timemap/link{EVENT}")
    assert answer.mimetype == "application/link-format"
    assert answer.text == (
        f'<{PUBLIC_URL}{EVENT}>; rel="original",\n'
        f'<{PUBLIC_URL}/timemap/link{EVENT}>; rel="self"; type="application/link-format"; from="{FIRST}"; until="{SECOND}",\n'
        f'<{PUBLIC_URL}/timegate{EVENT}>; rel="timegate",\n'
        f'<{PUBLIC_URL}{EVENT}?release=1>; rel="first memento"; datetime="{FIRST}",\n'
        f'<{PUBLIC_URL}{EVENT}?release=2>; rel="last memento"; datetime="{SECOND}"\n'
    )


def test_timemap_in_json_says_the_same(story):
    answer = story.get(f"/timemap/json{EVENT}?lang=en")
    listed = [{"datetime": f"2026-01-0{release}T00:00:00Z", "uri": f"{PUBLIC_URL}{EVENT}?lang=en&release={release}"} for release in (1, 2)]
    assert answer.json == {
        "original_uri": f"{PUBLIC_URL}{EVENT}?lang=en",
        "timegate_uri": f"{PUBLIC_URL}/timegate{EVENT}?lang=en",
        "timemap_uri": {
            "link_format": f"{PUBLIC_URL}/timemap/link{EVENT}?lang=en",
            "json_format": f"{PUBLIC_URL}/timemap/json{EVENT}?lang=en",
        },
        "mementos": {"first": listed[0], "last": listed[1], "list": listed},
    }
    again = story.get(f"/timemap/json{EVENT}?lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, answer.headers["Cache-Control"]) == (304, CURRENT)


# --- a client of others


@on_one_database
@pytest.mark.parametrize("path", ["/api/v1/sources/s01", "/sources/s01", f"/api/v1/events?city={quote('Brüssel')}"])
def test_memento_client_finds_the_version_of_a_time(database, path):
    apps = []

    def build(address):
        apps.append(create_app(Settings(database_url=database, public_url=address)))
        return apps[0]

    with live(build) as address, MementoClient(timegate_uri=f"{address}/unused/") as memento_client:
        found = memento_client.get_memento_info(f"{address}{path}", datetime(2026, 11, 22, 13, 30))
    apps[0].extensions["database"].dispose()
    sign = "&" if "?" in path else "?"
    first, last = f"{address}{path}{sign}release=1", f"{address}{path}{sign}release=2"
    assert found["original_uri"] == f"{address}{path}"
    assert found["timegate_uri"] == f"{address}/timegate{path}"
    assert found["mementos"]["closest"] == {"uri": [first], "datetime": datetime(2026, 11, 22, 13), "http_status_code": 200}
    assert found["mementos"]["first"]["uri"] == [first]
    assert found["mementos"]["last"] == {"uri": [last], "datetime": datetime(2026, 11, 22, 14)}
