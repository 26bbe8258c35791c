"""What every page has in common: its frame, its security headers and its lifetime."""

from typing import Any

from flask import Response, current_app, render_template, request

from api import API
from api.web.caching import CURRENT
from schemas.dataset import ATTRIBUTION, LICENSE
from schemas.fields import in_language
from schemas.vocabularies import RESOURCES, Texts

# What the frame shows if a page has it, and is undefined else: nothing may be missing unnoticed.
OPTIONAL: dict[str, Any] = {"looking": None, "address": None, "resource": None, "document": None, "fault": None, "untranslated": ()}

NAMES: dict[str, Texts] = RESOURCES | {"releases": ("Ausgaben", "Releases")}


def page(template: str, language: str, images: str = "'self'", **facts: Any) -> Response:
    """An HTML answer that runs and loads nothing but our own files."""

    def t(german: str, english: str) -> str:
        return in_language((german, english), language)

    settings = current_app.config["SETTINGS"]
    contact = settings.contact_url if settings.contact_url != settings.public_url else None  # the default says nothing
    frame = {"api": request.script_root + API, "names": NAMES, "license": LICENSE, "attribution": ATTRIBUTION, "contact": contact}
    html = render_template(template, language=language, t=t, **frame | OPTIONAL | facts)
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": CURRENT,
        "Content-Language": language,
    }
    return Response(html, mimetype="text/html", headers=headers)
