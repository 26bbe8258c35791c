"""What the engines do for SQLite that its driver does not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.db import writer


@pytest.mark.parametrize("use", ["", "BEGIN IMMEDIATE", "BEGIN; SELECT * FROM t"])
def test_loader_tells_if_readers_will_have_to_wait(tmp_path: Path, caplog: pytest.LogCaptureFixture, use: str) -> None:
    file = tmp_path / "api.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("INSERT INTO t VALUES (1)")
        for statement in filter(None, use.split(";")):
            other.execute(statement).fetchone()
        engine = writer(f"sqlite:///{file}")
        with closing(engine.raw_connection()) as connection:
            (journal,) = connection.cursor().execute("PRAGMA journal_mode").fetchone()
        engine.dispose()
    assert (journal, len(caplog.records)) == (("delete", 1) if use else ("wal", 0))
