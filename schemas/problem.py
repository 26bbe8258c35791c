"""Problem details (RFC 9457): the body of every answer that is not a success, and the catalogue of problem types."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from schemas.fields import about


@dataclass(frozen=True)
class ProblemType:
    """One kind of failure; its page lives at `/problems/<slug>`."""

    status: int
    title: str
    explanation: str


PROBLEMS: dict[str, ProblemType] = {
    "renamed": ProblemType(
        308, "Renamed", "The record has another id now; `Location` leads there. `removed` says when and why, and links to the last version."
    ),
    "merged": ProblemType(
        308,
        "Merged",
        "The record has become part of another one, to which `Location` leads. `removed` says when and why, and links to the last "
        "version under the old id.",
    ),
    "bad-request": ProblemType(400, "Bad request", "The request could not be understood. `detail` says why."),
    "invalid-parameters": ProblemType(
        400,
        "Invalid parameters",
        "One or more query parameters are unknown or have a value that is not allowed. Nothing is ignored or adjusted "
        "silently: `errors` lists every fault at once, each with the parameter, what is wrong, the allowed values and the "
        "nearest valid name.",
    ),
    "invalid-cursor": ProblemType(
        400,
        "Invalid cursor",
        "The cursor is damaged or belongs to another query. Cursors are opaque: take them from `links.next` and "
        "`links.prev` and use them with the same filters and sort. Start again without `cursor`.",
    ),
    "not-found": ProblemType(404, "Not found", "Nothing lives at this address. `detail` and `nearest` help to find what was meant."),
    "no-such-record": ProblemType(
        404, "No such record", "No record has this id in the release asked for. List the collection to see the ids there are."
    ),
    "no-such-release": ProblemType(
        404,
        "No such release",
        "The dataset has no release with this number or at this time: it lies before the first release or in the future. "
        "`/api/v1/releases` lists all there are.",
    ),
    "method-not-allowed": ProblemType(405, "Method not allowed", "The data are read-only: use GET, HEAD or OPTIONS, as `Allow` says."),
    "not-acceptable": ProblemType(
        406,
        "Not acceptable",
        "None of the media types in `Accept` is on offer here. `available` lists those that are; `format=` overrides `Accept`.",
    ),
    "removed": ProblemType(
        410,
        "Removed",
        "The record was published once and has been removed. `removed` says when and why, and links to the last good version.",
    ),
    "precondition-failed": ProblemType(
        412,
        "Precondition failed",
        "`If-Match` or `If-Unmodified-Since` asks for an earlier version than the one there is now. Ask without it, or name the version "
        "by `release`.",
    ),
    "uri-too-long": ProblemType(414, "Address too long", "The address is longer than the service accepts. Ask for less at once."),
    "range-not-satisfiable": ProblemType(
        416,
        "Range not satisfiable",
        "The file ends before the range of bytes that `Range` asks for begins. `Content-Range` tells its size.",
    ),
    "headers-too-large": ProblemType(431, "Headers too large", "The request's headers are larger than the service accepts."),
    "internal-error": ProblemType(
        500, "Internal error", "The service failed. The fault is ours and has been logged; trying again later may help."
    ),
    "busy": ProblemType(
        503, "Busy", "As many files are being sent as the service can send at once. Try again after `Retry-After` seconds."
    ),
    "unavailable": ProblemType(
        503, "Temporarily unavailable", "The database cannot be reached at the moment. Try again after `Retry-After` seconds."
    ),
}


class Fault(Schema):
    """One fault of the request."""

    parameter = fields.String(metadata=about("The query parameter at fault.", "Der fehlerhafte Parameter."))
    detail = fields.String(metadata=about("What is wrong.", "Was falsch ist."))
    allowed = fields.List(
        fields.String(), metadata=about("Allowed values, or names for an unknown parameter.", "Erlaubte Werte oder Namen.")
    )
    nearest = fields.String(metadata=about("The nearest valid name or value.", "Der nächstliegende gültige Name oder Wert."))
    documentation = fields.URL(metadata=about("Where the parameter is documented.", "Wo der Parameter beschrieben ist."))


class Tombstone(Schema):
    """What is known of a removed record."""

    release = fields.Integer(metadata=about("Release that removed it.", "Ausgabe, die ihn entfernte."))
    removed_at = fields.DateTime(metadata=about("When.", "Wann."))
    reason = fields.String(metadata=about("Why.", "Warum."))
    last_version = fields.URL(metadata=about("The last good version.", "Die letzte gültige Fassung."))
    successor = fields.URL(metadata=about("The record in its place, if any.", "Der Datensatz an seiner Stelle, falls es einen gibt."))


class ProblemSchema(Schema):
    """Problem details, RFC 9457."""

    type = fields.URL(required=True, metadata=about("Page that explains this kind of problem.", "Seite, die diese Art erklärt."))
    title = fields.String(required=True, metadata=about("Kind of problem.", "Art des Problems."))
    status = fields.Integer(required=True, metadata=about("HTTP status code.", "HTTP-Statuscode."))
    detail = fields.String(required=True, metadata=about("What is wrong with this request.", "Was an dieser Anfrage falsch ist."))
    instance = fields.String(metadata=about("Path of the request.", "Pfad der Anfrage."))
    errors = fields.List(fields.Nested(Fault), metadata=about("Every fault of the request.", "Alle Fehler der Anfrage."))
    corrected = fields.URL(
        metadata=about("The request with every fault mended, where that is obvious.", "Die Anfrage ohne Fehler, wo das eindeutig ist.")
    )
    nearest = fields.URL(metadata=about("Nearest address that exists.", "Nächstliegende vorhandene Adresse."))
    available = fields.List(fields.String(), metadata=about("Media types on offer.", "Verfügbare Medientypen."))
    removed = fields.Nested(
        Tombstone, metadata=about("What is known of the removed record.", "Was über den entfernten Datensatz bekannt ist.")
    )
