"""The rows of a batch of records and of what a release did to them: a pure function, so that any process can make them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from marshmallow import ValidationError
from sqlalchemy import inspect

from api.models import FOREVER, MODELS, TABLES, Change, Published, shuffle_key
from api.search import index
from schemas.base import Record, references_of, translated, untranslated
from schemas.change import differences
from schemas.fields import LANGUAGES, Language, is_as_loaded
from seed.data import Fault, Faulty

Row = dict[str, Any]

ALPHANUMERIC = re.compile(r"[^\W_]+")

SCHEMAS = {model.resource: model.schema() for model in TABLES}
# The same without the fields that are published as they are loaded, and with nothing but those that differ between languages.
DUMPED = {
    model.resource: model.schema(only=[name for name, field in SCHEMAS[model.resource].fields.items() if not is_as_loaded(field)])
    for model in TABLES
}
TRANSLATED = {model.resource: model.schema(only=translated(model.schema)) for model in TABLES}


def _own_columns(model: type[Published]) -> list[tuple[str, str, str]]:
    """(column, language, field) of the model's own columns: named like the field, or like it and `_de` or `_en`."""
    names, found = SCHEMAS[model.resource].fields, []
    for attribute in inspect(model).column_attrs:
        name, _, language = attribute.key.rpartition("_")
        if language in LANGUAGES and name in names:
            found.append((attribute.key, language, name))
        elif attribute.key in names:
            found.append((attribute.key, "de", attribute.key))
    return found


KEY_OF_TERM = itemgetter("field", "value", "row")
OWN_COLUMNS = {model.resource: _own_columns(model) for model in TABLES}


@dataclass(frozen=True)
class Batch:
    """What a release says of some records of one resource, and whatever else their rows depend on."""

    release: int
    published_at: str
    resource: str
    dialect: str  # of the database
    pk: int  # of the first record
    change_pk: int  # of the first change
    before: Mapping[str, Row]  # id → the version that this release ends, where there is one
    records: Sequence[Record] = ()  # as edited
    tombstones: Sequence[Record] = ()


class Rows(NamedTuple):
    """What a batch adds to the tables."""

    resource: str
    records: list[Row]
    terms: list[Row]
    texts: list[Row]  # of the text index
    changes: list[Row]


def rows_of(batch: Batch) -> Rows:
    """Faulty if a record does not fit its schema."""
    model = MODELS[batch.resource]
    made = Rows(batch.resource, [], [], [], [])
    for pk, record in enumerate(batch.records, start=batch.pk):
        loaded = _loaded(batch, record)
        row = _row(model, record, loaded) | {"pk": pk}
        made.records.append(row)
        made.terms.extend(_terms(model, loaded, pk))
        made.texts.append(index.row(batch.dialect, SCHEMAS[batch.resource], pk, loaded))
        made.changes.append(_change(batch, record, batch.before.get(record["id"]), row))
    made.terms.sort(key=KEY_OF_TERM)  # as they are kept, which is faster to insert
    made.changes.extend(_change(batch, tombstone, batch.before[tombstone["id"]], None) for tombstone in batch.tombstones)
    for pk, change in enumerate(made.changes, start=batch.change_pk):
        change["pk"] = pk
    return made


def row_of(model: type[Published], facts: Record, number: int, titles: Row) -> Row:
    """The columns that follow from what the schema publishes of `facts`."""
    documents = _documents(model.resource, facts)
    row: Row = {column: documents[language][name] for column, language, name in OWN_COLUMNS[model.resource]}
    row |= {"id": facts["id"], "added_in": number, "removed_in": FOREVER, "shuffle": shuffle_key(facts["id"]), **titles}
    return row | {f"document_{language}": as_json(document) for language, document in documents.items()}


def titles(title: dict[str, str]) -> Row:
    """The columns of a title."""
    row = translations("title", title)
    return row | {f"title_sort_{language}": sort_key(row[f"title_{language}"]) for language in LANGUAGES}


def translations(name: str, text: dict[str, str]) -> Row:
    return {f"{name}_{language}": text.get(language, text["de"]) for language in LANGUAGES}


def as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def content_sha256(record: Record) -> str:
    """The digest of a record as it stands in the log, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()


def sort_key(title: str) -> str:
    """Letters and digits in the order of DIN 5007-1: umlauts as their base letters, ß as ss, case and marks ignored."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    if not letters.isascii():
        letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(ALPHANUMERIC.findall(letters))


def _loaded(batch: Batch, record: Record) -> Record:
    try:
        loaded = SCHEMAS[batch.resource].load(record)
    except ValidationError as error:  # the schema has changed since the release was made
        message = f"release {batch.release} does not fit the schema: {error}"
        raise Faulty([Fault("log", 0, f"{batch.resource}/{record['id']}", "", message)]) from None
    return loaded | {"modified_in": batch.release, "modified_at": batch.published_at}


def _row(model: type[Published], record: Record, loaded: Record) -> Row:
    mentioned = ((resource, id_) for _, resource, id_ in references_of(SCHEMAS[model.resource], loaded))
    row = row_of(model, loaded, loaded["modified_in"], titles(record["title"]))
    return row | {"untranslated": as_json(list(untranslated(record, "en"))), "refs": _refs(mentioned)}


def _refs(mentioned: Iterable[tuple[str, str]]) -> str:
    refs: dict[str, list[str]] = {}
    for resource, id_ in sorted(set(mentioned)):
        refs.setdefault(resource, []).append(id_)
    return as_json(refs)


def _terms(model: type[Published], loaded: Record, pk: int) -> Iterator[Row]:
    for name in model.terms:
        values = {value["source"] if name == "sources" else value for value in loaded[name]}
        yield from ({"resource": model.resource, "field": name, "value": value, "row": pk} for value in sorted(values))


def _documents(resource: str, facts: Record) -> dict[str, Record]:
    """Language → the document published in it."""
    with Language("de"):
        values = facts | DUMPED[resource].dump(facts)
    german = {name: values[name] for name in SCHEMAS[resource].dump_fields if name in values}
    with Language("en"):
        english = german | TRANSLATED[resource].dump(facts)
    return {"de": german, "en": english}


def _change(batch: Batch, told: Record, was: Row | None, is_: Row | None) -> Row:
    """What the release did to one record; `told` is the record as edited, or its tombstone."""
    versions = [version for version in (is_, was) if version]
    facts = {
        "id": f"{batch.release}-{batch.resource}-{told['id']}",
        "release": batch.release,
        "published_at": batch.published_at,
        "action": "added" if was is None else "removed" if is_ is None else "changed",
        "collection": batch.resource,
        "record_id": told["id"],
        "title": {language: versions[0][f"title_{language}"] for language in LANGUAGES},
        "differences": list(differences(_parsed(was), _parsed(is_))) if was and is_ else [],
        "content_sha256": content_sha256(told) if is_ else None,
        "record": {language: orjson.Fragment(is_[f"document_{language}"]) for language in LANGUAGES} if is_ else {},
        **{key: None if is_ else told.get(key) for key in ("reason", "renamed_to", "merged_into")},
    }
    row = row_of(Change, facts, batch.release, {name: value for name, value in versions[0].items() if name.startswith("title_")})
    paths = orjson.loads(is_["untranslated"]) if is_ else []
    return row | {"untranslated": as_json([f"record.{path}" for path in paths]), "refs": _joined(*(each["refs"] for each in versions))}


def _joined(refs: str, *others: str) -> str:
    """What several versions mention."""
    if not others:
        return refs
    return _refs((resource, id_) for each in (refs, *others) for resource, ids in orjson.loads(each).items() for id_ in ids)


def _parsed(version: Row) -> dict[str, Record]:
    return {language: orjson.loads(version[f"document_{language}"]) for language in LANGUAGES}
