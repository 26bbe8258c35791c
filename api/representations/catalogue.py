"""What a catalogue for data portals is made of."""

from dataclasses import dataclass

from rdflib import URIRef

from api import API
from schemas.vocabularies import Texts


@dataclass(frozen=True)
class Form:
    """A format a dataset can be had in; `whole` if one answer is the whole dataset, `bilingual` if it has the texts of both languages."""

    name: str
    media_type: str
    meaning: Texts
    whole: bool
    bilingual: bool


@dataclass(frozen=True)
class Dataset:
    """A collection as of the catalogue's release; instants are RFC 3339."""

    resource: str
    issued: str
    modified: str
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class File:
    """A bulk download of all collections; `language` as in `Content-Language`, `packed` the type of the files in an archive."""

    name: str
    title: Texts
    media_type: str
    packed: str
    language: str
    byte_size: int
    sha256: str


@dataclass(frozen=True)
class Catalogue:
    """What the catalogue of one release is made of; `contributor_id` is the one GovData gave to the portal, or empty."""

    url: str  # of the service
    contact_url: str
    contributor_id: str
    release: int
    datasets: tuple[Dataset, ...]
    pinned: bool  # the addresses of the data name the release
    files: tuple[File, ...] = ()

    @property
    def api_url(self) -> str:
        return self.url + API

    def part(self, name: str) -> URIRef:
        return URIRef(f"{self.url}/catalog#{name}")
