"""flask-smorest's Blueprint with what all resources share: strict parameters, perspective, validators, paging, envelope."""

from collections.abc import Callable
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Response, current_app, request
from flask_smorest.utils import resolve_schema_instance
from marshmallow import Schema

from api import API
from api.models import MODELS, RECORDS
from api.representations import FILES, REPRESENTATIONS, Answer, Representation, on_offer
from api.web.addresses import parameters, schema_url
from api.web.caching import plain, validated
from api.web.collection import Collection, CollectionQuery, Hits, Single, redundant
from api.web.deprecation import announcing
from api.web.envelope import facts_answer, hits_answer, page_answer, record_answer
from api.web.files import file
from api.web.memento import permalink, relate
from api.web.perspective import Look, Perspective, negotiated_representation, perspective, same
from api.web.query import Query, QueryParser
from api.web.routing import found_at
from schemas.envelope import envelope

View = Callable[..., Any]

# Header → the component of the same name that describes it in OpenAPI.
HEADERS = {
    name: name for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Language", "API-Version", "Cache-Status", "Link")
}
# Member of `links` → its registered relation; the first are told first where there is no room for all.
RELATIONS = {name: name for name in ("next", "prev", "self", "first", "collection")} | {"revisions": "version-history"}

JSON_SCHEMA = "application/schema+json"

SUCCEEDED_OR_GONE = (308, 410)  # what an address of a record may answer in later releases


def described_by(resource: str) -> str:
    return f'<{schema_url(resource)}>; rel="describedby"; type="{JSON_SCHEMA}"'


class Blueprint(flask_smorest.Blueprint):
    """A resource. Decorate views with `arguments`, `response` and, for collections, `paginate`, in this order."""

    ARGUMENTS_PARSER = QueryParser()

    def __init__(self, name: str, import_name: str, url_prefix: str | None = None, **kwargs: Any) -> None:
        prefix = API + (f"/{name}" if url_prefix is None else url_prefix)
        super().__init__(name, import_name, url_prefix=prefix, **kwargs)

    def arguments(self, schema: Any, **kwargs: Any) -> Callable[[View], View]:
        """Parse the query by `schema`, whole and strictly; the view gets it as `query`."""
        instance = _instance(schema) if isinstance(schema, type) else schema  # else webargs would make one for every request
        parsed = super().arguments(instance, location="query", **kwargs)
        return lambda view: parsed(announcing(instance, view))

    def response(self, status_code: int, schema: Any, *, seeing: Look = same, **kwargs: Any) -> Callable[[View], View]:
        """Answer with what the view selects, as the request wants to see it; 304 before any record is read.

        `seeing` adds to the perspective what the answer depends on besides.
        """
        instance: Schema = resolve_schema_instance(schema)
        records = self.name in MODELS and isinstance(instance, MODELS[self.name].schema)
        offers = on_offer(self.name) if records else REPRESENTATIONS
        enveloped = _instance(envelope(type(instance), instance.many))
        documented = super().response(status_code, enveloped, headers=HEADERS, **kwargs)

        def decorator(view: View) -> View:
            @wraps(view)
            def answering(self: Any, query: Query, **path: Any) -> Response:
                looking = seeing(perspective(query, negotiated_representation(query, offers)))
                if told := redundant(query, looking.representation):
                    return plain(parameters(without=told))
                return relate(validated(looking, lambda: _response(view(self, query, **path), instance, query, looking)), looking)

            described = documented(answering)
            may_go = records and self.name in RECORDS and not instance.many
            statuses = sorted((304, 404, 406, 412, 503, *(SUCCEEDED_OR_GONE if may_go else ())))
            described._apidoc["response"]["responses"] |= {status: [HTTPStatus(status).name] for status in statuses}
            # flask-smorest lists them in reverse.
            others = [_described(each) for each in reversed([*offers.values()]) if each.name in FILES]
            described._apidoc["response"]["responses"][status_code][:0] = others
            return described

        return decorator

    def paginate(self, query: type[CollectionQuery]) -> Callable[[View], View]:
        """Give the rows that meet the view's criteria in pages, sorted as `query` allows."""
        sort: Any = _instance(query).fields["sort"]

        def decorator(view: View) -> View:
            @wraps(view)
            def paging(self: Any, query: Query, **path: Any) -> Collection:
                return Collection(view(self, query, **path), sort, query)

            return paging

        return decorator


def query_at(path: str) -> Schema | None:
    """What can be asked of the resource at a path of the API, if there is one."""
    found = found_at(path)
    resource = getattr(current_app.view_functions[found[0]], "view_class", None) if found else None
    return resource.get._apidoc["arguments"]["parameters"][0]["schema"] if resource else None


@cache
def _instance(schema: type[Schema]) -> Schema:
    """The one instance of a schema that serves all views, as none is ever changed; flask-smorest would copy it again and again."""
    made = schema()
    made.__deepcopy__ = lambda _: made  # type: ignore[attr-defined]
    return made


def _described(representation: Representation) -> dict[str, Any]:
    """A file format for OpenAPI."""
    type_ = "object" if representation.media_type.endswith("+json") else "string"
    return {"content_type": representation.media_type, "schema": {"type": type_}}


def _response(selected: Any, schema: Schema, query: Query, looking: Perspective) -> Response:
    if looking.representation.name not in FILES:
        return render(_answer(selected, schema, query, looking), looking)
    response = file(selected, query, looking)
    response.headers.add("Link", described_by(str(request.blueprint)))
    return response


def _answer(selected: Any, schema: Schema, query: Query, looking: Perspective) -> Answer:
    """What the view selected, read: a page of a collection, one record, what the view makes of the perspective, or facts."""
    if isinstance(selected, Collection):
        return page_answer(selected, looking)
    if isinstance(selected, Hits):
        return hits_answer(selected, looking)
    if isinstance(selected, Single):
        return record_answer(selected, query, looking)
    facts = selected(looking) if callable(selected) else selected
    return facts if isinstance(facts, Answer) else facts_answer(schema, facts, looking)


def render(answer: Answer, looking: Perspective) -> Response:
    answer.links["permalink"] = permalink(looking)
    response = Response(looking.representation.render(answer), mimetype=looking.representation.media_type)
    for name, rel in RELATIONS.items():
        if answer.links.get(name):
            response.headers.add("Link", f'<{answer.links[name]}>; rel="{rel}"')
    if request.blueprint in MODELS:
        response.headers.add("Link", described_by(request.blueprint))
    response.headers["Content-Language"] = looking.language
    return response
