"""Bulk downloads: the whole dataset of each release as files, built when the release is loaded and then never changed.

A build is a directory that is named after its release and a digest of all that its bytes depend on: the release, the code and the
libraries that write them, and PUBLIC_URL, the base of every link in them. Whoever asks for a build by its name therefore gets the same
bytes for ever, and a service finds only files that agree with its own answers. A build from which a file was taken away
offers the others, and is built again with the next load.
"""

import hashlib
import os
import platform
import re
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import orjson

from api import models
from api.config import Settings
from api.releases import Edition

INDEX = "index.json"  # what the files of a build are; a directory without it is no build
NAME = re.compile(r"release-([1-9][0-9]{0,9})-[0-9a-f]{16}")


@cache
def fingerprint() -> str:
    """Changes whenever what turns a release into files changes."""
    here = Path(__file__).parent
    code = [file.read_bytes() for file in (here / "exports.py", *sorted(here.glob("representations/*.py")))]
    libraries = (platform.python_version(), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, version("orjson"), version("rdflib"))
    return hashlib.sha256(b"\0".join([models.fingerprint().encode(), *map(str.encode, libraries), *code])).hexdigest()


@dataclass(frozen=True)
class BuiltFile:
    """One file of a build; `language` as in `Content-Language`, `sha256` in hexadecimal digits."""

    name: str
    media_type: str
    language: str
    byte_size: int
    sha256: str


@dataclass(frozen=True)
class Build:
    """The files of one release, without those that somebody took away."""

    name: str
    release: int
    published_at: str  # RFC 3339, UTC
    files: dict[str, BuiltFile]  # by name
    whole: bool  # whether all are there


@dataclass(frozen=True)
class Shelf:
    """Where the builds are, and the base of the links in those that are looked for."""

    directory: Path
    public_url: str

    @classmethod
    def of(cls, settings: Settings) -> "Shelf":
        return cls(Path(settings.downloads_dir), settings.public_url)

    def name(self, edition: Edition) -> str:
        """What the build of a release is called."""
        facts = "\n".join((fingerprint(), self.public_url, edition.published_at, edition.sha256))
        return f"release-{edition.number}-{hashlib.sha256(facts.encode()).hexdigest()[:16]}"

    def read(self, name: str) -> Build | None:
        """The build of this name, which may be anything; None if there is none."""
        if not NAME.fullmatch(name):
            return None
        place = self.directory / name
        try:
            index, there = orjson.loads((place / INDEX).read_bytes()), os.listdir(place)
        except (FileNotFoundError, NotADirectoryError):
            return None
        made = [BuiltFile(**each) for each in index.pop("files")]
        files = {each.name: each for each in made if each.name in there}
        return Build(name, **index, files=files, whole=len(files) == len(made))

    def missing(self, editions: Iterable[Edition]) -> list[Edition]:
        """The releases that no whole build is there of."""
        return [edition for edition in editions if not ((build := self.read(self.name(edition))) and build.whole)]
