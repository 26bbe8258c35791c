"""The OpenAPI documents, generated from blueprints and schemas: 3.1, and a 3.0.3 twin for older generators."""

import http
import io
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

import flask
import flask_smorest
import orjson
from flask import Flask, Response, current_app
from marshmallow import fields
from ruamel.yaml import YAML

from api import API, __version__
from api.config import Settings
from api.releases import Edition
from api.web.blueprint import Blueprint
from api.web.caching import CURRENT, by_content
from api.web.description import document
from api.web.errors import MEDIA_TYPE, RETRY_AFTER, details
from api.web.filters import Day
from api.web.history import Since
from api.web.perspective import required_edition
from api.web.query import Timestamp, Values
from api.web.routing import SlugConverter
from schemas.dataset import LICENSE
from schemas.fields import SLUG, Text
from schemas.problem import PROBLEMS, ProblemSchema, ProblemType
from schemas.vocabularies import EVENT_STATUS

MODERN, OLDER = "3.1.0", "3.0.3"  # versions of OpenAPI

DESCRIPTION = """\
What is known about the *StrategieWerkstatt: Industrie der ZUKUNFT*, Saxony's participatory process towards an industrial
strategy (2015–2018, horizon 2030): events, strategy challenges, guidelines and stakeholder groups, with the sources every
statement rests on and the EU and federal initiatives it was set against.

Every answer is a function of a **release** and the request. Releases are numbered, immutable states of the dataset; add
`release=1` to any request to get the answer as of that release, for ever. Every record says how it is known (`certainty`,
`field_certainty`), on what it rests (`sources`) and where sources disagree (`conflicts`).

What a release changed is told by `/api/v1/changes` and as an Atom feed. Every answer names its permanent address
(`links.permalink`). Memento clients (RFC 7089) find a TimeGate at `/timegate` and a TimeMap at `/timemap/link` or
`/timemap/json`, each followed by the path and query of the original: `/timegate/api/v1/events?lang=en`.

Texts are German (`lang=de`, default) or English (`lang=en`). The data are CC BY 4.0; cited documents belong to their publishers.
"""

HEADERS = {
    "ETag": ("Strong validator; send it back in `If-None-Match`.", '"5f2c0f8e1b7f4f6a9d3c2b1a0f9e8d7c"'),
    "Last-Modified": ("When the release answered from was published.", "Sun, 22 Nov 2026 14:00:00 GMT"),
    "Cache-Control": ("How long the answer may be kept; answers of a named release never change.", CURRENT),
    "Vary": ("Request headers the answer depends on.", "Accept, Accept-Language"),
    "Content-Language": ("Language of the texts.", "de"),
    "API-Version": ("Full version of the API.", __version__),
    "Cache-Status": ("Whether the answer was kept or made (RFC 9211).", "strategiewerkstatt; hit"),
    "Link": (
        "Addresses around the answer (RFC 8288), as many as 3,000 bytes hold; `links` has all pages.",
        '<https://data.example.org/docs>; rel="service-doc"',
    ),
}
EXTRA_HEADERS = {"SERVICE_UNAVAILABLE": {"Retry-After": ("Seconds to wait.", RETRY_AFTER)}}


class Api(flask_smorest.Api):
    """flask-smorest's Api with our problem details, field types and parameter styles.

    Documents, in one version of OpenAPI, blueprints that the app has already; serves nothing.
    """

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask, blueprints: Iterable[Blueprint], version: str) -> None:
        self.parameters: dict[str, fields.Field] = {}  # by the key that marks them until examples are filled in
        self.public_url = app.config["SETTINGS"].public_url
        super().__init__(app, spec_kwargs=_options(app.config["SETTINGS"], version))
        for blueprint in blueprints:
            blueprint.register_views_in_doc(self, app, self.spec, name=blueprint.name, parameters=None)
            self.spec.tag({"name": blueprint.name, "description": blueprint.description})

    def _init_spec(self, **kwargs: Any) -> None:
        texts = ((fields.URL, "uri"), (Text, None), (Timestamp, "date-time"), (Day, None))
        self._fields += [*((field, "string", format_) for field, format_ in texts), (Since, None, None)]
        self._converters.append((SlugConverter, lambda converter: {"type": "string", "pattern": SLUG, "maxLength": 200}))
        super()._init_spec(**kwargs)
        self.ma_plugin.converter.add_parameter_attribute_function(lambda _, field, **kwargs: self._parameter(field))
        for name, (description, example) in HEADERS.items():
            self.spec.components.header(name, _header(description, example))

    def _parameter(self, field: fields.Field) -> dict[str, Any]:
        """The style of lists, and a mark to find the field again when examples are filled in."""
        key = f"{type(field.parent).__name__}.{field.name}"
        self.parameters[key] = field
        return {"x-field": key} | ({"style": "form", "explode": False} if isinstance(field, Values) else {})

    def _register_error_handlers(self) -> None:
        """Ours are registered for the whole service in `api.web.errors`."""

    def _register_etag_headers(self) -> None:
        """Ours are among `HEADERS`."""

    def _register_pagination_header(self) -> None:
        """Ours is `Link`."""

    def _register_responses(self) -> None:
        self.spec.components.response("NOT_MODIFIED", {"description": "The client holds this very answer."}, lazy=True)
        for status in sorted({problem.status for problem in PROBLEMS.values()}):
            self._register_problems(http.HTTPStatus(status).name, {slug: each for slug, each in PROBLEMS.items() if each.status == status})
        self._register_problems("DEFAULT_ERROR", {"internal-error": PROBLEMS["internal-error"]})

    def _register_problems(self, name: str, types: dict[str, ProblemType]) -> None:
        examples = {
            slug: {"summary": problem.title, "value": details(slug, problem.explanation, self.public_url) | self._told(slug)}
            for slug, problem in types.items()
        }
        response = {
            "description": " Or: ".join(problem.explanation for problem in types.values()),
            "headers": {header: _header(*facts) for header, facts in EXTRA_HEADERS.get(name, {}).items()},
            "content": {MEDIA_TYPE: {"schema": self.ERROR_SCHEMA, "examples": examples}},
        }
        self.spec.components.response(name, response, lazy=True)

    def _told(self, slug: str) -> dict[str, Any]:
        """What the service tells besides of a problem, where that is most of it: here, of `/events?status=hold`."""
        if slug != "invalid-parameters":
            return {}
        fault = {"parameter": "status", "detail": "'hold' is not allowed", "allowed": list(EVENT_STATUS), "nearest": "held"}
        return {
            "detail": "1 fault(s) in the query: status.",
            "instance": f"{urlsplit(self.public_url).path}{API}/events",
            "errors": [fault | {"documentation": f"{self.public_url}/docs#/events"}],
            "corrected": f"{self.public_url}{API}/events?status=held",
        }


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


def _options(settings: Settings, version: str) -> dict[str, Any]:
    """What the whole document says of the service."""
    summary = {"summary": "Saxony's participatory industrial-strategy process as open data"}
    return {
        "title": "StrategieWerkstatt open-data API",
        "version": __version__,
        "openapi_version": version,
        "info": (summary if version == MODERN else {})
        | {
            "description": DESCRIPTION,
            "contact": {"name": "StrategieWerkstatt open data", "url": settings.contact_url},
            "license": {"name": "CC BY 4.0 (data), MIT (code)", "url": LICENSE["url"]},
        },
        "servers": [{"url": settings.public_url, "description": "This service"}],
        "security": [],  # all of it is public
        "externalDocs": {"description": "Pages for people", "url": f"{settings.public_url}/"},
    }


def register(app: Flask, blueprints: Sequence[Blueprint]) -> None:
    """Register blueprints, and the documents that describe them.

    An Api is made when it is first asked for: two would take as long as everything else that a start makes.
    """
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.extensions["openapi"] = cache(partial(Api, app, blueprints))
    app.register_blueprint(_routes())


def api(version: str) -> Api:
    """The Api that documents this service in a version of OpenAPI."""
    return current_app.extensions["openapi"](version)


def _routes() -> flask.Blueprint:
    """`/api/v1/openapi.json`, `.yaml` and the 3.0.3 twin; each is made once a release, and kept as long as that is the newest."""
    blueprint = flask.Blueprint("openapi", __name__, url_prefix=API)
    documents: dict[str, tuple[str, Callable[[Any], bytes], str]] = {
        "openapi.json": (MODERN, orjson.dumps, "application/vnd.oai.openapi+json"),
        "openapi.yaml": (MODERN, _yaml, "application/vnd.oai.openapi"),
        "openapi-3.0.json": (OLDER, orjson.dumps, "application/vnd.oai.openapi+json"),
    }

    @lru_cache(len(documents))
    def made(name: str, edition: Edition) -> bytes:
        version, dump, _ = documents[name]
        return dump(document(api(version), edition))

    def serve(name: str) -> Response:
        return by_content(Response(made(name, required_edition()), mimetype=documents[name][2]))

    for name in documents:
        blueprint.add_url_rule(f"/{name}", name.replace(".", "_"), partial(serve, name))
    return blueprint


def _yaml(content: Any) -> bytes:
    stream = io.BytesIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 1 << 20  # wrapping spoils backslashes
    yaml.representer.add_representer(str, _yaml_text)
    yaml.dump(content, stream)
    return stream.getvalue()


def _yaml_text(representer: Any, text: str) -> Any:
    """Only in double quotes does a carriage return stay what it is."""
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "\r" in text else None)
