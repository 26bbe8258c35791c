"""The least that a server can do: a constant, and an empty view of Flask."""

from typing import Any

from flask import Flask

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
