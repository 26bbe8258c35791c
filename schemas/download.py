"""Downloads: the whole dataset as files."""

from marshmallow import Schema, fields

from schemas.fields import Moment, Text, about


class DownloadSchema(Schema):
    """One file with the whole dataset of one release."""

    name = fields.String(metadata=about("Name, the same in every release.", "Name, in jeder Ausgabe derselbe."))
    title = Text(metadata=about("What it is and what it is good for.", "Was es ist und wozu es gut ist."))
    media_type = fields.String(metadata=about("Media type.", "Medientyp."))
    byte_size = fields.Integer(metadata=about("Size in bytes.", "Größe in Bytes."))
    sha256 = fields.String(metadata=about("SHA-256 of the file, hexadecimal.", "SHA-256 der Datei, hexadezimal."))
    release = fields.Integer(metadata=about("Number of the release it holds.", "Nummer der Ausgabe, die sie enthält."))
    published_at = Moment(metadata=about("When that release was published.", "Wann diese Ausgabe erschien."))
    url = fields.URL(metadata=about("Where these very bytes are, for ever the same.", "Wo genau diese Bytes liegen, für immer dieselben."))


class DownloadsSchema(Schema):
    """The whole dataset as files, of every release."""

    files = fields.List(
        fields.Nested(DownloadSchema),
        metadata=about(
            "The files, those of the newest release first; none as long as the operator has not built them.",
            "Die Dateien, die der neuesten Ausgabe zuerst; keine, solange der Betreiber sie nicht erzeugt hat.",
        ),
    )
