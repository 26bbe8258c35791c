"""What a release is to a request: the newest, one by number, one by date; and what became of a removed record."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, and_, bindparam, case, func, literal, select, union_all

from api.db import prepared
from api.models import MODELS, RECORDS, Published, Release, Removal


class Edition(NamedTuple):
    """The release an answer is given from."""

    number: int
    published_at: str  # RFC 3339, UTC
    sha256: str
    fingerprint: str  # of the schemas that dumped it

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.published_at)


def stamp(instant: datetime) -> str:
    """The instant as releases are dated, in whole seconds of UTC: such texts are in the order of what they say."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_EDITION = select(Release.number, Release.published_at, Release.sha256, Release.fingerprint)


def current(connection: Connection) -> Edition | None:
    """The newest release; None before the first load."""
    return _edition(connection, _EDITION.order_by(Release.number.desc()).limit(1))


def numbered(connection: Connection, number: int) -> Edition | None:
    return _edition(connection, _EDITION.where(Release.number == number))


def as_of(connection: Connection, instant: datetime) -> Edition | None:
    """The release that was the newest at `instant`; None if that is before the first or in the future."""
    if instant > datetime.now(UTC):
        return None
    newest_then = _EDITION.where(Release.published_at <= stamp(instant)).order_by(Release.number.desc()).limit(1)
    return _edition(connection, newest_then)


def those(connection: Connection, which: ColumnElement[bool]) -> list[Edition]:
    """The releases that meet a condition on `Release`, oldest first."""
    return [Edition(*row) for row in connection.execute(_EDITION.where(which).order_by(Release.number))]


def _edition(connection: Connection, statement: Select) -> Edition | None:
    row = connection.execute(statement).first()
    return Edition(*row) if row else None


def in_force(model: type[Published]) -> ColumnElement[bool]:
    """True for the versions that hold in the release that the statement is run with, as its parameter `release`."""
    return and_(model.added_in <= bindparam("release"), model.removed_in > bindparam("release"))


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


def documents(connection: Connection, wanted: dict[str, set[str]], number: int, language: str) -> list[tuple[str, str, str]]:
    """(resource, id, document) of every record wanted, as of release `number`, in one statement, sorted."""
    return sorted(_wanted(connection, wanted, number, "document_" + language))


def titles(connection: Connection, wanted: dict[str, set[str]], number: int, language: str) -> dict[str, dict[str, str]]:
    """Resource → id → title for every id wanted, as of release `number`, in one statement."""
    found: dict[str, dict[str, str]] = {}
    for resource, id_, title in sorted(_wanted(connection, wanted, number, "title_" + language)):
        found.setdefault(resource, {})[id_] = title
    return found


def _wanted(connection: Connection, wanted: dict[str, set[str]], number: int, column: str) -> list[tuple[str, str, str]]:
    asked = {resource: sorted(ids) for resource, ids in sorted(wanted.items()) if ids}
    return [(*row,) for row in connection.execute(_by_ids(tuple(asked), column), {"release": number, **asked})] if asked else []


@prepared
def _by_ids(resources: tuple[str, ...], column: str) -> CompoundSelect[Any]:
    models = [MODELS[resource] for resource in resources]
    wanted = (select(literal(model.resource), model.id, getattr(model, column)).where(in_force(model)) for model in models)
    return union_all(*(each.where(model.id.in_(bindparam(model.resource))) for model, each in zip(models, wanted, strict=True)))


def sizes(connection: Connection, number: int) -> dict[str, int]:
    """Resource → how many records release `number` holds, as it was counted when it was loaded."""
    document = connection.execute(select(Release.document_de).where(Release.number == number)).scalar_one()
    return dict(orjson.loads(document)["counts"])


def spans(connection: Connection, number: int) -> dict[str, tuple[str, str]]:
    """Resource → when its first record was published and when any last changed, up to release `number`; empty ones left out."""
    published = connection.execute(select(Release.number, Release.published_at).where(Release.number <= number))
    moments = {row.number: row.published_at for row in published}
    selects = [
        select(
            literal(resource),
            func.min(model.added_in),
            func.max(model.added_in),
            func.max(case((model.removed_in <= number, model.removed_in), else_=0)),
        ).where(model.added_in <= number)
        for resource, model in RECORDS.items()
    ]
    rows = {resource: span for resource, *span in connection.execute(union_all(*selects))}
    return {each: (moments[rows[each][0]], moments[max(rows[each][1:])]) for each in RECORDS if rows[each][0]}


def versions(connection: Connection, number: int) -> dict[str, str]:
    """`resource/id` → when the version in force in release `number` was published, for every record and release."""
    selects = [
        select(literal(resource), model.id, Release.published_at)
        .select_from(model)
        .join(Release, Release.number == model.added_in)
        .where(in_force(model))
        for resource, model in RECORDS.items()
    ]
    releases = select(literal(Release.resource), Release.id, Release.published_at).where(in_force(Release))
    rows = connection.execute(union_all(*selects, releases), {"release": number})
    return {f"{resource}/{id_}": moment for resource, id_, moment in sorted(rows)}
