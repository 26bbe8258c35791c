"""DCAT-AP.de 3.0, which is valid DCAT-AP 3 and readable as DCAT-AP 2: the catalogue that open-data portals harvest."""

from collections.abc import Iterator

from rdflib import DCTERMS, FOAF, OWL, RDF, XSD, Graph, Literal, Namespace, Node, URIRef

from api.representations.catalogue import Catalogue, Dataset, File, Form
from api.representations.rdf import OrderedGraph
from schemas.dataset import ATTRIBUTION, COLLECTIONS, DESCRIPTION, KEYWORDS, LICENSE, PERIOD, TITLE
from schemas.fields import LANGUAGES
from schemas.vocabularies import Texts

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own is of DCAT 2
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
CC_BY = URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0")
CREDIT_ALONE = URIRef("http://purl.org/adms/licencetype/Attribution")  # is what the licence demands
ELSEWHERE = (URIRef(f"{EU}licence/CC_BY_4_0"), URIRef(LICENSE["url"]))  # the same licence
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

LANGUAGE_CODES = {"de": "DEU", "en": "ENG"}
BILINGUAL: Texts = ("Texte auf Deutsch und Englisch.", "Texts in German and English.")
MONOLINGUAL: Texts = ("Texte auf Deutsch, mit `lang=en` auf Englisch.", "Texts in German, with `lang=en` in English.")
WHOLE = "dataset"  # what the dataset of all collections is called among them

Facts = Iterator[tuple[URIRef, Node]]


def catalogue_graph(catalogue: Catalogue) -> Graph:
    """Every node has an address within the catalogue, so that harvesters recognise it next time."""
    graph = OrderedGraph(
        dcat=DCAT, dcatap=DCATAP, dcatde=DCATDE, dcterms=DCTERMS, foaf=FOAF, owl=OWL, rdf=RDF, spdx=SPDX, vcard=VCARD, xsd=XSD
    )
    _add(graph, URIRef(f"{catalogue.url}/catalog"), _catalogue(catalogue))
    _add(graph, catalogue.part("api"), _service(catalogue))
    _add(graph, catalogue.part("publisher"), _publisher(catalogue))
    _add(graph, catalogue.part("contact"), _contact(catalogue))
    _add(graph, catalogue.part("period"), _period())
    _add(graph, CC_BY, _license())
    for dataset in catalogue.datasets:
        _add(graph, catalogue.part(dataset.resource), _dataset(catalogue, dataset))
        _add(graph, catalogue.part(dataset.resource), _collection(catalogue, dataset))
        for form in dataset.forms:
            _add(graph, catalogue.part(f"{dataset.resource}-{form.name}"), _distribution(catalogue, dataset, form))
    if catalogue.files:
        _add_whole(graph, catalogue)
    return graph


def _add_whole(graph: Graph, catalogue: Catalogue) -> None:
    """The dataset of all collections, which can be had as files."""
    issued, modified = min(each.issued for each in catalogue.datasets), max(each.modified for each in catalogue.datasets)
    whole = Dataset(WHOLE, issued, modified, ())
    _add(graph, catalogue.part(WHOLE), _dataset(catalogue, whole))
    _add(graph, catalogue.part(WHOLE), _parts(catalogue))
    graph.add((URIRef(f"{catalogue.url}/catalog"), DCAT.dataset, catalogue.part(WHOLE)))
    for file in catalogue.files:
        _add(graph, catalogue.part(file.name), _file(catalogue, whole, file))
        _add(graph, catalogue.part(f"{file.name}-checksum"), _checksum(file))


def _add(graph: Graph, node: URIRef, facts: Facts) -> None:
    for predicate, value in facts:
        graph.add((node, predicate, value))


def _texts(predicate: URIRef, texts: Texts) -> Facts:
    yield from ((predicate, Literal(text, lang=language)) for language, text in zip(LANGUAGES, texts, strict=True))


def _languages(tags: str = "de, en") -> Facts:
    yield from ((DCTERMS.language, URIRef(f"{EU}language/{LANGUAGE_CODES[tag]}")) for tag in tags.split(", "))


def _common(catalogue: Catalogue) -> Facts:
    """What catalogue, datasets and service have in common."""
    yield DCTERMS.publisher, catalogue.part("publisher")
    yield from _languages()


def _subjects() -> Facts:
    """What datasets and service are about."""
    for keyword in KEYWORDS:
        yield from _texts(DCAT.keyword, keyword)
    yield from ((DCAT.theme, URIRef(f"{EU}data-theme/{theme}")) for theme in ("ECON", "GOVE"))


def _catalogue(catalogue: Catalogue) -> Facts:
    yield RDF.type, DCAT.Catalog
    yield from _texts(DCTERMS.title, TITLE)
    yield from _texts(DCTERMS.description, DESCRIPTION)
    yield from _common(catalogue)
    yield DCTERMS.license, CC_BY
    yield DCTERMS.issued, _instant(min(dataset.issued for dataset in catalogue.datasets))
    yield DCTERMS.modified, _instant(max(dataset.modified for dataset in catalogue.datasets))
    yield FOAF.homepage, URIRef(f"{catalogue.url}/")
    yield DCAT.themeTaxonomy, URIRef(f"{EU}data-theme")
    yield from ((DCTERMS.spatial, place) for place in SAXONY)
    yield DCAT.service, catalogue.part("api")
    yield from ((DCAT.dataset, catalogue.part(dataset.resource)) for dataset in catalogue.datasets)


def _dataset(catalogue: Catalogue, dataset: Dataset) -> Facts:
    title, description = COLLECTIONS.get(dataset.resource, (TITLE, DESCRIPTION))
    yield RDF.type, DCAT.Dataset
    yield DCTERMS.identifier, Literal(catalogue.part(dataset.resource))
    yield from _texts(DCTERMS.title, title)
    yield from _texts(DCTERMS.description, description)
    yield from _common(catalogue)
    yield from _subjects()
    yield DCAT.contactPoint, catalogue.part("contact")
    yield FOAF.page, URIRef(f"{catalogue.url}/docs")
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


def _collection(catalogue: Catalogue, dataset: Dataset) -> Facts:
    yield DCAT.landingPage, URIRef(f"{catalogue.url}/{dataset.resource}")
    yield DCTERMS.conformsTo, URIRef(f"{catalogue.api_url}/schemas/{dataset.resource}.json")
    yield from ((DCAT.distribution, catalogue.part(f"{dataset.resource}-{form.name}")) for form in dataset.forms)


def _distribution(catalogue: Catalogue, dataset: Dataset, form: Form) -> Facts:
    url = URIRef(f"{catalogue.api_url}/{dataset.resource}?format={form.name}{f'&release={catalogue.release}' if catalogue.pinned else ''}")
    yield RDF.type, DCAT.Distribution
    german, english = COLLECTIONS[dataset.resource][0]
    yield from _texts(DCTERMS.title, (f"{german} ({form.name})", f"{english} ({form.name})"))
    what, texts = form.meaning, BILINGUAL if form.bilingual else MONOLINGUAL
    yield from _texts(DCTERMS.description, (f"{what[0]}. {texts[0]}", f"{what[1]}. {texts[1]}"))
    yield DCAT.accessURL, url
    if form.whole:
        yield DCAT.downloadURL, url
    yield DCAT.accessService, catalogue.part("api")
    yield from _typed(form.media_type)
    yield from _languages()
    yield from _offered(dataset)


def _typed(media_type: str) -> Facts:
    yield DCAT.mediaType, URIRef(IANA + media_type)
    if media_type in FILE_TYPES:
        yield DCTERMS["format"], URIRef(f"{EU}file-type/{FILE_TYPES[media_type]}")


def _offered(dataset: Dataset) -> Facts:
    """What every distribution has in common."""
    yield DCTERMS.license, CC_BY
    yield DCATDE.licenseAttributionByText, Literal(ATTRIBUTION)
    yield DCTERMS.issued, _instant(dataset.issued)
    yield DCTERMS.modified, _instant(dataset.modified)
    yield DCATAP.availability, URIRef(f"{EU}planned-availability/STABLE")


def _parts(catalogue: Catalogue) -> Facts:
    yield DCAT.landingPage, URIRef(f"{catalogue.url}/")
    yield from ((DCTERMS.hasPart, catalogue.part(dataset.resource)) for dataset in catalogue.datasets)
    yield from ((DCAT.distribution, catalogue.part(file.name)) for file in catalogue.files)


def _file(catalogue: Catalogue, whole: Dataset, file: File) -> Facts:
    """At an address that stays when the service is brought up to date."""
    yield RDF.type, DCAT.Distribution
    yield from _texts(DCTERMS.title, file.title)
    yield DCAT.accessURL, URIRef(f"{catalogue.api_url}/downloads")
    yield DCAT.downloadURL, URIRef(f"{catalogue.api_url}/downloads/release-{catalogue.release}/{file.name}")
    yield from _typed(file.packed or file.media_type)
    if file.packed:
        yield DCAT.packageFormat, URIRef(IANA + file.media_type)
    yield DCAT.byteSize, Literal(str(file.byte_size), datatype=XSD.nonNegativeInteger)
    yield SPDX.checksum, catalogue.part(f"{file.name}-checksum")
    yield from _languages(file.language)
    yield from _offered(whole)


def _checksum(file: File) -> Facts:
    yield RDF.type, SPDX.Checksum
    yield SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)


def _service(catalogue: Catalogue) -> Facts:
    yield RDF.type, DCAT.DataService
    yield from _texts(DCTERMS.title, ("StrategieWerkstatt-API für offene Daten", "StrategieWerkstatt open-data API"))
    yield from _texts(DCTERMS.description, DESCRIPTION)
    yield from _common(catalogue)
    yield from _subjects()
    yield DCAT.endpointURL, URIRef(catalogue.api_url)
    yield DCAT.endpointDescription, URIRef(f"{catalogue.api_url}/openapi.json")
    yield DCAT.contactPoint, catalogue.part("contact")
    yield FOAF.page, URIRef(f"{catalogue.url}/docs")
    yield DCTERMS.license, CC_BY
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
    yield DCTERMS.type, CREDIT_ALONE
    yield from ((OWL.sameAs, license_) for license_ in ELSEWHERE)


def _instant(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime)
