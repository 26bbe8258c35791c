"""What is wrong with a query: every fault at once, each with help, and the corrected address where one is obvious."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from marshmallow import Schema, fields, validate

from api.models import MAX_RELEASE
from api.representations import FILES, meant
from api.web.addresses import address
from api.web.errors import Problem, nearest
from schemas.fields import codes, member

Fault = dict[str, Any]

ALLOWED_SHOWN = 100  # a longer closed list is in the documentation


def only(values: Iterable[str]) -> validate.OneOf:
    """What refuses all other values, in words that `refused` reads."""
    return validate.OneOf(list(values), error="'{input}' is not allowed")


def refused(message: str) -> str | None:
    """The value that is not among those allowed, if that is what the message says."""
    found = re.fullmatch(r"'(.*)' is not allowed", message, re.DOTALL)
    return found and found[1]


def invalid(schema: Schema, messages: Mapping[str, Any], given: Mapping[str, Any]) -> Problem:
    """The problem that lists every fault of the parameters `given`: parameter → messages."""
    faults = [
        _fault(schema, name, message, given.get(name))
        for name, found in sorted(messages.items())
        for message in (found if isinstance(found, list) else [str(found)])
    ]
    told = set()
    for fault in faults:
        about = fault["parameter"] if fault["parameter"] in schema.fields else None
        if about in told:
            fault.pop("allowed", None)  # said once
        told.add(about)
    wrong = ", ".join(dict.fromkeys(fault["parameter"] for fault in faults))
    corrected = _corrected(schema, faults, given)
    return Problem("invalid-parameters", f"{len(faults)} fault(s) in the query: {wrong}.", errors=faults, corrected=corrected)


def _fault(schema: Schema, name: str, message: str, given: Any) -> Fault:
    fault: Fault = {"parameter": name, "detail": message}
    if name not in schema.fields:
        names = sorted(schema.fields)
        fault |= {"detail": "unknown parameter", "allowed": names, "nearest": nearest(name, names)}
    else:
        field, value = schema.fields[name], refused(message)
        if allowed := codes(member(field)):
            fault |= {"allowed": allowed[:ALLOWED_SHOWN], "nearest": None if value is None else _likely(field, value, allowed)}
        fault["nearest"] = fault.get("nearest") or _bound(field, given)
    place = f"#/{request.blueprint}" if request.path.startswith("/api/") else ""
    fault["documentation"] = address(f"/docs{place}")
    return {key: value for key, value in fault.items() if value is not None}


def _likely(field: fields.Field, value: str, allowed: Iterable[str]) -> str | None:
    """What the value was meant to be; a format that is not on offer here is not taken for another that is spelt alike."""
    offers = getattr(field, "offers", {})
    format_ = offers and (meant(value, offers) or meant(value, FILES))
    return (format_ if format_ in offers else None) if format_ else nearest(value.lower(), allowed)


def _bound(field: fields.Field, given: Any) -> str | None:
    """The end of the allowed range next to a whole number outside it; none if only the database knows no number beyond."""
    span = next((each for each in field.validators if isinstance(each, validate.Range)), None)
    if span is None or not re.fullmatch(r"-?[0-9]{1,20}", str(given)):
        return None
    if int(given) < span.min:
        return str(span.min)
    return str(span.max) if span.max < int(given) and span.max < MAX_RELEASE else None


def _corrected(schema: Schema, faults: list[Fault], given: Mapping[str, Any]) -> str | None:
    """The address with each fault replaced by what is nearest; None unless that mends them all."""
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in given.items()}
    for fault in faults:
        name, near = fault["parameter"], fault.get("nearest")
        wrong = refused(fault["detail"])
        if near is None or (name not in schema.fields and near in query):
            return None
        if name not in schema.fields:
            query = {near if each == name else each: value for each, value in query.items()}
        elif wrong is not None:
            parts = [near if part.strip() == wrong else part for part in query[name].split(",")]
            query[name] = ",".join(dict.fromkeys(parts))
        else:
            query[name] = near
    if schema.validate(query):
        return None
    return address(request.path, **query)
