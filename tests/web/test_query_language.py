"""The whole query language against plain Python, on both databases, for requests that Hypothesis makes up."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from api.models import MODELS
from api.web.counts import KEPT
from api.web.lru import SegmentedLRU
from api.web.paging import Cursor
from schemas.vocabularies import CERTAINTY, EVENT_FORMATS, EVENT_STATUS, SOURCE_KINDS, THEMES
from seed.log import state
from tests.conftest import DATABASES, PUBLIC_URL, app_on
from tests.web import model
from tests.web.history import entries

pytestmark = pytest.mark.no_cover
HISTORY = entries()
DEFAULT = {"events": "starts", "sources": "id"}
EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


class Service:
    """A running service and, release by release, the documents it must answer with."""

    def __init__(self, url: str) -> None:
        self.app = app_on(url)
        engine = create_engine(url)
        with engine.connect() as connection:
            self.rows = {resource: list(_rows(connection, resource)) for resource in DEFAULT}
        engine.dispose()

    def published(self, resource: str, release: int) -> list[model.Published]:
        return [row for row in self.rows[resource] if row["number"] <= release < row["until"]]


def _rows(connection: Any, resource: str) -> Iterator[model.Published]:
    table = MODELS[resource]
    for row in connection.execute(select(table.pk, table.id, table.added_in, table.removed_in, table.document_de, table.document_en)):
        record = state(HISTORY[: row.added_in])[resource][row.id]
        documents = {"de": orjson.loads(row.document_de), "en": orjson.loads(row.document_en)}
        yield {"key": row.pk, "number": row.added_in, "until": row.removed_in, "record": record, **documents}


@pytest.fixture(scope="module", params=DATABASES)
def service(request, databases) -> Iterator[Service]:
    service = Service(databases.filled(request.param, HISTORY))
    yield service
    service.app.extensions["database"].dispose()


def some(values: Any, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=most, unique=True)


ids = {name: [f"{name}-{number}" for number in range(6)] for name in ("challenge", "group")}
WORDS = [
    "Leitlinie", "leitlinien", "Industriestrategie", "Strategie", "strategi", "Fachkraefte", "fachkrä", "werkstatt", "work", "workers",
    "thes", "Sachsen", "2030", "guideline", "group", "leipzig", '"für Sachsen"', '"Leitlinien erörtern"', '"im Überblick"', "-Workshop",
    "-Strategie", '-"für Sachsen"', "Überblick", "neu",
]  # fmt: skip
Q = some(WORDS).filter(lambda terms: not all(term.startswith("-") for term in terms))
DAY = st.sampled_from(["2015", "2016", "2016-03", "2016-03-07", "2017", "2018-04-24", "2018-05", "2020"])
INSTANT = st.sampled_from([f"2026-0{month}-01T12:00:00Z" for month in range(1, 6)])
NUMBER = st.sampled_from(["3", "5", "10", "2030", "2031"])

OWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "events": {
        "format": some(list(EVENT_FORMATS)[:5]), "status": some(EVENT_STATUS), "city": some(["Brüssel", "Brussels", "Leipzig", "Ort"]),
        "country": some(["DE", "BE", "FR"]), "theme": some(list(THEMES)[:6]), "challenge": some(ids["challenge"]),
        "stakeholder_group": some(ids["group"]), "source": some(["s01", "s02", "s03", "s99"]), "certainty": some(CERTAINTY),
        "ids": some([f"event-{number:02}" for number in range(0, 44, 3)], 6),
    },
    "sources": {
        "kind": some(list(SOURCE_KINDS)[:4]), "publisher": some(["SMWA", "Blick, Chemnitz", 'Verlag "Neu"', "Niemand"]),
        "certainty": some(CERTAINTY), "ids": some([f"s{number:02}" for number in range(0, 26, 2)], 6),
    },
}  # fmt: skip
LIMITS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "events": {"starts_from": DAY, "starts_to": DAY, "horizon_year_from": NUMBER, "horizon_year_to": NUMBER, "modified_since": INSTANT,
               "modified_until": INSTANT, "has": some(["city", "-city", "horizon_year", "-challenges", "themes"])},
    "sources": {"date_from": DAY, "date_to": DAY, "page_count_from": NUMBER, "page_count_to": NUMBER,
                "has": some(["publisher", "-publisher", "page_count", "-document_type", "-earliest"])},
}  # fmt: skip
SORTS = {"events": ["starts", "title", "id", "modified"], "sources": ["id", "title", "date", "modified"]}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, int, dict[str, Any]]:
    """(resource, language, release, query)."""
    resource = draw(st.sampled_from(["events", "events", "sources"]))
    filters = OWN[resource] | {f"{name}_not": each for name, each in OWN[resource].items()} | LIMITS[resource]
    names = draw(st.lists(st.sampled_from(sorted(filters)), max_size=2, unique=True))
    query = {name: draw(filters[name]) for name in names}
    if draw(st.booleans()):
        query["q"] = draw(Q)
    if draw(st.integers(0, 2)):
        query["sort"] = draw(st.lists(st.sampled_from(SORTS[resource]), min_size=1, max_size=3, unique=True))
        query["sort"] = [draw(st.sampled_from(["", "-"])) + name for name in query["sort"]]
    elif draw(st.booleans()):
        query["random"] = draw(st.sampled_from(["a", "b", "saxony"]))
    return resource, draw(st.sampled_from(["de", "en"])), draw(st.integers(1, 4)), query


def written(query: dict[str, Any]) -> dict[str, str]:
    """The query as parameters."""
    return {name: _joined(name, value) if isinstance(value, list) else value for name, value in query.items()}


def _joined(name: str, values: list[str]) -> str:
    if name == "q":
        return " ".join(values)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(values)
    return stream.getvalue()


def walk(client: FlaskClient, url: str, direction: str) -> tuple[list[str], str]:
    """The ids of all pages, and the address of the last one."""
    found: list[str] = []
    for _ in range(100):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.text)
        page = [record["id"] for record in answer.json["data"]]
        found = found + page if direction == "next" else page + found
        if not answer.json["links"][direction]:
            return found, answer.json["links"]["self"]
        url = answer.json["links"][direction]
    raise AssertionError(f"{url} has no end")


@EXAMPLES
@given(asked=requests(), limit=st.sampled_from([2, 5, 200]))
def test_every_query_finds_what_plain_python_finds_page_by_page_both_ways(service, asked, limit):
    resource, language, release, query = asked
    rows = [row for row in service.published(resource, release) if model.matches(row, resource, query)]
    wanted = [row["de"]["id"] for row in model.ordered(rows, query, language, DEFAULT[resource])]
    url = f"/api/v1/{resource}?{urlencode(written(query) | {'release': release, 'lang': language, 'limit': limit})}"
    client = service.app.test_client()
    found, last = walk(client, url, "next")
    assert found == wanted, url
    assert walk(client, last, "prev")[0] == wanted, url
    assert client.get(url).json["meta"]["total"] == len(wanted)


@pytest.fixture
def ties_apart(service, monkeypatch) -> Service:
    """The service, which thinks that two are many: it goes through first sort keys value by value, between those that filters find."""
    monkeypatch.setattr("api.web.counts.MANY", 1)
    monkeypatch.setattr("api.web.collection.FEW", 1)
    monkeypatch.setitem(service.app.extensions, "counts", SegmentedLRU(KEPT))
    return service


def test_ties_of_the_first_sort_key_are_walked_value_by_value(ties_apart):
    test_every_query_finds_what_plain_python_finds_page_by_page_both_ways(ties_apart)


def test_cursor_fits_pages_of_another_length(ties_apart):
    """However many records a page has, and whether they are sorted or walked for it, a cursor means the same place."""
    client = ties_apart.app.test_client()
    whole = client.get("/api/v1/events?sort=-modified,title&format_not=workshop&limit=200").json
    ids = [record["id"] for record in whole["data"]]
    for limit in (1, 3, 200):
        rest = client.get(f"/api/v1/events?sort=-modified,title&format_not=workshop&limit={limit}").json["links"]["next"] or ""
        for other in (1, 2, 200):
            page = client.get(rest.replace(f"limit={limit}", f"limit={other}")).json["data"] if rest else []
            assert [record["id"] for record in page] == ids[limit:][:other]


def test_cursor_at_a_value_that_no_record_has_is_refused(ties_apart):
    client = ties_apart.app.test_client()
    address = client.get("/api/v1/events?sort=-starts,title&limit=1").json["links"]["next"]
    text = parse_qs(urlsplit(address).query)["cursor"][0]
    cursor = Cursor.parse(text)
    answer = client.get(address.replace(text, str(replace(cursor, values=("1066-10-14", *cursor.values[1:])))))
    assert (answer.status_code, answer.json["type"]) == (400, f"{PUBLIC_URL}/problems/invalid-cursor")


@EXAMPLES
@given(asked=requests(), names=some(["format", "status", "city", "theme", "challenge", "stakeholder_group", "source", "certainty"]))
def test_facets_count_under_all_other_filters(service, asked, names):
    resource, language, release, query = asked
    names = [name for name in names if name in OWN[resource]] or ["certainty"]
    published = service.published(resource, release)
    url = f"/api/v1/{resource}?{urlencode(written(query) | {'release': release, 'lang': language, 'limit': 0, 'facets': ','.join(names)})}"
    facets = service.app.test_client().get(url).json["facets"]
    for name in names:
        others = {each: value for each, value in query.items() if each not in (name, f"{name}_not")}
        wanted = model.facet([row for row in published if model.matches(row, resource, others)], name, language)
        assert {each["value"]: each["count"] for each in facets[name]} == wanted, url
        assert facets[name] == sorted(facets[name], key=lambda each: (-each["count"], each["value"]))


@settings(EXAMPLES, max_examples=15)
@given(words=Q, release=st.integers(1, 4), limit=st.sampled_from([3, 200]))
def test_search_of_everything_is_the_searches_of_each_collection(service, words, release, limit):
    client, query = service.app.test_client(), urlencode({"q": " ".join(words), "release": release})
    found, _ = walk(client, f"/api/v1/search?{query}&limit={limit}", "next")
    each = {resource: walk(client, f"/api/v1/{resource}?{query}&limit=200", "next")[0] for resource in MODELS if resource != "releases"}
    assert sorted(found) == sorted(id_ for ids_ in each.values() for id_ in ids_)
    assert [id_ for id_ in found if id_.startswith("event-")] == each["events"]
    counts = client.get(f"/api/v1/search?{query}&limit=0").json["facets"]["resource"]
    assert {count["value"]: count["count"] for count in counts} == {resource: len(ids_) for resource, ids_ in each.items()}


def test_counts_take_the_memory_that_their_queries_do(service, monkeypatch):
    counts = SegmentedLRU(20_000)
    monkeypatch.setitem(service.app.extensions, "counts", counts)
    for number in range(20):
        ids = ",".join(f"event-{number}-{each:04}" for each in range(200))
        before = counts.weight
        assert service.app.test_client().get(f"/api/v1/events?limit=0&ids={ids}").json["meta"]["total"] == 0
        assert counts.weight > before + len(ids) or counts.weight > 20_000 - 2 * len(ids)
