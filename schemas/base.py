"""What every record has in common: identity, evidence, and the release that published it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from schemas.fields import Moment, Reference, Slug, Text, about, choice, is_translated, leaves, references
from schemas.vocabularies import CERTAINTY

Record = dict[str, Any]


class Part(Schema):
    """Base of records and of what they consist of, which are mappings."""

    def get_attribute(self, obj: Record, attr: str, default: Any) -> Any:
        """marshmallow would try for every value whether it is an attribute."""
        return obj.get(attr, default)


class Citation(Part):
    """Where a statement can be checked."""

    source = Reference("sources", required=True, metadata=about("Id of the source.", "Kennung der Quelle.", "dcterms:source"))
    locator = fields.String(
        load_default=None,
        allow_none=True,
        metadata=about(
            "Place within the source: Ln = line of the announcement, ¶n = paragraph of the stored excerpt, slides and pages as printed.",
            "Stelle in der Quelle: Ln = Zeile der Ankündigung, ¶n = Absatz des gespeicherten Auszugs, Folien und Seiten wie gedruckt.",
        ),
    )


class FieldCertainty(Part):
    """How one field is known, where that differs from the record."""

    field = fields.String(
        required=True,
        metadata=about(
            "Name of the field; `field.value` means one member of a list.",
            "Name des Feldes; `feld.wert` meint ein Element einer Liste.",
        ),
    )
    certainty = choice(CERTAINTY, "How this field is known.", "Woher dieses Feld bekannt ist.", required=True)
    note = Text(load_default=None, allow_none=True, metadata=about("What the reading rests on.", "Worauf die Lesart beruht.", "skos:note"))


class Version(Part):
    """One of the statements that contradict each other."""

    statement = Text(required=True, metadata=about("What these sources say.", "Was diese Quellen sagen."))
    sources = references("sources", "Ids of the sources that say so.", "Kennungen der Quellen, die das sagen.", "dcterms:source")


class Conflict(Part):
    """A point on which sources disagree, with every version."""

    topic = Text(required=True, metadata=about("What the sources disagree on.", "Worin sich die Quellen widersprechen."))
    versions = fields.List(
        fields.Nested(Version),
        required=True,
        validate=validate.Length(min=2, error="a conflict needs at least two versions"),
        metadata=about("The contradicting statements, each with its sources.", "Die Aussagen, jede mit ihren Quellen."),
    )
    resolution = Text(
        load_default=None,
        allow_none=True,
        metadata=about("How this dataset treats the conflict.", "Wie dieser Datensatz damit umgeht."),
    )


class RecordLinks(Schema):
    """Where the record lives."""

    self = fields.URL(dump_only=True, metadata=about("The record in this API.", "Der Eintrag in dieser API."))
    web = fields.URL(dump_only=True, metadata=about("The page about it for people.", "Die Seite dazu für Menschen.", "foaf:page"))


class RecordSchema(Part):
    """Base of every resource's schema: loads an editor's record, dumps the published document."""

    EVIDENCE = ("certainty", "field_certainty", "conflicts", "sources", "modified_in", "modified_at", "links")

    id = Slug(required=True, metadata=about("Permanent identifier.", "Dauerhafte Kennung.", "dcterms:identifier"))
    title = Text(required=True, metadata=about("Title or name.", "Titel oder Name.", "schema:name"))
    description = Text(
        required=True,
        metadata=about("What it is, in our own words.", "Worum es geht, in eigenen Worten.", "schema:description"),
    )
    certainty = choice(
        CERTAINTY,
        "How the record is known; `field_certainty` names the fields that differ.",
        "Woher der Eintrag bekannt ist; `field_certainty` nennt abweichende Felder.",
        required=True,
    )
    field_certainty = fields.List(
        fields.Nested(FieldCertainty),
        load_default=list,
        metadata=about("Fields known otherwise than the record.", "Felder, die anders bekannt sind als der Eintrag."),
    )
    conflicts = fields.List(
        fields.Nested(Conflict),
        load_default=list,
        metadata=about("Contradictions between sources.", "Widersprüche zwischen Quellen."),
    )
    sources = fields.List(
        fields.Nested(Citation),
        required=True,
        error_messages={"required": "missing source: every record names at least one"},
        validate=validate.Length(min=1, error="missing source: every record names at least one"),
        metadata=about("The sources the record rests on.", "Die Quellen, auf denen der Eintrag beruht.", "dcterms:source"),
    )
    modified_in = fields.Integer(
        strict=True,
        dump_only=True,
        metadata=about("Number of the release that published this version.", "Nummer der Ausgabe dieser Fassung."),
    )
    modified_at = Moment(
        dump_only=True,
        metadata=about("When that release was published.", "Wann diese Ausgabe erschien.", "dcterms:modified"),
    )
    links = fields.Nested(RecordLinks, dump_only=True, metadata=about("Where the record lives.", "Wo der Eintrag liegt."))

    def _init_fields(self) -> None:
        """Put the evidence after the fields of the subclass: readers want the content first."""
        super()._init_fields()
        for order in (self.fields, self.dump_fields, self.load_fields):
            for name in self.EVIDENCE:
                if name in order:
                    order[name] = order.pop(name)

    @validates_schema
    def field_certainty_names_fields(self, data: Record, **kwargs: Any) -> None:
        """`field_certainty` may only speak of fields the record has."""
        faults = {
            index: {"field": [f"no field '{entry['field']}' here; fields: {', '.join(self.load_fields)}"]}
            for index, entry in enumerate(data.get("field_certainty", []))
            if entry["field"].partition(".")[0] not in self.load_fields
        }
        if faults:
            raise ValidationError({"field_certainty": faults})


@cache
def translated(schema: type[Schema]) -> tuple[str, ...]:
    """Names of the fields that say something else in another language."""
    return tuple(name for name, field in schema().fields.items() if is_translated(field))


@cache
def _referring(schema: type[Schema]) -> tuple[str, ...]:
    """Names of the fields that hold references, at whatever depth."""
    return tuple(name for name, field in schema().fields.items() if any(isinstance(leaf, Reference) for leaf in leaves(field)))


def references_of(schema: Schema, record: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every reference in `record` as (path to the value, resource, id)."""
    for name in _referring(type(schema)):
        value = record.get(name)
        if value is not None and name in schema.fields:
            yield from (((name, *path), resource, id_) for path, resource, id_ in _references_in(schema.fields[name], value))


def _references_in(field: fields.Field, value: Any) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    if isinstance(field, Reference):
        yield (), field.resource, value
    elif isinstance(field, fields.Nested):
        yield from references_of(field.schema, value)
    elif isinstance(field, fields.List):
        for index, member in enumerate(value):
            yield from (((index, *path), resource, id_) for path, resource, id_ in _references_in(field.inner, member))


def untranslated(value: Any, language: str, path: str = "") -> Iterator[str]:
    """Dotted paths of the texts in an editor's record that lack `language` and fall back to German."""
    if isinstance(value, dict) and "de" in value and language not in value:
        yield path
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(member, (dict, list)):
            yield from untranslated(member, language, f"{path}.{key}" if path else str(key))
