"""Documents beside the envelope: one content in a closed set of media types, with the API's parameters, validators and problems."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from marshmallow import RAISE, Schema

from api.representations import Representation, rdf
from api.web.caching import not_modified, set_validators, validator
from api.web.perspective import Perspective, negotiated_representation, perspective
from api.web.query import AnswerQuery, Choices, Query, QueryParser
from schemas.fields import about

Offers = Mapping[str, Representation]

PARSER = QueryParser()
RDF: Offers = {
    "jsonld": Representation("jsonld", "application/ld+json", rdf.json_ld, ("application/json",), "JSON-LD 1.1", bilingual=True),
    "ttl": Representation("ttl", "text/turtle", rdf.turtle, (), "Turtle", bilingual=True),
    "rdf": Representation("rdf", "application/rdf+xml", rdf.rdf_xml, (), "RDF/XML", bilingual=True),
}


def document_query(offers: Offers, exclude: tuple[str, ...] = ()) -> Schema:
    """What every endpoint understands but for `exclude`, with the formats on offer."""
    wanted = about("Format of the document; beats `Accept`.", "Format des Dokuments; geht `Accept` vor.")
    made: type[Schema] = AnswerQuery.from_dict({"format": Choices(offers, metadata=wanted)}, name="DocumentQuery")
    return made(exclude=exclude)


def parsed(query: Schema, unknown: str = RAISE) -> Query:
    return PARSER.parse(query, request, location="query", unknown=unknown)


def answered(query: Query, offers: Offers, respond: Callable[[Perspective], Response]) -> Response:
    """The document as the request wants to see it; 304 before any record is read."""
    looking = perspective(query, negotiated_representation(query, offers))
    tag = validator(looking)
    return set_validators(not_modified(tag) or respond(looking), looking, tag)


def rendered(content: Any, looking: Perspective, languages: str = "de, en") -> Response:
    response = Response(looking.representation.render(content), mimetype=looking.representation.media_type)
    response.headers["Content-Language"] = languages if looking.representation.bilingual else looking.language
    return response
