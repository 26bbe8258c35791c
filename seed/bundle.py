"""`python -m seed.bundle`: build the bulk downloads of every release in the database that has none yet.

`python -m seed load` runs it when there is something to build; it is a program of its own so that otherwise nobody waits for what it
takes to write the files. A build is made in a directory beside its place and moved there when it is complete and on the disk.
"""

import fcntl
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import orjson
from sqlalchemy import Connection, select, true
from sqlalchemy.exc import SQLAlchemyError

from api import models, releases
from api.config import Settings
from api.db import reader, snapshot
from api.downloads import INDEX, BuiltFile, Shelf
from api.exports import whole
from api.models import Release
from api.releases import Edition
from api.representations.bulk import DOWNLOADS
from seed.disk import sync, write

LOCK, UNFINISHED = ".lock", ".unfinished"
KEPT = 2  # builds of a release: this one and the one before, which a service not yet restarted still serves


def main() -> int:
    """Build what is missing; 0 if all is well."""
    try:
        settings = Settings.from_environment()
        engine = reader(settings.database_url)
        with snapshot(engine) as connection:
            bundle(connection, Shelf.of(settings))
        engine.dispose()
    except (ValueError, SQLAlchemyError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return 1
    except OSError as error:
        print(f"DOWNLOADS_DIR={settings.downloads_dir}: {error.strerror}; the downloads are not up to date", file=sys.stderr)
        return 1
    return 0


def bundle(connection: Connection, shelf: Shelf) -> list[int]:
    """Build every release that `shelf` lacks, in a database filled by this very code; returns their numbers."""
    if set(connection.scalars(select(Release.fingerprint))) - {models.fingerprint()}:
        raise ValueError("the database was filled by another version of this program: run `python -m seed load` first")
    editions = releases.those(connection, true())
    with _alone(shelf.directory):
        missing = shelf.missing(editions)
        for edition in missing:
            _build(shelf, connection, edition)
    return [edition.number for edition in missing]


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """The only builder in this directory, whoever else is started or was killed."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(shelf: Shelf, connection: Connection, edition: Edition) -> None:
    place, unfinished = shelf.directory / shelf.name(edition), shelf.directory / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)  # of a builder that was killed
    unfinished.mkdir()
    content = whole(connection, edition, shelf.public_url)
    files = []
    for each in DOWNLOADS.values():
        size, sha256 = write(unfinished / each.name, each.render(content))
        files.append(asdict(BuiltFile(each.name, each.media_type, each.language, size, sha256)))
    index = {"release": edition.number, "published_at": edition.published_at, "files": files}
    write(unfinished / INDEX, [orjson.dumps(index, option=orjson.OPT_INDENT_2)])
    shutil.rmtree(place, ignore_errors=True)  # what is there is no build
    unfinished.rename(place)
    sync(shelf.directory)
    for old in sorted(shelf.directory.glob(f"release-{edition.number}-*"), key=lambda build: build.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old)


if __name__ == "__main__":
    sys.exit(main())
