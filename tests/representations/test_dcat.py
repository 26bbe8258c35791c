"""The catalogue against the official DCAT-AP 3 shapes, and what German and older harvesters look for."""

from dataclasses import replace
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef

from api.representations.catalogue import Catalogue, Dataset, File, Form
from api.representations.to_dcat import DCAT, DCATDE, FILE_TYPES, OWL, SPDX, XSD, catalogue_graph
from schemas.dataset import COLLECTIONS

WANTED = "shared/shacl/dcat-ap-3.0.1-shapes.ttl"  # beside the repository, or further up
SHAPES = next((path for parent in Path(__file__).parents if (path := parent / WANTED).exists()), None)
needs_shapes = pytest.mark.skipif(SHAPES is None, reason=f"the official shapes are not at ../{WANTED}")
URL = "https://data.example.org"
FORMS = (
    Form("json", "application/json", ("JSON, seitenweise", "JSON, page by page"), whole=False, bilingual=False),
    Form("csv", "text/csv", ("CSV", "CSV"), whole=True, bilingual=True),
    Form("new", "application/x-new", ("Neu", "New"), whole=True, bilingual=False),
)
CATALOGUE = Catalogue(
    url=URL,
    contact_url="https://example.org/contact",
    contributor_id="",
    release=2,
    datasets=tuple(Dataset(name, "2026-11-22T13:00:00Z", "2026-11-22T14:00:00Z", FORMS) for name in COLLECTIONS),
    pinned=False,
)
FILES = (
    File("whole.sqlite", ("Datenbank", "Database"), "application/vnd.sqlite3", "", "de, en", 4096, "0a" * 32),
    File("whole.zip", ("Tabellen", "Tables"), "application/zip", "text/csv", "de", 1, "0b" * 32),
)
EVENTS_CSV = URIRef(f"{URL}/catalog#events-csv")


def part(name):
    return URIRef(f"{URL}/catalog#{name}")


@pytest.fixture(scope="module")
def graph():
    return catalogue_graph(CATALOGUE)


@needs_shapes
def test_graph_conforms_to_the_official_shapes():
    graph = catalogue_graph(replace(CATALOGUE, files=FILES))
    conforms, _, report = validate(Graph() + graph, shacl_graph=Graph().parse(SHAPES), advanced=True)
    assert conforms, report


@needs_shapes
def test_shapes_would_find_a_fault(graph):
    broken = Graph() + graph
    broken.remove((EVENTS_CSV, DCAT.accessURL, None))
    assert not validate(broken, shacl_graph=Graph().parse(SHAPES), advanced=True)[0]


def test_every_dataset_has_every_form(graph):
    assert set(graph.objects(URIRef(f"{URL}/catalog"), DCAT.dataset)) == {part(name) for name in COLLECTIONS}
    for name in COLLECTIONS:
        assert set(graph.objects(part(name), DCAT.distribution)) == {part(f"{name}-{form.name}") for form in FORMS}
    assert set(graph.objects(part("api"), DCAT.servesDataset)) == {part(name) for name in COLLECTIONS}


def test_dataset_of_the_whole_is_there_if_there_are_files_of_it(graph):
    assert (part("dataset"), RDF.type, DCAT.Dataset) not in graph
    graph = catalogue_graph(replace(CATALOGUE, files=FILES))
    assert (URIRef(f"{URL}/catalog"), DCAT.dataset, part("dataset")) in graph
    assert set(graph.objects(part("dataset"), DCTERMS.hasPart)) == {part(name) for name in COLLECTIONS}
    assert set(graph.objects(part("dataset"), DCAT.distribution)) == {part(file.name) for file in FILES}


def test_bulk_download_has_size_checksum_and_type():
    graph = catalogue_graph(replace(CATALOGUE, files=FILES))
    database, tables = (part(file.name) for file in FILES)
    assert graph.value(database, DCAT.downloadURL) == URIRef(f"{URL}/api/v1/downloads/release-2/whole.sqlite")
    assert graph.value(database, DCAT.byteSize) == Literal("4096", datatype=XSD.nonNegativeInteger)
    checksum = graph.value(database, SPDX.checksum)
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert graph.value(checksum, SPDX.checksumValue) == Literal("0a" * 32, datatype=XSD.hexBinary)
    types = [graph.value(tables, predicate) for predicate in (DCAT.mediaType, DCAT.packageFormat)]
    assert [str(type_).partition("media-types/")[2] for type_ in types] == ["text/csv", "application/zip"]
    assert graph.value(database, DCAT.packageFormat) is None
    assert [str(language)[-3:] for language in graph.objects(tables, DCTERMS.language)] == ["DEU"]


def test_only_what_is_whole_is_called_a_download(graph):
    assert set(graph.subjects(DCAT.downloadURL)) == {part(f"{name}-{form}") for name in COLLECTIONS for form in ("csv", "new")}
    assert graph.value(EVENTS_CSV, DCAT.downloadURL) == URIRef(f"{URL}/api/v1/events?format=csv")


@pytest.mark.parametrize(
    ("form", "german", "english"),
    [
        ("csv", "CSV. Texte auf Deutsch und Englisch.", "CSV. Texts in German and English."),
        ("json", "JSON, seitenweise. Texte auf Deutsch, mit `lang=en` auf Englisch.",
         "JSON, page by page. Texts in German, with `lang=en` in English."),
    ],
)  # fmt: skip
def test_distribution_says_what_the_file_is_and_which_texts_it_has(graph, form, german, english):
    texts = graph.objects(part(f"events-{form}"), DCTERMS.description)
    assert {text.language: str(text) for text in texts} == {"de": german, "en": english}


def test_file_types_are_of_the_official_list_or_left_out(graph):
    assert graph.value(EVENTS_CSV, DCTERMS.format) == URIRef("http://publications.europa.eu/resource/authority/file-type/CSV")
    assert graph.value(part("events-new"), DCTERMS.format) is None
    assert graph.value(part("events-new"), DCAT.mediaType) == URIRef("https://www.iana.org/assignments/media-types/application/x-new")
    assert len(set(FILE_TYPES.values())) == len(FILE_TYPES)


def test_licence_is_of_the_official_lists(graph):
    license_ = URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0")
    assert {graph.value(node, DCTERMS.license) for node in graph.subjects(RDF.type, DCAT.Distribution)} == {license_}
    assert URIRef("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0") in set(graph.objects(license_, OWL.sameAs))
    assert graph.value(license_, DCTERMS.type) == URIRef("http://purl.org/adms/licencetype/Attribution")


def test_licence_has_the_title_that_ckan_looks_for_where_it_does_not_know_the_address(graph):
    titles = {title.language: str(title) for title in graph.objects(URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0"), DCTERMS.title)}
    assert titles == {"de": "Creative Commons Namensnennung", "en": "Creative Commons Attribution"}


def test_no_state_publisher_is_claimed(graph):
    publishers = {
        str(graph.value(publisher, URIRef("http://xmlns.com/foaf/0.1/name"))) for publisher in graph.objects(None, DCTERMS.publisher)
    }
    assert publishers == {"StrategieWerkstatt open data"}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_dataset_says_what_portals_search_by(graph, name):
    dataset = part(name)
    for predicate in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        assert {text.language for text in graph.objects(dataset, predicate)} == {"de", "en"}
    assert {str(theme)[-4:] for theme in graph.objects(dataset, DCAT.theme)} == {"ECON", "GOVE"}
    assert graph.value(dataset, DCAT.version) == graph.value(dataset, OWL.versionInfo) == Literal("2")
    assert graph.value(dataset, DCTERMS.modified) == Literal("2026-11-22T14:00:00Z", datatype=XSD.dateTime)
    assert URIRef("http://data.europa.eu/nuts/code/DED") in set(graph.objects(dataset, DCTERMS.spatial))
    period = graph.value(dataset, DCTERMS.temporal)
    assert [str(graph.value(period, edge)) for edge in (DCAT.startDate, DCAT.endDate)] == ["2015-12-06", "2018-11-12"]


def test_service_can_be_found_by_the_same_words(graph):
    for predicate in (DCAT.keyword, DCAT.theme):
        assert set(graph.objects(part("api"), predicate)) == set(graph.objects(part("events"), predicate))


def test_contributor_is_named_only_if_there_is_one(graph):
    assert list(graph.subjects(DCATDE.contributorID)) == []
    given = URIRef("http://dcat-ap.de/def/contributors/example")
    named = catalogue_graph(replace(CATALOGUE, contributor_id=str(given)))
    assert set(named.subjects(DCATDE.contributorID, given)) == {part(name) for name in COLLECTIONS}


def test_catalogue_of_an_earlier_release_leads_to_its_data():
    pinned = catalogue_graph(replace(CATALOGUE, release=1, pinned=True))
    assert pinned.value(EVENTS_CSV, DCAT.accessURL) == URIRef(f"{URL}/api/v1/events?format=csv&release=1")
