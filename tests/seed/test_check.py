"""A seed with a fault is refused as a whole, and every fault is named with file, line, record, field and what is allowed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from api.db import writer
from api.migrations import migrate
from api.models import RECORDS
from schemas.event import EventSchema
from seed import log
from seed.__main__ import main
from seed.data import FILES, Fault
from seed.load import load
from tests.seed.conftest import SMALL, Seed

EVENT_FIELDS = ", ".join(EventSchema().load_fields)
RESOURCES = ", ".join(RECORDS)
THEMES = (
    "arbeit, digitalisierung, europa, fachkraefte, geschaeftsmodelle, infrastruktur, innovation, kompetenzen, kooperation, "
    "kreativwirtschaft, nachhaltigkeit, stadt-land, technologie, transfer, wertschoepfung"
)
A_LIST = "must be a list of records, each beginning with `- id: …`"
NO_DATE = "is not a date: write 2018, 2018-04, 2018-04-24 or an interval 2020-11/2021"


def test_small_seed_is_without_fault(small: Seed) -> None:
    assert small.faults() == []


# What an editor may get wrong in one value: file, text, the same text spoiled, a text on the line the fault is in, and the fault.
ONE_FAULT = {
    "missing source": (
        "challenges.yaml", "  certainty: stated\n  sources: [{source: s02}]", "  certainty: stated",
        "- id: digital-change", "digital-change", "sources", "missing source: every record names at least one",
    ),
    "empty list of sources": (
        "challenges.yaml", "sources: [{source: s02}]", "sources: []",
        "sources: []", "digital-change", "sources", "missing source: every record names at least one",
    ),
    "publication of the process without source": (
        "sources.yaml", "  sources: [{source: s02}]\n", "",
        "- id: pub-theses", "pub-theses", "sources", "missing source: a process-output names where it is attested",
    ),
    "source that does not exist": (
        "challenges.yaml", "sources: [{source: s02}]", "sources: [{source: s99}]",
        "s99", "digital-change", "sources.0.source", "link to nowhere: no sources record has the id 's99'",
    ),
    "link to a record of another resource": (
        "challenges.yaml", "held_by: [ministry]", "held_by: [change]",
        "held_by", "digital-change", "held_by.0", "link to nowhere: no stakeholder-groups record has the id 'change'",
    ),
    "link to nowhere outside a list": (
        "events.yaml", "parent: 2018-conference", "parent: 2018-confrence",
        "parent:", "2018-workshop", "parent", "link to nowhere: no events record has the id '2018-confrence'",
    ),
    "link to nowhere deep inside": (
        "events.yaml", "sources: [s02]", "sources: [s77]",
        "s77", "2018-conference", "conflicts.0.versions.1.sources.0", "link to nowhere: no sources record has the id 's77'",
    ),
    "unknown code": (
        "challenges.yaml", "quadrant: threat", "quadrant: danger",
        "quadrant", "digital-change", "quadrant", "'danger' is not allowed; allowed: opportunity, strength, threat, weakness",
    ),
    "unknown code in a list": (
        "events.yaml", "[arbeit, europa]", "\n    - arbeit\n    - eurpa",
        "- eurpa", "2018-conference", "themes.1", f"'eurpa' is not allowed; allowed: {THEMES}",
    ),
    "code given twice": (
        "events.yaml", "[arbeit, europa]", "[arbeit, arbeit]",
        "themes", "2018-conference", "themes", "given more than once: arbeit",
    ),
    "scalar where a list belongs": (
        "events.yaml", "themes: [arbeit, europa]", "themes: arbeit",
        "themes", "2018-conference", "themes", "Not a valid list.",
    ),
    "number where a list belongs": (
        "challenges.yaml", "sources: [{source: s02}]", "sources: 3",
        "sources: 3", "digital-change", "sources", "Not a valid list.",
    ),
    "null in a list": (
        "challenges.yaml", "sources: [{source: s02}]", "sources: [null]",
        "null", "digital-change", "sources.0", "Field may not be null.",
    ),
    "text where a mapping belongs": (
        "challenges.yaml", "sources: [{source: s02}]", "sources: [s02]",
        "[s02]", "digital-change", "sources.0", "Invalid input type.",
    ),
    "missing German text": (
        "sources.yaml", "{de: Bericht}", "{en: Report}",
        "{en: Report}", "s02", "title.de", "missing German text",
    ),
    "empty German text": (
        "sources.yaml", "{de: Bericht}", "{de: '', en: Report}",
        "Report", "s02", "title.de", "empty or not a text",
    ),
    "null for a translation": (
        "sources.yaml", "{de: Bericht}", "{de: Bericht, en: null}",
        "Bericht", "s02", "title.en", "empty or not a text",
    ),
    "text without languages": (
        "sources.yaml", "{de: Bericht}", "Bericht",
        "Bericht", "s02", "title", "a text is a mapping of languages: {de: …, en: …}",
    ),
    "unknown language": (
        "sources.yaml", "{de: Bericht}", "{de: Bericht, fr: Rapport}",
        "Bericht", "s02", "title.fr", "unknown language; allowed: de, en",
    ),
    "folded text that keeps its line break": (
        "events.yaml", "    en: >-\n      A part", "    en: >\n      A part",
        "    en: >", "2018-workshop", "description.en", "begins or ends with a blank or a new line; a folded text begins with >-",
    ),
    "control character": (
        "sources.yaml", "{de: Bericht}", r'{de: "Be\0richt"}',
        "Be", "s02", "title.de", "has characters that cannot be published: U+0000",
    ),
    "half a character": (
        "sources.yaml", "{de: Bericht}", r'{de: "Be\ud800richt"}',
        "Be", "s02", "title.de", "has characters that cannot be published: U+D800",
    ),
    "impossible date": (
        "sources.yaml", "date: 2018-04-24", "date: '2018-02-30'",
        "02-30", "s01", "date", "'2018-02-30' is not a day of the calendar (day is out of range for month)",
    ),
    "impossible date without quotes": (
        "sources.yaml", "date: 2018-04-24", "date: 2018-02-30",
        "02-30", "s01", "date", "'2018-02-30' is not a day of the calendar (day is out of range for month)",
    ),
    "month zero": (
        "sources.yaml", "date: 2018-04-24", "date: 2018-00",
        "2018-00", "s01", "date", "'2018-00' is not a day of the calendar (month must be in 1..12)",
    ),
    "German date": (
        "sources.yaml", "date: 2018-04-24", "date: 24.04.2018",
        "24.04.2018", "s01", "date", f"'24.04.2018' {NO_DATE}",
    ),
    "list for a date": (
        "sources.yaml", "date: 2018-04-24", "date: [2018]",
        "[2018]", "s01", "date", f"'[2018]' {NO_DATE}",
    ),
    "interval that ends before it begins": (
        "initiatives.yaml", "2020-11/2021", "2020-11/2020-10",
        "date:", "plan", "date", "'2020-11/2020-10' ends before it begins",
    ),
    "end before start": (
        "events.yaml", "ends: 2018-04", "ends: 2018-02",
        "ends:", "2018-workshop", "ends", "2018-02 is before starts 2018-03",
    ),
    "end time before start time": (
        "events.yaml", "end_time: '20:00'", "end_time: '17:59'",
        "17:59", "2018-conference", "end_time", "17:59 is before start_time 18:00",
    ),
    "time without a day": (
        "events.yaml", "  end_time: '20:00'\n  city", "  ends: 2018-04\n  end_time: '20:00'\n  city",
        "end_time", "2018-conference", "end_time", "a time needs a day, but all that is known is 2018-04",
    ),
    "impossible time": (
        "events.yaml", "'18:00'", "'24:00'",
        "24:00", "2018-conference", "start_time", "is not a time like 18:30",
    ),
    "unknown field": (
        "events.yaml", "  city: ", "  town: ",
        "town", "2018-conference", "town", f"unknown field; fields: {EVENT_FIELDS}",
    ),
    "certainty of a field that is none": (
        "events.yaml", "field: organisers.ministry", "field: organizers",
        "organizers", "2018-conference", "field_certainty.0.field", f"no field 'organizers' here; fields: {EVENT_FIELDS}",
    ),
    "certainty of a field as a text": (
        "events.yaml", "    - field: organisers.ministry\n      certainty: derived\n      note: {de: Unsere Lesart., en: Our reading.}",
        "    - organisers",
        "    - organisers", "2018-conference", "field_certainty.0", "Invalid input type.",
    ),
    "conflict with one version": (
        "events.yaml", "        - statement: {de: Niemand., en: Nobody.}\n          sources: [s02]\n", "",
        "versions", "2018-conference", "conflicts.0.versions", "a conflict needs at least two versions",
    ),
    "negative number": (
        "events.yaml", "count: 200", "count: -1",
        "count:", "2018-conference", "attendance.0.count", "Must be greater than or equal to 0.",
    ),
    "immense number": (
        "events.yaml", "count: 200", "count: 9007199254740992",
        "count:", "2018-conference", "attendance.0.count", "is not a number that JSON can carry",
    ),
    "address that is none": (
        "sources.yaml", "https://example.org/announcement", "http://[",
        "url:", "s01", "url", "Not a valid URL.",
    ),
    "ids out of order": (
        "guidelines.yaml", "- id: learn\n", "- id: measure-teach\n  title: {de: A, en: A}\n  description: {de: A., en: A.}\n"
        "  kind: measure\n  certainty: stated\n  sources: [{source: s01}]\n\n- id: learn\n",
        "- id: learn", "learn", "id", "out of order; belongs before measure-teach",
    ),
    "duplicate id": (
        "initiatives.yaml", "- id: plan\n", "- id: plan\n  title: {de: A, en: A}\n  description: {de: A., en: A.}\n"
        "  level: eu\n  named_in_announcement: true\n  certainty: stated\n  sources: [{source: s01}]\n\n- id: plan\n",
        None, "plan", "id", "duplicate id; first used in line 1",
    ),
    "id that is not a slug": (
        "events.yaml", "- id: 2018-workshop", "- id: 2018_Workshop",
        "2018_Workshop", "2018_Workshop", "id", "is not a slug: lower-case letters, digits and single hyphens",
    ),
    "number for an id": (
        "events.yaml", "- id: 2018-workshop", "- id: 2018",
        "- id: 2018\n", "record 2", "id", "Not a valid string.",
    ),
    "list for an id": (
        "events.yaml", "- id: 2018-workshop", "- id: [2018-workshop]",
        "[2018-workshop]", "record 2", "id", "Not a valid string.",
    ),
    "null for an id": (
        "events.yaml", "- id: 2018-workshop", "- id:",
        "- id:\n", "record 2", "id", "Field may not be null.",
    ),
    "record without id": (
        "events.yaml", "- id: 2018-workshop\n  title: ", "- title: ",
        "- title", "record 2", "id", "Missing data for required field.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "marker", "record", "field", "message"), ONE_FAULT.values(), ids=ONE_FAULT)
def test_fault_is_named_with_file_line_record_and_field(
    small: Seed, file: str, old: str, new: str, marker: str | None, record: str, field: str, message: str
) -> None:
    small.edit(file, old, new)
    line = 9 if marker is None else 1 + (small.data / file).read_text().split(marker)[0].count("\n")
    assert small.faults() == [Fault(str(small.data / file), line, record, field, message)]


# What keeps a whole file from being read: its content, the line of the fault, and the message.
UNREADABLE = {
    "empty": ("", 1, A_LIST),
    "a mapping": ("plan:\n  level: eu\n", 1, A_LIST),
    "a text": ("plan\n", 1, A_LIST),
    "no YAML": ("- id: plan\n  title: {de: Plan\n  level: eu\n", 3, "broken YAML: expected ',' or '}', but got ':'"),
    "a wrong indent": ("- id: plan\n   level: eu\n", 2, "broken YAML: mapping values are not allowed here"),
    "a tab": ("- id: plan\n\tlevel: eu\n", 2, "broken YAML: found character '\\t' that cannot start any token"),
    "a duplicate key": (
        "- id: plan\n  level: eu\n  date: 2018\n  level: federal\n", 4,
        'broken YAML: found duplicate key "level" with value "federal" (original value: "eu")',
    ),
    "an alias of nothing": ("- id: plan\n  title: *title\n", 2, "broken YAML: found undefined alias 'title'"),
    "an alias of itself": ("- &plan\n  id: plan\n  title: *plan\n", 0, "broken YAML: nested too deep, or an alias holds itself"),
    "brackets without end": ("[" * 500, 0, "broken YAML: nested too deep, or an alias holds itself"),
    "two documents": ("[]\n---\n[]\n", 2, "broken YAML: but found another document"),
    "Latin-1": ("- id: plan\n  title: {de: Pläne}\n".encode("latin-1"), 2, "not UTF-8: invalid continuation byte"),
    "UTF-16": ("- id: plan\n".encode("utf-16"), 1, "not UTF-8: invalid start byte"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_file_is_the_only_fault(small: Seed, content: str | bytes, line: int, message: str) -> None:
    small.write("initiatives.yaml", content)
    assert small.faults() == [Fault(str(small.data / "initiatives.yaml"), line, "", "", message)]


def test_control_character_in_a_file_is_refused(small: Seed) -> None:
    small.write("initiatives.yaml", b"- id: plan\x00\n")
    (fault,) = small.faults()
    assert fault.message.startswith("broken YAML: ")


def test_members_that_are_no_records_are_all_named(small: Seed) -> None:
    small.write("removed.yaml", "- null\n- {resource: events}\n- text\n-\n  - list\n")
    file = str(small.data / "removed.yaml")
    message = f"is not a record; the file {A_LIST}"
    assert small.faults() == [Fault(file, line, f"record {number}", "", message) for line, number in ((1, 1), (3, 3), (5, 4))]


def test_file_with_byte_order_mark_is_read(small: Seed) -> None:
    small.write("initiatives.yaml", b"\xef\xbb\xbf" + (small.data / "initiatives.yaml").read_bytes())
    assert small.faults() == []


@pytest.mark.parametrize("resource", FILES)
def test_missing_file_is_refused(small: Seed, resource: str) -> None:
    (small.data / f"{resource}.yaml").unlink()
    assert small.faults() == [Fault(str(small.data / f"{resource}.yaml"), 0, "", "", "the file is missing")]


def test_directory_in_place_of_a_file_is_refused(small: Seed) -> None:
    (small.data / "events.yaml").unlink()
    (small.data / "events.yaml").mkdir()
    assert small.faults() == [Fault(str(small.data / "events.yaml"), 0, "", "", "cannot be read: Is a directory")]


@pytest.mark.parametrize("name", ["event.yaml", "events.yml"])
def test_unknown_file_is_refused(small: Seed, name: str) -> None:
    small.write(name, "[]\n")
    known = ", ".join(sorted(f"{resource}.yaml" for resource in FILES))
    assert small.faults() == [Fault(str(small.data / name), 0, "", "", f"not a resource; the files are {known}")]


def test_all_faults_are_listed_at_once(small: Seed) -> None:
    small.edit("events.yaml", "themes: [arbeit, europa]", "themes: [work, europe]")
    small.edit("events.yaml", "starts: 2018-03-07", "starts: 2018-03")
    small.edit("challenges.yaml", "held_by: [ministry]", "held_by: [minister]")
    small.edit("guidelines.yaml", "rank: core\n", "rank: top\n  page: x\n  colour: red\n")
    small.edit("sources.yaml", "title: {de: Bericht}", "title: {}")
    small.write("initiatives.yaml", "- [")
    small.write("plans.yaml", "")
    small.write("removed.yaml", "- {resource: events}\n")
    found = [(Path(fault.file).name, fault.line, fault.record, fault.field) for fault in small.faults()]
    assert found == [
        ("events.yaml", small.line("events.yaml", "themes"), "2018-conference", "themes.0"),
        ("events.yaml", small.line("events.yaml", "themes"), "2018-conference", "themes.1"),
        ("guidelines.yaml", small.line("guidelines.yaml", "rank"), "learn", "rank"),
        ("guidelines.yaml", small.line("guidelines.yaml", "page: x"), "learn", "page"),
        ("guidelines.yaml", small.line("guidelines.yaml", "colour"), "learn", "colour"),
        ("initiatives.yaml", 1, "", ""),
        ("plans.yaml", 0, "", ""),
        ("removed.yaml", 1, "record 1", "id"),
        ("removed.yaml", 1, "record 1", "reason.de"),
        ("sources.yaml", small.line("sources.yaml", "title: {}"), "s02", "title.de"),
    ]


def test_both_times_without_a_day_are_named(small: Seed) -> None:
    small.edit("events.yaml", "starts: 2018-03-07", "starts: 2018-03")
    assert [fault.field for fault in small.faults()] == ["start_time", "end_time"]


# --- what was published


def test_vanished_record_needs_a_tombstone(told: Seed) -> None:
    told.write("initiatives.yaml", "[]\n")
    told.edit("events.yaml", "  initiatives: [plan]\n", "")
    message = "was published and is gone; say why in removed.yaml"
    assert told.faults() == [Fault(str(told.data / "initiatives.yaml"), 0, "plan", "", message)]


def test_record_removed_earlier_needs_no_tombstone_any_more(told: Seed) -> None:
    told.write("removed.yaml", "[]\n")
    assert told.faults() == []


def test_broken_tombstones_do_not_make_vanished_records_faults(told: Seed) -> None:
    told.write("initiatives.yaml", "[]\n")
    told.edit("events.yaml", "  initiatives: [plan]\n", "")
    told.write("removed.yaml", "- [")
    assert [Path(fault.file).name for fault in told.faults()] == ["removed.yaml"]


NOT_ALLOWED = f"is not allowed; allowed: {RESOURCES}"
STILL_THERE = "is still in events.yaml; remove it there or here"
NO_MAPPING = "a text is a mapping of languages: {de: …, en: …}"
OTHER_FIELD = "unknown field; fields: resource, id, reason, renamed_to, merged_into"
BAD_TOMBSTONES = {
    "of a live record": ("resource: events, id: 2018-conference, reason: {de: A}", "2018-conference", "id", STILL_THERE),
    "without resource": ("id: x, reason: {de: Weg.}", "x", "resource", f"'None' {NOT_ALLOWED}"),
    "of an unknown resource": ("resource: event, id: x, reason: {de: Weg.}", "x", "resource", f"'event' {NOT_ALLOWED}"),
    "of a list of resources": ("resource: [events], id: x, reason: {de: Weg.}", "x", "resource", f"'['events']' {NOT_ALLOWED}"),
    "without id": ("resource: events, reason: {de: Weg.}", "record 1", "id", "say which of the events was removed"),
    "of a number": ("resource: events, id: 5, reason: {de: Weg.}", "record 1", "id", "say which of the events was removed"),
    "without reason": ("resource: events, id: x", "x", "reason.de", "missing German text"),
    "without a reason in German": ("resource: events, id: x, reason: {en: Gone.}", "x", "reason.de", "missing German text"),
    "with null as reason": ("resource: events, id: x, reason: null", "x", "reason", "Field may not be null."),
    "with a number as reason": ("resource: events, id: x, reason: {de: 5}", "x", "reason.de", "empty or not a text"),
    "with null as English reason": ("resource: events, id: x, reason: {de: A, en: null}", "x", "reason.en", "empty or not a text"),
    "with a reason without language": ("resource: events, id: x, reason: Weg.", "x", "reason", NO_MAPPING),
    "with another field": ("resource: events, id: x, reason: {de: A}, on: 2026", "x", "on", OTHER_FIELD),
}


@pytest.mark.parametrize(("entry", "record", "field", "message"), BAD_TOMBSTONES.values(), ids=BAD_TOMBSTONES)
def test_malformed_tombstone_is_refused(small: Seed, entry: str, record: str, field: str, message: str) -> None:
    small.write("removed.yaml", f"# why\n- {{{entry}}}\n")
    assert small.faults() == [Fault(str(small.data / "removed.yaml"), 2, record, field, message)]


def test_second_tombstone_of_a_record_is_refused(small: Seed) -> None:
    small.write("removed.yaml", "- {resource: events, id: x, reason: {de: A.}}\n- {resource: events, id: x, reason: {de: B.}}\n")
    message = "duplicate id; the record has a tombstone above"
    assert small.faults() == [Fault(str(small.data / "removed.yaml"), 2, "x", "id", message)]


def tombstones(*successors: str) -> str:
    """removed.yaml with a tombstone for each of x, y, z."""
    return "".join(f"- {{resource: events, id: {id_}, reason: {{de: A.}}{more}}}\n" for id_, more in zip("xyz", successors, strict=False))


@pytest.mark.parametrize(
    "content",
    [
        tombstones(", renamed_to: 2018-workshop"),
        tombstones(", merged_into: 2018-workshop"),
        tombstones(", renamed_to: y", ", merged_into: z", ", renamed_to: 2018-workshop"),
    ],
)
def test_tombstone_may_lead_to_a_record_in_force(small: Seed, content: str) -> None:
    small.write("removed.yaml", content)
    assert small.faults() == []


ASTRAY = {
    "nowhere": (tombstones(", renamed_to: gone"), "renamed_to", "link to nowhere: no events record has the id 'gone'"),
    "to another resource": (tombstones(", merged_into: s01"), "merged_into", "link to nowhere: no events record has the id 's01'"),
    "to no id": (tombstones(", renamed_to: [y]"), "renamed_to", "link to nowhere: no events record has the id '['y']'"),
    "to a record that is gone": (tombstones(", renamed_to: y", ""), "renamed_to", "link to nowhere: no events record has the id 'y'"),
    "to itself": (tombstones(", renamed_to: x"), "renamed_to", "leads in a circle: x → x"),
    "both ways": (
        tombstones(", renamed_to: 2018-workshop, merged_into: 2018-workshop"),
        "merged_into",
        "a record is either renamed_to or merged_into another, not both",
    ),
}


@pytest.mark.parametrize(("content", "field", "message"), ASTRAY.values(), ids=ASTRAY)
def test_tombstone_that_leads_astray_is_refused(small: Seed, content: str, field: str, message: str) -> None:
    small.write("removed.yaml", content)
    assert small.faults() == [Fault(str(small.data / "removed.yaml"), 1, "x", field, message)]


def test_tombstones_that_lead_in_a_circle_are_all_refused(small: Seed) -> None:
    small.write("removed.yaml", tombstones(", renamed_to: y", ", merged_into: x"))
    assert [(fault.record, fault.message) for fault in small.faults()] == [
        ("x", "leads in a circle: x → y → x"),
        ("y", "leads in a circle: y → x → y"),
    ]


# --- the log


def spoil(file: Path, **values: Any) -> None:
    file.write_bytes(orjson.dumps(orjson.loads(file.read_bytes()) | values, option=orjson.OPT_INDENT_2))


def drop(file: Path, key: str) -> None:
    content = orjson.loads(file.read_bytes())
    del content[key]
    file.write_bytes(orjson.dumps(content))


TAMPERED = {
    "note rewritten": (lambda files: spoil(files[1], note={"de": "Anders."}), "was changed after publication: its digest is "),
    "record rewritten": (
        lambda files: files[0].write_bytes(files[0].read_bytes().replace(b"Der Wandel.", b"Kein Wandel.")),
        "was changed after publication: its digest is ",
    ),
    "digest rewritten": (lambda files: spoil(files[1], sha256="0" * 64), "was changed after publication: its digest is "),
    "renumbered": (lambda files: spoil(files[1], number=3), "holds release 3 where release 2 belongs"),
    "number as text": (lambda files: spoil(files[1], number="2"), "holds release 2 where release 2 belongs"),
    "first removed": (lambda files: files[0].unlink(), "holds release 2 where release 1 belongs"),
    "removed from the middle": (lambda files: files[1].unlink(), "holds release 3 where release 2 belongs"),
    "copied": (lambda files: shutil.copy(files[0], files[0].with_name("0001-copy.json")), "holds release 1 where release 2 belongs"),
    "chain broken": (lambda files: spoil(files[1], previous="0" * 64), f"follows {'0' * 64}, but the release before it is "),
    "JSON broken": (lambda files: files[1].write_bytes(files[1].read_bytes()[:-9]), "not a release file: unexpected "),
    "empty": (lambda files: files[1].write_bytes(b""), "not a release file: "),
    "not UTF-8": (lambda files: files[1].write_bytes(b'{"number": "\xff"}'), "not a release file: "),
    "a list": (lambda files: files[1].write_bytes(b"[]"), "not a release file: "),
    "null": (lambda files: files[1].write_bytes(b"null"), "not a release file: "),
    "key missing": (lambda files: drop(files[1], "published_at"), "not a release file: "),
    "key unknown": (lambda files: spoil(files[1], author="x"), "not a release file: "),
    "records as a number": (lambda files: spoil(files[1], added=5), "was changed after publication: its digest is "),
    "a directory": (lambda files: (files[1].unlink(), files[1].mkdir()), "not a release file: "),
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "message"), TAMPERED.values(), ids=TAMPERED)
def test_tampered_log_is_refused(told: Seed, tamper: Any, message: str) -> None:
    tamper(sorted(told.log.iterdir()))
    (fault,) = told.faults()
    assert re.fullmatch(r"000\d-.*\.json", Path(fault.file).name)
    assert fault.message.startswith(message)
    assert fault.message.endswith("; restore the file from version control")


def test_missing_log_is_refused(small: Seed) -> None:
    small.log.rmdir()
    assert small.faults() == [Fault(str(small.log), 0, "", "", "is not a directory; the log of releases belongs there")]


def test_resealed_release_breaks_the_chain(told: Seed) -> None:
    first, second, _ = sorted(told.log.iterdir())
    entry = log.Entry(**orjson.loads(first.read_bytes()) | {"note": {"de": "Anders."}})
    spoil(first, note=entry.note, sha256=entry.seal())
    (fault,) = told.faults()
    assert (fault.file, fault.message.partition(",")[0]) == (str(second), f"follows {told_digest(second)}")


def told_digest(file: Path) -> str:
    return str(orjson.loads(file.read_bytes())["previous"])


# --- the command


def run(seed: Seed, *arguments: str) -> int:
    return main(["--data", str(seed.data), "--log", str(seed.log), *arguments])


def snapshot(directory: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in directory.rglob("*") if file.is_file()}


def test_check_of_a_good_seed_counts_its_records(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(small, "check") == 0
    counts = "2 events, 2 challenges, 2 guidelines, 2 stakeholder-groups, 3 sources, 1 initiatives"
    assert capsys.readouterr() == (f"no fault: {counts}\n", "")


def test_check_of_a_bad_seed_prints_each_fault_on_a_line(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    small.edit("challenges.yaml", "quadrant: threat", "quadrant: danger")
    small.write("plans.yaml", "")
    known = ", ".join(sorted(f"{resource}.yaml" for resource in FILES))
    assert run(small, "check") == 1
    assert capsys.readouterr() == (
        "",
        f"{small.data}/challenges.yaml:12 digital-change.quadrant: 'danger' is not allowed; "
        "allowed: opportunity, strength, threat, weakness\n"
        f"{small.data}/plans.yaml: not a resource; the files are {known}\n"
        "\nrefused: 2 fault(s), nothing was changed\n",
    )


@pytest.mark.parametrize("arguments", [["check"], ["diff"], ["release", "--note", "Neu."]])
def test_nothing_is_written_when_the_data_are_refused(told: Seed, arguments: list[str]) -> None:
    told.edit("events.yaml", "status: held", "status: cancelled")
    before = snapshot(told.data.parent)
    assert run(told, *arguments) == 1
    assert snapshot(told.data.parent) == before


@pytest.mark.parametrize("command", ["load", "verify"])
def test_nothing_is_loaded_when_the_log_is_refused(
    told: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/database.db")
    spoil(sorted(told.log.iterdir())[2], note={"de": "Anders."})
    assert run(told, command) == 1
    assert "was changed after publication" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("arguments", [[], ["publish"], ["release"], ["check", "--quick"], ["load", "extra"]], ids=" ".join)
def test_wrong_call_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m seed")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "DATABASE_URL='nonsense': not a database URL such as sqlite:///path or postgresql+psycopg://user@host/name"),
        ("sqlite:////proc/none/x.db", "[Errno 2] No such file or directory: '/proc/none'"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "database: (psycopg.OperationalError) connection failed"),
    ],
    ids=["no URL", "no directory", "no server"],
)
def test_unreachable_database_is_one_line(
    told: Seed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, message: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert run(told, "load") == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith(message), err.count("\n")) == ("", True, 1)


def test_command_runs_as_a_module(small: Seed) -> None:
    small.edit("sources.yaml", "{de: Bericht}", "{en: Report}")
    command = [sys.executable, "-m", "seed", "--data", str(small.data), "--log", str(small.log), "check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=SMALL.parents[2], env=os.environ | {"PYTHONWARNINGS": "error"})
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"{small.data}/sources.yaml:21 s02.title.de: missing German text\n\nrefused: 1 fault(s), nothing was changed\n",
    )


# --- no input makes it stumble

SOUND: dict[str, list[Any]] = {resource: YAML(typ="safe", pure=True).load((SMALL / f"{resource}.yaml").read_text()) for resource in FILES}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["s01", "2018", "2018-02-30", "２０１８", "18:30", "1８:30", "s01\n", "9999-12", "0000", "2018/2017"]),
    st.sampled_from(["http://[", "_schema", "\0", "\ud800"]),
    st.dates(),
    st.lists(st.none() | st.integers() | st.text(max_size=3) | st.dictionaries(st.text(max_size=3), st.none(), max_size=2), max_size=3),
    st.dictionaries(
        st.sampled_from(["de", "en", "id", "source", "field", "_schema"]) | st.text(max_size=3),
        st.none() | st.integers() | st.text(max_size=3) | st.lists(st.none(), max_size=1),
        max_size=3,
    ),
)
JSON = st.recursive(
    st.none() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(list(log.Entry.__annotations__)) | st.text(max_size=5), inner),
    max_leaves=9,
)
Path_ = tuple[str | int, ...]


def paths(value: Any, path: Path_ = ()) -> list[Path_]:
    """The path of every value inside `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [deeper for key, member in items for deeper in ((*path, key), *paths(member, (*path, key)))]


PLACES = paths(SOUND)


def changed(value: Any, path: Path_, action: str, new: Any) -> Any:
    """`value` with what is at `path` replaced, deleted or doubled; unchanged if the path is gone."""
    key, *rest = path
    if not isinstance(value, dict | list) or (key not in value if isinstance(value, dict) else not int(key) < len(value)):
        return value
    if rest:
        new = changed(value[key], tuple(rest), action, new)  # type: ignore[index]
        action = "replace"
    if isinstance(value, dict):
        kept = {name: new if name == key else member for name, member in value.items() if action != "delete" or name != key}
        return kept | ({f"{key}x": value[key]} if action == "double" else {})
    index = int(key)
    middle = {"replace": [new], "delete": [], "double": [value[index]] * 2}[action]
    return [*value[:index], *middle, *value[index + 1 :]]


ACTIONS = st.sampled_from(["replace", "replace", "delete", "double"])
EDITS = st.lists(st.tuples(st.sampled_from(PLACES), ACTIONS, ODD), min_size=1, max_size=3)


def dumped(value: Any) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = False  # else characters that YAML cannot hold would break the file itself
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


@pytest.mark.no_cover
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(EDITS)
def test_whatever_is_edited_is_refused_or_can_be_published_and_loaded(edits: list[tuple[Path_, str, Any]]) -> None:
    state: Any = SOUND
    for path, action, new in edits:
        state = changed(state, path, action, new)
    with tempfile.TemporaryDirectory() as directory:
        seed = Seed(Path(directory))
        seed.data.mkdir()
        seed.log.mkdir()
        for resource, records in state.items():
            seed.write(f"{resource}.yaml" if resource in FILES else "x.yaml", dumped(records))
        if seed.faults():
            return
        seed.release()
        published = log.state(seed.entries)
        database = writer("sqlite://")
        migrate(database)
        load(database, seed.entries)
        database.dispose()
    assert {resource: list(records) for resource, records in published.items() if records} == {
        resource: [record["id"] for record in state[resource]] for resource in RECORDS if state[resource]
    }


@pytest.mark.no_cover
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | st.text("-:[]{}&*!|>'\"#%@ \n\tab1", max_size=40).map(str.encode))
def test_whatever_bytes_a_file_holds_it_is_refused_with_faults(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        seed = Seed.copy(Path(directory))
        seed.write("removed.yaml", content)
        assert all(Path(fault.file).name == "removed.yaml" for fault in seed.faults())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | JSON.map(orjson.dumps))
def test_whatever_a_release_file_holds_it_is_refused_with_a_fault(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        seed = Seed(Path(directory))
        seed.log.mkdir()
        (seed.log / "0001.json").write_bytes(content)
        (fault,) = seed.faults()
        assert fault.file == str(seed.log / "0001.json")
