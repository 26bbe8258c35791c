"""`/vocabularies/<scheme>/<code>`: the closed vocabularies as SKOS for programs, as pages for people."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from marshmallow import EXCLUDE
from rdflib import Graph

from api.representations.to_skos import concept, concept_schemes
from api.site.pages import HTML, carry_on, failed, framed
from api.web.documents import RDF, answered, document_query, parsed, rendered
from api.web.errors import Problem, nearest
from api.web.perspective import Perspective
from schemas.vocabularies import SCHEMES, label

blp = Blueprint("vocabularies", __name__, url_prefix="/vocabularies")
blp.register_error_handler(Problem, failed)
blp.url_defaults(carry_on)

OFFERS = {**RDF, "html": HTML}
QUERY = document_query(OFFERS, exclude=("release", "as_of"))


@blp.get("")
def schemes() -> Response:
    return _answer(lambda: concept_schemes(SCHEMES, _url()), {"schemes": SCHEMES})


@blp.get("/<scheme>")
def vocabulary(scheme: str) -> Response:
    _known(scheme, list(SCHEMES), "vocabulary", _url())
    return _answer(lambda: concept_schemes([scheme], _url()), {"schemes": {scheme: SCHEMES[scheme]}, "scheme": scheme})


@blp.get("/<scheme>/<code>")
def term(scheme: str, code: str) -> Response:
    _known(scheme, list(SCHEMES), "vocabulary", _url())
    _known(code, list(SCHEMES[scheme].codes), f"code in the vocabulary '{scheme}'", f"{_url()}{scheme}/")
    return _answer(lambda: concept(scheme, code, _url()), {"schemes": {scheme: SCHEMES[scheme]}, "scheme": scheme, "code": code})


def _url() -> str:
    return f"{current_app.config['SETTINGS'].public_url}/vocabularies/"


def _known(name: str, names: list[str], what: str, url: str) -> None:
    if name not in names:
        likely = nearest(name, names)
        extra: dict[str, Any] = {"nearest": url + likely} if likely else {}
        raise Problem("not-found", f"There is no {what} called '{name}'.", **extra)


def _answer(graph: Callable[[], Graph], facts: dict[str, Any]) -> Response:
    query = parsed(QUERY, unknown=EXCLUDE)  # a page like any other: link sharers add parameters of their own
    g.kept = {"lang": query["lang"]} if "lang" in query else {}
    data = {"data_url": f"{_url()[:-1]}{request.path.removeprefix('/vocabularies')}?format=jsonld", "data_name": "JSON-LD"}
    data["data_type"] = RDF["jsonld"].media_type

    def respond(looking: Perspective) -> Response:
        if looking.representation is HTML:
            return framed("vocabularies.html", {"label": label, **data, **facts}, looking)
        return rendered(graph(), looking)

    return answered(query, OFFERS, respond)
