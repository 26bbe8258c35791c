"""Keyset paging: a cursor names its release, its query and the last row seen, so that no row is skipped or repeated."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import current_app, request
from marshmallow import fields, validate
from sqlalchemy import ColumnElement, Select, and_, case, func, inspect, or_, select, tuple_

from api.models import Published
from api.releases import in_force
from api.web.errors import Problem
from api.web.perspective import Perspective, connection
from api.web.query import AnswerQuery, Choices, Query
from schemas.fields import about

LIMIT, MAX_LIMIT = 25, 200
LOOKS = ("lang", "release", "as_of", "limit", "cursor")  # parameters that change neither the rows nor their order

Column = Any  # an instrumented attribute, or a pair of them by language


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of one query in one release."""

    release: int
    query: str  # digest of path, filters and sort
    backward: bool
    values: tuple[Any, ...]  # sort keys of the row it follows (or precedes), the id last

    def __str__(self) -> str:
        content = orjson.dumps([self.release, self.query, int(self.backward), *self.values])
        return urlsafe_b64encode(content).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """ValueError unless `text` was made by `str(cursor)`."""
        content = orjson.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        match content:
            case [int(release), str(query), 0 | 1 as backward, *values, str(id_)] if 0 < release < 2**31 and _scalars(values):
                return cls(release, query, bool(backward), (*values, id_))
        raise ValueError("not a cursor of this service")


def _scalars(values: list[Any]) -> bool:
    return all(
        (isinstance(value, str) and "\0" not in value) or value in (0, 1) or (isinstance(value, int) and abs(value) < 2**31)
        for value in values
    )


class CursorField(fields.String):
    """An opaque cursor, as found in `links`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return Cursor.parse(str(value))
        except ValueError:
            raise Problem("invalid-cursor", "The cursor is damaged. Take it from `links.next` or `links.prev`, or leave it out.") from None


class Sort(Choices):
    """Sort keys by name; `-` before a name reverses it. Unknown values come last either way."""

    def __init__(self, default: str, **columns: Column) -> None:
        self.columns, self.default = columns, default
        names = [sign + name for name in columns for sign in ("", "-")]
        meaning = about(
            f"Sort keys, the first the most important; `-` reverses. Default `{default}`. Ties are broken by id.",
            f"Sortierschlüssel, der wichtigste zuerst; `-` kehrt um. Vorgabe `{default}`. Bei Gleichstand entscheidet die Kennung.",
        )
        super().__init__(names, metadata=meaning)

    def keys(self, wanted: list[str], model: type[Published], language: str) -> list[tuple[ColumnElement[Any], bool]]:
        """(expression, descending) for each key, closed by the id so that the order is total."""
        keys: list[tuple[ColumnElement[Any], bool]] = []
        for name in wanted or self.default.split(","):
            column, descending = self.columns[name.lstrip("-")], name.startswith("-")
            column = column[language] if isinstance(column, dict) else column
            if inspect(model).columns[column.key].nullable:
                keys.append((case((column.is_(None), 1), else_=0), False))
                column = func.coalesce(column, "")
            keys.append((column, descending))
        return [*keys, (inspect(model).columns.id, keys[0][1])]


class CollectionQuery(AnswerQuery):
    """What every collection understands. Subclasses add their filters and set `sort`."""

    limit = fields.Integer(
        validate=validate.Range(0, MAX_LIMIT, error="allowed: {min} to {max}"),
        load_default=LIMIT,
        metadata=about("Records a page; `0` gives the count alone.", "Datensätze je Seite; `0` gibt nur die Anzahl."),
    )
    cursor = CursorField(
        metadata=about(
            "Opaque place to go on from, as found in `links`; it carries its release.",
            "Stelle, an der es weitergeht, wie in `links` angegeben; enthält die Ausgabe.",
        ),
    )


@dataclass(frozen=True)
class Collection:
    """What a view of a collection stands for: all matching rows, and how they can be sorted."""

    statement: Select
    sort: Sort


@dataclass(frozen=True)
class Page:
    """One page: rows that begin with (id, document, refs, untranslated), and where the pages beside it are."""

    model: type[Published]
    rows: list[Any]
    total: int
    links: dict[str, str | None]


def read_page(collection: Collection, query: Query, perspective: Perspective) -> Page:
    """Read the page that `query` asks for, with the exact total."""
    model = collection.statement.column_descriptions[0]["entity"]
    matching = collection.statement.where(in_force(model)).params(release=perspective.edition.number)
    total = connection().scalar(select(func.count()).select_from(matching.with_only_columns(model.pk).subquery()))
    keys = collection.sort.keys(query.get("sort", []), model, perspective.language)
    cursor, digest = query.get("cursor"), _digest(perspective.language)
    if cursor and not (cursor.query == digest and _fits(cursor, keys)):
        raise Problem("invalid-cursor", "The cursor belongs to another query. Use it with the same path, filters and sort.")
    rows, more = _read(matching, model, keys, query["limit"], cursor, perspective.language)

    def place(row: Any, backward: bool) -> str:
        return str(Cursor(perspective.edition.number, digest, backward, tuple(row[4:])))

    backward = bool(cursor and cursor.backward)
    has_next, has_prev = (bool(rows), more) if backward else (more, bool(cursor and rows))
    links = {
        "self": _url(),
        "first": _url(cursor=None),
        "next": _url(cursor=place(rows[-1], False)) if has_next else None,
        "prev": _url(cursor=place(rows[0], True)) if has_prev else None,
    }
    return Page(model, rows, total or 0, links)


def _read(
    matching: Select, model: type[Published], keys: list[tuple[ColumnElement[Any], bool]], limit: int, cursor: Cursor | None, language: str
) -> tuple[list[Any], bool]:
    """The rows of the page in order, and whether there are more in the direction of reading."""
    if not limit:
        return [], False
    backward = bool(cursor and cursor.backward)
    directed = [(key, descending != backward) for key, descending in keys]
    document = getattr(model, f"document_{language}")
    columns = (model.id, document, model.refs, model.untranslated, *(key for key, _ in keys))
    statement = matching.with_only_columns(*columns).order_by(*(key.desc() if down else key.asc() for key, down in directed))
    if cursor:
        statement = statement.where(_beyond(directed, cursor.values))
    rows = list(connection().execute(statement.limit(limit + 1)))
    more = len(rows) > limit
    rows = rows[:limit]
    return (rows[::-1] if backward else rows), more


def _beyond(keys: list[tuple[ColumnElement[Any], bool]], values: tuple[Any, ...]) -> ColumnElement[bool]:
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


def _fits(cursor: Cursor, keys: list[tuple[ColumnElement[Any], bool]]) -> bool:
    types = [key.type.python_type for key, _ in keys]
    return len(cursor.values) == len(types) and all(map(isinstance, cursor.values, types))


def _digest(language: str) -> str:
    """What a cursor must be used with again: path, filters, sort, and the language, which titles are sorted by."""
    query = sorted((name, value) for name, values in request.args.lists() if name not in LOOKS for value in values)
    return hashlib.sha256(repr((request.path, query, language)).encode()).hexdigest()[:12]


def _url(**changes: str | None) -> str:
    """This request's address with parameters set, or left out where None."""
    parameters = [(name, value) for name, values in request.args.lists() if name not in changes for value in values]
    parameters += [(name, value) for name, value in changes.items() if value is not None]
    query = f"?{urlencode(parameters, safe=',:')}" if parameters else ""
    return current_app.config["SETTINGS"].public_url + request.path + query
