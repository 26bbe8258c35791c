"""What a renderer is given."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marshmallow import Schema

from api import API
from schemas.dataset import ATTRIBUTION, LICENSE


@dataclass(frozen=True)
class Answer:
    """Published documents and what surrounds them.

    `records` are (id, JSON object as stored); `labels` maps resource → id → title of every id they mention.
    """

    records: list[tuple[str, str]]
    many: bool
    labels: dict[str, dict[str, str]]
    meta: dict[str, Any]
    links: dict[str, str | None]
    extra: dict[str, Any] = field(default_factory=dict)  # further members of the envelope, if they were asked for
    record_url: str = ""  # what a record's id is appended to, in the API; empty if the answer is no record
    page_url: str = ""  # the same for the pages for people


class Stored(NamedTuple):
    """One record as the database keeps it."""

    id: str
    document_de: str  # the published JSON object, without its links
    document_en: str
    untranslated: str = "[]"  # JSON list: paths of texts that fall back to German
    revision: int = 0  # how many versions were published before this one

    def document(self, language: str) -> str:
        return self.document_en if language == "en" else self.document_de


class Cited(NamedTuple):
    """A source as a list of sources shows it."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True)
class About:
    """What a file says of itself."""

    title: str  # in the language of the export
    url: str  # the file, of the newest release
    permalink: str  # the file, of this release for ever
    dataset: str  # what the file is one form of: the query as of this release, whatever the format
    release: int
    published_at: str  # RFC 3339, UTC
    pinned: bool = False  # if it was asked for as of this release
    license_name: str = LICENSE["name"]
    license_url: str = LICENSE["url"]
    attribution: str = ATTRIBUTION

    @property
    def asked(self) -> str:
        """The file that was asked for."""
        return self.permalink if self.pinned else self.url


@dataclass(frozen=True)
class Export:
    """A whole set of records on its way into a file; `records` are read once and one after the other."""

    resource: str
    schema: Schema
    language: str
    records: Iterator[Stored]
    about: About
    site_url: str  # what `/<resource>/<id>` is appended to for the page
    sources: Callable[[list[str]], Iterable[Cited]]  # of the release, for ids found in the records
    fields: tuple[str, ...] = ()  # top-level ones that tables show; empty: all
    delimiter: str = ","
    bom: bool = True

    @property
    def api_url(self) -> str:
        """What the same is appended to for the record."""
        return self.site_url + API

    @property
    def record_url(self) -> str:
        return f"{self.api_url}/{self.resource}/"

    @property
    def page_url(self) -> str:
        return f"{self.site_url}/{self.resource}/"


@dataclass(frozen=True)
class Whole:
    """The whole dataset as of one release; `exports` reads it anew: language → an export of every collection, in their order."""

    about: About  # in German
    site_url: str
    exports: Callable[[str], list[Export]]
