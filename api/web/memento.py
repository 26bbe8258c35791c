"""Memento (RFC 7089) and `cite-as` (RFC 8574): every address has a TimeGate, a TimeMap, and a form that never changes.

A memento is the original address with `release=N`. The TimeGate lives beside the original (pattern 2.1), so that only its
own answers vary by `Accept-Datetime`. What a memento says of its neighbours is what will always hold: the first and the one
before; the TimeGate and the TimeMap know the later ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import flask_smorest
import orjson
from flask import Blueprint, Response, current_app, request
from sqlalchemy import Select, func, select, true
from werkzeug.http import http_date, parse_date

from api import API, releases
from api.models import RECORDS, Change, Release
from api.releases import Edition
from api.web.addresses import address, parameters, url
from api.web.caching import CURRENT, by_content
from api.web.errors import Problem
from api.web.perspective import Perspective, connection, required_edition
from api.web.response_cache import is_beyond
from api.web.routing import endpoint_at

PINS = ("release", "as_of", "to", "cursor")  # parameters that name a release
PAGES = ("pages", "dictionary_page", "search_page")  # blueprints
LINK_FORMAT = "application/link-format"

blp = Blueprint("memento", __name__)


@dataclass(frozen=True)
class Original:
    """An address that names no release: its path and its parameters."""

    path: str
    parameters: tuple[str, ...]

    @classmethod
    def of_request(cls, path: str | None = None) -> "Original":
        """The request's own address without its release, or `path` with the request's query."""
        return cls(request.path if path is None else path, tuple(parameters(without=PINS)))

    def url(self, before: str = "", release: int | None = None) -> str:
        return address(before + self.path, self.parameters, release=release)

    def mementos(self) -> list[Edition]:
        """The releases it has a memento in, oldest first: for a record, each that made a version of it."""
        match self.path.removeprefix(API).strip("/").split("/"):
            case [resource, id_] if resource in RECORDS:
                return releases.those(connection(), Release.number.in_(_versions(resource, id_)))
            case [resource, id_, _] if resource in RECORDS:
                first = _versions(resource, id_).with_only_columns(func.min(Change.added_in)).scalar_subquery()
                return releases.those(connection(), Release.number >= first)
            case ["releases", number, *_] if number.isdigit():
                return releases.those(connection(), Release.number >= int(number))
        return releases.those(connection(), true())


def _versions(resource: str, id_: str) -> Select:
    """The releases that made a version of the record."""
    return select(Change.added_in).where(Change.collection == resource, Change.record_id == id_, Change.action != "removed")


def permalink(looking: Perspective) -> str:
    """The address of this very answer, for ever; a cursor stays, it belongs to the release."""
    return url(as_of=None, to=None, release=looking.edition.number)


def relate(response: Response, looking: Perspective) -> Response:
    """The answer, saying where it stands in time. Only what can never change bears a `Memento-Datetime`."""
    if response.status_code != 200:
        return response
    links = [] if looking.pinned else [f'<{permalink(looking)}>; rel="cite-as"']
    if "cursor" not in request.args:  # a page within an answer has no original of its own
        original = Original.of_request()
        links += _around(original)
        if looking.pinned:
            response.headers["Memento-Datetime"] = http_date(looking.edition.instant)
            paged = any('rel="first"' in link for link in response.headers.getlist("Link"))  # there, `first` and `prev` are pages
            before = {} if paged else _before(original, looking)
            links = [f'<{original.url()}>; rel="original"', *links, *_mementos(original, before, [looking.edition])]
    for link in links:
        response.headers.add("Link", link)
    return response


def _before(original: Original, looking: Perspective) -> dict[str, list[Edition]]:
    earlier = [each for each in original.mementos() if each.number <= looking.edition.number]
    return {"first": earlier[:1], "prev": earlier[:-1][-1:]}


def _around(original: Original) -> list[str]:
    return [
        f'<{original.url("/timegate")}>; rel="timegate"',
        f'<{original.url("/timemap/link")}>; rel="timemap"; type="{LINK_FORMAT}"',
        f'<{original.url("/timemap/json")}>; rel="timemap"; type="application/json"',
    ]


def _mementos(original: Original, related: dict[str, list[Edition]], others: Sequence[Edition] = ()) -> list[str]:
    """A link for each edition, once, with all its relations."""
    relations: dict[Edition, list[str]] = {}
    for rel, editions in (*related.items(), ("", others)):
        for edition in editions:
            relations.setdefault(edition, []).append(rel)
    return [
        f'<{original.url(release=each.number)}>; rel="{" ".join([*filter(None, rels), "memento"])}"; datetime="{http_date(each.instant)}"'
        for each, rels in sorted(relations.items(), key=lambda item: item[0].number)
    ]


@blp.get("/timegate/", defaults={"path": ""})
@blp.get("/timegate/<path:path>")
def timegate(path: str) -> Response:
    """Lead to the memento that held at `Accept-Datetime`: the newest of then, the first if that is earlier still."""
    original, found = _past(path)
    text = request.headers.get("Accept-Datetime")
    wanted = datetime.now(UTC) if not text else None if is_beyond(text) else parse_date(text)
    if wanted is None:
        example = http_date(found[0].instant)
        raise Problem("bad-request", f"Accept-Datetime is not a date such as {example}: {text!r}.", {"Vary": "Accept-Datetime"})
    place = max((i for i, each in enumerate(found) if each.instant <= wanted), default=0)
    related = {"first": found[:1], "prev": found[:place][-1:], "next": found[place + 1 :][:1], "last": found[-1:]}
    response = Response(status=302, headers={"Location": original.url(release=found[place].number), "Cache-Control": CURRENT})
    response.vary.add("Accept-Datetime")
    for link in (f'<{original.url()}>; rel="original"', *_around(original)[1:], *_mementos(original, related, [found[place]])):
        response.headers.add("Link", link)
    return response


@blp.get("/timemap/<any(link, json):form>/", defaults={"path": ""})
@blp.get("/timemap/<any(link, json):form>/<path:path>")
def timemap(form: str, path: str) -> Response:
    """Every memento of an address, in link-format (RFC 6690) or JSON."""
    original, found = _past(path)
    response = _link_map(original, found) if form == "link" else _json_map(original, found)
    return by_content(response)


def _link_map(original: Original, found: list[Edition]) -> Response:
    span = f'from="{http_date(found[0].instant)}"; until="{http_date(found[-1].instant)}"'
    links = [
        f'<{original.url()}>; rel="original"',
        f'<{original.url("/timemap/link")}>; rel="self"; type="{LINK_FORMAT}"; {span}',
        _around(original)[0],
        *_mementos(original, {"first": found[:1], "last": found[-1:]}, found),
    ]
    return Response(",\n".join(links) + "\n", mimetype=LINK_FORMAT)


def _json_map(original: Original, found: list[Edition]) -> Response:
    listed = [{"datetime": each.published_at, "uri": original.url(release=each.number)} for each in found]
    content = {
        "original_uri": original.url(),
        "timegate_uri": original.url("/timegate"),
        "timemap_uri": {"link_format": original.url("/timemap/link"), "json_format": original.url("/timemap/json")},
        "mementos": {"first": listed[0], "last": listed[-1], "list": listed},
    }
    return Response(orjson.dumps(content), mimetype="application/json")


def _past(path: str) -> tuple[Original, list[Edition]]:
    """The original at `path` and its mementos, of which there is at least one."""
    required_edition()
    if any(name in request.args for name in PINS):
        raise Problem("bad-request", f"That address names a release already, so it is a memento. Leave {', '.join(PINS)} out.")
    original = Original.of_request(f"/{path}")
    found = original.mementos() if _remembered(endpoint_at(original.path).partition(".")[0]) else []
    if not found:
        raise Problem("not-found", f"{original.path} is not, and never was, an address whose answers depend on the release.")
    return original, found


def _remembered(blueprint: str) -> bool:
    """True for resources and their pages; documentation, files and health have no past."""
    return blueprint in PAGES or isinstance(current_app.blueprints.get(blueprint), flask_smorest.Blueprint)
