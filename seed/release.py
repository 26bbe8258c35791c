"""Making a release: what changed since the last one, appended to the log."""

from datetime import UTC, datetime
from pathlib import Path

from api.releases import stamp
from schemas.base import Record
from seed.check import check
from seed.log import Entry, append, changes, read, state


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
    instant = stamp(now or datetime.now(UTC))
    if entries and instant <= entries[-1].published_at:
        raise ValueError(f"release {entries[-1].number} is dated {entries[-1].published_at}: wait, or mend the clock")
    previous = entries[-1].sha256 if entries else None
    return append(log, Entry(len(entries) + 1, instant, note, previous, found["added"], found["changed"], found["removed"]))
