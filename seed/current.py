"""Whether there is anything to load: what every start asks, answered without all that loading needs."""

from pathlib import Path

from sqlalchemy import text, true
from sqlalchemy.exc import SQLAlchemyError

import api
from api import releases
from api.config import Settings
from api.db import reader
from api.downloads import Shelf
from api.models import fingerprint
from api.releases import Edition
from seed.data import Faulty
from seed.log import Entry, read

REVISIONS = Path(api.__file__).parent / "migrations" / "versions"  # files that begin with what `alembic_version` holds


def newest_loaded(log: Path = Path(__file__).parent / "releases") -> int | None:
    """The newest release if a load would change neither tables nor releases nor downloads.

    None if it would, and if there is a fault, which the load will tell.
    """
    try:
        settings = Settings.from_environment()
        wanted = editions(read(log))
        is_current = _held(settings.database_url) == (newest_revision(), wanted) and not Shelf.of(settings).missing(wanted)
    except (Faulty, OSError, ValueError, SQLAlchemyError):
        return None
    return len(wanted) if is_current else None


def editions(entries: list[Entry]) -> list[Edition]:
    """The releases of the log as a database holds them once they are loaded."""
    return [Edition(entry.number, entry.published_at, entry.sha256, fingerprint()) for entry in entries]


def newest_revision() -> str:
    """The revision of the tables as the models describe them."""
    return max(file.name for file in REVISIONS.glob("*.py")).partition("_")[0]


def _held(url: str) -> tuple[str, list[Edition]]:
    """The revision and the releases of a database."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text("SELECT version_num FROM alembic_version")) or "", releases.those(connection, true())
    finally:
        engine.dispose()
