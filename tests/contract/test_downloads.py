"""The bulk downloads over HTTP: what the list says, the bytes behind it, and the addresses that lead there."""

import hashlib
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from httplint import HttpResponseLinter
from httplint.note import levels
from rdflib import Graph, URIRef
from werkzeug.http import http_date

from api.representations.bulk import DOWNLOADS
from api.representations.to_dcat import DCAT, SPDX
from tests.conftest import ENTRIES, PUBLIC_URL, Databases, app_on
from tests.contract.resources import API, CURRENT, PINNED, lasting
from tests.contract.test_http import is_problem

LIST = f"{API}/downloads"
TURTLE, SQLITE = "strategiewerkstatt.ttl", "strategiewerkstatt.sqlite"


@pytest.fixture(scope="module")
def url(databases: Databases) -> str:
    return databases.filled("sqlite", ENTRIES)


@pytest.fixture(scope="module")
def app(url: str, downloads: Path) -> Iterator[Flask]:
    app = app_on(url, downloads_dir=str(downloads))
    yield app
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def bare(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client where nothing has been built."""
    app = app_on(url, downloads_dir=str(tmp_path_factory.mktemp("nothing")))
    yield app.test_client()
    app.extensions["database"].dispose()


def files(client: FlaskClient, query: str = "") -> list[dict]:
    return client.get(LIST + query).json["data"]["files"]


@pytest.fixture
def turtle(client: FlaskClient) -> dict:
    (file,) = (each for each in files(client, "?lang=en") if (each["name"], each["release"]) == (TURTLE, 2))
    return file


def content(answer) -> bytes:
    """Read to the end and closed, as servers do."""
    data = answer.data
    answer.close()
    return data


# --- the list


def test_list_has_every_file_of_every_release_the_newest_first(client: FlaskClient) -> None:
    listed = files(client)
    assert [(number, [file["name"] for file in group]) for number, group in groupby(listed, lambda file: file["release"])] == [
        (2, [*DOWNLOADS]),
        (1, [*DOWNLOADS]),
    ]


@pytest.mark.parametrize(("query", "releases"), [("?release=1", {1}), ("?as_of=2026-11-22T13:30:00Z", {1}), ("?release=2", {1, 2})])
def test_list_as_of_a_release_knows_no_later_ones_and_never_changes(client: FlaskClient, query: str, releases: set[int]) -> None:
    assert {file["release"] for file in files(client, query)} == releases
    assert client.get(LIST + query).headers["Cache-Control"] == PINNED


def test_what_is_listed_is_true(client: FlaskClient) -> None:
    for file in files(client):
        answer = client.get(file["url"])
        data = content(answer)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["byte_size"], file["sha256"])
        assert answer.mimetype == file["media_type"]
        assert file["published_at"] == {1: "2026-11-22T13:00:00Z", 2: "2026-11-22T14:00:00Z"}[file["release"]]


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Turtle, derselbe Graph für Triplestores"), ("en", "Turtle, the same graph for triple stores")]
)
def test_titles_are_in_the_language_asked_for(client: FlaskClient, language: str, title: str) -> None:
    answer = client.get(LIST, headers={"Accept-Language": language})
    assert title in {file["title"] for file in answer.json["data"]["files"]}
    assert answer.headers["Content-Language"] == language


def test_unchanged_list_is_304(client: FlaskClient) -> None:
    tag = client.get(LIST).headers["ETag"]
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 304


def test_nothing_built_is_an_empty_list_that_may_change(bare: FlaskClient, client: FlaskClient) -> None:
    for query in ("", "?release=1"):
        answer = bare.get(LIST + query)
        assert (answer.status_code, answer.json["data"]["files"], answer.headers["Cache-Control"]) == (200, [], CURRENT)
        assert answer.headers["ETag"] != client.get(LIST + query).headers["ETag"]
    assert is_problem(bare.get(f"{LIST}/latest/{TURTLE}"), 404, "not-found")


@pytest.mark.parametrize("path", [LIST, "/", "/catalog"])
def test_answer_that_lacks_downloads_is_made_anew_until_they_are_there(url: str, downloads: Path, tmp_path: Path, path: str) -> None:
    app = app_on(url, downloads_dir=str(tmp_path / "later"))
    client = app.test_client()
    told = [(SQLITE in answer.text, "hit" in answer.headers["Cache-Status"]) for answer in (client.get(path), client.get(path))]
    shutil.copytree(downloads, tmp_path / "later")
    told += [(SQLITE in answer.text, "hit" in answer.headers["Cache-Status"]) for answer in (client.get(path), client.get(path))]
    app.extensions["database"].dispose()
    assert told == [(False, False), (False, False), (True, False), (True, True)]


@pytest.fixture
def spoiled(url: str, downloads: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client where somebody took the Turtle of release 2 away."""
    shutil.copytree(downloads, tmp_path / "spoiled")
    for file in (tmp_path / "spoiled").glob(f"release-2-*/{TURTLE}"):  # loads of other tests may have built some for other addresses
        file.unlink()
    app = app_on(url, downloads_dir=str(tmp_path / "spoiled"))
    yield app.test_client()
    app.extensions["database"].dispose()


def test_file_that_was_taken_away_is_not_found(spoiled: FlaskClient, client: FlaskClient, turtle: dict) -> None:
    answer = spoiled.get(turtle["url"])
    assert is_problem(answer, 404, "not-found")
    assert answer.json["nearest"] == f"{PUBLIC_URL}{LIST}/release-2/{TURTLE}"
    assert is_problem(spoiled.get(answer.json["nearest"]), 404, "not-found")
    assert "/release-1-" in spoiled.get(f"{LIST}/latest/{TURTLE}").headers["Location"]
    assert content(spoiled.get(turtle["url"].replace(TURTLE, SQLITE))) == content(client.get(turtle["url"].replace(TURTLE, SQLITE)))


def test_list_lacks_what_was_taken_away_until_it_is_there_again(spoiled: FlaskClient, client: FlaskClient, turtle: dict) -> None:
    assert files(spoiled, "?lang=en") == [file for file in files(client, "?lang=en") if file != turtle]
    answer, whole = spoiled.get(f"{LIST}?release=2"), client.get(f"{LIST}?release=2")
    assert (answer.headers["Cache-Control"], "hit" in spoiled.get(f"{LIST}?release=2").headers["Cache-Status"]) == (CURRENT, False)
    assert answer.headers["ETag"] != whole.headers["ETag"]


def test_directory_that_is_not_there_is_no_failure(url: str) -> None:
    app = app_on(url, downloads_dir="/dev/null/nothing")
    assert files(app.test_client()) == []
    app.extensions["database"].dispose()


def test_files_with_other_links_are_not_ours(url: str, downloads: Path) -> None:
    app = app_on(url, downloads_dir=str(downloads), public_url="https://elsewhere.example")
    assert files(app.test_client()) == []
    app.extensions["database"].dispose()


# --- the bytes


def test_file_says_all_that_keeps_it(client: FlaskClient, turtle: dict) -> None:
    answer = client.get(turtle["url"], headers={"Accept": "image/png", "Accept-Language": "en"})
    data = content(answer)
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=strategiewerkstatt-release-2.ttl"
    assert answer.headers["Content-Length"] == str(len(data))
    assert answer.headers["Content-Language"] == "de, en"
    assert answer.headers["ETag"] == f'"{turtle["sha256"]}"'
    assert answer.headers["Last-Modified"] == "Sun, 22 Nov 2026 14:00:00 GMT"
    assert answer.headers["Cache-Control"] == PINNED
    assert answer.headers["Accept-Ranges"] == "bytes"
    digest = answer.headers["Repr-Digest"]
    assert (digest[:9], b64decode(digest[9:-1]), digest[-1]) == ("sha-256=:", hashlib.sha256(data).digest(), ":")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.vary


def test_head_is_get_without_a_body(client: FlaskClient, turtle: dict) -> None:
    get, head = (
        client.open(turtle["url"], method=method, headers={"Range": "bytes=0-9"} if method == "HEAD" else {}) for method in ("GET", "HEAD")
    )
    get.close()
    assert (head.status_code, content(head), lasting(head)) == (200, b"", lasting(get))


def test_unchanged_file_is_304_even_of_a_range(client: FlaskClient, turtle: dict) -> None:
    for conditions in ({"If-None-Match": f'"{turtle["sha256"]}"'}, {"If-Modified-Since": "Sun, 22 Nov 2026 14:00:00 GMT"}):
        answer = client.get(turtle["url"], headers=conditions)
        assert (answer.status_code, content(answer)) == (304, b"")
    ranged = client.get(turtle["url"], headers={"If-None-Match": f'"{turtle["sha256"]}"', "Range": "bytes=0-9"})
    assert (ranged.status_code, content(ranged), ranged.headers["Cache-Control"]) == (304, b"", PINNED)


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-100", -100, None),
        ("bytes=0-99999999", 0, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_range_is_206_of_the_same_whole(client: FlaskClient, turtle: dict, wanted: str, start: int, end: int | None) -> None:
    whole, part = client.get(turtle["url"]), client.get(turtle["url"], headers={"Range": wanted})
    data, piece = content(whole), content(part)
    assert (part.status_code, piece) == (206, data[start:end])
    first = start % len(data)
    assert part.headers["Content-Range"] == f"bytes {first}-{first + len(piece) - 1}/{len(data)}"
    for header in ("ETag", "Repr-Digest", "Cache-Control", "Last-Modified", "Content-Type"):
        assert part.headers[header] == whole.headers[header]


@pytest.mark.parametrize("wanted", ["bytes=0-9,20-29", "bytes=9-1", "lines=0-9", "nonsense", "bytes=a-b"])
def test_range_that_cannot_be_read_or_is_several_is_passed_over(client: FlaskClient, turtle: dict, wanted: str) -> None:
    answer = client.get(turtle["url"], headers={"Range": wanted})
    assert (answer.status_code, len(content(answer))) == (200, turtle["byte_size"])


def test_range_of_another_version_is_the_whole(client: FlaskClient, turtle: dict) -> None:
    tag = f'"{turtle["sha256"]}"'
    now, beyond = "Sun, 22 Nov 2026 14:00:00 GMT", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"
    for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200), (now, 206), (beyond, 200)):
        answer = client.get(turtle["url"], headers={"Range": "bytes=0-9", "If-Range": condition})
        content(answer)
        assert answer.status_code == status, condition


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_no_more_are_sent_at_once_than_half_of_the_threads(app: Flask, turtle: dict, headers: dict) -> None:
    client, turns = app.test_client(), app.extensions["files"]
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(client.get(turtle["url"], headers=headers))
        refused = client.get(turtle["url"], headers=headers)
        assert is_problem(refused, 503, "busy")
        assert client.head(turtle["url"]).status_code == 200
    assert [turns.acquire(blocking=False) for _ in range(5)] == [True] * 4 + [False]
    turns.release(4)


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
def test_range_beyond_the_end_is_416_with_the_size(client: FlaskClient, turtle: dict, wanted: str) -> None:
    answer = client.get(turtle["url"], headers={"Range": wanted})
    assert is_problem(answer, 416, "range-not-satisfiable")
    assert answer.headers["Content-Range"] == f"bytes */{turtle['byte_size']}"
    assert answer.headers["Cache-Control"] == "no-store"  # else caches would give it to those who ask for the whole


@pytest.mark.parametrize("range_", [{}, {"Range": "bytes=0-9"}, {"Range": "bytes=99999999-"}])
def test_file_that_is_no_longer_the_one_meant_is_412(client: FlaskClient, turtle: dict, range_: dict) -> None:
    for condition in ({"If-Match": '"other"'}, {"If-Unmodified-Since": "Sun, 22 Nov 2026 13:59:59 GMT"}):
        is_problem(client.get(turtle["url"], headers=condition | range_), 412, "precondition-failed")
    answer = client.get(turtle["url"], headers={"If-Match": f'"{turtle["sha256"]}"', "Range": "bytes=0-9"})
    assert (answer.status_code, len(content(answer))) == (206, 10)


def test_methods_and_preflight(client: FlaskClient, turtle: dict) -> None:
    assert client.post(turtle["url"]).headers["Allow"] == "GET, HEAD, OPTIONS"
    preflight = client.options(turtle["url"], headers={"Origin": "https://portal.example", "Access-Control-Request-Method": "GET"})
    assert {"Range", "If-Range"} <= set(preflight.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"Content-Range", "Repr-Digest"} <= set(preflight.headers["Access-Control-Expose-Headers"].split(", "))


@pytest.mark.parametrize("wanted", ["", "bytes=0-9", "bytes=99999999-"])
def test_httplint_has_no_complaint(client: FlaskClient, turtle: dict, wanted: str) -> None:
    answer = client.get(turtle["url"], headers={"Range": wanted} if wanted else {})
    linter = HttpResponseLinter()
    linter.process_response_topline(b"HTTP/1.1", str(answer.status_code).encode(), b"")
    linter.process_headers([(name.encode(), value.encode()) for name, value in [("Date", http_date()), *answer.headers]])
    linter.feed_content(content(answer))
    linter.finish_content(True)
    assert {str(note) for note in linter.notes if note.level is levels.BAD} == set()


# --- the addresses


def test_lasting_addresses_lead_to_the_bytes(client: FlaskClient) -> None:
    place = {(file["release"], file["name"]): file["url"] for file in files(client)}
    for path, release in (("latest", 2), ("release-1", 1), ("release-2", 2)):
        answer = client.get(f"{LIST}/{path}/{SQLITE}")
        assert (answer.status_code, answer.headers["Location"]) == (307, place[release, SQLITE])
        assert answer.headers["Cache-Control"] == CURRENT


@pytest.mark.parametrize(
    ("place", "name", "nearest"),
    [
        ("latest", "strategiewerkstatt.sqlit", f"latest/{SQLITE}"),
        ("release-3", SQLITE, f"latest/{SQLITE}"),
        ("release-2147483648", SQLITE, f"latest/{SQLITE}"),
        ("release-1-0123456789abcdef", SQLITE, f"release-1/{SQLITE}"),
        ("release-1", "index.json", None),
        ("..", "x", None),
        (".lock", "x", None),
        ("release-1%00", "x", None),
        ("%2e%2e", "%2e%2e", None),
        ("BUILD", "index.json", None),
        ("BUILD", "..", None),
        ("BUILD", "%2e%2e%2f.lock", None),
        ("BUILD", "x" * 3000, None),
    ],
)
def test_no_other_address_leads_anywhere(client: FlaskClient, turtle: dict, place: str, name: str, nearest: str | None) -> None:
    build = turtle["url"].split("/")[-2]
    answer = client.get(f"{LIST}/{place.replace('BUILD', build)}/{name}")
    assert is_problem(answer, 404, "not-found")
    if nearest:
        assert answer.json["nearest"] == f"{PUBLIC_URL}{LIST}/{nearest}"


def test_no_parameter_is_ignored(client: FlaskClient, turtle: dict) -> None:
    assert is_problem(client.get(f"{turtle['url']}?format=csv"), 400, "invalid-parameters")
    assert is_problem(client.get(f"{LIST}?name=x"), 400, "invalid-parameters")


# --- who leads here


def test_catalogue_offers_what_is_there(client: FlaskClient, bare: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/catalog.ttl?release=1").data, format="turtle")
    node = URIRef(f"{PUBLIC_URL}/catalog#{SQLITE}")
    answer = client.get(str(graph.value(node, DCAT.downloadURL)), follow_redirects=True)
    data = content(answer)
    assert int(graph.value(node, DCAT.byteSize)) == len(data)
    assert str(graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
    without = bare.get("/catalog.ttl?release=1")
    assert b"downloads" not in without.data
    assert without.headers["ETag"] != client.get("/catalog.ttl?release=1").headers["ETag"]


def test_start_page_and_service_document_lead_here(client: FlaskClient, bare: FlaskClient) -> None:
    assert client.get(API).json["data"]["downloads_url"] == f"{PUBLIC_URL}{LIST}"
    assert f'href="/api/v1/downloads/release-2/{SQLITE}"' in client.get("/").text
    assert SQLITE not in bare.get("/").text
    assert client.get("/").headers["ETag"] != bare.get("/").headers["ETag"]
