"""Sources: what every statement rests on, and the publications of the process itself."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Citation, Record, RecordSchema
from schemas.fields import Bound, Edtf, Text, about, choice, references
from schemas.vocabularies import DOCUMENT_TYPES, SOURCE_KINDS


class SourceSchema(RecordSchema):
    """A document. We cite and link it; its licence is its publisher's."""

    RDF_TYPES = ("schema:CreativeWork",)

    title = Text(required=True, metadata=about("Title as printed.", "Titel wie gedruckt.", "schema:name"))
    description = Text(
        load_default=None,
        allow_none=True,
        metadata=about("What to know about it, in our own words.", "Was man wissen sollte, in eigenen Worten.", "schema:description"),
    )
    kind = choice(SOURCE_KINDS, "Whose voice it is.", "Wessen Stimme es ist.", required=True)
    document_type = choice(
        DOCUMENT_TYPES,
        "Type of a publication of the process.",
        "Art einer Veröffentlichung des Prozesses.",
        "dcterms:type",
        load_default=None,
        allow_none=True,
    )
    publisher = fields.String(load_default=None, allow_none=True, metadata=about("Publisher.", "Herausgeber.", "schema:publisher"))
    date = Edtf(
        load_default=None,
        allow_none=True,
        metadata=about("Date (EDTF), null if undated.", "Datum (EDTF), null wenn undatiert.", "schema:datePublished"),
    )
    earliest = Bound("date", 0, metadata=about("First day `date` can mean.", "Erster Tag, den `date` meinen kann."))
    latest = Bound("date", 1, metadata=about("Last day `date` can mean.", "Letzter Tag, den `date` meinen kann."))
    date_note = Text(load_default=None, allow_none=True, metadata=about("What the date means.", "Was das Datum bedeutet."))
    url = fields.URL(
        load_default=None,
        allow_none=True,
        metadata=about("Address when it was consulted.", "Adresse zum Zeitpunkt der Einsicht.", "schema:url"),
    )
    consulted_on = Edtf(
        load_default=None,
        allow_none=True,
        metadata=about("Day the stored copy was consulted.", "Tag, an dem die gespeicherte Kopie eingesehen wurde."),
    )
    page_count = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata=about("Number of pages or slides.", "Zahl der Seiten oder Folien.", "schema:numberOfPages"),
    )
    co_authors = references("stakeholder-groups", "Organisations that contributed.", "Beteiligte Organisationen.", "schema:contributor")
    sources = fields.List(
        fields.Nested(Citation),
        load_default=list,
        metadata=about(
            "Where the publication is attested; a source itself needs none.",
            "Wo die Veröffentlichung belegt ist; eine Quelle selbst braucht keine.",
            "dcterms:source",
        ),
    )

    @validates_schema
    def outputs_are_attested(self, data: Record, **kwargs: Any) -> None:
        """A publication of the process is a statement like any other and needs a source."""
        if data.get("kind") == "process-output" and not data.get("sources"):
            raise ValidationError({"sources": ["missing source: a process-output names where it is attested"]})
