"""The bulk downloads: the files in which the whole dataset can be had. All else about them follows from this list.

Text is not compressed: every tool opens it by its address, and whoever carries it may compress it on the way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from api.representations.answer import Whole
from api.representations.to_csv_zip import to_csv_zip
from api.representations.to_jsonld import to_jsonld
from api.representations.to_ndjson import named_lines
from api.representations.to_rdf import to_turtle
from api.representations.to_sqlite import to_sqlite
from schemas.vocabularies import Texts


@dataclass(frozen=True)
class Download:
    """A file of every release: its name, what it is for, its languages as HTTP gives them, what it packs if it is an archive."""

    name: str
    media_type: str
    title: Texts
    render: Callable[[Whole], Iterator[bytes]]
    language: str = "de, en"
    packed: str = ""  # media type of the files within


NAME = "strategiewerkstatt"
DOWNLOADS: dict[str, Download] = {
    each.name: each
    for each in (
        Download(
            f"{NAME}.sqlite",
            "application/vnd.sqlite3",
            (
                "SQLite-Datenbank mit Tabellen, Sichten und Volltextsuche, etwa für Datasette",
                "SQLite database with tables, views and full-text search, for Datasette and others",
            ),
            to_sqlite,
        ),
        Download(
            f"{NAME}-csv.zip",
            "application/zip",
            (
                "CSV, eine Datei je Sammlung, mit Data Package und CSV on the Web beschrieben",
                "CSV, one file for each collection, described as a Data Package and as CSV on the Web",
            ),
            to_csv_zip,
            packed="text/csv",
        ),
        Download(
            f"{NAME}-de.ndjson",
            "application/x-ndjson",
            (
                "NDJSON auf Deutsch, ein Eintrag je Zeile wie in der JSON-Schnittstelle",
                "NDJSON in German, a record a line as in the JSON API",
            ),
            lambda whole: named_lines(whole.exports("de")),
            "de",
        ),
        Download(
            f"{NAME}-en.ndjson",
            "application/x-ndjson",
            (
                "NDJSON auf Englisch, ein Eintrag je Zeile wie in der JSON-Schnittstelle",
                "NDJSON in English, a record a line as in the JSON API",
            ),
            lambda whole: named_lines(whole.exports("en")),
            "en",
        ),
        Download(
            f"{NAME}.jsonld",
            "application/ld+json",
            ("JSON-LD, ein verknüpfter Graph", "JSON-LD, one linked graph"),
            lambda whole: to_jsonld(*whole.exports("de")),
        ),
        Download(
            f"{NAME}.ttl",
            "text/turtle",
            ("Turtle, derselbe Graph für Triplestores", "Turtle, the same graph for triple stores"),
            lambda whole: to_turtle(*whole.exports("de")),
        ),
    )
}
