"""Citations of a record as of a release: CSL-JSON, BibTeX, RIS, and plain text after DIN ISO 690 and APA (7th edition)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from schemas.dataset import ATTRIBUTION, TITLE
from schemas.fields import in_language

WORDS = {
    "de": {
        "record": "Datensatz",
        "dataset": "Datensammlung",
        "entry": "Eintrag {id}: „{title}“",
        "document": "Zitiert wird unser Eintrag; das Dokument selbst gehört seinem Herausgeber",
        "release": "Ausgabe",
        "digest": "SHA-256 der Ausgabe",
        "available": "Verfügbar unter",
        "accessed": "Zugriff am …",
        "babel": "ngerman",
    },
    "en": {
        "record": "data record",
        "dataset": "dataset",
        "entry": "Record {id}: “{title}”",
        "document": "This cites our record; the document itself is its publisher's",
        "release": "Release",
        "digest": "SHA-256 of the release",
        "available": "Available from",
        "accessed": "accessed …",
        "babel": "british",
    },
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own macros
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped or not
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
    | {special: f"\\{special}" for special in "#$%&_"}
)


@dataclass(frozen=True)
class Citation:
    """What is cited: a record as it is in a release, or the release as a whole; the day of access is the reader's to add."""

    resource: str
    id: str
    title: str
    language: str
    release: int
    published_on: date
    sha256: str
    url: str  # the page of this version, which never changes
    document: tuple[str | None, ...] | None = None  # for a source: publisher and address of the document
    style: str = "din"

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    @property
    def whole(self) -> bool:
        """True if the dataset is cited, not one of its records."""
        return self.resource == "releases"

    @property
    def heading(self) -> str:
        """The title; a source's is marked as the title of our record, lest we seem to be the author of the document."""
        if self.whole:
            return self.dataset
        return self.words["entry"].format(id=self.id, title=self.title) if self.document is not None else self.title

    @property
    def dataset(self) -> str:
        return in_language(TITLE, self.language)

    @property
    def genre(self) -> str:
        return self.words["dataset" if self.whole else "record"]

    @property
    def version(self) -> str:
        return f"{self.words['release']} {self.release}"

    @property
    def notes(self) -> list[str]:
        """What no format has a field for."""
        notes = [f"{self.words['digest']}: {self.sha256}"]
        if self.document is not None:
            known = ", ".join(part for part in self.document if part)
            notes.append(self.words["document"] + (f" ({known})" if known else ""))
        return notes

    @property
    def key(self) -> str:
        return f"strategiewerkstatt-{self.resource}-{self.id}-release-{self.release}"


def to_csl_json(citation: Citation) -> bytes:
    """A list with one item, as citation processors and Zotero read it."""
    day = citation.published_on
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.heading,
        "author": [{"literal": ATTRIBUTION}],
        "publisher": ATTRIBUTION,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": str(citation.release),
        "genre": citation.genre,
        "URL": citation.url,
        "language": citation.language,
        "note": ". ".join(citation.notes),
    }
    if not citation.whole:
        item["container-title"] = citation.dataset
    return orjson.dumps([item])


def to_bibtex(citation: Citation) -> bytes:
    """One `@misc`, which BibTeX and biblatex both know; UTF-8, with LaTeX's special characters escaped."""
    fields = {
        "author": "{" + ATTRIBUTION + "}",
        "title": "{" + _latex(citation.heading) + "}",  # braces keep the capitals of German nouns
        "howpublished": "" if citation.whole else f"In: {_latex(citation.dataset)}",
        "publisher": ATTRIBUTION,
        "year": str(citation.published_on.year),
        "version": str(citation.release),
        "note": _latex(". ".join([citation.version, *citation.notes])),
        "url": citation.url,
        "langid": citation.words["babel"],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    month = f"  month = {MONTHS[citation.published_on.month - 1]},"
    return "\n".join([f"@misc{{{citation.key},", *lines, month, "}", ""]).encode()


def _latex(text: str) -> str:
    return text.translate(LATEX)


def to_ris(citation: Citation) -> bytes:
    """One reference of type DATA; lines end as the format's specification wants."""
    tags = [
        ("TY", "DATA"),
        ("ID", citation.key),
        ("AU", ATTRIBUTION),
        ("TI", citation.heading),
        *([] if citation.whole else [("T2", citation.dataset)]),
        ("PB", ATTRIBUTION),
        ("PY", str(citation.published_on.year)),
        ("DA", f"{citation.published_on:%Y/%m/%d}/"),
        ("ET", str(citation.release)),
        ("M3", citation.genre),
        ("LA", citation.language),
        ("UR", citation.url),
        *(("N1", note) for note in citation.notes),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in tags).encode()


def to_text(citation: Citation) -> bytes:
    """One line in the citation's style."""
    return f"{STYLES[citation.style](citation)}\n".encode()


def _din(citation: Citation) -> str:
    digest, *document = citation.notes
    parts = [
        f"{ATTRIBUTION.upper()}, {citation.published_on.year}",
        f"{citation.heading} [{citation.genre}]",
        *([] if citation.whole else [f"In: {citation.dataset}"]),
        f"{citation.version}, {citation.published_on}",
        digest,
        *document,
        f"{citation.words['available']}: {citation.url} [{citation.words['accessed']}]",
    ]
    return ". ".join(parts)


def _apa(citation: Citation) -> str:
    digest, *document = citation.notes
    parts = [
        f"{ATTRIBUTION}. ({citation.published_on.year})",
        f"{citation.heading} ({citation.version}; {digest}) [{citation.genre}]",
        *([] if citation.whole else [f"In {citation.dataset}"]),
        *document,
        citation.url,
    ]
    return ". ".join(parts)


STYLES = {"din": _din, "apa": _apa}
