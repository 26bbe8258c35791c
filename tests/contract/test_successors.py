"""What became of records that live on under another id: their old addresses lead to the new ones, in every release since."""

import pytest

from seed.log import Entry
from tests.conftest import DATABASES, PUBLIC_URL, app_on, links_of
from tests.contract.resources import API, RECORDS
from tests.invented import EVENT, SOURCE, releases


def history() -> list[Entry]:
    """Two events; the first is renamed by release 2, the second is merged into it by release 3."""
    renamed = {"id": "2018-fair", "reason": {"de": "Genauer.", "en": "More exact."}, "renamed_to": "2018-trade-fair"}
    merged = {"id": "2018-party", "reason": {"de": "Teil davon.", "en": "Part of it."}, "merged_into": "2018-trade-fair"}
    return releases(
        {"added": {"events": [EVENT, EVENT | {"id": "2018-party"}], "sources": [SOURCE]}},
        {"added": {"events": [EVENT | {"id": "2018-trade-fair"}]}, "removed": {"events": [renamed]}},
        {"removed": {"events": [merged]}},
    )


@pytest.fixture(scope="module", params=DATABASES)
def story(request, databases):
    app = app_on(databases.filled(request.param, history()))
    yield app.test_client()
    app.extensions["database"].dispose()


@pytest.mark.parametrize(
    ("id_", "type_", "release", "detail", "reason"),
    [
        ("2018-fair", "renamed", 2, "Release 2 renamed the record '2018-fair' to '2018-trade-fair'.", "More exact."),
        ("2018-party", "merged", 3, "Release 3 merged the record '2018-party' into '2018-trade-fair'.", "Part of it."),
    ],
)
def test_old_address_leads_to_the_successor_and_says_why(story, id_, type_, release, detail, reason):
    answer = story.get(f"{API}/events/{id_}?lang=en")
    new = f"{PUBLIC_URL}/api/v1/events/2018-trade-fair?lang=en"
    assert (answer.status_code, answer.content_type) == (308, "application/problem+json")
    assert answer.headers["Location"] == new
    assert f'<{new}>; rel="successor-version"' in links_of(answer)
    assert answer.json == {
        "type": f"{PUBLIC_URL}/problems/{type_}",
        "title": type_.capitalize(),
        "status": 308,
        "detail": detail,
        "instance": f"/api/v1/events/{id_}",
        "removed": {
            "release": release,
            "removed_at": f"2026-01-0{release}T00:00:00Z",
            "reason": reason,
            "last_version": f"{PUBLIC_URL}/api/v1/events/{id_}?release={release - 1}",
            "successor": new,
        },
    }


def test_query_is_kept_and_the_successor_is_there(story):
    answer = story.get(f"{API}/events/2018-fair?as_of=2026-01-02T12:00:00Z&release=2")
    assert answer.headers["Location"] == f"{PUBLIC_URL}/api/v1/events/2018-trade-fair?as_of=2026-01-02T12:00:00Z&release=2"
    assert story.get(answer.headers["Location"].removeprefix(PUBLIC_URL)).json["data"]["id"] == "2018-trade-fair"


def test_old_address_answers_itself_in_releases_before(story):
    assert [story.get(f"{API}/events/2018-party?release={number}").status_code for number in (1, 2, 3)] == [200, 200, 308]
    assert story.get(f"{API}/events/2018-trade-fair?release=1").status_code == 404


def test_old_page_leads_to_the_new_page(story):
    answer = story.get("/events/2018-fair?lang=en&release=3", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/events/2018-trade-fair?lang=en&release=3")
    assert story.get(answer.headers["Location"]).status_code == 200


def test_changes_and_revisions_name_the_successor(story):
    changes = story.get(f"{API}/changes?action=removed&lang=en").json["data"]
    assert [(each["record_id"], each["renamed_to"], each["merged_into"], each["reason"]) for each in changes] == [
        ("2018-fair", "2018-trade-fair", None, "More exact."),
        ("2018-party", None, "2018-trade-fair", "Part of it."),
    ]
    assert [each["action"] for each in story.get(f"{API}/events/2018-fair/revisions").json["data"]] == ["added", "removed"]


def test_citation_leads_on_too_and_the_comparison_stays(story):
    answer = story.get(f"{API}/events/2018-fair/citation?format=ris")
    assert (answer.status_code, answer.content_type) == (308, "application/problem+json")
    assert story.get(f"{API}/events/2018-fair/diff").status_code == 200


def test_only_a_record_and_its_citation_are_said_to_lead_on_or_to_be_gone(story):
    paths = story.get(f"{API}/openapi.json").json["paths"]
    said = {status: {path for path, item in paths.items() if status in item["get"]["responses"]} for status in ("308", "410")}
    assert said["308"] == said["410"] == {f"{API}/{resource}/{{id}}{part}" for resource in RECORDS for part in ("", "/citation")}
