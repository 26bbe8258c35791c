"""HTTP for any resource; names no record."""

from flask import Flask

from api.web import errors, hooks


def register(app: Flask) -> None:
    errors.register(app)
    hooks.register(app)
