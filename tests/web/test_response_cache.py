"""The response cache: what it gives is what the application would give, for whatever is asked in whatever order."""

import gc
import threading
import tracemalloc
from types import SimpleNamespace

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from api.web.compression import ENCODERS, encoding_of
from api.web.response_cache import LARGEST, NEGOTIATED, NEWEST, OVERHEAD, ResponseCache, canonical
from tests.conftest import ENTRIES, app_on, on_one_database
from tests.contract.resources import lasting

EVENT = "/api/v1/events/2016-online-befragung"
PATHS = [
    "/", "/api/v1", "/api/v1/events", EVENT, "/api/v1/sources", "/api/v1/events/none", "/api/v1/search", "/api/v1/releases/1", "/catalog",
    "/context.jsonld", "/static/site.css",
    "/events", "/sources/s01", "/vocabularies", "/robots.txt", f"{EVENT}/citation", "/api/v1/changes.atom",
]  # fmt: skip
PARAMETERS = [
    "lang=en", "lang=de", "lang=fr", "format=csv", "format=json", "format=ndjson", "format=ical", "format=text", "release=1", "release=2",
    "release=9", "as_of=2026-11-22T13:30:00Z", "limit=0", "limit=3", "sort=-title", "q=Industrie", "q=F%C3%B6rderung", "city=Dresden",
    "limit=25", "sort=starts", "bom=true", "fields=title", "include=sources", "facets=format", "nonsense=1", "utm_source=a", "%ff=%ff",
]  # fmt: skip
BEYOND = "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"
HEADERS = {
    "Accept": ["application/json", "text/csv", "text/html", "*/*", "text/turtle;q=0.9,text/html;q=0.3", "image/png", "application/ld+json"],
    "Accept-Language": ["de", "en", "en-GB,de;q=0.5", "fr", "*"],
    "Accept-Encoding": ["br", "gzip", "zstd, gzip;q=0.5", "identity", "*;q=0"],
    "If-Modified-Since": ["Sun, 22 Nov 2026 14:00:00 GMT", "Sun, 22 Nov 2026 13:30:00 GMT", "yesterday", BEYOND],
}
REQUESTS = st.tuples(
    st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST"]),
    st.sampled_from(PATHS),
    st.lists(st.sampled_from(PARAMETERS), max_size=3, unique=True),
    st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in HEADERS.items()}),
    st.sampled_from(["", "", "known", "W/known", "*", '"other"']),
)


@pytest.fixture(scope="module")
def pair(database):
    """Clients of two services on one database: one that keeps answers, and one that keeps none."""
    apps = [app_on(database), app_on(database, cache_bytes=0)]
    yield [app.test_client() for app in apps]
    for app in apps:
        app.extensions["database"].dispose()


def ask(client, method, path, parameters, headers, tag):
    answer = client.open(path, method=method, query_string="&".join(parameters), headers=headers, buffered=True)
    if tag:
        known = {"known": answer.headers.get("ETag", '"none"'), "W/known": f"W/{answer.headers.get('ETag', '')}"}.get(tag, tag)
        headers = headers | {"If-None-Match": known}
        answer = client.open(path, method=method, query_string="&".join(parameters), headers=headers, buffered=True)
    return answer.status, lasting(answer), answer.data


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(REQUESTS, min_size=1, max_size=6))
def test_kept_answers_are_those_that_the_application_gives(pair, requests):
    for request in requests:
        kept, made = (ask(client, *request) for client in pair)
        if request[0] == "HEAD" and "Content-Disposition" in kept[1]:  # how long a file is, and how encoded, is found out when it is made
            for _, headers, _ in (kept, made):
                for name in ("Content-Length", "Content-Encoding", "ETag"):
                    headers.pop(name, None)
        assert kept == made


@pytest.fixture
def client(app):
    """With nothing kept yet."""
    app.wsgi_app.kept = type(app.wsgi_app.kept)(2**20)
    return app.test_client()


@pytest.fixture
def roomy(app, client):
    """With room for the longest script, too."""
    app.wsgi_app.kept = type(app.wsgi_app.kept)(2**22)
    return client


@pytest.mark.parametrize("url", [EVENT, "/api/v1/events?q=Industrie", "/api/v1/events?format=csv", "/events", "/api/v1/openapi.json"])
def test_second_answer_asks_the_database_nothing(app, client, url):
    first = client.get(url)
    sent = []
    event.listen(app.extensions["database"], "before_cursor_execute", lambda *args: sent.append(args[2]))
    second = client.get(url)
    changed = client.get(url, headers={"If-None-Match": second.headers["ETag"]})
    assert first.headers["Cache-Status"] == "strategiewerkstatt; fwd=miss; stored"
    assert {second.headers["Cache-Status"], changed.headers["Cache-Status"]} == {"strategiewerkstatt; hit"}
    assert (second.data, lasting(second), changed.status_code) == (first.data, lasting(first), 304)
    assert [statement for statement in sent if "FROM releases" not in statement] == []


@on_one_database
@pytest.mark.parametrize("encoding", ["", *ENCODERS])
@pytest.mark.parametrize(
    "url", ["/", "/api/v1/events", "/catalog", "/api/v1/openapi.json", "/docs/swagger-ui/swagger-ui.css", "/robots.txt"]
)
def test_head_is_get_without_its_body(pair, client, url, encoding):
    for asking in (client, pair[1]):
        head, get = (asking.open(url, method=method, headers={"Accept-Encoding": encoding}) for method in ("HEAD", "GET"))
        assert (head.status_code, head.data, lasting(head)) == (200, b"", lasting(get))
        assert int(head.headers["Content-Length"]) == len(get.data)


def test_order_of_parameters_and_spelling_make_no_difference(client):
    client.get("/api/v1/events?limit=3&q=F%c3%b6rderung")
    again = client.get("/api/v1/events?q=Förderung&limit=3")
    assert again.headers["Cache-Status"] == "strategiewerkstatt; hit"
    assert again.json["links"]["self"].endswith("/api/v1/events?limit=3&q=F%C3%B6rderung")


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("events", "limit=25&sort=starts&highlights=false"),
        ("events?city=Dresden", "bom=true&delimiter=comma"),
        ("events?format=csv", "bom=true&sort=starts"),
        ("search?q=Industrie", "limit=25"),
        ("changes", "sort=release,action"),
    ],
)
def test_defaults_make_no_difference(client, plain, told):
    first, url = client.get(f"/api/v1/{plain}"), f"/api/v1/{plain}{'&' if '?' in plain else '?'}{told}"
    for _ in range(2):
        again = client.get(url)
        assert again.headers["Cache-Status"] == "strategiewerkstatt; hit"
        assert (again.data, lasting(again)) == (first.data, lasting(first))
    unkept = client.get(url, headers={"If-Match": first.headers["ETag"]})
    assert (unkept.data, unkept.headers["ETag"]) == (first.data, first.headers["ETag"])


@pytest.mark.parametrize(
    ("plain", "told"), [("events?format=csv", "limit=25"), ("events?q=Industrie", "sort=starts"), ("events?format=atom", "sort=starts")]
)
def test_what_is_a_default_elsewhere_makes_a_difference(client, plain, told):
    assert client.get(f"/api/v1/{plain}").headers["ETag"] != client.get(f"/api/v1/{plain}&{told}").headers["ETag"]


def test_where_the_service_is_mounted_makes_a_difference(client):
    root, mounted = (client.get("/events", base_url=f"http://localhost{prefix}") for prefix in ("/", "/data/"))
    assert 'href="/data/sources' in mounted.text
    assert mounted.text != root.text


def test_repeated_parameters_keep_their_order():
    assert canonical("b=2&a=1&b=1") == "a=1&b=2&b=1"


@pytest.mark.parametrize(("encoding", "decode"), [("br", brotli.decompress), ("zstd", zstandard.decompress)])
def test_encodings_have_tags_of_their_own_and_any_of_them_is_known(client, encoding, decode):
    plain = client.get("/api/v1/events")
    small = client.get("/api/v1/events", headers={"Accept-Encoding": encoding})
    assert (decode(small.data), small.headers["Content-Encoding"]) == (plain.data, encoding)
    assert len(small.data) * 3 < len(plain.data)
    assert small.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{encoding}"'
    for accepted in (encoding, "gzip", ""):
        headers = {"If-None-Match": small.headers["ETag"], "Accept-Encoding": accepted}
        unchanged = client.get("/api/v1/events", headers=headers)
        assert (unchanged.status_code, unchanged.headers["ETag"]) == (304, small.headers["ETag"])


FIXED = [
    "/api/v1/openapi.json", "/api/v1/openapi-3.0.json", "/api/v1/schemas/events.json", "/docs/swagger-ui/swagger-ui-bundle.js",
    "/docs/swagger-ui/swagger-ui.css", "/static/site.css", "/context.jsonld", "/llms.txt", "/sitemap.xml",
]  # fmt: skip


@pytest.mark.parametrize("path", FIXED)
def test_what_no_parameter_changes_is_kept_and_compressed_too(roomy, path):
    plain = roomy.get(path)
    answers = [roomy.get(path, headers={"Accept-Encoding": "br"}) for _ in range(2)]
    for small in answers:
        assert (brotli.decompress(small.data), small.headers["Content-Encoding"]) == (plain.data, "br")
        assert small.headers["Vary"] == "Accept-Encoding"
        assert "Expires" not in small.headers
        assert len(small.data) * 2 < len(plain.data)
    assert answers[1].headers["Cache-Status"].endswith("; hit")


@pytest.mark.parametrize("path", ["/docs/swagger-ui/swagger-ui-bundle.js", "/static/site.css"])
def test_what_is_added_to_the_address_of_a_file_makes_no_other(roomy, app, path):
    roomy.get(path)
    weight = app.wsgi_app.kept.weight
    asked = [(f"{path}?v={number}", headers) for number in range(9) for headers in ({}, {"Range": "bytes=0-9"})]
    answers = [roomy.get(url, headers=headers, buffered=True) for url, headers in asked]
    assert {(answer.status_code, len(answer.data)) for answer in answers} == {(200, len(roomy.get(path).data)), (206, 10)}
    assert app.wsgi_app.kept.weight < weight + 10 * OVERHEAD


def test_what_the_calendar_changes_is_not_kept(client):
    assert [client.get("/.well-known/security.txt").headers["Cache-Status"] for _ in range(2)] == ["strategiewerkstatt; fwd=miss"] * 2


def test_short_answers_are_not_compressed(client):
    answer = client.get("/api/v1/events?limit=0&format=json", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("*", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("br;q=0", ""),
    ],
)
def test_encoding_is_the_one_liked_best(accepted, encoding):
    assert encoding_of(accepted) == encoding


def test_answers_once_given_outlive_the_database(databases):
    url = databases.filled("sqlite", ENTRIES)
    app = app_on(url)
    client = app.test_client()
    answer = client.get("/api/v1/events")
    app.extensions["database"].dispose()
    (databases.directory / url.rpartition("/")[2]).rename(databases.directory / "gone.db")
    again = client.get("/api/v1/events")
    assert (again.status_code, again.data) == (200, answer.data)
    assert (client.get("/api/v1/sources").status_code, client.get("/health").status_code) == (503, 503)
    app.extensions["database"].dispose()


@pytest.mark.no_cover
@on_one_database
@pytest.mark.parametrize("encoding", ["identity", "br"])
def test_hostile_variety_does_not_push_out_what_is_asked_for_again(app, client, encoding):
    for _ in range(2):
        client.get("/api/v1/events")
    for number in range(200):
        client.get(f"/api/v1/events?city_not=x{number}", headers={"Accept-Encoding": encoding})
    assert client.get("/api/v1/events").headers["Cache-Status"] == "strategiewerkstatt; hit"
    assert app.wsgi_app.kept.weight <= 2**20


@pytest.mark.parametrize("path", ["/", "/events", "/vocabularies"])
def test_parameters_that_are_none_of_ours_make_no_other_page(client, path):
    plain = client.get(f"{path}?lang=en")
    shared = client.get(f"{path}?fbclid=1&lang=en&utm%20source=a+b&utm_source=%C3%A4")
    assert shared.data == plain.data
    for name in ("ETag", "Link", "Last-Modified", "Content-Language"):
        assert shared.headers.get(name) == plain.headers.get(name)
    assert shared.headers["Cache-Status"] == client.get(f"{path}?lang=en").headers["Cache-Status"]


class Slow:
    """An application that tells when it is asked, and answers when it is let."""

    def __init__(self, chunks=(b"x",), **headers):
        self.headers = [("ETag", '"tag"'), *((name.replace("_", "-"), value) for name, value in headers.items())]
        self.asked, self.go, self.chunks, self.count, self.closed = threading.Event(), threading.Event(), chunks, 0, 0

    def __call__(self, environ, start_response):
        self.count += 1
        self.asked.set()
        assert self.go.wait(10)
        environ |= {NEGOTIATED: {}, NEWEST: "newest"}
        start_response("200 OK", self.headers)
        return self

    def __iter__(self):
        return iter(self.chunks)

    def close(self):
        self.closed += 1


def get(cache):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": ""}
    headers = []
    stream = cache(environ, lambda _, found: headers.extend(found))
    body = b"".join(stream)
    getattr(stream, "close", lambda: None)()
    return dict(headers)["Cache-Status"].partition("; ")[2], body


def cache_around(app):
    return ResponseCache(app, SimpleNamespace(edition=lambda: "newest"), 2**22)


def test_requests_at_once_are_answered_by_one():
    app = Slow()
    cache, found = cache_around(app), []
    threads = [threading.Thread(target=lambda: found.append(get(cache))) for _ in range(5)]
    threads[0].start()
    assert app.asked.wait(10)
    for thread in threads[1:]:
        thread.start()
    app.go.set()
    for thread in threads:
        thread.join(10)
    assert app.count == 1
    assert {body for _, body in found} == {b"x"}
    assert {status for status, _ in found} <= {"fwd=miss; stored", "fwd=miss; collapsed", "hit"}


def test_answer_that_says_its_length_is_kept_though_long():
    app = Slow([b"x" * LARGEST, b"x"], Content_Length=str(LARGEST + 1))
    app.go.set()
    cache = cache_around(app)
    assert [get(cache), get(cache)] == [("fwd=miss; stored", b"x" * (LARGEST + 1)), ("hit", b"x" * (LARGEST + 1))]


def test_long_streams_pass_through_and_are_closed():
    app = Slow([b"x" * LARGEST, b"x"])
    app.go.set()
    cache = cache_around(app)
    assert [get(cache), get(cache)] == [("fwd=miss", b"x" * (LARGEST + 1))] * 2
    assert (app.count, app.closed, cache.kept.weight) == (2, 2, 0)


def test_stream_that_fails_is_closed_and_not_kept():
    app = Slow([b"not", b"bytes", None])
    app.go.set()
    cache = cache_around(app)
    with pytest.raises(TypeError):
        get(cache)
    assert (app.closed, cache.kept.weight, cache.under_way) == (1, 0, {})


def test_failure_of_the_application_lets_the_next_request_try():
    def fail(environ, start_response):
        raise RuntimeError("broken")

    cache = cache_around(fail)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            get(cache)
    assert cache.under_way == {}


@pytest.mark.no_cover
@on_one_database
@pytest.mark.parametrize("query", ["limit=0", "limit=19"])
def test_kept_answers_take_no_more_memory_than_they_are_said_to(app, client, query):
    def ask(numbers):
        for number in numbers:
            client.get(f"/api/v1/events?{query}&city_not={number}", headers={"Accept-Encoding": "br"})
        gc.collect()
        return app.wsgi_app.kept.weight

    app.wsgi_app.kept.capacity = 2**24
    before = ask(range(50))
    tracemalloc.start()
    after = ask(range(50, 200))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < after - before
