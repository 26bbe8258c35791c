"""What every page has in common: its security headers and its lifetime."""

from flask import Response

from api.web.caching import CURRENT


def page(html: str, images: str = "'self'") -> Response:
    """An HTML answer that runs and loads nothing but our own files."""
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Cache-Control": CURRENT}
    return Response(html, mimetype="text/html", headers=headers)
