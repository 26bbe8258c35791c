"""Whether the seed may be published: every rule, every fault at once, nothing loaded while there is one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.models import RECORDS
from marshmallow import ValidationError

from schemas.base import Record, references_of
from seed.data import TOMBSTONES, Document, Fault, Faulty, read
from seed.log import State

Path_ = tuple[str | int, ...]


def check(directory: Path, published: State) -> tuple[State, dict[str, dict[str, Record]]]:
    """The editor's records and the tombstones (resource → id → {id, reason}); Faulty with all faults.

    `published` is what the newest release holds: a record that has vanished since needs a tombstone.
    """
    documents, faults = read(directory)
    state: State = {}
    for resource in RECORDS:
        if resource in documents:
            document = documents[resource]
            faults += [*_invalid(resource, document), *_disordered(document)]
            state[resource] = {record["id"]: record for record in document.records if isinstance(record.get("id"), str)}
    if len(state) == len(RECORDS):  # else every reference into a broken file would be reported as dangling
        for resource in state:
            faults += _dangling(resource, documents[resource], state)
    tombstones, refused = _tombstones(documents.get(TOMBSTONES), state, published)
    if faults or refused:
        raise Faulty([*faults, *refused])
    return state, tombstones


def _fault(document: Document, path: Path_, message: str) -> Fault:
    """A fault of the value at `path`, which begins with the record's index."""
    record = document.records[int(path[0])]
    field = ".".join(map(str, path[1:]))
    return Fault(document.name, document.line(path), str(record.get("id", f"record {int(path[0]) + 1}")), field, message)


def _invalid(resource: str, document: Document) -> Iterator[Fault]:
    schema = RECORDS[resource].schema()
    for index, record in enumerate(document.records):
        for path, message in _messages(schema.validate(record)):
            if message == "Unknown field.":
                message = f"unknown field; fields: {', '.join(schema.load_fields)}"
            yield _fault(document, (index, *path), message)


def _messages(errors: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """marshmallow's nested errors, flattened to (path, message)."""
    if isinstance(errors, dict):
        for key, nested in errors.items():
            yield from _messages(nested, path if key == "_schema" else (*path, key))
    else:
        yield from ((path, str(message)) for message in errors)


def _disordered(document: Document) -> Iterator[Fault]:
    ids = [record.get("id") for record in document.records]
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            yield _fault(document, (index, "id"), f"duplicate id; first used in line {document.line((ids.index(id_),))}")
        elif index and isinstance(id_, str) and isinstance(ids[index - 1], str) and id_ < ids[index - 1]:
            yield _fault(document, (index, "id"), f"out of order; belongs before {ids[index - 1]}")


def _dangling(resource: str, document: Document, state: State) -> Iterator[Fault]:
    schema = RECORDS[resource].schema()
    for index, record in enumerate(document.records):
        try:
            loaded = schema.load(record)
        except ValidationError:
            continue  # reported already
        for path, target, id_ in references_of(schema, loaded):
            if id_ not in state[target]:
                yield _fault(document, (index, *path), f"link to nowhere: no {target} record has the id '{id_}'")


def _tombstones(document: Document | None, state: State, published: State) -> tuple[State, list[Fault]]:
    """What `removed.yaml` says, and whether it says it of all vanished records and of no others."""
    found: State = {resource: {} for resource in RECORDS}
    faults = []
    for index, entry in enumerate(document.records if document else []):
        resource, id_, reason = (entry.get(key) for key in ("resource", "id", "reason"))
        assert document
        if entry.keys() - {"resource", "id", "reason"} or resource not in RECORDS or not isinstance(id_, str):
            allowed = f"resource (one of {', '.join(RECORDS)}), id and reason: {{de: …, en: …}}"
            faults.append(_fault(document, (index,), f"a tombstone has {allowed}"))
        elif not isinstance(reason, dict) or not reason.get("de"):
            faults.append(_fault(document, (index, "reason"), "missing German text: say why the record was removed"))
        elif id_ in state.get(resource, {}):
            faults.append(_fault(document, (index, "id"), f"is still in {resource}.yaml; remove it there or here"))
        else:
            found[resource][id_] = {"id": id_, "reason": reason}
    for resource, records in published.items():
        for id_ in sorted(records.keys() - state.get(resource, {}).keys() - found[resource].keys()):
            if resource in state:
                message = f"was published and is gone; say why in {TOMBSTONES}.yaml"
                faults.append(Fault(f"{resource}.yaml", 0, id_, "", message))
    return found, faults
