"""The policy: what version 1 of the API promises, what may change, and how long deprecated things live."""

from marshmallow import Schema, fields

from schemas.fields import Text, about

POLICY = {
    "promises": [
        {
            "de": "Adressen, Parameter, Feldnamen und Feldtypen bleiben; ein Feld, das immer da ist, bleibt immer da.",
            "en": "Addresses, parameters, names and types of fields stay; a field that is always there remains always there.",
        },
        {
            "de": "Kennungen sind dauerhaft. Ein umbenannter oder zusammengelegter Eintrag leitet weiter (308), ein entfernter sagt, "
            "warum er fehlt, und nennt die letzte Fassung (410).",
            "en": "Ids are permanent. A renamed or merged record leads on (308), a removed one says why it is gone and names its last "
            "version (410).",
        },
        {
            "de": "Jede Ausgabe bleibt abrufbar; was sie aussagt, ändert sich nie.",
            "en": "Every release stays available; what it says never changes.",
        },
        {
            "de": "Fehler bleiben Problemdokumente (RFC 9457), und ihre Typen behalten ihre Bedeutung.",
            "en": "Failures remain problem details (RFC 9457), and their types keep their meaning.",
        },
    ],
    "may_change": [
        {
            "de": "Neue Ressourcen, Parameter, Felder, Codes in Wortlisten, Formate, Verweise und Problemtypen kommen hinzu, Felder auch "
            "in Antworten aus früheren Ausgaben. Programme überlesen, was sie nicht kennen.",
            "en": "New resources, parameters, fields, codes of vocabularies, formats, links and types of problems are added, fields also "
            "in answers from earlier releases. Programs pass over what they do not know.",
        },
        {
            "de": "Die Daten selbst, mit jeder neuen Ausgabe; `/api/v1/changes` nennt alle Änderungen.",
            "en": "The data themselves, with every new release; `/api/v1/changes` tells all changes.",
        },
        {
            "de": "Texte für Menschen (`title`, `detail` und Beschreibungen), die Reihenfolge von Feldern, Gestalt und Haltbarkeit von "
            "Cursorn, Prüfwerte (`ETag`), Seiten und ihre Gestaltung.",
            "en": "Texts for people (`title`, `detail` and descriptions), the order of fields, form and life of cursors, validators "
            "(`ETag`), pages and their design.",
        },
    ],
    "deprecation": {
        "de": "Was wegfallen soll, wird zuerst als veraltet gekennzeichnet: in OpenAPI (`deprecated`), im Änderungsprotokoll und in jeder "
        "Antwort durch `Deprecation` (RFC 9745), `Sunset` (RFC 8594) und einen Verweis auf den Nachfolger. Bis zum Tag in `Sunset` geht es "
        "unverändert weiter.",
        "en": "What is to go is first marked as deprecated: in OpenAPI (`deprecated`), in the changelog and in every answer by "
        "`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to the successor. Until the day in `Sunset` it goes on unchanged.",
    },
    "part_months": 12,
    "version_months": 24,
}


class PolicySchema(Schema):
    """What users can build on."""

    version = fields.String(metadata=about("Full version of the API.", "Vollständige Version der API."))
    promises = fields.List(Text(), metadata=about("What holds as long as version 1 does.", "Was gilt, solange Version 1 gilt."))
    may_change = fields.List(Text(), metadata=about("What may change without notice.", "Was sich ohne Ankündigung ändern darf."))
    deprecation = Text(metadata=about("How things come to an end.", "Wie etwas endet."))
    part_months = fields.Integer(
        metadata=about("Months a deprecated address, parameter or field lives on, at least.", "So viele Monate lebt Veraltetes mindestens.")
    )
    version_months = fields.Integer(
        metadata=about(
            "Months version 1 lives on beside a version 2, at least.", "So viele Monate lebt Version 1 neben Version 2 mindestens."
        )
    )
    page_url = fields.URL(metadata=about("The same for people.", "Dasselbe für Menschen."))
