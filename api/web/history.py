"""What happened to records: changes between releases, the versions of one record, and how two of them differ."""

import operator
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from flask.views import MethodView
from marshmallow import ValidationError, post_load, validate
from sqlalchemy import func, select

from api import releases
from api.models import MAX_RELEASE, Change, Published
from api.releases import Edition, in_force
from api.representations import Answer
from api.web.addresses import version_url
from api.web.blueprint import Blueprint
from api.web.collection import Collection, CollectionQuery
from api.web.counts import total
from api.web.criteria import Criteria
from api.web.envelope import facts_answer, page_answer
from api.web.errors import Problem
from api.web.filters import Condition, Modified
from api.web.perspective import Perspective, connection
from api.web.query import WHOLE, YEARS, AnswerQuery, Query, Whole
from api.web.sorting import Sort
from schemas.base import Record
from schemas.change import ChangeSchema, DiffSchema, differences
from schemas.fields import LANGUAGES, about

Made = TypeVar("Made")
Selected = Callable[[Perspective], Answer]

ORDER = Sort("release,action", release=Change.added_in, action=Change.action)


class Since(Modified):
    """Changes after a release, given by its number, or after an instant."""

    example = 1
    literal = True
    wanted = "a release number or an instant with time and zone"

    def __init__(self) -> None:
        en = (
            "Only changes after this release (a number; 0 means all) or instant (RFC 3339). To keep a copy, give the number in "
            "`meta.release` of the last time: by your clock you could miss a release that is loaded later than it is dated."
        )
        de = (
            "Nur Änderungen nach dieser Ausgabe (Nummer; 0 heißt alle) oder diesem Zeitpunkt (RFC 3339). Für eine Kopie die Nummer in "
            "`meta.release` vom letzten Mal angeben: Nach der eigenen Uhr könnte eine Ausgabe fehlen, die später geladen wird, als sie "
            "datiert ist."
        )
        super().__init__(Change, operator.gt, en, de)
        either = [{"type": "integer", "minimum": 0, "maximum": MAX_RELEASE}, {"type": "string", "format": "date-time", "pattern": YEARS}]
        self.metadata = about(en, de) | {"anyOf": either}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not WHOLE.fullmatch(str(value)):
            return super()._deserialize(value, attr, data, **kwargs)
        if not 0 <= int(value) <= MAX_RELEASE:
            raise ValidationError("not a release number")
        return int(value)

    def seek(self, value: int | datetime) -> Condition:
        return Change.added_in > value if isinstance(value, int) else super().seek(self.bound(value))


class VersionQuery(CollectionQuery):
    """What a list of versions understands."""

    model = Change

    sort = ORDER


Ends = AnswerQuery.from_dict(
    {
        name: Whole(validate=validate.Range(1, MAX_RELEASE, error="not a release number"), metadata=about(en, de))
        for name, en, de in (
            (
                "from",
                "Release to compare from; the one before the version shown unless given.",
                "Ausgabe, von der verglichen wird; sonst die vor der gezeigten Fassung.",
            ),
            (
                "to",
                "Release to compare to; another name for `release` here.",
                "Ausgabe, mit der verglichen wird; hier dasselbe wie `release`.",
            ),
        )
    }
)


class DiffQuery(Ends):  # type: ignore[valid-type, misc]
    """What a comparison of two releases understands."""

    @post_load
    def settle(self, data: Query, **kwargs: Any) -> Query:
        """`to` is the release answered from."""
        if "release" in data and data.get("to", data["release"]) != data["release"]:
            raise Problem("no-such-release", f"There is no release {data['to']} that is also release {data['release']}.")
        return data | ({"release": data["to"]} if "to" in data else {})


def change_page(criteria: Criteria, query: Query) -> Selected:
    """A page of changes, as an answer."""

    def read(looking: Perspective) -> Answer:
        _demand_past(query.get("since", 0), looking)
        answer = page_answer(Collection(criteria, ORDER, query), looking)
        records = [(id_, _linked(document)) for id_, document in answer.records]
        return replace(answer, records=records, record_url="", page_url="")

    return read


def _demand_past(since: int | datetime, looking: Perspective) -> None:
    if isinstance(since, datetime):
        if since > datetime.now(UTC):
            raise Problem("no-such-release", f"{since.isoformat()} is in the future.")
    elif since > looking.edition.number:
        told = f"up to release {looking.edition.number}, from which the changes are told"
        raise Problem("no-such-release", f"There is no release {since} {told}.")


def of_release(number: int, answer: Callable[[Perspective], Made]) -> Callable[[Perspective], Made]:
    """`answer` if there is such a release up to the one asked for."""

    def read(looking: Perspective) -> Made:
        if number > looking.edition.number:
            raise Problem("no-such-release", f"There is no release {number} up to release {looking.edition.number}.")
        return answer(looking)

    return read


def _linked(document: str) -> str:
    """The stored document with links to the record as it was and as it became."""
    facts = orjson.loads(document)
    release, action = facts["release"], facts["action"]
    links = {
        "version": version_url(facts["collection"], facts["record_id"], release) if action != "removed" else None,
        "previous": version_url(facts["collection"], facts["record_id"], release - 1) if action != "added" else None,
        "web": version_url(facts["collection"], facts["record_id"], release, api="") if action != "removed" else None,
    }
    return f'{document[:-1]},"links":{orjson.dumps(links).decode()}}}'


def versions(model: type[Published], id_: str) -> Criteria:
    """The changes of one record."""
    return Criteria(Change).within(Change.collection, model.resource).within(Change.record_id, id_)


def history(blp: Blueprint, model: type[Published]) -> None:
    """Give every record of the resource `/{id}/revisions` and `/{id}/diff`."""
    name = model.__name__

    @blp.route("/<slug:id>/revisions")
    class Revisions(MethodView):
        @blp.doc(operationId=f"list{name}Revisions")
        @blp.arguments(VersionQuery)
        @blp.response(200, ChangeSchema(many=True))
        def get(self, query: Query, id: str) -> Selected:
            """List the versions of a record

            Oldest first unless sorted otherwise: when and how each came to be, and how it differs from the one before;
            its removal too. A removed record keeps its versions.
            """
            return _known(model, id, change_page(versions(model, id), query))

    @blp.route("/<slug:id>/diff")
    class Diff(MethodView):
        @blp.doc(operationId=f"diff{name}")
        @blp.arguments(DiffQuery)
        @blp.response(200, DiffSchema)
        def get(self, query: Query, id: str) -> Selected:
            """Compare a record in two releases

            What `to` says otherwise than `from`. Without parameters: what the newest version changed.
            """
            return _known(model, id, lambda looking: facts_answer(DiffSchema(), _diff(model, id, query.get("from"), looking), looking))


def _known(model: type[Published], id_: str, answer: Selected) -> Selected:
    """`answer` if the record was ever published up to the release asked for."""

    def read(looking: Perspective) -> Answer:
        if not total(versions(model, id_), looking.edition):
            raise Problem("no-such-record", f"No {model.resource} record had the id '{id_}' up to release {looking.edition.number}.")
        return answer(looking)

    return read


def _diff(model: type[Published], id_: str, number: int | None, looking: Perspective) -> dict[str, Any]:
    new = looking.edition
    if number is None:
        told = versions(model, id_)
        newest = select(func.max(Change.added_in) - 1).where(in_force(Change), *told.shape.seeking(False))
        number = connection().scalar(newest, {"release": new.number, **told.values}) or 0
    old = releases.numbered(connection(), number)
    if old is None and number:
        raise Problem("no-such-release", f"There is no release {number}.")
    before, after = _documents(model, id_, number), _documents(model, id_, new.number)
    return {
        "old": old and _end(model, id_, old, before),
        "new": _end(model, id_, new, after),
        "differences": list(differences(before, after)),
    }


def _documents(model: type[Published], id_: str, number: int) -> dict[str, Record]:
    """Language → the record as published in release `number`; empty if it was not there."""
    wanted = {model.resource: {id_}}
    found = {language: releases.documents(connection(), wanted, number, language) for language in LANGUAGES}
    return {language: orjson.loads(document) for language, rows in found.items() for _, _, document in rows}


def _end(model: type[Published], id_: str, edition: Edition, documents: dict[str, Record]) -> dict[str, Any]:
    there = version_url(model.resource, id_, edition.number) if documents else None
    return {"release": edition.number, "published_at": edition.published_at, "version": there}
