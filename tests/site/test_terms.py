"""Every term of our own that a record is described with can be looked up."""

import pytest
from rdflib import RDFS, Graph

from tests.conftest import PUBLIC_URL, on_one_database
from tests.contract.resources import API, ITEMS, LANGUAGES
from tests.site.test_pages import BROWSER, page_of


@on_one_database
@pytest.mark.parametrize("resource", ITEMS)
def test_every_own_term_in_use_is_explained(client, resource):
    start = f"{PUBLIC_URL}/terms#"
    explained = set(Graph().parse(data=client.get("/terms?format=turtle").data, format="turtle").subjects())
    used = {
        node for triple in Graph().parse(data=client.get(f"{API}/{resource}?format=turtle").data, format="turtle") for node in triple[1:]
    }
    assert {node for node in used if node.startswith(start)} <= explained


@on_one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_a_part_of_the_page_that_says_what_it_means(client, language):
    graph = Graph().parse(data=client.get("/terms?format=turtle").data, format="turtle")
    page = page_of(client.get(f"/terms?lang={language}", headers=BROWSER))
    assert page.language == language
    assert {str(term).partition("#")[2] for term in graph.subjects()} <= set(page.ids)
    meanings = [str(text) for kind in (RDFS.comment, RDFS.label) for text in graph.objects(None, kind) if text.language == language]
    assert [text for text in meanings if text.replace("`", "") not in page.text] == []


def test_context_is_the_one_in_the_files(client):
    context = client.get("/context.jsonld").json["@context"]
    assert context.items() >= client.get(f"{API}/events?format=jsonld").json["@context"].items()
