"""Failures as pages of the site, for people: the same problem details that `api.web.errors` gives to programs."""

from functools import partial
from typing import Any

import orjson
from flask import Flask, Response, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from api import API
from api.site.page import NAMES, page
from api.site.pages import HTML, KEPT, QUERY
from api.site.rows import quoted
from api.site.words import moment_in_words
from api.web.addresses import address, parameters, public_url
from api.web.blueprint import query_at
from api.web.caching import CURRENT
from api.web.documents import parsed
from api.web.errors import API_ROOT, MEDIA_TYPE, Problem
from api.web.faults import refused
from api.web.perspective import media_type_of, negotiated, negotiated_language, perspective
from api.web.routing import found_at
from schemas.problem import PROBLEMS

OFFERS = ((MEDIA_TYPE, "application/json"), (HTML.media_type,))
GERMAN = {  # what is at fault with parameters that pages have; all else is told in English
    "unknown parameter": "unbekannter Parameter",
    "given more than once": "mehrmals angegeben",
    "not a whole number": "keine ganze Zahl",
    "not a release number": "keine Nummer einer Ausgabe",
}
PLACES = NAMES | {
    "search": ("Suche", "Search"),
    "vocabularies": ("Vokabulare", "Vocabularies"),
    "problems": ("Problemarten", "Problem types"),
}


def register(app: Flask) -> None:
    app.after_request(as_page)


def as_page(response: Response, template: str = "error.html", **facts: Any) -> Response:
    """The failure as a page if it is one of the site and the client prefers pages, with status and headers as they are."""
    if response.mimetype != MEDIA_TYPE or API_ROOT.match(request.path):
        return response
    failure = orjson.loads(response.data)
    if "Location" in response.headers:  # within the pages
        g.kept = sound(failure["status"])
        successor = response.headers["Location"].partition("?")[0].rpartition("/")[2]
        place = url_for(str(request.endpoint), **{**(request.view_args or {}), "id": successor})
        return Response(status=308, headers={"Location": place, "Cache-Control": CURRENT})
    if negotiated("Accept", partial(media_type_of, OFFERS)) != HTML.media_type:
        return response
    g.kept = sound(failure["status"])
    language = negotiated_language({"lang": g.kept["lang"]} if "lang" in g.kept else {})
    removed = failure.get("removed")
    type_ = failure["type"].rpartition("/")[2]
    html = page(
        template,
        language,
        failure=failure,
        type=type_,
        problem=PROBLEMS[type_],
        in_german=in_german,
        places=PLACES,
        removed=removed and removed | {"on": moment_in_words(removed["removed_at"], language)},
        nearest=link(failure["nearest"].removeprefix(public_url())) if "nearest" in failure else None,
        api_url=understood_at() if type_ == "invalid-parameters" else None,
        above=above() if failure["status"] < 500 else None,
        **facts,
    )
    response.data = html.data
    response.headers.update({name: value for name, value in html.headers.items() if name not in ("Cache-Control", "Content-Length")})
    return response


def in_german(detail: str) -> str | None:
    """What is said of a fault, if that is known in German.

    >>> in_german("'fr' is not allowed"), in_german("longer than 500 characters")
    ('„fr“ gibt es hier nicht', None)
    """
    value = refused(detail)
    return GERMAN.get(detail) if value is None else f"{quoted(value, 'de')} gibt es hier nicht"


def sound(status: int) -> dict[str, str]:
    """What links to other pages carry on of the perspective that the request names: nothing that would have them fail as well."""
    named = {name: request.args[name] for name in KEPT if name in request.args}
    wrong = QUERY.validate(named)
    named = {name: value for name, value in named.items() if name not in wrong}
    try:
        if status < 500 and named.keys() - {"lang"}:
            perspective(QUERY.load(named), HTML)
    except (Problem, SQLAlchemyError):
        return {name: value for name, value in named.items() if name == "lang"}
    return named


def link(path: str) -> str:
    """An address of ours as the pages link to it."""
    found = found_at(path)
    return url_for(found[0], **found[1]) if found else address(path)


def understood_at() -> str | None:
    """The address in the API that understands what this one does not, if there is one."""
    path = API + request.path.rstrip("/")
    try:
        query = query_at(path)
        return address(path, parameters()) if query and parsed(query) else None
    except Problem:
        return None


def above() -> tuple[str, str] | None:
    """Name and address of the collection, or of what else there is at the first part of the address."""
    name = request.path.split("/")[1]
    return (name, link(f"/{name}")) if name and found_at(f"/{name}") else None
