"""What a release is to a request: the newest, one by number, one by date; and what became of a removed record."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, literal, select, union_all

from api.models import MODELS, Published, Release, Removal
from schemas.fields import LANGUAGES


@dataclass(frozen=True)
class Edition:
    """The release an answer is given from."""

    number: int
    published_at: str  # RFC 3339, UTC

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.published_at)


_EDITION = select(Release.number, Release.published_at)


def current(connection: Connection) -> Edition | None:
    """The newest release; None before the first load."""
    return _edition(connection, _EDITION.order_by(Release.number.desc()).limit(1))


def numbered(connection: Connection, number: int) -> Edition | None:
    return _edition(connection, _EDITION.where(Release.number == number))


def as_of(connection: Connection, instant: datetime) -> Edition | None:
    """The release that was the newest at `instant`; None if that is before the first or in the future."""
    if instant > datetime.now(UTC):
        return None
    stamp = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    newest_then = _EDITION.where(Release.published_at <= stamp).order_by(Release.number.desc()).limit(1)
    return _edition(connection, newest_then)


def _edition(connection: Connection, statement: Select) -> Edition | None:
    row = connection.execute(statement).first()
    return Edition(row.number, row.published_at) if row else None


def in_force(model: type[Published]) -> ColumnElement[bool]:
    """True for the versions that hold in the release the statement is run for: `statement.params(release=number)`."""
    return and_(model.added_in <= bindparam("release"), model.removed_in > bindparam("release"))


def documents(connection: Connection, model: type[Published], id_: str, number: int) -> dict[str, Any]:
    """Language → the record as published in release `number`; empty if it was not there."""
    columns = [getattr(model, f"document_{language}") for language in LANGUAGES]
    row = connection.execute(select(*columns).where(model.id == id_, in_force(model)), {"release": number}).first()
    return {language: orjson.loads(text) for language, text in zip(LANGUAGES, row, strict=True)} if row else {}


@dataclass(frozen=True)
class Removed:
    """The end of a record: the release that removed it, when, why in each language, and what has taken its place."""

    release: int
    removed_at: str
    reason: dict[str, str]
    renamed_to: str | None
    merged_into: str | None


def removal(connection: Connection, resource: str, id_: str, number: int) -> Removed | None:
    """How the record was removed, as known in release `number`; None if it never was there."""
    row = connection.execute(
        select(*Removal.__table__.columns, Release.published_at)
        .join(Release, Release.number == Removal.release)
        .where(Removal.resource == resource, Removal.id == id_, Removal.release <= number)
        .order_by(Removal.release.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Removed(row.release, row.published_at, {"de": row.reason_de, "en": row.reason_en}, row.renamed_to, row.merged_into)


def titles(connection: Connection, wanted: dict[str, set[str]], number: int, language: str) -> dict[str, dict[str, str]]:
    """Resource → id → title for every id wanted, as of release `number`, in one statement."""
    selects = [
        select(model.id, getattr(model, f"title_{language}"), literal(resource)).where(model.id.in_(sorted(ids)), in_force(model))
        for resource, ids in sorted(wanted.items())
        if ids and (model := MODELS[resource])
    ]
    found: dict[str, dict[str, str]] = {}
    if selects:
        rows = connection.execute(union_all(*selects), {"release": number})
        for id_, title, resource in sorted(rows, key=lambda row: (row[2], row[0])):
            found.setdefault(resource, {})[id_] = title
    return found
