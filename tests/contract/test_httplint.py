"""httplint, the engine of REDbot, on every kind of answer."""

import pytest
from httplint import HttpResponseLinter
from httplint.note import levels
from werkzeug.http import http_date

from api.representations import FILES
from tests.conftest import on_one_database
from tests.contract.resources import API, RECORDS, documents, urls

pytestmark = on_one_database
PATHS = [
    *urls(),
    f"{API}/events?release=1",
    f"{API}/events/2016-online-befragung?release=2",
    f"{API}/changes.atom",
    f"{API}/releases/2/changes.atom",
    f"/timegate{API}/events",
    f"/timegate{API}/health",
    f"/timemap/link{API}/events",
    f"/timemap/json{API}/events",
    "/policy",
    "/sources/s01?release=2",
    f"{API}/events?nonsense=1",
    f"{API}/nope",
    f"{API}/openapi.json",
    f"{API}/openapi.yaml",
    *(f"{API}/events/{RECORDS['events']}?format={name}" for name in FILES),
    f"{API}/events?format=ndjson&city=Dresden&release=1",
    *documents(),
    f"{API}/schemas/events.json",
    "/dictionary",
    "/.well-known/api-catalog",
    "/.well-known/security.txt",
    "/llms.txt",
    "/robots.txt",
    "/sitemap.xml",
    "/docs",
    "/health",
]
IGNORED = {
    "STATUS_BAD_REQUEST",  # that is what was asked for
    "STORE_PUBLIC_UNNECESSARY",  # harmless, and some caches store nothing without it
}


@pytest.mark.parametrize("path", PATHS)
def test_no_complaint(client, path):
    answer = client.get(path)
    linter = HttpResponseLinter()
    linter.process_response_topline(b"HTTP/1.1", str(answer.status_code).encode(), answer.status.partition(" ")[2].encode())
    headers = [("Date", http_date()), *answer.headers]  # the server adds Date, the test client does not
    linter.process_headers([(name.encode(), value.encode()) for name, value in headers])
    linter.feed_content(answer.data)
    linter.finish_content(True)
    complaints = {type(note).__name__: str(note) for note in linter.notes if note.level in (levels.BAD, levels.WARN)}
    assert {name: text for name, text in complaints.items() if name not in IGNORED} == {}
