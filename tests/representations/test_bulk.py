"""The bulk downloads, each read by programs that are none of ours: SQLite with its full-text search, frictionless, csvw, rdflib."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator

import csvw
import frictionless
import pytest
from rdflib import RDF, Graph, URIRef
from sqlalchemy import create_engine

from api import releases
from api.exports import whole
from api.models import MODELS, RECORDS
from api.representations import Whole
from api.representations.bulk import DOWNLOADS
from api.representations.columns import columns, documents
from api.representations.to_csv import to_csv
from schemas.fields import LANGUAGES
from tests.conftest import ENTRIES, PUBLIC_URL, Databases, app_on
from tests.representations.test_linked_data import triples

API = f"{PUBLIC_URL}/api/v1"
ONE = {name: re.sub("(?<!^)(?=[A-Z])", "_", model.__name__).lower() for name, model in MODELS.items()}  # what a record is called


@pytest.fixture(scope="module")
def url(databases: Databases) -> str:
    """One database is enough: tests of the seed see to it that all give the same bytes."""
    return databases.filled("sqlite", ENTRIES)


@pytest.fixture(scope="module")
def exported(url: str) -> Iterator[dict[int, Whole]]:
    """Release → all of it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        yield {number: whole(connection, releases.numbered(connection, number), PUBLIC_URL) for number in (1, 2)}
    engine.dispose()


def rendered(name: str, content: Whole) -> bytes:
    return b"".join(DOWNLOADS[f"strategiewerkstatt{name}"].render(content))


@pytest.fixture(scope="module")
def bilingual(exported):
    """Resource → its records with both languages and links."""
    return {export.resource: list(documents(export)) for export in exported[2].exports("de")}


# --- SQLite


@pytest.fixture(scope="module")
def sqlite(exported, tmp_path_factory):
    file = tmp_path_factory.mktemp("sqlite") / "whole.sqlite"
    file.write_bytes(rendered(".sqlite", exported[2]))
    connection = sqlite3.connect(file)
    yield connection
    connection.close()


def found(sqlite: sqlite3.Connection, statement: str) -> list[tuple]:
    return sqlite.execute(statement).fetchall()


def test_database_is_sound(sqlite):
    assert found(sqlite, "PRAGMA integrity_check") == [("ok",)]
    assert found(sqlite, "PRAGMA foreign_key_check") == []
    assert found(sqlite, "PRAGMA user_version") == [(2,)]


@pytest.mark.parametrize("resource", MODELS)
def test_table_holds_the_single_values_of_every_record(sqlite, bilingual, resource):
    table = [column for column in columns(MODELS[resource].schema()) if column.type not in ("list", "array")]
    names = ", ".join(f'"{column.name}"' for column in table)
    rows = found(sqlite, f'SELECT {names} FROM "{resource.replace("-", "_")}" ORDER BY rowid')
    assert rows == [tuple(column.value(record) for column in table) for record in bilingual[resource]]


@pytest.mark.parametrize("resource", RECORDS)
def test_every_list_is_a_table_of_its_own(sqlite, bilingual, resource):
    for column in columns(MODELS[resource].schema()):
        if column.type not in ("list", "array"):
            continue
        held: dict[str, list] = {}
        for id_, position, *values in found(sqlite, f"SELECT * FROM {ONE[resource]}_{column.name} ORDER BY 1, 2"):
            held.setdefault(id_, []).append(values)
            assert position == len(held[id_])
        wanted = {record["id"]: record[column.name] for record in bilingual[resource] if record[column.name]}
        assert {id_: len(values) for id_, values in held.items()} == {id_: len(values) for id_, values in wanted.items()}
        if column.type == "list":
            assert held == {id_: [[value] for value in values] for id_, values in wanted.items()}


def test_members_of_a_list_of_objects_are_columns(sqlite):
    attended = found(sqlite, "SELECT count, source FROM event_attendance WHERE event_id = '2018-03-07-strategiekonferenz-hellerau'")
    assert attended == [(200, "s06"), (200, "s05"), (250, "s07")]


def test_types_are_those_of_the_values(sqlite):
    assert found(sqlite, "SELECT DISTINCT typeof(named_in_announcement) FROM initiatives") == [("integer",)]
    types = dict(found(sqlite, "SELECT name, type FROM pragma_table_info('events')"))
    assert (types["horizon_year"], types["starts"], types["title_de"]) == ("INTEGER", "TEXT", "TEXT")
    assert found(sqlite, "SELECT name FROM pragma_table_info('events') WHERE pk") == [("id",)]


@pytest.mark.parametrize(
    ("table", "words", "id_"),
    [
        ("events", "Hellerau", "2018-03-07-strategiekonferenz-hellerau"),
        ("challenges", "fachkrafte*", "fachkraeftesituation"),
        ("stakeholder_groups", "title_en : ministry", "smwa"),
    ],
)
def test_words_are_found_in_both_languages_without_regard_to_accents(sqlite, table, words, id_):
    statement = f"SELECT id FROM {table} JOIN {table}_fts ON {table}_fts.rowid = {table}.rowid WHERE {table}_fts MATCH ? ORDER BY rank"
    assert (id_,) in sqlite.execute(statement, [words]).fetchall()


def test_search_survives_a_vacuum_and_is_where_datasette_looks(sqlite, tmp_path):
    sqlite.execute("VACUUM INTO ?", [str(tmp_path / "copy.sqlite")])
    copy = sqlite3.connect(tmp_path / "copy.sqlite")
    for table in map(str, [name.replace("-", "_") for name in MODELS]):
        copy.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")
        likely = f"rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"{table}\"%'"  # as datasette.utils.detect_fts asks
        assert found(copy, f"SELECT name FROM sqlite_master WHERE {likely}") == [(f"{table}_fts",)]
    copy.close()


def test_views_read_as_people_ask(sqlite, bilingual):
    events = "SELECT title_en, format_en, organisers_en FROM event_list WHERE id = '2016-online-befragung'"
    assert found(sqlite, events) == [
        (
            "Online survey of the StrategyWorkshop",
            "Online survey",
            "VDI/VDE Innovation + Technik GmbH (VDI/VDE-IT); Saxon State Ministry for Economic Affairs, Labour and Transport (SMWA)",
        )
    ]
    assert found(sqlite, "SELECT count(*) FROM event_list") == [(19,)]
    records = [record for resource in RECORDS for record in bilingual[resource]]
    citations = sum(len(record["sources"]) for record in records)
    assert found(sqlite, "SELECT count(*), count(source_title_de) FROM evidence") == [(citations, citations)]
    assert found(sqlite, "SELECT sum(record_count) FROM source_use") == [(citations,)]
    versions = sum(len(conflict["versions"]) for record in records for conflict in record["conflicts"])
    assert found(sqlite, "SELECT count(statement_de), count(sources) FROM disagreements") == [(versions, versions)]


def test_a_record_that_cites_a_source_twice_counts_once(sqlite):
    counts = "SELECT id, record_count FROM source_use WHERE record_count > 0"
    before = found(sqlite, counts)
    sqlite.execute("INSERT INTO event_sources SELECT event_id, position + 100, source, 'elsewhere' FROM event_sources")
    try:
        assert found(sqlite, counts) == before
    finally:
        sqlite.rollback()


def test_file_explains_itself(sqlite):
    (facts,) = found(sqlite, "SELECT release, published_at, license, attribution, url FROM dataset")
    assert facts == (2, "2026-11-22T14:00:00Z", "CC-BY-4.0", "StrategieWerkstatt open data", f"{API}/releases/2")
    tables = [name for (name,) in found(sqlite, "SELECT DISTINCT table_name FROM fields")]
    described = {(table, name) for table, name in found(sqlite, "SELECT table_name, column_name FROM fields WHERE meaning_de <> ''")}
    own = {f"{each}_id" for each in ONE.values()} | {"position"}
    held = {(table, name) for table in tables for (name,) in found(sqlite, f"SELECT name FROM pragma_table_info('{table}')")}
    assert described == {(table, name) for table, name in held if name not in own}
    unnamed = "SELECT format FROM events WHERE format NOT IN (SELECT code FROM codes WHERE vocabulary = 'event-formats')"
    assert found(sqlite, unnamed) == []


# --- CSV


@pytest.fixture(scope="module")
def unzipped(exported, tmp_path_factory):
    directory = tmp_path_factory.mktemp("csv")
    with zipfile.ZipFile(io.BytesIO(rendered("-csv.zip", exported[2]))) as archive:
        assert archive.testzip() is None
        assert [info.filename for info in archive.infolist()] == [
            *(f"{name}.csv" for name in MODELS),
            "datapackage.json",
            "csv-metadata.json",
        ]
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 14, 0, 0)}
        archive.extractall(directory)
    return directory


def test_every_collection_is_a_csv_without_byte_order_mark(unzipped, exported):
    for export in exported[2].exports("de"):
        content = (unzipped / f"{export.resource}.csv").read_bytes()
        assert b"\xef\xbb\xbf" + content == b"".join(to_csv(export))


def test_frictionless_finds_the_data_package_valid(unzipped):
    report = frictionless.validate(unzipped / "datapackage.json")
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name: task.stats["rows"] for task in report.tasks}["events"] == 19
    package = frictionless.Package(unzipped / "datapackage.json")
    (event,) = (row for row in package.get_resource("events").read_rows() if row["id"] == "2016-online-befragung")
    assert (event["organisers"], event["horizon_year"], event["starts_at"]) == (["vdi-vde-it", "smwa"], None, None)
    (licence,) = package.licenses
    assert (package.version, licence["name"], package.created) == ("2.0.0", "CC-BY-4.0", "2026-11-22T14:00:00Z")


def test_frictionless_would_find_a_fault(unzipped, tmp_path):
    for file in unzipped.iterdir():
        text = file.read_text()
        if file.name == "guidelines.csv":
            head, first, *rest = csv.reader(io.StringIO(text, newline=""))
            first[head.index("action_field")], first[head.index("horizon_year")] = "no-such-guideline", "soon"
            out = io.StringIO(newline="")
            csv.writer(out).writerows([head, first, *rest])
            text = out.getvalue()
        (tmp_path / file.name).write_text(text, newline="")
    faults = frictionless.validate(tmp_path / "datapackage.json").flatten(["type"])
    assert {"type-error", "foreign-key"} <= {type_ for (type_,) in faults}


def test_csvw_reads_typed_tables_that_agree(unzipped, bilingual):
    description = csvw.CSVW(str(unzipped / "csv-metadata.json"), validate=True)
    assert description.is_valid
    group = description.tablegroup
    for table in group.tables:
        rows = list(table.iterdicts(strict=True))
        assert [row["id"] for row in rows] == [record["id"] for record in bilingual[str(table.url).removesuffix(".csv")]]
    events = {row["id"]: row for row in group.tabledict["events.csv"]}
    event = events["2018-03-07-strategiekonferenz-hellerau"]
    assert [figure["count"] for figure in event["attendance"]] == [200, 200, 250]
    assert event["latest"].isoformat()[:10] == "2018-03-07"
    assert events["2016-online-befragung"]["organisers"] == ["vdi-vde-it", "smwa"]
    columns = {name: group.tabledict["guidelines.csv"].tableSchema.columndict[name] for name in ("action_field", "kind")}
    assert {name: column.valueUrl and column.valueUrl.expand(**{name: "an-id"}) for name, column in columns.items()} == {
        "action_field": f"{API}/guidelines/an-id",
        "kind": None,
    }
    titles = {text["@language"]: text["@value"] for text in group.common_props["dc:title"]}
    assert titles["en"] == "StrategyWorkshop: Industry of the FUTURE – open data"


# --- NDJSON and graphs


@pytest.mark.parametrize("language", LANGUAGES)
def test_ndjson_is_a_line_for_every_record_as_the_api_gives_it(exported, url, language):
    app = app_on(url)
    client = app.test_client()
    lines = [json.loads(line) for line in rendered(f"-{language}.ndjson", exported[2]).splitlines()]
    given = [
        {"resource": resource} | record
        for resource in RECORDS
        for record in client.get(f"/api/v1/{resource}?lang={language}&limit=200&sort=id").json["data"]
    ]
    app.extensions["database"].dispose()
    assert [line for line in lines if line["resource"] != "releases"] == given
    assert [line["id"] for line in lines if line["resource"] == "releases"] == ["1", "2"]


def test_json_ld_and_turtle_are_one_graph_with_every_record(exported):
    graph = Graph().parse(data=rendered(".ttl", exported[1]), format="turtle")
    assert set(graph) == triples(json.loads(rendered(".jsonld", exported[1])))
    ids = {URIRef(f"{API}/{export.resource}/{stored.id}") for export in exported[1].exports("de") for stored in export.records}
    assert ids <= set(graph.subjects(RDF.type))
    dataset = URIRef(f"{API}/releases/1")
    assert str(graph.value(dataset, URIRef("https://schema.org/license"))) == "https://creativecommons.org/licenses/by/4.0/"


def test_names_tell_files_apart_and_every_one_says_what_it_is_for():
    assert all(re.fullmatch(r"strategiewerkstatt[a-z-]*\.[a-z]+", name) for name in DOWNLOADS)
    assert len({each.title for each in DOWNLOADS.values()}) == len(DOWNLOADS)
