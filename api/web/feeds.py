"""Feeds: answers in Atom alone, with the perspective, validators and lifetimes of every other answer."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response
from flask_smorest.response import ResponseMixin

from api.representations import Representation
from api.representations.to_atom import MEDIA_TYPE, Feed, to_atom
from api.representations.to_json import to_json
from api.web.blueprint import HEADERS, Blueprint, View
from api.web.caching import validated
from api.web.memento import relate
from api.web.perspective import Perspective, perspective
from api.web.query import AnswerQuery, Query

ATOM = Representation("atom", MEDIA_TYPE, to_json)  # only named, in validators
QUERY = AnswerQuery(exclude=["format"])


class FeedBlueprint(Blueprint):
    """A resource whose views return what makes a feed of the perspective."""

    def response(self, status_code: int, schema: Any = None, **kwargs: Any) -> Callable[[View], View]:
        """Answer with the feed; one that a path numbers is of that release, and never changes."""
        documented = ResponseMixin.response(self, status_code, {"type": "string"}, content_type=ATOM.media_type, headers=HEADERS, **kwargs)

        def decorator(view: View) -> View:
            @wraps(view)
            def answering(self: Any, query: Query, **path: Any) -> Response:
                if "number" in path and not query.keys() & {"release", "as_of"}:
                    query = query | {"release": path["number"]}
                looking = perspective(query, ATOM)
                return relate(validated(looking, lambda: _rendered(view(self, query, **path)(looking), looking)), looking)

            described = documented(answering)
            described._apidoc["response"]["responses"] |= {status: [HTTPStatus(status).name] for status in (304, 404, 412, 503)}
            return described

        return decorator


def _rendered(feed: Feed, looking: Perspective) -> Response:
    return Response(b"".join(to_atom(feed)), mimetype=ATOM.media_type, headers={"Content-Language": looking.language})
