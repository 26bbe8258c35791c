"""The peers' database: our documents in normalised tables, read as SQLAlchemy entities."""

import os
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, ForeignKey, Select, create_engine, event, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload, sessionmaker

from api import models

DATABASE = "PEERS_DATABASE"  # environment variable: path of the SQLite file
PAGE = 20


class Base(DeclarativeBase):
    pass


class StakeholderGroup(Base):
    __tablename__ = "stakeholder_groups"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class Source(Base):
    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


class EventGroup(Base):
    __tablename__ = "event_groups"

    event: Mapped[int] = mapped_column(ForeignKey("events.number"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("stakeholder_groups.id"), primary_key=True)
    group: Mapped[StakeholderGroup] = relationship()


class EventSource(Base):
    __tablename__ = "event_sources"

    event: Mapped[int] = mapped_column(ForeignKey("events.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    locator: Mapped[str | None]
    source: Mapped[Source] = relationship()


class Event(Base):
    __tablename__ = "events"

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str]
    format: Mapped[str]
    status: Mapped[str]
    phase: Mapped[str]
    starts: Mapped[str]
    ends: Mapped[str | None]
    earliest: Mapped[str] = mapped_column(index=True)
    latest: Mapped[str] = mapped_column(index=True)
    starts_at: Mapped[str | None]
    ends_at: Mapped[str | None]
    date_note: Mapped[str | None]
    venue: Mapped[str | None]
    address: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str]
    admission: Mapped[str | None]
    exhibitor_count: Mapped[int | None]
    juror_count: Mapped[int | None]
    prize_max_eur: Mapped[int | None]
    horizon_year: Mapped[int | None]
    horizon_note: Mapped[str | None]
    parent: Mapped[str | None]
    certainty: Mapped[str]
    modified_in: Mapped[int]
    modified_at: Mapped[str]
    more: Mapped[dict[str, Any]] = mapped_column(JSON)  # the other lists, ready made: six more tables would only slow the peers down
    groups: Mapped[list[EventGroup]] = relationship(order_by=(EventGroup.role, EventGroup.group_id))
    sources: Mapped[list[EventSource]] = relationship(order_by=EventSource.position)


ROLES = ("organisers", "hosts", "participants")
WHOLE = (selectinload(Event.groups).joinedload(EventGroup.group), selectinload(Event.sources).joinedload(EventSource.source))
VIEW = """CREATE VIEW whole_events AS SELECT events.*,
  (SELECT json_group_array(json_object('role', role, 'id', id, 'title', title)) FROM event_groups
    JOIN stakeholder_groups ON id = group_id WHERE event = events.number) AS "groups",
  (SELECT json_group_array(json_object('locator', locator, 'id', id, 'title', title)) FROM event_sources
    JOIN sources ON id = source_id WHERE event = events.number) AS sources
  FROM events"""
INDEX = "CREATE VIRTUAL TABLE events_text USING fts5(title, description, content=events, content_rowid=number)"


def _read_only(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def sessions() -> sessionmaker[Session]:
    engine = create_engine(f"sqlite:///{os.environ[DATABASE]}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _read_only)
    return sessionmaker(engine)


def page_of(session: Session, starts_from: str | None, q: str | None, offset: int) -> tuple[list[Event], int]:
    """A page of whole events, and how many there are in all."""
    chosen: Select = select(Event)
    if starts_from:
        chosen = chosen.where(Event.latest >= starts_from)
    if q:
        chosen = chosen.where(Event.number.in_(text("SELECT rowid FROM events_text WHERE events_text MATCH :q").bindparams(q=q)))
    total = session.scalar(select(func.count()).select_from(chosen.subquery()))
    page = chosen.order_by(Event.earliest, Event.id).offset(offset).limit(PAGE).options(*WHOLE)
    return list(session.scalars(page)), total or 0


def event_of(session: Session, id: str) -> Event | None:
    return session.scalar(select(Event).where(Event.id == id).options(*WHOLE))


def fill(ours: str, path: str) -> None:
    """Copy what is in force from our database, an SQLAlchemy URL, into a new file."""
    with create_engine(ours).connect() as connection:
        documents = {
            model: [orjson.loads(text) for text in connection.scalars(select(model.document_de).where(model.removed_in == models.FOREVER))]
            for model in (models.StakeholderGroup, models.Source, models.Event)
        }
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(StakeholderGroup(id=each["id"], title=each["title"]) for each in documents[models.StakeholderGroup])
        session.add_all(Source(id=each["id"], title=each["title"]) for each in documents[models.Source])
        in_order = sorted(documents[models.Event], key=itemgetter("earliest", "id"))
        session.add_all(_event(number, document) for number, document in enumerate(in_order))
        session.flush()
        for statement in (VIEW, INDEX, "INSERT INTO events_text(events_text) VALUES ('rebuild')", "ANALYZE"):
            session.execute(text(statement))
    engine.dispose()


def _event(number: int, document: dict[str, Any]) -> Event:
    groups = [EventGroup(role=role, group_id=id_) for role in ROLES for id_ in document.pop(role)]
    sources = [
        EventSource(position=position, source_id=each["source"], locator=each["locator"])
        for position, each in enumerate(document.pop("sources"))
    ]
    more = {name: document.pop(name) for name, value in list(document.items()) if isinstance(value, list)}
    return Event(number=number, **document, more=more, groups=groups, sources=sources)
