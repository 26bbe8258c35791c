"""What the service is compared with: the least a server can do, and the same data served as other people would.

- `bare`: a WSGI function with a constant body as long as our answer, the same under the worker that gunicorn comes with, an empty
  view of Flask, and, where answers are made anew, one that gives our stored documents as the driver reads them and does nothing else:
  the least that a cold answer can cost.
- `by_smorest`: flask-smorest with marshmallow schemas over SQLAlchemy entities, as its manual shows.
- `by_fastapi`: FastAPI with pydantic models over the same entities, as its manual advises: a declared response model, which
  pydantic turns into bytes (its `ORJSONResponse` is deprecated for that reason), plain `def` for a driver that blocks.
- Datasette on the same file, immutable as published files should be, facet suggestions off, nested values by a view.

All of them give a page of 20 whole events in order of their dates, each with the titles of its stakeholder groups and sources,
the exact total and the address of the next page; one such event; and the events that hold a word, found by SQLite's FTS5.
Entities come with `selectinload`, so that nobody asks once a record. The peers have less to do than the service: German
only, no links within records, no titles of challenges, guidelines and initiatives, no earlier releases, no validators, and
a few headers.
"""

import sys

CONSTANT, GTHREAD, EMPTY, STORED = "constant", "constant, plain gthread", "empty view", "stored documents"
SERVICE, ON_GRANIAN = "service", "service on granian"
SMOREST, FASTAPI, DATASETTE = "flask-smorest", "FastAPI", "Datasette"
LEAST = (CONSTANT, GTHREAD, EMPTY, STORED)
OURS = (SERVICE, ON_GRANIAN)
PEERS = (SMOREST, FASTAPI, DATASETTE)

PYTHON = (sys.executable, "-m")
GUNICORN = (*PYTHON, "gunicorn", "--config", "benchmarks/peers/gunicorn.conf.py")
UVICORN = (*PYTHON, "uvicorn", "--workers=2", "--log-level=warning", "--no-access-log")
GRANIAN = (*PYTHON, "granian", "--interface=wsgi", "--workers=2", "--blocking-threads=8", "--no-ws", "--log-level=warning")

# How each is started; two processes each, but for Datasette, which knows no more than one.
COMMANDS = {
    CONSTANT: (*GUNICORN, "benchmarks.peers.bare:constant"),
    GTHREAD: (*GUNICORN, "--worker-class=gthread", "benchmarks.peers.bare:constant"),
    EMPTY: (*GUNICORN, "benchmarks.peers.bare:flask"),
    STORED: (*GUNICORN, "benchmarks.peers.bare:stored"),
    SERVICE: (*PYTHON, "gunicorn", "--config", "deploy/gunicorn.conf.py"),
    ON_GRANIAN: (*GRANIAN, "--port={PORT}", "--factory", "api.app:create_app"),
    SMOREST: (*GUNICORN, "benchmarks.peers.by_smorest:app"),
    FASTAPI: (*UVICORN, "--port={PORT}", "benchmarks.peers.by_fastapi:app"),
    DATASETTE: (*PYTHON, "datasette", "serve", "--setting", "suggest_facets", "off", "--port={PORT}", "--immutable", "{PEERS_DATABASE}"),
}

# What each is asked for. The dates of the service and of its peers mean the same: what can have begun on that day or later.
_OURS = {
    "list": "/api/v1/events?limit=20",
    "dates": "/api/v1/events?limit=20&starts_from={day}",
    "item": "/api/v1/events/{id}?lang=de",
    "search": "/api/v1/events?limit=20&q=industrie",
}
_THEIRS = {"list": "/events", "dates": "/events?starts_from={day}", "item": "/events/{id}", "search": "/events?q=industrie"}
_VIEW = "/peers/whole_events.json?_shape=objects&_size=20&_sort=earliest&_json=groups&_json=sources&_json=more"
_DATASETTE = {
    "list": _VIEW,
    "dates": _VIEW + "&latest__gte={day}",
    "item": _VIEW + "&id={id}",
    "search": _VIEW + "&_fts_table=events_text&_fts_pk=number&_search=industrie",
}
_STORED = {name: _OURS[name] for name in ("dates", "item")}
PATHS = {STORED: _STORED, SERVICE: _OURS, ON_GRANIAN: _OURS, SMOREST: _THEIRS, FASTAPI: _THEIRS, DATASETTE: _DATASETTE}
