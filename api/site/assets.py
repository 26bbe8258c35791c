"""`/static`: style sheet, icon and script of the pages; their addresses change with their content."""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory, url_for

from api.web.caching import constant, plain

blp = Blueprint("assets", __name__, template_folder="templates")

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
YEAR, HOUR = 31536000, 3600


def _digest() -> str:
    files = sorted(file for file in FOLDER.rglob("*") if file.suffix in (".py", ".html", ".css", ".js", ".svg"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


SITE = _digest()  # changes whenever anything that makes up a page does


@blp.get("/static/<name>")
def asset(name: str) -> Response:
    if request.query_string not in (b"", f"v={SITE}".encode()):
        return plain(())  # one file, not one to be kept and compressed for each query
    return constant(send_from_directory(STATIC, name, max_age=YEAR if request.query_string else HOUR))


@blp.get("/favicon.ico")
def icon() -> Response:
    """Where browsers look when they show something that is no page, such as JSON."""
    return constant(send_from_directory(STATIC, "icon.svg", max_age=HOUR))


@blp.app_template_global()
def asset_url(name: str) -> str:
    return url_for("assets.asset", name=name, v=SITE)
