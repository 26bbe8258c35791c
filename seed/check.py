"""Whether the seed may be published: every rule, every fault at once, nothing loaded while there is one."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api.models import RECORDS
from schemas.base import Record, references_of
from schemas.fields import Text
from seed.data import TOMBSTONES, Document, Fault, Faulty, read
from seed.log import State

Path_ = tuple[str | int, ...]

SUCCESSORS = ("renamed_to", "merged_into")  # in a tombstone: the id under which the record lives on, if it does

EXACT = 2**53  # every JSON reader holds whole numbers below this exactly


def check(directory: Path, published: State) -> tuple[State, dict[str, dict[str, Record]]]:
    """The editor's records and the tombstones (resource → id → {id, reason, successor}); Faulty with all faults.

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
    tombstones: State = {resource: {} for resource in RECORDS}
    if TOMBSTONES in documents:  # else every vanished record would be reported
        tombstones, refused = _tombstones(documents, state, published)
        faults += refused
    if faults:
        raise Faulty(faults)
    return state, tombstones


def _fault(document: Document, path: Path_, message: str) -> Fault:
    """A fault of the value at `path`, which begins with the record's index."""
    id_ = document.records[int(path[0])].get("id")
    record = id_ if isinstance(id_, str) else f"record {int(path[0]) + 1}"
    return Fault(document.name, document.line(path), record, ".".join(map(str, path[1:])), message)


def _invalid(resource: str, document: Document) -> Iterator[Fault]:
    schema = RECORDS[resource].schema()
    for index, record in enumerate(document.records):
        for path, message in [*_messages(schema.validate(record)), *_unfit(record)]:
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


def _unfit(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Values that JSON or a database cannot hold, whatever their field."""
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _unfit(member, (*path, key))
    elif isinstance(value, str):
        control = {character for character in value if unicodedata.category(character) in ("Cc", "Cs")} - {"\n", "\t"}
        if control:
            yield path, f"has characters that cannot be published: {', '.join(f'U+{ord(each):04X}' for each in sorted(control))}"
        elif value != value.strip():
            yield path, "begins or ends with a blank or a new line; a folded text begins with >-"
    elif isinstance(value, int | float) and not abs(value) < EXACT:  # nor is nan below anything
        yield path, "is not a number that JSON can carry"


def _disordered(document: Document) -> Iterator[Fault]:
    first: dict[str, int] = {}
    previous = ""
    for index, record in enumerate(document.records):
        id_ = record.get("id")
        if not isinstance(id_, str):
            continue  # reported already
        if id_ in first:
            yield _fault(document, (index, "id"), f"duplicate id; first used in line {document.line((first[id_], 'id'))}")
        elif id_ < previous:
            yield _fault(document, (index, "id"), f"out of order; belongs before {previous}")
        first.setdefault(id_, index)
        previous = id_


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


def _tombstones(documents: dict[str, Document], state: State, published: State) -> tuple[State, list[Fault]]:
    """What `removed.yaml` says, and whether it says it of every vanished record and of none that is there."""
    found: State = {resource: {} for resource in RECORDS}
    faults: list[Fault] = []
    for index, entry in enumerate(documents[TOMBSTONES].records):
        faults += [_fault(documents[TOMBSTONES], (index, *path), message) for path, message in _malformed(entry, state, found)]
        resource, id_ = entry.get("resource"), entry.get("id")
        if isinstance(resource, str) and resource in RECORDS and isinstance(id_, str):
            found[resource].setdefault(id_, {"id": id_, "reason": entry.get("reason"), **_successor(entry)})
    for index, entry in enumerate(documents[TOMBSTONES].records):
        faults += [_fault(documents[TOMBSTONES], (index, *path), message) for path, message in _astray(entry, state, found)]
    for resource in published.keys() & state.keys():
        for id_ in published[resource].keys() - state[resource].keys() - found[resource].keys():
            message = f"was published and is gone; say why in {TOMBSTONES}.yaml"
            faults.append(Fault(documents[resource].name, 0, id_, "", message))
    return found, faults


def _malformed(entry: Record, state: State, found: State) -> Iterator[tuple[Path_, str]]:
    """What is wrong with one tombstone, given the records in force and the tombstones before it."""
    resource, id_ = entry.get("resource"), entry.get("id")
    for key in entry.keys() - {"resource", "id", "reason", *SUCCESSORS}:
        yield (key,), f"unknown field; fields: resource, id, reason, {', '.join(SUCCESSORS)}"
    if not isinstance(resource, str) or resource not in RECORDS:
        yield ("resource",), f"'{resource}' is not allowed; allowed: {', '.join(RECORDS)}"
    elif not isinstance(id_, str):
        yield ("id",), f"say which of the {resource} was removed"
    elif id_ in state.get(resource, {}):
        yield ("id",), f"is still in {resource}.yaml; remove it there or here"
    elif id_ in found[resource]:
        yield ("id",), "duplicate id; the record has a tombstone above"
    try:
        Text().deserialize(entry.get("reason", {}))
    except ValidationError as error:
        yield from ((("reason", *path), message) for path, message in _messages(error.messages))
    yield from _unfit(entry)


def _successor(entry: Record) -> Record:
    return {key: entry[key] for key in SUCCESSORS if key in entry}


def _astray(entry: Record, state: State, found: State) -> Iterator[tuple[Path_, str]]:
    """What is wrong with the successor that a tombstone names: it must lead to a record in force, if need be through others."""
    resource, named = entry.get("resource"), _successor(entry)
    if len(named) > 1:
        yield (SUCCESSORS[1],), f"a record is either {SUCCESSORS[0]} or {SUCCESSORS[1]} another, not both"
    elif named and resource in state:
        ((key, id_),) = named.items()
        passed = [entry.get("id")]
        while isinstance(id_, str) and id_ not in state[resource] and id_ not in passed:
            passed.append(id_)
            id_ = next(iter(_successor(found[resource].get(id_, {})).values()), None)
        if id_ in passed:
            yield (key,), f"leads in a circle: {' → '.join(map(str, [*passed, id_]))}"
        elif not isinstance(id_, str):
            yield (key,), f"link to nowhere: no {resource} record has the id '{passed[-1] if len(passed) > 1 else named[key]}'"
