"""What pages say of themselves to search engines, to those who share links, and to reference managers."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.models import MODELS
from schemas.dataset import DESCRIPTION, TITLE
from tests.conftest import PUBLIC_URL, app_on, on_one_database
from tests.site.test_pages import BROWSER, EVENT, page_of

LANGUAGES = ("de", "en")
PATHS = (
    "/",
    EVENT,
    "/sources/s01",
    "/releases/2",
    "/policy",
    "/dictionary",
    "/vocabularies",
    "/vocabularies/certainty/derived",
    "/terms",
    "/docs",
    "/problems",
    "/problems/removed",
)


class Head(HTMLParser):
    """The metadata of a page, by name or property, and the typed links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.links: list[tuple[str, str, str]] = []
        self.feed(html)
        self.title = unescape(html.partition("<title>")[2].partition("</title>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in given:
            self.said[given.get("name") or given["property"]] = given["content"]
        elif tag == "link":
            self.links.append((given["rel"], given.get("type", ""), given["href"]))


@on_one_database
@pytest.mark.parametrize("path", [*PATHS, *(f"/{resource}" for resource in MODELS)])
def test_pages_say_what_they_are_about(client: FlaskClient, path: str) -> None:
    german, english = (Head(client.get(f"{path}?lang={each}", headers=BROWSER).text) for each in LANGUAGES)
    for language, head in zip(LANGUAGES, (german, english), strict=True):
        assert 20 < len(head.said["description"]) <= 205
        assert not set("`<>") & set(head.said["description"])
        assert head.said["og:description"] == head.said["description"]
        assert head.title.removesuffix(" – StrategieWerkstatt") == head.said["og:title"]  # the site has a name of its own
        assert head.said["og:url"] == f"{PUBLIC_URL}{path}?lang={language}"
    assert german.said["description"] != english.said["description"]
    assert (german.said["og:locale"], english.said["og:locale"]) == ("de_DE", "en_GB")


@on_one_database
def test_what_is_shared_of_a_named_release_stays_of_it(client: FlaskClient) -> None:
    assert Head(client.get("/events?lang=en&release=1").text).said["og:url"] == f"{PUBLIC_URL}/events?lang=en&release=1"
    assert "og:url" not in Head(client.get("/search?q=Industrie").text).said  # as it has no canonical address


@on_one_database
@pytest.mark.parametrize("path", [EVENT, "/sources/s01", "/releases/2"])
def test_reference_managers_find_the_citation_of_a_page(client: FlaskClient, path: str) -> None:
    found = [(type_, href) for rel, type_, href in Head(client.get(f"{path}?lang=en").text).links if rel == "describedby"]
    assert len(found) == 3
    for type_, href in found:
        answer = client.get(href)
        assert (answer.status_code, answer.mimetype) == (200, type_)
        assert f"{path if '/releases' not in path else '/'}?release=2" in answer.text


@on_one_database
def test_pages_of_lists_say_what_is_in_them(client: FlaskClient) -> None:
    for resource in MODELS:
        html = client.get(f"/{resource}?lang=de").text
        assert Head(html).said["description"] in page_of(client.get(f"/{resource}?lang=de")).text


@on_one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_search_engines_find_the_dataset_and_its_files(database: str, downloads: Path, language: str) -> None:
    app = app_on(database, downloads_dir=str(downloads))
    client = app.test_client()
    html = client.get(f"/?lang={language}").text
    dataset = json.loads(re.findall('<script type="application/ld\\+json">(.*?)</script>', html)[0])
    column = LANGUAGES.index(language)
    assert (dataset["@type"], dataset["name"], dataset["description"]) == ("Dataset", TITLE[column], DESCRIPTION[column])
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert len(dataset["distribution"]) == 6
    for file in dataset["distribution"]:
        answer = client.head(file["contentUrl"], follow_redirects=True)
        assert (answer.status_code, answer.mimetype) == (200, file["encodingFormat"])
        assert answer.headers["Content-Length"] == file["contentSize"]
        answer.close()
    old = json.loads(re.findall('ld\\+json">(.*?)</script>', client.get("/?release=1").text)[0])
    assert (old["version"], old["url"]) == ("1", f"{PUBLIC_URL}/?release=1")
    app.extensions["database"].dispose()
