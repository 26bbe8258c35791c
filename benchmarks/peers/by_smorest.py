"""The events by flask-smorest, marshmallow and SQLAlchemy."""

from typing import Any

from flask import Flask, url_for
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from marshmallow import Schema, fields, validate

from benchmarks.peers.tables import PAGE, event_of, page_of, sessions


class TitledSchema(Schema):
    id = fields.String()
    title = fields.String()


class EventGroupSchema(Schema):
    role = fields.String()
    group = fields.Nested(TitledSchema)


class EventSourceSchema(Schema):
    locator = fields.String(allow_none=True)
    source = fields.Nested(TitledSchema)


class EventSchema(Schema):
    id = fields.String()
    title = fields.String()
    description = fields.String()
    format = fields.String()
    status = fields.String()
    phase = fields.String()
    starts = fields.String()
    ends = fields.String(allow_none=True)
    earliest = fields.String()
    latest = fields.String()
    starts_at = fields.String(allow_none=True)
    ends_at = fields.String(allow_none=True)
    date_note = fields.String(allow_none=True)
    venue = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    city = fields.String(allow_none=True)
    country = fields.String()
    admission = fields.String(allow_none=True)
    exhibitor_count = fields.Integer(allow_none=True)
    juror_count = fields.Integer(allow_none=True)
    prize_max_eur = fields.Integer(allow_none=True)
    horizon_year = fields.Integer(allow_none=True)
    horizon_note = fields.String(allow_none=True)
    parent = fields.String(allow_none=True)
    certainty = fields.String()
    modified_in = fields.Integer()
    modified_at = fields.String()
    more = fields.Dict()
    groups = fields.List(fields.Nested(EventGroupSchema))
    sources = fields.List(fields.Nested(EventSourceSchema))


class PageSchema(Schema):
    data = fields.List(fields.Nested(EventSchema))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class QuerySchema(Schema):
    starts_from = fields.String(load_default=None)
    q = fields.String(load_default=None)
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


session_of = sessions()
blp = Blueprint("events", __name__, url_prefix="/events")


@blp.route("")
class Events(MethodView):
    @blp.arguments(QuerySchema, location="query")
    @blp.response(200, PageSchema)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        with session_of() as session:
            events, total = page_of(session, **query)
        further = query["offset"] + PAGE
        following = url_for("events.Events", **query | {"offset": further}, _external=True) if further < total else None
        return {"data": events, "total": total, "next": following}


@blp.route("/<id>")
class EventById(MethodView):
    @blp.response(200, EventSchema)
    def get(self, id: str) -> Any:
        with session_of() as session:
            return event_of(session, id) or abort(404)


app = Flask("by_smorest", static_folder=None)
app.config |= {"API_TITLE": "Events", "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0"}
Api(app).register_blueprint(blp)
