"""`/health`: whether this process can answer from its database; for load balancers and containers."""

import orjson
from flask import Blueprint, Response

from api import __version__
from api.releases import current
from api.web.perspective import connection, unavailable

blp = Blueprint("health", __name__)


@blp.get("/health")
def health() -> Response:
    """200 with the newest release, or the 503 problem that the database causes."""
    edition = current(connection())  # really asked: what is known from before says nothing of now
    if edition is None:
        raise unavailable()
    facts = {"status": "ok", "release": edition.number, "version": __version__}
    return Response(orjson.dumps(facts), mimetype="application/json", headers={"Cache-Control": "no-store"})
