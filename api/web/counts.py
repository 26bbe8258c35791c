"""Exact counts: totals and facets. A release makes them constant, so each is counted once and kept."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, bindparam, func, select

from api import releases
from api.db import prepared
from api.models import Published
from api.releases import Edition
from api.web.criteria import Criteria, Shape
from api.web.filters import Filter
from api.web.lru import SegmentedLRU
from api.web.perspective import connection

KEPT = 4 * 2**20  # bytes of counts in a process, about
OVERHEAD = 400  # bytes that one takes besides what is written of it
MANY = 200  # records that share a value: too many to be sorted for a page

Values = list[tuple[Any, int]]  # (value, number of records that have it)


def total(criteria: Criteria, edition: Edition) -> int:
    def count() -> int:
        if criteria.shape.whole:
            return releases.sizes(connection(), edition.number)[criteria.model.resource]
        statement = _counting(criteria.shape, words_first(criteria, edition))
        return connection().scalar(statement, {"release": edition.number, **criteria.values}) or 0

    return int(_kept((edition, criteria.key), count))


@prepared
def _counting(shape: Shape, words_first: bool) -> Select:
    return select(func.count()).select_from(shape.rows(words_first).subquery())


def extent(criteria: Criteria, column: ColumnElement[Any], edition: Edition) -> tuple[Any, Any]:
    """The least and the greatest value that the rows have in `column`; the rows are counted on the way."""

    def measure() -> tuple[Any, Any]:
        statement = _measuring(criteria.shape, words_first(criteria, edition), column)
        number, *span = connection().execute(statement, {"release": edition.number, **criteria.values}).one()
        _keep((edition, criteria.key), number)
        return span[0], span[1]

    found: tuple[Any, Any] = _kept((edition, criteria.key, str(column)), measure)
    return found


@prepared
def _measuring(shape: Shape, words_first: bool, column: ColumnElement[Any]) -> Select:
    return shape.rows(words_first).with_only_columns(func.count(), func.min(column), func.max(column))


def ties(model: type[Published], column: ColumnElement[Any], edition: Edition) -> Values:
    """The values of a column with the number of records that have each, in order; none if few records on average share one."""

    def count() -> Values:
        most = total(Criteria(model), edition) // MANY
        run_with = {"release": edition.number, "most": most + 1}
        rows = connection().execute(_tying(model, column), run_with).all() if most else []
        return [(value, number) for value, number in rows] if len(rows) <= most else []

    found: Values = _kept((edition, str(column)), count)
    return found


@prepared
def _tying(model: type[Published], column: ColumnElement[Any]) -> Select:
    known = select(column, func.count()).where(releases.in_force(model), column.is_not(None))
    return known.group_by(column).order_by(column).limit(bindparam("most"))


def words_first(criteria: Criteria, edition: Edition) -> bool:
    """Whether the words find fewer rows than the filters do."""
    if not (criteria.search and criteria.filters):
        return bool(criteria.search)
    return total(criteria.words_only(), edition) <= total(criteria.filters_only(), edition)


def facet(criteria: Criteria, name: str, filter_: Filter, edition: Edition, language: str) -> Values:
    """The values of one filter among the records that the other filters find, the most frequent first."""
    others = criteria.without(name)

    def count() -> Values:
        statement = filter_.counts(others.shape.rows(words_first(others, edition)), language)
        rows = connection().execute(statement, {"release": edition.number, **others.values})
        return sorted(map(tuple, rows), key=lambda each: (-each[1], each[0]))

    return list(_kept((edition, others.key, name, language), count))


def _kept(key: Any, compute: Callable[[], Any]) -> Any:
    memory: SegmentedLRU[Any] = current_app.extensions["counts"]
    value = memory.get(key)
    if value is None:
        value = compute()
        _keep(key, value)
    return value


def _keep(key: Any, value: Any) -> None:
    current_app.extensions["counts"].put(key, value, OVERHEAD + len(repr(key)) + len(repr(value)))
