"""What the contract tests are parametrised over."""

from typing import Any

RECORDS = {
    "events": "2018-04-24-praesentation-landesvertretung-berlin",
    "challenges": "soziale-herausforderungen",
    "guidelines": "wertschoepfungsniveau-steigern",
    "stakeholder-groups": "smwa",
    "sources": "s01",
    "initiatives": "initiativen-der-bundesregierung",
}
COUNTS = {"events": 19, "challenges": 45, "guidelines": 25, "stakeholder-groups": 52, "sources": 65, "initiatives": 7}
ITEMS = RECORDS | {"releases": "2"}
OTHERS = [
    "policy",
    "changes",
    "releases/2/changes",
    *(f"{resource}/{id_}/{what}" for resource, id_ in RECORDS.items() for what in ("revisions", "diff")),
]
LANGUAGES = ("de", "en")
API = "/api/v1"
# How long answers may be kept.
CURRENT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
PINNED = "public, max-age=31536000, immutable"


def urls() -> list[str]:
    """Every kind of address that answers with data."""
    items = [f"{resource}/{id_}" for resource, id_ in ITEMS.items()]
    return [API, *(f"{API}/{path}" for path in ("dictionary", *ITEMS, *items, *OTHERS))]


def lasting(answer: Any) -> dict[str, str]:
    """The headers of an answer but for what became of it on its way."""
    return {name: value for name, value in answer.headers.items() if name != "Cache-Status"}


def collect(client: Any, url: str) -> list[dict[str, Any]]:
    """All pages of a collection, one after the other by `links.next`."""
    pages = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json)
        url = answer.json["links"]["next"]
    return pages


RDF = {"jsonld": "application/ld+json", "turtle": "text/turtle", "rdfxml": "application/rdf+xml"}
WEB = RDF | {"html": "text/html"}
CITATIONS = {
    "csl-json": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "text": "text/plain",
}


def documents() -> dict[str, dict[str, str]]:
    """Every kind of document beside the envelope: its address → name of the form → media type."""
    cited = {f"{API}/{resource}/{id_}/citation": CITATIONS for resource, id_ in ITEMS.items()}
    return cited | {
        "/catalog": RDF,
        "/terms": WEB,
        "/vocabularies": WEB,
        "/vocabularies/themes": WEB,
        "/vocabularies/themes/fachkraefte": WEB,
    }
