"""Every record and every release can be cited, and the permalink leads to the version cited."""

import pytest
import rispy

from tests.conftest import PUBLIC_URL, links_of
from tests.contract.resources import API, ITEMS, LANGUAGES, PINNED
from tests.site.test_pages import page_of

DIGESTS = {
    1: "2b496020572d8863ed34de749f68a75c476ac899d2a4f93e1471ed4ba4a1e79b",
    2: "5edbe444bea1063343b7a43f239e92698f78ca7f8757bf0372dbb7e6d7118e82",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("resource", ITEMS)
def test_permalink_leads_to_what_is_cited(client, resource, language):
    (item,) = client.get(f"{API}/{resource}/{ITEMS[resource]}/citation?lang={language}").json
    page = page_of(client.get(f"{item['URL']}&lang={language}"))
    assert item["URL"].endswith("?release=2")
    assert DIGESTS[2] in item["note"]
    record = client.get(f"{API}/{resource}/{ITEMS[resource]}?lang={language}").json["data"]
    if resource != "releases":
        assert record["title"] in item["title"]
        assert record["title"] in page.text


@pytest.mark.parametrize("query", ["release=1", "as_of=2026-11-22T13:30:00Z"])
def test_an_earlier_version_is_cited_as_such(client, query):
    answer = client.get(f"{API}/sources/s01/citation?format=ris&{query}")
    assert answer.headers["Cache-Control"] == PINNED
    (entry,) = rispy.loads(answer.text)
    assert entry["edition"] == "1"
    assert entry["urls"] == [f"{PUBLIC_URL}/sources/s01?release=1"]
    assert DIGESTS[1] in entry["notes"][0]


def test_a_release_is_cited_as_the_dataset_it_is(client):
    (item,) = client.get(f"{API}/releases/1/citation?lang=en").json
    assert item["title"] == "StrategyWorkshop: Industry of the FUTURE – open data"
    assert (item["version"], item["URL"]) == ("1", f"{PUBLIC_URL}/?release=1")
    assert DIGESTS[1] in item["note"]


def test_a_source_is_cited_as_our_record_of_it(client):
    source = client.get(f"{API}/sources/s05?lang=en").json["data"]
    (item,) = client.get(f"{API}/sources/s05/citation?lang=en").json
    assert item["title"] == f"Record s05: “{source['title']}”"
    assert f"the document itself is its publisher's ({source['publisher']}, {source['url']})" in item["note"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/vnd.citationstyles.csl+json"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
        ("application/json", "application/vnd.citationstyles.csl+json"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("application/x-research-info-systems", "application/x-research-info-systems"),
        ("text/plain", "text/plain"),
        ("text/plain;q=0.5, application/x-bibtex", "application/x-bibtex"),
    ],
)
def test_form_is_negotiated(client, accept, media_type):
    answer = client.get(f"{API}/events/{ITEMS['events']}/citation", headers={"Accept": accept} if accept else {})
    assert answer.mimetype == media_type


@pytest.mark.parametrize(("name", "extension"), [("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json"), ("text", "txt")])
def test_files_are_named_after_what_they_cite(client, name, extension):
    answer = client.get(f"{API}/sources/s05/citation?format={name}")
    assert answer.headers["Content-Disposition"] == f'inline; filename="strategiewerkstatt-sources-s05-release-2.{extension}"'


def test_styles_differ_and_have_etags_of_their_own(client):
    din, apa = (client.get(f"{API}/events/{ITEMS['events']}/citation?format=text&lang=de&style={style}") for style in ("din", "apa"))
    assert din.text.startswith("STRATEGIEWERKSTATT OPEN DATA, 2026. ")
    assert apa.text.startswith("StrategieWerkstatt open data. (2026). ")
    assert din.headers["ETag"] != apa.headers["ETag"]


def test_unknown_style_is_refused(client):
    fault = client.get(f"{API}/events/{ITEMS['events']}/citation?style=ap").json["errors"][0]
    assert (fault["parameter"], fault["allowed"], fault["nearest"]) == ("style", ["din", "apa"], "apa")


@pytest.mark.parametrize("resource", ITEMS)
def test_record_names_its_permalink_and_its_page_links_the_citations(client, resource):
    path = f"{resource}/{ITEMS[resource]}"
    assert f'<{PUBLIC_URL}{API}/{path}?release=2>; rel="cite-as"' in links_of(client.get(f"{API}/{path}"))
    assert f"{PUBLIC_URL}{API}/{path}/citation?release=2&lang=de&format=bibtex" in page_of(client.get(f"/{path}?lang=de")).links


def test_unknown_record_is_404_and_a_removed_one_410(story):
    assert story.get(f"{API}/events/nope/citation").json["type"] == f"{PUBLIC_URL}/problems/no-such-record"
    assert story.get(f"{API}/events/2018-fair/citation").status_code == 410
    assert story.get(f"{API}/events/2018-fair/citation?release=2").status_code == 200
