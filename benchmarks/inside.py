"""Requests to the application within this process: no server, no network and no cache between."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import ClosingIterator

from api.app import create_app
from api.config import Settings

API = "/api/v1/"


@contextmanager
def service(database: str) -> Iterator[Flask]:
    """A new application, which has counted nothing yet."""
    app = create_app(Settings(database_url=database, public_url="https://data.example.org", cache_bytes=0))
    try:
        yield app
    finally:
        app.extensions["database"].dispose()


def environ(path: str) -> dict[str, Any]:
    """A request for a path below `/api/v1/`, ready to be sent again and again."""
    where, _, query = path.partition("?")
    return EnvironBuilder(API + where, query_string=query, headers={"Accept-Language": "de"}).get_environ()


def chunks(app: Flask, request: dict[str, Any]) -> Iterator[bytes]:
    """The body as the application gives it; AssertionError unless the status is 200."""
    told: list[str] = []

    def start_response(status: str, *_: Any) -> Any:
        told.append(status)

    body = app.wsgi_app(request.copy(), start_response)
    with closing(ClosingIterator(body)):
        yield from body
    assert told[0] == "200 OK", (told, request["QUERY_STRING"])


def answer(app: Flask, request: dict[str, Any]) -> bytes:
    return b"".join(chunks(app, request))
