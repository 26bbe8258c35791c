"""Hits: what a search of all resources finds."""

from marshmallow import Schema, fields

from schemas.base import RecordLinks
from schemas.fields import about, choice
from schemas.vocabularies import CERTAINTY, RESOURCES


class HitSchema(Schema):
    """A record that was found."""

    resource = choice(RESOURCES, "Resource of the record.", "Ressource des Eintrags.")
    id = fields.String(metadata=about("Identifier of the record.", "Kennung des Eintrags."))
    title = fields.String(metadata=about("Title or name.", "Titel oder Name."))
    description = fields.String(allow_none=True, metadata=about("What it is.", "Worum es geht."))
    certainty = choice(CERTAINTY, "How the record is known.", "Woher der Eintrag bekannt ist.")
    links = fields.Nested(RecordLinks, metadata=about("Where the record lives.", "Wo der Eintrag liegt."))
