"""A query finds the same rows in the same order on every database, and nothing anyone can type is an error of theirs."""

import re
from collections.abc import Callable, Iterator

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, func, literal, select, union_all

from api.models import FOREVER, RECORDS, Event, Initiative, Published, Source, StakeholderGroup
from api.search.query import MAX_WORDS, TIERS, Search, Term, holds, matching, parse
from tests.conftest import DATABASES, RELEASES

Hits = list[tuple[str, int, int]]  # resource, tier, row
Found = Callable[[type[Published], str], set[str]]


def ranked(connection: Connection, search: Search) -> Hits:
    """Every hit in every release, the most relevant first."""
    tiers = [
        select(literal(resource), literal(tier), hits.c.rowid)
        for resource, model in RECORDS.items()
        for tier in range(1, TIERS + 1)
        for hits in [matching(model, search, tier, only=True).subquery()]
    ]
    return [tuple(row) for row in connection.execute(union_all(*tiers).order_by("anon_1", "anon_2", "rowid"))]


@pytest.fixture(params=DATABASES)
def connection(request: pytest.FixtureRequest, connections: dict[str, Connection]) -> Connection:
    return connections[request.param]


@pytest.fixture
def found(connection: Connection) -> Found:
    """`found(model, q)`: the ids of the newest release's records that hold the query."""

    def ids(model: type[Published], q: str) -> set[str]:
        newest = select(model.id).where(model.removed_in == FOREVER, model.pk.in_(matching(model, parse(q))))
        return set(connection.scalars(newest))

    return ids


# --- what a query means


def word(german: str, english: str, prefix: str = "") -> Term:
    return Term(((german,), (f"{english}·",)), False, prefix)


def phrase(german: str, english: str) -> Term:
    return Term((tuple(german.split()), tuple(f"{stem}·" for stem in english.split())), True)


LEITLINIEN, THESEN = word("leitlini", "leitlinien"), phrase("hellerau thes", "hellerau thesen")


@pytest.mark.parametrize(
    ("q", "search"),
    [
        ("Leitlinien ", Search((LEITLINIEN,))),
        ("Leitlinien", Search((word("leitlini", "leitlinien", "leitlinien"),))),
        ("leitlinien LEITLINIEN ", Search((LEITLINIEN,))),
        ("leitlinien e", Search((LEITLINIEN, word("e", "e")))),
        ("leitlinien eu", Search((LEITLINIEN, word("eu", "eu", "eu")))),
        ("Fachkraefte", Search((word("fachkraft", "fachkraft", "fachkrafte"),))),
        ('"Hellerauer Thesen"', Search((THESEN,))),
        ("„Hellerauer Thesen“", Search((THESEN,))),
        ("“Hellerauer Thesen”", Search((THESEN,))),
        ("»Hellerauer Thesen«", Search((THESEN,))),
        ('"Hellerauer Thesen', Search((THESEN,))),
        ('leitlinien"Hellerauer Thesen"', Search((LEITLINIEN, THESEN))),
        ('"Leitlinien"', Search((phrase("leitlini", "leitlinien"),))),
        ("4.0", Search((phrase("4 0", "4 0"),))),
        ("F&E", Search((phrase("f e", "f e"),))),
        ("Hellerauer-Thesen", Search((THESEN,))),
        ("leitlinien -Leitlinien", Search((LEITLINIEN,), (LEITLINIEN,))),
        ('-"Hellerauer Thesen" leitlinien ', Search((LEITLINIEN,), (THESEN,))),
        ("-4.0 leitlinien ", Search((LEITLINIEN,), (phrase("4 0", "4 0"),))),
        ("leitlinien - – -- -🚀 … ", Search((LEITLINIEN,))),
        ("leitlinien: AND ", Search((LEITLINIEN, word("and", "and")))),
        (f"{'leitlinien ' * MAX_WORDS}", Search((LEITLINIEN,))),
    ],
)
def test_query_is_words_and_phrases(q: str, search: Search) -> None:
    assert parse(q) == search


@pytest.mark.parametrize(
    ("q", "message"),
    [
        ("", "no word to search for"),
        ("  … \" \0", "no word to search for"),
        ('""', "no word to search for"),
        ("-leitlinien", "no word to search for; `-word` only excludes"),
        ('-"a b" -c', "no word to search for; `-word` only excludes"),
        ("a " * 33, "33 words are too many; at most 32 can be searched for at once"),
        (f'"{"a " * 33}"', "33 words are too many; at most 32 can be searched for at once"),
        (f"a -{'b.' * 32}", "33 words are too many; at most 32 can be searched for at once"),
    ],
)
def test_query_that_says_not_what_to_find_is_refused(q: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse(q)


# --- what it finds, in the real data


@pytest.mark.parametrize(
    ("model", "together"),
    [
        (Event, ["Fachkräfte ", "Fachkraefte ", "FACHKRÄFTE ", "fachkrafte "]),
        (Source, ["Leitlinie ", "Leitlinien ", "LEITLINIE "]),
        (Initiative, ["Strategie ", "Strategien ", "strategies "]),
        (StakeholderGroup, ["Sächsische ", "saechsischer ", "SÄCHSISCHEN "]),
    ],
)
def test_spellings_and_inflections_find_the_same(found: Found, model: type[Published], together: list[str]) -> None:
    sets = [found(model, q) for q in together]
    assert sets == [sets[0]] * len(together)
