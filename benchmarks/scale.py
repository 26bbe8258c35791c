"""`python -m benchmarks.scale --small URL --large URL`: what each kind of request costs as the data grow.

Both databases are `benchmarks.generate`'s. Every case is asked of both in turn, in this process. `first` is the first answer of a
new application, which has to count; `then` the ones after, as counts are kept for as long as a release lasts. Totals are
compared with counts of our own, which read the tables from end to end.
"""

import argparse
import gc
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import Engine, select, text

from api.models import FOREVER, Event
from api.search.words import stem, whole
from api.web.paging import Cursor
from benchmarks.inside import answer, environ, service
from schemas.fields import LANGUAGES

Asked = tuple[str, str]  # URL of a database, path below /api/v1/
Clock = Callable[[], float]

RARE, FREQUENT = "demografie", "industrie"  # in 0.5 and 54 % of the made-up events
DEEP = 20_000  # page
LIMIT = 25  # records a page
DATES = "starts_from=2016-03&starts_to=2016-05"
WITHIN = "latest >= '2016-03-01' AND earliest <= '2016-05-31'"
THEME = "EXISTS (SELECT 1 FROM terms WHERE resource = 'events' AND field = 'themes' AND value = 'arbeit' AND row = pk)"


@dataclass(frozen=True)
class Case:
    """A request, and which events it is for, in SQL that is not the service's; empty if that is not to be checked."""

    name: str
    query: str
    where: str = "true"
    word: str = ""

    @property
    def path(self) -> str:
        return f"events?{self.query}"


CASES = [
    Case("list", ""),
    Case("format", "format=workshop", "format = 'workshop'"),
    Case("theme", "theme=arbeit", THEME),
    Case("city", "city=Chemnitz", "city_de = 'Chemnitz'"),
    Case("`_not`", "format_not=workshop", "format <> 'workshop'"),
    Case("theme and city", "theme=arbeit&city=Leipzig", f"city_de = 'Leipzig' AND {THEME}"),
    Case("dates", DATES, WITHIN),
    Case("dates, newest first", f"{DATES}&sort=-starts", WITHIN),
    Case("by title", "sort=-title"),
    Case("by date, titles backwards", "sort=starts,-title"),
    Case("newest first, by title", "sort=-modified,title"),
    Case("format, by title", "format=workshop&sort=title", "format = 'workshop'"),
    Case("rare word", f"q={RARE}&limit=5", word=RARE),
    Case("frequent word", f"q={FREQUENT}", word=FREQUENT),
    Case("two frequent words", f"q={FREQUENT}+dresden", word=f"{FREQUENT} dresden"),
    Case("frequent word, by date", f"q={FREQUENT}&sort=-starts", word=FREQUENT),
    Case("frequent word, newest first, by title", f"q={FREQUENT}&sort=-modified,title", word=FREQUENT),
    Case("rare word and format", f"q={RARE}&format=workshop&limit=1", "format = 'workshop'", RARE),
    Case("frequent word and format", f"q={FREQUENT}&format=workshop", "format = 'workshop'", FREQUENT),
    Case("the same, by title", f"q={FREQUENT}&format=workshop&sort=title", "format = 'workshop'", FREQUENT),
    Case("facets", "facets=format,city,theme&limit=0"),
    Case("facets under a word", f"facets=format,city,theme&q={FREQUENT}&limit=0", word=FREQUENT),
    Case("sample", "random=a"),
]
ITEM = "events/event-0000050"


def words_sql(engine: Engine, words: str) -> str:
    """Which events hold all words, the last of which may be unfinished, read off the text index row by row."""
    *finished, last = words.split()
    stems = [[stem(word, language) for language in LANGUAGES] for word in (*finished, last)]
    if engine.dialect.name == "postgresql":
        tests = [" OR ".join(f"words @@ '{each}'::tsquery" for each in word) for word in stems]
        tests[-1] += f" OR words @@ '{whole(last)}:*'::tsquery"
    else:
        held = "' ' || a || ' ' || b || ' ' || c || ' ' || d || ' '"
        tests = [" OR ".join(f"{held} LIKE '% {each} %'" for each in word) for word in stems]
        tests[-1] += f" OR {held} LIKE '% {whole(last)}%'"
    return f"pk IN (SELECT rowid FROM events_text WHERE {' AND '.join(f'({test})' for test in tests)})"


def expected(engine: Engine, case: Case) -> int:
    where = f"({case.where}) AND {words_sql(engine, case.word)}" if case.word else case.where
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM events WHERE removed_in = {FOREVER} AND {where}")) or 0


def check(url: str, cases: list[Case]) -> None:
    with service(url) as app:
        for case in cases:
            total = orjson.loads(answer(app, environ(case.path)))["meta"]["total"]
            assert total == expected(app.extensions["database"], case), case.name


def deep_page(url: str) -> tuple[int, str]:
    """The number and the request of a late page of the list by date; its cursor is made, as nobody wants to walk there."""
    keys = select(Event.earliest, Event.id).where(Event.removed_in == FOREVER).order_by(Event.earliest, Event.id)
    with service(url) as app, app.extensions["database"].connect() as connection:
        first = orjson.loads(answer(app, environ("events")))
        number = min(DEEP, first["meta"]["total"] // LIMIT)
        place = connection.execute(keys.offset((number - 1) * LIMIT - 1).limit(1)).one()
    cursor = Cursor.parse(first["links"]["next"].partition("cursor=")[2])
    return number, f"events?cursor={replace(cursor, values=tuple(place))}"


def milliseconds(clock: Clock, app: Flask, request: dict[str, Any]) -> float:
    gc.collect()
    started = clock()
    answer(app, request)
    return (clock() - started) * 1000


def measured(asked: list[Asked], clock: Clock, firsts: int, times: int) -> list[float]:
    """Medians in ms: of the first answers of `firsts` new applications to each of two requests, and of `times` later ones."""
    first: tuple[list[float], ...] = ([], [])
    then: tuple[list[float], ...] = ([], [])
    for _ in range(firsts):
        with ExitStack() as held:
            apps = [held.enter_context(service(url)) for url, _ in asked]
            for app in apps:
                answer(app, environ(ITEM))  # the first request at all costs more
            for found in (first, *[then] * (times // firsts)):
                for app, (_, path), each in zip(apps, asked, found, strict=True):
                    each.append(milliseconds(clock, app, environ(path)))
    return [median(each) for each in (*first, *then)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--small", required=True, help="SQLAlchemy URL of the database with few events")
    parser.add_argument("--large", required=True, help="SQLAlchemy URL of the one with many")
    parser.add_argument("--firsts", type=int, default=3, help="how many new applications are asked (default: %(default)s)")
    parser.add_argument("--times", type=int, default=45, help="how often each is asked in all (default: %(default)s)")
    parser.add_argument("--clock", choices=["cpu", "wall"], default="cpu", help="cpu is the steadier, and all there is with SQLite")
    parser.add_argument("--unchecked", action="store_true", help="do not compare the totals, which takes a minute a million events")
    parser.add_argument("--only", default="", help="a part of the names of the cases wanted")
    options = parser.parse_args()
    clock = time.process_time if options.clock == "cpu" else time.perf_counter
    chosen = [case for case in CASES if options.only in case.name]
    if not options.unchecked:
        for url in (options.small, options.large):
            check(url, chosen)
    paths = [*((case.name, case.path) for case in chosen), ("item", ITEM)]
    rows = [(name, (options.small, path), (options.large, path)) for name, path in paths]
    number, late = deep_page(options.large)
    rows.append((f"page {number:,} against page 1", (options.large, "events"), (options.large, late)))
    print("| case | small, first | large, first | small, then | large, then | ratio |\n|---|---|---|---|---|---|")
    for name, *asked in rows:
        costs = measured(asked, clock, options.firsts, options.times)
        print(f"| {name} | {' | '.join(f'{cost:.1f}' for cost in costs)} | {costs[3] / costs[2]:.2f} |", flush=True)
    print(f"\nn = {options.firsts} first and {options.times} later answers of each; medians in ms, {options.clock} time")


if __name__ == "__main__":
    main()
