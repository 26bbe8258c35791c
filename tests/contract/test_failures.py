"""What users see when a record is gone, the database is away, or the service itself fails."""

import pytest
from sqlalchemy import text

from api import __version__
from tests.conftest import PUBLIC_URL, app_on


@pytest.mark.parametrize(("language", "reason"), [("de", "Doppelt erfasst."), ("en", "Recorded twice.")])
def test_removed_record_is_410_with_reason_and_last_version(story, language, reason):
    answer = story.get("/api/v1/events/2018-fair", headers={"Accept-Language": language})
    assert answer.status_code == 410
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == f"{PUBLIC_URL}/problems/removed"
    assert answer.json["removed"] == {
        "release": 3,
        "removed_at": "2026-01-03T00:00:00Z",
        "reason": reason,
        "last_version": f"{PUBLIC_URL}/api/v1/events/2018-fair?release=2",
    }
    assert set(answer.vary) == {"Accept", "Accept-Language"}
    last = story.get(answer.json["removed"]["last_version"])
    assert last.json["data"]["starts"] == "2018-04"


def test_removed_record_is_in_no_list_but_in_its_releases(story):
    totals = [story.get(f"/api/v1/events?release={number}").json["meta"]["total"] for number in (1, 2, 3)]
    assert totals == [1, 1, 0]
    assert [story.get(f"/api/v1/events/2018-fair?release={number}").status_code for number in (1, 2, 3)] == [200, 200, 410]
    assert story.get("/api/v1/events/2018-fair?release=1").json["data"]["starts"] == "2018"


def test_label_of_a_removed_record_is_left_out(story):
    assert story.get("/api/v1/sources/s01?release=2").json["labels"] == {}


def test_modified_moves_only_with_content(story):
    assert [story.get(f"/api/v1/events/2018-fair?release={number}").json["data"]["modified_in"] for number in (1, 2)] == [1, 2]
    assert story.get("/api/v1/sources/s01").json["data"]["modified_in"] == 1


def test_database_without_data_is_503(blank):
    app = app_on(blank)
    for path in ("/api/v1/events", "/health"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json["type"] == f"{PUBLIC_URL}/problems/unavailable"
    app.extensions["database"].dispose()


def test_database_that_was_never_loaded_is_503(empty):
    app = app_on(empty)
    for path in ("/api/v1/events", "/health"):
        assert app.test_client().get(path).status_code == 503
    app.extensions["database"].dispose()


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1"],
    ids=["sqlite", "postgresql"],
)
@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/events/x", "/health", "/api/v1/openapi.json"])
def test_database_that_is_away_is_503_with_retry_after(url, path):
    app = app_on(url)
    answer = app.test_client().get(path)
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "nowhere" not in answer.text
    app.extensions["database"].dispose()


def test_failure_of_ours_is_500_without_its_details(client, app, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "health.health", broken)
    answer = client.get("/health")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert "secret" not in answer.text
    assert "secret detail" in caplog.text


def test_no_path_writes_a_line_of_the_log(client, app, monkeypatch, caplog):
    monkeypatch.setitem(app.view_functions, "vocabularies.vocabulary", None)
    assert client.get("/vocabularies/x%0Aforged").status_code == 500
    assert [record.getMessage() for record in caplog.records] == [r"unexpected failure on GET '/vocabularies/x\nforged'"]


def test_health_names_the_release(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "release": 2, "version": __version__})
    assert answer.headers["Cache-Control"] == "no-store"


def test_service_reads_and_never_writes(app):
    with app.extensions["database"].connect() as connection, pytest.raises(Exception, match=r"readonly|read-only|InternalError"):
        connection.execute(text("DELETE FROM releases"))
