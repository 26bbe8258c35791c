"""Collections: the parameters that all of them understand, and what a request for one asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, ClassVar, Self

from marshmallow import ValidationError, fields, post_load, validate

from api import search
from api.db import prepared
from api.models import RECORDS, Published
from api.releases import Edition
from api.representations import FILES, Representation, on_offer
from api.search import Search
from api.web import filters
from api.web.counts import extent, ties, total, words_first
from api.web.criteria import Criteria, Shape
from api.web.faults import only
from api.web.filters import Condition, Filter
from api.web.paging import CursorField, Page, read_page
from api.web.perspective import Perspective
from api.web.query import AnswerFormat, AnswerQuery, Choices, Query, Whole, Yes
from api.web.selection import SCHEMAS, Fields, Include
from api.web.sorting import Order, Part, Sort, Stretch, by_keys, by_relevance, place_of, shuffled, tied
from schemas.fields import about

LIMIT, MAX_LIMIT = 25, 200
FEW = 2000  # records; to walk past all of them costs less than to measure where those that match begin and end
DELIMITERS = {"comma": ",", "semicolon": ";"}
DEFAULTS: Query = {"limit": LIMIT, "highlights": False, "bom": True, "delimiter": "comma"}
LONGEST_WORDS = 500  # characters


class Words(fields.String):
    """Words to look for."""

    example = "Industrie"

    def __init__(self, **kwargs: Any) -> None:
        meaning = about(
            "Words to look for, German or English, all of which must be found; case and umlauts do not matter, inflected forms and "
            'compounds are found too. `"two words"` is a phrase, `-word` excludes, the last word may be unfinished. Sorted by relevance '
            "unless `sort` says otherwise.",
            "Gesuchte Wörter, deutsch oder englisch, die alle vorkommen müssen; Groß- und Kleinschreibung und Umlaute sind gleich, "
            'Beugungen und Zusammensetzungen werden gefunden. `"zwei Wörter"` ist eine Wendung, `-wort` schließt aus, das letzte Wort darf '
            "unfertig sein. Nach Relevanz sortiert, wenn `sort` nichts anderes sagt.",
        )
        limits = {"pattern": r"(^|\s)[0-9A-Za-zÀ-ɏ]", "minLength": 1, "maxLength": LONGEST_WORDS}
        super().__init__(metadata=meaning | limits, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > LONGEST_WORDS:
            raise ValidationError(f"longer than {LONGEST_WORDS} characters")
        try:
            return search.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Highlights(Yes):
    """Whether to show where the words were found."""

    def __init__(self) -> None:
        super().__init__(
            metadata=about(
                "Show where the words of `q` were found; in JSON alone.",
                "Zeigen, wo die Wörter von `q` stehen; nur in JSON.",
            )
        )


class PageQuery(AnswerQuery):
    """What everything understands that is given in pages."""

    limit = Whole(
        validate=validate.Range(0, MAX_LIMIT, error="allowed: {min} to {max}"),
        metadata=about(
            f"Records a page, {LIMIT} by default; `0` gives the count alone. Files hold the whole set unless it is given.",
            f"Einträge je Seite, Vorgabe {LIMIT}; `0` gibt nur die Anzahl. Dateien enthalten alles, wenn es fehlt.",
        ),
    )
    cursor = CursorField(
        metadata=about(
            "Opaque place to go on from, as found in `links`; it carries its release. Of JSON alone: files have no pages.",
            "Stelle, an der es weitergeht, wie in `links` angegeben; enthält die Ausgabe. Nur in JSON: Dateien haben keine Seiten.",
        ),
    )


class FileQuery(AnswerQuery):
    """What everything understands that can also be had as a file. Subclasses set `model`."""

    model: ClassVar[type[Published]]

    bom = Yes(
        metadata=about(
            "Begin CSV with a byte order mark, for Excel. Default `true`.", "CSV mit Byte-Order-Mark, für Excel. Vorgabe `true`."
        )
    )
    delimiter = fields.String(
        validate=only(DELIMITERS),
        metadata=about("What separates the cells of CSV. Default `comma`.", "Was die Zellen von CSV trennt. Vorgabe `comma`."),
    )

    @classmethod
    def of(cls, model: type[Published]) -> type[Self]:
        return type(f"{model.__name__}{cls.__name__}", (cls,), {"model": model, "__doc__": cls.__doc__})

    def _init_fields(self) -> None:
        if not isinstance(self.declared_fields["format"], Filter):
            self.declared_fields["format"] = AnswerFormat(on_offer(self.model.resource))
        super()._init_fields()


class CollectionQuery(PageQuery):
    """What every collection understands. Subclasses set `model` and `sort`."""

    model: ClassVar[type[Published]]

    @post_load
    def gather(self, data: Query, **kwargs: Any) -> Query:
        """Put filters and words under `criteria`, the default sort keys under `order`."""
        asked = ((name, self.fields[name], value) for name, value in data.items())
        given = {name: (field, value) for name, field, value in asked if isinstance(field, Filter) and field.narrows(value)}
        sort: Any = self.fields["sort"]
        return data | {"criteria": Criteria(self.model, given, data.get("q")), "order": sort.default}


class RecordQuery(CollectionQuery, FileQuery):
    """What every collection of records understands. Subclasses set `model`, their filters and `sort`."""

    q = Words()
    highlights = Highlights()
    random = fields.String(
        validate=validate.Regexp(r"^[0-9A-Za-z._-]{1,64}$", error="is not 1 to 64 letters, digits, dots, hyphens and underscores"),
        metadata=about(
            "Shuffled order, for samples: with `limit`, the same seed gives the same sample of a release. Beats `sort`.",
            "Gemischte Reihenfolge, für Stichproben: mit `limit` gibt dieselbe Saat dieselbe Stichprobe einer Ausgabe. Geht `sort` vor.",
        ),
    )

    def _init_fields(self) -> None:
        """Add what follows from the model and the filters, and put all in the order in which users read."""
        schema = SCHEMAS[self.model.resource]
        own: dict[str, Any] = {name: field for name, field in self.declared_fields.items() if isinstance(field, Filter)}
        own |= filters.of_every(self.model)
        given: dict[str, fields.Field] = {"q": self.declared_fields["q"]}
        for name, field in own.items():
            given[name] = field
            if field.negatable:
                given[f"{name}_not"] = filters.Not(field)
        given["sort"] = self.declared_fields["sort"]
        given |= {"fields": Fields(schema), "include": Include(schema), "facets": Facets(own)} | self.declared_fields
        self.declared_fields = given
        super()._init_fields()


class Facets(Choices):
    """Filters whose values are to be counted; loads to name → filter."""

    def __init__(self, offered: Mapping[str, Filter]) -> None:
        meaning = about(
            "Filters to count the values of, under all other filters given; in JSON alone.",
            "Filter, deren Werte gezählt werden, unter allen anderen gesetzten Filtern; nur in JSON.",
        )
        self.filters = {name: each for name, each in offered.items() if type(each).counts is not Filter.counts}
        super().__init__(self.filters, metadata=meaning)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return {name: self.filters[name] for name in super()._deserialize(value, attr, data, **kwargs)}


class ItemQuery(FileQuery):
    """What every single record understands."""

    def _init_fields(self) -> None:
        schema = SCHEMAS[self.model.resource]
        self.declared_fields = {"fields": Fields(schema), "include": Include(schema)} | self.declared_fields
        super()._init_fields()


def redundant(query: Query, representation: Representation) -> set[str]:
    """The parameters that say no more than what holds without them."""
    told = {name for name, value in DEFAULTS.items() if query.get(name) == value}
    if query.get("sort", ()) == query.get("order") and "q" not in query and not representation.newest_first:
        told.add("sort")
    return told - {"limit"} if representation.name in FILES else told


@dataclass(frozen=True)
class Collection:
    """What a request for a collection asks for: which rows, and in which order."""

    criteria: Criteria
    sort: Sort
    query: Query

    def total(self, perspective: Perspective) -> int:
        """The exact number of records, on all pages together."""
        return total(self.criteria, perspective.edition)

    def page(self, perspective: Perspective) -> Page:
        limit, cursor = self.query.get("limit", LIMIT), self.query.get("cursor")
        order = self.order(perspective, limit) if limit or cursor else Order(())
        return read_page(order, limit, cursor, perspective)

    def order(self, perspective: Perspective, limit: int) -> Order:
        """The order asked for, with the conditions in the form that costs least for `limit` rows; empty if none match.

        Where many rows match, the next ones come soon while the order is walked; where few do, they are found and sorted.
        """
        criteria, query, edition = self.criteria, self.query, perspective.edition
        shape, values, first = criteria.shape, criteria.values, words_first(criteria, edition)
        if criteria.search and not {"sort", "random"} & query.keys():
            found, hits, everything = (total(each, edition) for each in (criteria, criteria.words_only(), Criteria(shape.model)))
            first = first or found**2 > limit * hits
            few = found * hits <= limit * everything
            return Order.of(_best_first(shape, criteria.search, first, few), values) if found else Order(())
        if "random" in query:
            order, values = shuffled(shape.model), values | place_of(query["random"])
        else:
            order = by_keys(shape.model, self.sort, tuple(query.get("sort", ())), perspective.language)
        everything = total(Criteria(shape.model), edition)
        bounded = everything > FEW and not shape.whole
        if bounded:
            least, greatest = extent(criteria, order[0].keys[0][0], edition)
            values = values | {"least": least, "greatest": greatest}
        found = total(criteria, edition)
        if not shape.whole:
            if found**2 <= limit * everything:
                return Order.of(_found(shape, order, first), values) if found else Order(())
            order = _walked(shape, order, bounded)
        leading, *others = Order.of(order, values).parts
        most = (limit * everything**2 / max(found, 1)) ** 0.5
        return Order((*_by_value(leading, most, edition), *others))


def _by_value(part: Part, most: float, edition: Edition) -> list[Part]:
    """A part for each value of the first key, if so many records share one that sorting them by the next keys costs too much.

    Up to `most` records of one value are sought and sorted; beyond, enough that match come sooner along the next key.
    """
    stretch, values = part.stretch, part.values
    (column, down), (following, too) = stretch.keys[:2]
    closed = following.key == "id"
    common = [] if closed and down == too else ties(stretch.model, column, edition)
    parts = [
        Part(part.number, tied(stretch, sought=closed or count <= most), values | {"tie": value})
        for value, count in (reversed(common) if down else common)
        if values.get("least", value) <= value <= values.get("greatest", value)
    ]
    return parts or [part]


@prepared
def _best_first(shape: Shape, words: Search, words_first: bool, few: bool) -> tuple[Stretch, ...]:
    conditions = shape.testing(words=False) if words_first else replace(shape, search=None).seeking(False)
    return _with(conditions, by_relevance(shape.model, words, words_first, few))


@prepared
def _found(shape: Shape, order: tuple[Stretch, ...], words_first: bool) -> tuple[Stretch, ...]:
    """The rows are found by an index of the filters or words, and sorted."""
    return _with([shape.model.pk.in_(shape.rows(words_first))], order)


@prepared
def _walked(shape: Shape, order: tuple[Stretch, ...], bounded: bool) -> tuple[Stretch, ...]:
    """The rows are found along an index of the order."""
    return _with(shape.testing(), (replace(order[0], bounded=bounded), *order[1:]))


def _with(conditions: list[Condition], order: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    return tuple(replace(stretch, where=(*stretch.where, *conditions)) for stretch in order)


@dataclass(frozen=True)
class Single:
    """What a request for one record asks for."""

    model: type[Published]
    id: str


@dataclass(frozen=True)
class Hits:
    """What words find in several collections at once: the best first, those as good by collection."""

    words: Search
    models: tuple[type[Published], ...]
    query: Query

    @classmethod
    def of(cls, query: Query) -> Self:
        return cls(query["q"], tuple(RECORDS[name] for name in query.get("resource", RECORDS)), query)

    def counts(self, perspective: Perspective) -> dict[str, int]:
        """Resource → number of hits in it, among all resources."""
        return {resource: total(Criteria(model, search=self.words), perspective.edition) for resource, model in RECORDS.items()}

    def page(self, perspective: Perspective) -> Page:
        counts = self.counts(perspective)
        tiers = zip(*(by_relevance(model, self.words, True) for model in self.models if counts[model.resource]), strict=True)
        order = Order.of(chain.from_iterable(tiers))
        return read_page(order, self.query.get("limit", LIMIT), self.query.get("cursor"), perspective)
