"""What the parts of an address can be, each in one spelling, and what lives at an address."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from api.models import MAX_RELEASE
from schemas.fields import SLUG


class SlugConverter(BaseConverter):
    """A record id in a path."""

    regex = SLUG.strip("^$").replace("(", "(?:")


class ReleaseConverter(IntegerConverter):
    """The number of a release in a path."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=MAX_RELEASE)


def register(app: Flask) -> None:
    app.url_map.converters |= {"slug": SlugConverter, "release": ReleaseConverter}


def found_at(path: str) -> tuple[str, Mapping[str, Any]] | None:
    """What answers at a path, and with which parts of it; None if it is no address of ours."""
    try:
        return current_app.url_map.bind("").match(path)
    except HTTPException:
        return None


def endpoint_at(path: str) -> str:
    """What answers at a path; empty if it is no address of ours."""
    found = found_at(path)
    return found[0] if found else ""
