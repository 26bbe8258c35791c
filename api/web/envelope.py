"""From rows to an answer: the titles of what they mention, what holds for all, and where to go on."""

from typing import Any

import orjson
from flask import current_app, request
from marshmallow import Schema
from sqlalchemy import Select

from api import releases
from api.models import Published
from api.representations import Answer
from api.web.errors import Problem
from api.web.paging import Page
from api.web.perspective import Perspective, connection
from schemas.dataset import ATTRIBUTION, LICENSE
from schemas.fields import Language

API = "/api/v1"

Links = dict[str, str | None]


def page_answer(page: Page, perspective: Perspective) -> Answer:
    return _answer(page.model, page.rows, perspective, page.links, {"total": page.total})


def facts_answer(schema: Schema, facts: dict[str, Any], perspective: Perspective) -> Answer:
    """An answer that is not about a record of the database."""
    with Language(perspective.language):
        document = orjson.dumps(schema.dump(facts)).decode()
    return Answer([("", document)], many=False, labels={}, meta=_meta(perspective), links={"self": _self(), "collection": None})


def record_answer(statement: Select, id_: str, perspective: Perspective) -> Answer:
    """The one record of `statement`, or the problem that says what became of it."""
    model = statement.column_descriptions[0]["entity"]
    document = getattr(model, f"document_{perspective.language}")
    wanted = statement.with_only_columns(model.id, document, model.refs, model.untranslated)
    row = connection().execute(wanted.where(releases.in_force(model)), {"release": perspective.edition.number}).first()
    if row is None:
        raise _absent(model, id_, perspective)
    links: Links = {"self": _self(), "collection": f"{_base()}{API}/{model.resource}"}
    return _answer(model, [row], perspective, links)


def _answer(model: type[Published], rows: list[Any], perspective: Perspective, links: Links, total: dict[str, int] | None = None) -> Answer:
    untranslated = {} if perspective.language == "de" else {row[0]: orjson.loads(row[3]) for row in rows if row[3] != "[]"}
    return Answer(
        records=[(row[0], row[1]) for row in rows],
        many=total is not None,
        labels=_labels(rows, perspective),
        meta={**(total or {}), **_meta(perspective), "untranslated": untranslated},
        links=links,
        record_url=f"{_base()}{API}/{model.resource}/",
        page_url=f"{_base()}/{model.resource}/",
    )


def _meta(perspective: Perspective) -> dict[str, Any]:
    return {
        "release": {"number": perspective.edition.number, "published_at": perspective.edition.published_at},
        "language": perspective.language,
        "untranslated": {},
        "license": LICENSE,
        "attribution": ATTRIBUTION,
    }


def _base() -> str:
    return current_app.config["SETTINGS"].public_url


def _self() -> str:
    return _base() + request.full_path.rstrip("?")


def _labels(rows: list[Any], perspective: Perspective) -> dict[str, dict[str, str]]:
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for resource, ids in orjson.loads(row[2]).items():
            wanted.setdefault(resource, set()).update(ids)
    return releases.titles(connection(), wanted, perspective.edition.number, perspective.language)


def _absent(model: type[Published], id_: str, perspective: Perspective) -> Problem:
    number = perspective.edition.number
    removed = releases.removal(connection(), model.resource, id_, number)
    if removed is None:
        return Problem("no-such-record", f"No {model.resource} record has the id '{id_}' in release {number}.")
    last = f"{_base()}{API}/{model.resource}/{id_}?release={removed.release - 1}"
    facts = {
        "release": removed.release,
        "removed_at": removed.removed_at,
        "reason": removed.reason[perspective.language],
        "last_version": last,
    }
    return Problem("removed", f"Release {removed.release} removed the record '{id_}'.", removed=facts)
