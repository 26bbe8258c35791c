"""Query parameters: parsed by a closed schema; what every endpoint understands."""

import csv
import re
from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from webargs.flaskparser import FlaskParser

from api.models import MAX_RELEASE
from api.representations import REPRESENTATIONS, Offers
from api.web.faults import invalid, only
from schemas.fields import LANGUAGES, about

WHOLE = re.compile(r"0|-?[1-9][0-9]*")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
# Of these, any zone and the second after can be computed with, and are written with four digits of the year.
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)
YEARS = r"^(?!9999)[1-9][0-9]{3}-"  # how OpenAPI describes that
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
PLAIN = r'^[^\x00-\x1f\x7f,"]+$'  # of these, what needs no quotes in a list; how OpenAPI describes it

Query = dict[str, Any]


class Values(fields.List):
    """A comma-separated list: `a,b`, or `a` and `b` given one by one; a value with a comma stands in double quotes."""

    def __init__(self, *args: Any, metadata: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, metadata=metadata | {"minItems": 1}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        texts = [value] if isinstance(value, str) else value
        values = [part.strip() for text in texts for part in _parts(text)]
        if not all(values):
            raise ValidationError("empty value; leave the parameter out instead")
        try:
            return list(dict.fromkeys(super()._deserialize(values, attr, data, **kwargs)))
        except ValidationError as error:
            # marshmallow reports by position; the reader of a URL looks for values.
            messages = error.messages.values() if isinstance(error.messages, dict) else [error.messages]
            raise ValidationError([message for each in messages for message in each]) from None


def _parts(text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True)) or [""]
    except csv.Error:
        raise ValidationError('quotes do not match; a value with a comma is written "like, this"') from None


class Choices(Values):
    """Values of a closed list."""

    def __init__(self, allowed: Any, **kwargs: Any) -> None:
        super().__init__(fields.String(validate=only(allowed)), **kwargs)


class Names(Values):
    """Values of an open list: anything that can be printed."""

    def __init__(self, **kwargs: Any) -> None:
        member = fields.String(validate=_printable, metadata={"pattern": PLAIN})
        super().__init__(member, **kwargs)


def _printable(text: str) -> None:
    if not re.search(PRINTABLE, text):
        raise ValidationError("contains characters that cannot be printed")


class Whole(fields.Integer):
    """A whole number in its one spelling."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not WHOLE.fullmatch(str(value)):
            raise ValidationError("not a whole number")
        return int(value)


class Timestamp(fields.Field):
    """An RFC 3339 instant, seconds optional."""

    wanted = "an instant with time and zone"

    def __init__(self, *, metadata: dict[str, Any]) -> None:
        super().__init__(metadata=metadata | {"format": "date-time", "pattern": YEARS})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = re.sub(r" (?=\d{2}:\d{2}$)", "+", str(value)).upper()  # an unescaped + arrives as a blank
        try:
            instant = datetime.fromisoformat(text if INSTANT.fullmatch(text) else "")
        except ValueError:
            raise ValidationError(f"not {self.wanted}, such as 2026-11-22T12:00:00Z") from None
        if not EARLIEST <= instant <= LATEST:
            raise ValidationError(f"not within the years from {EARLIEST.year} to {LATEST.year}")
        return instant


class Yes(fields.Boolean):
    """`true` or `false`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={"true"}, falsy={"false"}, **kwargs)
        self.error_messages["invalid"] = "allowed: true, false"


class AnswerFormat(fields.String):
    """The format of the answer, among those on offer."""

    def __init__(self, offers: Offers) -> None:
        meaning = about("Format of the answer; beats `Accept`.", "Format der Antwort; geht `Accept` vor.")
        super().__init__(validate=only(offers), metadata=meaning)
        self.offers = offers


class AnswerQuery(Schema):
    """What every endpoint understands."""

    class Meta:
        unknown = RAISE

    lang = fields.String(
        validate=only(LANGUAGES),
        metadata=about("Language of texts; beats `Accept-Language`. Default `de`.", "Sprache der Texte; geht `Accept-Language` vor."),
    )
    format: fields.Field = AnswerFormat(REPRESENTATIONS)
    release = Whole(
        validate=validate.Range(1, MAX_RELEASE, error="not a release number"),
        metadata=about("Answer from this release. Such an answer never changes.", "Antwort aus dieser Ausgabe. Sie ändert sich nie."),
    )
    as_of = Timestamp(
        metadata=about(
            "Answer from the release that was the newest at this instant (RFC 3339).",
            "Antwort aus der Ausgabe, die zu diesem Zeitpunkt galt (RFC 3339).",
        )
    )

    def load(self, data: Any, **kwargs: Any) -> Any:
        """The same, without going through the dozens of parameters that a request does not have."""
        asked = copy(self)
        asked.load_fields = {name: field for name, field in self.load_fields.items() if name in data or field.required}
        return super(AnswerQuery, asked).load(data, **kwargs)


class QueryParser(FlaskParser):
    """webargs' parser, made strict: unknown and repeated parameters are faults like any other."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE}

    def load_querystring(self, req: Request, schema: Schema) -> Mapping[str, Any]:
        return _arguments(schema, req)

    def pre_load(self, location_data: Any, *, schema: Schema, req: Request, location: str) -> Any:
        repeated = {
            name: ["given more than once"] for name, values in req.args.lists() if len(values) > 1 and not _may_repeat(schema, name)
        }
        if repeated:
            others = {name: messages for name, messages in schema.validate(location_data).items() if name not in repeated}
            raise ValidationError(repeated | others)
        return location_data

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any) -> NoReturn:
        messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise invalid(schema, messages.get("query", messages), _arguments(schema, req))


def _arguments(schema: Schema, req: Request) -> dict[str, Any]:
    return {name: values if _may_repeat(schema, name) else values[0] for name, values in req.args.lists()}


def _may_repeat(schema: Schema, name: str) -> bool:
    return isinstance(schema.fields.get(name), fields.List)
