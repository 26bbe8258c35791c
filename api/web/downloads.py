"""The files of the bulk downloads: ranges (RFC 9110), digests (RFC 9530), and addresses under which bytes never change."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

import flask
from flask import Response, current_app, make_response, request
from marshmallow import Schema
from sqlalchemy import true
from werkzeug.http import parse_range_header
from werkzeug.utils import send_file

from api import API, releases
from api.downloads import NAME, Build, BuiltFile, Shelf
from api.models import Release
from api.releases import Edition
from api.representations.bulk import DOWNLOADS
from api.web.addresses import address
from api.web.caching import CURRENT, PINNED, demand
from api.web.documents import parsed
from api.web.errors import Problem, nearest
from api.web.files import turn
from api.web.perspective import Perspective, connection
from api.web.response_cache import NEWEST
from schemas.fields import LANGUAGES

blp = flask.Blueprint("download_files", __name__, url_prefix=f"{API}/downloads")

LATEST, OF_RELEASE = "latest", re.compile(r"release-([1-9][0-9]{0,8})")  # leading to builds
LAST_BYTES = re.compile(r"(?i)bytes\s*=\s*-([0-9]{1,18})\s*")
NO_PARAMETERS = Schema()


def shelf() -> Shelf:
    found: Shelf = current_app.extensions["downloads"]
    return found


def file_url(place: str, name: str) -> str:
    return address(f"{API}/downloads/{place}/{name}")


def seeing_all(looking: Perspective) -> Perspective:
    """The perspective with the builds of all releases so far, the newest first; what it shows is settled only when all are whole."""
    editions = releases.those(connection(), Release.number <= looking.edition.number)
    seen = _seeing(looking, editions[::-1])
    return replace(seen, pinned=seen.pinned and _are_whole(seen.builds, editions))


def seeing_own(looking: Perspective) -> Perspective:
    """The perspective with the build of its release, if it is there."""
    return _seeing(looking, [looking.edition])


def _seeing(looking: Perspective, editions: list[Edition]) -> Perspective:
    found = tuple(build for build in _builds(editions) if build)
    if not _are_whole(found, editions):
        request.environ.pop(NEWEST, None)  # an answer not to be kept: the rest may be built at any time
    return replace(looking, builds=found)


def _are_whole(found: Iterable[Build], editions: list[Edition]) -> bool:
    return sum(build.whole for build in found) == len(editions)


def _builds(editions: Iterable[Edition]) -> Iterator[Build | None]:
    return (shelf().read(shelf().name(edition)) for edition in editions)


def listed(looking: Perspective) -> dict[str, Any]:
    return {"files": [_listed(build, file) for build in looking.builds for file in build.files.values()]}


def _listed(build: Build, file: BuiltFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "title": dict(zip(LANGUAGES, DOWNLOADS[file.name].title, strict=True)),
        "media_type": file.media_type,
        "byte_size": file.byte_size,
        "sha256": file.sha256,
        "release": build.release,
        "published_at": build.published_at,
        "url": file_url(build.name, file.name),
    }


@blp.get("/<place>/<name>")
def download(place: str, name: str) -> Response:
    """The file of a build, or the way to that of a release."""
    parsed(NO_PARAMETERS)
    build = shelf().read(place)
    if build and name in build.files:
        return _sent(build, build.files[name])
    found = next((each for each in _builds(_meant(place)) if each and name in each.files), None)
    if found is None:
        raise _absent(place, name)
    return Response(status=307, headers={"Location": file_url(found.name, name), "Cache-Control": CURRENT})


def _meant(place: str) -> Iterable[Edition]:
    """The releases that a place which is no build may stand for, the best first."""
    if place == LATEST:
        return reversed(releases.those(connection(), true()))
    number = OF_RELEASE.fullmatch(place)
    return releases.those(connection(), Release.number == int(number[1])) if number else []


def _absent(place: str, name: str) -> Problem:
    build, known = NAME.fullmatch(place), nearest(name, DOWNLOADS)
    lasting = f"release-{build[1]}" if build else LATEST
    link = file_url(lasting, known) if known else address(f"{API}/downloads")
    return Problem("not-found", f"There is no download {place}/{name} here.", nearest=link)


def _sent(build: Build, file: BuiltFile) -> Response:
    published = datetime.fromisoformat(build.published_at)
    demand(file.sha256, published)
    stem, dot, extension = file.name.partition(".")
    with ExitStack() as held:
        if request.method == "GET":
            held.enter_context(turn())
        sent = send_file(
            shelf().directory / build.name / file.name,
            _environment(file),
            mimetype=file.media_type,
            as_attachment=True,
            download_name=f"{stem}-release-{build.release}{dot}{extension}",
            conditional=True,
            etag=file.sha256,
            last_modified=published,
            response_class=Response,
        )
        response = make_response(sent)
        stream: Any = response.response
        if hasattr(stream, "close"):
            held.callback(stream.close)
            if request.method == "GET":
                stream.close = held.pop_all().close  # by the server, which has the system send the stream only as it is
    response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(file.sha256)).decode()}:"
    response.headers["Content-Language"] = file.language
    response.headers["Cache-Control"] = PINNED
    return response


def _environment(file: BuiltFile) -> dict[str, Any]:
    """The request's, without a range that is to be passed over: several, in no known form, or not certain to be of the same bytes.

    Its last bytes are told by where they begin, as werkzeug takes for malformed if they are none, or more than there are.
    """
    wanted = request.headers.get("Range", "")
    if last := LAST_BYTES.fullmatch(wanted):
        wanted = f"bytes={max(0, file.byte_size - int(last[1]))}-"
    parsed = parse_range_header(wanted)
    single = parsed is not None and parsed.units == "bytes" and len(parsed.ranges) == 1
    held, weak = request.if_none_match.contains_weak(file.sha256), request.headers.get("If-Range", "").startswith("W/")
    environment = {name: value for name, value in request.environ.items() if name != "HTTP_RANGE"}
    return environment | ({"HTTP_RANGE": wanted} if request.method == "GET" and single and not (held or weak) else {})
