"""The WSGI application: config → database → web → resources."""

from threading import BoundedSemaphore

from flask import Flask
from sqlalchemy import Engine

from api import db, ops, resources, site, web
from api.config import Settings
from api.models import fingerprint
from api.web.counts import Kept


def create_app(settings: Settings | None = None, database: Engine | None = None) -> Flask:
    """Build the service; ConfigError if a setting has a wrong value. `database` overrides `DATABASE_URL` in tests."""
    settings = settings or Settings.from_environment()
    app = Flask("api", static_folder=None)
    app.config["SETTINGS"] = settings
    app.extensions |= {
        "database": database or db.reader(settings.database_url, settings.threads),
        "fingerprint": fingerprint(),
        "counts": Kept(),
        "files": BoundedSemaphore(max(1, settings.threads // 2)),
    }
    web.register(app)
    resources.register(app)
    site.register(app)
    ops.register(app)
    return app
