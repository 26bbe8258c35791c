"""The events by FastAPI, pydantic and SQLAlchemy."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from benchmarks.peers.tables import PAGE, event_of, page_of, sessions


class Entity(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Titled(Entity):
    id: str
    title: str


class EventGroup(Entity):
    role: str
    group: Titled


class EventSource(Entity):
    locator: str | None
    source: Titled


class Event(Entity):
    id: str
    title: str
    description: str
    format: str
    status: str
    phase: str
    starts: str
    ends: str | None
    earliest: str
    latest: str
    starts_at: str | None
    ends_at: str | None
    date_note: str | None
    venue: str | None
    address: str | None
    city: str | None
    country: str
    admission: str | None
    exhibitor_count: int | None
    juror_count: int | None
    prize_max_eur: int | None
    horizon_year: int | None
    horizon_note: str | None
    parent: str | None
    certainty: str
    modified_in: int
    modified_at: str
    more: dict[str, Any]
    groups: list[EventGroup]
    sources: list[EventSource]


class Page(Entity):
    data: list[Event]
    total: int
    next: str | None


session_of = sessions()


def session() -> Iterator[Session]:
    with session_of() as opened:
        yield opened


Opened = Annotated[Session, Depends(session)]
app = FastAPI()


@app.get("/events")
def events(
    request: Request, session: Opened, starts_from: str | None = None, q: str | None = None, offset: Annotated[int, Query(ge=0)] = 0
) -> Page:
    found, total = page_of(session, starts_from, q, offset)
    further = offset + PAGE
    following = str(request.url.include_query_params(offset=further)) if further < total else None
    return Page(data=found, total=total, next=following)


@app.get("/events/{id}", response_model=Event)
def event_by_id(session: Opened, id: str) -> Any:
    if found := event_of(session, id):
        return found
    raise HTTPException(404)
