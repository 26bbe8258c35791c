"""`/vocabularies/<scheme>/<code>`: the closed vocabularies as SKOS for programs, as pages for people."""

from collections.abc import Callable, Collection, Mapping

from flask import Blueprint, Response
from rdflib import Graph

from api.representations.to_skos import concept, concept_schemes
from api.site.linked_data import page_or_graph
from api.site.pages import carry_on
from api.web.addresses import address
from api.web.errors import Problem, nearest
from schemas.vocabularies import SCHEMES, Scheme, label

blp = Blueprint("vocabularies", __name__, url_prefix="/vocabularies")
blp.url_defaults(carry_on)


@blp.get("")
def schemes() -> Response:
    return _answer(lambda: concept_schemes(SCHEMES, _url()), SCHEMES)


@blp.get("/<scheme>")
def vocabulary(scheme: str) -> Response:
    _known(scheme, SCHEMES, "vocabulary", _url())
    return _answer(lambda: concept_schemes([scheme], _url()), {scheme: SCHEMES[scheme]}, scheme)


@blp.get("/<scheme>/<code>")
def term(scheme: str, code: str) -> Response:
    _known(scheme, SCHEMES, "vocabulary", _url())
    _known(code, SCHEMES[scheme].codes, f"code in the vocabulary '{scheme}'", f"{_url()}{scheme}/")
    return _answer(lambda: concept(scheme, code, _url()), {scheme: SCHEMES[scheme]}, scheme, code)


def _url() -> str:
    return address("/vocabularies/")


def _known(name: str, names: Collection[str], what: str, url: str) -> None:
    if name not in names:
        likely = nearest(name, names)
        raise Problem("not-found", f"There is no {what} called '{name}'.", nearest=url + likely if likely else None)


def _answer(graph: Callable[[], Graph], schemes: Mapping[str, Scheme], scheme: str = "", code: str = "") -> Response:
    return page_or_graph("vocabularies.html", {"label": label, "schemes": schemes, "scheme": scheme, "code": code}, graph)
