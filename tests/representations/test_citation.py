"""Citations as reference managers, LaTeX and citation processors read them."""

import json
import warnings
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
import rispy

from api.representations.to_citation import Citation, to_bibtex, to_csl_json, to_ris, to_text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # citeproc-py imports what Python deprecates
    from citeproc import Citation as Cited
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

SHA = "5e" * 32
EVENT = Citation(
    resource="events",
    id="2018-fair",
    title="Größe & Maß: 100 % „Wertschöpfung“ – Straße_1 {neu} #2",
    language="de",
    release=2,
    published_on=date(2026, 11, 22),
    sha256=SHA,
    url="https://data.example.org/events/2018-fair?release=2",
)
SOURCE = replace(EVENT, resource="sources", id="s01", document=("Verlag", "https://example.org/a_b"), language="en", title="Meldung")
RELEASE = replace(EVENT, resource="releases", id="2", title="", url="https://data.example.org/?release=2")
CITATIONS = [EVENT, SOURCE, RELEASE, replace(SOURCE, document=(None, None)), replace(EVENT, title="Was? Wie!\nSo.")]
every_citation = pytest.mark.parametrize("citation", CITATIONS)


def unlatex(text):
    pairs = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}"} | {f"\\{each}": each for each in "#$%&_"}
    for escaped, plain in pairs.items():
        text = text.replace(escaped, plain)
    return text.removeprefix("{").removesuffix("}")


@every_citation
def test_bibtex_is_parsed(citation):
    (entry,) = bibtexparser.loads(to_bibtex(citation).decode()).entries
    assert (entry["ENTRYTYPE"], entry["ID"]) == ("misc", citation.key)
    assert unlatex(entry["title"]) == citation.heading
    assert entry["author"] == "{StrategieWerkstatt open data}"
    assert (entry["year"], entry["month"], entry["version"]) == ("2026", "November", "2")
    assert entry["url"] == citation.url
    assert SHA in entry["note"]
    assert ("howpublished" in entry) == (not citation.whole)


def test_bibtex_escapes_what_latex_would_read_as_commands():
    title = next(
        line for line in to_bibtex(replace(EVENT, title=r"a_b 5% & {c} \d ~ ^ $1 #2 – ß")).decode().split("\n") if " title" in line
    )
    assert title == (
        r"  title = {{a\_b 5\% \& \textbraceleft{}c\textbraceright{} \textbackslash{}d \textasciitilde{} \textasciicircum{} \$1 \#2 – ß}},"
    )


@every_citation
def test_ris_is_parsed(citation):
    text = to_ris(citation).decode()
    assert text.endswith("ER  - \r\n")
    (entry,) = rispy.loads(text)
    assert entry["type_of_reference"] == "DATA"
    assert entry["title"] == " ".join(citation.heading.split())
    assert entry["authors"] == ["StrategieWerkstatt open data"]
    assert (entry["year"], entry["date"], entry["edition"]) == ("2026", "2026/11/22/", "2")
    assert entry["urls"] == [citation.url]
    assert entry["notes"] == citation.notes


@every_citation
def test_csl_is_processed(citation):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields citeproc-py does not know
        (item,) = json.loads(to_csl_json(citation))
        source = CiteProcJSON([item])
        bibliography = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain)
        bibliography.register(Cited([CitationItem(item["id"])]))
        (line,) = bibliography.bibliography()
    assert "StrategieWerkstatt open data" in str(line)
    assert "2026" in str(line)
    assert item["title"] == citation.heading
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert (item["version"], item["URL"]) == ("2", citation.url)
    assert SHA in item["note"]


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (
            EVENT,
            f"STRATEGIEWERKSTATT OPEN DATA, 2026. {EVENT.title} [Datensatz]. In: StrategieWerkstatt: Industrie der ZUKUNFT – offene Daten. "
            f"Ausgabe 2, 2026-11-22. SHA-256 der Ausgabe: {SHA}. "
            "Verfügbar unter: https://data.example.org/events/2018-fair?release=2 [Zugriff am …]\n",
        ),
        (
            replace(EVENT, style="apa", language="en", title="Fair"),
            f"StrategieWerkstatt open data. (2026). Fair (Release 2; SHA-256 of the release: {SHA}) [data record]. "
            "In StrategyWorkshop: Industry of the FUTURE – open data. https://data.example.org/events/2018-fair?release=2\n",
        ),
        (
            replace(SOURCE, style="apa"),
            f"StrategieWerkstatt open data. (2026). Record s01: “Meldung” (Release 2; SHA-256 of the release: {SHA}) [data record]. "
            "In StrategyWorkshop: Industry of the FUTURE – open data. This cites our record; the document itself is its publisher's "
            "(Verlag, https://example.org/a_b). https://data.example.org/events/2018-fair?release=2\n",
        ),
        (
            RELEASE,
            "STRATEGIEWERKSTATT OPEN DATA, 2026. StrategieWerkstatt: Industrie der ZUKUNFT – offene Daten [Datensammlung]. "
            f"Ausgabe 2, 2026-11-22. SHA-256 der Ausgabe: {SHA}. Verfügbar unter: https://data.example.org/?release=2 [Zugriff am …]\n",
        ),
    ],
)
def test_text_follows_its_style(citation, text):
    assert to_text(citation).decode() == text
