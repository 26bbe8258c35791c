"""From where a request looks at the data: which release, which language, which representation."""

from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy import Connection

from api import releases
from api.releases import Edition
from api.representations import REPRESENTATIONS, Representation
from api.web.errors import RETRY_AFTER, Problem
from api.web.query import Query
from schemas.fields import LANGUAGES


@dataclass(frozen=True)
class Perspective:
    """Everything an answer depends on besides the request's path and filters."""

    edition: Edition
    pinned: bool  # the request names its release, so the answer can never change
    language: str
    representation: Representation


def connection() -> Connection:
    """The request's one connection, opened when first needed and closed with the request."""
    if "connection" not in g:
        g.connection = current_app.extensions["database"].connect()
    return g.connection


def perspective(query: Query) -> Perspective:
    """Read it from parameters first, headers second; remembers in `g.vary` which headers were looked at."""
    representation, language = _representation(query), _language(query)
    return Perspective(_edition(query), _pins(query) > 0, language, representation)


def _pins(query: Query) -> int:
    return sum(query.get(name) is not None for name in ("release", "as_of", "cursor"))


def _edition(query: Query) -> Edition:
    """The release asked for; the newest unless the request says otherwise."""
    if query.get("release") is not None and query.get("as_of") is not None:
        raise Problem("invalid-parameters", "`release` and `as_of` exclude each other: give one.")
    number = query.get("release")
    if query.get("cursor"):
        if number not in (None, query["cursor"].release) or query.get("as_of"):
            raise Problem("invalid-cursor", f"The cursor belongs to release {query['cursor'].release}: leave out `release` and `as_of`.")
        number = query["cursor"].release
    if number is not None:
        edition, wanted = releases.numbered(connection(), number), f"release {number}"
    elif query.get("as_of"):
        edition, wanted = releases.as_of(connection(), query["as_of"]), f"release in force at {query['as_of'].isoformat()}"
    else:
        return required_edition()
    if edition is None:
        raise Problem("no-such-release", f"There is no {wanted}.")
    return edition


def required_edition() -> Edition:
    """The newest release; a database without any cannot answer."""
    edition = releases.current(connection())
    if edition is None:
        raise Problem("unavailable", "The database holds no data yet.", {"Retry-After": RETRY_AFTER})
    return edition


def _language(query: Query) -> str:
    if "lang" in query:
        return query["lang"]
    g.vary.append("Accept-Language")
    return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])


def _representation(query: Query) -> Representation:
    """`format=` beats `Accept`; no `Accept` means JSON; none fits: 406."""
    named = [name for name in query.get("format", ()) if name in REPRESENTATIONS]
    if len(named) > 1:
        raise Problem("invalid-parameters", f"One answer has one format, not {' and '.join(named)}.")
    if named:
        return REPRESENTATIONS[named[0]]
    g.vary.append("Accept")
    offers = {
        media_type: representation
        for representation in REPRESENTATIONS.values()
        for media_type in (representation.media_type, *representation.aliases)
    }
    if not request.headers.get("Accept"):
        return next(iter(REPRESENTATIONS.values()))
    best = request.accept_mimetypes.best_match(offers)
    if best is None:
        available = [representation.media_type for representation in REPRESENTATIONS.values()]
        raise Problem("not-acceptable", f"Nothing on offer here fits Accept: {request.headers['Accept']}.", available=available)
    return offers[best]
