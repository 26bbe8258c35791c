"""What programs look for at the addresses the standards fix."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from api.representations import FILES as FORMS
from api.site.discovery import PAGES, expiry
from tests.conftest import PUBLIC_URL, app_on, links_of, on_one_database
from tests.contract.resources import API, CITATIONS, COUNTS, RECORDS, lasting

FILES = {
    "/.well-known/api-catalog": 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/llms.txt": "text/markdown; charset=utf-8",
    "/opensearch.xml?lang=de": "application/opensearchdescription+xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/sitemap.xml": "application/xml",
}
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize(("path", "content_type"), FILES.items())
def test_files_are_typed_cached_and_validated(client, path, content_type):
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert answer.headers["Cache-Control"].startswith("public, max-age=300")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.data, lasting(head)) == (200, b"", lasting(answer))
    assert client.post(path).headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_api_catalogue_leads_to_the_api_and_what_describes_it(client):
    answer = client.get("/.well-known/api-catalog")
    assert f'<{PUBLIC_URL}/.well-known/api-catalog>; rel="api-catalog"' in links_of(answer)
    listed, api = answer.json["linkset"]
    assert listed["item"] == [{"href": api["anchor"]}] == [{"href": f"{PUBLIC_URL}{API}"}]
    for rel in ("service-desc", "service-doc", "service-meta", "status"):
        for link in api[rel]:
            found = client.get(link["href"])
            assert (found.status_code, found.mimetype) == (200, link["type"])


def test_security_txt_says_whom_to_tell_and_until_when_that_holds(database):
    app = app_on(database, contact_url="https://example.org/contact")
    fields = dict(line.split(": ", 1) for line in app.test_client().get("/.well-known/security.txt").text.splitlines())
    app.extensions["database"].dispose()
    assert fields.pop("Expires") == f"{expiry(datetime.now(UTC)):%Y-%m-%dT%H:%M:%SZ}"
    assert fields == {
        "Contact": "https://example.org/contact",
        "Preferred-Languages": "de, en",
        "Canonical": f"{PUBLIC_URL}/.well-known/security.txt",
    }


@pytest.mark.parametrize(("now", "end"), [("2026-01-31", "2026-07-01"), ("2026-06-30", "2026-12-01"), ("2026-07-01", "2027-01-01")])
def test_expiry_is_ahead_by_five_to_six_months(now, end):
    assert expiry(datetime.fromisoformat(now).replace(tzinfo=UTC)) == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_robots_are_welcome_and_told_of_the_sitemap(client):
    assert client.get("/robots.txt").text == f"User-agent: *\nAllow: /\n\nSitemap: {PUBLIC_URL}/sitemap.xml\n"


@on_one_database
def test_every_link_of_llms_txt_opens(client):
    text = client.get("/llms.txt").text
    assert text.startswith("# StrategyWorkshop: Industry of the FUTURE – open data\n\n> ")
    links = re.findall(r"\]\(([^)]+)\)", text)
    named = {link.partition("?")[0] for link in links}
    assert {f"{PUBLIC_URL}{API}/{name}" for name in (*RECORDS, "search", "changes", "releases", "downloads")} < named
    types = {*(each.media_type for each in FORMS.values()), *CITATIONS.values(), "application/schema+json"}
    assert types <= {client.get(link).mimetype for link in links}
    assert f"{PUBLIC_URL}/vocabularies" in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("language", ["de", "en"])
def test_browsers_learn_from_every_page_how_to_search(client, language):
    text = client.get(f"/?lang={language}").text
    assert f'<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml?lang={language}"' in text
    root = ElementTree.fromstring(client.get(f"/opensearch.xml?lang={language}&utm_source=x").data)
    text_of = {each.tag.removeprefix(OPENSEARCH): each.text for each in root}
    assert (text_of["Language"], len(text_of["ShortName"]) <= 16) == (language, True)
    for url in root.iter(f"{OPENSEARCH}Url"):
        found = client.get(url.get("template").replace("{searchTerms}", "Fachkr%C3%A4fte"))
        assert (found.status_code, found.mimetype) == (200, url.get("type"))


def sitemap(client):
    """Address → lastmod, and all addresses in other languages."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    pages = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    return pages, [link.get("href") for link in root.iter("{http://www.w3.org/1999/xhtml}link")]


def test_the_sitemap_lists_every_record_with_the_time_it_changed(client):
    pages, _ = sitemap(client)
    for resource, count in COUNTS.items():
        records = client.get(f"{API}/{resource}?limit=200").json["data"]
        assert len(records) == count
        assert {record["links"]["web"]: record["modified_at"] for record in records}.items() <= pages.items()
    assert pages[f"{PUBLIC_URL}/events"] == "2026-11-22T14:00:00Z"
    assert pages[f"{PUBLIC_URL}/releases/1"] == "2026-11-22T13:00:00Z"


@pytest.mark.no_cover
@on_one_database
def test_every_address_of_the_sitemap_is_a_page(client):
    pages, translations = sitemap(client)
    addresses = [*pages, *translations[:40]]
    browser = {"Accept": "text/html"}
    assert {url: client.get(url, headers=browser).mimetype for url in addresses} == dict.fromkeys(addresses, "text/html")


@on_one_database
def test_below_a_path_every_link_and_form_stays_there(database):
    base = "https://example.org/strategie"
    app = app_on(database, public_url=base)
    client, seen = app.test_client(), set()
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de"}
    pages = [
        *PAGES,
        "events",
        "events/nowhere",
        "nowhere",
        "releases/1?release=1",
        "search?q=Sachsen",
        "sources/s01",
        "evnts",
        "docs?lang=fr",
    ]
    for path in pages:
        text = client.get(f"/{path}", headers=browser).text
        places = re.findall(r' (?:href|src|action|data-url)="([^"#][^"]*)"', text)
        assert not [place for place in places if place.startswith("/") and not place.startswith("/strategie/")]
        assert f"{base}/events" in text or 'href="/strategie/events' in text
        seen |= {place.partition("/strategie")[2] for place in places if "/strategie/" in place}
    broken = {place for place in seen if client.get(place.replace("&amp;", "&"), headers=browser).status_code != 200}
    assert {place.partition("?")[0] for place in broken} == {"/events/nowhere", "/nowhere", "/evnts"}  # in the other language
    assert client.get("/api/v1/nowhere").json["instance"] == "/strategie/api/v1/nowhere"
    app.extensions["database"].dispose()
