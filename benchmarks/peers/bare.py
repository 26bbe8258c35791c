"""The least that a server can do: a constant, also with as many headers as ours, and an empty view of Flask."""

from typing import Any

from flask import Flask

BODY = b"x" * 2**20
LINKS = ("Link", ", ".join(f'<https://data.example.org/api/v1/events?limit=20&release={number}>; rel="related"' for number in range(13)))
OTHERS = [(f"X-{number}", "public, max-age=300, stale-while-revalidate=86400") for number in range(10)]


def constant(environ: dict[str, Any], start_response: Any) -> tuple[bytes]:
    """As many bytes as the path says."""
    body = BODY[: int(environ["PATH_INFO"][1:])]
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return (body,)


def headed(environ: dict[str, Any], start_response: Any) -> tuple[bytes]:
    """The same with as many headers as an answer of the service has."""
    return constant(environ, lambda status, headers: start_response(status, [*headers, LINKS, *OTHERS]))


flask = Flask("empty", static_folder=None)


@flask.get("/")
def empty() -> str:
    return ""
