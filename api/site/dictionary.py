"""`/dictionary`: what every field means, for people."""

from itertools import groupby
from operator import itemgetter

from flask import Blueprint

from api.site.pages import Shown, carry_on, shown
from api.web.addresses import address, schema_url
from api.web.dictionary import entries
from api.web.json_schemas import components
from api.web.perspective import Perspective

blp = Blueprint("dictionary_page", __name__)
blp.url_defaults(carry_on)


@blp.get("/dictionary")
@shown
def fields(looking: Perspective) -> Shown:
    found = entries(components(looking.edition))
    groups = {resource: list(each) for resource, each in groupby(found, itemgetter("resource"))}
    return "dictionary.html", {
        "groups": groups,
        "schema_url": schema_url,
        "vocabularies": address("/vocabularies/"),
    }
