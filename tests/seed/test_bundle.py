"""Downloads are what the release says: the same bytes wherever they are built, whole builds or none, whoever builds or dies."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from api import downloads
from api.db import reader, snapshot, writer
from api.downloads import INDEX, Shelf
from api.releases import Edition
from api.representations.bulk import DOWNLOADS
from seed.__main__ import main as load
from seed.bundle import bundle, main
from tests.conftest import DATABASES, PUBLIC_URL, SEED, Databases, fill
from tests.seed.conftest import Seed

COMMAND = [sys.executable, "-m", "seed.bundle"]
# Kills itself in place of the n-th wait for the disk: six files and the index for each release, then their directory.
DYING = """
import itertools, os, signal, sys
steps, sync = itertools.count(1), os.fsync
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL) if next(steps) == {step} else sync(handle)
from seed.bundle import main
sys.exit(main())
"""

Bytes = dict[str, bytes]


@pytest.fixture(scope="module")
def filled(databases: Databases, history: Seed) -> str:
    """The URL of a database with the three releases of the small seed."""
    return databases.filled("sqlite", history.entries)


def built(url: str, shelf: Shelf) -> list[int]:
    engine = reader(url)
    with snapshot(engine) as connection:
        numbers = bundle(connection, shelf)
    engine.dispose()
    return numbers


def contents(directory: Path) -> Bytes:
    return {str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def wanted(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Bytes:
    """What a directory holds after an undisturbed build."""
    shelf = Shelf(tmp_path_factory.mktemp("wanted"), PUBLIC_URL)
    assert built(filled, shelf) == [1, 2, 3]
    return contents(shelf.directory)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "downloads", PUBLIC_URL)


@pytest.fixture
def command(filled: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the commands of a test work with."""
    for name, value in {"DATABASE_URL": filled, "DOWNLOADS_DIR": str(shelf.directory), "PUBLIC_URL": PUBLIC_URL}.items():
        monkeypatch.setenv(name, value)


def test_build_is_every_file_and_its_index(wanted: Bytes) -> None:
    assert len(wanted) == 1 + 3 * (len(DOWNLOADS) + 1)
    assert {Path(name).name for name in wanted} == {".lock", INDEX, *DOWNLOADS}


@pytest.mark.parametrize("kind", DATABASES)
def test_same_log_gives_the_same_bytes_on_every_database(
    kind: str, databases: Databases, history: Seed, shelf: Shelf, wanted: Bytes
) -> None:
    assert built(databases.filled(kind, history.entries), shelf) == [1, 2, 3]
    assert contents(shelf.directory) == wanted


def test_what_is_there_is_not_built_again(filled: str, shelf: Shelf, history: Seed) -> None:
    built(filled, shelf)
    before = {path: path.stat().st_mtime_ns for path in shelf.directory.rglob("*/*")}
    assert built(filled, shelf) == []
    assert {path: path.stat().st_mtime_ns for path in shelf.directory.rglob("*/*")} == before


def test_later_release_is_built_beside_the_earlier_ones(databases: Databases, history: Seed, shelf: Shelf, wanted: Bytes) -> None:
    url = databases.filled("sqlite", history.entries[:2])
    assert built(url, shelf) == [1, 2]
    fill(url, history.entries)
    assert built(url, shelf) == [3]
    assert contents(shelf.directory) == wanted


def test_other_address_is_another_build_and_two_are_kept(filled: str, shelf: Shelf) -> None:
    shelves = [Shelf(shelf.directory, address) for address in (PUBLIC_URL, "http://localhost:1", "http://localhost:2")]
    for each in shelves:
        assert built(filled, each) == [1, 2, 3]
    assert [built(filled, each) for each in shelves[1:]] == [[], []]
    assert len(list(shelf.directory.glob("release-3-*"))) == 2


def test_name_of_a_build_tells_all_that_its_bytes_depend_on(shelf: Shelf) -> None:
    edition = Edition(3, "2026-01-03T12:00:00Z", "a" * 64, "")
    others = [shelf.name(edition._replace(sha256="b" * 64)), Shelf(shelf.directory, "https://other.example").name(edition)]
    assert shelf.name(edition) not in others
    assert shelf.name(edition) == Shelf(shelf.directory / "elsewhere", PUBLIC_URL).name(edition)


@pytest.mark.parametrize("file", ["", "api/representations/to_csv.py"])
def test_changed_code_makes_other_builds(tmp_path: Path, file: str) -> None:
    for package in ("api", "schemas"):
        shutil.copytree(SEED.parent / package, tmp_path / package)
    if file:
        (tmp_path / file).write_text((tmp_path / file).read_text() + "# changed\n")
    asked = [sys.executable, "-c", "from api.downloads import fingerprint; print(fingerprint())"]
    told = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()
    assert (told == downloads.fingerprint()) is not bool(file)


# --- builders that die, builders at once


@pytest.mark.parametrize("step", [3, 7, 8])
@pytest.mark.usefixtures("command")
def test_killed_builder_leaves_whole_builds_and_the_next_one_finishes(step: int, filled: str, shelf: Shelf, wanted: Bytes) -> None:
    killed = subprocess.run([sys.executable, "-c", DYING.format(step=step)], cwd=SEED.parent, check=False)
    assert killed.returncode == -signal.SIGKILL
    found = {name: content for name, content in contents(shelf.directory).items() if not name.startswith(".unfinished")}
    assert found.items() <= wanted.items()
    assert all(len(list(build.iterdir())) == len(DOWNLOADS) + 1 for build in shelf.directory.glob("release-*"))
    assert main() == 0
    assert contents(shelf.directory) == wanted


@pytest.mark.no_cover
@pytest.mark.usefixtures("command")
def test_builders_at_once_build_once(shelf: Shelf, wanted: Bytes) -> None:
    builders = [subprocess.Popen(COMMAND, cwd=SEED.parent) for _ in range(2)]
    assert [builder.wait() for builder in builders] == [0, 0]
    assert contents(shelf.directory) == wanted


@pytest.mark.parametrize("name", [INDEX, next(iter(DOWNLOADS))])
def test_build_that_lacks_a_file_is_built_again(filled: str, shelf: Shelf, wanted: Bytes, name: str) -> None:
    built(filled, shelf)
    next(shelf.directory.glob(f"release-2-*/{name}")).unlink()
    assert built(filled, shelf) == [2]
    assert contents(shelf.directory) == wanted


# --- what cannot be built is told in one line


def unwritable(directory: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (directory / "file").touch()
    monkeypatch.setenv("DOWNLOADS_DIR", str(directory / "file" / "downloads"))
    return f"DOWNLOADS_DIR={directory}/file/downloads: Not a directory; the downloads are not up to date\n"


@pytest.mark.usefixtures("command")
def test_directory_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = unwritable(tmp_path, monkeypatch)
    assert main() == 1
    assert capsys.readouterr() == ("", told)


@pytest.mark.usefixtures("command")
def test_load_tells_it_too_once_the_database_is_loaded(
    history: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = unwritable(tmp_path, monkeypatch)
    assert load(["--log", str(history.log), "load"]) == 1
    assert capfd.readouterr() == ("up to date at release 3\n", told)


@pytest.mark.usefixtures("command")
def test_database_of_another_version_is_refused(
    databases: Databases, history: Seed, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = databases.filled("sqlite", history.entries)
    engine = writer(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE releases SET fingerprint = 'old' WHERE number = 2"))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    assert main() == 1
    assert capsys.readouterr() == ("", "the database was filled by another version of this program: run `python -m seed load` first\n")
    assert not shelf.directory.exists()


@pytest.mark.usefixtures("command")
def test_database_without_tables_is_one_line(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", databases.new("sqlite"))
    assert main() == 1
    out, err = capsys.readouterr()
    assert (out, "no such table" in err, err.count("\n")) == ("", True, 1)
