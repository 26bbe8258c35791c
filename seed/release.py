"""Making a release: what changed since the last one, shown to the editor and appended to the log."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.base import Record
from seed.check import check
from seed.log import Entry, append, changes, read, state

MARKS = {"added": "+", "changed": "~", "removed": "-"}


def diff(data: Path, log: Path) -> Iterator[str]:
    """What the next release would hold, line by line; nothing if nothing changed."""
    published = state(read(log))
    edited, tombstones = check(data, published)
    for action, resource, id_, old, new in changes(published, edited):
        yield f"{MARKS[action]} {resource}/{id_}"
        if action == "removed":
            yield f"    reason: {tombstones[resource][id_]['reason']['de']}"
        if old is not None and new is not None:
            for path, was, is_ in differences(old, new):
                yield f"    {path}"
                yield from (f"      {mark} {value}" for mark, value in (("-", was), ("+", is_)) if value is not None)


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Fields that differ as (dotted path, old value, new value); None where there is none."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif old != new:
        yield path, old, new


def release(data: Path, log: Path, note: dict[str, str], now: datetime | None = None) -> Path | None:
    """Append what changed as the newest release; None if nothing did.

    The instant of publication is the wall clock's, in whole seconds of UTC, and later than the release before.
    """
    if not note.get("de", "").strip():
        raise ValueError("the note is empty: say in German what changed and why")
    entries = read(log)
    published = state(entries)
    edited, tombstones = check(data, published)
    found: dict[str, dict[str, list[Record]]] = {"added": {}, "changed": {}, "removed": {}}
    for action, resource, id_, _, new in changes(published, edited):
        record = tombstones[resource][id_] if new is None else new
        found[action].setdefault(resource, []).append(record)
    if not any(found.values()):
        return None
    instant = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if entries and instant <= entries[-1].published_at:
        raise ValueError(f"release {entries[-1].number} is dated {entries[-1].published_at}: wait, or mend the clock")
    previous = entries[-1].sha256 if entries else None
    return append(log, Entry(len(entries) + 1, instant, note, previous, found["added"], found["changed"], found["removed"]))
