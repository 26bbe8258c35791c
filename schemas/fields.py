"""Field types the dossier needs beyond marshmallow's own; each loads what an editor writes and dumps what is published."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, validate
from marshmallow.experimental.context import Context

from schemas.edtf import PATTERN, bounds
from schemas.vocabularies import Texts, Vocabulary

LANGUAGES = ("de", "en")
BERLIN = ZoneInfo("Europe/Berlin")
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

# Dumps what is of its type already as it is.
KEPT = {fields.Field._serialize, fields.String._serialize, fields.Integer._serialize}

Language = Context[str]  # the language texts are dumped in: `with Language("en"): schema.dump(record)`


def in_language(texts: Texts, language: str) -> str:
    """Of texts in German and English, the one in the language."""
    return texts[LANGUAGES.index(language)]


def about(en: str, de: str, term: str | None = None) -> dict[str, str]:
    """Field metadata: the meaning in both languages and, where there is one, the RDF term."""
    return {"description": en, "x-description-de": de} | ({"x-rdf-term": term} if term else {})


class Text(fields.Field):
    """A text: `{de: …, en: …}` as edited, German required; published as one string in the chosen language."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        if not isinstance(value, Mapping):
            raise ValidationError("a text is a mapping of languages: {de: …, en: …}")
        faults = {str(key): ["unknown language; allowed: de, en"] for key in value if key not in LANGUAGES}
        faults |= {
            language: ["empty or not a text"]
            for language in LANGUAGES
            if language in value and not (isinstance(value[language], str) and value[language].strip())
        }
        if "de" not in value:
            faults["de"] = ["missing German text"]
        if faults:
            raise ValidationError(faults)
        return {language: value[language] for language in LANGUAGES if language in value}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return str(value.get(Language.get(), value["de"])) if value else None


class PerLanguage(fields.Dict):
    """A mapping of languages to documents, published as the one in the chosen language."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value[Language.get()] if value else None


class Edtf(fields.String):
    """A date as precise as it is known: `2018`, `2018-04`, `2018-04-24` or an interval `2020-11/2021`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = value.isoformat() if isinstance(value, date) else str(value)
        try:
            bounds(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return text

    def __init__(self, **kwargs: Any) -> None:
        kwargs["metadata"] = {"pattern": PATTERN} | kwargs.get("metadata", {})
        super().__init__(**kwargs)


class Bound(fields.Date):
    """The first (`end=0`) or last (`end=1`) day that the EDTF field `of` can mean; null if that is unknown."""

    _CHECK_ATTRIBUTE = False

    def __init__(self, of: str, end: int, **kwargs: Any) -> None:
        super().__init__(dump_only=True, allow_none=True, **kwargs)
        self.of, self.end = of, end

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        edtf = obj.get(self.of)
        return bounds(edtf)[self.end].isoformat() if edtf else None


class LocalTime(fields.String):
    """A clock time `18:30` in Berlin, as edited."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$", re.ASCII, error="is not a time like 18:30")
        super().__init__(validate=pattern, **kwargs)


def instant(day: str | None, time: str | None) -> str | None:
    """RFC 3339 with the offset of Berlin for a known day and clock time, else null: no time is made up."""
    if not (day and time and len(day) == len("2018-04-24")):
        return None
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BERLIN).isoformat()


class Moment(fields.String):
    """An RFC 3339 instant, published as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["metadata"] = kwargs.get("metadata", {}) | {"format": "date-time"}
        super().__init__(**kwargs)


class Instant(Moment):
    """The instant at which the clock time `time` falls on the first day given of `days`; null if either is unknown."""

    _CHECK_ATTRIBUTE = False

    def __init__(self, time: str, *days: str, **kwargs: Any) -> None:
        super().__init__(dump_only=True, allow_none=True, **kwargs)
        self.time, self.days = time, days

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return instant(next((obj[day] for day in self.days if obj.get(day)), None), obj.get(self.time))


class Slug(fields.String):
    """A readable, permanent identifier: lower-case words joined by hyphens."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = validate.Regexp(SLUG, error="is not a slug: lower-case letters, digits and single hyphens")
        super().__init__(validate=pattern, **kwargs)


class Reference(Slug):
    """The id of a record of `resource`."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.resource = resource


def references(resource: str, en: str, de: str, term: str | None = None, **kwargs: Any) -> fields.List:
    """A list of ids of records of `resource`, empty unless given."""
    return fields.List(Reference(resource), load_default=list, validate=distinct, metadata=about(en, de, term), **kwargs)


def choice(vocabulary: Vocabulary, en: str, de: str, term: str | None = None, **kwargs: Any) -> fields.String:
    """One code of a closed vocabulary."""
    return fields.String(validate=one_of(vocabulary), metadata=about(en, de, term), **kwargs)


def choices(vocabulary: Vocabulary, en: str, de: str, term: str | None = None, **kwargs: Any) -> fields.List:
    """A list of codes of a closed vocabulary, empty unless given."""
    member = fields.String(validate=one_of(vocabulary))
    return fields.List(member, load_default=list, validate=distinct, metadata=about(en, de, term), **kwargs)


def is_free(field: fields.Field) -> bool:
    """Whether it holds any string: a name or an address, say, that is the same in every language."""
    return type(field) is fields.String and not field.validators


def member(field: fields.Field) -> fields.Field:
    """What a list is made of; any other field itself."""
    return field.inner if isinstance(field, fields.List) else field


def nested(field: fields.Field) -> Schema | None:
    """The schema of the object, or of the objects in the list, that it holds."""
    inner = member(field)
    return inner.schema if isinstance(inner, fields.Nested) else None


def codes(field: fields.Field) -> tuple[str, ...]:
    """The values that it can have, in the order of their vocabulary; none if they are free."""
    return next((tuple(each.choices) for each in field.validators if isinstance(each, validate.OneOf)), ())


def leaves(field: fields.Field) -> Iterator[fields.Field]:
    """The fields that it consists of, at whatever depth; itself if it nests none."""
    if isinstance(field, fields.Nested):
        for each in field.schema.fields.values():
            yield from leaves(each)
    elif isinstance(field, fields.List):
        yield from leaves(field.inner)
    else:
        yield field


def is_translated(field: fields.Field) -> bool:
    """Whether what is published of it differs from language to language."""
    return any(isinstance(leaf, Text | PerLanguage) for leaf in leaves(field))


def is_as_loaded(field: fields.Field) -> bool:
    """Whether what is published of it is what was loaded: strings and numbers, or lists and mappings of nothing else."""
    return all(type(leaf)._serialize in KEPT and not (leaf.load_only or leaf.dump_only) for leaf in leaves(field))


def one_of(vocabulary: Vocabulary) -> validate.OneOf:
    return validate.OneOf(list(vocabulary), error="'{input}' is not allowed; allowed: {choices}")


def distinct(values: list[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise ValidationError(f"given more than once: {', '.join(repeated)}")
