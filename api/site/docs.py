"""`/docs`: Swagger UI, every asset from our origin."""

from flask import Blueprint

from api import __version__
from api.site.pages import Shown, carry_on, timeless

blp = Blueprint("docs", __name__)
blp.url_defaults(carry_on)


@blp.get("/docs")
@timeless
def swagger_ui() -> Shown:
    return "docs.html", {"version": __version__, "images": "'self' data:"}  # Swagger UI shows its own icons from data: URLs
