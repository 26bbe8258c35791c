"""Stakeholder groups: spheres, groups and organisations, never private persons."""

from marshmallow import fields, validate

from schemas.base import RecordSchema
from schemas.fields import Reference, Text, about, choice, choices, references
from schemas.vocabularies import PHASES, STAKEHOLDER_ROLES, STAKEHOLDER_TYPES


class StakeholderGroupSchema(RecordSchema):
    """A sphere of society, a group or an organisation that had a part in the process."""

    RDF_TYPES = ("foaf:Agent",)

    type = choice(STAKEHOLDER_TYPES, "Sphere, group or organisation.", "Bereich, Gruppe oder Organisation.", "dcterms:type", required=True)
    roles = choices(STAKEHOLDER_ROLES, "Roles in the process.", "Rollen im Prozess.", "schema:roleName")
    phase = choice(PHASES, "Process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.", load_default="process")
    brochure_order = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata=about("Position among the ten groups of the brochure.", "Stelle unter den zehn Gruppen der Broschüre."),
    )
    city = Text(load_default=None, allow_none=True, metadata=about("Town.", "Ort.", "schema:addressLocality"))
    groups = references(
        "stakeholder-groups", "Groups it belongs to or comprises.", "Gruppen, zu denen es gehört oder die es umfasst.", "schema:memberOf"
    )
    parent = Reference(
        "stakeholder-groups",
        load_default=None,
        allow_none=True,
        metadata=about("Parent organisation.", "Übergeordnete Organisation.", "schema:parentOrganization"),
    )
