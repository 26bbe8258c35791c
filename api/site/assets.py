"""`/static`: style sheet, icon and script of the pages, at addresses that change with their content; and the files of Swagger UI."""

import hashlib
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from api.web.caching import constant, plain

blp = Blueprint("assets", __name__, template_folder="templates")

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
SWAGGER_UI = str(files("flask_swagger_ui") / "dist")
YEAR, DAY, HOUR = 31536000, 86400, 3600


def _digest() -> str:
    files = sorted(file for file in FOLDER.rglob("*") if file.suffix in (".py", ".html", ".css", ".js", ".svg"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


SITE = _digest()  # changes whenever anything that makes up a page does


@blp.get("/static/<name>")
def asset(name: str) -> Response:
    return _sent(STATIC, name, YEAR if request.query_string else HOUR, f"v={SITE}")


@blp.get("/docs/swagger-ui/<name>")
def swagger_ui(name: str) -> Response:
    if name not in ("swagger-ui.css", "swagger-ui-bundle.js"):
        raise NotFound
    return _sent(SWAGGER_UI, name, DAY)


@blp.get("/favicon.ico")
def icon() -> Response:
    """Where browsers look when they show something that is no page, such as JSON."""
    return _sent(STATIC, "icon.svg", HOUR)


def _sent(folder: Path | str, name: str, seconds: int, query: str = "") -> Response:
    """One file, not one to be kept and compressed for each query: with any but its own, the answer is the one without."""
    if request.query_string not in (b"", query.encode()):
        return plain(())
    return constant(send_from_directory(folder, name, max_age=seconds))


@blp.app_template_global()
def asset_url(name: str) -> str:
    return url_for("assets.asset", name=name, v=SITE)
