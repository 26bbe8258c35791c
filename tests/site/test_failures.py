"""Failures are pages of the site for people, which lead on, and problem details for programs."""

from urllib.parse import urldefrag

import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.problem import PROBLEMS
from tests.conftest import PUBLIC_URL, app_on, on_one_database
from tests.site.test_pages import BROWSER, EVENT, page_of

FAILURES = {
    "/events/nowhere": "no-such-record",
    "/events?release=99": "no-such-release",
    "/?release=2&as_of=2026-11-22T13:30:00Z": "no-such-release",
    "/events?lang=fr": "invalid-parameters",
    "/evnts": "not-found",
    "/no/such/place": "not-found",
    "/problems/nonsense": "not-found",
    "/vocabularies/nonsense": "not-found",
    "/terms?format=csv": "invalid-parameters",
    "/search?q=a&cursor=x": "invalid-cursor",
    "/timegate/nowhere": "not-found",
    "/docs?%ff": "bad-request",
    f"/?{'x' * 4001}": "uri-too-long",
}


@pytest.mark.parametrize(("path", "type_"), FAILURES.items(), ids=lambda each: each[:30])
def test_browsers_get_failures_as_pages_others_as_problems(client: FlaskClient, path: str, type_: str) -> None:
    problem = client.get(path, headers={"Accept": "*/*"})
    assert problem.json["type"] == f"{PUBLIC_URL}/problems/{type_}"
    for accepted in ("application/json", "application/problem+json", "application/json, text/html;q=0.9", "text/css,*/*;q=0.1"):
        again = client.get(path, headers={"Accept": accepted})
        assert (again.mimetype, again.data) == ("application/problem+json", problem.data)
        assert "Accept" in again.vary
    for language in (0, 1):
        response = client.get(path, headers=BROWSER | {"Accept-Language": ("de", "en")[language]})
        page = page_of(response, PROBLEMS[type_].status)
        assert page.language == ("de", "en")[language]
        assert f"{problem.status_code} {PROBLEMS[type_].titles[language]} – StrategieWerkstatt" in page.text
        single = "errors" not in problem.json  # else each fault is told, not how many they are
        lead = problem.json["detail"] if language and single else PROBLEMS[type_].explanations[language].partition(".")[0]
        assert lead.replace("`", "") in page.text
        assert (problem.json["detail"].replace("`", "") in page.text) == single
        assert response.headers["Cache-Control"] == problem.headers["Cache-Control"]
        assert {"Accept", "Accept-Language"} <= set(response.vary)


@on_one_database
@pytest.mark.parametrize("path", FAILURES, ids=lambda each: each[:30])
def test_links_of_a_failure_lead_on(client: FlaskClient, path: str) -> None:
    page = page_of(client.get(path, headers=BROWSER), PROBLEMS[FAILURES[path]].status)
    links = {urldefrag(link.removeprefix(PUBLIC_URL))[0] for link in page.links if not link.startswith(("#", "https://creative"))}
    broken = {link for link in links if client.get(link, headers=BROWSER).status_code != 200}
    assert {link.partition("?")[0] for link in broken} <= {path.partition("?")[0]}  # in the other language


def test_links_of_a_failure_stay_with_us(client: FlaskClient) -> None:
    page = page_of(client.get("/", headers=BROWSER, environ_overrides={"PATH_INFO": "//evil.example/"}), 404)
    assert [link for link in page.links if "evil.example" in link] == [f"{PUBLIC_URL}/evil.example/?lang={each}" for each in ("de", "en")]
    assert not [link for link in page.links if link.startswith("//")]


@pytest.mark.parametrize(("language", "other"), [("de", "en"), ("en", "de")])
def test_the_language_of_a_failure_can_be_changed(client: FlaskClient, language: str, other: str) -> None:
    for path, there in ((EVENT + "x", EVENT + "x"), ("/evnts", f"{PUBLIC_URL}/evnts")):
        page = page_of(client.get(f"{path}?lang={language}", headers=BROWSER), 404)
        assert (page.language, f"{there}?lang={other}" in page.links) == (language, True)
        assert f"/events?lang={language}" in page.links


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/evnts?lang=en", "/events?lang=en"),
        (f"{EVENT}/?lang=en", f"{EVENT}?lang=en"),
        ("/vocabularies/event_status?lang=en", "/vocabularies/event-status?lang=en"),
        ("/catalogue?lang=en", "/catalog"),
    ],
)
def test_the_nearest_address_is_a_link(client: FlaskClient, path: str, nearest: str) -> None:
    page = page_of(client.get(path, headers=BROWSER), 404)
    assert nearest in page.links
    assert client.get(path).json["nearest"] in page.text
    assert client.get(nearest).status_code == 200


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/events/nowhere?release=1", "/events?release=1"),
        ("/sources/No+Id", "/sources"),
        ("/vocabularies/x", "/vocabularies"),
        ("/x", None),
    ],
)
def test_a_failure_leads_to_the_collection(client: FlaskClient, path: str, above: str | None) -> None:
    page = page_of(client.get(path, headers=BROWSER), 404)
    home = next(place for place in range(len(page.links) - 1, 0, -1) if page.links[place].startswith("/?") or page.links[place] == "/")
    assert (page.links[home - 1] if above else None) == above


@on_one_database
def test_where_a_release_is_missing_all_there_are_can_be_seen(client: FlaskClient) -> None:
    text = client.get("/events?release=99&lang=en", headers=BROWSER).text
    assert '<a href="/releases?lang=en">All releases</a> · <a href="/events?lang=en">Events</a> ·' in " ".join(text.split())


def test_every_fault_is_told_with_what_is_possible(client: FlaskClient) -> None:
    path = "/search?q=a&lang=fr&resource=evnts"
    page = page_of(client.get(path, headers=BROWSER | {"Accept-Language": "en"}), 400)
    faults = client.get(path).json["errors"]
    assert [fault["parameter"] for fault in faults] == ["lang", "resource"]
    assert "fault(s)" not in page.text
    for fault in faults:
        for text in (fault["parameter"], fault["detail"], *fault["allowed"]):
            assert text in page.text
    corrected = client.get("/search?q=a&resource=evnts").json["corrected"]
    assert corrected in page_of(client.get("/search?q=a&resource=evnts", headers=BROWSER), 400).links
    assert client.get(corrected).status_code == 200


@on_one_database
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("lang=fr", "„fr“ gibt es hier nicht"),
        ("lang=de&lang=en", "mehrmals angegeben"),
        ("release=x", "keine ganze Zahl"),
        ("release=0", "keine Nummer einer Ausgabe"),
        ("limit=3", "unbekannter Parameter"),
    ],
)
def test_faults_of_pages_are_told_in_german(client: FlaskClient, query: str, told: str) -> None:
    answer = client.get(f"/search?q=a&{query}", headers=BROWSER)
    page = page_of(answer, 400)
    assert told in page.text
    assert not [detail for detail in (each["detail"] for each in client.get(f"/search?q=a&{query}").json["errors"]) if detail in page.text]
    assert "fault(s)" not in page.text
    assert "Suche ·" in page.text


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/events?city=Dresden&release=1", "city"),
        ("/events?format=workshop,conference", "format"),
        ("/sources?q=Leitlinien&sort=-date", "q"),
        ("/guidelines?theme=digitalisierung", "theme"),
        ("/search?q=Sachsen&limit=3", "limit"),
        (f"{EVENT}?fields=title", "fields"),
    ],
)
def test_what_the_api_alone_understands_is_refused_with_its_address(client: FlaskClient, path: str, parameter: str) -> None:
    problem = client.get(path)
    assert parameter in [fault["parameter"] for fault in problem.json["errors"]]
    for shared in ("", "&utm_source=x"):
        page = page_of(client.get(f"{path}{shared}", headers=BROWSER), 400)
        assert f"{parameter}unbekannter Parameter" in "".join(page.text.split("\n")).replace("  ", "")
        (api,) = [link for link in page.links if link.startswith(f"{PUBLIC_URL}/api/v1")]
        assert client.get(api).status_code == 200
        assert {*api.partition("?")[2].split("&")} == {*path.partition("?")[2].split("&")}


@pytest.mark.parametrize("path", ["/events?city=Dresden&lang=fr", "/events?format=html", "/events?starts_from=never", "/dictionary?lang=x"])
def test_what_the_api_does_not_understand_either_leads_nowhere(client: FlaskClient, path: str) -> None:
    page = page_of(client.get(path, headers=BROWSER), 400)
    assert not [link for link in page.links if "/api/" in link]


def test_a_release_that_is_there_is_carried_on(client: FlaskClient) -> None:
    page = page_of(client.get("/events/nowhere?release=1&lang=en", headers=BROWSER), 404)
    assert {"/sources?lang=en&release=1", "/events/nowhere?lang=de&release=1"} <= set(page.links)
    page = page_of(client.get("/events?release=99&lang=en", headers=BROWSER), 404)
    assert {"/sources?lang=en", "/events?lang=de"} <= set(page.links)


def test_what_a_failure_tells_is_no_markup(client: FlaskClient) -> None:
    for path in (
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/events?lang=%3Cscript%3E",
        "/vocabularies/%22%3E%3Cscript%3E?x=%22%3E%3Cscript%3E",
    ):
        response = client.get(path, headers=BROWSER)
        page_of(response, response.status_code)
        assert "<script" not in response.text


@on_one_database
@pytest.mark.parametrize("name", ["endpoint", "_external", "_scheme", "_method", "_anchor", "extension", "self", "values", "%22%3E"])
@pytest.mark.parametrize("path", ["/catalog", "/catalog.ttl", "/vocabularies/x", "/timegate/x", "/timemap/link/x", "/docs/swagger-ui/x"])
def test_no_parameter_is_taken_for_more_than_one(client: FlaskClient, path: str, name: str) -> None:
    response = client.get(f"{path}?{name}=javascript&zz=1&zz=2", headers=BROWSER | {"Host": "evil.example"})
    page = page_of(response, 400 if path.startswith("/catalog") else 404)
    assert "evil.example" not in response.text
    assert [link for link in page.links if "zz=1" in link] == [f"{path}?{name}=javascript&zz=1&zz=2&lang={each}" for each in ("de", "en")]


def test_headers_of_a_failure_stay(client: FlaskClient) -> None:
    response = client.post("/events", headers=BROWSER)
    page_of(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.head("/nowhere", headers=BROWSER).data == b""


def test_failures_in_the_api_are_no_pages(client: FlaskClient) -> None:
    for path in ("/api", "/api/v1/nowhere", "/api/v1/events?x=1", "/api/v2/events"):
        assert client.get(path, headers=BROWSER).mimetype == "application/problem+json"


def test_failures_vary_only_by_what_was_looked_at(client: FlaskClient) -> None:
    assert set(client.get("/events/nowhere?lang=de", headers=BROWSER).vary) == {"Accept"}


@pytest.mark.parametrize("path", ["/events?release=1&lang=en", "/events/x?lang=en", "/nowhere?release=1&lang=en"])
def test_pages_say_that_the_database_is_away(path: str) -> None:
    app = app_on("sqlite:////nowhere/at/all.db")
    response = app.test_client().get(path, headers=BROWSER)
    status = 404 if path.startswith("/nowhere") else 503
    page = page_of(response, status)
    assert page.language == "en"
    assert response.headers.get("Retry-After") == (None if status == 404 else "5")
    app.extensions["database"].dispose()


def test_a_fault_of_ours_is_told_on_a_page(uncached: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(uncached.view_functions, "problems.catalogue", broken)
    response = uncached.test_client().get("/problems", headers=BROWSER)
    assert "Interner Fehler" in page_of(response, 500).text
    assert "secret" not in response.text
