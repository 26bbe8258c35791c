"""What the pages read beside single records: whole collections, and what mentions a record."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import literal, select, union_all

from api.models import MODELS, RECORDS, Change, Published, Source
from api.releases import in_force
from api.site.rows import Row, Rows, notes_of
from api.site.words import date_in_words, moment_in_words
from api.web.perspective import Perspective, connection
from api.web.selection import SCHEMAS
from schemas.change import ACTIONS
from schemas.fields import codes, in_language


@dataclass(frozen=True)
class Listing:
    """How a collection is listed: sorted and grouped by what, the fields that tell most, and which of their values go without saying."""

    facts: tuple[str, ...]
    group: str = ""
    order: str = "title_sort"
    down: bool = False
    number: str = ""  # the field that numbers some of its records, which stand in that order
    usual: Mapping[str, str] = field(default_factory=dict)


LISTINGS = {
    "events": Listing(("starts", "city", "format", "status", "phase"), "earliest", "earliest", usual={"phase": "process"}),
    "challenges": Listing(("quadrant", "themes"), "kind"),
    "guidelines": Listing(("number", "rank", "themes"), "kind", number="number"),
    "stakeholder-groups": Listing(("city", "roles"), "type"),
    "sources": Listing(("publisher", "date", "document_type"), "kind", "id"),
    "initiatives": Listing(("date",), "level", "earliest"),
    "releases": Listing(("published_at", "note"), order="number", down=True),
}


@dataclass(frozen=True)
class Title:
    """What a record is called, and in which language if that is not the page's."""

    text: str
    lang: str


@dataclass(frozen=True)
class Item:
    """A record in a list: its title, its key facts in words, whether it is derived as a whole, and whether its sources disagree."""

    id: str
    title: Title
    facts: list[Row]
    derived: bool
    contested: bool

    @property
    def marks(self) -> set[str]:
        """How it or some of its facts are known, as far as a list marks it."""
        notes = [note for row in self.facts for notes in (row.notes, *(value.notes for value in row.values)) for note in notes]
        return {note["certainty"] for note in notes} | ({"derived"} if self.derived else set())


@dataclass(frozen=True)
class Legend:
    """Which marks a page with these records has to explain."""

    codes: set[str]
    contested: bool

    @classmethod
    def of(cls, items: Collection[Item]) -> "Legend":
        return cls({mark for item in items for mark in item.marks}, any(item.contested for item in items))


def groups(resource: str, looking: Perspective) -> dict[str, list[Item]]:
    """Heading → records of the whole collection; one empty heading if it is not grouped."""
    model, listing = MODELS[resource], LISTINGS[resource]
    sort = getattr(model, listing.order if hasattr(model, listing.order) else f"{listing.order}_{looking.language}")
    rows = Rows(SCHEMAS[resource], looking.language, {})
    found: dict[tuple[int, str], list[tuple[str, Item]]] = {}
    for document, item in _items(resource, looking, rows, sort.desc() if listing.down else sort):
        found.setdefault(_heading(rows, listing.group, document), []).append((document.get(listing.number) or "", item))
    return {text: [item for _, item in sorted(found[place, text], key=itemgetter(0))] for place, text in sorted(found)}


def listed(ids: Mapping[str, Collection[str]], looking: Perspective) -> dict[tuple[str, str], Item]:
    """Resource and id → how lists show the record, of some records each of some resources."""
    return {
        (resource, item.id): item
        for resource, some in ids.items()
        for _, item in _items(resource, looking, Rows(SCHEMAS[resource], looking.language, {}), some=some)
    }


def _items(
    resource: str, looking: Perspective, rows: Rows, *order: Any, some: Collection[str] | None = None
) -> Iterator[tuple[dict[str, Any], Item]]:
    model, language = MODELS[resource], looking.language
    columns = (model.id, getattr(model, f"document_{language}"), *_titles(model))
    within = in_force(model) if some is None else in_force(model) & model.id.in_(some)
    statement = select(*columns).where(within).order_by(*order, model.id)
    for id_, text, *titles in connection().execute(statement, {"release": looking.edition.number}):
        document = orjson.loads(text)
        derived, contested = document.get("certainty") == "derived", bool(document.get("conflicts"))
        yield document, Item(id_, _title(language, *titles), _facts(rows, LISTINGS[resource], document), derived, contested)


def _facts(rows: Rows, listing: Listing, document: dict[str, Any]) -> list[Row]:
    """The fields that tell most, with how they are known where that is not how the record is."""
    notes = {name: [note for note in found if note["certainty"] != document["certainty"]] for name, found in notes_of(document).items()}
    told = [name for name in listing.facts if document[name] and document[name] != listing.usual.get(name)]
    return [rows.row(name, document[name], notes) for name in told]


def _heading(rows: Rows, name: str, document: dict[str, Any]) -> tuple[int, str]:
    """Where it stands among the others, the same in every language, and its text."""
    if name == "earliest":
        return int(document[name][:4]), document[name][:4]
    if not name:
        return 0, ""
    return codes(rows.fields[name]).index(document[name]), next(rows.values(rows.fields[name], document[name], name, {})).text


@dataclass(frozen=True)
class Cited:
    """A source as a record cites it: its title, and by whom and when it was published as far as known."""

    title: Title
    origin: str


def cited(ids: Collection[str], looking: Perspective) -> dict[str, Cited]:
    """Id → source."""
    columns = (Source.id, getattr(Source, f"document_{looking.language}"), *_titles(Source))
    found = connection().execute(select(*columns).where(in_force(Source), Source.id.in_(ids)), {"release": looking.edition.number})
    return {id_: Cited(_title(looking.language, *titles), _origin(orjson.loads(text), looking.language)) for id_, text, *titles in found}


def _origin(source: dict[str, Any], language: str) -> str:
    return ", ".join(filter(None, (source["publisher"], source["date"] and date_in_words(source["date"], language))))


def title(resource: str, id_: str, looking: Perspective) -> Title:
    model = MODELS[resource]
    found = connection().execute(select(*_titles(model)).where(in_force(model), model.id == id_), {"release": looking.edition.number})
    return _title(looking.language, *found.one())


def _titles(model: type[Published]) -> tuple[Any, ...]:
    """What tells a title and its language."""
    return literal(model.resource), model.title_de, model.title_en, model.untranslated


def _title(language: str, resource: str, german: str, english: str, untranslated: str) -> Title:
    """Sources are called as printed: a title that is given as the English one, too, is English."""
    if "title" in orjson.loads(untranslated):
        return Title(german, "" if language == "de" else "de")
    if language == "de":
        return Title(german, "en" if resource == "sources" and german == english else "")
    return Title(english, "")


@dataclass(frozen=True)
class Version:
    """One version of a record, or its end, in words."""

    release: int
    published_at: str
    published: str
    action: str  # as coded
    done: str
    fields: list[str]


def versions(resource: str, id_: str, looking: Perspective) -> list[Version]:
    """What became of a record up to the release looked at, newest first."""
    made = select(Change.document_de).where(Change.collection == resource, Change.record_id == id_, in_force(Change))
    documents = connection().scalars(made.order_by(Change.added_in.desc()), {"release": looking.edition.number})
    rows = Rows(SCHEMAS[resource], looking.language, {})
    return [
        Version(
            change["release"],
            change["published_at"],
            moment_in_words(change["published_at"], looking.language),
            change["action"],
            in_language(ACTIONS[change["action"]], looking.language),
            list(dict.fromkeys(rows.label(rows.fields[each["field"]])[0] for each in change["differences"])),
        )
        for change in map(orjson.loads, documents)
    ]


def mentions(resource: str, id_: str, looking: Perspective) -> dict[str, list[tuple[str, Title]]]:
    """Resource → (id, title) of every record that mentions the record, be it only as one side of a conflict."""
    selects = [
        select(model.id, model.refs, *_titles(model)).where(in_force(model), model.refs.contains(f'"{id_}"', autoescape=True))
        for model in RECORDS.values()
    ]
    found: dict[str, list[tuple[str, Title]]] = {}
    for other, refs, name, *titles in connection().execute(union_all(*selects), {"release": looking.edition.number}):
        if id_ in orjson.loads(refs).get(resource, ()) and (name, other) != (resource, id_):
            found.setdefault(name, []).append((other, _title(looking.language, name, *titles)))
    return {name: sorted(found[name], key=lambda each: each[1].text.casefold()) for name in RECORDS if name in found}
