"""Every collection and record in every file format: what HTTP says of it, and that it holds what JSON holds."""

import csv
import io
import json
import re

import feedparser
import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from openpyxl import load_workbook
from pyld import jsonld
from rdflib import RDF, SDO, Graph, URIRef
from rdflib.compare import isomorphic
from sqlalchemy import event

from api.representations import FILES, on_offer
from tests.conftest import PUBLIC_URL, app_on, on_one_database
from tests.contract.resources import API, ITEMS, LANGUAGES, collect, lasting


class Reader(FlaskClient):
    """Reads every answer to its end, as servers do."""

    def open(self, *args, **options):
        return super().open(*args, buffered=True, **options)


@pytest.fixture
def client(app):
    return Reader(app)


every_form = pytest.mark.parametrize("name", FILES)
every_language = pytest.mark.parametrize("language", LANGUAGES)
EVENT = ITEMS["events"]


def ids(name, data):
    """Ids of the records of a file in its order; a graph has none, so sorted."""
    match name:
        case "csv":
            return [row["id"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
        case "ndjson":
            return [json.loads(line)["id"] for line in data.splitlines()]
        case "xlsx":
            head, *rows = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
            return [row[head.index("id")] for row in rows]
        case "jsonld":
            return [node["@id"].rpartition("/")[2] for node in json.loads(data)["@graph"][1:]]
        case "ical":
            return [str(entry["URL"]).rpartition("/")[2] for entry in Calendar.from_ical(data).events]
        case "atom":
            return [entry.id.rpartition("/")[2] for entry in feedparser.parse(data).entries]
    graph = Graph().parse(data=data, format={"turtle": "turtle", "rdfxml": "xml"}[name])
    start = f"{PUBLIC_URL}{API}/events/"
    return sorted({str(node).removeprefix(start) for node in graph.subjects() if node.startswith(start) and not {"#", "?"} & set(node)})


def expected(client, name, query=""):
    """What JSON gives, in the order of the file."""
    order = "&sort=-modified" if name == "atom" and not {"sort", "random"} & {each.partition("=")[0] for each in query.split("&")} else ""
    records = [record for page in collect(client, f"{API}/events?limit=200{query}{order}") for record in page["data"]]
    found = [record["id"] for record in records if name != "ical" or len(record["starts"] or "") == len("2018-04-24")]
    return sorted(found) if name in ("turtle", "rdfxml") else found


@on_one_database
@every_form
def test_form_is_given_by_name_and_by_type(client, name):
    form = FILES[name]
    named = client.get(f"{API}/events?format={name}&limit=2")
    negotiated = client.get(f"{API}/events?limit=2", headers={"Accept": form.media_type})
    for answer in (named, negotiated):
        assert (answer.status_code, answer.content_type) == (200, form.content_type)
        assert answer.headers["Content-Disposition"].startswith("attachment;" if form.saved else "inline;")
        assert answer.headers["Content-Language"] == ("de, en" if form.bilingual else "de")
    compressed = set() if name == "xlsx" else {"accept-encoding"}
    assert named.vary.as_set() == (compressed if form.bilingual else {"accept-language"} | compressed)
    assert negotiated.vary.as_set() == named.vary.as_set() | {"accept"}


@on_one_database
@every_form
@pytest.mark.parametrize("path", ["events?limit=3", f"events/{EVENT}?lang=en"], ids=["collection", "record"])
def test_unchanged_form_is_304_and_head_is_get_without_a_body(client, name, path):
    url = f"{API}/{path}&format={name}"
    get, head = (client.open(url, method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data, lasting(head)) == (200, b"", lasting(get))
    again = client.get(url, headers={"If-None-Match": get.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@every_form
def test_file_is_the_whole_set_in_the_order_of_json(client, name):
    assert ids(name, client.get(f"{API}/events?format={name}").data) == expected(client, name) != []


@pytest.mark.parametrize("query", ["&q=Industrie", "&random=7", "&q=Industrie&status=held&sort=-starts"])
def test_filters_words_and_order_apply(client, query):
    assert ids("csv", client.get(f"{API}/events?format=csv{query}").data) == expected(client, "csv", query) != []


@on_one_database
@every_form
def test_filter_and_order_apply_in_every_form(client, name):
    query = "&city=Dresden&sort=-title"
    assert ids(name, client.get(f"{API}/events?format={name}{query}").data) == expected(client, name, query) != []


@on_one_database
@pytest.mark.parametrize("name", ["csv", "turtle", "atom"])
def test_limit_limits(client, name):
    assert len(ids(name, client.get(f"{API}/events?format={name}&limit=3").data)) == 3


@on_one_database
@pytest.mark.parametrize("resource", ITEMS)
@every_language
def test_ndjson_is_the_records_of_json(client, resource, language):
    lines = client.get(f"{API}/{resource}?format=ndjson&lang={language}").data.splitlines()
    pages = collect(client, f"{API}/{resource}?lang={language}&limit=200")
    assert list(map(json.loads, lines)) == [record for page in pages for record in page["data"]]


@on_one_database
@every_form
def test_single_record_is_a_file_too(client, name):
    answer = client.get(f"{API}/events/{EVENT}?format={name}")
    assert ids(name, answer.data) == [EVENT]
    assert f'"strategiewerkstatt-events-{EVENT}-release-2.{FILES[name].extension}"' in answer.headers["Content-Disposition"]


@on_one_database
@pytest.mark.parametrize("resource", ITEMS)
def test_every_resource_comes_in_every_form_that_fits(client, resource):
    for name, form in on_offer(resource).items():
        answer = client.get(f"{API}/{resource}/{ITEMS[resource]}?format={name}")
        assert (answer.status_code, answer.mimetype, ITEMS[resource].encode() in answer.data or name == "xlsx") == (
            200,
            form.media_type,
            True,
        )


@on_one_database
def test_fields_choose_columns_and_members(client):
    table = client.get(f"{API}/events?format=csv&fields=title,attendance.count&bom=false&limit=1&sort=-starts").text
    assert table.splitlines()[0] == "id,title_de,title_en,attendance"
    line = client.get(f"{API}/events?format=ndjson&fields=title&limit=1").data
    assert list(json.loads(line)) == ["id", "title"]


@on_one_database
def test_csv_is_shaped_as_asked(client):
    plain, shaped = (client.get(f"{API}/initiatives?format=csv{query}").data for query in ("", "&bom=false&delimiter=semicolon"))
    assert plain.startswith(b"\xef\xbb\xbfid,")
    assert shaped.startswith(b"id;")


def test_earlier_release_is_given_as_a_file(client):
    answer = client.get(f"{API}/events?format=ndjson&release=1")
    records = client.get(f"{API}/events?release=1&limit=200").json["data"]
    assert list(map(json.loads, answer.data.splitlines())) == records
    assert answer.headers["Cache-Control"].endswith("immutable")


@on_one_database
@every_form
def test_unknown_record_is_a_problem_in_every_format(client, name):
    answer = client.get(f"{API}/events/nothing-of-that-name?format={name}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@on_one_database
def test_cursor_is_refused(client):
    cursor = client.get(f"{API}/events?limit=1").json["links"]["next"].rpartition("cursor=")[2]
    answer = client.get(f"{API}/events?format=csv&cursor={cursor}")
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, "cursor")


@on_one_database
def test_calendar_is_of_events_alone(client):
    answer = client.get(f"{API}/sources", headers={"Accept": "text/calendar"})
    assert answer.status_code == 406
    assert answer.json["available"] == [each.media_type for each in on_offer("sources").values()]


def test_kind_of_event_and_format_of_answer_share_a_parameter(client):
    answer = client.get(f"{API}/events?format=workshop,csv,ical")
    assert answer.mimetype == "text/csv"
    assert ids("csv", answer.data) == expected(client, "csv", "&format=workshop")


@on_one_database
def test_calendar_says_where_it_is_renewed(client):
    newest, named = (Calendar.from_ical(client.get(f"{API}/events?format=workshop,ical&lang=en{more}").data) for more in ("", "&release=2"))
    assert str(newest["SOURCE"]) == f"{PUBLIC_URL}{API}/events?lang=en&format=workshop,ical"
    assert newest["URL"] == named["URL"] == named["SOURCE"]
    assert str(newest["URL"]).count("release=2") == 1


@on_one_database
@every_form
def test_number_of_queries_does_not_depend_on_the_number_of_records(uncached, client, name):
    statements = []

    def count(*args):
        if "FROM releases" not in args[2]:  # PostgreSQL is asked for those now and then
            statements.append(args[2])

    client.get(f"{API}/events?format={name}&limit=2")  # totals are counted once a release
    event.listen(uncached.extensions["database"], "before_cursor_execute", count)
    for limit in (1, 3):
        client.get(f"{API}/events?format={name}&limit={limit}")
    event.remove(uncached.extensions["database"], "before_cursor_execute", count)
    half = len(statements) // 2
    assert [statement.partition("WHERE")[0] for statement in statements[:half]] == [
        statement.partition("WHERE")[0] for statement in statements[half:]
    ]


@on_one_database
@every_form
def test_database_failing_at_the_first_chunk_is_a_problem(app, client, name):
    def fail(_connection, _cursor, statement, *_):
        if "untranslated" in statement:
            raise OSError("gone")

    event.listen(app.extensions["database"], "before_cursor_execute", fail)
    try:
        answer = client.get(f"{API}/events?format={name}&q=Sachsen")
    finally:
        event.remove(app.extensions["database"], "before_cursor_execute", fail)
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "Content-Disposition" not in answer.headers


@on_one_database
@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        ("events?format=workshop,{}&limit=3", "events?limit=3&release=2&format=workshop"),
        ("events?city=Dresden&lang=en&format={}", "events?city=Dresden&lang=en&release=2"),
    ],
)
def test_same_query_is_the_same_graph_in_every_syntax(client, query, dataset):
    data = {name: client.get(f"{API}/{query.format(name)}").data for name in ("turtle", "rdfxml", "jsonld")}
    linked = Graph().parse(data=jsonld.to_rdf(json.loads(data["jsonld"]), {"format": "application/n-quads"}), format="nt")
    assert isomorphic(linked, Graph().parse(data=data["turtle"], format="turtle"))
    assert isomorphic(linked, Graph().parse(data=data["rdfxml"], format="xml"))
    assert [str(node) for node in linked.subjects(RDF.type, SDO.Dataset)] == [f"{PUBLIC_URL}{API}/{dataset}"]


@on_one_database
def test_files_of_different_content_have_different_names(client):
    """Not by what changes only how a file looks, nor by the order in which parameters are written."""
    queries = {
        "": ["", "&bom=false", "&delimiter=semicolon", "&lang=en"],
        "city": ["&city=Dresden&status=held", "&status=held&city=Dresden"],
        "kind": ["&format=workshop"],
        "order": ["&sort=-title"],
        "some": ["&limit=3"],
        "less": ["&fields=title"],
    }
    names = {}
    for what, each in queries.items():
        found = {client.head(f"{API}/events?format=csv{query}").headers["Content-Disposition"] for query in each}
        assert len(found) == 1
        names[what] = found.pop().partition("filename=")[2]
    assert names.pop("") == '"strategiewerkstatt-events-release-2.csv"'
    assert all(re.fullmatch(r'"strategiewerkstatt-events-release-2-selection-[0-9a-f]{8}\.csv"', name) for name in names.values())
    assert len(set(names.values())) == len(names)


CALLED = {
    "/events": {"ttl": "turtle", "rdf": "rdfxml", "xml": "rdfxml", "ICS": "ical", "icalendar": "ical", "json-ld": "jsonld",
                "jsonl": "ndjson", "excel": "xlsx", "CSV": "csv", "text/csv": "csv", "workshop,ics": "workshop,ical", "yaml": None},
    "/sources": {"ics": None, "ld+json": "jsonld"},
    "/sources/s01/citation": {"bib": "bibtex", "txt": "text", "csl": "csl-json"},
}  # fmt: skip


@on_one_database
@pytest.mark.parametrize("path", CALLED)
def test_format_by_another_name_is_refused_with_the_right_one(client, path):
    for name, right in CALLED[path].items():
        answer = client.get(f"{API}{path}", query_string={"format": name})
        assert answer.status_code == 400
        assert answer.json["errors"][0].get("nearest") == (right and right.rpartition(",")[2])
        assert answer.json.get("corrected") == (right and f"{PUBLIC_URL}{API}{path}?format={right}")


@on_one_database
def test_no_more_files_are_sent_at_once_than_half_of_the_threads(database):
    app = app_on(database, threads=4, cache_bytes=0)
    client, turns, url = Reader(app), app.extensions["files"], f"{API}/events?format=csv"
    with turns, turns:
        refused = client.get(url)
        assert (refused.status_code, refused.json["type"]) == (503, f"{PUBLIC_URL}/problems/busy")
        assert refused.headers["Retry-After"] == "5"
        assert client.head(url).status_code == client.get(f"{API}/events").status_code == 200
    for _ in range(3):  # whatever becomes of it, a turn is given back
        assert client.get(f"{API}/events/nowhere?format=csv").status_code == 404
        assert client.get(url, headers={"If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 GMT"}).status_code == 304
        assert client.get(url).status_code == 200
    app.extensions["database"].dispose()


@on_one_database
def test_graph_says_which_record_is_which(client):
    graph = Graph().parse(data=client.get(f"{API}/sources/s01?format=turtle").data, format="turtle")
    assert (URIRef(f"{PUBLIC_URL}{API}/sources/s01"), None, None) in graph
