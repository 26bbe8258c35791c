"""What the text index holds of a record: four classes of words, kept by SQLite's FTS5 or PostgreSQL's tsvector.

`a` has the stems of the title in each language, `b` all else its words can be found by; `c` and `d` have the same of every other
text. Stems keep their order, with a gap after each text, so that a phrase is found within one text only.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain, repeat
from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Connection, text

from api.models import RECORDS, Published, StakeholderGroup
from api.search.words import analysed
from schemas.base import Record, RecordSchema
from schemas.fields import Reference, Text, is_free, leaves

Passage = list[tuple[tuple[str, ...], frozenset[str]]]  # the stems and the forms of what stands between blanks

GAP = "¶"  # no word: those are letters and digits
# Where a class begins in a tsvector, which has 16,383 places; no record comes near.
PLACES = {"a": 1, "c": 1_001, "b": 16_382, "d": 16_383}
TITLE_LENGTH, LENGTH = PLACES["c"] - PLACES["a"], PLACES["b"] - PLACES["c"]

CONTENTS = {
    "sqlite": "SELECT doc, term, col, offset FROM {0}_words WHERE term <> '¶'",
    "postgresql": "SELECT rowid, lexeme, lower(class), place FROM {0}, unnest(words), unnest(positions, weights) AS _ (place, class)",
}


def name_of(model: type[Published]) -> str:
    """The table that indexes the texts of `model`, by the keys of its rows."""
    return f"{model.__tablename__}_text"


def row(dialect: str, schema: Schema, key: int, record: Record) -> dict[str, Any]:
    """What the index of a database keeps of a record, as its schema loads it, under the key of its row."""
    form = _columns if dialect == "sqlite" else _tsvector
    return {"rowid": key, **form(classes(schema, record))}


def clear(connection: Connection) -> None:
    for model in RECORDS.values():
        connection.execute(text(f"DELETE FROM {name_of(model)}"))  # noqa: S608


def contents(connection: Connection, model: type[Published]) -> dict[int, set[tuple[Any, ...]]]:
    """Row → its words as (word, class, place in the order of stems), the same on every database."""
    starts = {} if connection.dialect.name == "sqlite" else PLACES
    found: dict[int, set[tuple[Any, ...]]] = {}
    statement = text(CONTENTS[connection.dialect.name].format(name_of(model)))
    for row, word, class_, place in connection.execute(statement):
        found.setdefault(row, set()).add((word, class_, place - starts.get(class_, 0) if class_ in "ac" else None))
    return found


def classes(schema: Schema, record: Record) -> dict[str, list[str]]:
    """Class → words, in order where order counts. What a search within fewer classes finds is not repeated."""
    title = [_passage(language, words_) for language, words_ in record["title"].items()]
    others = list(_passages(schema, {name: value for name, value in record.items() if name not in ("title", *RecordSchema.EVIDENCE)}))
    ordered = {"a": _sequence(title)[:TITLE_LENGTH], "c": _sequence(others)[:LENGTH]}
    b = _forms(title) - set(ordered["a"])
    d = _forms(others) - b - set(ordered["a"]) - set(ordered["c"])
    return ordered | {"b": sorted(b), "d": sorted(d)}


@cache
def _worded(schema: type[Schema]) -> tuple[str, ...]:
    """Names of the fields that have words, at whatever depth."""
    return tuple(name for name, field in schema().fields.items() if any(map(_has_words, leaves(field))))


def _has_words(field: fields.Field) -> bool:
    """Texts, strings that no rule confines, and organisations by the words of their ids."""
    return isinstance(field, Text) or is_free(field) or (isinstance(field, Reference) and field.resource == StakeholderGroup.resource)


def _passages(schema: Schema, record: Record) -> Iterator[Passage]:
    for name in _worded(type(schema)):
        if value := record.get(name):
            yield from _passages_in(schema.fields[name], value)


def _passages_in(field: fields.Field, value: Any) -> Iterator[Passage]:
    if isinstance(field, Text):
        yield from (_passage(language, text_) for language, text_ in value.items())
    elif isinstance(field, fields.Nested):
        yield from _passages(field.schema, value)
    elif isinstance(field, fields.List):
        for member in value:
            yield from _passages_in(field.inner, member)
    else:
        yield _passage("de", value)


def _passage(language: str, text_: str) -> Passage:
    return list(map(analysed, text_.split(), repeat(language)))


def _sequence(passages: list[Passage]) -> list[str]:
    return [stem for passage in passages for stem in (*chain.from_iterable(stems for stems, _ in passage), GAP)]


def _forms(passages: list[Passage]) -> set[str]:
    return set().union(*(forms for passage in passages for _, forms in passage))


def _columns(found: dict[str, list[str]]) -> dict[str, str]:
    """For FTS5, which counts the gaps as words."""
    return {class_: " ".join(members) for class_, members in found.items()}


def _tsvector(found: dict[str, list[str]]) -> dict[str, str]:
    """For PostgreSQL: each word with its places; b and d have one place for all."""
    places: dict[str, list[str]] = {}
    for class_, members in found.items():
        for offset, word in enumerate(members):
            if word != GAP:
                place = PLACES[class_] + (offset if class_ in "ac" else 0)
                places.setdefault(word, []).append(f"{place}{class_.upper()}")
    return {"words": " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())}
