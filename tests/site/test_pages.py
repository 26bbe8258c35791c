"""The pages say what the API says, in both languages, and every link on them leads somewhere."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.models import MODELS, RECORDS
from api.representations import on_offer
from seed.log import Entry
from tests.conftest import PUBLIC_URL, Databases, app_on, on_one_database
from tests.invented import sealed

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "de"}
VOID = {"br", "hr", "img", "input", "link", "meta"}
EVENT = "/events/2018-04-24-praesentation-landesvertretung-berlin"


class Page(HTMLParser):
    """A page as read by a parser that insists on balanced tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.language = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"repeated attribute in {self.get_starttag_text()}"
        assert not given.keys() & {"style", "onclick", "onload"}
        assert given.get("href") != ""
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "html":
            self.language = given["lang"] or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(response: TestResponse, status: int = 200) -> Page:
    assert (response.status_code, response.mimetype) == (status, "text/html")
    page = Page(response.text)
    assert page.language == response.headers["Content-Language"]
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    return page


@pytest.fixture(scope="module")
def site(app: Flask) -> FlaskClient:
    return app.test_client()


def records(client: FlaskClient, language: str) -> Iterator[dict]:
    for resource in MODELS:
        answer = client.get(f"/api/v1/{resource}?limit=200&lang={language}").json
        for record in answer["data"]:
            yield {"labels": answer["labels"], **record}


@pytest.mark.no_cover
@on_one_database
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_record_has_a_page_with_its_title_texts_and_sources(site: FlaskClient, language: str) -> None:
    for record in records(site, language):
        path = record["links"]["web"].removeprefix(PUBLIC_URL)
        page = page_of(site.get(f"{path}?lang={language}"))
        assert page.language == language
        for name in ("title", "description", "note", "date_note", "venue"):
            assert (record.get(name) or "") in page.text
        for citation in record.get("sources", []):
            assert record["labels"]["sources"][citation["source"]] in page.text
            assert citation["source"] in page.text
            assert (citation["locator"] or "") in page.text
            assert f"/sources/{citation['source']}?lang={language}" in page.links
        for note in record.get("field_certainty", []):
            assert (note["note"] or "") in page.text
        for conflict in record.get("conflicts", []):
            texts = [conflict["topic"], conflict["resolution"] or "", *(version["statement"] for version in conflict["versions"])]
            assert all(text in page.text for text in texts)
            cited = {source for version in conflict["versions"] for source in version["sources"]}
            assert {f"/sources/{source}?lang={language}" for source in cited} <= set(page.links)
        if record.get("url"):
            assert record["url"] in page.links
        assert f"{PUBLIC_URL}/api/v1{path}?lang={language}" in page.links


@pytest.mark.no_cover
@on_one_database
def test_no_link_leads_nowhere(site: FlaskClient) -> None:
    waiting, seen, broken = ["/"], {"/"}, []
    first_of_its_kind: dict[tuple[str, int, str], str] = {}
    while waiting:
        path = waiting.pop()
        response = site.get(path, headers=BROWSER)
        if response.status_code != 200:
            broken.append((path, response.status_code))
        if response.mimetype != "text/html":
            response.close()
            continue
        for link in Page(response.text).links:
            target = urldefrag(urljoin(path, link.removeprefix(PUBLIC_URL) or "/"))[0]
            if "format=" in target or "release=" in target:  # a file, a citation, a page of old: of each kind, one is enough
                place, _, query = target.removeprefix("/api/v1").partition("?")
                target = first_of_its_kind.setdefault((place.lstrip("/").partition("/")[0], place.count("/"), query), target)
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert broken == []
    assert len(seen) > 60


def test_cited_sources_say_whose_they_are_and_of_when_and_in_which_language(site: FlaskClient) -> None:
    html = site.get("/events/2018-03-07-strategiekonferenz-hellerau?lang=en").text
    source = site.get("/api/v1/sources/s05?lang=en").json["data"]
    cited = re.findall(r'<a href="/sources/s05\?lang=en"( lang="de")?>(.*?)</a>, (.*?) <code>s05</code>', html)
    assert len(cited) > 1  # beside what contradicts it, and among the sources
    assert {(lang, unescape(title), origin) for lang, title, origin in cited} == {
        (' lang="de"', source["title"], f"{source['publisher']}, 8 March 2018")
    }


ENGLISH = {"s08", "s41", "s42", "s43", "s55"}  # sources printed in it


@pytest.mark.parametrize("language", ["de", "en"])
def test_titles_of_sources_in_the_other_language_say_so(site: FlaskClient, language: str) -> None:
    german = {id_ for id_, paths in site.get("/api/v1/sources?limit=200&lang=en").json["meta"]["untranslated"].items() if "title" in paths}
    other, foreign = ("en", ENGLISH) if language == "de" else ("de", german)
    seen = set()
    for path in (
        "/sources",
        "/events/2018-03-07-strategiekonferenz-hellerau",  # cites both
        "/events/2016-03-07-workshop-industriebranchen",  # names one in a table
        "/sources/s08",
        "/sources/s05",
    ):
        html = site.get(f"{path}?lang={language}").text
        found = re.findall(r'<a href="/sources/([\w-]+)\?lang=.."( lang="..")?>', html)
        found += [(path.removeprefix("/sources/"), lang) for lang in re.findall(r"<h1([^>]*)>", html) if path.startswith("/sources/")]
        assert {(id_, f'lang="{other}"' in lang) for id_, lang in found} == {(id_, id_ in foreign) for id_, _ in found}
        seen |= {id_ for id_, _ in found}
    assert foreign <= seen


@pytest.mark.parametrize(("language", "mark", "means"), [("de", ' lang="en"', "¶n = Absatz"), ("en", "", "¶n = paragraph")])
def test_places_in_sources_are_marked_english_and_explained(site: FlaskClient, language: str, mark: str, means: str) -> None:
    path = "/events/2018-03-07-strategiekonferenz-hellerau"
    html = site.get(f"{path}?lang={language}").text
    places = [each["locator"] for each in site.get(f"/api/v1{path}").json["data"]["sources"] if each["locator"]]
    assert [(each, unescape(text)) for each, text in re.findall(r'<span class="locator"(.*?)>(.*?)</span>', html)] == [
        (mark, each) for each in places
    ]
    assert means in html
    assert means not in site.get(f"/releases/2?lang={language}").text  # it cites none


@on_one_database
@pytest.mark.parametrize("path", [EVENT, "/sources/s01", "/releases/2"])
def test_pages_say_how_to_cite_in_the_words_of_the_citation(site: FlaskClient, path: str) -> None:
    for language in ("de", "en"):
        page = page_of(site.get(f"{path}?lang={language}"))
        cited = site.get(f"/api/v1{path}/citation?lang={language}&format=text").text.strip()
        assert cited in page.text
        assert re.search(r"https://\S+\?release=2", cited)[0] in page.links


def test_promises_lead_to_the_same_for_programs(site: FlaskClient) -> None:
    assert f"{PUBLIC_URL}/api/v1/policy?lang=en" in page_of(site.get("/policy?lang=en")).links


@on_one_database
@pytest.mark.parametrize("resource", MODELS)
def test_pages_offer_every_form_of_their_data_and_citations(site: FlaskClient, resource: str) -> None:
    id_ = site.get(f"/api/v1/{resource}?limit=1&sort=-{'number' if resource == 'releases' else 'id'}").json["data"][0]["id"]
    for path, apart in ((f"/{resource}", set()), (f"/{resource}/{id_}", {"atom"})):
        links = page_of(site.get(f"{path}?lang=en&release=2")).links
        offered = {f"{PUBLIC_URL}/api/v1{path}?release=2&lang=en&format={name}" for name in on_offer(resource).keys() - apart}
        assert offered <= set(links)
        cited = f"{PUBLIC_URL}/api/v1{path if apart else '/releases/2'}/citation?release=2&lang=en&format="
        shown = [link.removeprefix(cited) for link in links if link.startswith(cited)][-5:]  # after those of the head
        assert shown == ["text", "text&style=apa", "bibtex", "ris", "csl-json"]


@on_one_database
def test_calendar_can_be_subscribed_to_from_the_page_of_events(site: FlaskClient) -> None:
    (subscription,) = [link for link in page_of(site.get("/events?lang=en")).links if link.startswith("webcal:")]
    answer = site.get(subscription.replace("webcal:", "https:"))
    assert (answer.mimetype, "REFRESH-INTERVAL" in answer.text) == ("text/calendar", True)
    assert "webcal:" not in site.get("/events?lang=en&release=1").text  # nothing will ever change there
    assert "webcal:" not in site.get(f"{EVENT}?lang=en").text


@on_one_database
def test_event_without_a_known_day_is_no_calendar(site: FlaskClient) -> None:
    assert not [link for link in page_of(site.get("/events/2016-online-befragung?lang=en")).links if "ical" in link]


def test_links_carry_language_and_release_on(site: FlaskClient) -> None:
    page = page_of(site.get("/events?lang=en&release=1"))
    assert f"{EVENT}?lang=en&release=1" in page.links
    assert "/events?lang=de&release=1" in page.links
    assert "/events?lang=en" in page.links  # to the latest version


def said_of(site: FlaskClient, id_: str) -> str:
    """What the list of events says of one, beside its title."""
    html = re.search(rf'href="/events/{id_}\?lang=en"[^>]*>.*?</a>(.*?)</li>', site.get("/events?lang=en").text, re.DOTALL)
    assert html
    return " ".join(re.sub("<[^>]*>", "", html[1]).split())


def test_lists_mark_what_is_derived_and_what_is_not_of_the_process(site: FlaskClient) -> None:
    assert said_of(site, "2016-03-workshop-industrieregionen") == "sources disagree March 2016 derived Workshop took place"
    assert said_of(site, "2016-03-07-workshop-industriebranchen") == "sources disagree 7 March 2016 Workshop took place"
    assert said_of(site, "2016-03-23-konferenz-industrie-4-0-sachsen").endswith("context, not part of the process")


@pytest.mark.parametrize("resource", RECORDS)
def test_contradictions_show_in_lists_and_atop_their_records(site: FlaskClient, resource: str) -> None:
    html = site.get(f"/{resource}?lang=en").text
    marked = set(
        re.findall(rf'href="/{resource}/([\w-]+)\?lang=en"[^>]*>[^<]*</a>(?: <span class="badge d[^<]*</span>)? <span class="badge c', html)
    )
    records = site.get(f"/api/v1/{resource}?limit=200&lang=en").json["data"]
    contested = {record["id"]: record["conflicts"] for record in records if record["conflicts"]}
    assert marked == contested.keys()
    assert ("sources disagree – " in page_of(site.get(f"/{resource}?lang=en")).text) == bool(contested)
    for id_, conflicts in contested.items():
        page = page_of(site.get(f"/{resource}/{id_}?lang=en"))
        text = " ".join(page.text.split())
        assert f"sources disagree – {' · '.join(conflict['topic'] for conflict in conflicts)}" in text
        assert {f"#conflict-{number + 1}" for number in range(len(conflicts))} == {
            link for link in page.links if link.startswith("#conflict-")
        }
        assert {f"conflict-{number + 1}" for number in range(len(conflicts))} <= set(page.ids)


def test_marks_are_explained_where_they_first_appear(site: FlaskClient) -> None:
    explained = "derived – our reading of the sources."
    for path in ("/events", "/events/2016-03-workshop-industrieregionen", "/search?q=Industrieregionen"):  # of them, single facts are
        text = " ".join(page_of(site.get(f"{path}{'&' if '?' in path else '?'}lang=en")).text.split())
        assert text.index("derived") == text.index(explained)
        assert text.index("sources disagree") == text.index("sources disagree – ")
    for path in ("/releases", "/sources/s06"):
        assert explained not in page_of(site.get(f"{path}?lang=en")).text


def test_home_tells_events_of_the_process_from_others(site: FlaskClient) -> None:
    own, all_ = (site.get(f"/api/v1/events?limit=0{more}").json["meta"]["total"] for more in ("&phase=process", ""))
    assert f"{own} of {all_} events belong to the process itself" in page_of(site.get("/?lang=en")).text


@pytest.mark.parametrize("resource", ["challenges", "guidelines", "stakeholder-groups", "sources", "initiatives"])
def test_groups_stand_in_the_order_of_their_vocabulary(site: FlaskClient, resource: str) -> None:
    german, english = (re.findall(r"<h2>.*?<small>(\d+)</small>", site.get(f"/{resource}?lang={each}").text) for each in ("de", "en"))
    assert german == english
    assert len(german) > 1


def test_numbered_records_stand_in_their_order(site: FlaskClient) -> None:
    for language in ("de", "en"):
        text = site.get(f"/guidelines?lang={language}").text
        assert text.index("2.1") < text.index("2.2")


def test_home_counts_what_the_api_counts(site: FlaskClient) -> None:
    text = " ".join(page_of(site.get("/?lang=en")).text.split())
    for resource in RECORDS:
        total = site.get(f"/api/v1/{resource}?limit=0").json["meta"]["total"]
        assert f"{total} {resource.replace('-', ' ').capitalize()}" in text


def test_dates_read_as_precisely_as_they_are_known(site: FlaskClient) -> None:
    german, english = (page_of(site.get(f"/events?lang={language}")).text for language in ("de", "en"))
    for text in ("März 2016", "7. März 2018", "24. April 2018"):
        assert text in german
    for text in ("March 2016", "7 March 2018", "24 April 2018"):
        assert text in english


def test_codes_are_translated(site: FlaskClient) -> None:
    page = page_of(site.get(f"{EVENT}?lang=de"))
    assert "Vorstellung mit Podium" in page.text
    assert "presentation-and-panel" not in page.text
    assert "24. April 2018, 18:30 Uhr" in page.text


@pytest.mark.parametrize(
    ("language", "told"), [("de", ["Land Deutschland", "Land Belgien"]), ("en", ["Country Germany", "Country Belgium"])]
)
def test_countries_are_named(site: FlaskClient, language: str, told: list[str]) -> None:
    found = set()
    for event in site.get("/api/v1/events?limit=200&fields=country").json["data"]:
        text = " ".join(page_of(site.get(f"/events/{event['id']}?lang={language}")).text.split())
        found |= {each for each in told if each in text}
        assert "ISO 3166" not in text
        assert f" {event['country']} " not in text
    assert found == set(told)


def test_what_is_given_is_not_called_known_if_it_is(site: FlaskClient) -> None:
    assert "Beginn mit Uhrzeit" in site.get(f"{EVENT}?lang=de").text
    assert "Start with time" in site.get(f"{EVENT}?lang=en").text
    for resource in RECORDS:
        for language, words in (("de", "falls bekannt"), ("en", "if known")):
            id_ = site.get(f"/api/v1/{resource}?limit=1").json["data"][0]["id"]
            assert words not in site.get(f"/{resource}/{id_}?lang={language}").text


def test_amounts_read_as_in_the_language_of_the_page(site: FlaskClient) -> None:
    (prized,) = [event["id"] for event in site.get("/api/v1/events?limit=200").json["data"] if event["prize_max_eur"] == 30000]
    assert "30.000" in page_of(site.get(f"/events/{prized}?lang=de")).text
    assert "30,000" in page_of(site.get(f"/events/{prized}?lang=en")).text


def test_backlinks_name_what_mentions_a_source(site: FlaskClient) -> None:
    assert f"{EVENT}?lang=de" in page_of(site.get("/sources/s01?lang=de")).links


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "de"), ("en", "en"), ("en-GB,en;q=0.9,de;q=0.5", "en"), ("fr", "de"), ("de;q=0.1,en;q=0.2", "en")]
)
def test_language_is_negotiated(site: FlaskClient, accepted: str, language: str) -> None:
    response = site.get(EVENT, headers={"Accept-Language": accepted})
    assert page_of(response).language == language
    assert response.headers["Vary"] == "Accept-Language, Accept-Encoding"


def test_lang_beats_the_header_and_then_nothing_varies(site: FlaskClient) -> None:
    response = site.get(f"{EVENT}?lang=de", headers={"Accept-Language": "en"})
    assert page_of(response).language == "de"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/events", EVENT, "/releases/2"])
def test_pages_are_validated_like_the_api(site: FlaskClient, path: str) -> None:
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert first.headers["Cache-Control"].startswith("public, max-age=300")
    assert site.get(path, headers={"Accept-Language": "en", "If-None-Match": first.headers["ETag"]}).status_code == 200
    assert site.get(f"/api/v1{path.rstrip('/')}").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/events", EVENT])
def test_a_page_of_a_named_release_never_changes(site: FlaskClient, path: str) -> None:
    old = site.get(f"{path}?release=1&lang=de")
    assert old.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Sie sehen Ausgabe 1" in page_of(old).text
    assert "Sie sehen Ausgabe" not in page_of(site.get(f"{path}?lang=de")).text
    assert old.text != site.get(f"{path}?lang=de").text


@pytest.mark.parametrize("path", ["/", "/events", "/events/2018-fair", "/sources/s01", "/releases", "/releases/1", "/search?q=script"])
def test_a_page_of_a_named_release_says_the_same_when_there_is_a_newer_one(invented: FlaskClient, before: FlaskClient, path: str) -> None:
    asked = f"{path}{'&' if '?' in path else '?'}release=1&lang=de"
    assert page_of(invented.get(asked)).text == page_of(before.get(asked)).text


def test_as_of_finds_the_release_in_force(site: FlaskClient) -> None:
    assert "Sie sehen Ausgabe 1" in page_of(site.get("/?lang=de&as_of=2026-11-22T13:30:00Z")).text


def test_an_empty_collection_says_so(site: FlaskClient) -> None:
    assert "noch keine Einträge" in page_of(site.get("/guidelines?release=1&lang=de")).text


def test_parameters_of_link_sharers_are_ignored(site: FlaskClient) -> None:
    page = page_of(site.get("/events?fbclid=1&lang=de"))
    assert not [link for link in page.links if "fbclid" in link]


def test_every_page_has_a_strict_policy(site: FlaskClient) -> None:
    for path in ("/", "/events", EVENT, "/docs", "/problems", "/problems/removed", "/events/nowhere"):
        response = site.get(path, headers=BROWSER)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/docs", ("Dokumentation der Schnittstelle", "API documentation")),
        ("/problems", ("Problemarten", "Problem types")),
        ("/problems/removed", ("Entfernt", "Removed")),
    ],
)
def test_pages_of_no_release_speak_both_languages(site: FlaskClient, path: str, titles: tuple[str, str]) -> None:
    for language, title, other in zip(("de", "en"), titles, ("en", "de"), strict=True):
        page = page_of(site.get(f"{path}?lang={language}"))
        assert page.language == language
        assert page.text.count(title) >= 2
        assert {f"{path}?lang={other}", f"/?lang={language}", f"/docs?lang={language}", f"{PUBLIC_URL}{path}?lang=de"} <= set(page.links)
        negotiated = site.get(path, headers={"Accept-Language": language})
        assert (page_of(negotiated).language, set(negotiated.vary)) == (language, {"Accept-Language", "Accept-Encoding"})
    first = site.get(f"{path}?lang=de")
    assert site.get(f"{path}?lang=de", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert site.get(f"{path}?utm_source=x&lang=de").headers["ETag"] == first.headers["ETag"]
    assert page_of(site.get(f"{path}?lang=fr", headers=BROWSER), 400)


def test_files_of_swagger_ui_have_one_address(site: FlaskClient) -> None:
    links = page_of(site.get("/docs?lang=en")).links
    assert {"/docs/swagger-ui/swagger-ui.css", "/docs/swagger-ui/swagger-ui-bundle.js"} <= set(links)


@pytest.mark.parametrize("path", ["/problems", "/dictionary"])
def test_names_in_texts_are_set_as_code(site: FlaskClient, path: str) -> None:
    text = site.get(f"{path}?lang=en").text
    assert "`" not in text
    name = {"/problems": "Retry-After", "/dictionary": "field_certainty"}[path]
    assert re.search(f"[a-z;] <code>{name}</code> ", text)


def test_what_is_cut_off_ends_in_an_ellipsis(site: FlaskClient) -> None:
    text = page_of(site.get("/dictionary?lang=de")).text
    assert "…" in text
    assert "..." not in text


def test_footer_says_whom_to_ask(site: FlaskClient, database: str) -> None:
    for path in ("/", "/docs", "/nowhere"):
        answer = site.get(f"{path}?lang=de", headers=BROWSER)
        assert ">Kontakt<" not in answer.text  # no more is known than this very site
    app = app_on(database, contact_url="https://example.org/contact")
    assert "https://example.org/contact" in page_of(app.test_client().get("/")).links
    app.extensions["database"].dispose()


def test_every_problem_type_has_a_page(site: FlaskClient) -> None:
    assert site.get("/problems/nonsense").status_code == 404
    for link in page_of(site.get("/problems")).links:
        if link.startswith("/problems/"):
            page_of(site.get(link))


def test_assets_may_be_kept_as_long_as_their_address_says(site: FlaskClient) -> None:
    style = next(link for link in page_of(site.get("/")).links if ".css" in link)
    for path, kept in ((style, "31536000"), ("/static/site.css", "3600"), ("/favicon.ico", "3600"), ("/static/icon.svg?v=old", "3600")):
        with site.get(path) as response:
            assert (response.status_code, response.headers["Cache-Control"]) == (200, f"public, max-age={kept}")
    for path in ("/static/none.css", "/static/..%2Fpage.py", "/docs/swagger-ui/index.html"):
        assert site.get(path).status_code == 404


MARKUP = '<script>alert("1")</script> & "quoted"'
TEXT = {"de": MARKUP, "en": MARKUP}
KNOWN = {
    "id": "2018-fair",
    "title": TEXT,
    "description": {"de": MARKUP},
    "format": "conference",
    "status": "held",
    "starts": "2018",
    "venue": {"de": MARKUP},
    "country": "DE",
    "certainty": "derived",
    "sources": [{"source": "s01", "locator": MARKUP}],
    "field_certainty": [
        {"field": "start_time", "certainty": "derived", "note": {"de": "Kein Feld der Seite."}},
        {"field": "ends", "certainty": "derived", "note": {"de": "Ein leeres Feld."}},
    ],
    "conflicts": [{"topic": {"de": MARKUP}, "versions": [{"statement": {"de": MARKUP}, "sources": ["s01"]}] * 2}],
}
ATTESTED = {"id": "s01", "title": TEXT, "certainty": "stated", "kind": "press", "url": "https://example.org/?a=1&b=<2>"}


FIRST = Entry(1, "2026-01-01T00:00:00Z", TEXT, None, added={"events": [KNOWN], "sources": [ATTESTED]})


def site_of(databases: Databases, entries: list[Entry]) -> Iterator[FlaskClient]:
    app = app_on(databases.filled("sqlite", sealed(*entries)))
    yield app.test_client()
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def invented(databases: Databases) -> Iterator[FlaskClient]:
    """A site on records full of markup; release 2 removes the event."""
    reason = {"de": f"Doppelt {MARKUP}", "en": f"Duplicate {MARKUP}"}
    second = Entry(2, "2026-01-02T00:00:00Z", TEXT, None, removed={"events": [{"id": "2018-fair", "reason": reason}]})
    yield from site_of(databases, [FIRST, second])


@pytest.fixture(scope="module")
def before(databases: Databases) -> Iterator[FlaskClient]:
    """The same before release 2."""
    yield from site_of(databases, [FIRST])


@pytest.mark.parametrize(
    "path",
    [
        "/?release=1",
        "/events?release=1",
        "/events/2018-fair?release=1",
        "/search?q=script&release=1",
        "/sources",
        "/sources/s01",
        "/releases",
        "/releases/1",
    ],
)
def test_texts_are_escaped(invented: FlaskClient, path: str) -> None:
    response = invented.get(path)
    page = page_of(response)
    assert MARKUP in page.text
    assert "<script>" not in response.text


def test_untranslated_texts_are_marked_german(invented: FlaskClient) -> None:
    text = invented.get("/events/2018-fair?release=1&lang=en").text
    assert text.count(' lang="de"') == 1 + 8  # the language switch; lead, venue, topic (twice), two statements, two notes
    assert invented.get("/events/2018-fair?release=1&lang=de").text.count(' lang="de"') == 2  # the page and the switch


def test_certainty_of_what_has_no_row_is_shown(invented: FlaskClient) -> None:
    text = page_of(invented.get("/events/2018-fair?release=1&lang=de")).text
    assert "Kein Feld der Seite." in text
    assert "Ein leeres Feld." in text


@pytest.mark.parametrize(("language", "reason"), [("de", "Doppelt"), ("en", "Duplicate")])
def test_removed_record_says_why_and_leads_to_its_last_version(invented: FlaskClient, language: str, reason: str) -> None:
    response = invented.get("/events/2018-fair", headers={"Accept": "text/html", "Accept-Language": language})
    page = page_of(response, 410)
    assert f"{reason} {MARKUP}" in page.text
    assert "Januar 2026" in page.text or "January 2026" in page.text
    assert "2018-fair" in page.text
    assert "/events/2018-fair?release=1" in page.links
    page_of(invented.get("/events/2018-fair?release=1"))


def test_a_gone_record_is_told_of_in_the_language_wanted_most(invented: FlaskClient) -> None:
    response = invented.get("/events/2018-fair", headers={"Accept": "text/html", "Accept-Language": "en-GB, de;q=0.5"})
    assert f"Duplicate {MARKUP}" in page_of(response, 410).text
    assert response.headers["Content-Language"] == "en"


def test_a_gone_record_stays_gone_in_the_language_of_the_link(invented: FlaskClient) -> None:
    page = page_of(invented.get("/events/2018-fair?lang=en&release=2", headers={"Accept": "text/html"}), 410)
    assert "/events/2018-fair?release=1&lang=en" in page.links


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ["Ausgabe 2, 22. November 2026, 15:00 Uhr: geändert – ", "Ausgabe 1, 22. November 2026, 14:00 Uhr: neu"]),
        ("en", ["Release 2, 22 November 2026, 15:00 CET: changed – ", "Release 1, 22 November 2026, 14:00 CET: added"]),
    ],
)
def test_page_tells_the_versions_of_a_record(site: FlaskClient, language: str, told: list[str]) -> None:
    page = page_of(site.get(f"/sources/s01?lang={language}"))
    text = " ".join(page.text.split())
    assert all(line in text for line in told)
    assert {f"/sources/s01?release={number}&lang={language}" for number in (1, 2)} <= set(page.links)
    first = " ".join(page_of(site.get(f"/sources/s01?lang={language}&release=1")).text.split())
    assert told[1] in first
    assert told[0] not in first


@pytest.mark.parametrize("language", ["de", "en"])
def test_policy_says_what_the_api_says(site: FlaskClient, language: str) -> None:
    policy = site.get(f"/api/v1/policy?lang={language}").json["data"]
    page = page_of(site.get(f"/policy?lang={language}"))
    for text in (*policy["promises"], *policy["may_change"], policy["deprecation"]):
        assert text.replace("`", "") in page.text
    assert str(policy["part_months"]) in page.text
    assert str(policy["version_months"]) in page.text
    assert policy["page_url"] == f"{PUBLIC_URL}/policy"
