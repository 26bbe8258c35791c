"""`/docs`: Swagger UI, every asset from our origin."""

from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from api import __version__
from api.site.pages import Shown, carry_on, timeless
from api.web.caching import constant, plain

blp = Blueprint("docs", __name__, url_prefix="/docs")

DIST = str(files("flask_swagger_ui") / "dist")
ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js")


@blp.url_defaults
def carried(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "docs.swagger_ui":  # its files are in no language
        carry_on(endpoint, values)


@blp.get("")
@timeless
def swagger_ui() -> Shown:
    return "docs.html", {"version": __version__, "images": "'self' data:"}  # Swagger UI shows its own icons from data: URLs


@blp.get("/swagger-ui/<name>")
def asset(name: str) -> Response:
    if name not in ASSETS:
        raise NotFound
    if request.query_string:  # whatever it says: one file, not one to be kept and compressed for each
        return plain(())
    return constant(send_from_directory(DIST, name, max_age=86400))
