"""Every failure as problem details (RFC 9457)."""

import difflib
import logging
import re
from collections.abc import Iterable
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable

from api.web.addresses import address, public_url
from api.web.routing import endpoint_at
from schemas.problem import PROBLEMS

MEDIA_TYPE = "application/problem+json"
UNDEFINED_TABLE = "42P01"
RETRY_AFTER = "5"  # seconds; a restarted database is usually back by then

API_ROOT = re.compile(r"^/api(/v[0-9]+)?(?=/|$)")

log = logging.getLogger(__name__)


class Problem(Exception):
    """Raised anywhere in a request to answer with a problem of the given type; `extra` are its extension members, if not None."""

    def __init__(self, type_: str, detail: str, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.type, self.detail, self.headers = type_, detail, headers
        self.extra = {name: value for name, value in extra.items() if value is not None}

    def response(self) -> Response:
        body = details(self.type, self.detail, public_url()) | {"instance": request.script_root + request.path, **self.extra}
        response = Response(orjson.dumps(body), body["status"], self.headers, mimetype=MEDIA_TYPE)
        response.headers.setdefault("Cache-Control", "public, max-age=10" if body["status"] < 500 else "no-store")
        response.headers["Content-Language"] = "en"
        return response


def details(type_: str, detail: str, public_url: str) -> dict[str, Any]:
    """The members every problem has."""
    problem = PROBLEMS[type_]
    return {"type": f"{public_url}/problems/{type_}", "title": problem.title, "status": problem.status, "detail": detail}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, if any is like it at all."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.6)), None)


def register(app: Flask) -> None:
    app.register_error_handler(Problem, Problem.response)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(MethodNotAllowed, _method_not_allowed)
    app.register_error_handler(RequestedRangeNotSatisfiable, _range_not_satisfiable)
    app.register_error_handler(HTTPException, _http)
    for error in (DBAPIError, PoolTimeout):
        app.register_error_handler(error, _database)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> Response:
    return Problem("internal-error" if error.code == 500 else "bad-request", error.description or error.name).response()


def _not_found(_error: NotFound) -> Response:
    path = _nearest_path(request.path)
    return Problem("not-found", f"Nothing lives at {request.path}.", nearest=address(path) if path else None).response()


def _nearest_path(path: str) -> str | None:
    """The address without the slash at its end, if that is one of ours, or else the fixed one that is most like it."""
    if path.endswith("/") and endpoint_at(path.rstrip("/")):
        return path.rstrip("/")
    known = {_split(rule.rule): rule.rule for rule in current_app.url_map.iter_rules() if "<" not in rule.rule}
    in_api, name = _split(path)
    found = nearest(name, sorted({each for _, each in known}))
    return None if found is None else known.get((in_api, found)) or known[not in_api, found]


def _split(path: str) -> tuple[bool, str]:
    """Whether a path is of the API, in whatever version, and its name there: what all have in common makes none of them alike."""
    name = API_ROOT.sub("", path)
    return name != path, name.strip("/")


def _method_not_allowed(error: MethodNotAllowed) -> Response:
    allowed = ", ".join(sorted(error.valid_methods or ()))
    return Problem("method-not-allowed", f"{request.method} is not allowed here; allowed: {allowed}.", {"Allow": allowed}).response()


def _range_not_satisfiable(error: RequestedRangeNotSatisfiable) -> Response:
    detail = f"The file has {error.length} bytes, none of them in the range {request.headers['Range']}."
    headers = {"Content-Range": f"bytes */{error.length}", "Cache-Control": "no-store"}  # who asks for no range is to get the file
    return Problem("range-not-satisfiable", detail, headers).response()


def _database(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and not _is_away(error):
        return _unexpected(error)
    log.error("database unavailable: %s", str(error).partition("\n")[0])
    return Problem("unavailable", "The database cannot be reached at the moment.", {"Retry-After": RETRY_AFTER}).response()


def _is_away(error: DBAPIError) -> bool:
    """Whether the database, or what belongs into it, is not there, rather than a statement of ours being wrong."""
    missing = getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE  # of PostgreSQL; of SQLite it is an OperationalError
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or missing


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected failure on %s %r", request.method, request.path, exc_info=error)
    return Problem("internal-error", "The service failed to answer this request.").response()
