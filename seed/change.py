"""What a release did to each record, worked out once when it is loaded, from the versions it ended and began."""

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, select

from api.models import RECORDS, Published
from schemas.base import Record
from schemas.change import differences
from schemas.fields import LANGUAGES
from seed.log import Entry

BATCH = 1000  # rows a statement

Change = tuple[Record, Any, Any]  # facts for the schema of changes, row of the version before, row of the version after


def changes_in(connection: Connection, entry: Entry) -> Iterator[list[Change]]:
    """What the release did, in batches, once its rows are in."""
    for resource, model in RECORDS.items():
        edited = {record["id"]: record for record in entry.published(resource)}
        tombstones = {tombstone["id"]: tombstone for tombstone in entry.removed.get(resource, [])}
        ids = sorted(edited.keys() | tombstones.keys())
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            old = _versions(connection, model, batch, model.removed_in == entry.number)
            new = _versions(connection, model, batch, model.added_in == entry.number)
            yield [_change(entry, resource, edited.get(id_) or tombstones[id_], old.get(id_), new.get(id_)) for id_ in batch]


def _change(entry: Entry, resource: str, told: Record, was: Any, is_: Any) -> Change:
    """`told` is the record as edited, or its tombstone."""
    facts = {
        "id": f"{entry.number}-{resource}-{told['id']}",
        "release": entry.number,
        "published_at": entry.published_at,
        "action": "added" if was is None else "removed" if is_ is None else "changed",
        "collection": resource,
        "record_id": told["id"],
        "title": {language: getattr(is_ or was, f"title_{language}") for language in LANGUAGES},
        "differences": list(differences(_documents(was), _documents(is_))) if was and is_ else [],
        "content_sha256": content_sha256(told) if is_ else None,
        "record": _documents(is_),
        **{key: None if is_ else told.get(key) for key in ("reason", "renamed_to", "merged_into")},
    }
    return facts, was, is_


def content_sha256(record: Record) -> str:
    """The digest of a record as it stands in the log, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _versions(connection: Connection, model: type[Published], ids: list[str], which: ColumnElement[bool]) -> dict[str, Any]:
    columns = (model.id, model.title_de, model.title_en, model.document_de, model.document_en, model.untranslated, model.refs)
    return {row.id: row for row in connection.execute(select(*columns).where(model.id.in_(ids), which))}


def _documents(row: Any) -> dict[str, Record]:
    return {language: orjson.loads(getattr(row, f"document_{language}")) for language in LANGUAGES} if row else {}
