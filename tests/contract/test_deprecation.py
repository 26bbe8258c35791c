"""What is deprecated says so in every answer, in OpenAPI and in the log; on a route and a parameter made for these tests."""

import types
from datetime import UTC, datetime

import pytest
from flask.views import MethodView
from marshmallow import fields

from api import resources
from api.web import deprecation
from api.web.blueprint import Blueprint
from api.web.deprecation import Deprecation, deprecated, deprecated_parameter
from api.web.query import AnswerQuery
from schemas.fields import about
from schemas.service import ServiceSchema
from tests.conftest import PUBLIC_URL, app_on, links_of

ROUTE = Deprecation(datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), "/api/v1/new")
PARAMETER = Deprecation(datetime(2027, 6, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC), "/api/v1/new?b=1")
SUCCESSOR = (f'<{PUBLIC_URL}/api/v1/new>; rel="successor-version"', f'<{PUBLIC_URL}/api/v1/new?b=1>; rel="successor-version"')
POLICY = f'<{PUBLIC_URL}/policy>; rel="deprecation"; type="text/html"'


class OldQuery(AnswerQuery):
    a = deprecated_parameter(fields.String(metadata=about("Use b.", "Besser b.")), PARAMETER)


def old_and_new():
    blp = Blueprint("testing", __name__, url_prefix="", description="For tests.")

    @blp.route("/old")
    class Old(MethodView):
        @deprecated(ROUTE)
        @blp.doc(operationId="getOld")
        @blp.arguments(OldQuery)
        @blp.response(200, ServiceSchema)
        def get(self, query):
            """Answer in the old way"""
            return {}

    @blp.route("/new")
    class New(MethodView):
        @blp.doc(operationId="getNew")
        @blp.arguments(OldQuery)
        @blp.response(200, ServiceSchema)
        def get(self, query):
            """Answer in the new way"""
            return {}

    return types.SimpleNamespace(blp=blp)


@pytest.fixture
def client(database, monkeypatch):
    """A client of a service that has two routes more, one of them deprecated, each with a deprecated parameter."""
    monkeypatch.setattr(resources, "RESOURCES", (*resources.RESOURCES, old_and_new()))
    deprecation.used.clear()
    app = app_on(database)
    yield app.test_client()
    app.extensions["database"].dispose()


def marks(answer):
    links = [link for link in links_of(answer) if "successor-version" in link or '"deprecation"' in link]
    return answer.headers.get("Deprecation"), answer.headers.get("Sunset"), links


def test_deprecated_route_says_so_in_every_answer(client):
    wanted = ("@1798761600", "Sat, 01 Jan 2028 00:00:00 GMT", [SUCCESSOR[0], POLICY])
    answer = client.get("/api/v1/old")
    assert (answer.status_code, marks(answer)) == (200, wanted)
    assert marks(client.get("/api/v1/old", headers={"If-None-Match": answer.headers["ETag"]})) == wanted
    assert marks(client.get("/api/v1/old?release=99")) == wanted


def test_deprecated_parameter_says_so_where_it_is_used(client):
    assert marks(client.get("/api/v1/new?a=1")) == ("@1811808000", "Wed, 01 Dec 2027 00:00:00 GMT", [SUCCESSOR[1], POLICY])
    assert marks(client.get("/api/v1/new")) == (None, None, [])


def test_earliest_dates_count_where_both_are_used(client):
    since, sunset, links = marks(client.get("/api/v1/old?a=1"))
    assert (since, sunset) == ("@1798761600", "Wed, 01 Dec 2027 00:00:00 GMT")
    assert sorted(links) == sorted([*SUCCESSOR, POLICY])


@pytest.mark.parametrize("name", ["openapi.json", "openapi-3.0.json"])
def test_openapi_marks_what_is_deprecated(client, name):
    paths = client.get(f"/api/v1/{name}").json["paths"]
    old, new = paths["/api/v1/old"]["get"], paths["/api/v1/new"]["get"]
    assert (old.get("deprecated"), new.get("deprecated")) == (True, None)
    assert {each["name"]: each.get("deprecated") for each in new["parameters"]} == {
        "lang": None,
        "format": None,
        "release": None,
        "as_of": None,
        "a": True,
    }


def test_log_counts_users_by_family_and_tells_no_more_of_them(client, caplog):
    agents = ["curl/8.1 (alice@example.org)", "curl/7.0", "Mozilla/5.0 (X11)", "AliceBot/1.0 (+https://alice.example)", ""]
    for agent in agents:
        client.get("/api/v1/old", headers={"User-Agent": agent})
    assert [record.message for record in caplog.records] == [
        f"deprecated route /api/v1/old: use {count} by {family} since this process began"
        for count, family in ((1, "curl"), (2, "curl"), (1, "mozilla"), (1, "other"), (2, "other"))
    ]


def test_nothing_in_service_is_deprecated_without_being_announced(client):
    document = client.get("/api/v1/openapi.json").json
    assert {path for path, item in document["paths"].items() if item["get"].get("deprecated")} == {"/api/v1/old"}
