"""Every term of our own that a record is described with can be looked up."""

import pytest
from rdflib import Graph

from tests.conftest import PUBLIC_URL
from tests.contract.resources import API, ITEMS


@pytest.mark.parametrize("resource", ITEMS)
def test_every_own_term_in_use_is_explained(client, resource):
    start = f"{PUBLIC_URL}/terms#"
    explained = set(Graph().parse(data=client.get("/terms?format=turtle").data, format="turtle").subjects())
    used = {
        node for triple in Graph().parse(data=client.get(f"{API}/{resource}?format=turtle").data, format="turtle") for node in triple[1:]
    }
    assert {node for node in used if node.startswith(start)} <= explained


def test_context_is_the_one_in_the_files(client):
    context = client.get("/context.jsonld").json["@context"]
    assert context.items() >= client.get(f"{API}/events?format=jsonld").json["@context"].items()
