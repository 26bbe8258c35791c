"""`/terms`: what our own RDF terms mean, for programs and as a page for people; `/context.jsonld`: the JSON-LD context of all records."""

import orjson
from flask import Blueprint, Response

from api.representations.terms import context, type_name
from api.representations.to_terms import own_properties, own_terms
from api.site.linked_data import page_or_graph
from api.site.pages import carry_on
from api.web.addresses import public_url
from api.web.caching import constant
from api.web.selection import SCHEMAS

blp = Blueprint("terms", __name__)
blp.url_defaults(carry_on)


@blp.get("/terms")
def terms() -> Response:
    """A class or property is the part of the page that its address names after `#`."""
    facts = {"classes": {type_name(schema): name for name, schema in SCHEMAS.items()}, "properties": own_properties(SCHEMAS.values())}
    return page_or_graph("terms.html", facts, lambda: own_terms(SCHEMAS.values(), public_url()))


@blp.get("/context.jsonld")
def json_ld_context() -> Response:
    document = {"@context": context(SCHEMAS.values(), public_url())}
    return constant(Response(orjson.dumps(document), mimetype="application/ld+json"))
