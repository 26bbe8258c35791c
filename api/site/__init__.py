"""The pages for people, beside the API."""

from flask import Flask

from api.site import assets, catalogue, dictionary, discovery, docs, pages, problems, search, terms, vocabularies


def register(app: Flask) -> None:
    for module in (assets, catalogue, dictionary, discovery, docs, pages, problems, search, terms, vocabularies):
        app.register_blueprint(module.blp)
