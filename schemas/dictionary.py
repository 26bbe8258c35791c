"""The data dictionary: what every field of every resource is called and means."""

from marshmallow import Schema, fields

from schemas.fields import Text, about


class FieldEntrySchema(Schema):
    """One field of one resource."""

    resource = fields.String(metadata=about("Name of the resource.", "Name der Ressource."))
    field = fields.String(
        metadata=about("Name of the field; `list.field` within the members of a list.", "Name des Feldes; `liste.feld` in Listen.")
    )
    type = fields.String(metadata=about("JSON type of the value, or of a list's members.", "JSON-Typ des Werts oder der Listenglieder."))
    format = fields.String(
        allow_none=True,
        metadata=about("Notation of a string: `date`, `date-time`, `edtf`, `slug`, `url`.", "Schreibweise, etwa `date` oder `edtf`."),
    )
    list = fields.Boolean(metadata=about("Whether the value is a list.", "Ob der Wert eine Liste ist."))
    nullable = fields.Boolean(metadata=about("Whether it can be null, for unknown.", "Ob er null sein kann, also unbekannt."))
    meaning = Text(metadata=about("What the field means.", "Was das Feld bedeutet."))
    vocabulary = fields.URL(
        allow_none=True, metadata=about("The codes it can contain, with their names.", "Die möglichen Codes mit ihren Namen.")
    )
    reference = fields.String(
        allow_none=True, metadata=about("Resource whose records it names by id.", "Ressource, deren Einträge es nennt.")
    )
    rdf_term = fields.String(
        allow_none=True, metadata=about("Property in RDF, abbreviated as in `prefixes`.", "Eigenschaft in RDF, gekürzt wie in `prefixes`.")
    )
    example = fields.Raw(metadata=about("A value from the data; texts are German.", "Ein Wert aus den Daten; Texte sind deutsch."))


class DictionarySchema(Schema):
    """Every field of every resource."""

    entries = fields.List(fields.Nested(FieldEntrySchema), metadata=about("The fields, resource by resource.", "Die Felder je Ressource."))
    schemas = fields.Dict(
        keys=fields.String(),
        values=fields.URL(),
        metadata=about("Resource → its JSON Schema.", "Ressource → ihr JSON-Schema."),
    )
    prefixes = fields.Dict(
        keys=fields.String(),
        values=fields.URL(),
        metadata=about("Prefixes of the RDF terms.", "Präfixe der RDF-Begriffe."),
    )
