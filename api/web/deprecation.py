"""Deprecated routes and parameters: Deprecation (RFC 9745), Sunset (RFC 8594), links, OpenAPI, and who still uses them."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
from flask import Response, after_this_request, request
from marshmallow import Schema, fields
from werkzeug.http import http_date, parse_date

from api.web.addresses import address
from api.web.response_cache import NEGOTIATED

log = logging.getLogger(__name__)

View = Callable[..., Any]
Field = TypeVar("Field", bound=fields.Field)

# Of a user agent no more is kept than which of these it is.
FAMILIES = ("curl", "wget", "python", "java", "okhttp", "go-http-client", "node", "axios", "undici", "ruby", "php", "mozilla")

MARK = "deprecation"  # in a field's metadata

used: Counter[tuple[str, str]] = Counter()  # (what, family) → requests since this process began


@dataclass(frozen=True)
class Deprecation:
    """Since when something should not be used any more, until when it works, and the path of what to use instead."""

    since: datetime
    sunset: datetime
    successor: str


def deprecated(deprecation: Deprecation) -> Callable[[View], View]:
    """Mark a view; the outermost decorator."""

    def decorator(view: View) -> View:
        @wraps(view)
        def warned(*args: Any, **kwargs: Any) -> Any:
            announce(f"route {request.url_rule}", deprecation)
            return view(*args, **kwargs)

        return flask_smorest.Blueprint.doc(deprecated=True)(warned)

    return decorator


def deprecated_parameter(field: Field, deprecation: Deprecation) -> Field:
    """Mark a query parameter."""
    field.metadata = {**field.metadata, "deprecated": True, MARK: deprecation}
    return field


def announcing(schema: Schema, view: View) -> View:
    """The view, announcing every deprecated parameter of `schema` that a request uses."""
    marked = {name: field.metadata[MARK] for name, field in schema.fields.items() if MARK in field.metadata}

    @wraps(view)
    def warned(*args: Any, **kwargs: Any) -> Any:
        for name in marked.keys() & request.args.keys():
            announce(f"parameter {name} of {request.url_rule}", marked[name])
        return view(*args, **kwargs)

    return warned if marked else view


def announce(what: str, deprecation: Deprecation) -> None:
    """Say so in the answer, whatever it will be, and in the log."""
    family = _family(request.headers.get("User-Agent", ""))
    used[what, family] += 1
    log.warning("deprecated %s: use %d by %s since this process began", what, used[what, family], family)

    @after_this_request
    def mark(response: Response) -> Response:
        request.environ.pop(NEGOTIATED, None)  # not kept, so that every use is counted
        since = min(int(deprecation.since.timestamp()), int(response.headers.get("Deprecation", "@99999999999")[1:]))
        sunset = min(filter(None, (deprecation.sunset, parse_date(response.headers.get("Sunset")))))
        response.headers["Deprecation"], response.headers["Sunset"] = f"@{since}", http_date(sunset)
        response.headers.add("Link", f'<{address(deprecation.successor)}>; rel="successor-version"')
        if not any('rel="deprecation"' in link for link in response.headers.getlist("Link")):
            response.headers.add("Link", f'<{address("/policy")}>; rel="deprecation"; type="text/html"')
        return response


def _family(user_agent: str) -> str:
    name = re.match(r"[A-Za-z-]*", user_agent)
    return next((family for family in FAMILIES if name and name[0].lower().startswith(family)), "other")
