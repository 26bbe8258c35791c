"""The forms an answer can take. A renderer is a pure function: records in, bytes out; it never sees a request.

There is no GeoJSON: the data name towns and streets and have no coordinates, and we make none up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.representations.answer import About, Answer, Cited, Export, Stored, Whole
from api.representations.to_atom import MEDIA_TYPE as ATOM
from api.representations.to_csv import to_csv
from api.representations.to_feed import to_feed
from api.representations.to_ical import to_ical
from api.representations.to_json import to_json
from api.representations.to_jsonld import to_jsonld
from api.representations.to_ndjson import to_ndjson
from api.representations.to_rdf import to_rdfxml, to_turtle
from api.representations.to_xlsx import to_xlsx
from schemas.vocabularies import RESOURCES, Texts


@dataclass(frozen=True)
class Representation:
    """A format on offer: its name in `format=`, its media type, its renderer, what else in `Accept` means it.

    Renderers of whole sets take an `Export` and give a stream; others give bytes.
    """

    name: str
    media_type: str
    render: Callable[[Any], Any]
    aliases: tuple[str, ...] = ()
    meaning: Texts = ("", "")
    extension: str = ""  # of the file a browser saves, if it should save one
    parameters: str = ""  # of the media type, as sent
    bilingual: bool = False  # carries every language, so that none is negotiated
    monolingual: bool = False  # needs records in the language of the answer alone
    saved: bool = False  # by browsers, rather than shown
    whole: bool = False  # shows records whole, whatever `fields` says
    newest_first: bool = False  # the last modified, unless another order is asked for
    resources: tuple[str, ...] = ()  # those it fits; empty: all
    also: tuple[str, ...] = ()  # what else people call it; no value of `format=`, but understood in faults

    @property
    def content_type(self) -> str:
        return "; ".join(part for part in (self.media_type, self.parameters) if part)


Offers = Mapping[str, Representation]

REPRESENTATIONS: Offers = {
    # Generated clients that list only the error type in Accept still want the data.
    "json": Representation("json", "application/json", to_json, ("application/problem+json",), ("JSON, seitenweise", "JSON, page by page")),
}
UTF_8 = "charset=utf-8"
COMPACTED = 'profile="http://www.w3.org/ns/json-ld#compacted"'
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = ("application/ndjson", "application/jsonl")
FILES: Offers = {
    each.name: each
    for each in (
        Representation("csv", "text/csv", to_csv, (), ("CSV", "CSV"), "csv", f"{UTF_8}; header=present", bilingual=True, saved=True),
        Representation(
            "ndjson", "application/x-ndjson", to_ndjson, LINES, ("NDJSON, ein Eintrag je Zeile", "NDJSON, a record a line"), "ndjson",
            monolingual=True, saved=True, also=("jsonl",),
        ),
        Representation("xlsx", SHEET, to_xlsx, (), ("Excel-Arbeitsmappe", "Excel workbook"), "xlsx", saved=True, also=("excel", "xls")),
        Representation(
            "jsonld", "application/ld+json", to_jsonld, (), ("JSON-LD 1.1", "JSON-LD 1.1"), "jsonld", COMPACTED, bilingual=True,
            also=("ld+json",),
        ),
        Representation("turtle", "text/turtle", to_turtle, ("application/x-turtle",), ("Turtle", "Turtle"), "ttl", UTF_8, bilingual=True),
        Representation("rdfxml", "application/rdf+xml", to_rdfxml, (), ("RDF/XML", "RDF/XML"), "rdf", bilingual=True, also=("xml",)),
        Representation(
            "ical", "text/calendar", to_ical, (), ("iCalendar, Veranstaltungen mit bekanntem Tag", "iCalendar, events with a known day"),
            "ics", UTF_8, monolingual=True, whole=True, resources=("events",), also=("calendar",),
        ),
        Representation(
            "atom", ATOM, to_feed, (), ("Atom-Feed, das zuletzt Geänderte zuerst", "Atom feed, the last modified first"), "atom",
            monolingual=True, whole=True, newest_first=True, resources=tuple(RESOURCES), also=("rss", "feed"),
        ),
    )
}  # fmt: skip


def on_offer(resource: str) -> Offers:
    """The formats that records of a resource can be had in, the default first."""
    fitting = {name: each for name, each in FILES.items() if not each.resources or resource in each.resources}
    return {**REPRESENTATIONS, **fitting}


def meant(name: str, offers: Offers) -> str | None:
    """The format on offer that goes by `name`: its own, its media type, the extension of its files, or what people call it."""
    names = ((each.name, {each.name, each.media_type, *each.aliases, each.extension, *each.also}) for each in offers.values())
    return next((found for found, called in names if name.lower() in called), None)


__all__ = [
    "FILES",
    "REPRESENTATIONS",
    "About",
    "Answer",
    "Cited",
    "Export",
    "Offers",
    "Representation",
    "Stored",
    "Whole",
    "meant",
    "on_offer",
]
