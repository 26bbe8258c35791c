"""The tables: per resource the finished documents, and beside them only what filters, sorts and labels need."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from marshmallow import Schema
from sqlalchemy import Index, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

import schemas
from schemas.challenge import ChallengeSchema
from schemas.change import ChangeSchema
from schemas.event import EventSchema
from schemas.guideline import GuidelineSchema
from schemas.initiative import InitiativeSchema
from schemas.release import ReleaseSchema
from schemas.source import SourceSchema
from schemas.stakeholder_group import StakeholderGroupSchema

FOREVER = 2**31 - 1  # `removed_in` of a row that no release has removed
MAX_RELEASE = FOREVER - 1

# Compared byte by byte on every database, so that all sort alike.
Bytewise = Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map: ClassVar = {str: Bytewise}


class Published:
    """One version of one record: in force from release `added_in` until before release `removed_in`."""

    __tablename__: str
    resource: ClassVar[str]
    schema: ClassVar[type[Schema]]
    terms: ClassVar[tuple[str, ...]] = ()  # list fields that can be filtered by, kept in `Term`

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str]
    added_in: Mapped[int]
    removed_in: Mapped[int]
    shuffle: Mapped[int] = mapped_column(server_default="0")  # a digest of the id: what samples are drawn along
    title_de: Mapped[str]
    title_en: Mapped[str]
    title_sort_de: Mapped[str]
    title_sort_en: Mapped[str]
    document_de: Mapped[str]  # the published JSON object, without its links
    document_en: Mapped[str]
    untranslated: Mapped[str]  # JSON list: paths of texts that fall back to German
    refs: Mapped[str]  # JSON object: resource → ids this record mentions

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:
        """Whatever can be sorted or filtered by is walked along an index, ties by id, and counted without reading rows.

        What can be sorted by after a date also holds the date: records of one day are walked by the next key. First days hold
        the last: whatever is asked for by date is mostly in the order of dates.
        """
        keys = ("id", "title_sort_de", "title_sort_en", "added_in", "shuffle", *cls.__annotations__)
        dated = {"title_sort_de": "earliest", "title_sort_en": "earliest", "added_in": "earliest", "earliest": "latest"}
        held = dated if "earliest" in keys else {}
        return tuple(Index(None, *dict.fromkeys((key, "id", "removed_in", "added_in", held.get(key, "id")))) for key in keys)


class Event(Published, Base):
    __tablename__ = "events"
    resource, schema = "events", EventSchema
    terms = ("themes", "organisers", "hosts", "participants", "challenges", "guidelines", "initiatives", "publications", "sources")

    certainty: Mapped[str]
    format: Mapped[str]
    status: Mapped[str]
    phase: Mapped[str]
    country: Mapped[str]
    city_de: Mapped[str | None]
    city_en: Mapped[str | None]
    parent: Mapped[str | None]
    earliest: Mapped[str]
    latest: Mapped[str]
    horizon_year: Mapped[int | None]


class Challenge(Published, Base):
    __tablename__ = "challenges"
    resource, schema = "challenges", ChallengeSchema
    terms = ("themes", "families", "related", "held_by", "sources")

    certainty: Mapped[str]
    kind: Mapped[str]
    phase: Mapped[str]
    quadrant: Mapped[str | None]
    horizon_year: Mapped[int | None]


class Guideline(Published, Base):
    __tablename__ = "guidelines"
    resource, schema = "guidelines", GuidelineSchema
    terms = ("themes", "challenges", "measures", "sources")

    certainty: Mapped[str]
    kind: Mapped[str]
    group: Mapped[str | None]
    rank: Mapped[str | None]
    action_field: Mapped[str | None]
    horizon_year: Mapped[int | None]


class StakeholderGroup(Published, Base):
    __tablename__ = "stakeholder_groups"
    resource, schema = "stakeholder-groups", StakeholderGroupSchema
    terms = ("roles", "groups", "sources")

    certainty: Mapped[str]
    type: Mapped[str]
    phase: Mapped[str]
    city_de: Mapped[str | None]
    city_en: Mapped[str | None]
    parent: Mapped[str | None]


class Source(Published, Base):
    __tablename__ = "sources"
    resource, schema = "sources", SourceSchema
    terms = ("co_authors", "sources")

    certainty: Mapped[str]
    kind: Mapped[str]
    document_type: Mapped[str | None]
    publisher: Mapped[str | None]
    earliest: Mapped[str | None]
    latest: Mapped[str | None]
    page_count: Mapped[int | None]


class Initiative(Published, Base):
    __tablename__ = "initiatives"
    resource, schema = "initiatives", InitiativeSchema
    terms = ("sources",)

    certainty: Mapped[str]
    level: Mapped[str]
    named_in_announcement: Mapped[bool]
    earliest: Mapped[str | None]
    latest: Mapped[str | None]


class Release(Published, Base):
    """A release is published by itself and never removed."""

    __tablename__ = "releases"
    resource, schema = "releases", ReleaseSchema

    number: Mapped[int]
    published_at: Mapped[str]
    sha256: Mapped[str]
    fingerprint: Mapped[str]  # of the schemas that dumped it


class Change(Published, Base):
    """What a release did to one record; like a release, published once and never removed."""

    __tablename__ = "changes"
    # The order of replay, what is rare in it, and the story of one record.
    __table_args__ = (
        Index(None, "added_in", "action", "id"),
        Index(None, "action", "added_in", "id"),
        Index(None, "collection", "record_id", "added_in"),
    )
    resource, schema = "changes", ChangeSchema

    action: Mapped[str]
    collection: Mapped[str]
    record_id: Mapped[str]


class Term(Base):
    """One value of a list field of one row."""

    __tablename__ = "terms"
    __table_args__ = (Index("ix_terms_resource_row_field", "resource", "row", "field"), {"sqlite_with_rowid": False})

    resource: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)


class Removal(Base):
    """Why a release removed a record, and which record has taken its place, if any."""

    __tablename__ = "removals"

    resource: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    release: Mapped[int] = mapped_column(primary_key=True)
    reason_de: Mapped[str]
    reason_en: Mapped[str]
    renamed_to: Mapped[str | None]
    merged_into: Mapped[str | None]


MODELS: dict[str, type[Published]] = {model.resource: model for model in Published.__subclasses__() if model is not Change}
TABLES: list[type[Published]] = [*MODELS.values(), Change]
RECORDS: dict[str, type[Published]] = {name: model for name, model in MODELS.items() if model is not Release}


def shuffle_key(text: str) -> int:
    """31 bits that look like chance and are the same everywhere."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


@cache
def fingerprint() -> str:
    """Changes whenever the code that turns a record into a row and its words changes."""
    here = Path(__file__)
    files = [here, *sorted(Path(schemas.__file__).parent.glob("*.py")), *sorted(here.parent.glob("search/*.py"))]
    code = [file.read_bytes() for file in files] + [version("snowballstemmer").encode()]
    return hashlib.sha256(b"\0".join(code)).hexdigest()[:16]
