"""What a fresh copy is set up from: the lock files, the Makefile's stamps, the seed, the image's read-only database."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from api.db import reader
from api.models import Release

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "benchmarks/requirements.txt")
REQUIREMENT = re.compile(r"([a-z0-9-]+(?:\[[a-z]+\])?)==(\S+)( ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def seed_load(url: str) -> str:
    command = [sys.executable, "-m", "seed", "load"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=True).stdout


def make(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Make as a user starts it, even if it is make that runs the tests."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *arguments], cwd=directory, env=outside, capture_output=True, text=True, check=False)


def versions(lock: str) -> dict[str, str]:
    return {name: version for name, version, *_ in REQUIREMENT.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_exact_versions_with_hashes_and_nothing_else(lock: str) -> None:
    header, rest = re.match(r"((?:#.*\n)+)(.*)", (ROOT / lock).read_text(), re.DOTALL).groups()  # type: ignore[union-attr]
    assert "make lock" in header
    assert REQUIREMENT.sub("", rest) == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_package_host(lock: str) -> None:
    assert not re.search(r"://|--(index|extra-index|find-links|trusted-host)| @ ", (ROOT / lock).read_text())


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_tests_and_measurements_run_with_the_versions_that_serve(lock: str) -> None:
    assert versions("requirements.txt").items() <= versions(lock).items()


@pytest.mark.no_cover
def test_a_second_load_loads_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/api.db"
    first, second = seed_load(url), seed_load(url)
    assert first.startswith("loaded release 1")
    assert second == f"up to date at release {first.splitlines()[0].split()[-1]}\n"


def test_a_second_make_installs_nothing(tmp_path: Path) -> None:
    for directory in (".venv/bin", ".venv-bench", "benchmarks"):
        (tmp_path / directory).mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "pip").touch()
    for file in ("Makefile", *LOCKS):
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    for stamp in (".venv/runtime", ".venv/dev", ".venv-bench/peers"):
        (tmp_path / stamp).touch()
    planned = make(tmp_path, "--dry-run", "serve", "test", "bench").stdout
    assert "deploy.serve" in planned
    assert not re.search(r"pip|venv \.venv", planned)


def test_a_python_that_is_too_old_is_refused_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.6\nexit 0\n')
    old.chmod(0o755)
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    (tmp_path / "requirements.txt").touch()
    refused = make(tmp_path, f"PYTHON={old}", "serve")
    assert refused.returncode == 2
    assert refused.stdout == ""
    line = f"*** Python 3.11 or newer is needed and {old} is Python 3.9.6; try PYTHON=python3.11 make serve.  Stop."
    assert re.fullmatch(r"Makefile:\d+: " + re.escape(line) + "\n", refused.stderr)


def test_the_database_of_the_image_is_read_from_a_read_only_file(tmp_path: Path) -> None:
    file = tmp_path / "api.db"
    seed_load(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    file.chmod(0o444)
    tmp_path.chmod(0o555)
    engine = reader(f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true")
    with engine.connect() as connected:
        assert connected.scalar(select(func.count()).select_from(Release)) >= 2
        with pytest.raises(OperationalError, match="readonly"):
            connected.exec_driver_sql("DELETE FROM releases")
    engine.dispose()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.db"]
    tmp_path.chmod(0o755)
