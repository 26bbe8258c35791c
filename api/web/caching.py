"""HTTP caching (RFC 9111): validators known before any record is read, lifetimes by whether the release is named."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from flask import Response, current_app, g, request
from werkzeug.http import http_date, parse_etags

from api import __version__
from api.releases import Edition
from api.web.addresses import public_url
from api.web.compression import is_compressible
from api.web.errors import Problem
from api.web.perspective import Perspective
from api.web.response_cache import NEWEST, PLAIN, without_encodings

CURRENT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
PINNED = "public, max-age=31536000, immutable"
CONDITIONS = {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH"}


def validated(looking: Perspective, answer: Callable[[], Response]) -> Response:
    """The answer with its validators and lifetime; 304 before any record is read if the client holds it."""
    tag, held = _tag(looking), request.if_none_match
    response = Response(status=304) if held.contains_weak(tag) and not held.star_tag else answer()
    demand(tag, looking.edition.instant, response)
    response.set_etag(tag)
    _vary_by_encoding(looking.representation.media_type)
    response.headers["Last-Modified"] = last_modified(looking.edition)
    response.headers["Cache-Control"] = PINNED if looking.pinned else CURRENT
    if response.status_code == 200 and not CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)  # by what could not be decided before
    return response


def demand(tag: str, modified: datetime | None, made: Response | None = None) -> None:
    """Refuse the request if what it is about is not this version (RFC 9110, section 13.2.2), which must be known to be there."""
    wanted, latest = parse_etags(without_encodings(g.if_match)), request.if_unmodified_since
    if not wanted.contains(tag) if wanted else latest and modified and modified > latest:
        if made:
            made.close()  # it may be a file, for whose turn others wait
        raise Problem("precondition-failed", f"The answer is another by now: {tag}.", {"Cache-Control": "no-store"})


def by_content(response: Response) -> Response:
    """An answer that is no function of the perspective, with a validator made of its bytes; 304 if the client holds them."""
    response.add_etag()
    demand(response.get_etag()[0] or "", response.last_modified, response)
    response.headers.setdefault("Cache-Control", CURRENT)
    _vary_by_encoding(response.mimetype)
    response.make_conditional(request)
    return response


def constant(response: Response) -> Response:
    """The same, where no release can change it: kept and compressed like the answers that say which release they are of."""
    request.environ[NEWEST] = current_app.extensions["newest"].edition()
    response.headers.pop("Expires", None)  # counted from now; `Cache-Control` says the same of any moment
    return by_content(response)


def plain(parameters: Sequence[str]) -> Response:
    """Instead of an answer: that it is the one with these parameters alone, which `api.web.response_cache` gives."""
    request.environ[PLAIN] = "&".join(parameters)
    return Response()


def _vary_by_encoding(media_type: str | None) -> None:
    if is_compressible(media_type or ""):
        g.vary.append("Accept-Encoding")


def _tag(looking: Perspective) -> str:
    """The strong ETag: a digest of all that the answer is a function of."""
    facts = (
        __version__,
        public_url(),
        looking.edition,
        looking.language,
        looking.representation.name,
        looking.builds,
        request.path,
        request.environ["QUERY_STRING"],  # as `api.web.response_cache` has put it in order
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@lru_cache(100)
def last_modified(edition: Edition) -> str:
    return http_date(edition.instant)
