"""JSON-LD, Turtle and RDF/XML: one graph, whoever reads it (pyld, rdflib)."""

import json
from collections.abc import Iterator
from itertools import chain

import pytest
from pyld import jsonld
from rdflib import Graph, Literal, URIRef

from api.models import MODELS
from api.representations import Stored
from api.representations.terms import context
from api.representations.to_jsonld import nodes, to_jsonld
from api.representations.to_rdf import to_rdfxml, to_turtle
from schemas.fields import LANGUAGES
from schemas.vocabularies import SCHEMES
from tests.conftest import PUBLIC_URL
from tests.representations.conftest import FEW
from tests.representations.reading import document_of_node

API = f"{PUBLIC_URL}/api/v1"
TERMS = f"{PUBLIC_URL}/terms#"
EVENT = f"{API}/events/{FEW[2]}"
PREFIXES = f"""
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX sw: <{TERMS}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def triples(document: dict) -> set:
    """The graph of a JSON-LD document as pyld expands it."""
    return set(Graph().parse(data=jsonld.to_rdf(document, {"format": "application/n-quads"}), format="nt"))


def turtle(export) -> Graph:
    return Graph().parse(data=b"".join(to_turtle(export)), format="turtle")


def answers(graph: Graph, query: str) -> list[tuple]:
    return sorted(tuple(row) for row in graph.query(PREFIXES + query))


@pytest.mark.parametrize(("name", "render"), [("jsonld", to_jsonld), ("ttl", to_turtle), ("rdf", to_rdfxml)])
def test_few_records_are_the_golden_ones(export, is_golden, name, render):
    assert is_golden(f"events.{name}", b"".join(render(export("events", FEW))))


@pytest.mark.no_cover
@pytest.mark.parametrize("resource", MODELS)
def test_all_three_say_the_same(export, resource):
    linked = triples(json.loads(b"".join(to_jsonld(export(resource)))))
    xml = Graph().parse(data=b"".join(to_rdfxml(export(resource))), format="xml")
    assert set(turtle(export(resource))) == set(xml) == linked


@pytest.mark.no_cover
def test_records_of_all_resources_share_one_context(export):
    """Terms are scoped by type: `parent` is one thing in an event and another in a stakeholder group."""
    everything = {
        "@context": context([model.schema() for model in MODELS.values()], PUBLIC_URL),
        "@graph": list(chain.from_iterable(nodes(export(resource)) for resource in MODELS)),
    }
    apart = chain.from_iterable(turtle(export(resource)) for resource in MODELS)
    permalink = URIRef(f"{API}/events?release=2")
    assert triples(everything) == {triple for triple in apart if triple[0] != permalink}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("resource", MODELS)
def test_every_record_can_be_had_back(export, stored, resource, language):
    _, *records = json.loads(b"".join(to_jsonld(export(resource))))["@graph"]
    read = [document_of_node(MODELS[resource].schema(), node, language) for node in records]
    assert read == [json.loads(each.document(language)) for each in stored[resource]]


@pytest.mark.parametrize("resource", MODELS)
def test_every_name_has_a_meaning(export, resource):
    """JSON-LD silently drops what its context does not know."""
    document = json.loads(b"".join(to_jsonld(export(resource))))
    meanings = next(term["@context"] for term in document["@context"].values() if isinstance(term, dict))
    assert {name for node in document["@graph"][1:] for name in unknown(node, meanings)} == set()


def unknown(node: dict, meanings: dict) -> Iterator[str]:
    for name, value in node.items():
        if name not in meanings and not name.startswith("@"):
            yield name
        inner = meanings.get(name, {}).get("@context", {})
        if "@vocab" not in inner and inner:
            yield from chain.from_iterable(unknown(each, inner) for each in value)


def test_nothing_is_anonymous(export):
    nodes = chain.from_iterable(chain.from_iterable(turtle(export(resource))) for resource in MODELS)
    assert {type(node) for node in nodes} == {URIRef, Literal}


def test_texts_are_in_their_languages(export):
    found = answers(turtle(export("events", FEW)), f"SELECT ?name {{ <{EVENT}> schema:name ?name }}")
    assert found == [
        (Literal("Die Industrie im Zeitalter der Digitalisierung – Sächsische Perspektiven in Deutschland und in Europa", lang="de"),),
        (Literal("Industry in the Age of Digitalisation – Saxon Perspectives in Germany and Europe", lang="en"),),
    ]


def test_german_that_stands_in_for_english_is_not_called_english(export, stored):
    untranslated = [each for each in stored["sources"] if "title" in json.loads(each.untranslated)]
    found = answers(turtle(export("sources", records=untranslated)), "SELECT DISTINCT (lang(?n) AS ?l) { ?r a sw:Source; schema:name ?n }")
    assert (len(untranslated) > 0, found) == (True, [(Literal("de"),)])


def test_dates_are_typed_as_precisely_as_they_are_known(export):
    found = answers(turtle(export("events")), "SELECT DISTINCT (datatype(?d) AS ?t) { ?event schema:startDate ?d; a schema:Event }")
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert found == [(URIRef(f"{xsd}date"),), (URIRef(f"{xsd}gYear"),), (URIRef(f"{xsd}gYearMonth"),)]


def test_interval_is_edtf(export, stored):
    document = json.dumps(json.loads(stored["sources"][0].document_de) | {"date": "2020-11/2021"})
    graph = turtle(export("sources", records=[Stored("a", document, document)]))
    found = answers(graph, "SELECT ?date { ?source a sw:Source; schema:datePublished ?date }")
    assert found == [(Literal("2020-11/2021", datatype=URIRef("http://id.loc.gov/datatypes/edtf")),)]


def test_certainty_and_place_in_the_source_are_kept(export):
    graph = turtle(export("events", FEW))
    cited = f"SELECT ?source ?locator {{ <{EVENT}> dcterms:source ?c . ?c dcterms:source ?source ; sw:locator ?locator }}"
    derived = (
        f"SELECT ?field {{ <{EVENT}> sw:field_certainty ?f . ?f sw:field ?field ; sw:certainty ?c FILTER strends(str(?c), '/derived') }}"
    )
    assert answers(graph, cited) == [
        (URIRef(f"{API}/sources/s01"), Literal("L7, L9, L11, L17, L19")),
        (URIRef(f"{API}/sources/s02"), Literal("¶1–4")),
        (URIRef(f"{API}/sources/s07"), Literal("¶4")),
        (URIRef(f"{API}/sources/s09"), Literal("header and programme")),
    ]
    assert answers(graph, derived) == [
        (Literal("guidelines"),),
        (Literal("organisers"),),
        (Literal("participants.politische-institutionen-und-behoerden"),),
    ]


def test_codes_are_terms_of_published_vocabularies(export):
    objects = {str(node) for resource in MODELS for node in turtle(export(resource)).objects() if "/vocabularies/" in node}
    published = {f"{PUBLIC_URL}/vocabularies/{name}/{code}" for name, scheme in SCHEMES.items() for code in scheme.codes}
    assert objects <= published


def test_relations_lead_to_records_that_exist(export, stored):
    objects = {str(node) for resource in MODELS for node in turtle(export(resource)).objects() if node.startswith(f"{API}/")}
    records = {f"{API}/{resource}/{each.id}" for resource in MODELS for each in stored[resource]}
    assert {node for node in objects if "#" not in node} <= records


def test_export_says_what_it_is(export):
    found = answers(turtle(export("events", FEW)), f"SELECT ?p ?o {{ <{API}/events?release=2> ?p ?o }}")
    assert [(str(predicate), str(value)) for predicate, value in found] == [
        ("http://purl.org/dc/terms/issued", "2026-11-22T14:00:00+00:00"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "https://schema.org/Dataset"),
        ("https://schema.org/creditText", "StrategieWerkstatt open data"),
        ("https://schema.org/license", "https://creativecommons.org/licenses/by/4.0/"),
        ("https://schema.org/name", "Veranstaltungen der StrategieWerkstatt"),
        ("https://schema.org/version", "2"),
    ]


HOSTILE = 'a "quoted" \\ <b>&amp; \t\r\n\x7f 😀 ]]> \\u0041'


@pytest.mark.parametrize(("render", "syntax"), [(to_turtle, "turtle"), (to_rdfxml, "xml")])
def test_any_text_is_written_as_it_is_and_any_address_fit(export, stored, render, syntax):
    document = json.dumps(json.loads(stored["sources"][0].document_de) | {"publisher": HOSTILE, "url": 'https://a.example/<b>"{c}|\\^`'})
    graph = Graph().parse(data=b"".join(render(export("sources", records=[Stored("a", document, document)]))), format=syntax)
    found = answers(graph, "SELECT ?publisher ?url { ?s a sw:Source; schema:publisher ?publisher; schema:url ?url }")
    (said,) = [(str(publisher), str(url)) for publisher, url in found]
    assert said == (HOSTILE, "https://a.example/%3Cb%3E%22%7Bc%7D%7C%5C%5E%60")


@pytest.mark.parametrize(("render", "head"), [(to_turtle, b"@prefix sw:"), (to_rdfxml, b"<rdf:RDF")])
def test_prefixes_are_declared_once_however_many_records(export, render, head):
    assert b"".join(render(export("sources"))).count(head) == 1
