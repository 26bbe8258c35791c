"""Replaying the log into a database: one transaction a release, nothing twice, everything or nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from api.db import append, exclusive
from api.models import FOREVER, RECORDS, Base, Change, Published, Release, Removal, Term, fingerprint
from api.search import index
from schemas.base import Record, untranslated
from seed.data import Fault, Faulty
from seed.log import Entry
from seed.rows import Batch, Row, Rows, as_json, row_of, rows_of, titles, translations
from seed.workers import results

BATCH = 1000  # rows a statement
MANY = 20_000  # records; what other processes save with fewer is lost on starting them

Tell = Callable[[int, int, int], None]  # release, how many of its records are in, how many it has


def load(engine: Engine, entries: list[Entry], tell: Tell = lambda *_: None) -> list[int]:
    """Publish every release of the log that the database lacks, oldest first; returns their numbers. `tell` is told how far it is.

    If the schemas have changed since the database was filled, its documents are dumped again, all at once.
    """
    with exclusive(engine) as connection:
        held = _held(connection, entries)
        if any(release.fingerprint != fingerprint() for release in held):
            clear(connection)
            for entry in entries[: len(held)]:
                _publish(connection, entry, tell)
    loaded = []
    for entry in entries[len(held) :]:
        with exclusive(engine) as connection:
            if len(_held(connection, entries)) < entry.number:  # else another loader was faster
                _publish(connection, entry, tell)
                loaded.append(entry.number)
    return loaded


def clear(connection: Connection) -> None:
    """Leave no row in any table."""
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(delete(table))
    index.clear(connection)


def _held(connection: Connection, entries: list[Entry]) -> list[Any]:
    """The releases in the database; Faulty if they are not the beginning of the log."""
    held = list(connection.execute(select(Release.number, Release.sha256, Release.fingerprint).order_by(Release.number)))
    for release, entry in zip(held, entries, strict=False):
        if release.sha256 != entry.sha256:
            message = f"the database holds another release {release.number} than the log: load into an empty one"
            raise Faulty([Fault("database", 0, "", "", message)])
    if len(held) > len(entries):
        message = f"the database is at release {len(held)}, the log ends at {len(entries)}: bring the log up to date"
        raise Faulty([Fault("database", 0, "", "", message)])
    return held


def _publish(connection: Connection, entry: Entry, tell: Tell) -> None:
    for resource, model in RECORDS.items():
        gone = [record["id"] for record in entry.changed.get(resource, [])] + sorted(entry.removed_ids(resource))
        for ids in _batches(gone):
            in_force = update(model).where(model.id.in_(ids), model.removed_in == FOREVER)
            connection.execute(in_force.values(removed_in=entry.number))
    done, size = 0, entry.size
    for rows in results(rows_of, jobs(connection, entry), _processes(size)):
        write(connection, rows)
        done += len(rows.changes)
        tell(entry.number, done, size)
    tombstones = [
        {
            "resource": resource,
            "id": each["id"],
            "release": entry.number,
            "renamed_to": each.get("renamed_to"),
            "merged_into": each.get("merged_into"),
            **translations("reason", each["reason"]),
        }
        for resource, removed in entry.removed.items()
        for each in removed
    ]
    if tombstones:
        connection.execute(insert(Removal), tombstones)
    connection.execute(insert(Release), [_release_row(connection, entry)])


def jobs(connection: Connection, entry: Entry) -> Iterator[Batch]:
    """What is to be made into rows; records are asked for a batch at a time, as they need not fit into memory together."""
    change_pk = _next_key(connection, Change)
    for resource, model in RECORDS.items():
        pk = _next_key(connection, model)
        for action in ("added", "changed", "removed"):
            for told in _batches(getattr(entry, action).get(resource, [])):
                before = {} if action == "added" else _ended(connection, model, entry, [each["id"] for each in told])
                batch = Batch(entry.number, entry.published_at, resource, connection.dialect.name, pk, change_pk, before)
                yield replace(batch, tombstones=told) if action == "removed" else replace(batch, records=told)
                pk, change_pk = pk + len(told), change_pk + len(told)


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _next_key(connection: Connection, model: type[Published]) -> int:
    return 1 + (connection.scalar(select(func.max(model.pk))) or 0)


def _ended(connection: Connection, model: type[Published], entry: Entry, ids: list[str]) -> dict[str, Row]:
    """Id → what changes tell of the version that this release ended."""
    names = ("id", "title_de", "title_en", "title_sort_de", "title_sort_en", "document_de", "document_en", "refs")
    wanted = select(*(getattr(model, name) for name in names)).where(model.id.in_(ids), model.removed_in == entry.number)
    return {row["id"]: dict(row) for row in connection.execute(wanted).mappings()}


def _processes(size: int) -> int:
    """How many processes are to make rows beside this one, which writes them."""
    return (os.cpu_count() or 1) if size > MANY else 0


def write(connection: Connection, rows: Rows) -> None:
    """Add the rows of a batch to the tables."""
    model = RECORDS[rows.resource]
    append(connection, model.__tablename__, rows.records)
    append(connection, Term.__tablename__, rows.terms)
    append(connection, Change.__tablename__, rows.changes)
    append(connection, index.name_of(model), rows.texts)


def _release_row(connection: Connection, entry: Entry) -> Row:
    """The release as a record of its own, counted after its records are in."""
    facts: Record = {
        "id": str(entry.number),
        "number": entry.number,
        "published_at": entry.published_at,
        "note": entry.note,
        "counts": {resource: _count(connection, model) for resource, model in RECORDS.items()},
        "sha256": entry.sha256,
        "previous": entry.previous,
        **{f"{action}_count": sum(map(len, getattr(entry, action).values())) for action in ("added", "changed", "removed")},
    }
    title = {"de": f"Ausgabe {entry.number}", "en": f"Release {entry.number}"}
    return row_of(Release, facts, entry.number, titles(title)) | {
        "pk": entry.number,
        "fingerprint": fingerprint(),
        "untranslated": as_json(list(untranslated({"note": entry.note}, "en"))),
        "refs": "{}",
    }


def _count(connection: Connection, model: type[Published]) -> int:
    return connection.scalar(select(func.count()).select_from(model).where(model.removed_in == FOREVER)) or 0
