"""Challenges: what the process examined, from the families of the sources to single findings."""

from marshmallow import fields, validate

from schemas.base import RecordSchema
from schemas.fields import about, choice, choices, references
from schemas.vocabularies import CHALLENGE_KINDS, PHASES, QUADRANTS, THEMES


class ChallengeSchema(RecordSchema):
    """A challenge for Saxon industry, or a question asked about it."""

    RDF_TYPES = ("skos:Concept",)

    kind = choice(CHALLENGE_KINDS, "What sort of item it is.", "Um welche Art von Eintrag es geht.", "dcterms:type", required=True)
    letter = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"^[a-z]$", error="is not a single letter a-z"),
        metadata=about("Letter of the field of action in the analysis.", "Buchstabe des Handlungsfelds in der Analyse.", "skos:notation"),
    )
    quadrant = choice(
        QUADRANTS,
        "SWOT quadrant; always our placement, the official table is not preserved.",
        "SWOT-Feld; immer unsere Zuordnung, die amtliche Tabelle ist nicht überliefert.",
        load_default=None,
        allow_none=True,
    )
    phase = choice(PHASES, "Process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.", load_default="process")
    themes = choices(THEMES, "Themes.", "Themen.", "dcat:theme")
    horizon_year = fields.Integer(
        strict=True, load_default=None, allow_none=True, metadata=about("Year in view.", "Jahr, auf das der Blick geht.")
    )
    families = references("challenges", "Families it belongs to.", "Gruppen, zu denen es gehört.", "skos:broader")
    related = references("challenges", "Related challenges.", "Verwandte Herausforderungen.", "skos:related")
    held_by = references("stakeholder-groups", "Whose view it is.", "Wessen Sicht es ist.", "dcterms:creator")
