"""Filters by what a record mentions, and by what mentions it."""

from typing import Any

from sqlalchemy import Select, func, select, true

from api.db import row_by_row
from api.models import Published, Source, Term
from api.releases import in_force
from api.web.filters import Column, Condition, Filter, Ids, mentions
from api.web.query import Choices
from schemas.fields import about
from schemas.vocabularies import Vocabulary


class Tagged(Filter, Choices):
    """The list field `name` contains one of the values given, out of a closed vocabulary."""

    def __init__(self, model: type[Published], name: str, codes: Vocabulary, en: str, de: str) -> None:
        super().__init__(codes, metadata=about(en, de))
        self.model, self.names, self.codes = model, (name,), codes

    def seek(self, value: Any) -> Condition:
        return self.model.pk.in_(select(Term.row).where(mentions(self.model, self.names), Term.value.in_(value)))

    def test(self, value: Any) -> Condition:
        mentioned = select(true()).where(mentions(self.model, self.names), Term.value.in_(value), Term.row == self.model.pk)
        return row_by_row(mentioned.correlate(self.model))

    def counts(self, rows: Select, language: str) -> Select:
        count = func.count(Term.row.distinct()) if len(self.names) > 1 else func.count()
        return select(Term.value, count).where(mentions(self.model, self.names), Term.row.in_(rows)).group_by(Term.value)


class Related(Filter, Ids):
    """One of the list fields `names` mentions one of the ids given, which are of `titles`."""

    seek, test, counts = Tagged.seek, Tagged.test, Tagged.counts

    def __init__(self, model: type[Published], *names: str, titles: type[Published], en: str, de: str) -> None:
        super().__init__(en, de)
        self.model, self.names, self.titles = model, names, titles

    def example(self) -> Select:
        return self._pairs(Term.value)

    def _pairs(self, column: Column) -> Select:
        pairs = select(column).select_from(Term).join(self.model, self.model.pk == Term.row).order_by(column)
        return pairs.where(mentions(self.model, self.names), in_force(self.model))


class RelatedBy(Related):
    """A row of `model`, itself one of the ids given, mentions the record in one of the list fields `names`."""

    def __init__(self, target: type[Published], model: type[Published], *names: str, en: str, de: str) -> None:
        super().__init__(model, *names, titles=model, en=en, de=de)
        self.target = target

    def seek(self, value: Any) -> Condition:
        return self.target.id.in_(self._pairs(Term.value).order_by(None).where(self.model.id.in_(value)))

    def test(self, value: Any) -> Condition:
        pairs = select(true()).where(mentions(self.model, self.names), Term.value == self.target.id, Term.row == self.model.pk)
        return row_by_row(pairs.where(in_force(self.model), self.model.id.in_(value)).correlate(self.target))

    def counts(self, rows: Select, language: str) -> Select:
        target = select(self.target.id).where(self.target.pk.in_(rows))
        count = func.count(Term.value.distinct())
        return self._pairs(self.model.id).order_by(None).add_columns(count).where(Term.value.in_(target)).group_by(self.model.id)

    def example(self) -> Select:
        return self._pairs(self.model.id)


def source(model: type[Published]) -> Related:
    return Related(model, "sources", titles=Source, en="Ids of sources the record rests on.", de="Kennungen der Quellen des Eintrags.")
