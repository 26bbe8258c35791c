"""Keyset paging: a cursor names its release, its query and the last row seen, so that no row is skipped or repeated."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from flask import request
from marshmallow import fields
from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, tuple_

from api.db import prepared
from api.models import Published
from api.releases import Edition, in_force
from api.web.addresses import url
from api.web.errors import Problem
from api.web.perspective import Perspective, connection
from api.web.sorting import Key, Order, Part, Stretch

Row = tuple[type[Published], str, str, str, str]

# Parameters that change neither the rows nor their order: those that show the same in another way, and those that show a part.
LOOKS = ("lang", "release", "as_of", "include", "facets", "highlights", "bom", "delimiter")
PARTS = ("limit", "cursor", "fields")


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of one query in one release."""

    release: int
    query: str  # digest of path, filters and sort
    backward: bool
    stretch: int  # of the order
    values: tuple[Any, ...]  # sort keys of the row it follows (or precedes)

    def __str__(self) -> str:
        content = orjson.dumps([self.release, self.query, int(self.backward), self.stretch, *self.values])
        return urlsafe_b64encode(content).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """ValueError unless `text` was made by `str(cursor)`."""
        content = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        match content:
            case [int(release), str(query), 0 | 1 as backward, int(stretch), *values] if release > 0 and all(map(_is_scalar, content)):
                return cls(release, query, bool(backward), stretch, tuple(values))
        raise ValueError("not a cursor of this service")


def _is_scalar(value: Any) -> bool:
    """Whether it is a text or a number that every database can compare with such: to PostgreSQL, `true` is no number."""
    return (type(value) is str and "\0" not in value) or (type(value) is int and abs(value) < 2**31)


class CursorField(fields.String):
    """An opaque cursor, as found in `links`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return Cursor.parse(str(value))
        except ValueError:
            raise Problem("invalid-cursor", "The cursor is damaged. Take it from `links.next` or `links.prev`, or leave it out.") from None


@dataclass(frozen=True)
class Page:
    """One page: rows as (model, id, document, refs, untranslated), and where the pages beside it are."""

    rows: list[Row]
    links: dict[str, str | None]


def read_page(order: Order, limit: int, cursor: Cursor | None, perspective: Perspective) -> Page:
    """Read along `order`, `limit` rows from where the cursor says."""
    digest = _digest(perspective.language)
    begin = _place(cursor, order.parts) if cursor else 0
    if begin is None or (cursor and cursor.query != digest):
        raise Problem("invalid-cursor", "The cursor belongs to another query. Use it with the same path, filters and sort.")
    found, more = _read(order.parts, begin, limit, cursor, perspective)

    def place(which: int, backward: bool) -> str:
        part, row = found[which]
        return str(Cursor(perspective.edition.number, digest, backward, part.number, tuple(row[4:])))

    backward = bool(cursor and cursor.backward)
    has_next, has_prev = (bool(found), more) if backward else (more, bool(cursor and found))
    links = {
        "self": url(),
        "first": url(cursor=None),
        "next": url(cursor=place(-1, False)) if has_next else None,
        "prev": url(cursor=place(0, True)) if has_prev else None,
    }
    return Page([(part.stretch.model, *row[:4]) for part, row in found], links)


def _place(cursor: Cursor, parts: Sequence[Part]) -> int | None:
    """Which part the row is in that the cursor names; None if it was not made for this order."""
    return next((place for place, part in enumerate(parts) if part.holds(cursor.stretch, cursor.values)), None)


def _read(
    parts: Sequence[Part], begin: int, limit: int, cursor: Cursor | None, perspective: Perspective
) -> tuple[list[tuple[Part, Any]], bool]:
    """(part of the order, row) of each row of the page in order, and whether there are more in the direction of reading."""
    backward, after = (cursor.backward, cursor.values) if cursor else (False, ())
    rows: list[tuple[Part, Any]] = []
    for part in parts[begin::-1] if backward else parts[begin:]:
        if not limit or len(rows) > limit:
            break
        statement = rows_of(part.stretch, perspective.language, backward, bool(after))
        values = part.values | run_with(perspective.edition, limit + 1 - len(rows), after)
        rows += [(part, row) for row in connection().execute(statement, values).all()]
        after = ()
    more = len(rows) > limit
    rows = rows[:limit]
    return (rows[::-1] if backward else rows), more


def run_with(edition: Edition, limit: int, after: tuple[Any, ...] = ()) -> dict[str, Any]:
    """What a statement of `rows_of` is run with: how many rows, and the sort keys of the row after which they come."""
    return {"release": edition.number, "limit": limit} | {_bound(place): value for place, value in enumerate(after)}


def _bound(place: int) -> str:
    return f"after_{place}"


@prepared
def rows_of(stretch: Stretch, language: str, backward: bool = False, going_on: bool = False) -> Select:
    """The first rows of one stretch, or those after a row: (id, document, refs, untranslated, *keys); to be `run_with`.

    They are chosen by their keys alone; documents, which are long, are read only of those chosen.
    """
    model, keys = stretch.model, [(key, descending != backward) for key, descending in stretch.keys]
    columns = (model.id, getattr(model, f"document_{language}"), model.refs, model.untranslated, *(key for key, _ in keys))
    walked, wanted = keys, select(model.pk)
    if stretch.hits is not None:
        hits = stretch.hits.subquery()
        walked, wanted = [(hits.c[0], keys[0][1])], select(hits.c[0]).join(model, model.pk == hits.c[0])
    places = [bindparam(_bound(place), type_=key.type) for place, (key, _) in enumerate(walked)]
    walked, places = walked[stretch.tied :], places[stretch.tied :]
    if going_on:
        wanted = wanted.where(_beyond(walked, places))
    if stretch.bounded:
        key, down = walked[0]
        from_least, to_greatest = key >= bindparam("least"), key <= bindparam("greatest")
        # The place to go on from is a better start; SQLite would not see that and take the other.
        wanted = wanted.where(from_least if down else to_greatest) if going_on else wanted.where(from_least, to_greatest)
    wanted = wanted.where(in_force(model), *stretch.where).order_by(*_directed(walked))
    return select(*columns).where(model.pk.in_(wanted.limit(bindparam("limit")))).order_by(*_directed(keys))


def _directed(keys: list[Key]) -> list[ColumnElement[Any]]:
    return [key.desc() if down else key.asc() for key, down in keys]


def _beyond(keys: list[Key], values: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    """Rows after `values` in the order of `keys`.

    Runs of keys in one direction compare as row values, which an index answers with one seek; where the direction
    changes, the bound on the first run still does.
    """
    run = next((i for i, (_, down) in enumerate(keys) if down != keys[0][1]), len(keys))
    columns, bounds, down = tuple_(*(key for key, _ in keys[:run])), tuple_(*values[:run]), keys[0][1]
    strictly = columns < bounds if down else columns > bounds
    if run == len(keys):
        return strictly
    at_least = columns <= bounds if down else columns >= bounds
    return and_(at_least, or_(strictly, and_(columns == bounds, _beyond(keys[run:], values[run:]))))


def _digest(language: str) -> str:
    """What a cursor must be used with again: path, filters, sort, and the language, which titles are sorted by."""
    query = sorted((name, value) for name, values in request.args.lists() if name not in (*LOOKS, *PARTS) for value in values)
    return hashlib.sha256(repr((request.path, query, language)).encode()).hexdigest()[:12]
