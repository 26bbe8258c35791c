"""`/docs`: Swagger UI, every asset from our origin."""

from importlib.resources import files

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from api.site.page import page
from api.web.caching import constant, plain

blp = Blueprint("docs", __name__, url_prefix="/docs")

DIST = str(files("flask_swagger_ui") / "dist")
ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js")


@blp.get("")
def swagger_ui() -> Response:
    # Swagger UI shows its own icons from data: URLs.
    return page("docs.html", "en", images="'self' data:")


@blp.get("/swagger-ui/<name>")
def asset(name: str) -> Response:
    if name not in ASSETS:
        raise NotFound
    if request.query_string:  # whatever it says: one file, not one to be kept and compressed for each
        return plain(())
    return constant(send_from_directory(DIST, name, max_age=86400))
