"""The newest release, known for every request at the price of microseconds."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from api import releases
from api.releases import Edition

MAX_AGE = {"sqlite": 0.01, "postgresql": 1.0}  # seconds that what is known is trusted


class Newest:
    """The newest release of a database, read again when it may have changed.

    SQLite tells by a counter in memory (`PRAGMA data_version`) whether anything was committed; PostgreSQL is asked once a
    second. While the database is away, the newest release known before still is what is known.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, Lock()
        self._is_file, self._age = engine.dialect.name == "sqlite", MAX_AGE[engine.dialect.name]
        self._counter: Any = None  # a driver's connection to SQLite, on which nothing else runs
        self._count: Any = None  # what SQLite had counted when `_edition` was read
        self._until = 0.0  # the clock until which `_edition` is trusted
        self._edition: Edition | None = None
        event.listen(engine, "engine_disposed", self._forget)

    def edition(self) -> Edition | None:
        """The newest release as far as known without waiting; None before the first load."""
        if monotonic() >= self._until and self._lock.acquire(blocking=self._edition is None):  # else another thread is asking already
            try:
                self._until = monotonic() + self._age  # first, so that a database that is away is not asked by every request
                self._renew()
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
                self._close()
            finally:
                self._lock.release()
        return self._edition

    def on(self, connect: Callable[[], Connection]) -> Edition | None:
        """The newest release that a connection can read: one to PostgreSQL may lead to a replica that lags behind."""
        return (self._is_file and self.edition()) or releases.current(connect())

    def _renew(self) -> None:
        count = self._counted() if self._is_file else None
        if count is None or count != self._count:
            self._count = count
            with self._engine.connect() as connection:
                self._edition = releases.current(connection)

    def _counted(self) -> Any:
        """A number that changes whenever anything is committed to the file."""
        if self._counter is None:
            pooled = self._engine.raw_connection()
            pooled.detach()
            self._counter = pooled.dbapi_connection
        return self._counter.execute("PRAGMA data_version").fetchone()

    def _forget(self, _engine: Engine) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._counter is not None:
            self._counter.close()
        self._counter = self._count = None
