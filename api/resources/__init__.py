"""The resources of the API. This is the only list of them."""

from flask import Flask

from api.resources import (
    challenges,
    changes,
    citations,
    dictionary,
    downloads,
    events,
    feeds,
    guidelines,
    initiatives,
    policy,
    releases,
    search,
    service,
    sources,
    stakeholder_groups,
)
from api.web import downloads as download_files
from api.web import json_schemas, openapi

RESOURCES = (events, challenges, guidelines, stakeholder_groups, sources, initiatives, releases, changes)


def register(app: Flask) -> None:
    """Register every resource, in the service and in the OpenAPI documents."""
    app.extensions["resources"] = [resource.blp for resource in RESOURCES]
    openapi.register(app, [each.blp for each in (service, search, *RESOURCES, feeds, policy, citations, dictionary, downloads)])
    app.register_blueprint(json_schemas.blp)
    app.register_blueprint(download_files.blp)
