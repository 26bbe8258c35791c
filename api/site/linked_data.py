"""Pages that programs get as RDF from the same address."""

from collections.abc import Callable
from typing import Any

from flask import Response, request
from rdflib import Graph

from api.site.pages import HTML, framed, keep
from api.web.addresses import address
from api.web.documents import RDF, answered, document_query, parsed_without_others, rendered
from api.web.perspective import Perspective

OFFERS = {**RDF, "html": HTML}
QUERY = document_query(OFFERS, exclude=("release", "as_of"))


def page_or_graph(template: str, facts: dict[str, Any], graph: Callable[[], Graph]) -> Response:
    """What the request's address is of, as it wants to see it."""
    query = parsed_without_others(QUERY)
    keep()
    data = {"data_url": address(request.path, format="jsonld"), "data_name": "JSON-LD", "data_type": RDF["jsonld"].media_type}

    def respond(looking: Perspective) -> Response:
        return framed(template, data | facts, looking) if looking.representation is HTML else rendered(graph(), looking)

    return answered(query, OFFERS, respond)
