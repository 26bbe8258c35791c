"""HTTP caching (RFC 9111): validators known before any record is read, lifetimes by whether the release is named."""

import hashlib
from functools import lru_cache

from flask import Response, current_app, g, request
from werkzeug.http import http_date

from api import __version__
from api.releases import Edition
from api.web.compression import is_compressible
from api.web.perspective import Perspective
from api.web.response_cache import PARTIAL

CURRENT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
PINNED = "public, max-age=31536000, immutable"
CONDITIONS = PARTIAL | {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH"}


def validator(perspective: Perspective) -> str:
    """The strong ETag: a digest of all that the answer is a function of."""
    parameters = sorted((name, value) for name, values in request.args.lists() for value in values)
    facts = (
        __version__,
        current_app.config["SETTINGS"].public_url,
        perspective.edition,
        perspective.language,
        perspective.representation.name,
        perspective.builds,
        request.path,
        parameters,
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def not_modified(tag: str) -> Response | None:
    """The 304 if the client holds this very answer, known without reading a record."""
    return Response(status=304) if request.if_none_match.contains_weak(tag) and not request.if_none_match.star_tag else None


def set_validators(response: Response, perspective: Perspective, tag: str) -> Response:
    """The answer with validators and lifetime; 304 also for conditions that only reading could decide."""
    response.set_etag(tag)
    if is_compressible(perspective.representation.media_type):
        g.vary.append("Accept-Encoding")
    response.headers["Last-Modified"] = last_modified(perspective.edition)
    response.headers["Cache-Control"] = PINNED if perspective.pinned else CURRENT
    if response.status_code == 200 and not CONDITIONS.isdisjoint(request.environ):
        response.make_conditional(request)
    return response


@lru_cache(100)
def last_modified(edition: Edition) -> str:
    return http_date(edition.instant)
