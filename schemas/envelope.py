"""The envelope of every answer: `{data, labels, meta, links}`."""

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from schemas.fields import about

PERMALINK = about("This answer as it is now, for ever: the address to cite.", "Diese Antwort, wie sie jetzt ist, für immer: zum Zitieren.")


class ReleaseMeta(Schema):
    """The release an answer is given from."""

    number = fields.Integer(metadata=about("Number of the release.", "Nummer der Ausgabe."))
    published_at = fields.DateTime(metadata=about("When it was published.", "Wann sie erschien."))


class License(Schema):
    """The licence of our compiled data."""

    name = fields.String(metadata=about("Name, as an SPDX identifier.", "Name als SPDX-Kennung."))
    url = fields.URL(metadata=about("Text of the licence.", "Text der Lizenz."))


class Meta(Schema):
    """What holds for the whole answer."""

    release = fields.Nested(ReleaseMeta, metadata=about("The release answered from.", "Die Ausgabe, aus der die Antwort stammt."))
    language = fields.String(metadata=about("Language of the texts.", "Sprache der Texte."))
    untranslated = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata=about(
            "Id → paths of texts that fall back to German for want of a translation.",
            "Kennung → Pfade der Texte, die mangels Übersetzung deutsch bleiben.",
        ),
    )
    license = fields.Nested(License, metadata=about("Licence of the data.", "Lizenz der Daten."))
    attribution = fields.String(metadata=about("How to name the source.", "Wie die Quelle zu nennen ist."))


class ListMeta(Meta):
    """What holds for the whole list."""

    total = fields.Integer(metadata=about("Exact number of matching records.", "Genaue Zahl der Treffer."))


class Links(Schema):
    """Addresses around a record."""

    self = fields.URL(metadata=about("This answer.", "Diese Antwort."))
    collection = fields.URL(
        allow_none=True, metadata=about("The collection of the record, if it has one.", "Die Sammlung des Eintrags, falls vorhanden.")
    )
    revisions = fields.URL(
        allow_none=True,
        metadata=about("The versions of the record, if it can have several.", "Die Fassungen des Eintrags, falls es sie gibt."),
    )
    permalink = fields.URL(metadata=PERMALINK)


class ListLinks(Schema):
    """Addresses around a page of a list."""

    self = fields.URL(metadata=about("This page.", "Diese Seite."))
    first = fields.URL(metadata=about("The first page.", "Die erste Seite."))
    next = fields.URL(allow_none=True, metadata=about("The next page; null on the last.", "Die nächste Seite; null auf der letzten."))
    prev = fields.URL(allow_none=True, metadata=about("The page before; null on the first.", "Die Seite davor; null auf der ersten."))
    permalink = fields.URL(metadata=PERMALINK)


class FacetValue(Schema):
    """One value of a facet."""

    value = fields.String(required=True, metadata=about("Value to filter by.", "Wert, nach dem gefiltert werden kann."))
    label = fields.String(required=True, metadata=about("Its name.", "Sein Name."))
    count = fields.Integer(
        required=True,
        metadata=about("Number of records that have it, under the other filters.", "Zahl der Einträge damit, unter den anderen Filtern."),
    )


FACETS = fields.Dict(
    keys=fields.String(),
    values=fields.List(fields.Nested(FacetValue)),
    metadata=about(
        "Only if `facets` was asked for: filter → its values, the most frequent first.",
        "Nur wenn `facets` verlangt ist: Filter → seine Werte, die häufigsten zuerst.",
    ),
)
HIGHLIGHTS = fields.Dict(
    keys=fields.String(),
    values=fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String())),
    metadata=about(
        "Only if `highlights` was asked for: resource → id → field → HTML with the words found in `<mark>`.",
        "Nur wenn `highlights` verlangt ist: Ressource → Kennung → Feld → HTML mit den gefundenen Wörtern in `<mark>`.",
    ),
)
INCLUDED = fields.Dict(
    keys=fields.String(),
    values=fields.Dict(keys=fields.String(), values=fields.Dict()),
    metadata=about(
        "Only if `include` was asked for: resource → id → record.",
        "Nur wenn `include` verlangt ist: Ressource → Kennung → Eintrag.",
    ),
)


@cache
def envelope(schema: type[Schema], many: bool) -> type[Schema]:
    """The schema of a whole answer with one record of `schema`, or a list of them."""
    name = schema.__name__.removesuffix("Schema") + ("List" if many else "Answer")
    data = fields.List(fields.Nested(schema)) if many else fields.Nested(schema)
    data.metadata = about("The records.", "Die Einträge.") if many else about("The record.", "Der Eintrag.")
    labels = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        metadata=about("Resource → id → title of every record mentioned.", "Ressource → Kennung → Titel jedes genannten Eintrags."),
    )
    parts: dict[str, Any] = {
        "data": data,
        "labels": labels,
        "meta": fields.Nested(ListMeta if many else Meta, metadata=about("About the answer.", "Über die Antwort.")),
        "links": fields.Nested(ListLinks if many else Links, metadata=about("Where to go on.", "Wo es weitergeht.")),
    }
    for part in parts.values():
        part.required = True
    parts["included"] = INCLUDED
    if many:
        parts |= {"facets": FACETS, "highlights": HIGHLIGHTS}
    made = Schema.from_dict(parts, name=f"{name}Schema")
    made.__doc__ = "An answer with a list." if many else "An answer."
    return made
