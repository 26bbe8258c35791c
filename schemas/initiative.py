"""Initiatives: the EU and federal policy the process was set against."""

from marshmallow import fields

from schemas.base import RecordSchema
from schemas.fields import Bound, Edtf, Text, about, choice
from schemas.vocabularies import LEVELS


class InitiativeSchema(RecordSchema):
    """A policy initiative of the European Union or of the federation."""

    RDF_TYPES = ("skos:Concept",)

    level = choice(LEVELS, "Whose initiative it is.", "Wessen Initiative es ist.", required=True)
    date = Edtf(load_default=None, allow_none=True, metadata=about("Date (EDTF).", "Datum (EDTF).", "schema:datePublished"))
    earliest = Bound("date", 0, metadata=about("First day `date` can mean.", "Erster Tag, den `date` meinen kann."))
    latest = Bound("date", 1, metadata=about("Last day `date` can mean.", "Letzter Tag, den `date` meinen kann."))
    date_note = Text(load_default=None, allow_none=True, metadata=about("What the date means.", "Was das Datum bedeutet."))
    named_in_announcement = fields.Boolean(
        required=True,
        metadata=about(
            "Whether the announcement of 24 April 2018 mentions it, be it only by description.",
            "Ob die Ankündigung vom 24. April 2018 sie erwähnt, sei es nur umschreibend.",
        ),
    )
