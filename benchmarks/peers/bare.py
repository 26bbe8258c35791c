"""The least that a server can do: a constant, an empty view of Flask, and one that gives documents as they are stored."""

import os
import sqlite3
from threading import local
from typing import Any

from flask import Flask, Response, request

BODY = b"x" * 2**20


def constant(environ: dict[str, Any], start_response: Any) -> tuple[bytes]:
    """As many bytes as the path says."""
    body = BODY[: int(environ["PATH_INFO"][1:])]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return (body,)


flask = Flask("empty", static_folder=None)


@flask.get("/")
def empty() -> str:
    return ""


stored = Flask("stored", static_folder=None)
_thread = local()
_IN_FORCE = "SELECT document_de FROM events WHERE removed_in > (SELECT max(number) FROM releases)"


@stored.get("/api/v1/events")
def page() -> Response:
    """The documents of our page, without its total, links, validators and checks."""
    return _documents(f"{_IN_FORCE} AND latest >= ? ORDER BY earliest, id LIMIT ?", request.args["starts_from"], request.args["limit"])


@stored.get("/api/v1/events/<id_>")
def item(id_: str) -> Response:
    return _documents(f"{_IN_FORCE} AND id = ?", id_)


def _documents(statement: str, *values: str) -> Response:
    if not hasattr(_thread, "connection"):
        _thread.connection = sqlite3.connect(os.environ["DATABASE_URL"].removeprefix("sqlite:///"))
    documents = ",".join([document for (document,) in _thread.connection.execute(statement, values)])
    return Response(f'{{"data":[{documents}]}}', mimetype="application/json")
