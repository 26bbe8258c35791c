"""Engines and transactions, for SQLite and PostgreSQL alike."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from sqlite3 import OperationalError
from time import sleep
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Engine, Select, create_engine, event, false, func, make_url, text

log = logging.getLogger(__name__)

Parts = ParamSpec("Parts")
Made = TypeVar("Made")

MAPPED = 2**24  # bytes of an SQLite file that readers see where the system keeps it, without copies of their own
PREPARED = 200  # statements of a kind that a process keeps
COMPILED = 100  # statements that it keeps as text; each with a dozen facets takes 100 KB, and nobody asks for hundreds of kinds
LOADER_LOCK = 20180424  # any constant: PostgreSQL's advisory locks are numbers


def prepared(make: Callable[Parts, Made]) -> Callable[Parts, Made]:
    """A function that makes a statement, or a part of one, only once of the same parts; it is run with the values of each request."""
    return cast("Callable[Parts, Made]", lru_cache(PREPARED)(make))


def row_by_row(condition: Select[Any]) -> ColumnElement[bool]:
    """Whether the first row that it selects is true; false if there is none. For a subquery about a row of the query around it.

    PostgreSQL would work out an EXISTS for all rows beforehand, however few are looked at.
    """
    return func.coalesce(condition.limit(1).scalar_subquery(), false())


def reader(url: str, threads: int = 8) -> Engine:
    """An engine that can only read, with a connection for each of the threads: what the service uses."""
    # Of the connections, the one used last has the most prepared.
    pool: dict[str, Any] = {"pool_size": threads, "pool_use_lifo": True, "query_cache_size": COMPILED}
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, **pool, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _query_only)
        return engine
    return create_engine(url, **pool, pool_pre_ping=True, execution_options={"postgresql_readonly": True})


def writer(url: str) -> Engine:
    """An engine for the seed; creates the directory of an SQLite file."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        if engine.url.database and not engine.url.database.startswith("file:"):
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _manual_transactions)
        event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def exclusive(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other loader runs beside; readers stay on the state before it."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOADER_LOCK})
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database, whatever is loaded meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # the driver begins none before it writes
        yield connection


def append(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, all with the same columns, as fast as the driver can."""
    if not rows:
        return
    columns, values = ", ".join(f'"{name}"' for name in rows[0]), map(itemgetter(*rows[0]), rows)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values))  # noqa: S608


def _query_only(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.execute("PRAGMA query_only = ON")
    dbapi_connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    dbapi_connection.execute("PRAGMA busy_timeout = 5000")


def _manual_transactions(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # else the driver would begin and commit on its own around DDL
    if not _has_log(dbapi_connection):
        log.warning("the database is in use and keeps its rollback journal: a load will wait for readers, and they for it")
    dbapi_connection.execute("PRAGMA busy_timeout = 60000")


def _has_log(dbapi_connection: Any) -> bool:
    """Whether the database could be given a write-ahead log, for which nobody else may use it; a loader may be doing the same."""
    dbapi_connection.execute("PRAGMA busy_timeout = 0")  # SQLite waits for readers here, but not for another loader
    for _ in range(100):
        with suppress(OperationalError):
            dbapi_connection.execute("PRAGMA journal_mode = WAL")
            return True
        sleep(0.01)
    return False


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    # KiB, as every row of a large release touches all indexes. Not on connecting: it reads, and would hold up a change to WAL.
    connection.exec_driver_sql("PRAGMA cache_size = -262144")
