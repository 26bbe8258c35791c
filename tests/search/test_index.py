"""The index holds each word of a record once, in the class that ranks it, with its place where order counts."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from api.db import append, writer
from api.models import RECORDS, Event, Source
from api.search.index import LENGTH, TITLE_LENGTH, classes, clear, contents, name_of, row
from api.search.query import matching, parse
from schemas.event import EventSchema
from schemas.source import SourceSchema

EVENT = EventSchema().load(
    {
        "id": "konferenz",
        "title": {"de": "Werkstätten", "en": "Workshops"},
        "description": {"de": "Neue Werkstätten"},
        "format": "conference",
        "status": "held",
        "starts": "2018-03-07",
        "address": "Karl-Marx-Allee 56",
        "country": "DE",
        "attendance": [{"note": {"de": "rund"}, "source": "s01"}],
        "programme": [{"time": "18:00", "item": {"de": "Gruß", "en": "Welcome"}}],
        "participants": ["energy-saxony"],
        "challenges": ["wandel"],
        "publications": ["pub-thesen"],
        "certainty": "stated",
        "conflicts": [{"topic": {"de": "Streit"}, "versions": [{"statement": {"de": x}, "sources": ["s01"]} for x in ("Ja", "Nein")]}],
        "sources": [{"source": "s01", "locator": "Zeile"}],
    }
)


def test_record_is_four_classes_of_words() -> None:
    assert {name: " ".join(words) for name, words in classes(EventSchema(), EVENT).items()} == {
        "a": "werkstatt ¶ workshop· ¶",
        "b": "statt tatt werkstatten workshops",
        "c": "neu werkstatt ¶ karl marx alle 56 ¶ rund ¶ gruss ¶ welcom· ¶ energy saxony ¶",
        "d": "allee neue welcome",
    }


def test_strings_that_no_rule_confines_are_indexed() -> None:
    source = SourceSchema().load(
        {"id": "s01", "title": {"de": "A"}, "kind": "press", "certainty": "stated", "publisher": "Verlag", "url": "https://x.org"}
    )
    assert classes(SourceSchema(), source) == {"a": ["a", "¶"], "b": [], "c": ["verlag", "¶"], "d": []}


@pytest.mark.no_cover
def test_no_class_is_longer_than_its_places() -> None:
    title, description = ({"de": " ".join(f"w{n}" for n in range(most + 10))} for most in (TITLE_LENGTH, LENGTH))
    found = classes(SourceSchema(), {"title": title, "description": description})
    assert (len(found["a"]), len(found["c"])) == (TITLE_LENGTH, LENGTH)


@pytest.fixture
def connection(blank: str) -> Iterator[Connection]:
    engine = writer(blank)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_databases_hold_the_same_words_in_the_same_places(connection: Connection) -> None:
    append(connection, name_of(Event), [row(connection.dialect.name, EventSchema(), 7, EVENT)])
    held = contents(connection, Event)[7]
    assert {("werkstatt", "a", 0), ("workshop·", "a", 2), ("werkstatt", "c", 1), ("energy", "c", 14)} < held
    assert {entry for entry in held if entry[1] in "bd"} == {
        ("statt", "b", None),
        ("tatt", "b", None),
        ("werkstatten", "b", None),
        ("workshops", "b", None),
        ("allee", "d", None),
        ("neue", "d", None),
        ("welcome", "d", None),
    }


@pytest.mark.no_cover
def test_words_beyond_the_last_place_are_left_out_on_every_database(connection: Connection) -> None:
    words = " ".join(f"w{n}" for n in range(LENGTH + 10))
    record = {"title": {"de": "Lang"}, "description": {"de": words}}
    append(connection, name_of(Source), [row(connection.dialect.name, SourceSchema(), 1, record)])
    found = [bool(connection.scalars(matching(Source, parse(f'"w{n} w{n + 1}"'))).all()) for n in (0, LENGTH - 2, LENGTH - 1)]
    assert found == [True, True, False]


def test_cleared_index_holds_nothing(connection: Connection) -> None:
    append(connection, name_of(Event), [row(connection.dialect.name, EventSchema(), 7, EVENT)])
    clear(connection)
    assert [contents(connection, model) for model in RECORDS.values()] == [{}] * len(RECORDS)
