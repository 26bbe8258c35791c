"""A small seed of its own for each test: to spoil, to publish, to load."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seed import log
from seed.check import check
from seed.data import Fault, Faulty
from seed.release import release

SMALL = Path(__file__).parent / "small"
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Seed:
    """An editor's files and the log beside them."""

    def __init__(self, directory: Path) -> None:
        self.data, self.log = directory / "data", directory / "releases"

    @classmethod
    def copy(cls, directory: Path) -> "Seed":
        """The small seed in `directory`, with an empty log."""
        shutil.copytree(SMALL, directory / "data")
        (directory / "releases").mkdir()
        return cls(directory)

    def write(self, file: str, content: str | bytes) -> None:
        (self.data / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace `old`, which the file holds exactly once."""
        text = (self.data / file).read_text()
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        self.write(file, text.replace(old, new))

    def line(self, file: str, text: str) -> int:
        """Number of the only line that holds `text`."""
        (number,) = (n for n, line in enumerate((self.data / file).read_text().splitlines(), 1) if text in line)
        return number

    def faults(self) -> list[Fault]:
        try:
            check(self.data, log.state(log.read(self.log)))
        except Faulty as refused:
            return refused.faults
        return []

    def remove(self, resource: str, id_: str, reason: str = "{de: Doppelt., en: Twice.}") -> None:
        """Take the record out of its file and say why."""
        records = (self.data / f"{resource}.yaml").read_text().split("\n\n")
        kept = [record for record in records if not record.startswith(f"- id: {id_}\n")]
        assert len(kept) == len(records) - 1
        self.write(f"{resource}.yaml", "\n\n".join(kept) or "[]\n")
        tombstones = (self.data / "removed.yaml").read_text().replace("[]\n", "")
        self.write("removed.yaml", f"{tombstones}- {{resource: {resource}, id: {id_}, reason: {reason}}}\n")

    def release(self, note: str = "Neues.") -> Path | None:
        """Publish what has changed, a day after the release before."""
        now = FIRST + timedelta(days=len(self.entries))
        return release(self.data, self.log, {"de": note}, now)

    @property
    def entries(self) -> list[log.Entry]:
        return log.read(self.log)


@pytest.fixture
def small(tmp_path: Path) -> Seed:
    """Twelve records, not yet published."""
    return Seed.copy(tmp_path)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Seed:
    """Three releases of the small seed: everything; two records changed, one added; one removed, one changed again."""
    seed = Seed.copy(tmp_path_factory.mktemp("history"))
    seed.release("Alles.")
    seed.edit("events.yaml", "{de: Konferenz, en: Conference}", "{de: Die Konferenz, en: The conference}")
    seed.edit("sources.yaml", "- id: s02\n", "- id: s02\n  title: {de: Ein Bericht}\n  kind: press\n  certainty: stated\n\n- id: s03\n")
    seed.release("Geändert.")
    seed.remove("events", "2018-workshop")
    seed.edit("events.yaml", "{de: Die Konferenz, en: The conference}", "{de: Die große Konferenz, en: The big conference}")
    seed.release("Entfernt.")
    return seed


@pytest.fixture
def told(history: Seed, tmp_path: Path) -> Seed:
    """A copy of the history that a test may spoil."""
    for directory in (history.data, history.log):
        shutil.copytree(directory, tmp_path / directory.name)
    return Seed(tmp_path)
