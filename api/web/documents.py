"""Documents beside the envelope: one content in a closed set of media types, with the API's parameters, validators and problems."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, abort, request
from marshmallow import Schema, fields

from api.representations import Offers, Representation, rdf
from api.web.addresses import parameters
from api.web.blueprint import HEADERS
from api.web.caching import plain, validated
from api.web.perspective import Look, Perspective, negotiated_representation, perspective, same
from api.web.query import AnswerFormat, AnswerQuery, Query, QueryParser

PARSER = QueryParser()
RDF: Offers = {
    "jsonld": Representation("jsonld", "application/ld+json", rdf.json_ld, ("application/json",), extension="jsonld", bilingual=True),
    "turtle": Representation("turtle", "text/turtle", rdf.turtle, extension="ttl", bilingual=True),
    "rdfxml": Representation("rdfxml", "application/rdf+xml", rdf.rdf_xml, extension="rdf", bilingual=True),
}


def document_query(offers: Offers, exclude: tuple[str, ...] = (), **more: fields.Field) -> Schema:
    """What every endpoint understands but for `exclude`, with the formats on offer and `more`."""
    made: type[Schema] = AnswerQuery.from_dict({"format": AnswerFormat(offers), **more}, name="DocumentQuery")
    return made(exclude=exclude)


def parsed(query: Schema) -> Query:
    return PARSER.parse(query, request, location="query")


def parsed_without_others(query: Schema, besides: Schema | None = None) -> Query:
    """The same where those who share links add parameters: with any that neither of both knows, the answer is the one without them."""
    given, known = parameters(), {*query.fields, *(besides.fields if besides else ())}
    ours = [each for each in given if each.partition("=")[0] in known]
    if len(ours) < len(given):
        abort(plain(ours))
    return parsed(query)


def answered(query: Query, offers: Offers, respond: Callable[[Perspective], Response], seeing: Look = same) -> Response:
    """The document as the request wants to see it; 304 before any record is read. `seeing` as in `Blueprint.response`."""
    looking = seeing(perspective(query, negotiated_representation(query, offers)))
    return validated(looking, lambda: respond(looking))


def rendered(content: Any, looking: Perspective, filename: str = "") -> Response:
    representation = looking.representation
    response = Response(representation.render(content), mimetype=representation.media_type)
    response.headers["Content-Language"] = "de, en" if representation.bilingual else looking.language
    if filename:
        response.headers["Content-Disposition"] = f'inline; filename="{filename}.{representation.extension}"'
    return response


def documented(offers: Offers, shapes: Mapping[str, Any], statuses: Iterable[int]) -> dict[str, Any]:
    """The answers for OpenAPI; `shapes` are the JSON Schemas of the formats that are more than a string, `statuses` further ones."""
    content = {each.media_type: {"schema": shapes.get(name, {"type": "string"})} for name, each in offers.items()}
    problems = {str(status): HTTPStatus(status).name for status in sorted((304, 404, 406, 412, 503, *statuses))}
    return {"responses": {"200": {"description": "OK", "headers": HEADERS, "content": content}} | problems}
