"""The filters a collection can offer: each parses its parameter and says which rows match, in two forms.

`seek` finds rows by an index of its own; `test` judges a row found otherwise. They always agree.
"""

import datetime
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate
from sqlalchemy import ColumnElement, Select, and_, func, inspect, not_, or_, select, true

from api.db import row_by_row
from api.models import Published, Release, Term
from api.releases import in_force, stamp
from api.web.faults import only
from api.web.query import Choices, Names, Timestamp, Values, Whole, Yes
from schemas.edtf import bounds
from schemas.fields import SLUG, about
from schemas.vocabularies import CERTAINTY, Vocabulary

Condition = ColumnElement[bool]
Column = Any  # an instrumented attribute

YEAR = r"^(?!0000)\d{4}$"
MONTH = r"^(?!0000)\d{4}-(0[1-9]|1[0-2])$"


class Filter:
    """A marshmallow field that is also a filter.

    Its conditions compare with a parameter of the statement, so that statements are made once, whatever the values.
    """

    negatable = True  # offered as `<name>_not` too
    literal = False  # the value decides what the conditions say, so that they are given it instead of a parameter
    codes: Vocabulary | None = None  # the closed vocabulary its values are from
    titles: type[Published] | None = None  # the records its values are the ids of

    def narrows(self, value: Any) -> bool:
        """Whether the value leaves any row out."""
        return True

    def bound(self, value: Any) -> Any:
        """What the parameter is to be."""
        return value

    def seek(self, value: Any) -> Condition:
        raise NotImplementedError

    def test(self, value: Any) -> Condition:
        return self.seek(value)

    def counts(self, rows: Select, language: str) -> Select:
        """(value, number of `rows` that have it); not implemented where the filter is no facet. `rows` selects the keys of rows."""
        raise NotImplementedError


class Among(Filter, Choices):
    """`column` has one of the values given, out of a closed vocabulary."""

    def __init__(self, column: Column, codes: Vocabulary, en: str, de: str, allowed: Mapping[str, Any] | None = None) -> None:
        super().__init__(allowed or codes, metadata=about(en, de))
        self.column, self.codes = column, codes

    def seek(self, value: Any) -> Condition:
        return self.column.in_(value)

    def counts(self, rows: Select, language: str) -> Select:
        return counted(self.column, rows)


class Named(Filter, Names):
    """One of `columns`, the languages of a name, is one of the values given."""

    def __init__(self, *columns: Column, en: str, de: str, titles: type[Published] | None = None) -> None:
        super().__init__(metadata=about(en, de))
        self.columns, self.titles = columns, titles

    def seek(self, value: Any) -> Condition:
        return or_(*(column.in_(value) for column in self.columns))

    def counts(self, rows: Select, language: str) -> Select:
        return counted(next((each for each in self.columns if each.key.endswith(f"_{language}")), self.columns[0]), rows)

    def example(self) -> Select:
        """A value that matches something, for the documentation."""
        return first(self.columns[0])


class Ids(Values):
    """Ids of records."""

    def __init__(self, en: str, de: str) -> None:
        slug = validate.Regexp(SLUG, error="is not an id: lower-case letters, digits and single hyphens")
        super().__init__(fields.String(validate=slug), metadata=about(en, de))


class Identified(Filter, Ids):
    """The record is one of those named."""

    def __init__(self, model: type[Published]) -> None:
        super().__init__("Ids of the records themselves, many at once.", "Kennungen der Einträge selbst, viele auf einmal.")
        self.model = model

    def seek(self, value: Any) -> Condition:
        return self.model.id.in_(value)

    def example(self) -> Select:
        return first(self.model.id)


class Flag(Filter, Yes):
    """A boolean column."""

    negatable = False
    literal = True

    def __init__(self, column: Column, en: str, de: str) -> None:
        super().__init__(metadata=about(en, de))
        self.column = column

    def seek(self, value: bool) -> Condition:
        return self.column.is_(value)

    def counts(self, rows: Select, language: str) -> Select:
        return counted(self.column, rows)


class Day(Filter, fields.Field):
    """A bound on a date column, inclusive; a year or a month stands for its first or last day."""

    negatable = False

    def __init__(self, column: Column, compare: Callable[[Any, Any], Condition], end: int, en: str, de: str) -> None:
        super().__init__(metadata=about(en, de) | {"anyOf": [{"format": "date"}, {"pattern": MONTH}, {"pattern": YEAR}]})
        self.column, self.compare, self.end = column, compare, end

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime.date:
        try:
            if "/" in value:
                raise ValueError("give one day, month or year, not an interval")
            return bounds(value)[self.end]
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def bound(self, value: datetime.date) -> str:
        return value.isoformat()

    def seek(self, value: Any) -> Condition:
        return self.compare(self.column, value)

    def example(self) -> Select:
        return first(self.column)


class Number(Filter, Whole):
    """A bound on a column of whole numbers, inclusive."""

    negatable = False

    def __init__(self, column: Column, compare: Callable[[Any, Any], Condition], en: str, de: str) -> None:
        span = validate.Range(0, 2**31 - 1, error="allowed: {min} to {max}")
        super().__init__(validate=span, metadata=about(en, de))
        self.column, self.compare = column, compare

    def seek(self, value: Any) -> Condition:
        return self.compare(self.column, value)

    def example(self) -> Select:
        return first(self.column)


class Known(Filter, Choices):
    """Each field named has a value; with `-` before it, none."""

    negatable = False
    literal = True

    def __init__(self, model: type[Published]) -> None:
        nullable = [column.key.removesuffix("_de") for column in inspect(model).columns if column.nullable and column.key[-3:] != "_en"]
        names = sorted({*nullable, *model.terms} - {"latest"})
        meaning = about(
            "Fields that must be known (`city`) or, with `-`, unknown (`-city`).",
            "Angaben, die bekannt (`city`) oder, mit `-`, unbekannt (`-city`) sein müssen.",
        )
        super().__init__([sign + name for name in names for sign in ("", "-")], metadata=meaning)
        self.model = model

    def seek(self, value: Sequence[str]) -> Condition:
        return and_(*(not_(self._known(name[1:])) if name.startswith("-") else self._known(name) for name in value))

    def _known(self, name: str) -> Condition:
        if name in self.model.terms:
            return row_by_row(select(true()).where(mentions(self.model, (name,)), Term.row == self.model.pk).correlate(self.model))
        columns = inspect(self.model).columns
        return columns[name if name in columns else f"{name}_de"].is_not(None)


class Modified(Filter, Timestamp):
    """The version was published at this instant or after it (`compare` being >=), or before (<=)."""

    negatable = False

    def __init__(self, model: type[Published], compare: Callable[[Any, Any], Condition], en: str, de: str) -> None:
        super().__init__(metadata=about(en, de))
        self.model, self.compare = model, compare

    def bound(self, value: datetime.datetime) -> str:
        if value.microsecond and self.compare is operator.ge:
            value += datetime.timedelta(seconds=1)  # releases are dated to the second
        return stamp(value)

    def seek(self, value: Any) -> Condition:
        return self.model.added_in.in_(select(Release.number).where(self.compare(Release.published_at, value)))


class Not(Filter, Values):
    """The complement of another filter: every row that it does not match, those where the value is unknown included."""

    negatable = False

    def __init__(self, other: Any) -> None:
        en, de = (_first_sentence(other.metadata[each]) for each in ("description", "x-description-de"))
        super().__init__(other.inner, metadata=about(f"Not: {en}", f"Nicht: {de}"))
        self.other, self.literal = other, other.literal
        if other.codes:
            self.inner = fields.String(validate=only(other.codes))
        if hasattr(other, "example"):
            self.example = other.example

    def bound(self, value: Any) -> Any:
        return self.other.bound(value)

    def seek(self, value: Any) -> Condition:
        return self.other.test(value).is_not(true())


def _first_sentence(text: str) -> str:
    """What a filter finds; the rest is what its parameter does besides."""
    return text.partition(". ")[0].removesuffix(".") + "."


def mentions(model: type[Published], names: tuple[str, ...]) -> Condition:
    """The terms in one of the list fields `names` of `model`."""
    return and_(Term.resource == model.resource, Term.field.in_(names))


def counted(column: Column, rows: Select) -> Select:
    model = column.class_
    return select(column, func.count()).where(column.is_not(None), model.pk.in_(rows)).group_by(column)


def first(column: Column) -> Select:
    return select(column).where(column.is_not(None), in_force(column.class_)).order_by(column)


def of_every(model: Any) -> dict[str, Any]:
    """The filters that every collection of records has."""
    return {
        "certainty": Among(model.certainty, CERTAINTY, "How the record is known.", "Woher der Eintrag bekannt ist."),
        "ids": Identified(model),
        "has": Known(model),
        "modified_since": Modified(
            model,
            operator.ge,
            "Published in this version at this instant (RFC 3339) or later. To harvest, give `meta.release.published_at` of the last time, "
            "not the time on your clock: a release can be loaded later than it is dated. `/api/v1/changes` alone tells what was removed.",
            "In dieser Fassung zu diesem Zeitpunkt (RFC 3339) oder später erschienen. Für einen Abgleich `meta.release.published_at` vom "
            "letzten Mal angeben, nicht die eigene Uhrzeit: Eine Ausgabe kann später geladen werden, als sie datiert ist. Was entfernt "
            "wurde, nennt nur `/api/v1/changes`.",
        ),
        "modified_until": Modified(
            model,
            operator.le,
            "Published in this version at this instant (RFC 3339) or earlier.",
            "In dieser Fassung zu diesem Zeitpunkt (RFC 3339) oder früher erschienen.",
        ),
    }
