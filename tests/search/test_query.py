"""A query finds the same rows in the same order on every database, and nothing anyone can type is an error of theirs."""

import itertools
import re
from collections.abc import Callable

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, func, literal, select, union_all

from api.models import FOREVER, RECORDS, Event, Guideline, Initiative, Published, Source, StakeholderGroup
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
    return sorted(tuple(row) for row in connection.execute(union_all(*tiers)))


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
        ('  … " \0', "no word to search for"),
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


def test_word_finds_compounds_that_end_with_it(found: Found) -> None:
    assert found(Initiative, "Strategie ") >= {"digitale-strategie-2025", "nationale-industriestrategie-2030"}
    assert found(StakeholderGroup, "Werkstatt ") >= {"deutsche-werkstaetten-hellerau", "geschaeftsstelle-strategiewerkstatt"}


def test_quoted_word_is_that_word_alone(found: Found) -> None:
    compounds = found(Source, "Werkstatt ") - found(Source, '"Werkstatt"')
    assert found(Source, '"Werkstatt"') == {"s05", "s52"}
    assert compounds == found(Source, "Werkstatt -StrategieWerkstatt ") - {"s05", "s52"} | found(Source, "StrategieWerkstatt ") - {"s05"}


def test_part_of_a_word_that_is_no_word_finds_nothing(found: Found) -> None:
    """*Wirtschaft* is in many texts and ends with *haft*."""
    assert found(Event, "wirtschaft ")
    assert found(Event, "haft ") == set()


def test_all_words_are_needed(found: Found) -> None:
    assert found(Event, "Dresden Konferenz ") == found(Event, "Dresden ") & found(Event, "Konferenz ")
    assert found(Event, "Dresden Konferenz ") < found(Event, "Konferenz ")


def test_excluded_word_takes_away_all_that_it_finds(found: Found) -> None:
    assert found(Source, "Strategie -Werkstatt ") == found(Source, "Strategie ") - found(Source, "Werkstatt ")
    assert found(Source, "thesen -jung ") == set()


def test_phrase_is_consecutive_words(found: Found) -> None:
    assert found(Source, '"junge Thesen"') == {"pub-hellerauer-thesen-2018"}
    assert found(Source, '"Thesen junge"') == found(Source, '"Hellerauer Thesen"') == set()
    assert found(Source, "Hellerauer Thesen ") == {"pub-hellerauer-thesen-2018"}


def test_excluded_phrase_leaves_its_words(found: Found) -> None:
    assert found(Event, 'workshop -"erster Workshop"') == found(Event, "workshop") - {"2016-03-07-workshop-industriebranchen"}


def test_phrase_is_within_one_text(found: Found) -> None:
    """The German title ends with the first word, the English one begins with the second."""
    assert found(Event, "Industriebranchen The ") == {"2016-03-07-workshop-industriebranchen"}
    assert found(Event, '"Industriebranchen The"') == set()


def test_number_with_a_point_is_found_as_written(found: Found) -> None:
    assert found(Event, "Industrie 4.0") == {"2016-03-23-konferenz-industrie-4-0-sachsen"}
    assert found(StakeholderGroup, "4.0") == set()


def test_last_word_may_be_unfinished(found: Found) -> None:
    assert found(Initiative, "strat") >= found(Initiative, "Strategie ")
    assert found(Source, "strategi") > found(Source, "Strategie ") | found(Source, "strategisch ")
    assert found(Source, "Leitl Grundz") == found(Source, "strat ") == found(Source, '"strat"') == set()


def test_word_typed_in_full_is_no_beginning_of_other_words(found: Found) -> None:
    workshops = found(Guideline, "workshops ")
    assert workshops == found(Guideline, "worksh") == {"massnahme-workshops-in-globalen-innovations-hotspots"}
    assert workshops & found(Guideline, "workers") == set()


def test_typing_on_never_finds_more(found: Found) -> None:
    typed = [found(Source, "Industriestrategie"[:length]) for length in range(2, 19)]
    assert all(longer <= shorter for shorter, longer in itertools.pairwise(typed))


def test_events_are_found_by_their_organisations(found: Found) -> None:
    """The title of the ministry has this name, the event only its id."""
    assert "2016-03-07-workshop-industriebranchen" in found(Event, "smwa ")


def test_evidence_is_not_searched(found: Found) -> None:
    """Who was first is a conflict of this event, told in its evidence."""
    assert found(Event, '"Welcher Workshop der erste war"') == set()


# --- in which order


def test_titles_rank_before_texts_and_words_before_compounds(connection: Connection) -> None:
    hits = [hit for hit in ranked(connection, parse("Werkstatt ")) if hit[0] == "stakeholder-groups"]
    ids = {row.pk: row.id for row in connection.execute(select(StakeholderGroup.pk, StakeholderGroup.id))}
    first = {tier: next(ids[row] for _, held, row in hits if held == tier) for tier in (1, 2, 3, 4)}
    assert first == {
        1: "deutsche-werkstaetten-hellerau",
        2: "geschaeftsstelle-strategiewerkstatt",
        3: "fablab-dresden-chemnitz",
        4: "smwa",
    }


def titles() -> list[str]:
    entries = [orjson.loads(file.read_bytes()) for file in sorted(RELEASES.glob("*.json"))]
    records = [record for entry in entries for records in entry["added"].values() for record in records]
    return list(dict.fromkeys(text for record in records for text in record["title"].values()))


def queries() -> list[str]:
    """Of every title in turn a word, a pair, a beginning, a phrase, an exclusion or the whole."""
    asked = []
    for number, title in enumerate(titles()):
        first, *_, last = ["die", *title.replace('"', "").split()]
        middle = title[len(title) // 3 :].partition(" ")[2]
        ways = [f"{last} ", f"{first} {last}", last[: 2 + number % 5], f'"{middle}"', f"{first} -{last}", f'{last} -"{middle}"', title]
        asked.append(ways[number % len(ways)])
    return [q for q in dict.fromkeys(asked) if _is_query(q)]


def _is_query(q: str) -> bool:
    try:
        return bool(parse(q))
    except ValueError:
        return False


@pytest.mark.no_cover
def test_databases_give_the_same_rows_in_the_same_order(connections: dict[str, Connection]) -> None:
    asked, silent = queries(), 0
    for q in asked:
        sqlite, postgresql = (ranked(connections[kind], parse(q)) for kind in DATABASES)
        assert sqlite == postgresql, q
        silent += not sqlite
    assert len(asked) > 250
    assert silent < len(asked) / 4  # most of them find something


TYPED = st.lists(
    st.one_of(
        st.sampled_from(titles()),
        st.text(max_size=8),
        st.sampled_from([*"\"-*:&|!(){}^+\\'%?;·¶🚀\0\ud800", '-"', "<->", ":*", "AND", "OR", "NOT", "NEAR", "$$", "--", "A:B"]),
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.no_cover
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED, st.booleans())
def test_whatever_is_typed_finds_the_same_or_is_refused(connections: dict[str, Connection], q: str, glued: bool) -> None:
    try:
        search = parse(q.replace(" ", "") if glued else q)
    except ValueError:
        return
    sqlite, postgresql = (ranked(connections[kind], search) for kind in DATABASES)
    assert sqlite == postgresql


@pytest.mark.parametrize(
    "q", ["x" * 1000, "🚀" * 1000, "a" + "'" * 999, '"' * 1000, "-" * 999 + "a", "ä" * 1000, "(" * 500 + "a" + ")" * 499]
)
def test_a_thousand_letters_are_a_query_or_refused(connection: Connection, q: str) -> None:
    assert not _is_query(q) or isinstance(ranked(connection, parse(q)), list)


# --- the forms of one search


@pytest.mark.parametrize("q", ["strategi", "Dresden -Leipzig", '"Industrie 4.0"', "der industrie"])
@pytest.mark.parametrize("model", RECORDS.values(), ids=RECORDS)
def test_all_forms_of_a_search_find_the_same(connection: Connection, model: type[Published], q: str) -> None:
    search = parse(q)
    within = [set(connection.scalars(matching(model, search, tier))) for tier in range(1, TIERS + 1)]
    only = [set(connection.scalars(matching(model, search, tier, only=True))) for tier in range(1, TIERS + 1)]
    assert all(inner <= outer for inner, outer in itertools.pairwise(within))
    assert only == [within[0], *(outer - inner for inner, outer in itertools.pairwise(within))]
    assert set(connection.scalars(select(model.pk).where(holds(model, search)))) == within[-1]
    assert set(connection.scalars(select(model.pk).where(~holds(model, search)))).isdisjoint(within[-1])
    assert connection.scalar(select(func.count()).select_from(matching(model, search).subquery())) == len(within[-1])


def plan(connection: Connection, statement: Select) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    sql = statement.compile(connection, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {sql}"))


HITS = matching(Event, parse('strategie "junge thesen" -jugend strat'), 2, only=True)


def test_fts5_walks_its_index_in_order(connections: dict[str, Connection]) -> None:
    key = HITS.selected_columns.rowid
    steps = plan(connections["sqlite"], HITS.where(key > 3).order_by(key).limit(10))
    assert re.fullmatch(r"SCAN events_text VIRTUAL TABLE INDEX \S*M4\S*", steps)


def test_postgresql_uses_the_gin_index(connections: dict[str, Connection]) -> None:
    connection = connections["postgresql"]
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so few rows are read faster without
    assert "Bitmap Index Scan on ix_events_text_words" in plan(connection, HITS)
    connection.rollback()
