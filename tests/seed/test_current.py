"""Whether there is anything to load: only if a load would find nothing to do and nothing at fault is the answer no."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from api.db import writer
from seed.__main__ import main
from seed.current import REVISIONS, newest_loaded, newest_revision
from tests.conftest import Databases, fill
from tests.seed.conftest import Seed

Spoil = Callable[[Path], None]  # in a directory of its own


def executed(statement: str) -> Spoil:
    def spoil(directory: Path) -> None:
        engine = writer(f"sqlite:///{directory}/api.db")
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    return spoil


def a_build_gone(directory: Path) -> None:
    shutil.rmtree(next((directory / "downloads").glob("release-2-*")))


def a_release_file_changed(directory: Path) -> None:
    file = directory / "releases" / "0002-2026-01-02.json"
    file.write_text(file.read_text().replace("Geändert.", "Gefälscht."))


def a_release_file_gone(directory: Path) -> None:
    (directory / "releases" / "0003-2026-01-03.json").unlink()


SPOILT: dict[str, Spoil] = {
    "no tables": executed("DROP TABLE alembic_version"),
    "tables of an earlier revision": executed("UPDATE alembic_version SET version_num = '0003'"),
    "a release that is missing": executed("DELETE FROM releases WHERE number = 3"),
    "another release": executed("UPDATE releases SET sha256 = 'x' WHERE number = 1"),
    "documents of an earlier schema": executed("UPDATE releases SET fingerprint = 'x' WHERE number = 1"),
    "downloads that are missing": a_build_gone,
    "a release file that was changed": a_release_file_changed,
    "a release file that is missing": a_release_file_gone,
}


@pytest.fixture(scope="module")
def everything(history: Seed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the log of three releases, a database they were loaded into, and their downloads."""
    directory = tmp_path_factory.mktemp("everything")
    shutil.copytree(history.log, directory / "releases")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{directory}/api.db")
        patch.setenv("DOWNLOADS_DIR", f"{directory}/downloads")
        assert main(["--log", str(directory / "releases"), "load"]) == 0
    return directory


@pytest.fixture
def copy(everything: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Such a directory of each test's own, which the settings name."""
    directory = tmp_path / "copy"
    shutil.copytree(everything, directory)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{directory}/api.db")
    monkeypatch.setenv("DOWNLOADS_DIR", f"{directory}/downloads")
    return directory


def test_what_was_loaded_is_current(copy: Path) -> None:
    assert newest_loaded(copy / "releases") == 3


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_a_load_would_change_or_refuse_is_not_current(spoil: Spoil, copy: Path) -> None:
    spoil(copy)
    assert newest_loaded(copy / "releases") is None


@pytest.mark.parametrize("setting", ["DATABASE_URL=sqlite:///none/api.db", "DATABASE_URL=mysql://x", "PORT=x", "DOWNLOADS_DIR=README.md"])
def test_nothing_is_current_where_settings_lead_nowhere(setting: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*setting.split("=", 1))
    assert newest_loaded(copy / "releases") is None


def test_postgresql_is_asked_alike(databases: Databases, history: Seed, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = databases.new("postgresql")
    monkeypatch.setenv("DATABASE_URL", url)
    assert newest_loaded(copy / "releases") is None
    fill(url, history.entries)
    assert newest_loaded(copy / "releases") == 3


def test_the_newest_revision_is_alembics() -> None:
    config = Config()
    config.set_main_option("script_location", str(REVISIONS.parent))
    assert newest_revision() == ScriptDirectory.from_config(config).get_current_head()
