"""HTTP for any resource; names no record."""

from flask import Flask

from api.web import errors, hooks, memento, routing


def register(app: Flask) -> None:
    routing.register(app)
    errors.register(app)
    hooks.register(app)
    app.register_blueprint(memento.blp)
