"""`/`, `/<resource>` and `/<resource>/<id>`: what the API has, for people."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, g, request
from marshmallow import Schema

from api import API, releases
from api.models import MODELS, Event
from api.representations import Representation, on_offer
from api.representations.bulk import DOWNLOADS
from api.representations.to_citation import to_text
from api.representations.to_json import to_json
from api.resources.citations import FORMATS as CITATIONS
from api.resources.citations import citation
from api.site import reading
from api.site.assets import SITE
from api.site.dataset import dataset
from api.site.page import page
from api.site.rows import Rows
from api.site.words import moment_in_words
from api.web.addresses import address, parameters, public_url
from api.web.blueprint import query_at
from api.web.caching import constant, validated
from api.web.collection import Single
from api.web.counts import total
from api.web.criteria import Criteria
from api.web.documents import parsed_without_others
from api.web.downloads import seeing_own
from api.web.envelope import record_answer
from api.web.memento import relate
from api.web.perspective import Look, Perspective, connection, negotiated_language, perspective, same
from api.web.query import AnswerQuery
from api.web.selection import SCHEMAS
from schemas.base import Citation
from schemas.dataset import COLLECTIONS
from schemas.fields import in_language
from schemas.policy import POLICY
from schemas.vocabularies import CERTAINTY, label

blp = Blueprint("pages", __name__)

HTML = Representation(f"html {SITE}", "text/html", to_json)  # only named, in validators
QUERY = AnswerQuery(exclude=["format"])
LANGUAGE = AnswerQuery(only=("lang",))
PLACE = Citation().fields["locator"]
KEPT = ("lang", "release", "as_of")  # parameters that links between pages carry on

RELEASES = (
    "Nummerierte Stände der Daten, die sich nie ändern: Jeder bleibt abrufbar und zitierbar.",
    "Numbered states of the data that never change: each stays available and citable.",
)

Shown = tuple[str, dict[str, Any]]  # template and what it shows


def shown(view: Callable[..., Shown], seeing: Look = same, asking: Schema = QUERY) -> Callable[..., Response]:
    """Answer with the page of what `view` gives, in the release and language asked for; 304 before any record is read.

    What only the API understands at the same path is refused: a page that passed over a filter would show too much.

    `seeing` adds to the perspective what the page depends on besides. `asking` is what its address may hold; what of that is no
    perspective, the view gets by name.
    """

    @wraps(view)
    def answering(**path: str) -> Response:
        query = parsed_without_others(asking, query_at(API + request.path.rstrip("/")))
        keep()
        looking = seeing(perspective(query, HTML))
        own = {name: value for name, value in query.items() if name not in KEPT}
        return relate(validated(looking, lambda: framed(*view(looking, **path, **own), looking)), looking)

    return answering


def timeless(view: Callable[..., Shown]) -> Callable[..., Response]:
    """Answer with the page of what `view` gives, in the language asked for; no release changes it, and no database is needed."""

    @wraps(view)
    def answering(**path: str) -> Response:
        language = negotiated_language(parsed_without_others(LANGUAGE))
        keep()
        template, facts = view(**path)
        return constant(page(template, language, **{"address": address(request.path)} | facts))

    return answering


def keep() -> None:
    """Have links to other pages carry on the perspective that the request names."""
    g.kept = {name: request.args[name] for name in KEPT if name in request.args}


def framed(template: str, facts: dict[str, Any], looking: Perspective) -> Response:
    """The page with what every page says of its release; `data_url` in `facts` if its data are not in the API at the same path."""
    return page(
        template,
        looking.language,
        looking=looking,
        published=moment_in_words(looking.edition.published_at, looking.language),
        address=address(request.path),
        certainty={code: label(in_language(names, looking.language)) for code, names in CERTAINTY.items()},
        **{"data_url": address(API + request.path.rstrip("/"), **g.kept), "data_type": "application/json", "data_name": "JSON"} | facts,
    )


@blp.url_defaults
def carry_on(endpoint: str, values: dict[str, Any]) -> None:
    for name, value in g.get("kept", {}).items():
        values.setdefault(name, value)


@blp.app_template_global()
def here(**changes: str | int | None) -> str:
    """The address of this page with parameters set, or left out where None; of one in parts, that of the first."""
    path, carried = quote(request.path), {name: value for name, value in g.get("kept", {}).items() if name not in changes}
    if not request.endpoint:
        return address(path, **changes, **carried)  # nothing lives here
    own = parameters(without=(*KEPT, "cursor", "format", *changes))
    return request.script_root + address(path, own, **changes, **carried).removeprefix(public_url())


@blp.app_template_global()
def in_api(path: str, **parameters: str) -> str:
    """An address in the API, of the release this page is of."""
    query = {name: value for name, value in g.get("kept", {}).items() if name != "lang"} | parameters
    return address(API + path, **query)


@blp.get("/")
@partial(shown, seeing=seeing_own)
def home(looking: Perspective) -> Shown:
    files = [file for build in looking.builds for file in build.files.values()]
    return "home.html", {
        "counts": releases.sizes(connection(), looking.edition.number),
        "of_process": total(Criteria(Event).within(Event.phase, "process"), looking.edition),
        "years": reading.groups("events", looking),
        "files": files,
        "dataset": dataset(looking, files),
        "downloads": DOWNLOADS,
    }


@blp.get("/policy")
@shown
def policy(looking: Perspective) -> Shown:
    return "policy.html", {"policy": POLICY}


@shown
def collection(looking: Perspective, resource: str) -> Shown:
    groups = reading.groups(resource, looking)
    return "collection.html", {
        "resource": resource,
        "about": COLLECTIONS[resource][1] if resource in COLLECTIONS else RELEASES,
        "offers": on_offer(resource),
        "groups": groups,
        "legend": reading.Legend.of([item for found in groups.values() for item in found]),
    }


@shown
def record(looking: Perspective, resource: str, id: str) -> Shown:
    model = MODELS[resource]
    answer = record_answer(Single(model, id), {}, looking)
    document = orjson.loads(answer.records[0][1])
    cited = citation(model, document, looking)
    reader = Rows(SCHEMAS[resource], looking.language, answer.labels)
    rows, unknown, notes = reader.all(document)
    return "record.html", {
        "resource": resource,
        "offers": on_offer(resource),
        "document": document,
        "title": reading.title(resource, id, looking),
        "citations": {name: form.media_type for name, form in CITATIONS.items() if name != "text"},
        "citation": to_text(cited).decode().partition(cited.url),
        "rows": rows,
        "unknown": unknown,
        "notes": notes,
        "place": reader.label(PLACE)[0],
        "cited": reading.cited(answer.labels.get("sources", {}), looking),
        "untranslated": answer.meta["untranslated"].get(id, []),
        "mentions": reading.mentions(resource, id, looking),
        "versions": reading.versions(resource, id, looking),
    }


# One rule a resource, so that the suggestions of a 404 know each address.
for name in MODELS:
    blp.add_url_rule(f"/{name}", view_func=collection, defaults={"resource": name})
    blp.add_url_rule(f"/{name}/<slug:id>", view_func=record, defaults={"resource": name})
