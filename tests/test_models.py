"""The tables: every column is a field of the schema, migrations make exactly them, and titles sort the German way."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from marshmallow import fields
from sqlalchemy import inspect, text

from api.db import writer
from api.migrations import migrate
from api.models import MODELS, RECORDS, Base, Event, Published, Release, fingerprint
from api.search.index import name_of
from schemas.fields import LANGUAGES, Reference, Text
from seed.rows import sort_key
from tests.conftest import SEED

COMMON = set(Published.__annotations__) - {"resource", "schema", "terms", "sorts"}
OUR_OWN = {"fingerprint"}  # of a release: about the database, not published

each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def columns(model: type[Published]) -> dict[str, bool]:
    """The model's own columns: name → whether it may be null."""
    return {
        attribute.key: bool(attribute.columns[0].nullable)
        for attribute in inspect(model).column_attrs
        if attribute.key not in COMMON | OUR_OWN
    }


def test_models_are_the_seven_resources() -> None:
    assert list(MODELS) == ["events", "challenges", "guidelines", "stakeholder-groups", "sources", "initiatives", "releases"]
    assert [resource for resource in MODELS if resource not in RECORDS] == [Release.resource]


@each_model
def test_every_column_is_a_field_of_the_schema(model: type[Published]) -> None:
    known = model.schema().fields
    texts = {f"{name}_{language}" for name, field in known.items() if isinstance(field, Text) for language in LANGUAGES}
    scalar = {name for name, field in known.items() if not isinstance(field, Text | fields.List | fields.Nested)}
    assert set(columns(model)) <= texts | scalar


@each_model
def test_text_columns_come_in_every_language(model: type[Published]) -> None:
    own = set(columns(model))
    texts = {name for name, field in model.schema().fields.items() if isinstance(field, Text)}
    bases = {column.rpartition("_")[0] for column in own} & texts
    assert own >= {f"{name}_{language}" for name in bases for language in LANGUAGES}


@each_model
def test_column_may_be_null_exactly_where_the_field_may(model: type[Published]) -> None:
    known = model.schema().fields
    for column, nullable in columns(model).items():
        name, _, language = column.rpartition("_")
        field = known[name if language in LANGUAGES else column]
        published = model is Event and column in ("earliest", "latest")  # of `starts`, which is required
        assert nullable == (bool(field.allow_none) and not published), column


@each_model
def test_terms_are_list_fields_of_codes_or_links(model: type[Published]) -> None:
    known = model.schema().fields
    for name in model.terms:
        field = known[name]
        assert isinstance(field, fields.List), name
        assert isinstance(field.inner, fields.String) or name == "sources", name


@each_model
def test_every_list_of_codes_or_links_is_a_term(model: type[Published]) -> None:
    lists = {name: field for name, field in model.schema().fields.items() if isinstance(field, fields.List)}
    assert set(model.terms) == {name for name, field in lists.items() if isinstance(field.inner, fields.String) or name == "sources"}


@each_model
def test_every_column_of_its_own_is_walked_along_an_index(model: type[Published]) -> None:
    indexed = {tuple(column.name for column in index.columns)[:4] for index in model.__table__.indexes}
    assert {(name, "id", "removed_in", "added_in") for name in model.__annotations__} <= indexed


@each_model
def test_single_links_are_columns(model: type[Published]) -> None:
    """A link that cannot be filtered by would be of no use to those who follow links backwards."""
    links = {name for name, field in model.schema().fields.items() if isinstance(field, Reference)}
    assert links <= set(columns(model))


# --- migrations


def schema(url: str) -> Mapping[str, object]:
    """All that the database says of its tables."""
    engine = writer(url)
    inspector = inspect(engine)
    found = {
        table: (
            [{**column, "type": str(column["type"])} for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table),
            sorted(inspector.get_indexes(table), key=lambda index: str(index["name"])),
        )
        for table in sorted(inspector.get_table_names())
    }
    engine.dispose()
    return found


def test_migrations_make_exactly_the_models_tables(empty: str) -> None:
    engine = writer(empty)
    migrate(engine)
    with engine.connect() as connection:
        mapped = {"include_name": lambda name, kind, _: kind != "table" or "_text" not in name}
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True, **mapped})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    indexes = {name_of(model) for model in RECORDS.values()}
    made = {table for table in schema(empty) if table in indexes or "_text" not in table}  # FTS5 has tables of its own
    assert made == {*Base.metadata.tables, *indexes, "alembic_version"}


def test_migrating_twice_changes_nothing(empty: str) -> None:
    engine = writer(empty)
    migrate(engine)
    before = schema(empty)
    migrate(engine)
    engine.dispose()
    assert schema(empty) == before


def test_migration_that_fails_leaves_no_table(empty: str) -> None:
    engine = writer(empty)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE terms (x integer)"))  # the last table of the first migration
    with pytest.raises(Exception, match="terms"):
        migrate(engine)
    engine.dispose()
    assert set(schema(empty)) == {"terms"}


# --- fingerprint


def test_fingerprint_is_the_same_each_time() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


@pytest.mark.parametrize("file", ["api/models.py", "api/search/words.py", "schemas/fields.py"])
def test_fingerprint_follows_the_code(tmp_path: Path, file: str) -> None:
    for package in ("api", "schemas"):
        shutil.copytree(SEED.parent / package, tmp_path / package)
    with (tmp_path / file).open("a") as code:
        code.write("# changed")
    command = [sys.executable, "-c", "from api.models import fingerprint; print(fingerprint())"]
    assert subprocess.check_output(command, cwd=tmp_path, text=True).strip() != fingerprint()


def test_fingerprint_follows_the_version_of_the_stemmer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr("api.models.version", lambda name: f"{name} 99")
    assert fingerprint.__wrapped__() != before


# --- sorting


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Ärzte", "arzte"),
        ("Größe", "grosse"),
        ("GRÖSSE", "grosse"),
        ("Öffnung", "offnung"),
        ("Übermut", "ubermut"),
        ("Café", "cafe"),
        ("ǅ", "dz"),
        ("„Wir sind die Industrie!“", "wir sind die industrie"),
        ("1. StrategieKonferenz", "1 strategiekonferenz"),
        ("SWOT-Analyse", "swot analyse"),
        ("  Stadt \u00a0 Land ", "stadt land"),
        ("ﬁn", "fin"),
        ("", ""),
    ],
)
def test_sort_key_keeps_letters_and_digits_only(title: str, key: str) -> None:
    assert sort_key(title) == key


def test_umlauts_sort_as_their_base_letters() -> None:
    """DIN 5007-1: ä as a, ö as o, ü as u, ß as ss; by code point Ä would follow Z."""
    titles = ["Arbeit", "Ärzte", "Asche", "Zoll", "Öl", "Oma", "Ost", "Maß", "Masse", "Mast", "über", "Uhr"]
    assert sorted(titles, key=sort_key) == ["Arbeit", "Ärzte", "Asche", "Maß", "Masse", "Mast", "Öl", "Oma", "Ost", "über", "Uhr", "Zoll"]


def test_word_sorts_before_its_continuation() -> None:
    assert sorted(["Industrieplan", "Industrie 4.0", "Industrie", "Industrie-Forum"], key=sort_key) == [
        "Industrie",
        "Industrie 4.0",
        "Industrie-Forum",
        "Industrieplan",
    ]


def test_database_sorts_by_the_same_key(database: str) -> None:
    engine = writer(database)
    with engine.connect() as connection:
        titles = list(connection.execute(text("SELECT title_de, title_sort_de FROM stakeholder_groups ORDER BY title_sort_de, id")))
    engine.dispose()
    assert [key for _, key in titles] == sorted(key for _, key in titles)
    assert [key for _, key in titles] == [sort_key(title) for title, _ in titles]
