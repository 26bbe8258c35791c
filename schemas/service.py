"""The service document: what there is and where."""

from marshmallow import Schema, fields

from schemas.fields import Text, about


class ResourceSchema(Schema):
    """One collection of the API."""

    name = fields.String(metadata=about("Name of the resource.", "Name der Ressource."))
    description = Text(metadata=about("What it holds.", "Was sie enthält."))
    url = fields.URL(metadata=about("Address of the collection.", "Adresse der Sammlung."))


class ServiceSchema(Schema):
    """The service document."""

    title = Text(metadata=about("Name of the dataset.", "Name des Datensatzes.", "dcterms:title"))
    description = Text(metadata=about("What it is about.", "Worum es geht.", "dcterms:description"))
    version = fields.String(metadata=about("Full version of the API.", "Vollständige Version der API."))
    resources = fields.List(fields.Nested(ResourceSchema), metadata=about("The collections.", "Die Sammlungen."))
    openapi_url = fields.URL(metadata=about("OpenAPI 3.1 document.", "OpenAPI-3.1-Dokument."))
    openapi_30_url = fields.URL(metadata=about("OpenAPI 3.0.3 document.", "OpenAPI-3.0.3-Dokument."))
    documentation_url = fields.URL(metadata=about("Swagger UI.", "Swagger UI."))
    policy_url = fields.URL(metadata=about("What this version promises.", "Was diese Version verspricht."))
    feed_url = fields.URL(metadata=about("Changes as an Atom feed.", "Änderungen als Atom-Feed."))
    downloads_url = fields.URL(metadata=about("The whole dataset as files.", "Der ganze Datensatz als Dateien."))
