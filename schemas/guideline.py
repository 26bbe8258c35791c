"""Guidelines: guiding ideas, closing conclusions, fields of action and recommended measures."""

import re

from marshmallow import fields, validate

from schemas.base import RecordSchema
from schemas.fields import Reference, about, choice, choices, references
from schemas.vocabularies import GUIDELINE_GROUPS, GUIDELINE_KINDS, GUIDELINE_RANKS, THEMES


class GuidelineSchema(RecordSchema):
    """A guideline as reported; labels are ours unless the field says otherwise."""

    RDF_TYPES = ("skos:Concept",)

    kind = choice(GUIDELINE_KINDS, "What sort of item it is.", "Um welche Art von Eintrag es geht.", "dcterms:type", required=True)
    number = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"^\d+\.\d+$", re.ASCII, error="is not a printed number such as 2.1"),
        metadata=about(
            "Number as printed; only fields of action carry one, the guidelines have none.",
            "Gedruckte Nummer; nur Handlungsansätze tragen eine, die Leitlinien keine.",
            "skos:notation",
        ),
    )
    group = choice(
        GUIDELINE_GROUPS, "Pair of key terms it belongs to.", "Schlagwortpaar, zu dem es gehört.", load_default=None, allow_none=True
    )
    rank = choice(GUIDELINE_RANKS, "Weight in the reports.", "Gewicht in den Berichten.", load_default=None, allow_none=True)
    page = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata=about("Page in “Missionen und Maßnahmen”, as printed.", "Gedruckte Seite in „Missionen und Maßnahmen“."),
    )
    themes = choices(THEMES, "Themes.", "Themen.", "dcat:theme")
    horizon_year = fields.Integer(
        strict=True, load_default=None, allow_none=True, metadata=about("Year in view.", "Jahr, auf das der Blick geht.")
    )
    action_field = Reference(
        "guidelines",
        load_default=None,
        allow_none=True,
        metadata=about("Field of action that lists the measure.", "Handlungsansatz, der die Maßnahme nennt.", "skos:broader"),
    )
    challenges = references("challenges", "Challenges it answers.", "Herausforderungen, auf die es antwortet.", "schema:about")
    measures = references("guidelines", "Measures that follow from it.", "Maßnahmen, die daraus folgen.", "skos:narrower")
