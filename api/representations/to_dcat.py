"""DCAT-AP.de 3.0, which is valid DCAT-AP 3 and readable as DCAT-AP 2: the catalogue that open-data portals harvest."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCTERMS, FOAF, OWL, RDF, XSD, Graph, Literal, Namespace, Node, URIRef

from api.representations.rdf import OrderedGraph
from schemas.dataset import ATTRIBUTION, COLLECTIONS, DESCRIPTION, KEYWORDS, PERIOD, TITLE
from schemas.fields import LANGUAGES
from schemas.vocabularies import Texts

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is of DCAT 2
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
LICENSE = URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0")
LICENSES = (URIRef(f"{EU}licence/CC_BY_4_0"), URIRef("https://creativecommons.org/licenses/by/4.0/"))  # the same elsewhere
SAXONY = (URIRef("http://data.europa.eu/nuts/code/DED"), URIRef("http://sws.geonames.org/2842566/"))
FILE_TYPES = {
    "application/atom+xml": "ATOM",
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "text/calendar": "ICS",
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
}

Facts = Iterator[tuple[URIRef, Node]]


@dataclass(frozen=True)
class Form:
    """A format a dataset can be had in; `whole` if one answer is the whole dataset, not a page of it."""

    name: str
    media_type: str
    whole: bool


@dataclass(frozen=True)
class Dataset:
    """A collection as of the catalogue's release; instants are RFC 3339."""

    resource: str
    issued: str
    modified: str
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Catalogue:
    """What the catalogue of one release is made of; `contributor_id` is the one GovData gave to the portal, or empty."""

    url: str  # of the service
    contact_url: str
    contributor_id: str
    release: int
    datasets: tuple[Dataset, ...]
    pinned: bool  # the addresses of the data name the release

    def part(self, name: str) -> URIRef:
        return URIRef(f"{self.url}/catalog#{name}")


def catalogue_graph(catalogue: Catalogue) -> Graph:
    """Every node has an address within the catalogue, so that harvesters recognise it next time."""
    graph = OrderedGraph(
        adms=ADMS, dcat=DCAT, dcatap=DCATAP, dcatde=DCATDE, dcterms=DCTERMS, foaf=FOAF, owl=OWL, rdf=RDF, vcard=VCARD, xsd=XSD
    )
    _add(graph, URIRef(f"{catalogue.url}/catalog"), _catalogue(catalogue))
    _add(graph, catalogue.part("api"), _service(catalogue))
    _add(graph, catalogue.part("publisher"), _publisher(catalogue))
    _add(graph, catalogue.part("contact"), _contact(catalogue))
    _add(graph, catalogue.part("period"), _period())
    _add(graph, LICENSE, _license())
    for dataset in catalogue.datasets:
        _add(graph, catalogue.part(dataset.resource), _dataset(catalogue, dataset))
        for form in dataset.forms:
            _add(graph, catalogue.part(f"{dataset.resource}-{form.name}"), _distribution(catalogue, dataset, form))
    return graph


def _add(graph: Graph, node: URIRef, facts: Facts) -> None:
    for predicate, value in facts:
        graph.add((node, predicate, value))


def _texts(predicate: URIRef, texts: Texts) -> Facts:
    yield from ((predicate, Literal(text, lang=language)) for language, text in zip(LANGUAGES, texts, strict=True))


def _languages() -> Facts:
    yield from ((DCTERMS.language, URIRef(f"{EU}language/{code}")) for code in ("DEU", "ENG"))


def _common(catalogue: Catalogue) -> Facts:
    """What catalogue, datasets and service have in common."""
    yield DCTERMS.publisher, catalogue.part("publisher")
    yield from _languages()


def _catalogue(catalogue: Catalogue) -> Facts:
    yield RDF.type, DCAT.Catalog
    yield from _texts(DCTERMS.title, TITLE)
    yield from _texts(DCTERMS.description, DESCRIPTION)
    yield from _common(catalogue)
    yield DCTERMS.license, LICENSE
    yield DCTERMS.issued, _instant(min(dataset.issued for dataset in catalogue.datasets))
    yield DCTERMS.modified, _instant(max(dataset.modified for dataset in catalogue.datasets))
    yield FOAF.homepage, URIRef(f"{catalogue.url}/")
    yield DCAT.themeTaxonomy, URIRef(f"{EU}data-theme")
    yield from ((DCTERMS.spatial, place) for place in SAXONY)
    yield DCAT.service, catalogue.part("api")
    yield from ((DCAT.dataset, catalogue.part(dataset.resource)) for dataset in catalogue.datasets)


def _dataset(catalogue: Catalogue, dataset: Dataset) -> Facts:
    title, description = COLLECTIONS[dataset.resource]
    yield RDF.type, DCAT.Dataset
    yield DCTERMS.identifier, Literal(catalogue.part(dataset.resource))
    yield from _texts(DCTERMS.title, title)
    yield from _texts(DCTERMS.description, description)
    yield from _common(catalogue)
    for keyword in KEYWORDS:
        yield from _texts(DCAT.keyword, keyword)
    yield from ((DCAT.theme, URIRef(f"{EU}data-theme/{theme}")) for theme in ("ECON", "GOVE"))
    yield DCAT.contactPoint, catalogue.part("contact")
    yield DCAT.landingPage, URIRef(f"{catalogue.url}/{dataset.resource}")
    yield FOAF.page, URIRef(f"{catalogue.url}/docs")
    yield DCTERMS.conformsTo, URIRef(f"{catalogue.url}/api/v1/schemas/{dataset.resource}.json")
    yield DCTERMS.issued, _instant(dataset.issued)
    yield DCTERMS.modified, _instant(dataset.modified)
    yield from ((version, Literal(str(catalogue.release))) for version in (DCAT.version, OWL.versionInfo))  # DCAT-AP 3 and 2
    yield DCTERMS.accrualPeriodicity, URIRef(f"{EU}frequency/IRREG")
    yield DCTERMS.accessRights, URIRef(f"{EU}access-right/PUBLIC")
    yield DCTERMS.temporal, catalogue.part("period")
    yield from ((DCTERMS.spatial, place) for place in SAXONY)
    yield DCATDE.politicalGeocodingURI, URIRef(f"{GEOCODING}stateKey/14")
    yield DCATDE.politicalGeocodingLevelURI, URIRef(f"{GEOCODING}Level/state")
    if catalogue.contributor_id:
        yield DCATDE.contributorID, URIRef(catalogue.contributor_id)
    yield from ((DCAT.distribution, catalogue.part(f"{dataset.resource}-{form.name}")) for form in dataset.forms)


def _distribution(catalogue: Catalogue, dataset: Dataset, form: Form) -> Facts:
    url = URIRef(
        f"{catalogue.url}/api/v1/{dataset.resource}?format={form.name}{f'&release={catalogue.release}' if catalogue.pinned else ''}"
    )
    yield RDF.type, DCAT.Distribution
    german, english = COLLECTIONS[dataset.resource][0]
    yield from _texts(DCTERMS.title, (f"{german} ({form.name})", f"{english} ({form.name})"))
    yield DCAT.accessURL, url
    if form.whole:
        yield DCAT.downloadURL, url
    yield DCAT.accessService, catalogue.part("api")
    yield DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{form.media_type}")
    if form.media_type in FILE_TYPES:
        yield DCTERMS["format"], URIRef(f"{EU}file-type/{FILE_TYPES[form.media_type]}")
    yield DCTERMS.license, LICENSE
    yield DCATDE.licenseAttributionByText, Literal(ATTRIBUTION)
    yield from _languages()
    yield DCTERMS.issued, _instant(dataset.issued)
    yield DCTERMS.modified, _instant(dataset.modified)
    yield DCATAP.availability, URIRef(f"{EU}planned-availability/STABLE")


def _service(catalogue: Catalogue) -> Facts:
    yield RDF.type, DCAT.DataService
    yield from _texts(DCTERMS.title, ("StrategieWerkstatt-API für offene Daten", "StrategieWerkstatt open-data API"))
    yield from _texts(DCTERMS.description, DESCRIPTION)
    yield from _common(catalogue)
    yield DCAT.endpointURL, URIRef(f"{catalogue.url}/api/v1")
    yield DCAT.endpointDescription, URIRef(f"{catalogue.url}/api/v1/openapi.json")
    yield DCAT.contactPoint, catalogue.part("contact")
    yield FOAF.page, URIRef(f"{catalogue.url}/docs")
    yield DCTERMS.license, LICENSE
    yield DCTERMS.accessRights, URIRef(f"{EU}access-right/PUBLIC")
    yield DCATAP.availability, URIRef(f"{EU}planned-availability/STABLE")
    yield from ((DCAT.servesDataset, catalogue.part(dataset.resource)) for dataset in catalogue.datasets)


def _publisher(catalogue: Catalogue) -> Facts:
    yield RDF.type, FOAF.Agent
    yield FOAF.name, Literal(ATTRIBUTION)
    yield FOAF.homepage, URIRef(f"{catalogue.url}/")


def _contact(catalogue: Catalogue) -> Facts:
    yield RDF.type, VCARD.Organization
    yield VCARD.fn, Literal(ATTRIBUTION)
    yield VCARD.hasURL, URIRef(catalogue.contact_url)


def _period() -> Facts:
    yield RDF.type, DCTERMS.PeriodOfTime
    yield from ((edge, Literal(day, datatype=XSD.date)) for edge, day in zip((DCAT.startDate, DCAT.endDate), PERIOD, strict=True))


def _license() -> Facts:
    yield RDF.type, DCTERMS.LicenseDocument
    yield from _texts(DCTERMS.title, ("Creative Commons Namensnennung", "Creative Commons Attribution"))  # what CKAN knows `cc-by` by
    yield OWL.versionInfo, Literal("4.0")
    yield from ((OWL.sameAs, license_) for license_ in LICENSES)


def _instant(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime)
