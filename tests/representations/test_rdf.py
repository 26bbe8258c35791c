"""RDF in three syntaxes: the same triples, and the same bytes in every process."""

import json
import os
import subprocess
import sys

import pytest
from pyld import jsonld
from rdflib import SKOS, Graph
from rdflib.compare import isomorphic

from api.representations.rdf import json_ld, rdf_xml, turtle
from api.representations.to_skos import concept, concept_schemes
from schemas.vocabularies import SCHEMES

URL = "https://data.example.org/vocabularies/"
GRAPHS = [concept_schemes(SCHEMES, URL), concept("themes", "fachkraefte", URL)]


def read_by_pyld(data):
    """As N-Triples, by a JSON-LD 1.1 processor that has nothing to do with rdflib."""
    return jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})


every_graph = pytest.mark.parametrize("graph", GRAPHS, ids=["all", "one"])


@every_graph
@pytest.mark.parametrize(("render", "syntax"), [(turtle, "turtle"), (rdf_xml, "xml")])
def test_turtle_and_xml_say_what_the_graph_says(graph, render, syntax):
    assert isomorphic(Graph().parse(data=render(graph), format=syntax), graph)


@every_graph
def test_json_ld_says_what_the_graph_says(graph):
    assert isomorphic(Graph().parse(data=read_by_pyld(json_ld(graph)), format="nt"), graph)


@pytest.mark.parametrize("render", ["turtle", "json_ld", "rdf_xml"])
def test_bytes_do_not_depend_on_the_process(render):
    script = (
        f"import sys; from api.representations.rdf import {render}; from api.representations.to_skos import concept_schemes;"
        f"sys.stdout.buffer.write({render}(concept_schemes(['certainty', 'themes'], {URL!r})))"
    )
    outputs = {
        subprocess.run([sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_every_code_is_a_concept_with_its_names():
    graph = concept_schemes(SCHEMES, URL)
    found = {
        (str(node).removeprefix(URL), label.language, str(label))
        for node in graph.subjects(SKOS.inScheme)
        for label in graph.objects(node, SKOS.prefLabel)
    }
    expected = {
        (f"{name}/{code}", language, text.partition(": ")[0])
        for name, scheme in SCHEMES.items()
        for code, texts in scheme.codes.items()
        for language, text in zip(("de", "en"), texts, strict=True)
    }
    assert found == expected


def test_definitions_are_what_follows_the_name():
    graph = concept("certainty", "derived", URL)
    assert {(text.language, str(text)) for text in graph.objects(None, SKOS.definition)} == {
        ("de", "unsere Lesart der Quellen"),
        ("en", "our reading of the sources"),
    }
