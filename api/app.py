"""The WSGI application: config → database → web → resources."""

from threading import BoundedSemaphore
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import Flask
from sqlalchemy import Engine

from api import db, ops, resources, site, web
from api.config import Settings
from api.downloads import Shelf
from api.web import counts, labels
from api.web.lru import SegmentedLRU
from api.web.newest import Newest
from api.web.response_cache import ResponseCache


def create_app(settings: Settings | None = None, database: Engine | None = None) -> Flask:
    """Build the service; ConfigError if a setting has a wrong value. `database` overrides `DATABASE_URL` in tests."""
    settings = settings or Settings.from_environment()
    app = Flask("api", static_folder=None)
    app.config["SETTINGS"] = settings
    engine = database or db.reader(settings.database_url, settings.threads)
    newest = Newest(engine)
    app.extensions |= {
        "database": engine,
        "newest": newest,
        "counts": SegmentedLRU(counts.KEPT),
        "titles": labels.memory(),
        "files": BoundedSemaphore(max(1, settings.threads // 2)),  # turns to send one
        "downloads": Shelf.of(settings),
    }
    app.wsgi_app = ResponseCache(at(urlsplit(settings.public_url), app.wsgi_app), newest, settings.cache_bytes)  # type: ignore[method-assign]
    web.register(app)
    resources.register(app)
    site.register(app)
    ops.register(app)
    return app


def at(place: SplitResult, app: Any) -> Any:
    """The application as it is at the address users see, whatever a request says of its host, or of a protocol to change to.

    The proxy in front takes off the path, if there is one; links within the service begin with that.
    """
    known = {"HTTP_HOST": place.netloc} | ({"SCRIPT_NAME": unquote(place.path, "latin-1")} if place.path else {})

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ.update(known)
        environ.pop("HTTP_UPGRADE", None)  # to a WebSocket, for which werkzeug finds no address of ours
        return app(environ, start_response)

    return application
