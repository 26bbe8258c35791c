"""Changes: what a release did to one record, whole enough to be replayed."""

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, validate

from schemas.base import Record
from schemas.fields import LANGUAGES, Moment, PerLanguage, Slug, Text, about

ACTIONS = {  # in the order of replay: nothing ever points to a record that is not there
    "added": ("neu", "added"),
    "changed": ("geändert", "changed"),
    "removed": ("entfernt", "removed"),
}
RESTAMPED = ("modified_in", "modified_at")  # differ in every version, and are `release` and `published_at` of its change


class DifferenceSchema(Schema):
    """One field that differs."""

    field = fields.String(metadata=about("Name of the field.", "Name des Feldes."))
    language = fields.String(
        allow_none=True,
        metadata=about(
            "The only language in which it differs so; null if it does in all.",
            "Die einzige Sprache, in der es sich so unterscheidet; null, wenn in allen.",
        ),
    )
    old = fields.Raw(metadata=about("Value before; null if there was none.", "Alter Wert; null, wenn es keinen gab."))
    new = fields.Raw(metadata=about("Value after; null if there is none.", "Neuer Wert; null, wenn es keinen gibt."))


class ChangeLinks(Schema):
    """The record before and after, for ever."""

    version = fields.URL(allow_none=True, metadata=about("This version; null if removed.", "Diese Fassung; null, wenn entfernt."))
    previous = fields.URL(allow_none=True, metadata=about("The version before; null if added.", "Die Fassung davor; null, wenn neu."))
    web = fields.URL(allow_none=True, metadata=about("The page of this version for people.", "Die Seite dieser Fassung für Menschen."))


class ChangeSchema(Schema):
    """What a release did to one record."""

    id = Slug(metadata=about("Permanent identifier of the change.", "Dauerhafte Kennung der Änderung."))
    release = fields.Integer(metadata=about("Number of the release that made it.", "Nummer der Ausgabe, die sie brachte."))
    published_at = Moment(metadata=about("When that release was published.", "Wann diese Ausgabe erschien."))
    action = fields.String(validate=validate.OneOf(list(ACTIONS)), metadata=about("What was done.", "Was geschah."))
    collection = fields.String(metadata=about("Collection of the record, as in its address.", "Sammlung des Eintrags, wie in der Adresse."))
    record_id = Slug(metadata=about("Id of the record.", "Kennung des Eintrags."))
    title = Text(metadata=about("Title of the record, the last one if removed.", "Titel des Eintrags, der letzte, wenn entfernt."))
    differences = fields.List(
        fields.Nested(DifferenceSchema),
        metadata=about(
            "Fields of a changed record that differ; `modified_in` and `modified_at` always do and are not listed.",
            "Felder eines geänderten Eintrags, die sich unterscheiden; `modified_in` und `modified_at` tun es immer und fehlen hier.",
        ),
    )
    reason = Text(allow_none=True, metadata=about("Why it was removed; null if it was not.", "Warum er entfernt wurde; sonst null."))
    renamed_to = Slug(allow_none=True, metadata=about("Id the record has now, if renamed.", "Heutige Kennung, falls umbenannt."))
    merged_into = Slug(allow_none=True, metadata=about("Id of the record it became part of.", "Kennung des Eintrags, in dem er aufging."))
    content_sha256 = fields.String(
        allow_none=True,
        metadata=about(
            "Digest of the version as edited, the same in every language; null if removed.",
            "Prüfsumme der Fassung, wie sie redigiert wurde, in jeder Sprache dieselbe; null, wenn entfernt.",
        ),
    )
    record = PerLanguage(
        keys=fields.String(),
        allow_none=True,
        metadata=about(
            "The whole new version as its collection gives it, without `links`; null if removed.",
            "Die ganze neue Fassung, wie ihre Sammlung sie gibt, ohne `links`; null, wenn entfernt.",
        ),
    )
    links = fields.Nested(ChangeLinks, dump_only=True, metadata=about("The record before and after.", "Der Eintrag davor und danach."))


class EndSchema(Schema):
    """One of the two releases compared."""

    release = fields.Integer(metadata=about("Number of the release.", "Nummer der Ausgabe."))
    published_at = Moment(metadata=about("When it was published.", "Wann sie erschien."))
    version = fields.URL(allow_none=True, metadata=about("The record then; null if it was not there.", "Der Eintrag damals; sonst null."))


class DiffSchema(Schema):
    """How a record differs between two releases."""

    old = fields.Nested(
        EndSchema,
        allow_none=True,
        metadata=about(
            "The release compared from; null if the record is new.",
            "Die Ausgabe, von der verglichen wird; null, wenn der Eintrag neu ist.",
        ),
    )
    new = fields.Nested(EndSchema, metadata=about("The release compared to.", "Die Ausgabe, mit der verglichen wird."))
    differences = fields.List(fields.Nested(DifferenceSchema), metadata=about("Fields that differ.", "Felder, die sich unterscheiden."))


def differences(old: dict[str, Record], new: dict[str, Record]) -> Iterator[dict[str, Any]]:
    """Where two versions differ, each given as language → published document; empty if there is none."""
    for name in dict.fromkeys(name for versions in (old, new) for document in versions.values() for name in document):
        pairs = [(old.get(language, {}).get(name), new.get(language, {}).get(name)) for language in LANGUAGES]
        if name in RESTAMPED or all(was == is_ for was, is_ in pairs):
            continue
        if all(pair == pairs[0] for pair in pairs):
            yield _difference(name, None, *pairs[0])
        else:
            yield from (_difference(name, language, *pair) for language, pair in zip(LANGUAGES, pairs, strict=True) if pair[0] != pair[1])


def _difference(name: str, language: str | None, old: Any, new: Any) -> dict[str, Any]:
    return {"field": name, "language": language, "old": old, "new": new}
