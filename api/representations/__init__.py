"""The forms an answer can take. A renderer is a pure function: records in, bytes out; it never sees a request.

There is no GeoJSON: the data name towns and streets and have no coordinates, and we make none up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from api.representations.answer import About, Answer, Cited, Export, Stored
from api.representations.to_csv import to_csv
from api.representations.to_ical import to_ical
from api.representations.to_json import to_json
from api.representations.to_jsonld import to_jsonld
from api.representations.to_ndjson import to_ndjson
from api.representations.to_rdf import to_rdfxml, to_turtle
from api.representations.to_xlsx import to_xlsx


@dataclass(frozen=True)
class Representation:
    """A format on offer: its name in `format=`, its media type, what else in `Accept` means it, its renderer."""

    name: str
    media_type: str
    render: Callable[[Any], bytes]
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    extension: str = ""  # of the file a browser saves, if it should save one
    bilingual: bool = False  # carries every language, so that none is negotiated


REPRESENTATIONS: dict[str, Representation] = {
    each.name: each
    for each in (
        # Generated clients that list only the error type in Accept still want the data.
        Representation("json", "application/json", to_json, ("application/problem+json",), "JSON, the envelope"),
    )
}


@dataclass(frozen=True)
class FileFormat:
    """A format for whole sets, written as a stream: also how a file of it is called and what it can hold."""

    name: str
    media_type: str
    write: Callable[[Export], Iterator[bytes]]
    extension: str
    meaning: str
    parameters: str = ""  # of the media type, as sent
    aliases: tuple[str, ...] = ()
    bilingual: bool = False  # carries every language, so that none is negotiated
    resources: tuple[str, ...] = ()  # those it fits; empty: all

    @property
    def content_type(self) -> str:
        return "; ".join(part for part in (self.media_type, self.parameters) if part)

    def fits(self, resource: str) -> bool:
        return not self.resources or resource in self.resources


UTF_8 = "charset=utf-8"
COMPACTED = 'profile="http://www.w3.org/ns/json-ld#compacted"'
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: dict[str, FileFormat] = {
    each.name: each
    for each in (
        FileFormat("csv", "text/csv", to_csv, "csv", "CSV, both languages", f"{UTF_8}; header=present", bilingual=True),
        FileFormat(
            "ndjson",
            "application/x-ndjson",
            to_ndjson,
            "ndjson",
            "NDJSON, a record a line",
            aliases=("application/ndjson", "application/jsonl"),
        ),
        FileFormat("xlsx", SHEET, to_xlsx, "xlsx", "Excel workbook, both languages"),
        FileFormat("jsonld", "application/ld+json", to_jsonld, "jsonld", "JSON-LD 1.1, both languages", COMPACTED, bilingual=True),
        FileFormat("turtle", "text/turtle", to_turtle, "ttl", "Turtle, both languages", UTF_8, ("application/x-turtle",), bilingual=True),
        FileFormat("rdfxml", "application/rdf+xml", to_rdfxml, "rdf", "RDF/XML, both languages", bilingual=True),
        FileFormat("ical", "text/calendar", to_ical, "ics", "iCalendar, events with a known day", UTF_8, resources=("events",)),
    )
}

__all__ = ["FILES", "REPRESENTATIONS", "About", "Answer", "Cited", "Export", "FileFormat", "Representation", "Stored"]
