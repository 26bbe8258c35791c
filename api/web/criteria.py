"""Which rows a request asks for: filters and words, in forms that find rows and forms that judge them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Select, and_, bindparam, select, true

from api import search
from api.db import prepared
from api.models import RECORDS, Published
from api.releases import in_force
from api.search import Search
from api.web.filters import Column, Condition, Filter


class Within(Filter):
    """The column has the value."""

    def __init__(self, column: Column) -> None:
        self.column = column

    def seek(self, value: Any) -> Condition:
        return self.column == value


within = prepared(Within)


@dataclass(frozen=True)
class Shape:
    """Filters and words, combined with and: what statements are made of, whatever the values that they are run with.

    `filters` are (parameter, filter, value if that decides what the conditions say, else None).
    """

    model: type[Published]
    filters: tuple[tuple[str, Filter, Hashable], ...] = ()
    search: Search | None = None

    @property
    def whole(self) -> bool:
        """Whether every record is asked for."""
        return self.model.resource in RECORDS and not (self.filters or self.search)

    def seeking(self, words_first: bool) -> list[Condition]:
        """Conditions that find the rows by an index of their own: the words' if they come first, else the filters'."""
        if self.search and words_first:
            return [self.model.pk.in_(search.matching(self.model, self.search)), *self.testing(words=False)]
        found = [each.seek(_operand(name, each, literal)) for name, each, literal in self.filters]
        return [*found, search.holds(self.model, self.search)] if self.search else found

    def testing(self, words: bool = True) -> list[Condition]:
        """The same as one condition that judges rows found otherwise; it tempts no planner to use another index."""
        tests = [each.test(_operand(name, each, literal)) for name, each, literal in self.filters]
        if words and self.search:
            tests.append(search.holds(self.model, self.search))
        return [and_(*tests).is_(true())] if tests else []

    def rows(self, words_first: bool) -> Select:
        """The keys of the rows, in the release the statement is run for."""
        return select(self.model.pk).where(in_force(self.model), *self.seeking(words_first))


def _operand(name: str, filter_: Filter, literal: Any) -> Any:
    return literal if filter_.literal else bindparam(name)


@dataclass(frozen=True)
class Criteria:
    """Filters and words, combined with and. `filters` maps parameter → (filter, value)."""

    model: type[Published]
    filters: Mapping[str, tuple[Filter, Any]] = field(default_factory=dict)
    search: Search | None = None

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What two requests for the same rows have in common."""
        return (self.model.resource, self.search, *sorted((name, repr(value)) for name, (_, value) in self.filters.items()))

    @cached_property
    def shape(self) -> Shape:
        filters = ((name, each, _hashable(value) if each.literal else None) for name, (each, value) in self.filters.items())
        return Shape(self.model, tuple(filters), self.search)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What statements of this shape are run with, beside the release."""
        return {name: each.bound(value) for name, (each, value) in self.filters.items() if not each.literal}

    def without(self, name: str) -> "Criteria":
        """The same but for one filter, be it positive or negative."""
        return replace(self, filters={each: found for each, found in self.filters.items() if each not in (name, f"{name}_not")})

    def within(self, column: Column, value: Any) -> "Criteria":
        """The same, among the rows whose `column` has `value`: what a path says, not a parameter."""
        return replace(self, filters={**self.filters, f"within_{column.key}": (within(column), value)})

    def filters_only(self) -> "Criteria":
        return replace(self, search=None)

    def words_only(self) -> "Criteria":
        return replace(self, filters={})


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
