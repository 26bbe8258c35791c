"""Replaying the log into a database: one transaction a release, nothing twice, everything or nothing."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import orjson
from marshmallow import Schema, ValidationError
from sqlalchemy import Connection, Engine, delete, func, insert, inspect, select, update

from api.db import exclusive
from api.models import FOREVER, RECORDS, TABLES, Base, Change, Published, Release, Removal, Term, fingerprint, shuffle_key
from api.search import index
from schemas.base import Record, references_of, untranslated
from schemas.fields import LANGUAGES, Language
from seed.change import BATCH, changes_in
from seed.data import Fault, Faulty
from seed.log import Entry

SCHEMAS = {model.resource: model.schema() for model in TABLES}

Row = dict[str, Any]


def load(engine: Engine, entries: list[Entry]) -> list[int]:
    """Publish every release of the log that the database lacks, oldest first; returns their numbers.

    If the schemas have changed since the database was filled, its documents are dumped again, all at once.
    """
    with exclusive(engine) as connection:
        held = _held(connection, entries)
        if any(release.fingerprint != fingerprint() for release in held):
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(delete(table))
            index.clear(connection)
            for entry in entries[: len(held)]:
                _publish(connection, entry)
    loaded = []
    for entry in entries[len(held) :]:
        with exclusive(engine) as connection:
            if len(_held(connection, entries)) < entry.number:  # else another loader was faster
                _publish(connection, entry)
                loaded.append(entry.number)
    return loaded


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


def _publish(connection: Connection, entry: Entry) -> None:
    for resource, model in RECORDS.items():
        gone = [record["id"] for record in entry.changed.get(resource, [])] + sorted(entry.removed_ids(resource))
        for ids in _batches(gone):
            in_force = update(model).where(model.id.in_(ids), model.removed_in == FOREVER)
            connection.execute(in_force.values(removed_in=entry.number))
        keys = count(1 + (connection.scalar(select(func.max(model.pk))) or 0))
        for records in _batches(entry.published(resource)):
            rows: list[Row] = []
            terms: list[Row] = []
            texts: list[tuple[int, Record]] = []
            for record, pk in zip(records, keys, strict=False):
                row, loaded = _row(model, record, entry)
                rows.append(row | {"pk": pk})
                terms += _terms(model, loaded, pk)
                texts.append((pk, loaded))
            connection.execute(insert(model), rows)
            if terms:
                connection.execute(insert(Term), terms)
            index.put(connection, model, texts)
    tombstones = [
        {
            "resource": resource,
            "id": each["id"],
            "release": entry.number,
            "renamed_to": each.get("renamed_to"),
            "merged_into": each.get("merged_into"),
            **_translations("reason", each["reason"]),
        }
        for resource, removed in entry.removed.items()
        for each in removed
    ]
    if tombstones:
        connection.execute(insert(Removal), tombstones)
    keys = count(1 + (connection.scalar(select(func.max(Change.pk))) or 0))
    for changes in changes_in(connection, entry):
        connection.execute(insert(Change), [_change_row(change, pk) for change, pk in zip(changes, keys, strict=False)])
    connection.execute(insert(Release), [_release_row(connection, entry)])


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _row(model: type[Published], record: Record, entry: Entry) -> tuple[Row, Record]:
    """The columns of one record, and the record as the schema loads it."""
    schema = SCHEMAS[model.resource]
    try:
        loaded = schema.load(record) | {"modified_in": entry.number, "modified_at": entry.published_at}
    except ValidationError as error:  # the schema has changed since the release was made
        message = f"release {entry.number} does not fit the schema: {error}"
        raise Faulty([Fault("log", 0, f"{model.resource}/{record['id']}", "", message)]) from None
    refs: dict[str, list[str]] = {}
    for _, resource, id_ in references_of(schema, loaded):
        refs.setdefault(resource, []).append(id_)
    documents = _documents(schema, loaded)
    row = _columns(model, documents)
    row |= _common(record["id"], entry.number, record["title"], documents)
    row |= {
        "untranslated": _json(list(untranslated(record, "en"))),
        "refs": _json({resource: sorted(set(ids)) for resource, ids in sorted(refs.items())}),
    }
    return row, loaded


def _documents(schema: Schema, loaded: Record) -> dict[str, Row]:
    """Language → the document published in it."""
    documents = {}
    for language in LANGUAGES:
        with Language(language):
            documents[language] = schema.dump(loaded)
    return documents


def _columns(model: type[Published], documents: dict[str, Row]) -> Row:
    """The model's own columns: the field of the same name, `_de` and `_en` being its languages."""
    row = {}
    for attribute in inspect(model).column_attrs:
        column = attribute.key
        field, _, language = column.rpartition("_")
        if language in LANGUAGES and field in documents[language]:
            row[column] = documents[language][field]
        elif column in documents["de"]:
            row[column] = documents["de"][column]
    return row


def _common(id_: str, number: int, title: dict[str, str], documents: dict[str, Row]) -> Row:
    """The columns every table has."""
    row: Row = {"id": id_, "added_in": number, "removed_in": FOREVER, "shuffle": shuffle_key(id_), **_translations("title", title)}
    for language in LANGUAGES:
        row[f"title_sort_{language}"] = sort_key(row[f"title_{language}"])
        row[f"document_{language}"] = _json(documents[language])
    return row


def _translations(name: str, text: dict[str, str]) -> Row:
    return {f"{name}_{language}": text.get(language, text["de"]) for language in LANGUAGES}


def _terms(model: type[Published], loaded: Record, pk: int) -> Iterator[Row]:
    for field in model.terms:
        values = {value["source"] if field == "sources" else value for value in loaded[field]}
        yield from ({"resource": model.resource, "field": field, "value": value, "row": pk} for value in sorted(values))


def _change_row(change: tuple[Record, Any, Any], pk: int) -> Row:
    facts, was, is_ = change
    documents = _documents(SCHEMAS[Change.resource], facts)
    mentioned: dict[str, list[str]] = {}
    for version in filter(None, (was, is_)):
        for resource, ids in orjson.loads(version.refs).items():
            mentioned.setdefault(resource, []).extend(ids)
    return (
        _columns(Change, documents)
        | _common(facts["id"], facts["release"], facts["title"], documents)
        | {
            "pk": pk,
            "untranslated": _json([f"record.{path}" for path in orjson.loads(is_.untranslated)] if is_ else []),
            "refs": _json({resource: sorted(set(ids)) for resource, ids in sorted(mentioned.items())}),
        }
    )


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
    documents = _documents(SCHEMAS[Release.resource], facts)
    title = {"de": f"Ausgabe {entry.number}", "en": f"Release {entry.number}"}
    row = _columns(Release, documents) | _common(facts["id"], entry.number, title, documents)
    return row | {
        "pk": entry.number,
        "fingerprint": fingerprint(),
        "untranslated": _json(list(untranslated({"note": entry.note}, "en"))),
        "refs": "{}",
    }


def _count(connection: Connection, model: type[Published]) -> int:
    return connection.scalar(select(func.count()).select_from(model).where(model.removed_in == FOREVER)) or 0


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def sort_key(title: str) -> str:
    """Letters and digits in the order of DIN 5007-1: umlauts as their base letters, ß as ss, case and marks ignored."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())
