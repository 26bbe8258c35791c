"""HTTP on every resource: validators, caching, negotiation, methods, CORS, failures."""

import itertools

import pytest
from sqlalchemy import event

from api import __version__
from tests.conftest import PUBLIC_URL, links_of, on_one_database
from tests.contract.resources import API, CURRENT, ITEMS, LANGUAGES, PINNED, RECORDS, lasting, urls

PROBLEM = "application/problem+json"

every_url = pytest.mark.parametrize("url", urls())
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def statements(app):
    """The SQL sent during the test."""
    sent = []

    def remember(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(app.extensions["database"], "before_cursor_execute", remember)
    yield sent
    event.remove(app.extensions["database"], "before_cursor_execute", remember)


@every_url
@every_language
def test_success_carries_every_header(client, url, language):
    answer = client.get(url, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Language"] == language
    assert answer.headers["ETag"].startswith('"')
    assert answer.headers["Last-Modified"] == "Sun, 22 Nov 2026 14:00:00 GMT"
    assert answer.headers["Cache-Control"] == CURRENT
    assert answer.headers["API-Version"] == __version__
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert 'rel="service-desc"' in answer.headers["Link"]


@on_one_database
@pytest.mark.parametrize(
    ("query", "vary"),
    [
        ("", {"Accept", "Accept-Language"}),
        ("?lang=en", {"Accept"}),
        ("?format=json", {"Accept-Language"}),
        ("?format=json&lang=de", set()),
    ],
)
@every_url
def test_vary_names_exactly_the_headers_that_were_looked_at(client, url, query, vary):
    assert set(client.get(url + query).vary) == vary | {"Accept-Encoding"}


@every_url
@every_language
def test_unchanged_answer_is_304_before_any_record_is_read(client, statements, url, language):
    first = client.get(f"{url}?lang={language}")
    statements.clear()
    second = client.get(f"{url}?lang={language}", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert {statement.partition("FROM ")[2].partition(" ")[0] for statement in statements} <= {"releases"}
    for header in ("ETag", "Cache-Control", "Vary", "API-Version"):
        assert second.headers.get(header) == first.headers.get(header)


@on_one_database
@every_url
def test_star_and_weak_validators_and_lists_are_understood(client, url):
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    assert client.get(url, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(url, headers={"If-None-Match": "*"}).status_code == 304


def test_star_does_not_hide_that_a_record_is_missing(client):
    assert client.get(f"{API}/events/no-such-id", headers={"If-None-Match": "*"}).status_code == 404


@on_one_database
@every_url
def test_if_modified_since_is_understood(client, url):
    assert client.get(url, headers={"If-Modified-Since": "Sun, 22 Nov 2026 14:00:00 GMT"}).status_code == 304
    assert client.get(url, headers={"If-Modified-Since": "Sun, 22 Nov 2026 13:59:59 GMT"}).status_code == 200


CONDITIONAL = [*urls(), "/events", "/catalog", f"{API}/openapi.json", f"{API}/schemas/events.json", f"{API}/changes.atom", "/robots.txt"]
FILES = [f"{API}/events?format={format_}" for format_ in ("csv", "ndjson", "ical")]
before = {"If-Unmodified-Since": "Sun, 22 Nov 2026 13:59:59 GMT"}


@on_one_database
@pytest.mark.parametrize("condition", [{"If-Match": '"other"'}, {"If-Match": 'W/"other"', "If-None-Match": "*"}])
@pytest.mark.parametrize("url", [*CONDITIONAL, *FILES, f"{API}/events?release=1", f"{API}/events?limit=25"])
def test_answer_that_is_not_the_one_meant_is_412_that_nobody_keeps(client, url, condition):
    answer = client.get(url, headers=condition)
    is_problem(answer, 412, "precondition-failed")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) < 500


@on_one_database
@pytest.mark.parametrize("url", CONDITIONAL)
def test_answer_that_is_the_one_meant_is_given(client, url):
    tag = client.get(url).headers["ETag"]
    for condition in ("*", tag, f'"other", {tag}', f'{tag[:-1]}-br"'):
        assert client.get(url, headers={"If-Match": condition}).status_code == 200, condition
    assert client.get(url, headers={"If-Match": f"W/{tag}"}).status_code == 412  # compared strongly


@on_one_database
def test_a_condition_comes_before_those_of_caches(client):
    tag = client.get(f"{API}/events").headers["ETag"]
    assert client.get(f"{API}/events", headers={"If-Match": '"other"', "If-None-Match": tag}).status_code == 412
    assert client.get(f"{API}/events", headers={"If-Match": tag, "If-None-Match": tag}).status_code == 304


@on_one_database
@pytest.mark.parametrize("url", [*urls(), *FILES, "/events"])
def test_answer_that_is_newer_than_is_meant_is_412(client, url):
    is_problem(client.get(url, headers=before), 412, "precondition-failed")
    met = [{"If-Unmodified-Since": since} for since in ("Sun, 22 Nov 2026 14:00:00 GMT", "whenever")]
    assert [client.get(url, headers=condition).status_code for condition in (*met, before | {"If-Match": "*"})] == [200] * 3


def test_conditions_do_not_hide_that_a_record_is_missing(client):
    for condition in ({"If-Match": '"other"'}, before):
        assert client.get(f"{API}/events/no-such-id", headers=condition).status_code == 404


@on_one_database
@every_url
@pytest.mark.parametrize("header", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
def test_date_beyond_all_measure_is_passed_over(client, url, header):
    for _ in range(2):
        assert client.get(url, headers={header: "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}).status_code == 200


@every_url
def test_etag_differs_by_language_release_and_query(client, url):
    requests = ["?lang=de", "?lang=en", "?lang=de&release=2"]
    requests += ["?lang=de&limit=3"] if client.get(f"{url}?limit=3").status_code == 200 else []
    tags = [client.get(url + query).headers["ETag"] for query in requests]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("query", ["?release=1", "?as_of=2026-11-22T13:30:00Z"])
@pytest.mark.parametrize("resource", RECORDS)
def test_answer_of_a_named_release_is_immutable(client, resource, query):
    answer = client.get(f"{API}/{resource}{query}")
    assert answer.headers["Cache-Control"] == PINNED
    assert answer.headers["Last-Modified"] == "Sun, 22 Nov 2026 13:00:00 GMT"
    assert answer.json["meta"]["release"] == {"number": 1, "published_at": "2026-11-22T13:00:00Z"}
    assert {record["modified_in"] for record in answer.json["data"]} <= {1}


@on_one_database
@every_url
@every_language
def test_head_is_get_without_a_body(client, url, language):
    get, head = (client.open(url, method=method, headers={"Accept-Language": language}) for method in ("GET", "HEAD"))
    assert head.data == b""
    assert head.status_code == get.status_code
    assert lasting(head) == lasting(get)


@on_one_database
@every_url
def test_options_is_204_with_allow(client, url):
    answer = client.options(url)
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@on_one_database
@every_url
def test_preflight_allows_any_origin_to_read(client, url):
    headers = {
        "Origin": "https://portal.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options(url, headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    allowed = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"Content-Type", "If-Match", "If-None-Match", "If-Unmodified-Since"} <= allowed
    assert "Access-Control-Allow-Credentials" not in answer.headers


@on_one_database
@every_url
def test_browsers_may_read_our_headers(client, url):
    exposed = set(client.get(url).headers["Access-Control-Expose-Headers"].split(", "))
    assert {"Link", "ETag", "Last-Modified", "API-Version", "Content-Language", "Retry-After", "Cache-Status"} <= exposed


def is_problem(answer, status, type_):
    assert answer.status_code == status, answer.text
    assert answer.content_type == PROBLEM
    assert answer.json["status"] == status
    assert answer.json["type"] == f"{PUBLIC_URL}/problems/{type_}"
    assert answer.json["title"]
    assert answer.json["detail"]
    assert answer.headers["API-Version"] == __version__
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" not in answer.headers
    return answer.json


@on_one_database
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@every_url
def test_writing_is_405_with_allow(client, url, method):
    answer = client.open(url, method=method)
    is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@on_one_database
@every_url
def test_unacceptable_type_is_406_that_lists_what_there_is(client, url):
    problem = is_problem(client.get(url, headers={"Accept": "image/png"}), 406, "not-acceptable")
    assert "application/json" in problem["available"]


@on_one_database
@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/*", "application/json;q=0.1", "application/problem+json", "text/html,application/xhtml+xml,*/*;q=0.8"],
)
@every_url
def test_json_is_given_to_whoever_takes_it(client, url, accept):
    assert client.get(url, headers={"Accept": accept} if accept else {}).content_type == "application/json"


JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"  # the default of java.net until JDK 17


@on_one_database
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;charset=utf-8", "application/json"),
        ("text/csv; charset=utf-8; header=present", "text/csv"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ('application/ld+json; profile="a,b;q=0";q=0.5, image/png', "application/ld+json"),
        ("application/atom+xml;type=feed", "application/atom+xml"),
        ("TEXT/CSV", "text/csv"),
        (JAVA, "application/json"),
        ("*", "application/json"),
        ("*/*;q=.8", "application/json"),
        ("text/csv;q=.2, text/turtle;q=.3", "text/turtle"),
        ("text/*;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.5", "application/json"),
        ("application/json;q=0.5, */*;q=0.9", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/*;q=0.1, text/*;q=0.2, text/csv;q=0, */*", "text/turtle"),
        ("application/jsonl, application/json;q=0.9", "application/x-ndjson"),
        ("application/problem+json;q=0.9, text/csv;q=0.8", "application/json"),
        ("application/json;q=x", "application/json"),
    ],
)
def test_accept_is_negotiated_like_the_standard_says(client, accept, media_type):
    assert client.get(f"{API}/events?fields=id", headers={"Accept": accept}).mimetype == media_type


@on_one_database
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        (JAVA, "application/ld+json"),
    ],
)
def test_documents_are_negotiated_likewise(client, accept, media_type):
    assert client.get("/catalog", headers={"Accept": accept}).mimetype == media_type


@on_one_database
@pytest.mark.parametrize("accept", ["application/json;q=0", "*/*;q=0", "image/*"])
def test_refused_types_are_not_given(client, accept):
    assert client.get(f"{API}/events", headers={"Accept": accept}).status_code == 406


@on_one_database
@pytest.mark.parametrize("accept", ["image/png", "application/problem+json"])
def test_an_error_is_never_406_over_its_own_type(client, accept):
    is_problem(client.get(f"{API}/events?nonsense=1", headers={"Accept": accept}), 400, "invalid-parameters")


@pytest.mark.parametrize("resource", ITEMS)
@every_language
def test_unknown_record_is_a_problem(client, resource, language):
    id_ = "99" if resource == "releases" else "no-such-id"
    problem = is_problem(client.get(f"{API}/{resource}/{id_}?lang={language}"), 404, "no-such-record")
    assert id_ in problem["detail"]


@on_one_database
@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/api/v2/events",
        "/api/v1/events/",
        "/api/v1/events/UPPER",
        "/api/v1/events/a/b",
        "/%ff",
        "/api/v1/event",
        "/api/v1/releases/x",
        "/api/v1/releases/0",
        "/api/v1/releases/01",
        "/api/v1/releases/2%0A",
        "/api/v1/releases/2147483647",
        *(f"/api/v1/releases/%D9%A1{rest}" for rest in ("", "/changes", "/changes.atom", "/citation")),
        "/api/v1/downloads/release-%D9%A1/strategiewerkstatt.ttl",
    ],
)
@pytest.mark.parametrize("before", ["", "/timegate", "/timemap/link"])
def test_broken_path_is_a_problem(client, path, before):
    is_problem(client.get(before + path), 404, "not-found")


@on_one_database
@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/v1/event", "/api/v1/events"),
        ("/event", "/events"),
        ("/api/v2/events", "/api/v1/events"),
        ("/api/v1/events/", "/api/v1/events"),
        ("/api/v1//events", "/api/v1/events"),
        ("/api/v1/events/2016-online-befragung/", "/api/v1/events/2016-online-befragung"),
        ("/api/v1/health", "/health"),
        ("/api/v1/anything", None),
        ("/api/v1/releases/99/anything", None),
    ],
)
def test_nearly_right_path_is_told_the_right_one(client, path, nearest):
    assert client.get(path).json.get("nearest") == (nearest and f"{PUBLIC_URL}{nearest}")


@pytest.mark.no_cover
@on_one_database
def test_no_address_leads_to_the_host_that_a_client_says(app, client):
    fixed = [rule.rule for rule in app.url_map.iter_rules() if "<" not in rule.rule and rule.rule != "/"]
    other = [path.rstrip("/") if path.endswith("/") else "//".join(path.rsplit("/", 1)).removeprefix("/") for path in fixed]
    answers = {path: client.get(path, headers={"Host": "evil.example"}) for path in (*fixed, *other, "/timemap/link")}
    assert {path for path, answer in answers.items() if "evil" in f"{answer.headers}{answer.text}"} == set()


@on_one_database
@pytest.mark.parametrize(
    "headers",
    [{"Host": ".."}, {"Host": "x" * 64}, {"Host": "a b"}, {"Upgrade": "websocket", "Connection": "upgrade"}],
    ids=["dots", "long", "blank", "websocket"],
)
@pytest.mark.parametrize("path", [f"{API}/events", "/events", "/nowhere", "/events/nowhere", "/timegate/events", "/docs?lang=en"])
def test_no_header_leads_elsewhere(uncached, path, headers):
    client, browser = uncached.test_client(), {"Accept": "text/html"} if not path.startswith(API) else {}
    plain, answer = (client.get(path, headers=browser | each) for each in ({}, headers))
    assert (answer.status_code, lasting(answer), answer.data) == (plain.status_code, lasting(plain), plain.data)


@pytest.mark.parametrize(
    "query", ["?release=99", "?as_of=2018-01-01T00:00:00Z", "?as_of=2999-01-01T00:00:00Z", "?release=1&as_of=2026-11-22T14:00:00Z"]
)
@every_url
def test_unknown_release_is_a_problem(client, url, query):
    is_problem(client.get(url + query), 404, "no-such-release")


@on_one_database
@every_url
def test_overlong_query_is_a_problem(client, url):
    is_problem(client.get(f"{url}?lang={'x' * 4000}"), 414, "uri-too-long")


@on_one_database
@pytest.mark.parametrize("length", [1, 300, 1000, 2000])
@pytest.mark.parametrize("query", ["", "release=2&", "format=csv&"])
def test_headers_are_few_however_long_the_query(client, query, length):
    answer = client.get(f"{API}/events?{query}limit=1&city_not={'x' * length}")
    assert len(str(answer.headers)) < 3900  # proxies hold 4096 bytes of them, with what the server adds
    relations = {link.partition('rel="')[2].partition('"')[0] for link in links_of(answer)}
    assert {"service-desc", "license"} <= relations
    assert answer.mimetype == "text/csv" or "next" in relations


@on_one_database
@pytest.mark.parametrize("query", ["city=%ff", "city=%C3", "%ff=1", "city=%ED%A0%80", "city=Leipzig&limit=5&q=%E4"])
@pytest.mark.parametrize("path", [f"{API}/events", f"{API}/events/2016-online-befragung", "/events", "/catalog"])
def test_query_that_is_not_utf_8_is_a_problem(client, path, query):
    assert "not encoded in UTF-8" in is_problem(client.get(f"{path}?{query}"), 400, "bad-request")["detail"]


def test_query_may_hold_every_character(client):
    assert client.get(f"{API}/events?city=%EF%BF%BD,Br%C3%BCssel&limit=0").json["meta"]["total"] > 0


@on_one_database
def test_accept_language_is_negotiated_like_the_standard_says(client):
    wanted = {"en": "en", "en-GB,de;q=0.5": "en", "de-DE": "de", "fr": "de", "fr, en;q=0.3": "en", "*": "de", "en;q=0": "de", "": "de"}
    wanted |= {"de;q=0, *": "en", "*;q=0.5, de;q=0.1": "en", "de;q=.2, en;q=.3": "en", "en;q=0.5, *;q=0.5": "en", "EN-us": "en"}
    wanted |= {"en;q=0.5, de;q=0.5": "en", "de;q=0.5, en;q=0.5": "de", "en;q=0, de;q=0": "de", "de-AT;q=0, de": "de", "en;q=x, de": "de"}
    got = {
        header: client.get(f"{API}/events/2016-online-befragung", headers={"Accept-Language": header}).headers["Content-Language"]
        for header in wanted
    }
    assert got == wanted


@on_one_database
def test_standing_links_are_the_same_everywhere(client):
    for url, other in itertools.pairwise(urls()):
        standing = [{link for link in links_of(client.get(each)) if "service" in link or "license" in link} for each in (url, other)]
        assert standing[0] == standing[1]
        assert len(standing[0]) == 3


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", {"guidelines": "Leitgedanken, Schlussfolgerungen", "releases": "Nummerierte, unveränderliche Stände"}),
        ("en", {"guidelines": "Guiding ideas, closing conclusions", "releases": "Numbered, immutable states"}),
    ],
)
def test_service_document_says_what_each_collection_holds_in_the_language_of_the_answer(client, language, told):
    collections = {each["name"]: each for each in client.get(f"{API}?lang={language}").json["data"]["resources"]}
    assert [*collections] == [*ITEMS, "changes"]
    assert all(client.get(each["url"]).status_code == 200 for each in collections.values())
    assert {name: collections[name]["description"][: len(text)] for name, text in told.items()} == told
