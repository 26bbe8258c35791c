"""The log of releases, `releases/NNNN-date.json`: append-only, each sealed by a digest that includes the previous one."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from schemas.base import Record
from seed.data import Fault, Faulty
from seed.disk import sync, write

State = dict[str, dict[str, Record]]  # resource → id → the editor's record


@dataclass(frozen=True)
class Entry:
    """One release: what it added, changed and removed. `sha256` seals everything else, `previous` included."""

    number: int
    published_at: str  # RFC 3339, UTC
    note: dict[str, str]  # language → text
    previous: str | None
    added: dict[str, list[Record]] = field(default_factory=dict)  # resource → records
    changed: dict[str, list[Record]] = field(default_factory=dict)  # resource → the full new versions
    removed: dict[str, list[Record]] = field(default_factory=dict)  # resource → {id, reason: {de, en}, successor if any}
    sha256: str = ""

    def seal(self) -> str:
        content = {name: value for name, value in vars(self).items() if name != "sha256"}
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def apply(self, state: State) -> State:
        """The state after this release, given the state before it."""
        after = {}
        for resource in state.keys() | self.added.keys():
            removed, published = self.removed_ids(resource), self.added.get(resource, []) + self.changed.get(resource, [])
            kept = {id_: record for id_, record in state.get(resource, {}).items() if id_ not in removed}
            after[resource] = kept | {record["id"]: record for record in published}
        return after

    @property
    def size(self) -> int:
        """The number of records it says something of."""
        return sum(len(told) for action in (self.added, self.changed, self.removed) for told in action.values())

    def removed_ids(self, resource: str) -> set[str]:
        return {tombstone["id"] for tombstone in self.removed.get(resource, [])}


def read(directory: Path) -> list[Entry]:
    """The whole log in order; Faulty if a file is broken, missing or was changed after it was sealed."""
    if not directory.is_dir():
        raise Faulty([Fault(str(directory), 0, "", "", "is not a directory; the log of releases belongs there")])
    entries: list[Entry] = []
    for number, file in enumerate(sorted(directory.glob("*.json")), start=1):
        try:
            entry = Entry(**orjson.loads(file.read_bytes()))
        except (OSError, orjson.JSONDecodeError, TypeError) as error:
            raise _tampered(file, f"not a release file: {error}") from None
        previous = entries[-1].sha256 if entries else None
        if entry.number != number:
            raise _tampered(file, f"holds release {entry.number} where release {number} belongs")
        if entry.previous != previous:
            raise _tampered(file, f"follows {entry.previous}, but the release before it is {previous}")
        if entry.seal() != entry.sha256:
            raise _tampered(file, f"was changed after publication: its digest is {entry.seal()}, sealed is {entry.sha256}")
        entries.append(entry)
    return entries


def _tampered(file: Path, message: str) -> Faulty:
    return Faulty([Fault(str(file), 0, "", "", f"{message}; restore the file from version control")])


def append(directory: Path, entry: Entry) -> Path:
    """Seal `entry` and put it on the disk as the newest release; refuses to overwrite."""
    file = directory / f"{entry.number:04}-{entry.published_at[:10]}.json"
    content: dict[str, Any] = vars(entry) | {"sha256": entry.seal()}
    write(file, [orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])
    sync(directory)
    return file


def state(entries: Iterable[Entry]) -> State:
    """What is in force after all of `entries`."""
    current: State = {}
    for entry in entries:
        current = entry.apply(current)
    return current


def changes(old: State, new: State) -> Iterator[tuple[str, str, str, Record | None, Record | None]]:
    """Every difference as (action, resource, id, old record, new record); action is added, changed or removed."""
    for resource in sorted(old.keys() | new.keys()):
        before, after = old.get(resource, {}), new.get(resource, {})
        for id_ in sorted(before.keys() | after.keys()):
            was, is_ = before.get(id_), after.get(id_)
            if was != is_:
                action = "added" if was is None else "removed" if is_ is None else "changed"
                yield action, resource, id_, was, is_
