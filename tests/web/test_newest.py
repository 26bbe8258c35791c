"""The newest release is known at once on SQLite, after a moment on PostgreSQL, and as long as the service lives."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from api.db import reader, writer
from api.web import newest
from api.web.newest import Newest
from seed.load import load
from tests.conftest import DATABASES, ENTRIES


@pytest.fixture
def engine(blank):
    engine = reader(blank)
    yield engine
    engine.dispose()


def number(known):
    edition = known.edition()
    return edition and edition.number


def test_releases_are_seen_when_they_are_loaded(engine, blank, monkeypatch):
    monkeypatch.setattr(newest, "MAX_AGE", dict.fromkeys(DATABASES, 1e-9))
    known, loader, seen = Newest(engine), writer(blank), []
    for count in range(len(ENTRIES) + 1):
        load(loader, ENTRIES[:count])
        seen.append(number(known))
    loader.dispose()
    assert seen == [None, 1, 2]


def test_database_is_read_only_when_something_may_have_changed(engine, monkeypatch):
    monkeypatch.setattr(newest, "MAX_AGE", dict.fromkeys(DATABASES, 3600))
    known, sent = Newest(engine), []
    number(known)
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    for _ in range(100):
        number(known)
    assert sent == []


def test_what_was_known_stays_known_while_the_database_is_away(engine, blank, request, monkeypatch):
    monkeypatch.setattr(newest, "MAX_AGE", dict.fromkeys(DATABASES, 1e-9))
    loader = writer(blank)
    load(loader, ENTRIES)
    loader.dispose()
    known = Newest(engine)
    assert number(known) == 2
    engine.dispose()
    if engine.name == "sqlite":
        Path(engine.url.database).unlink()
    else:
        server = create_engine(request.getfixturevalue("postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {engine.url.database} WITH (FORCE)"))
        server.dispose()
    assert [number(known), number(known)] == [2, 2]


def test_requests_do_not_wait_for_one_that_asks_postgresql(engine, blank, monkeypatch):
    monkeypatch.setattr(newest, "MAX_AGE", dict.fromkeys(DATABASES, 1e-9))
    loader = writer(blank)
    load(loader, ENTRIES)
    loader.dispose()
    known, asking, go = Newest(engine), threading.Event(), threading.Event()
    assert number(known) == 2

    @event.listens_for(engine, "before_cursor_execute")
    def wait(*args):
        asking.set()
        assert go.wait(10)

    slow = threading.Thread(target=number, args=[known])
    slow.start()
    if engine.name == "postgresql":  # SQLite has nothing to ask while nothing is committed
        assert asking.wait(10)
    assert number(known) == 2
    go.set()
    slow.join(10)
