"""Problem details (RFC 9457): the body of every answer that is not a success, and the catalogue of problem types."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from schemas.fields import about


@dataclass(frozen=True)
class ProblemType:
    """One kind of failure, in German and English; its page lives at `/problems/<slug>`."""

    status: int
    titles: tuple[str, str]
    explanations: tuple[str, str]

    @property
    def title(self) -> str:
        """What programs are told, in English as every `detail`."""
        return self.titles[1]

    @property
    def explanation(self) -> str:
        return self.explanations[1]


PROBLEMS: dict[str, ProblemType] = {
    "renamed": ProblemType(
        308,
        ("Umbenannt", "Renamed"),
        (
            "Der Eintrag hat jetzt eine andere Kennung; `Location` führt dorthin. `removed` sagt, wann und warum, und verweist auf "
            "die letzte Fassung.",
            "The record has another id now; `Location` leads there. `removed` says when and why, and links to the last version.",
        ),
    ),
    "merged": ProblemType(
        308,
        ("Zusammengelegt", "Merged"),
        (
            "Der Eintrag ist in einem anderen aufgegangen, zu dem `Location` führt. `removed` sagt, wann und warum, und verweist "
            "auf die letzte Fassung unter der alten Kennung.",
            "The record has become part of another one, to which `Location` leads. `removed` says when and why, and links to the "
            "last version under the old id.",
        ),
    ),
    "bad-request": ProblemType(
        400,
        ("Unverständliche Anfrage", "Bad request"),
        (
            "Die Anfrage ließ sich nicht verstehen. `detail` sagt, warum.",
            "The request could not be understood. `detail` says why.",
        ),
    ),
    "invalid-parameters": ProblemType(
        400,
        ("Ungültige Parameter", "Invalid parameters"),
        (
            "Ein oder mehrere Parameter der Adresse sind unbekannt oder haben einen Wert, der nicht erlaubt ist. Nichts wird "
            "stillschweigend übergangen oder angepasst: `errors` nennt alle Fehler auf einmal, jeweils mit dem Parameter, dem "
            "Fehler, den erlaubten Werten und dem nächstliegenden gültigen Namen.",
            "One or more query parameters are unknown or have a value that is not allowed. Nothing is ignored or adjusted silently: "
            "`errors` lists every fault at once, each with the parameter, what is wrong, the allowed values and the nearest valid "
            "name.",
        ),
    ),
    "invalid-cursor": ProblemType(
        400,
        ("Ungültiger Cursor", "Invalid cursor"),
        (
            "Der Cursor ist beschädigt oder gehört zu einer anderen Abfrage. Er hat keine eigene Bedeutung: Übernehmen Sie ihn aus "
            "`links.next` und `links.prev`, mit denselben Filtern und derselben Sortierung. Beginnen Sie ohne `cursor` von vorn.",
            "The cursor is damaged or belongs to another query. Cursors are opaque: take them from `links.next` and `links.prev` "
            "and use them with the same filters and sort. Start again without `cursor`.",
        ),
    ),
    "not-found": ProblemType(
        404,
        ("Nicht gefunden", "Not found"),
        (
            "Unter dieser Adresse gibt es nichts. `detail` und `nearest` helfen zu finden, was gemeint war.",
            "Nothing lives at this address. `detail` and `nearest` help to find what was meant.",
        ),
    ),
    "no-such-record": ProblemType(
        404,
        ("Kein solcher Eintrag", "No such record"),
        (
            "In der Ausgabe, nach der gefragt wurde, hat kein Eintrag diese Kennung. Welche Kennungen es gibt, zeigt die Sammlung.",
            "No record has this id in the release asked for. List the collection to see the ids there are.",
        ),
    ),
    "no-such-release": ProblemType(
        404,
        ("Keine solche Ausgabe", "No such release"),
        (
            "Eine Ausgabe mit dieser Nummer oder zu dieser Zeit gibt es nicht: Sie liegt vor der ersten Ausgabe oder in der "
            "Zukunft. `/api/v1/releases` nennt alle, die es gibt.",
            "The dataset has no release with this number or at this time: it lies before the first release or in the future. "
            "`/api/v1/releases` lists all there are.",
        ),
    ),
    "method-not-allowed": ProblemType(
        405,
        ("Methode nicht erlaubt", "Method not allowed"),
        (
            "Die Daten lassen sich nur lesen: mit GET, HEAD oder OPTIONS, wie `Allow` sagt.",
            "The data are read-only: use GET, HEAD or OPTIONS, as `Allow` says.",
        ),
    ),
    "not-acceptable": ProblemType(
        406,
        ("Kein passendes Format", "Not acceptable"),
        (
            "Keiner der Medientypen in `Accept` wird hier angeboten. `available` nennt die angebotenen; `format=` geht `Accept` vor.",
            "None of the media types in `Accept` is on offer here. `available` lists those that are; `format=` overrides `Accept`.",
        ),
    ),
    "removed": ProblemType(
        410,
        ("Entfernt", "Removed"),
        (
            "Der Eintrag war veröffentlicht und wurde entfernt. `removed` sagt, wann und warum, und verweist auf die letzte gültige "
            "Fassung.",
            "The record was published once and has been removed. `removed` says when and why, and links to the last good version.",
        ),
    ),
    "precondition-failed": ProblemType(
        412,
        ("Bedingung nicht erfüllt", "Precondition failed"),
        (
            "`If-Match` oder `If-Unmodified-Since` verlangt eine frühere Fassung als die jetzige. Fragen Sie ohne diese Angabe, "
            "oder nennen Sie die Fassung mit `release`.",
            "`If-Match` or `If-Unmodified-Since` asks for an earlier version than the one there is now. Ask without it, or name the "
            "version by `release`.",
        ),
    ),
    "uri-too-long": ProblemType(
        414,
        ("Adresse zu lang", "Address too long"),
        (
            "Die Adresse ist länger, als der Dienst annimmt. Fragen Sie nach weniger auf einmal.",
            "The address is longer than the service accepts. Ask for less at once.",
        ),
    ),
    "range-not-satisfiable": ProblemType(
        416,
        ("Bereich nicht vorhanden", "Range not satisfiable"),
        (
            "Die Datei endet, bevor der Bereich beginnt, nach dem `Range` fragt. `Content-Range` nennt ihre Größe.",
            "The file ends before the range of bytes that `Range` asks for begins. `Content-Range` tells its size.",
        ),
    ),
    "headers-too-large": ProblemType(
        431,
        ("Kopfzeilen zu groß", "Headers too large"),
        (
            "Die Kopfzeilen der Anfrage sind größer, als der Dienst annimmt.",
            "The request's headers are larger than the service accepts.",
        ),
    ),
    "internal-error": ProblemType(
        500,
        ("Interner Fehler", "Internal error"),
        (
            "Der Dienst konnte nicht antworten. Der Fehler liegt bei uns und ist aufgezeichnet; vielleicht hilft es, es später noch "
            "einmal zu versuchen.",
            "The service failed. The fault is ours and has been logged; trying again later may help.",
        ),
    ),
    "busy": ProblemType(
        503,
        ("Ausgelastet", "Busy"),
        (
            "Der Dienst sendet gerade so viele Dateien, wie er zugleich senden kann. Versuchen Sie es nach `Retry-After` Sekunden "
            "noch einmal.",
            "As many files are being sent as the service can send at once. Try again after `Retry-After` seconds.",
        ),
    ),
    "unavailable": ProblemType(
        503,
        ("Vorübergehend nicht erreichbar", "Temporarily unavailable"),
        (
            "Die Datenbank ist zurzeit nicht erreichbar. Versuchen Sie es nach `Retry-After` Sekunden noch einmal.",
            "The database cannot be reached at the moment. Try again after `Retry-After` seconds.",
        ),
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
    successor = fields.URL(metadata=about("The record in its place, if any.", "Der Eintrag an seiner Stelle, falls es einen gibt."))


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
        Tombstone, metadata=about("What is known of the removed record.", "Was über den entfernten Eintrag bekannt ist.")
    )
