"""`/catalog`: the datasets there are, in every release, at addresses that open."""

import pytest
from rdflib import DCTERMS, FOAF, RDF, Graph, URIRef

from api.representations.to_dcat import DCAT
from tests.conftest import PUBLIC_URL, app_on, fill
from tests.contract.resources import RECORDS
from tests.invented import history


def read(client, query="", name="ttl"):
    syntax = {"ttl": "turtle", "rdf": "xml"}[name]
    return Graph().parse(data=client.get(f"/catalog.{name}{query}").data, format=syntax)


def modified(graph, resource):
    return str(graph.value(URIRef(f"{PUBLIC_URL}/catalog#{resource}"), DCTERMS.modified))


@pytest.mark.parametrize(("extension", "name"), [("jsonld", "jsonld"), ("ttl", "turtle"), ("rdf", "rdfxml")])
def test_fixed_addresses_give_what_negotiation_gives(client, extension, name):
    fixed, negotiated = client.get(f"/catalog.{extension}"), client.get(f"/catalog?format={name}")
    assert (fixed.status_code, fixed.data, fixed.mimetype) == (200, negotiated.data, negotiated.mimetype)
    assert fixed.headers["Vary"] == "Accept-Encoding"
    assert client.get(f"/catalog.{extension}", headers={"If-None-Match": fixed.headers["ETag"]}).status_code == 304


@pytest.mark.no_cover
def test_every_address_opens(client):
    graph = read(client)
    addresses = {
        str(value)
        for predicate in (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription, DCAT.landingPage)
        for value in graph.objects(None, predicate)
    } | {str(value) for predicate in (FOAF.page, FOAF.homepage, DCTERMS.conformsTo) for value in graph.objects(None, predicate)}
    assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


def test_datasets_are_those_with_records_in_the_release(client):
    assert {str(node).partition("#")[2] for node in read(client).subjects(RDF.type, DCAT.Dataset)} == set(RECORDS)
    old = {str(node).partition("#")[2] for node in read(client, "?release=1").subjects(RDF.type, DCAT.Dataset)}
    assert old == set(RECORDS) - {"guidelines"}


def test_modified_moves_with_the_records_and_their_removal(empty):
    app = app_on(fill(empty, history()))
    client = app.test_client()
    assert [modified(read(client, f"?release={number}"), "events")[:10] for number in (1, 2, 3)] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]
    assert modified(read(client), "sources")[:10] == "2026-01-01"
    app.extensions["database"].dispose()


@pytest.mark.parametrize(("path", "status"), [("/catalog.foo", 404), ("/catalog.ttl?format=rdfxml", 400), ("/catalog?release=99", 404)])
def test_failures_are_problems(client, path, status):
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
