"""The filters a collection can offer: each parses its parameter and says which rows match."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate
from sqlalchemy import ColumnElement, Select, or_, select

from api.models import Published, Term
from api.releases import in_force
from api.web.paging import CollectionQuery, Column
from api.web.query import PRINTABLE, Choices, Query, Values
from schemas.edtf import bounds
from schemas.fields import SLUG, about
from schemas.vocabularies import CERTAINTY

Condition = ColumnElement[bool]

YEAR = r"^(?!0000)\d{4}$"
MONTH = r"^(?!0000)\d{4}-(0[1-9]|1[0-2])$"


class Among(Choices):
    """`column` has one of the values given, out of a closed list."""

    def __init__(self, column: Column, allowed: Mapping[str, Any], en: str, de: str) -> None:
        super().__init__(allowed, metadata=about(en, de))
        self.column = column

    def condition(self, values: list[str]) -> Condition:
        return self.column.in_(values)


class Named(Values):
    """One of `columns`, the languages of a name, is one of the values given."""

    def __init__(self, *columns: Column, en: str, de: str) -> None:
        printable = validate.Regexp(PRINTABLE, error="contains characters that cannot be printed")
        super().__init__(fields.String(validate=printable), metadata=about(en, de))
        self.columns = columns

    def condition(self, values: list[str]) -> Condition:
        return or_(*(column.in_(values) for column in self.columns))

    def example(self) -> Select:
        """A value that matches something, for the documentation."""
        return first(self.columns[0])


class Tagged(Choices):
    """The list field `name` contains one of the values given, out of a closed list."""

    def __init__(self, model: type[Published], name: str, allowed: Mapping[str, Any], en: str, de: str) -> None:
        super().__init__(allowed, metadata=about(en, de))
        self.model, self.names = model, (name,)

    def condition(self, values: list[str]) -> Condition:
        return self.model.pk.in_(rows_with(self.model, self.names, values))


class Related(Values):
    """One of the list fields `names` mentions one of the ids given."""

    def __init__(self, model: type[Published], *names: str, en: str, de: str) -> None:
        slug = validate.Regexp(SLUG, error="is not an id: lower-case letters, digits and single hyphens")
        super().__init__(fields.String(validate=slug), metadata=about(en, de))
        self.model, self.names = model, names

    def condition(self, values: list[str]) -> Condition:
        return self.model.pk.in_(rows_with(self.model, self.names, values))

    def example(self) -> Select:
        return self._mentions(Term.value)

    def _mentions(self, column: Column) -> Select:
        mentions = select(column).select_from(Term).join(self.model, self.model.pk == Term.row).order_by(column)
        return mentions.where(Term.resource == self.model.resource, Term.field.in_(self.names), in_force(self.model))


class RelatedBy(Related):
    """A row of `model`, itself one of the ids given, mentions the record in one of the list fields `names`."""

    def __init__(self, target: type[Published], model: type[Published], *names: str, en: str, de: str) -> None:
        super().__init__(model, *names, en=en, de=de)
        self.target = target

    def condition(self, values: list[str]) -> Condition:
        return self.target.id.in_(self._mentions(Term.value).where(self.model.id.in_(values)))

    def example(self) -> Select:
        return self._mentions(self.model.id)


class Flag(fields.Boolean):
    """A boolean column."""

    def __init__(self, column: Column, en: str, de: str) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, metadata=about(en, de))
        self.column = column
        self.error_messages["invalid"] = "allowed: true, false"

    def condition(self, value: bool) -> Condition:
        return self.column.is_(value)


class Day(fields.Field):
    """A bound on a date column, inclusive; a year or a month stands for its first or last day."""

    def __init__(self, column: Column, compare: Callable[[Any, str], Condition], end: int, en: str, de: str) -> None:
        super().__init__(metadata=about(en, de) | {"anyOf": [{"format": "date"}, {"pattern": MONTH}, {"pattern": YEAR}]})
        self.column, self.compare, self.end = column, compare, end

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime.date:
        try:
            if "/" in value:
                raise ValueError("give one day, month or year, not an interval")
            return bounds(value)[self.end]
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def condition(self, value: datetime.date) -> Condition:
        return self.compare(self.column, value.isoformat())

    def example(self) -> Select:
        return first(self.column)


def first(column: Column) -> Select:
    return select(column).where(column.is_not(None), in_force(column.class_)).order_by(column)


def rows_with(model: type[Published], names: tuple[str, ...], values: list[str]) -> Select:
    return select(Term.row).where(Term.resource == model.resource, Term.field.in_(names), Term.value.in_(values))


class RecordQuery(CollectionQuery):
    """What every collection of records understands; filters combine with and, values of one filter with or."""

    @post_load
    def gather(self, data: Query, **kwargs: Any) -> Query:
        """Put the conditions of all filters given under `where`."""
        filters = {name: field for name, field in self.fields.items() if hasattr(field, "condition")}
        return data | {"where": [filters[name].condition(data[name]) for name in filters if name in data]}


def certainty(model: Any) -> Among:
    return Among(model.certainty, CERTAINTY, "How the record is known.", "Woher der Datensatz bekannt ist.")


def source(model: type[Published]) -> Related:
    return Related(model, "sources", en="Ids of sources the record rests on.", de="Kennungen der Quellen des Datensatzes.")
