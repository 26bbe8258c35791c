"""SQLite: the whole dataset in one file with tables, views and full-text search; Datasette opens it as it is.

Beside the tables of `tables.py` and the views of `views.py` there are `dataset`, which says what all this is, `fields`, what each
column means, and `codes`, what each code means. One release gives the same bytes with the same SQLite library: the file bears its
version, and no time.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.representations.answer import About, Whole
from api.representations.columns import Column, documents
from api.representations.streaming import content
from api.representations.tables import RecordTable, create_table, quoted
from api.representations.terms import scheme
from api.representations.views import views
from schemas.dataset import DESCRIPTION, TITLE
from schemas.vocabularies import SCHEMES, label

PRAGMAS = ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF", "cache_size = -8000")
DATASET = (
    *(f"{name} TEXT" for name in ("title_de", "title_en", "description_de", "description_en")),
    "release INTEGER",
    *(f"{name} TEXT" for name in ("published_at", "license", "license_url", "attribution", "url")),
)
FIELDS = (
    *(f"{name} TEXT" for name in ("table_name", "column_name", "meaning_de", "meaning_en", "vocabulary")),
    "PRIMARY KEY (table_name, column_name)",
)
CODES = (
    *(f"{name} TEXT" for name in ("vocabulary", "code", "name_de", "name_en", "definition_de", "definition_en")),
    "PRIMARY KEY (vocabulary, code)",
)


def to_sqlite(whole: Whole) -> Iterator[bytes]:
    """The database; nothing comes before the last record is read."""
    with TemporaryDirectory() as directory:
        file = Path(directory, "whole.sqlite")
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for pragma in (*PRAGMAS, f"user_version = {whole.about.release}"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            _fill(connection, whole)
            connection.execute("COMMIT")
            connection.execute("VACUUM")
        with file.open("rb") as made:
            yield from content(made)


def _fill(connection: sqlite3.Connection, whole: Whole) -> None:
    tables = {RecordTable(export.resource, export.schema): export for export in whole.exports("de")}
    _list(connection, "dataset", DATASET, [_facts(whole.about)])
    _list(connection, "fields", FIELDS, _meanings(tables))
    _list(connection, "codes", CODES, _codes())
    for table in tables:
        for definition in (table.definition, *(each.definition for each in table.lists)):
            connection.execute(definition)
    for table, export in tables.items():
        for document in documents(export):
            for name, row in table.rows(document):
                _insert(connection, name, [row])
        for statement in table.indexes:
            connection.execute(statement)
    for name, view in views(tables).items():
        connection.execute(f"CREATE VIEW {quoted(name)} AS\n{view}")


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[list[Any]]) -> None:
    for row in rows:
        connection.execute(f"INSERT INTO {quoted(table)} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def _list(connection: sqlite3.Connection, name: str, columns: Iterable[str], rows: Iterable[list[Any]]) -> None:
    connection.execute(create_table(name, columns))
    _insert(connection, name, rows)


def _facts(about: About) -> list[Any]:
    licence = (about.license_name, about.license_url, about.attribution)
    return [*TITLE, *DESCRIPTION, about.release, about.published_at, *licence, about.permalink]


def _meanings(tables: Iterable[RecordTable]) -> Iterator[list[Any]]:
    for table in tables:
        for column in table.columns:
            yield _meaning(table.name, column, column)
        for each in table.lists:
            for column in each.columns:
                yield _meaning(each.name, column, column if column.path else each.column)


def _meaning(table: str, column: Column, described: Column) -> list[Any]:
    return [table, column.name, described.description["de"], described.description["en"], scheme(column.field)]


def _codes() -> Iterator[list[Any]]:
    for name, vocabulary in SCHEMES.items():
        for code, texts in vocabulary.codes.items():
            (name_de, more_de), (name_en, more_en) = map(label, texts)
            yield [name, code, name_de, name_en, more_de or None, more_en or None]
