"""From where a request looks at the data: which release, which language, which representation."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import current_app, g, request
from sqlalchemy import Connection

from api import releases
from api.downloads import Build
from api.releases import Edition
from api.representations import Offers, Representation
from api.web.errors import RETRY_AFTER, Problem
from api.web.query import Query
from api.web.response_cache import NEGOTIATED, NEWEST
from schemas.fields import LANGUAGES

QUOTED = re.compile(r'"[^"]*"')  # in headers, what may hold commas and semicolons
WEIGHT = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


@dataclass(frozen=True)
class Perspective:
    """Everything an answer depends on besides the request's path and filters."""

    edition: Edition
    pinned: bool  # the request names its release, so the answer can never change
    language: str
    representation: Representation
    builds: tuple[Build, ...] = ()  # whose downloads the answer tells of


Look = Callable[[Perspective], Perspective]


def same(looking: Perspective) -> Perspective:
    return looking


def connection() -> Connection:
    """The request's one connection, opened when first needed and closed with the request."""
    if "connection" not in g:
        g.connection = current_app.extensions["database"].connect()
    return g.connection


def let_go() -> None:
    """Give the connection back; the request can go on and open another."""
    if "connection" in g:
        g.pop("connection").close()


def perspective(query: Query, representation: Representation) -> Perspective:
    """Read it from parameters first, headers second; remembers in `g.vary` which headers were looked at."""
    language = negotiated_language(query, representation.bilingual)
    newest = required_edition()
    edition = _edition(query, newest)
    return Perspective(edition, _is_pinned(query, edition, newest), language, representation)


def _is_pinned(query: Query, edition: Edition, newest: Edition) -> bool:
    """Whether the request names its release for ever.

    The release in force at an instant is certain only once there is a later one: until then, one of before that instant
    may still be on its way into this database.
    """
    if query.get("release") is not None or query.get("cursor"):
        return True
    return "as_of" in query and edition.number < newest.number


def _edition(query: Query, newest: Edition) -> Edition:
    """The release asked for, by number, by date or by cursor; the newest unless the request says otherwise.

    Where a request names its release more than once, every name must fit.
    """
    number, instant, cursor = query.get("release"), query.get("as_of"), query.get("cursor")
    found: list[tuple[Edition | None, str]] = []
    if number is not None:
        found.append((_numbered(number, newest), f"release {number}"))
    if instant:
        found.append((releases.as_of(connection(), instant), f"release in force at {instant.isoformat()}"))
    if cursor:
        found.append((_numbered(cursor.release, newest), f"release {cursor.release}, to which the cursor belongs"))
    for edition, wanted in found:
        if edition is None:
            raise Problem("no-such-release", f"There is no {wanted}.")
        if edition != found[0][0]:
            raise Problem("no-such-release", f"There is no {found[0][1]} that is also the {wanted}.")
    return (found and found[0][0]) or newest


def _numbered(number: int, newest: Edition) -> Edition | None:
    return newest if number == newest.number else releases.numbered(connection(), number)


def required_edition() -> Edition:
    """The newest release; a database without any cannot answer."""
    edition: Edition | None = current_app.extensions["newest"].on(connection)
    if edition is None:
        raise unavailable()
    request.environ[NEWEST] = edition
    return edition


def unavailable() -> Problem:
    return Problem("unavailable", "The database holds no data yet.", {"Retry-After": RETRY_AFTER})


def negotiated_language(query: Query, bilingual: bool = False) -> str:
    """`lang=` beats `Accept-Language`, which makes no difference to what carries every language; German unless one of ours is wanted."""
    if "lang" in query:
        return query["lang"]
    language = negotiated("Accept-Language", language_of, matters=not bilingual)
    return LANGUAGES[0] if bilingual else language


def negotiated(header: str, choose: Callable[[str], Any], matters: bool = True) -> Any:
    """What a header of the request chooses, remembering how, and whether it mattered."""
    g.vary += [header] if matters else []
    variable = f"HTTP_{header.upper().replace('-', '_')}"
    request.environ[NEGOTIATED][variable] = choose
    return choose(request.environ.get(variable, ""))


@lru_cache(256)
def language_of(accept_language: str) -> str:
    """The language that a client likes best of ours."""
    wanted = _qualities(accept_language, lambda tag: tag.partition("-")[0])

    def rank(language: str) -> tuple[float, int]:
        name = language if language in wanted else "*"
        return wanted.get(name, 0.0), -[*wanted, name].index(name)  # of those liked as much, the first

    best = max(LANGUAGES, key=rank)
    return best if rank(best)[0] else LANGUAGES[0]


@lru_cache(256)
def media_type_of(offers: tuple[tuple[str, ...], ...], accept: str) -> str | None:
    """The media type that a client likes best of those on offer, the first if it does not say; None if it likes none.

    An offer is a media type and what else means it; wildcards mean the former.
    """
    wanted = _qualities(accept)

    def quality(offer: tuple[str, ...]) -> float:
        wildcards = (each for each in (f"{offer[0].partition('/')[0]}/*", "*/*", "*") if each in wanted)  # the most specific first
        return max((wanted[each] for each in offer if each in wanted), default=wanted.get(next(wildcards, ""), 0.0))

    best = max(offers, key=quality)
    return best[0] if quality(best) or not wanted else None


def _qualities(header: str, name: Callable[[str], str] = str) -> dict[str, float]:
    """What a client accepts → how much it likes that, from 0 to 1, in its order; parameters make no difference.

    werkzeug passes over `q=.2`, and gives what comes with a parameter to nobody; it prefers exact tags to better ones, as
    German to `en-GB, de;q=0.5`.
    """
    found: dict[str, float] = {}
    for accepted in QUOTED.sub("", header).lower().split(","):
        what, *parameters = (part.strip() for part in accepted.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        if what and WEIGHT.fullmatch(weight):
            found[name(what)] = max(found.get(name(what), 0.0), min(float(weight), 1.0))
    return found


def negotiated_representation(query: Query, on_offer: Offers) -> Representation:
    """`format=` beats `Accept`; no `Accept` means the first on offer; none fits: 406. Of several named, the first counts."""
    wanted = query.get("format", ())
    named = [name for name in ([wanted] if isinstance(wanted, str) else wanted) if name in on_offer]
    if named:
        return on_offer[named[0]]
    offers = {each.media_type: each for each in on_offer.values()}
    best = negotiated("Accept", partial(media_type_of, tuple((each.media_type, *each.aliases) for each in offers.values())))
    if best is None:
        available = [each.media_type for each in on_offer.values()]
        raise Problem("not-acceptable", f"Nothing on offer here fits Accept: {request.headers['Accept']}.", available=available)
    return offers[best]
