"""Releases: the numbered, immutable states of the dataset."""

from marshmallow import Schema, fields

from schemas.base import RecordLinks
from schemas.fields import Moment, Text, about


class ReleaseSchema(Schema):
    """One numbered, immutable state of the dataset."""

    RDF_TYPES = ("schema:Dataset",)

    id = fields.String(dump_only=True, metadata=about("The number, as in the URL.", "Die Nummer, wie in der URL.", "dcterms:identifier"))
    number = fields.Integer(required=True, metadata=about("Number, counted from 1.", "Nummer, gezählt ab 1.", "schema:version"))
    published_at = Moment(required=True, metadata=about("When it was published.", "Wann sie erschien.", "dcterms:issued"))
    note = Text(required=True, metadata=about("What changed and why.", "Was sich änderte und warum.", "schema:description"))
    added_count = fields.Integer(required=True, metadata=about("Number of records added.", "Zahl neuer Einträge."))
    changed_count = fields.Integer(required=True, metadata=about("Number of records changed.", "Zahl geänderter Einträge."))
    removed_count = fields.Integer(required=True, metadata=about("Number of records removed.", "Zahl entfernter Einträge."))
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata=about("Number of records per resource in this release.", "Zahl der Einträge je Ressource in dieser Ausgabe."),
    )
    sha256 = fields.String(
        required=True,
        metadata=about(
            "Digest of the release, over its content and the digest of the previous one.",
            "Prüfsumme der Ausgabe über ihren Inhalt und die Prüfsumme der vorigen.",
        ),
    )
    previous = fields.String(
        allow_none=True,
        metadata=about("Digest of the previous release; null for the first.", "Prüfsumme der vorigen Ausgabe; null bei der ersten."),
    )
    links = fields.Nested(RecordLinks, dump_only=True, metadata=about("Where the release lives.", "Wo die Ausgabe liegt."))
