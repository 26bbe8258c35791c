"""For whoever runs the service."""

from flask import Flask

from api.ops import health


def register(app: Flask) -> None:
    app.register_blueprint(health.blp)
