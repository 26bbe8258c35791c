"""What the engines do for SQLite that its driver does not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.db import writer


@pytest.mark.parametrize("in_use", [False, True])
def test_loader_tells_if_readers_will_have_to_wait(tmp_path: Path, caplog: pytest.LogCaptureFixture, in_use: bool) -> None:
    file = tmp_path / "api.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (x)")
        if in_use:
            other.execute("BEGIN IMMEDIATE")
        engine = writer(f"sqlite:///{file}")
        with closing(engine.raw_connection()) as connection:
            (journal,) = connection.cursor().execute("PRAGMA journal_mode").fetchone()
        engine.dispose()
    assert (journal, len(caplog.records)) == (("delete", 1) if in_use else ("wal", 0))
