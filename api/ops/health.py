"""`/health`: whether this process can answer from its database; for load balancers and containers."""

import orjson
from flask import Blueprint, Response

from api import __version__
from api.web.perspective import required_edition

blp = Blueprint("health", __name__)


@blp.get("/health")
def health() -> Response:
    """200 with the newest release, or the 503 problem that the database causes."""
    facts = {"status": "ok", "release": required_edition().number, "version": __version__}
    return Response(orjson.dumps(facts), mimetype="application/json", headers={"Cache-Control": "no-store"})
