"""Query plans: whatever is offered is answered along indexes, in either form that conditions can take, on both databases."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event

from api.web.counts import KEPT
from api.web.lru import SegmentedLRU
from tests.conftest import DATABASES, app_on
from tests.web.history import entries

TABLES = "events|sources|challenges|terms|releases"
SCANS = {
    "sqlite": re.compile(rf"^SCAN ({TABLES})\b(?! USING (COVERING )?INDEX)"),
    # A hashed SubPlan works out for every row what is asked of a few; of releases there are few.
    "postgresql": re.compile(rf"Seq Scan on ({TABLES})|(?<!added_in = \()hashed SubPlan"),
}
SORTS = ["starts", "-starts", "title", "-title", "id", "modified", "-modified"]
FILTERS = [
    "format=workshop,seminar", "status=held", "city=Leipzig", "country=DE", "starts_from=2018", "starts_to=2016-05", "theme=arbeit",
    "horizon_year_from=2031", "horizon_year_to=2030", "parent=event-01", "stakeholder_group=group-1", "challenge=challenge-1", "source=s01",
    "certainty=stated", "ids=event-01,event-09", "has=-city", "has=themes", "modified_since=2026-03-01T00:00:00Z", "format_not=workshop",
    "city_not=Leipzig", "theme_not=arbeit", "q=strategie", "q=leitlin", 'q="für Sachsen" -workshop', "q=strategie&status=held",
]  # fmt: skip
ASKED = [
    *(f"events?sort={sort}" for sort in SORTS),
    *(f"events?{each}" for each in FILTERS),
    *(f"events?{each}&sort=-title" for each in FILTERS),
    *(
        f"events?facets=format,city,theme,stakeholder_group,challenge,source,certainty&{each}"
        for each in ("", "status=held", "q=strategie")
    ),
    *(f"sources?sort={sort}" for sort in ("date", "-date")),
    *(f"sources?{each}&sort=date" for each in ("kind=press", "date_from=2017", "page_count_from=5", "publisher=SMWA")),
    *(f"challenges?{each}" for each in ("event=event-09", "event_not=event-09", "event=event-09&sort=title", "facets=event")),
    "events?random=a",
    "events?random=a&status=held",
    "search?q=strategie",
]


@pytest.fixture(scope="module", params=DATABASES)
def service(request, databases) -> Iterator[tuple[FlaskClient, Engine, list[tuple[str, object]]]]:
    """A client, the engine to explain statements with, and the statements that the client's requests sent."""
    url = databases.filled(request.param, entries())
    app, engine = app_on(url), create_engine(url)
    sent: list[tuple[str, object]] = []
    event.listen(app.extensions["database"], "before_cursor_execute", lambda *args: sent.append((args[2], args[3])))
    yield app.test_client(), engine, sent
    app.extensions["database"].dispose()
    engine.dispose()


def plan(engine: Engine, statement: str, parameters: object) -> list[str]:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # so small a table would be read whole, rightly
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


@pytest.mark.parametrize("many", [1, 200], ids=["first keys value by value", "first keys in order"])
@pytest.mark.parametrize("sort", ["starts,-title", "-modified,title", "-modified,id"])
def test_ties_are_found_along_an_index(service, sort, many, monkeypatch):
    monkeypatch.setattr("api.web.counts.MANY", many)
    monkeypatch.setitem(service[0].application.extensions, "counts", SegmentedLRU(KEPT))
    test_no_table_is_read_whole(service, f"events?sort={sort}&format_not=workshop", 1)


@pytest.mark.parametrize("limit", [1, 200], ids=["walked", "found first"])
@pytest.mark.parametrize("asked", ASKED)
def test_no_table_is_read_whole(service, asked, limit):
    client, engine, sent = service
    sent.clear()
    answer = client.get(f"/api/v1/{asked}&limit={limit}")
    assert answer.status_code == 200, answer.text
    scans = [
        (step, statement)
        for statement, parameters in sent
        for step in plan(engine, statement, parameters)
        if SCANS[engine.dialect.name].search(step)
    ]
    assert scans == []
