"""Query parameters: parsed by a closed schema, every fault reported at once."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from flask import Request, current_app, request
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from webargs.flaskparser import FlaskParser

from api.representations import REPRESENTATIONS
from api.web.errors import Problem, nearest
from schemas.fields import LANGUAGES, about

MAX_RELEASE = 2**31 - 2
PRINTABLE = r"^[^\x00-\x1f\x7f,]+$"

Query = dict[str, Any]


class Values(fields.List):
    """A comma-separated list, any of which may match: `a,b` or `a` given twice."""

    def __init__(self, *args: Any, metadata: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, metadata=metadata | {"minItems": 1}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        values = [part.strip() for text in ([value] if isinstance(value, str) else value) for part in text.split(",")]
        if not all(values):
            raise ValidationError("empty value; leave the parameter out instead")
        try:
            return list(dict.fromkeys(super()._deserialize(values, attr, data, **kwargs)))
        except ValidationError as error:
            # marshmallow reports by position; the reader of a URL looks for values.
            messages = error.messages.values() if isinstance(error.messages, dict) else [error.messages]
            raise ValidationError([message for each in messages for message in each]) from None


class Choices(Values):
    """Values of a closed list."""

    def __init__(self, allowed: Any, **kwargs: Any) -> None:
        self.allowed = list(allowed)
        member = fields.String(validate=validate.OneOf(self.allowed, error="'{input}' is not allowed"))
        super().__init__(member, **kwargs)


class Timestamp(fields.Field):
    """An RFC 3339 instant."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = re.sub(r" (?=\d{2}:\d{2}$)", "+", str(value)).upper()  # an unescaped + arrives as a blank
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError("not an instant such as 2026-11-22T12:00:00Z") from None
        if "T" not in text or instant.tzinfo is None:
            raise ValidationError("an instant needs time and zone, such as 2026-11-22T12:00:00Z")
        return instant


class AnswerQuery(Schema):
    """What every endpoint understands."""

    class Meta:
        unknown = RAISE

    lang = fields.String(
        validate=validate.OneOf(LANGUAGES, error="'{input}' is not allowed"),
        metadata=about("Language of texts; beats `Accept-Language`. Default `de`.", "Sprache der Texte; geht `Accept-Language` vor."),
    )
    format = Choices(REPRESENTATIONS, metadata=about("Format of the answer; beats `Accept`.", "Format der Antwort; geht `Accept` vor."))
    release = fields.Integer(
        validate=validate.Range(1, MAX_RELEASE, error="not a release number"),
        metadata=about("Answer from this release. Such an answer never changes.", "Antwort aus dieser Ausgabe. Sie ändert sich nie."),
    )
    as_of = Timestamp(
        metadata=about(
            "Answer from the release that was the newest at this instant (RFC 3339).",
            "Antwort aus der Ausgabe, die zu diesem Zeitpunkt galt (RFC 3339).",
        )
        | {"format": "date-time"},
    )


class QueryParser(FlaskParser):
    """webargs' parser, made strict: unknown and repeated parameters are faults like any other."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE}

    def load_querystring(self, req: Request, schema: Schema) -> Mapping[str, Any]:
        return {name: values if _may_repeat(schema, name) else values[0] for name, values in req.args.lists()}

    def pre_load(self, location_data: Any, *, schema: Schema, req: Request, location: str) -> Any:
        repeated = {
            name: ["given more than once"] for name, values in req.args.lists() if len(values) > 1 and not _may_repeat(schema, name)
        }
        if repeated:
            raise ValidationError(repeated | _faults_of(schema, location_data, repeated))
        return location_data

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any) -> NoReturn:
        messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise invalid(schema, messages.get("query", messages))


def _may_repeat(schema: Schema, name: str) -> bool:
    return isinstance(schema.fields.get(name), fields.List)


def _faults_of(schema: Schema, data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, list[str]]:
    found = schema.validate(data)
    return {name: messages for name, messages in found.items() if name not in known}


def invalid(schema: Schema, messages: Mapping[str, Any]) -> Problem:
    """The problem that lists every fault: parameter → messages."""
    names = sorted(schema.fields)
    faults = [
        _fault(schema, name, message, names)
        for name, found in sorted(messages.items())
        for message in (found if isinstance(found, list) else [str(found)])
    ]
    wrong = ", ".join(dict.fromkeys(fault["parameter"] for fault in faults))
    return Problem("invalid-parameters", f"{len(faults)} fault(s) in the query: {wrong}.", errors=faults)


def _fault(schema: Schema, name: str, message: str, names: list[str]) -> dict[str, Any]:
    fault: dict[str, Any] = {"parameter": name, "detail": message}
    if name not in schema.fields:
        fault |= {"detail": "unknown parameter", "allowed": names, "nearest": nearest(name, names)}
    else:
        allowed = _allowed(schema.fields[name])
        value = re.match(r"'(.*)' is not allowed$", message, re.DOTALL)
        if allowed:
            fault |= {"allowed": allowed, "nearest": nearest(value[1], allowed) if value else None}
    place = f"#/{request.blueprint}" if request.path.startswith("/api/") else ""
    fault["documentation"] = f"{current_app.config['SETTINGS'].public_url}/docs{place}"
    return {key: value for key, value in fault.items() if value is not None}


def _allowed(field: fields.Field) -> list[str]:
    if isinstance(field, Choices):
        return field.allowed
    return next((list(each.choices) for each in field.validators if isinstance(each, validate.OneOf)), [])
