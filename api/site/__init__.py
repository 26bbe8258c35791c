"""The pages for people, beside the API."""

from flask import Flask
from jinja2 import StrictUndefined

from api.site import assets, catalogue, dictionary, discovery, docs, failures, pages, problems, search, terms, vocabularies


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    for module in (assets, catalogue, dictionary, discovery, docs, pages, problems, search, terms, vocabularies):
        app.register_blueprint(module.blp)
    failures.register(app)
