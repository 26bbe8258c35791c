"""The pages for people, beside the API."""

from flask import Flask

from api.site import docs, problems


def register(app: Flask) -> None:
    app.register_blueprint(docs.blp)
    app.register_blueprint(problems.blp)
