"""`/api/v1/schemas/<resource>.json`: JSON Schema 2020-12 of each resource, taken from the OpenAPI 3.1 document."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import flask
import orjson
from flask import Response
from werkzeug.exceptions import NotFound

from api import API
from api.models import MODELS
from api.releases import Edition
from api.representations.terms import type_name
from api.web.addresses import schema_url
from api.web.blueprint import JSON_SCHEMA
from api.web.caching import by_content
from api.web.description import document
from api.web.openapi import MODERN, Api, api
from api.web.perspective import required_edition
from api.web.selection import SCHEMAS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLACE = "#/components/schemas/"
EDITIONS = 8  # whose schemas a process keeps

blp = flask.Blueprint("json_schemas", __name__, url_prefix=f"{API}/schemas")


def components(edition: Edition) -> dict[str, Any]:
    """The schemas of the OpenAPI 3.1 document with examples from `edition`."""
    return _components(api(MODERN), edition)


@lru_cache(EDITIONS)
def _components(api: Api, edition: Edition) -> dict[str, Any]:
    return dict(document(api, edition)["components"]["schemas"])


def component(resource: str) -> str:
    """The name a resource's schema has in the OpenAPI document."""
    return type_name(SCHEMAS[resource])


def json_schema(found: dict[str, Any], resource: str, url: str) -> dict[str, Any]:
    """The component of `resource` as a document of its own that carries what it refers to."""
    name = component(resource)
    return {
        "$schema": DIALECT,
        "$id": url,
        "title": name,
        **_moved(found[name]),
        "$defs": {each: _moved(found[each]) for each in sorted(_referred(found, found[name]))},
    }


def _referred(found: dict[str, Any], value: Any) -> set[str]:
    """Names of all components that `value` refers to, directly or not."""
    names = {reference.removeprefix(PLACE) for reference in _references(value)}
    return names.union(*(_referred(found, found[name]) for name in names))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)


def _moved(value: Any) -> Any:
    """The same with references into `$defs`."""
    if isinstance(value, dict):
        return {key: f"#/$defs/{member.removeprefix(PLACE)}" if key == "$ref" else _moved(member) for key, member in value.items()}
    return [_moved(member) for member in value] if isinstance(value, list) else value


@blp.get("/<resource>.json")
def schema(resource: str) -> Response:
    if resource not in MODELS:
        raise NotFound
    made = json_schema(components(required_edition()), resource, schema_url(resource))
    return by_content(Response(orjson.dumps(made), mimetype=JSON_SCHEMA))
