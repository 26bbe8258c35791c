"""What the pages read beside single records: whole collections, their sizes, and what mentions a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, func, literal, select, union_all

from api.models import MODELS, RECORDS, Change, Event, Source
from api.releases import in_force
from api.site.rows import Row, Rows, choices, notes_of
from api.site.words import date_in_words, moment_in_words
from api.web.perspective import Perspective
from api.web.selection import SCHEMAS
from schemas.change import ACTIONS
from schemas.fields import LANGUAGES


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
class Item:
    """A record in a list: its title, and its key facts in words."""

    id: str
    title: str
    facts: list[Row]
    derived: bool
    untranslated: bool


def counts(connection: Connection, number: int) -> dict[str, int]:
    """Resource → number of records in the release."""
    selects = [select(literal(name), func.count(), literal(i)).where(in_force(model)) for i, (name, model) in enumerate(RECORDS.items())]
    rows = connection.execute(union_all(*selects), {"release": number})
    return {name: count for name, count, _ in sorted(rows, key=lambda row: row[2])}


def size_of_process(connection: Connection, number: int) -> int:
    """How many of the events in the release belong to the process itself."""
    return connection.scalar(select(func.count()).where(in_force(Event), Event.phase == "process"), {"release": number}) or 0


def groups(connection: Connection, resource: str, looking: Perspective) -> dict[str, list[Item]]:
    """Heading → records of the whole collection; one empty heading if it is not grouped."""
    model, listing, language = MODELS[resource], LISTINGS[resource], looking.language
    sort = getattr(model, listing.order if hasattr(model, listing.order) else f"{listing.order}_{language}")
    columns = (model.id, getattr(model, f"title_{language}"), getattr(model, f"document_{language}"), model.untranslated)
    statement = select(*columns).where(in_force(model)).order_by(sort.desc() if listing.down else sort, model.id)
    found: dict[tuple[int, str], list[tuple[str, Item]]] = {}
    rows = Rows(SCHEMAS[resource], language, {})
    for id_, title, text, untranslated in connection.execute(statement, {"release": looking.edition.number}):
        document = orjson.loads(text)
        derived = document.get("certainty") == "derived"
        item = Item(id_, title, _facts(rows, listing, document), derived, _falls_back(untranslated, language))
        found.setdefault(_heading(rows, listing.group, document), []).append((document.get(listing.number) or "", item))
    return {text: [item for _, item in sorted(found[place, text], key=itemgetter(0))] for place, text in sorted(found)}


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
    return choices(rows.fields[name]).index(document[name]), next(rows.values(rows.fields[name], document[name], name, {})).text


@dataclass(frozen=True)
class Cited:
    """A source as a record cites it: its title, and by whom and when it was published as far as known."""

    title: str
    origin: str
    untranslated: bool


def cited(connection: Connection, document: dict[str, Any], looking: Perspective) -> dict[str, Cited]:
    """Id → source, for all that a record rests on or that contradict each other about it."""
    ids = {citation["source"] for citation in document.get("sources", ())}
    ids |= {id_ for conflict in document.get("conflicts", ()) for version in conflict["versions"] for id_ in version["sources"]}
    language = looking.language
    columns = (getattr(Source, f"title_{language}"), getattr(Source, f"document_{language}"), Source.untranslated)
    found = connection.execute(select(Source.id, *columns).where(in_force(Source), Source.id.in_(ids)), {"release": looking.edition.number})
    return {
        id_: Cited(title, _origin(orjson.loads(text), language), _falls_back(untranslated, language))
        for id_, title, text, untranslated in found
    }


def _origin(source: dict[str, Any], language: str) -> str:
    return ", ".join(filter(None, (source["publisher"], source["date"] and date_in_words(source["date"], language))))


def _falls_back(untranslated: str, language: str) -> bool:
    """Whether the title is German in another language."""
    return language != "de" and "title" in orjson.loads(untranslated)


@dataclass(frozen=True)
class Version:
    """One version of a record, or its end, in words."""

    release: int
    published_at: str
    published: str
    action: str  # as coded
    done: str
    fields: list[str]


def versions(connection: Connection, resource: str, id_: str, looking: Perspective) -> list[Version]:
    """What became of a record up to the release looked at, newest first."""
    made = select(Change.document_de).where(Change.collection == resource, Change.record_id == id_, in_force(Change))
    documents = connection.scalars(made.order_by(Change.added_in.desc()), {"release": looking.edition.number})
    rows = Rows(SCHEMAS[resource], looking.language, {})
    return [
        Version(
            change["release"],
            change["published_at"],
            moment_in_words(change["published_at"], looking.language),
            change["action"],
            ACTIONS[change["action"]][LANGUAGES.index(looking.language)],
            list(dict.fromkeys(rows.label(rows.fields[each["field"]])[0] for each in change["differences"])),
        )
        for change in map(orjson.loads, documents)
    ]


def mentions(connection: Connection, resource: str, id_: str, looking: Perspective) -> dict[str, list[tuple[str, str]]]:
    """Resource → (id, title) of every record that mentions the record, be it only as one side of a conflict."""
    selects = [
        select(literal(name), model.id, getattr(model, f"title_{looking.language}"), model.refs).where(
            in_force(model), model.refs.contains(f'"{id_}"', autoescape=True)
        )
        for name, model in RECORDS.items()
    ]
    found: dict[str, list[tuple[str, str]]] = {}
    for name, other, title, refs in connection.execute(union_all(*selects), {"release": looking.edition.number}):
        if id_ in orjson.loads(refs).get(resource, ()) and (name, other) != (resource, id_):
            found.setdefault(name, []).append((other, title))
    return {name: sorted(found[name], key=lambda each: each[1].casefold()) for name in RECORDS if name in found}
