"""`/search`: words in all collections, for people; `/opensearch.xml` tells browsers of it (OpenSearch 1.1)."""

from functools import partial
from typing import Any

import orjson
from flask import Blueprint, Response, render_template

from api import API
from api.representations import Answer
from api.resources.search import SearchQuery
from api.search.query import MAX_WORDS
from api.site import reading
from api.site.failures import as_page
from api.site.pages import LANGUAGE, Shown, carry_on, shown
from api.site.rows import Rows
from api.web.addresses import address, parameters, public_url
from api.web.caching import constant
from api.web.collection import LONGEST_WORDS, Hits
from api.web.documents import parsed_without_others
from api.web.envelope import hits_answer
from api.web.errors import Problem
from api.web.perspective import Perspective, negotiated_language
from api.web.selection import SCHEMAS

blp = Blueprint("search_page", __name__)
blp.url_defaults(carry_on)

QUERY = SearchQuery(exclude=("format", "limit", "highlights"), partial=("q",))


@blp.get("/search")
@partial(shown, asking=QUERY)
def results(looking: Perspective, **asked: Any) -> Shown:
    if "q" not in asked:
        return "search.html", {"data_url": address(API)}
    answer = hits_answer(Hits.of(asked | {"highlights": True}), looking)
    hits = [_hit(document, answer, looking.language) for _, document in answer.records]
    listed = reading.listed(_by_resource(hits), looking)
    return "search.html", {
        "data_url": address(f"{API}/search", parameters(without=("cursor",))),  # a cursor belongs to its path
        "chosen": asked.get("resource", []),
        "counts": answer.extra["facets"]["resource"],
        "total": answer.meta["total"],
        "hits": hits,
        "listed": listed,
        "legend": reading.Legend.of(listed.values()),
        "links": answer.links,
    }


def _by_resource(hits: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Resource → ids."""
    found: dict[str, list[str]] = {}
    for hit in hits:
        found.setdefault(hit["resource"], []).append(hit["id"])
    return found


def _hit(document: str, answer: Answer, language: str) -> dict[str, Any]:
    """What was found, where the words are in it as field → HTML, and what the fields are called that it does not show otherwise."""
    hit = orjson.loads(document)
    marked = answer.extra["highlights"].get(hit["resource"], {}).get(hit["id"], {})
    rows = Rows(SCHEMAS[hit["resource"]], language, {})
    places = {path: rows.label(rows.fields[path.partition(".")[0]])[0] for path in marked if path not in hit}
    return hit | {"marked": marked, "places": places, "untranslated": answer.meta["untranslated"].get(hit["id"], ())}


@blp.errorhandler(Problem)
def refused(problem: Problem) -> Response:
    """The form again if nothing but the words is at fault."""
    response = problem.response()
    faults = problem.extra.get("errors", ())
    if {fault["parameter"] for fault in faults} != {"q"}:
        return response
    most = {"words": MAX_WORDS, "characters": LONGEST_WORDS}
    return as_page(response, "search.html", fault=faults[0]["detail"], most=most)


@blp.get("/opensearch.xml")
def description() -> Response:
    language = negotiated_language(parsed_without_others(LANGUAGE))
    xml = render_template("opensearch.xml", language=language, base=public_url())
    return constant(Response(xml, content_type="application/opensearchdescription+xml"))
