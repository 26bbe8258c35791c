"""Proving that database and log agree, record by record."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from api.db import writer
from api.migrations import migrate
from api.models import RECORDS, Base, Published
from api.search import index
from seed.data import Fault
from seed.load import load
from seed.log import Entry

Row = dict[str, Any]


def verify(engine: Engine, entries: list[Entry]) -> list[Fault]:
    """Compare the database, table by table and row by row, with one filled from the log alone; returns every difference."""
    rebuilt = writer("sqlite://")
    migrate(rebuilt)
    load(rebuilt, entries)
    with engine.connect() as held, rebuilt.connect() as wanted:
        compared = [(_rows(held, table), _rows(wanted, table)) for table in Base.metadata.sorted_tables]
        for model in RECORDS.values():
            names = _names(wanted, model)
            compared.append((_indexed(held, model, names), _indexed(wanted, model, names)))
    rebuilt.dispose()
    return [Fault("database", 0, place, "", message) for pair in compared for place, message in _differences(*pair)]


def _rows(connection: Connection, table: Table) -> dict[str, Row]:
    """The rows of a table, each under a name that says which it is."""
    rows = {}
    for row in connection.execute(select(table)).mappings():
        place = "/".join([table.name, *(str(row[column.name]) for column in table.primary_key)])
        rows[f"{place} ({row['id']} of release {row['added_in']})" if "added_in" in row else place] = dict(row)
    return rows


def _names(connection: Connection, model: type[Published]) -> dict[int, str]:
    """Row → which it is."""
    columns = select(model.pk, model.id, model.added_in)
    return {pk: f" ({id_} of release {added_in})" for pk, id_, added_in in connection.execute(columns)}


def _indexed(connection: Connection, model: type[Published], names: dict[int, str]) -> dict[str, Row]:
    """What the text index holds of each row, named like the rows of tables."""
    found = index.contents(connection, model)
    return {f"{index.name_of(model)}/{row}{names.get(row, '')}": {"words": words} for row, words in found.items()}


def _differences(held: dict[str, Row], wanted: dict[str, Row]) -> Iterator[tuple[str, str]]:
    for place in sorted(held.keys() | wanted.keys()):
        if place not in held:
            yield place, "is in the log and not in the database"
        elif place not in wanted:
            yield place, "is in the database and not in the log"
        else:
            for column, value in wanted[place].items():
                if held[place][column] != value:
                    yield place, f"{column} differs from the log"
