"""The published data hold what the dossier gives, claim nothing it does not, and name no person."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from schemas.base import Record, references_of, untranslated
from schemas.edtf import bounds
from seed import log
from seed.rows import SCHEMAS
from tests.conftest import RELEASES

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "FACTS.md"
DATA = log.state(log.read(RELEASES))
RECORDS = {f"{resource}/{id_}": record for resource, records in DATA.items() for id_, record in records.items()}

OWN = [name for name in RECORDS if not re.match(r"sources/s\d", name)]
CITED = [name for name in RECORDS if re.match(r"sources/s\d", name)]


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string inside `value` as (dotted path, string)."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from texts(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from texts(member, f"{path}.{index}")
    elif isinstance(value, str):
        yield path, value


def own_texts(name: str) -> list[tuple[str, str]]:
    """What the record says in our words: not its addresses, and not the printed titles of sources."""
    printed = ("url", "title.de", "title.en") if name.startswith("sources/s") else ("url",)
    return [(path, text) for path, text in texts(RECORDS[name]) if path not in printed]


# --- what is there


def test_numbers_of_records_are_the_dossier_s() -> None:
    assert {resource: len(records) for resource, records in DATA.items()} == {
        "events": 19,
        "challenges": 45,
        "guidelines": 25,
        "stakeholder-groups": 52,
        "sources": 65,
        "initiatives": 7,
    }


def test_first_release_rests_on_the_announcement_alone() -> None:
    first = log.state(log.read(RELEASES)[:1])
    cited = {
        (resource, id_)
        for kind, records in first.items()
        for record in records.values()
        for _, resource, id_ in references_of(SCHEMAS[kind], SCHEMAS[kind].load(record))
        if resource == "sources"
    }
    assert cited == {("sources", "s01")}
    assert list(first["sources"]) == ["s01"]
    assert {kind: len(records) for kind, records in first.items() if records} == {
        "events": 1,
        "challenges": 8,
        "stakeholder-groups": 9,
        "sources": 1,
        "initiatives": 3,
    }


def test_first_release_calls_its_event_announced() -> None:
    assert [event["status"] for event in log.state(log.read(RELEASES)[:1])["events"].values()] == ["announced"]


def test_guideline_with_a_title_cut_off_is_absent() -> None:
    assert "handlungsansatz-schulterschluss" not in DATA["guidelines"]
    assert "handlungsansatz-schulterschluss" not in " ".join(text for name in RECORDS for _, text in texts(RECORDS[name]))


def test_only_fields_of_action_carry_a_number() -> None:
    numbered = {id_: guideline["number"] for id_, guideline in DATA["guidelines"].items() if guideline.get("number") is not None}
    assert numbered == {
        "handlungsansatz-innovationspotenziale-der-regionen": "2.1",
        "handlungsansatz-transfer-wissenschaftlicher-exzellenz": "2.2",
    }
    assert {DATA["guidelines"][id_]["kind"] for id_ in numbered} == {"action-field"}


def test_all_fifteen_contradictions_are_told() -> None:
    versions: dict[str, list[list[str]]] = {}
    for record in RECORDS.values():
        for conflict in record.get("conflicts", []):
            versions[conflict["topic"]["de"]] = [version["sources"] for version in conflict["versions"]]
    assert versions == {
        "Beginn der StrategieWerkstatt": [["s01", "s12", "s20", "s26"], ["s03"], ["s13", "s14"], ["s28"], ["s07", "s08"]],
        "Dauer der StrategieWerkstatt": [["s31"], ["s13", "s14", "s32"], ["s12"], ["s03"], ["s25"]],
        "Zahl der Teilnehmerinnen und Teilnehmer": [["s05", "s06"], ["s07", "s08"]],
        "Anwesenheit des Wirtschaftsministers": [["s05", "s06"], ["s21"]],
        "Vorname des Keynote-Redners": [["s17"], ["s12"]],
        "Zahl der Jugendlichen": [["s21"], ["s22"]],
        "Themen der Gruppen": [["s21"], ["s22"]],
        "Name des Thesenpapiers der Jugendlichen": [["s05"], ["s21"]],
        "Welcher Workshop der erste war": [["s15"], ["s13"]],
        "Ort der Vorstellung am 12. November 2018": [["s25", "s27"], ["s28"]],
        "Zahl der Veranstaltungen des Prozesses": [["s25"], ["s27"], ["s03"]],
        "Gruppen der Herausforderungen": [["s01"], ["s03", "s10", "s15"], ["s25"]],
        "Sitz des Projektträgers": [["s31"], ["s03", "s13"]],
        "Datum der EU-Strategie": [["s41"], ["s42"]],
        "Zwei Texte unter der Adresse der Ankündigung vom 24. April 2018": [["s01"], ["s02"]],
    }


def test_both_figures_of_a_disputed_attendance_are_given() -> None:
    attendance = DATA["events"]["2018-03-07-strategiekonferenz-hellerau"]["attendance"]
    assert sorted((figure["count"], figure["source"]) for figure in attendance) == [(200, "s05"), (200, "s06"), (250, "s07")]


# --- how it is said


def matching(pattern: str) -> list[tuple[str, str, str]]:
    """Where our own words match the pattern: (record, path, the match)."""
    return [(name, path, found[0]) for name in RECORDS for path, text in own_texts(name) for found in re.finditer(pattern, text)]


def test_every_text_is_in_both_languages_but_for_printed_titles() -> None:
    lacking = {name: list(untranslated(record, "en")) for name, record in RECORDS.items()}
    assert {path for name in OWN for path in lacking[name]} == set()
    assert {path for name in CITED for path in lacking[name]} == {"title"}


def test_only_cited_sources_do_without_a_description() -> None:
    assert [name for name in OWN if not RECORDS[name].get("description") and not name.startswith("sources/pub-")] == []


def test_descriptions_are_sentences_in_each_language() -> None:
    descriptions = [text for record in RECORDS.values() for text in (record.get("description") or {}).values()]
    assert [text for text in descriptions if not re.fullmatch(r"[„“”»A-ZÄÖÜ0-9].*\.", text, re.DOTALL)] == []


def test_texts_have_no_markup_and_no_stray_blanks() -> None:
    assert matching(r"  |\s[,.;:]|</?[a-z]|\*\*|\.\.$") == []


def test_announcement_is_dated_in_words() -> None:
    assert matching(r"\b24\.\s?0?4\.\s?(?:20)?18\b|\b2018-04-24\b(?=.*nnouncement)") == []
    german = {found for _, _, found in matching(r"Ankündigung vom \d+\. \w+ \d{4}")}
    assert german == {"Ankündigung vom 24. April 2018", "Ankündigung vom 6. Dezember 2015"}
    english = {found for _, _, found in matching(r"announcement of \d+ \w+ \d{4}")}
    assert english == {"announcement of 24 April 2018", "announcement of 6 December 2015"}


def test_announcement_is_dated_in_both_languages_alike() -> None:
    german = [(name, path.removesuffix(".de")) for name, path, _ in matching("Ankündigung vom 24. April 2018")]
    english = [(name, path.removesuffix(".en")) for name, path, _ in matching("announcement of 24 April 2018")]
    assert german == english
    assert german


# --- privacy


def test_no_mail_address_and_no_telephone_number() -> None:
    everything = [(name, path, text) for name, record in RECORDS.items() for path, text in texts(record)]
    assert [each for each in everything if re.search(r"\S@\S+\.\w", each[2])] == []
    assert [each for each in everything if each[1] != "url" and re.search(r"(\+49|\(0|\b0)\d[\d\s/()-]{4,}\d", each[2])] == []


def test_no_form_of_address() -> None:
    assert matching(r"\b(Dr|Prof|Herr|Frau|Mr|Ms|Mrs|Dipl)\b\.?[ -]") == []


# --- against the dossier

dossier = pytest.mark.skipif(not FACTS.is_file(), reason=f"the dossier is not here: {FACTS}")
SECTIONS = {
    "3": "events",
    "4": "challenges",
    "5": "guidelines",
    "6": "stakeholder-groups",
    "7": "sources",
    "8": "initiatives",
}
SAME = """
    organisers hosts participants challenges guidelines publications parent format status phase country address admission themes
    horizon_year prize_max_eur kind quadrant families related held_by number group rank page action_field measures roles groups
    brochure_order url co_authors named_in_announcement
""".split()  # noqa: SIM905
RENAMED = {
    "date_start": "starts",
    "date_end": "ends",
    "time_start": "start_time",
    "time_end": "end_time",
    "policy_context": "initiatives",
    "exhibitors_count": "exhibitor_count",
    "jury_size": "juror_count",
    "field_letter": "letter",
    "answers_challenges": "challenges",
    "pages": "page_count",
    "title_de": "title",
    "title_en": "title",
    "desc_de": "description",
    "desc_en": "description",
}
COMPARED = dict(zip(SAME, SAME, strict=True)) | {old: new for old, new in RENAMED.items() if new not in ("title", "description")}
OURS = re.compile(r"derived|paraphrased|our |wording of the reports|ambiguous")
LEVELS = {"EU": "eu", "DE": "federal"}


@cache
def facts() -> dict[str, Record]:
    """The dossier's records, named as ours."""
    found = {}
    for section in re.split(r"^## ", FACTS.read_text(), flags=re.MULTILINE):
        for block in re.findall(r"```yaml\n(.*?)```", section, flags=re.DOTALL):
            fact = YAML(typ="safe", pure=True).load(block)
            found[f"{SECTIONS[section[0]]}/{fact['slug']}"] = fact
    del found["guidelines/handlungsansatz-schulterschluss"]
    return found


@cache
def source_table() -> dict[str, dict[str, str]]:
    rows = re.findall(r"^\| (S\d\d) \|(.*)\|$", FACTS.read_text(), flags=re.MULTILINE)
    columns = ("title", "publisher", "date", "kind", "url", "note")
    return {f"sources/{id_.lower()}": dict(zip(columns, map(str.strip, row.split("|")), strict=True)) for id_, row in rows}


def known(value: Any) -> Any:
    """A value as both sides write it: lists without order, nothing as None, dates as texts."""
    if isinstance(value, list):
        return sorted(map(str, value)) or None
    return None if value is None else str(value)


def certainty(record: Record, path: str) -> set[str]:
    """How we say a field, or a member `field.value`, is known: of it, or of the whole field, or of its members; else of the record."""
    said = {entry["field"]: entry["certainty"] for entry in record.get("field_certainty", [])}
    field = path.partition(".")[0]
    members = {how for name, how in said.items() if name.startswith(f"{path}.")}
    return {said[path]} if path in said else {said[field]} if field in said else members or {record["certainty"]}


@dossier
def test_records_are_the_dossier_s() -> None:
    assert {name for name in RECORDS if not re.match(r"sources/s\d", name)} == set(facts())
    assert {name for name in RECORDS if re.match(r"sources/s\d", name)} == set(source_table())


@dossier
def test_each_record_cites_the_dossier_s_sources_at_least() -> None:
    ours = {(name, citation["source"]) for name in OWN for citation in RECORDS[name]["sources"]}
    theirs = {(name, citation["id"].lower()) for name in OWN for citation in facts()[name]["sources"]}
    assert theirs - ours == set()


@dossier
def test_every_citation_gives_the_place() -> None:
    assert [name for name in OWN for citation in RECORDS[name]["sources"] if not citation.get("locator")] == []


@dossier
def test_relations_codes_and_dates_are_the_dossier_s() -> None:
    shared = [(name, old, new) for name in OWN for old, new in COMPARED.items() if old in facts()[name]]
    theirs = {(name, new): known(facts()[name][old]) for name, old, new in shared}
    ours = {(name, new): known(RECORDS[name].get(new)) for name, _, new in shared}
    assert ours == theirs


@dossier
def test_nothing_derived_is_called_stated() -> None:
    theirs = {name: "derived" if facts()[name]["certainty"] == "derived" else "stated" for name in OWN}
    assert {name: RECORDS[name]["certainty"] for name in OWN} == theirs
    derived = [
        (name, RENAMED.get(field, field))
        for name in OWN
        for field, how in (facts()[name].get("field_certainty") or {}).items()
        if field.partition(".")[0] in {*COMPARED, *RENAMED, "city"} and OURS.search(how)
    ]
    assert len(derived) > 100
    assert [(name, field) for name, field in derived if certainty(RECORDS[name], field) != {"derived"}] == []


@dossier
def test_what_the_dossier_does_not_hold_is_called_derived() -> None:
    added = [
        (name, field)
        for name in OWN
        for field in ("themes", "families", "groups", "challenges", "measures", "quadrant")
        if RECORDS[name].get(field) and field not in {RENAMED.get(old, old) for old in facts()[name]}
    ]
    assert added
    assert [(name, field) for name, field in added if certainty(RECORDS[name], field) != {"derived"}] == []


@dossier
def test_dates_of_publications_and_initiatives_are_the_dossier_s() -> None:
    names = [name for name in OWN if name.startswith(("sources/", "initiatives/"))]
    assert len(names) == 17
    for name in names:
        text, record = str(facts()[name]["date"]), RECORDS[name]
        if record.get("date") is None:
            assert text == "None", name
        else:
            assert str(record["date"]) in re.findall(r"\d{4}(?:-\d\d)*", text), name
            assert certainty(record, "date") == ({"derived"} if "derived" in text or "not dated" in text else {"stated"}), name


@dossier
def test_levels_and_types_are_the_dossier_s() -> None:
    levels = {name: facts()[name]["level"] for name in OWN if name.startswith("initiatives/")}
    assert {name: RECORDS[name]["level"] for name in levels} == {name: LEVELS[level] for name, level in levels.items()}
    types = {name: facts()[name]["type"] for name in OWN if "type" in facts()[name]}
    assert {name: RECORDS[name].get("type") or RECORDS[name].get("document_type") for name in types} == types


@dossier
def test_attendance_is_the_dossier_s() -> None:
    events = [name for name in OWN if name.startswith("events/")]
    theirs = {name: [(figure["value"], figure["source"].lower()) for figure in facts()[name]["attendees"]] for name in events}
    ours = {name: [(figure.get("count"), figure["source"]) for figure in RECORDS[name].get("attendance", [])] for name in events}
    assert ours == theirs


@dossier
def test_cited_sources_are_the_dossier_s() -> None:
    theirs = {name: (row["kind"], row["url"].strip("<>")) for name, row in source_table().items()}
    assert {name: (RECORDS[name]["kind"], RECORDS[name]["url"]) for name in CITED} == theirs
    for name, row in source_table().items():
        record = RECORDS[name]
        days = re.findall(r"\d{4}(?:-\d\d)*", row["date"])
        assert row["title"].startswith(record["title"]["de"].removesuffix(")"))
        assert str(record.get("date")) in (days[0] if days else "None", "/".join(days[:2]))
        if days:
            assert certainty(record, "date") == ({"derived"} if re.search("derived|undated", row["date"]) else {"stated"}), name


@dossier
def test_no_person_of_the_dossier_is_named() -> None:
    surnames = {person["name"].split()[-1] for fact in facts().values() for person in fact.get("people", [])}
    assert len(surnames) == 8
    named = matching(rf"\b({'|'.join(sorted(surnames))})s?\b(?! International)")  # a company bears the name of its founder
    assert named == []


def test_slug_of_an_event_claims_no_more_than_its_date() -> None:
    """A slug is permanent; a day in it that turns out wrong could never be mended."""
    for id_, record in DATA["events"].items():
        date = re.match(r"\d{4}(-\d\d(?=-))?((?<=-\d\d)-\d\d(?=-))?", id_)
        assert date
        claimed, said = bounds(date[0]), bounds(str(record["starts"]))
        assert claimed[0] <= said[0] <= said[1] <= claimed[1], id_
