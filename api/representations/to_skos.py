"""SKOS: the closed vocabularies as concept schemes (W3C Recommendation of 18 August 2009)."""

from collections.abc import Iterable

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from api.representations.rdf import OrderedGraph
from schemas.dataset import LICENSE
from schemas.fields import LANGUAGES
from schemas.vocabularies import SCHEMES, label


def concept_schemes(names: Iterable[str], url: str) -> Graph:
    """The named vocabularies with all their concepts; `url` is what their names are appended to."""
    graph = _empty()
    for name in names:
        _add_scheme(graph, name, url)
        for code in SCHEMES[name].codes:
            _add_concept(graph, name, code, url)
    return graph


def concept(name: str, code: str, url: str) -> Graph:
    """One concept and the title of the vocabulary it belongs to."""
    graph = _empty()
    _add_scheme(graph, name, url)
    _add_concept(graph, name, code, url)
    return graph


def _empty() -> Graph:
    return OrderedGraph(skos=SKOS, dcterms=DCTERMS)


def _add_scheme(graph: Graph, name: str, url: str) -> None:
    scheme = URIRef(url + name)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.license, URIRef(LICENSE["url"])))
    for language, title in zip(LANGUAGES, SCHEMES[name].title, strict=True):
        graph.add((scheme, DCTERMS.title, Literal(title, lang=language)))
        graph.add((scheme, SKOS.prefLabel, Literal(title, lang=language)))
    for code in SCHEMES[name].codes:
        graph.add((scheme, SKOS.hasTopConcept, URIRef(f"{url}{name}/{code}")))


def _add_concept(graph: Graph, name: str, code: str, url: str) -> None:
    node = URIRef(f"{url}{name}/{code}")
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, URIRef(url + name)))
    graph.add((node, SKOS.topConceptOf, URIRef(url + name)))
    graph.add((node, SKOS.notation, Literal(code)))
    for language, text in zip(LANGUAGES, SCHEMES[name].codes[code], strict=True):
        preferred, definition = label(text)
        graph.add((node, SKOS.prefLabel, Literal(preferred, lang=language)))
        if definition:
            graph.add((node, SKOS.definition, Literal(definition, lang=language)))
