"""What holds for every answer of the service, whatever it is: CORS, OPTIONS, limits, version, Vary, Link."""

from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, g, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from api import API, __version__
from api.web.addresses import public_url
from api.web.errors import Problem
from api.web.perspective import let_go
from api.web.response_cache import MAX_QUERY, NEGOTIATED
from schemas.dataset import LICENSE

METHODS = "GET, HEAD, OPTIONS"
REQUEST_HEADERS = (
    "Accept, Accept-Datetime, Accept-Language, Cache-Control, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, "
    "If-Unmodified-Since, Range"
)
EXPOSED = (
    "Link, ETag, Last-Modified, API-Version, Content-Language, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, "
    "Memento-Datetime, Content-Disposition, Accept-Ranges, Content-Range, Repr-Digest, Cache-Status"
)
LINKS = 3000  # bytes of the header, as many proxies take no more than 4096 for all headers of an answer
STANDING_LINKS = (
    (f"{API}/openapi.json", "service-desc", "application/vnd.oai.openapi+json"),
    ("/docs", "service-doc", "text/html"),
    ("/.well-known/api-catalog", "api-catalog", "application/linkset+json"),
)


def register(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(finish)
    app.teardown_request(lambda _error: let_go())


def begin() -> Response | None:
    """Refuse what is too long, not UTF-8 or no address of ours; answer OPTIONS, preflights included, without touching the data."""
    g.vary = []
    g.if_match = request.environ.pop("HTTP_IF_MATCH", "")  # from werkzeug, which answers it with the whole body, and knows no `*`
    request.environ[NEGOTIATED] = {}
    if len(request.query_string) > MAX_QUERY:
        raise Problem("uri-too-long", f"The query has {len(request.query_string)} bytes; at most {MAX_QUERY} are accepted.")
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError as error:
        raise Problem("bad-request", f"The query is not encoded in UTF-8: %{error.object[error.start]:02X} does not fit.") from None
    if isinstance(request.routing_exception, RequestRedirect):
        raise NotFound  # werkzeug would lead to an address that is like it, on the host that the client says
    if request.method != "OPTIONS" or request.url_rule is None:
        return None
    allowed = {"Allow": METHODS, "Cache-Control": "public, max-age=86400"}
    if "Access-Control-Request-Method" in request.headers:
        allowed |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": REQUEST_HEADERS,
            "Access-Control-Max-Age": "86400",
        }
    response = Response(status=204, headers=allowed)
    del response.headers["Content-Type"]
    return response


def finish(response: Response) -> Response:
    headers = response.headers
    headers.pop("Date", None)  # werkzeug's conditional answers bring one, the server adds its own
    headers["API-Version"] = __version__
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = EXPOSED
    headers["X-Content-Type-Options"] = "nosniff"
    if vary := g.get("vary"):
        response.vary.update(vary)
    standing = [_standing_links(public_url())] if request.path.startswith("/api/") else []
    if links := [*_fitting(headers.getlist("Link"), LINKS - sum(map(len, standing))), *standing]:
        headers["Link"] = ", ".join(links)  # one field, as servers take time for each
    return response


def _fitting(links: list[str], room: int) -> Iterator[str]:
    """The links that there is room for, the first ones first: each repeats the query, which may be long."""
    for link in links:
        if len(link) <= room:
            room -= len(link) + len(", ")
            yield link


@cache
def _standing_links(base: str) -> str:
    links = [f'<{base}{path}>; rel="{rel}"; type="{type_}"' for path, rel, type_ in STANDING_LINKS]
    return ", ".join([*links, f'<{LICENSE["url"]}>; rel="license"'])
