"""The order of a collection: by columns, by relevance, or shuffled; always total, each walked along an index."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, inspect, true

from api import search
from api.db import prepared
from api.models import Published, shuffle_key
from api.search import Search
from api.web.filters import Column, Condition
from api.web.query import Choices
from schemas.fields import LANGUAGES, about

Key = tuple[ColumnElement[Any], bool]  # expression, descending


@dataclass(frozen=True, eq=False)
class Stretch:
    """A part of an order: rows of `model` that meet `where`, by `keys`. Made once, like the statements that are made of it."""

    model: type[Published]
    keys: tuple[Key, ...]
    where: tuple[Condition, ...] = ()
    hits: Select | None = None  # what the words find, if that is what is walked
    bounded: bool = False  # whether the first key is known to be between the parameters `least` and `greatest`
    tied: bool = False  # whether all rows have the parameter `tie` as their first key, so that only the others are walked by


@dataclass(frozen=True)
class Part:
    """A stretch, or the rows of it that tie in its first key, and what its statements are run with."""

    number: int  # of the stretch in the order
    stretch: Stretch
    values: dict[str, Any]

    def holds(self, number: int, keys: tuple[Any, ...]) -> bool:
        """Whether the row with these keys is here, if it is in the stretch with this number."""
        types = [key.type.python_type for key, _ in self.stretch.keys]
        fits = number == self.number and len(keys) == len(types) and all(map(isinstance, keys, types))
        return fits and (not self.stretch.tied or self.values["tie"] == keys[0])


@dataclass(frozen=True)
class Order:
    """Parts, one after the other."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, stretches: Iterable[Stretch], values: dict[str, Any] | None = None) -> Self:
        return cls(tuple(Part(number, stretch, values or {}) for number, stretch in enumerate(stretches)))


class Sort(Choices):
    """Sort keys by name; `-` before a name reverses it. Unknown values come last either way."""

    def __init__(self, default: str, **columns: Column) -> None:
        self.columns, self.default = columns, default.split(",")
        names = [sign + name for name in columns for sign in ("", "-")]
        meaning = about(
            f"Sort keys, the first the most important; `-` reverses. Default `{default}`. Ties are broken by id.",
            f"Sortierschlüssel, der wichtigste zuerst; `-` kehrt um. Vorgabe `{default}`. Bei Gleichstand entscheidet die Kennung.",
        )
        super().__init__(names, metadata=meaning)

    def column(self, name: str, language: str) -> Any:
        column = self.columns[name]
        return column[language] if isinstance(column, dict) else column


def titles(model: type[Published]) -> dict[str, Column]:
    """What titles are sorted by, for each language."""
    return {language: getattr(model, f"title_sort_{language}") for language in LANGUAGES}


@prepared
def by_keys(model: type[Published], sort: Sort, wanted: tuple[str, ...], language: str) -> tuple[Stretch, ...]:
    """The order of the keys wanted, or of the default ones; the id closes it."""
    names = {name.lstrip("-"): name.startswith("-") for name in reversed(wanted or sort.default)}
    keys = [(sort.column(name, language), down) for name, down in reversed(names.items())]
    (leading, down), rest = keys[0], [part for key in keys[1:] for part in _nulls_last(model, *key)]
    rest.append((inspect(model).columns.id, down))
    if not _nullable(model, leading):
        return (Stretch(model, ((leading, down), *rest)),)
    # Two stretches, as no index has unknown values last in both directions.
    known = Stretch(model, ((leading, down), *rest), (leading.is_not(None),))
    return known, Stretch(model, tuple(rest), (leading.is_(None),))


@prepared
def tied(stretch: Stretch, sought: bool) -> Stretch:
    """The rows of a stretch that have one value in its first key: found by that and sorted, or judged by it along the next key."""
    alike = stretch.keys[0][0] == bindparam("tie")
    return replace(stretch, where=(*stretch.where, alike if sought else and_(alike).is_(true())), bounded=False, tied=True)


def _nullable(model: type[Published], column: Any) -> bool:
    return bool(inspect(model).columns[column.key].nullable)


def _nulls_last(model: type[Published], column: Any, down: bool) -> list[Key]:
    if not _nullable(model, column):
        return [(column, down)]
    return [(case((column.is_(None), 1), else_=0), False), (func.coalesce(column, ""), down)]


@prepared
def by_relevance(model: type[Published], words: Search, words_first: bool, few: bool = False) -> tuple[Stretch, ...]:
    """The best hits first: in the title before elsewhere, whole words before parts of compounds; then as published.

    Where the words find but a `few`, PostgreSQL is told to find all of these at once: it takes reading words for so cheap that it
    would look for them row by row.
    """
    key: tuple[Key, ...] = ((inspect(model).columns.pk, False),)
    tiers = range(1, search.TIERS + 1)
    if words_first:
        found = (search.matching(model, words, tier, only=True) for tier in tiers)
        hits = (each.suffix_with("OFFSET 0", dialect="postgresql") if few else each for each in found)
        return tuple(Stretch(model, key, hits=each) for each in hits)
    return tuple(Stretch(model, key, (search.holds(model, words, tier, only=True),)) for tier in tiers)


@prepared
def shuffled(model: type[Published]) -> tuple[Stretch, ...]:
    """A round through the rows as shuffled for good, from the place that the parameter `start` says."""
    start: Any = bindparam("start")
    columns = inspect(model).columns
    keys: tuple[Key, ...] = ((columns.shuffle, False), (columns.id, False))
    return Stretch(model, keys, (model.shuffle >= start,)), Stretch(model, keys, (model.shuffle < start,))


def place_of(seed: str) -> dict[str, int]:
    """Where a round starts: the same seed gives the same order."""
    return {"start": shuffle_key(seed)}
