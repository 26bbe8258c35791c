"""The database is what the log says: whole releases, whoever loads, however often, whatever dies."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, Engine, delete, event, inspect, select, text

from api.db import append, reader, writer
from api.migrations import migrate
from api.models import FOREVER, RECORDS, Base, Event, Release, Removal, Source, Term
from api.releases import in_force
from api.search import index
from schemas.fields import LANGUAGES, Language
from schemas.source import SourceSchema
from seed import log
from seed.__main__ import main
from seed.data import Fault, Faulty
from seed.load import load
from seed.rows import as_json
from seed.verify import verify
from tests.conftest import DATABASES, ENTRIES, SEED, Databases, fill
from tests.invented import sealed
from tests.seed.conftest import Seed

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def reading(url: str) -> Iterator[Engine]:
    engine = reader(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing(url: str) -> Iterator[Engine]:
    engine = writer(url)
    try:
        yield engine
    finally:
        engine.dispose()


def rows(url: str) -> Rows:
    """Every row of every table, in the order of its key, and of the text index."""
    with reading(url) as engine, engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        } | {index.name_of(model): sorted(index.contents(connection, model).items()) for model in RECORDS.values()}


def differences(url: str, entries: list[log.Entry]) -> list[str]:
    with reading(url) as engine:
        return list(map(str, verify(engine, entries)))


def query(url: str, statement: Any, **parameters: Any) -> list[tuple[Any, ...]]:
    with reading(url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement, parameters)]


@pytest.fixture(scope="module", params=DATABASES)
def loaded(request: pytest.FixtureRequest, databases: Databases, history: Seed) -> str:
    """The URL of a database with the three releases of the small seed, which tests only read."""
    return databases.filled(request.param, history.entries)


@pytest.fixture(scope="module", params=DATABASES)
def shared(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database with tables, which costs more than to empty them for each test."""
    return databases.filled(request.param, [])


@pytest.fixture
def blank(shared: str) -> str:
    """The URL of a database with tables and no rows."""
    with writing(shared) as engine, engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(delete(table))
        index.clear(connection)
    return shared


@pytest.fixture
def filled(blank: str, history: Seed) -> str:
    """The URL of a database with these releases, which the test may change."""
    return fill(blank, history.entries)


@pytest.fixture(scope="module")
def whole(databases: Databases, history: Seed) -> list[Rows]:
    """Every row after no release, the first, the second and the third, none of whose loads died."""
    url = databases.new("sqlite")
    return [rows(fill(url, history.entries[:number])) for number in range(4)]


def whole_releases(url: str, whole: list[Rows]) -> int:
    """How many releases a reader finds; fails if there is anything besides, or less."""
    with reading(url) as engine:
        tables = {table for table in inspect(engine).get_table_names() if "_text" not in table}
    if not tables:
        return 0
    assert tables == {*Base.metadata.tables, "alembic_version"}
    return whole.index(rows(url))


# --- what a load does


def test_load_publishes_every_release_in_order(empty: str, history: Seed) -> None:
    with writing(empty) as engine:
        migrate(engine)
        assert load(engine, history.entries) == [1, 2, 3]


def test_second_load_loads_nothing(loaded: str, history: Seed) -> None:
    before = rows(loaded)
    with writing(loaded) as engine:
        assert load(engine, history.entries) == []
    assert rows(loaded) == before


def test_load_goes_on_where_the_database_ends(blank: str, history: Seed) -> None:
    fill(blank, history.entries[:2])
    with writing(blank) as engine:
        assert load(engine, history.entries) == [3]
    assert differences(blank, history.entries) == []


def test_load_of_an_empty_log_leaves_empty_tables(blank: str) -> None:
    assert set(map(len, rows(fill(blank, [])).values())) == {0}


def test_each_release_is_its_own_transaction(blank: str, history: Seed, whole: list[Rows]) -> None:
    seen = []
    with writing(blank) as engine:
        event.listen(engine, "commit", lambda _: seen.append(whole_releases(blank, whole)))
        load(engine, history.entries)
    assert seen == [0, 0, 1, 2]  # the first commit ends the look at what the database holds


def test_rows_say_when_they_were_added_and_removed(loaded: str) -> None:
    events = query(loaded, select(Event.id, Event.title_de, Event.added_in, Event.removed_in).order_by(Event.pk))
    assert events == [
        ("2018-conference", "Konferenz", 1, 2),
        ("2018-workshop", "Werkstatt", 1, 3),
        ("2018-conference", "Die Konferenz", 2, 3),
        ("2018-conference", "Die große Konferenz", 3, FOREVER),
    ]
    sources = query(loaded, select(Source.id, Source.title_de, Source.added_in, Source.removed_in).order_by(Source.pk))
    assert sources == [
        ("pub-theses", "Thesen", 1, FOREVER),
        ("s01", "Ankündigung", 1, FOREVER),
        ("s02", "Bericht", 1, 2),
        ("s03", "Bericht", 2, FOREVER),
        ("s02", "Ein Bericht", 2, FOREVER),
    ]


@pytest.mark.parametrize(
    ("release", "titles"),
    [(1, ["Konferenz", "Werkstatt"]), (2, ["Die Konferenz", "Werkstatt"]), (3, ["Die große Konferenz"])],
    ids=["first", "second", "newest"],
)
def test_old_versions_stay_readable(loaded: str, release: int, titles: list[str]) -> None:
    statement = select(Event.title_de).where(in_force(Event)).order_by(Event.id)
    assert query(loaded, statement, release=release) == [(title,) for title in titles]


@pytest.mark.parametrize("resource", RECORDS)
def test_every_release_holds_the_records_of_the_log(loaded: str, history: Seed, resource: str) -> None:
    model = RECORDS[resource]
    for entry in history.entries:
        expected = log.state(history.entries[: entry.number])[resource]
        held = query(loaded, select(model.id).where(in_force(model)).order_by(model.id), release=entry.number)
        assert held == [(id_,) for id_ in sorted(expected)]


def test_document_is_what_the_record_says_in_each_language(loaded: str) -> None:
    columns = (Event.document_de, Event.document_en, Event.untranslated, Event.refs)
    ((german, english, untranslated, refs),) = query(loaded, select(*columns).where(Event.id == "2018-conference", Event.added_in == 2))
    de, en = orjson.loads(german), orjson.loads(english)
    assert (de["title"], en["title"]) == ("Die Konferenz", "The conference")
    assert (en["starts_at"], en["ends_at"]) == ("2018-03-07T18:00:00+01:00", "2018-03-07T20:00:00+01:00")
    assert en["programme"] == [{"starts_at": "2018-03-07T18:30:00+01:00", "item": "Welcome"}]
    assert (en["modified_in"], en["modified_at"]) == (2, "2026-01-02T12:00:00Z")
    assert list(de) == list(en)
    assert untranslated == "[]"
    assert orjson.loads(refs) == {
        "challenges": ["change"],
        "guidelines": ["learn"],
        "initiatives": ["plan"],
        "sources": ["pub-theses", "s01", "s02"],
        "stakeholder-groups": ["ministry"],
    }


@pytest.mark.parametrize("resource", RECORDS)
def test_documents_are_what_the_schema_dumps_whatever_is_kept_as_it_was_loaded(database: str, resource: str) -> None:
    model, schema = RECORDS[resource], RECORDS[resource].schema()
    columns = (model.id, model.document_de, model.document_en)
    held = {id_: documents for id_, *documents in query(database, select(*columns).where(model.removed_in == FOREVER))}
    for id_, record in log.state(ENTRIES)[resource].items():
        modified = {name: orjson.loads(held[id_][0])[name] for name in ("modified_in", "modified_at")}
        for language, document in zip(LANGUAGES, held[id_], strict=True):
            with Language(language):
                assert document == as_json(schema.dump(schema.load(record) | modified))


def test_untranslated_texts_are_named_and_fall_back_to_german(loaded: str) -> None:
    columns = (Source.title_en, Source.title_sort_en, Source.untranslated)
    assert query(loaded, select(*columns).where(Source.id == "s01")) == [("Ankündigung", "ankundigung", '["title"]')]


def test_list_fields_are_terms_of_their_row(loaded: str) -> None:
    statement = select(Term.field, Term.value).where(Term.resource == "events", Term.row == 1).order_by(Term.field, Term.value)
    assert query(loaded, statement) == [
        ("challenges", "change"),
        ("guidelines", "learn"),
        ("initiatives", "plan"),
        ("organisers", "ministry"),
        ("publications", "pub-theses"),
        ("sources", "s01"),
        ("sources", "s02"),
        ("themes", "arbeit"),
        ("themes", "europa"),
    ]


def test_removal_keeps_its_reason(loaded: str) -> None:
    columns = (Removal.resource, Removal.id, Removal.release, Removal.reason_de, Removal.reason_en)
    assert query(loaded, select(*columns)) == [("events", "2018-workshop", 3, "Doppelt.", "Twice.")]


def test_removal_without_english_reason_gives_the_german_one(blank: str, history: Seed) -> None:
    first, second, third = history.entries
    removed = {"events": [{"id": "2018-workshop", "reason": {"de": "Doppelt."}}]}
    fill(blank, sealed(first, second, replace(third, removed=removed)))
    assert query(blank, select(Removal.reason_de, Removal.reason_en)) == [("Doppelt.", "Doppelt.")]


def test_release_is_a_record_that_counts(loaded: str, history: Seed) -> None:
    _, second, third = history.entries
    columns = (Release.id, Release.title_de, Release.title_en, Release.sha256, Release.untranslated, Release.document_en)
    ((*row, document),) = query(loaded, select(*columns).where(Release.number == 3))
    assert row == ["3", "Ausgabe 3", "Release 3", third.sha256, '["note"]']
    assert orjson.loads(document) == {
        "id": "3",
        "number": 3,
        "published_at": "2026-01-03T12:00:00Z",
        "note": "Entfernt.",
        "added_count": 0,
        "changed_count": 1,
        "removed_count": 1,
        "counts": {"events": 1, "challenges": 2, "guidelines": 2, "stakeholder-groups": 2, "sources": 4, "initiatives": 1},
        "sha256": third.sha256,
        "previous": second.sha256,
    }


@pytest.mark.no_cover
def test_more_records_than_fit_one_statement(blank: str) -> None:
    records = [{"id": f"s{n:04}", "title": {"de": f"Quelle {n}"}, "kind": "press", "certainty": "stated"} for n in range(1001)]
    removed = [{"id": record["id"], "reason": {"de": "Weg."}} for record in records]
    note = {"de": "Viele."}
    added = log.Entry(1, "2026-01-01T12:00:00Z", note, None, added={"sources": records})
    entries = sealed(added, log.Entry(2, "2026-01-02T12:00:00Z", note, None, removed={"sources": removed}))
    fill(blank, entries)
    held = query(blank, select(Source.pk, Source.id, Source.added_in, Source.removed_in).order_by(Source.pk))
    assert held == [(n + 1, f"s{n:04}", 1, 2) for n in range(1001)]
    assert len(query(blank, select(Removal.id))) == 1001


@pytest.mark.no_cover
def test_same_log_gives_the_same_rows_on_every_database(databases: Databases) -> None:
    sqlite, postgresql = (rows(databases.filled(kind, ENTRIES)) for kind in DATABASES)
    assert sqlite == postgresql


def test_rows_made_by_other_processes_are_the_same(
    databases: Databases, history: Seed, whole: list[Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.filled("sqlite", history.entries[:1])  # the others add, change and remove
    monkeypatch.setattr("seed.load.MANY", 0)
    assert rows(fill(url, history.entries)) == whole[3]


def test_load_tells_how_far_it_is(blank: str, history: Seed) -> None:
    told = []
    with writing(blank) as engine:
        load(engine, history.entries[:2], lambda *args: told.append(args))
    assert [each for each in told if each[1] == each[2]] == [(1, 12, 12), (2, 3, 3)]
    assert told == sorted(told)


def test_published_log_is_in_the_database(database: str) -> None:
    assert differences(database, ENTRIES) == []


# --- what a load refuses


def refusal(url: str, entries: list[log.Entry]) -> list[Fault]:
    with writing(url) as engine, pytest.raises(Faulty) as refused:
        load(engine, entries)
    return refused.value.faults


def test_database_with_another_history_is_refused(loaded: str, history: Seed) -> None:
    first, second, third = history.entries
    before = rows(loaded)
    others = sealed(first, replace(second, note={"de": "Anders."}), third)
    message = "the database holds another release 2 than the log: load into an empty one"
    assert refusal(loaded, others) == [Fault("database", 0, "", "", message)]
    assert rows(loaded) == before


def test_database_ahead_of_the_log_is_refused(loaded: str, history: Seed) -> None:
    before = rows(loaded)
    message = "the database is at release 3, the log ends at 2: bring the log up to date"
    assert refusal(loaded, history.entries[:2]) == [Fault("database", 0, "", "", message)]
    assert rows(loaded) == before


@pytest.mark.parametrize(
    ("many", "shared"),
    [(20_000, "sqlite"), (20_000, "postgresql"), (0, "sqlite")],
    ids=["found here, SQLite", "found here, PostgreSQL", "found by another process"],
    indirect=["shared"],
)
def test_release_that_no_longer_fits_the_schema_is_refused_and_the_ones_before_stay(
    many: int, blank: str, history: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = {"id": "s04", "title": {"de": "Quelle"}, "kind": "rumour", "certainty": "stated"}
    entries = sealed(*history.entries[:2], replace(history.entries[2], added={"sources": [record]}))
    fill(blank, entries[:2])
    monkeypatch.setattr("seed.load.MANY", many)
    (fault,) = refusal(blank, entries)
    assert (fault.file, fault.record) == ("log", "sources/s04")
    assert fault.message.startswith("release 3 does not fit the schema: {'kind': [\"'rumour' is not allowed; allowed: official, ")
    assert differences(blank, entries[:2]) == []


# --- schemas that have changed


def test_changed_schemas_dump_every_document_again(filled: str, history: Seed) -> None:
    before = rows(filled)
    with writing(filled) as engine:
        with engine.begin() as connection:
            connection.execute(text("UPDATE releases SET fingerprint = 'old' WHERE number = 2"))
            connection.execute(text("UPDATE events SET document_de = '{}', status = 'old'"))
            connection.execute(text("DELETE FROM terms"))
        assert load(engine, history.entries) == []
    assert rows(filled) == before


def test_changed_schemas_and_new_releases_at_once(blank: str, history: Seed) -> None:
    fill(blank, history.entries[:2])
    with writing(blank) as engine:
        with engine.begin() as connection:
            connection.execute(text("UPDATE releases SET fingerprint = 'old'"))
        assert load(engine, history.entries) == [3]
    assert differences(blank, history.entries) == []


def test_readers_keep_the_old_documents_until_all_are_dumped(filled: str, history: Seed) -> None:
    seen = []
    with writing(filled) as engine, reading(filled) as readers:
        with engine.begin() as connection:
            connection.execute(text("UPDATE releases SET fingerprint = 'old'"))

        @event.listens_for(engine, "commit")
        def look(_: Connection) -> None:
            with readers.connect() as connection:
                seen.append(list(connection.execute(select(Release.number, Release.fingerprint).order_by(Release.number))))

        load(engine, history.entries)
    assert seen == [[(1, "old"), (2, "old"), (3, "old")]]


# --- loads that die, loads at once


@pytest.fixture(scope="module")
def loader(history: Seed) -> Iterator[Callable[..., list[int]]]:
    """`loader(n, url, …)` loads each database in a process that kills itself at step n, and tells what each died of."""
    command = [sys.executable, "-m", "tests.seed.dying_loader", str(history.log)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=SEED.parent) as process:
        assert process.stdin
        assert process.stdout

        def run(step: int, *urls: str) -> list[int]:
            print(step, *urls, file=process.stdin, flush=True)
            return [int(status) for status in process.stdout.readline().split()]  # type: ignore[union-attr]

        yield run


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", DATABASES)
def test_load_killed_while_it_makes_tables_leaves_none_and_the_next_one_finishes(
    kind: str, databases: Databases, loader: Callable[..., list[int]], history: Seed, whole: list[Rows]
) -> None:
    for step in (1, 80, 160):
        url = databases.new(kind)
        assert loader(step, url) == [9]
        assert whole_releases(url, whole) == 0
        assert whole_releases(fill(url, history.entries), whole) == 3


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", DATABASES)
def test_killed_load_leaves_whole_releases_and_the_next_one_finishes(
    kind: str, databases: Databases, loader: Callable[..., list[int]], history: Seed, whole: list[Rows]
) -> None:
    found, step, killed = [], 1, True
    while killed:
        url = databases.filled(kind, [])
        killed = loader(step, url) == [9]
        found.append(whole_releases(url, whole))
        assert whole_releases(fill(url, history.entries), whole) == 3
        step += 17
    assert found == sorted(found)
    assert set(found) == {0, 1, 2, 3}


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", DATABASES)
def test_load_killed_while_dumping_again_leaves_the_old_documents(
    kind: str, databases: Databases, loader: Callable[..., list[int]], history: Seed
) -> None:
    url = databases.filled(kind, history.entries)
    with writing(url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE releases SET fingerprint = 'old'"))
    before = rows(url)
    step = 5
    while loader(step, url) == [9]:
        assert rows(url) == before
        step += 67
    assert step > 40
    assert differences(url, history.entries) == []


@pytest.mark.no_cover
@pytest.mark.parametrize("number", [2, 4])
def test_loaders_at_once_neither_corrupt_nor_double_anything(
    number: int, empty: str, loader: Callable[..., list[int]], whole: list[Rows]
) -> None:
    assert loader(0, *[empty] * number) == [0] * number
    assert whole_releases(empty, whole) == 3


@pytest.mark.no_cover
def test_loader_beside_one_that_dies_finishes(empty: str, loader: Callable[..., list[int]], history: Seed, whole: list[Rows]) -> None:
    fill(empty, history.entries[:1])
    assert loader(30, empty, empty) in ([9, 9], [9, 0], [0, 9])
    assert whole_releases(fill(empty, history.entries), whole) == 3


# --- verify

TAMPERING = {
    "changed document": (
        "UPDATE events SET document_en = '{}' WHERE pk = 2",
        ["database events/2 (2018-workshop of release 1): document_en differs from the log"],
    ),
    "changed column": (
        "UPDATE events SET status = 'held' WHERE pk = 2",
        ["database events/2 (2018-workshop of release 1): status differs from the log"],
    ),
    "wrong end": (
        "UPDATE events SET removed_in = 9 WHERE pk = 2",
        ["database events/2 (2018-workshop of release 1): removed_in differs from the log"],
    ),
    "missing row": (
        "DELETE FROM initiatives",
        ["database initiatives/1 (plan of release 1): is in the log and not in the database"],
    ),
    "extra row": (
        "INSERT INTO removals VALUES ('events', 'x', 2, 'Weg.', 'Gone.', NULL, NULL)",
        ["database removals/events/x/2: is in the database and not in the log"],
    ),
    "doubled row": (
        "INSERT INTO initiatives (pk, id, added_in, removed_in, title_de, title_en, title_sort_de, title_sort_en, document_de, "
        "document_en, untranslated, refs, certainty, level, named_in_announcement, earliest, latest) SELECT 2, id, added_in, removed_in, "
        "title_de, title_en, title_sort_de, title_sort_en, document_de, document_en, untranslated, refs, certainty, level, "
        "named_in_announcement, earliest, latest FROM initiatives",
        ["database initiatives/2 (plan of release 1): is in the database and not in the log"],
    ),
    "missing term": (
        "DELETE FROM terms WHERE field = 'themes' AND value = 'europa' AND row = 1",
        ["database terms/events/themes/europa/1: is in the log and not in the database"],
    ),
    "changed term": (
        "UPDATE terms SET value = 'innovation' WHERE field = 'themes' AND value = 'europa' AND row = 1",
        [
            "database terms/events/themes/europa/1: is in the log and not in the database",
            "database terms/events/themes/innovation/1: is in the database and not in the log",
        ],
    ),
    "missing tombstone": ("DELETE FROM removals", ["database removals/events/2018-workshop/3: is in the log and not in the database"]),
    "changed reason": (
        "UPDATE removals SET reason_en = 'Wrong.'",
        ["database removals/events/2018-workshop/3: reason_en differs from the log"],
    ),
    "changed digest": (
        "UPDATE releases SET sha256 = 'x' WHERE number = 2",
        ["database releases/2 (2 of release 2): sha256 differs from the log"],
    ),
    "release not loaded": (
        "DELETE FROM releases WHERE number = 3",
        ["database releases/3 (3 of release 3): is in the log and not in the database"],
    ),
}  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize(("statement", "faults"), TAMPERING.values(), ids=TAMPERING)
def test_verify_finds(filled: str, history: Seed, statement: str, faults: list[str]) -> None:
    with writing(filled) as engine, engine.begin() as connection:
        connection.execute(text(statement))
    assert differences(filled, history.entries) == faults


WORDS_GONE = {
    "sqlite": "UPDATE events_text SET a = replace(a, 'werkstatt', '') WHERE rowid = 2",
    "postgresql": "UPDATE events_text SET words = ts_delete(words, 'werkstatt') WHERE rowid = 2",
}


def test_verify_finds_a_word_missing_from_the_text_index(filled: str, history: Seed) -> None:
    with writing(filled) as engine, engine.begin() as connection:
        connection.execute(text(WORDS_GONE[engine.dialect.name]))
    assert differences(filled, history.entries) == ["database events_text/2 (2018-workshop of release 1): words differs from the log"]


def test_verify_finds_rows_missing_from_the_text_index_or_too_many(filled: str, history: Seed) -> None:
    with writing(filled) as engine, engine.begin() as connection:
        append(connection, index.name_of(Source), [index.row(engine.dialect.name, SourceSchema(), 9, {"title": {"de": "Fremd"}})])
    assert differences(filled, history.entries) == ["database sources_text/9: is in the database and not in the log"]
    with writing(filled) as engine, engine.begin() as connection:
        index.clear(connection)
    assert "database events_text/2 (2018-workshop of release 1): is in the log and not in the database" in differences(
        filled, history.entries
    )


def test_verify_finds_a_database_behind_the_log(blank: str, history: Seed) -> None:
    fill(blank, history.entries[:2])
    assert "database releases/3 (3 of release 3): is in the log and not in the database" in differences(blank, history.entries)


def test_verify_changes_nothing(loaded: str, history: Seed) -> None:
    before = rows(loaded)
    differences(loaded, history.entries)
    assert rows(loaded) == before


# --- the commands


def run(seed: Seed, command: str) -> int:
    return main(["--log", str(seed.log), command])


def test_load_command_says_what_it_loaded(
    empty: str, history: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty)
    monkeypatch.setenv("DOWNLOADS_DIR", str(tmp_path / "downloads"))
    assert run(history, "load") == 0
    assert run(history, "load") == 0
    told = "loaded release 1, 2, 3\nbuilt the downloads of release 1, 2, 3\nup to date at release 3\n"
    assert capsys.readouterr() == (told, "")


def test_verify_command_names_the_newest_release(
    loaded: str, history: Seed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", loaded)
    assert run(history, "verify") == 0
    digest = history.entries[2].sha256
    assert capsys.readouterr() == (f"database and log agree on 3 release(s); the newest is {digest}\n", "")


def test_verify_command_lists_the_differences_and_what_to_do(
    filled: str, history: Seed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", filled)
    with writing(filled) as engine, engine.begin() as connection:
        connection.execute(text("DELETE FROM removals"))
    assert run(history, "verify") == 1
    assert capsys.readouterr() == (
        "",
        "database removals/events/2018-workshop/3: is in the log and not in the database\n\n1 difference(s). "
        "The database is derived data: empty it and run `python -m seed load` to rebuild it from the log.\n",
    )


def test_verify_command_on_a_database_without_tables_is_one_line(
    empty: str, history: Seed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty)
    assert run(history, "verify") == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith("database: "), err.count("\n")) == ("", True, 1)


def test_load_command_refuses_another_history(
    loaded: str, told: Seed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", loaded)
    for file in told.log.iterdir():
        file.unlink()
    told.release("Anders.")
    assert run(told, "load") == 1
    message = "database: the database holds another release 1 than the log: load into an empty one"
    assert capsys.readouterr() == ("", f"{message}\n\nrefused: 1 fault(s), nothing was changed\n")


@pytest.mark.no_cover
def test_loaders_as_commands_at_once(empty: str, history: Seed, whole: list[Rows], downloads_dir: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "seed", "--log", str(history.log), "load"]
    environment = {"DATABASE_URL": empty, "DOWNLOADS_DIR": str(downloads_dir)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": SEED.parent, "env": environment}
    loaders = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    answers = [loader.communicate() for loader in loaders]
    assert [loader.returncode for loader in loaders] == [0, 0], answers
    first = [out.splitlines()[0] for out, _ in answers]
    loaded = [number for line in first if line.startswith("loaded") for number in line.removeprefix("loaded release ").split(", ")]
    assert sorted(map(int, loaded)) == [1, 2, 3]
    assert whole_releases(empty, whole) == 3
