"""The search page finds what the API finds, and says so safely in both languages."""

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from api.models import RECORDS
from tests.conftest import PUBLIC_URL, links_of, on_one_database
from tests.site.test_pages import BROWSER, EVENT, Page, page_of

HIT = re.compile(rf"/({'|'.join(RECORDS)})/([a-z0-9-]+)\?")


def search(client: FlaskClient, **query: str) -> Page:
    return page_of(client.get(f"/search?{urlencode(query)}"))


def hits(page: Page) -> list[tuple[str, ...]]:
    return [found.groups() for found in map(HIT.match, page.links) if found]


def words_of(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.mark.parametrize("release", ["1", "2"])
@pytest.mark.parametrize(("language", "all_"), [("de", "Alle"), ("en", "All")])
@pytest.mark.parametrize("q", ["Strategie", '"Industrie der Zukunft"', "industry -Leipzig"])
def test_search_finds_and_counts_what_the_api_does(client: FlaskClient, q: str, language: str, all_: str, release: str) -> None:
    query = {"q": q, "lang": language, "release": release}
    answer = client.get(f"/api/v1/search?{urlencode(query)}").json
    page = search(client, **query)
    assert hits(page) == [(hit["resource"], hit["id"]) for hit in answer["data"]]
    total = answer["meta"]["total"]
    counts = [f"{all_} {total}", *(f"{each['label']} {each['count']}" for each in answer["facets"]["resource"] if each["count"])]
    assert (" ".join(counts) in words_of(page)) == (total > 0)
    assert f"{PUBLIC_URL}/api/v1/search?{urlencode(sorted(query.items()))}" in page.links


def test_search_within_one_collection(client: FlaskClient) -> None:
    link = next(link for link in search(client, q="Leipzig", lang="de").links if "resource=events" in link)
    within = page_of(client.get(link))
    total = client.get("/api/v1/events?q=Leipzig&limit=0").json["meta"]["total"]
    assert f"{total} Treffer" in within.text
    assert {resource for resource, _ in hits(within)} == {"events"}
    assert "/search?q=Leipzig&resource=events&lang=en" in within.links


def test_pages_of_hits_lead_to_each_other(client: FlaskClient) -> None:
    first = client.get("/search?q=Industrie&lang=de")
    after = next(link for link in page_of(first).links if "cursor=" in link)
    second = client.get(after)
    assert not set(hits(page_of(second))) & set(hits(page_of(first)))
    assert "Sie sehen Ausgabe" not in second.text
    assert "/search?q=Industrie&lang=en" in page_of(second).links
    before = next(link for link in page_of(second).links if "cursor=" in link)
    assert hits(page_of(client.get(before))) == hits(page_of(first))


def test_words_found_are_marked_and_titles_said_to_be_in_another_language(client: FlaskClient) -> None:
    text = client.get("/search?q=Leitlinien&resource=sources&lang=en").text
    assert re.search(r'<a href="/sources/s06\?lang=en" lang="de">StrategieWerkstatt legt <mark>Leitlinien</mark> für', text)
    english = client.get("/search?q=StrategyWorkshop&resource=sources&lang=de").text
    assert re.search(r'<a href="/sources/s08\?lang=de" lang="en">Saxony: .*<mark>StrategyWorkshop</mark>', english)
    (label,) = set(re.findall("<p>(.*): <span><mark>SMWA", client.get("/search?q=SMWA&resource=sources&lang=en").text))
    assert label == "Publisher"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", {"2. StrategieKonferenz: Industrie der ZUKUNFT Quellen uneins Veranstaltungen 7. März 2018 Dresden Konferenz fand statt"}),
        ("en", {"Second Strategy Conference: Industry of the FUTURE sources disagree Events 7 March 2018 Dresden Conference took place"}),
    ],
)
def test_hits_tell_what_lists_do(client: FlaskClient, language: str, told: set[str]) -> None:
    text = words_of(search(client, q="Hellerau", lang=language))
    assert all(each in text for each in told)
    assert "Blick (blick.de) 8" in words_of(search(client, q="blick.de", lang=language))  # publisher and date of a source


@on_one_database
@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><script>x', "-<script>", "&quot;'`"])
def test_what_is_asked_is_no_markup(client: FlaskClient, q: str) -> None:
    response = client.get(f"/search?{urlencode({'q': q})}", headers=BROWSER)
    page_of(response, response.status_code)
    assert "<script" not in response.text
    assert f'value="{q}"' not in response.text


@pytest.mark.parametrize(("language", "text"), [("de", "Keine Treffer"), ("en", "No hits")])
def test_finding_nothing_helps_on(client: FlaskClient, language: str, text: str) -> None:
    page = search(client, q="xyzzy", lang=language)
    assert text in page.text
    assert {"de": "nur den Anfang des letzten", "en": "only the beginning of the last"}[language] in page.text
    assert {f"/{resource}?lang={language}" for resource in RECORDS} < set(page.links)
    examples = [link for link in page.links if link.startswith("/search?q=") and "xyzzy" not in link]
    assert [bool(hits(page_of(client.get(link)))) for link in examples] == [True] * 3


@pytest.mark.parametrize(("language", "text"), [("de", "Wonach sich suchen lässt"), ("en", "What can be searched for")])
def test_without_words_the_page_explains_itself(client: FlaskClient, language: str, text: str) -> None:
    page = search(client, lang=language)
    assert text in page.text
    assert "Treffer" not in page.text
    assert f"{PUBLIC_URL}/api/v1" in page.links


@on_one_database
@pytest.mark.parametrize(
    ("q", "detail"), [("-only", "-word only excludes"), ("", "no word"), ("x" * 501, "500"), ("a " * 33, "at most 32")]
)
def test_words_at_fault_come_back_in_the_form(client: FlaskClient, q: str, detail: str) -> None:
    path = f"/search?{urlencode({'q': q, 'lang': 'en', 'release': '1'})}"
    response = client.get(path, headers=BROWSER)
    page = page_of(response, 400)
    assert detail in page.text
    assert f'value="{q}" required aria-invalid="true"' in response.text
    assert '<input type="hidden" name="lang" value="en">' in response.text
    assert "/events?lang=en&release=1" in page.links
    assert client.get(path).mimetype == "application/problem+json"


@on_one_database
@pytest.mark.parametrize("q", ["-nur", "", "x" * 501, "a " * 33])
def test_words_at_fault_are_told_of_in_german(client: FlaskClient, q: str) -> None:
    response = client.get(f"/search?{urlencode({'q': q, 'lang': 'de'})}", headers=BROWSER)
    assert "wenigstens ein Wort, das vorkommen soll; möglich sind bis zu 32 Wörter und 500 Zeichen." in page_of(response, 400).text
    assert response.text.count('lang="en"') == 2  # of the language switch alone


@on_one_database
@pytest.mark.parametrize(("query", "status"), [("q=a&release=99", 404), ("q=-a&resource=x", 400), ("q=a&cursor=x", 400), ("lang=fr", 400)])
def test_other_faults_are_told_as_on_any_page(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/search?{query}", headers=BROWSER)
    page_of(response, status)
    assert "/problems/" in response.text


def test_results_are_kept_and_validated_like_any_page(client: FlaskClient) -> None:
    path = "/search?q=Industrie"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert client.get(f"{path}&utm_source=x").headers["ETag"] == first.headers["ETag"]
    assert client.get("/search?q=Strategie").headers["ETag"] != first.headers["ETag"]
    assert f'<{PUBLIC_URL}/timegate{path}>; rel="timegate"' in links_of(first)
    old = client.get(f"{path}&release=1&lang=de")
    assert old.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Memento-Datetime" in old.headers
    assert "/search?q=Industrie&lang=de" in page_of(old).links  # the newest


@on_one_database
def test_results_are_for_no_index(client: FlaskClient) -> None:
    text = client.get("/search?q=Industrie").text
    assert '<meta name="robots" content="noindex">' in text
    assert 'rel="canonical"' not in text
    assert "/search" not in client.get("/sitemap.xml").text


@on_one_database
@pytest.mark.parametrize(
    "path", ["/", "/events", EVENT, "/policy", "/dictionary", "/vocabularies", "/terms", "/docs", "/problems", "/search"]
)
def test_every_page_has_one_search_form_that_keeps_its_language(client: FlaskClient, path: str) -> None:
    text = client.get(f"{path}?lang=en", headers=BROWSER).text
    assert (text.count('role="search"'), text.count('id="q"')) == (1, 1)
    assert '<input type="hidden" name="lang" value="en">' in text
