"""The vocabularies for people and programs, each scheme and code at an address of its own."""

import pytest
from rdflib import RDF, SKOS, Graph

from schemas.vocabularies import SCHEMES
from tests.conftest import PUBLIC_URL
from tests.site.test_pages import BROWSER, page_of

COLUMNS = {"de": 0, "en": 1}


@pytest.mark.no_cover
def test_every_uri_of_the_whole_answers(client):
    graph = Graph().parse(data=client.get("/vocabularies?format=turtle").data, format="turtle")
    for kind, count in ((SKOS.ConceptScheme, len(SCHEMES)), (SKOS.Concept, sum(len(scheme.codes) for scheme in SCHEMES.values()))):
        nodes = list(graph.subjects(RDF.type, kind))
        assert len(nodes) == count
        for node in nodes:
            answer = client.get(str(node).removeprefix(PUBLIC_URL), headers={"Accept": "text/turtle"})
            assert (node, RDF.type, kind) in Graph().parse(data=answer.data, format="turtle")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_name_every_code(client, scheme, language):
    page = page_of(client.get(f"/vocabularies/{scheme}?lang={language}", headers=BROWSER))
    assert page.language == language
    assert SCHEMES[scheme].title[COLUMNS[language]] in page.text
    for code, texts in SCHEMES[scheme].codes.items():
        assert code in page.text
        assert f"{code}{texts[COLUMNS[language]].replace(': ', ' – ')}\n" in page.text  # no cell is empty or only a dash
        assert f"/vocabularies/{scheme}/{code}?lang={language}" in page.links


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_of_a_code_says_what_it_means(client, language):
    page = page_of(client.get(f"/vocabularies/certainty/derived?lang={language}", headers=BROWSER))
    assert {"de": "unsere Lesart der Quellen", "en": "our reading of the sources"}[language] in page.text
    assert f"{PUBLIC_URL}/vocabularies/certainty/derived" in page.links


@pytest.mark.parametrize(
    ("path", "likely"),
    [("themas", "themes"), ("themes/fachkraft", "themes/fachkraefte"), ("zzzz", None), ("themes/zzzz", None)],
)
def test_unknown_is_404_with_the_nearest(client, path, likely):
    answer = client.get(f"/vocabularies/{path}")
    assert (answer.status_code, answer.json["type"]) == (404, f"{PUBLIC_URL}/problems/not-found")
    assert answer.json.get("nearest") == (likely and f"{PUBLIC_URL}/vocabularies/{likely}")
    assert "Nicht gefunden" in page_of(client.get(f"/vocabularies/{path}", headers=BROWSER), 404).text


def test_only_pages_depend_on_the_language(client):
    assert set(client.get("/vocabularies", headers=BROWSER).vary) == {"Accept", "Accept-Language", "Accept-Encoding"}
    assert set(client.get("/vocabularies", headers={"Accept": "text/turtle"}).vary) == {"Accept", "Accept-Encoding"}
    assert client.get("/vocabularies?format=turtle").headers["Vary"] == "Accept-Encoding"


def test_programs_that_take_anything_get_data_and_browsers_a_page(client):
    assert client.get("/vocabularies", headers={"Accept": "*/*"}).mimetype == "application/ld+json"
    assert client.get("/vocabularies", headers=BROWSER).mimetype == "text/html"
