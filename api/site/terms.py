"""`/terms`: what our own RDF terms mean; `/context.jsonld`: the JSON-LD context of all records."""

import orjson
from flask import Blueprint, Response, current_app, request

from api.models import MODELS
from api.representations.terms import context
from api.representations.to_terms import own_terms
from api.web.caching import CURRENT
from api.web.documents import RDF, answered, document_query, parsed, rendered
from api.web.perspective import Perspective

blp = Blueprint("terms", __name__)

QUERY = document_query(RDF, exclude=("lang", "release", "as_of"))
SCHEMAS = [model.schema() for model in MODELS.values()]


@blp.get("/terms")
def terms() -> Response:
    return answered(parsed(QUERY), RDF, _respond)


@blp.get("/context.jsonld")
def json_ld_context() -> Response:
    document = {"@context": context(SCHEMAS, current_app.config["SETTINGS"].public_url)}
    response = Response(orjson.dumps(document), mimetype="application/ld+json", headers={"Cache-Control": CURRENT})
    response.add_etag()
    response.make_conditional(request)
    return response


def _respond(looking: Perspective) -> Response:
    return rendered(own_terms(SCHEMAS, current_app.config["SETTINGS"].public_url), looking)
