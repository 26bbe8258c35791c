"""Where programs look first: the API catalogue (RFC 9727), security.txt (RFC 9116), llms.txt, robots.txt and the sitemap."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

import orjson
from flask import Blueprint, Response, current_app

from api import API, releases
from api.representations import FILES
from api.resources.citations import FORMATS as CITATIONS
from api.web.addresses import address, public_url
from api.web.caching import by_content, constant
from api.web.perspective import connection, required_edition
from schemas.dataset import ATTRIBUTION, COLLECTIONS, DESCRIPTION, LICENSE, TITLE
from schemas.fields import LANGUAGES

blp = Blueprint("discovery", __name__)

LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
PAGES = ("", "dictionary", "vocabularies", "terms", "releases", "docs", "problems")  # besides collections and records


def _text(content: str, kind: str = "plain") -> Response:
    return Response(content, content_type=f"text/{kind}; charset=utf-8")


@blp.get("/.well-known/api-catalog")
def api_catalog() -> Response:
    """One API, and where its description, documentation, metadata and state are."""
    api = address(API)
    links = {
        "service-desc": [(f"{api}/openapi.json", "application/vnd.oai.openapi+json")],
        "service-doc": [(f"{public_url()}/docs", "text/html"), (f"{public_url()}/dictionary", "text/html")],
        "service-meta": [(f"{public_url()}/catalog.jsonld", "application/ld+json")],
        "status": [(f"{public_url()}/health", "application/json")],
        "license": [(LICENSE["url"], "text/html")],
    }
    described = {rel: [{"href": href, "type": type_} for href, type_ in found] for rel, found in links.items()}
    linkset = [{"anchor": f"{public_url()}/.well-known/api-catalog", "item": [{"href": api}]}, {"anchor": api, **described}]
    response = constant(Response(orjson.dumps({"linkset": linkset}), content_type=LINKSET))
    response.headers.add("Link", f'<{public_url()}/.well-known/api-catalog>; rel="api-catalog"')
    return response


@blp.get("/.well-known/security.txt")
def security() -> Response:
    lines = [
        f"Contact: {current_app.config['SETTINGS'].contact_url}",
        f"Expires: {expiry(datetime.now(UTC)):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {public_url()}/.well-known/security.txt",
    ]
    return by_content(_text("".join(f"{line}\n" for line in lines)))


def expiry(now: datetime) -> datetime:
    """The first day of the month half a year on: always ahead, less than a year away, and the same for a whole month.

    >>> expiry(datetime(2026, 11, 24, tzinfo=UTC)).isoformat()
    '2027-05-01T00:00:00+00:00'
    """
    months = now.year * 12 + now.month - 1 + 6
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


@blp.get("/robots.txt")
def robots() -> Response:
    return constant(_text(f"User-agent: *\nAllow: /\n\nSitemap: {public_url()}/sitemap.xml\n"))


@blp.get("/llms.txt")
def llms() -> Response:
    """What a language model should read first, as llmstxt.org proposes."""
    api = address(API)
    collections = [f"- [{texts[0][1]}]({api}/{resource}): {texts[1][1]}" for resource, texts in COLLECTIONS.items()]
    lines = [
        f"# {TITLE[1]}",
        "",
        f"> {DESCRIPTION[1]}",
        "",
        "Every record says how it is known (`certainty`: stated or derived), on which sources it rests and where they disagree.",
        "Add `lang=en` for English, `release=N` for the state of a numbered release, which never changes. Unknown parameters are refused.",
        f"Cite as “{ATTRIBUTION}”, with the release; each record has a `/citation`. Data: {LICENSE['name']}.",
        "",
        "## Data",
        "",
        *collections,
        f"- [Search]({api}/search?q=Strategie&lang=en): words in all of them, German or English",
        f"- [Changes]({api}/changes?since=0&limit=200): what each release added, changed and removed, for keeping a copy",
        f"- [Releases]({api}/releases): numbered, immutable states of the dataset, with digest and note",
        f"- [Downloads]({api}/downloads?lang=en): all of it as SQLite, zipped CSV, NDJSON, JSON-LD and Turtle, of every release",
        "",
        "## Files and citations",
        "",
        "The whole filtered and sorted set of any collection, or one record, by `format=` or `Accept`; here, the events:",
        "",
        *(f"- [{form.meaning[1]}]({api}/events?format={name}): `{form.media_type}`" for name, form in FILES.items()),
        "",
        "Each record and release can be cited, as `/citation` below its address; here, the first release:",
        "",
        *(f"- [{form.meaning[1]}]({api}/releases/1/citation?format={name}): `{form.media_type}`" for name, form in CITATIONS.items()),
        "",
        "## Documentation",
        "",
        f"- [OpenAPI 3.1]({api}/openapi.json): every path and parameter",
        f"- [Data dictionary]({api}/dictionary?lang=en): every field, its type, meaning and an example",
        f"- [JSON Schema of events]({api}/schemas/events.json): and so of every collection",
        f"- [Vocabularies]({public_url()}/vocabularies): the codes of the data with their names, as SKOS",
        f"- [RDF terms]({public_url()}/terms): what terms of our own mean, as RDF Schema",
        f"- [JSON-LD context]({public_url()}/context.jsonld): what the fields of records mean",
        f"- [Problems]({public_url()}/problems): what each failure means",
        "",
        "## Optional",
        "",
        f"- [DCAT-AP.de catalogue]({public_url()}/catalog.jsonld): for data portals",
        f"- [Pages for people]({public_url()}/), with a [search]({public_url()}/search)",
        "",
    ]
    return constant(_text("\n".join(lines), "markdown"))


@blp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page in both languages; `lastmod` is when the record's present version was published."""
    edition = required_edition()
    spans = releases.spans(connection(), edition.number)
    dated = {"": edition.published_at, "releases": edition.published_at, **{resource: span[1] for resource, span in spans.items()}}
    dated |= releases.versions(connection(), edition.number)
    urls = [_url(path, dated.get(path)) for path in dict.fromkeys((*PAGES, *dated))]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return by_content(Response(f"{head}{''.join(urls)}</urlset>\n", content_type="application/xml"))


def _url(path: str, modified: str | None) -> str:
    url = escape(f"{public_url()}/{path}")
    alternates = "".join(f'<xhtml:link rel="alternate" hreflang="{each}" href="{url}?lang={each}"/>' for each in LANGUAGES)
    return f"<url><loc>{url}</loc>{f'<lastmod>{modified}</lastmod>' if modified else ''}{alternates}</url>\n"
