"""A release holds what changed and nothing else, is sealed into the chain, and replaying the log gives the data again."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seed.__main__ import main
from seed.check import check
from seed.diff import diff, differences
from seed.log import Entry, State, append, changes, read, state
from seed.release import release
from tests.conftest import RELEASES, SEED
from tests.seed.conftest import FIRST, Seed


def run(seed: Seed, *arguments: str) -> int:
    return main(["--data", str(seed.data), "--log", str(seed.log), *arguments])


# --- diff


def test_diff_of_unpublished_data_is_every_record_added(small: Seed) -> None:
    lines = list(diff(small.data, small.log))
    assert [line.partition("  ")[0] for line in lines] == [
        "+ challenges/change",
        "+ challenges/digital-change",
        "+ events/2018-conference",
        "+ events/2018-workshop",
        "+ guidelines/learn",
        "+ guidelines/measure-school",
        "+ initiatives/plan",
        "+ sources/pub-theses",
        "+ sources/s01",
        "+ sources/s02",
        "+ stakeholder-groups/companies",
        "+ stakeholder-groups/ministry",
    ]
    assert lines[2] == "+ events/2018-conference  Konferenz | Conference"
    assert lines[8] == "+ sources/s01  Ankündigung"


def test_diff_shows_changed_fields_with_old_and_new_value(small: Seed) -> None:
    small.release()
    small.edit("events.yaml", "{de: Werkstatt, en: Workshop}", "{de: Die Werkstatt, en: Workshop}")
    small.edit("events.yaml", "  ends: 2018-04\n", "")
    small.edit("events.yaml", "  parent: 2018-conference\n", "  parent: 2018-conference\n  themes: [arbeit]\n")
    assert list(diff(small.data, small.log)) == [
        "~ events/2018-workshop  Die Werkstatt | Workshop",
        "    title (de)",
        "      - Werkstatt",
        "      + Die Werkstatt",
        "    ends",
        "      - 2018-04",
        "    themes",
        "      + [arbeit]",
    ]


def test_diff_shows_removed_record_with_its_reason(small: Seed) -> None:
    small.release()
    small.remove("events", "2018-workshop", "{de: Doppelt erfasst., en: Recorded twice.}")
    assert list(diff(small.data, small.log)) == [
        "- events/2018-workshop  Werkstatt | Workshop",
        "    reason (de): Doppelt erfasst.",
        "    reason (en): Recorded twice.",
    ]


def test_diff_shows_where_a_removed_record_lives_on(small: Seed) -> None:
    small.release()
    small.remove("events", "2018-workshop", "{de: Teil davon.}, merged_into: 2018-conference")
    assert list(diff(small.data, small.log))[1:] == ["    reason (de): Teil davon.", "    merged_into: 2018-conference"]


def test_diff_of_a_list_shows_the_members_that_go_and_come(small: Seed) -> None:
    small.release()
    small.edit("events.yaml", "    - {source: s02, locator: ¶1}\n", "    - {source: s02, locator: ¶3}\n")
    small.edit("events.yaml", "themes: [arbeit, europa]", "themes: [europa, arbeit]")
    assert list(diff(small.data, small.log)) == [
        "~ events/2018-conference  Konferenz | Conference",
        "    themes",
        "      - [arbeit; europa]",
        "      + [europa; arbeit]",
        "    sources",
        "      - source: s02, locator: ¶1",
        "      + source: s02, locator: ¶3",
    ]


def test_diff_wraps_long_texts_below_their_beginning(small: Seed) -> None:
    small.release()
    small.edit("events.yaml", "{de: Eine Konferenz., en: A conference.}", f"{{de: {'Wort ' * 12}Ende., en: A conference.}}")
    assert list(diff(small.data, small.log, width=40)) == [
        "~ events/2018-conference  Konferenz |",
        "      Conference",
        "    description (de)",
        "      - Eine Konferenz.",
        "      + Wort Wort Wort Wort Wort Wort",
        "        Wort Wort Wort Wort Wort Wort",
        "        Ende.",
    ]


def test_diff_of_published_data_is_empty(told: Seed) -> None:
    assert list(diff(told.data, told.log)) == []


def test_reordering_keys_is_no_change(small: Seed) -> None:
    small.release()
    small.edit("initiatives.yaml", "  level: eu\n  date: 2020-11/2021\n", "  date: 2020-11/2021\n  level: eu\n")
    small.edit("initiatives.yaml", "{de: Plan, en: Plan}", "\n    en: Plan\n    # the German title\n    de: 'Plan'")
    assert list(diff(small.data, small.log)) == []


def test_differences_are_dotted_paths_with_both_values() -> None:
    old = {"title": {"de": "A", "en": "A"}, "themes": ["x"], "page": 1}
    new = {"title": {"de": "B", "en": "A"}, "themes": ["x", "y"], "rank": None}
    assert list(differences(old, new)) == [("title.de", "A", "B"), ("themes", ["x"], ["x", "y"]), ("page", 1, None)]


def test_diff_command_prints_the_lines(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    small.release()
    small.remove("events", "2018-workshop")
    assert run(small, "diff") == 0
    assert capsys.readouterr() == (
        "- events/2018-workshop  Werkstatt | Workshop\n    reason (de): Doppelt.\n    reason (en): Twice.\n",
        "",
    )


def test_diff_command_says_when_nothing_has_changed(told: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(told, "diff") == 0
    assert capsys.readouterr() == ("nothing has changed since the last release\n", "")


# --- release


def test_releases_are_numbered_dated_and_chained(told: Seed) -> None:
    first, second, third = told.entries
    assert [file.name for file in sorted(told.log.iterdir())] == ["0001-2026-01-01.json", "0002-2026-01-02.json", "0003-2026-01-03.json"]
    assert [(entry.number, entry.published_at) for entry in told.entries] == [
        (1, "2026-01-01T12:00:00Z"),
        (2, "2026-01-02T12:00:00Z"),
        (3, "2026-01-03T12:00:00Z"),
    ]
    assert [entry.previous for entry in told.entries] == [None, first.sha256, second.sha256]
    assert len({first.sha256, second.sha256, third.sha256}) == 3


def test_release_holds_what_was_added_changed_and_removed(told: Seed) -> None:
    _, second, third = told.entries
    edited, _ = check(told.data, {})
    s02 = {"id": "s02", "title": {"de": "Ein Bericht"}, "kind": "press", "certainty": "stated"}
    s03 = {"id": "s03", "title": {"de": "Bericht"}, "kind": "press", "date": "2018", "certainty": "stated"}
    conference = edited["events"]["2018-conference"]
    assert second.added == {"sources": [s03]}
    assert second.changed == {
        "events": [conference | {"title": {"de": "Die Konferenz", "en": "The conference"}}],
        "sources": [s02],
    }
    assert second.removed == {}
    assert (third.added, third.changed) == ({}, {"events": [conference]})
    assert third.removed == {"events": [{"id": "2018-workshop", "reason": {"de": "Doppelt.", "en": "Twice."}}]}


def test_digest_is_sha256_of_the_rest_with_sorted_keys(told: Seed) -> None:
    """Anyone can verify the chain with a JSON parser: this is the recipe."""
    for file in sorted(told.log.iterdir()):
        content = orjson.loads(file.read_bytes())
        sealed = content.pop("sha256")
        assert sealed == hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def test_published_chain_is_whole() -> None:
    entries = read(RELEASES)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert all(later.published_at > earlier.published_at for earlier, later in pairwise(entries))


@pytest.mark.no_cover
def test_published_log_gives_the_published_data() -> None:
    published = state(read(RELEASES))
    edited, _ = check(SEED / "data", published)
    assert published == edited


def test_release_is_an_indented_file_that_shows_in_a_diff(small: Seed) -> None:
    file = small.release()
    assert file is not None
    text = file.read_text()
    assert text.startswith('{\n  "number": 1,\n  "published_at": "2026-01-01T12:00:00Z",\n  "note": {\n    "de": "Neues."\n  },\n')
    assert text.endswith("}\n")


def test_nothing_changed_makes_no_release(told: Seed) -> None:
    before = {file: file.read_bytes() for file in told.log.iterdir()}
    assert told.release() is None
    assert {file: file.read_bytes() for file in told.log.iterdir()} == before


def test_record_can_come_back(told: Seed) -> None:
    workshop = told.entries[0].added["events"][1]
    told.write("events.yaml", f"{(told.data / 'events.yaml').read_text()}\n- {orjson.dumps(workshop).decode()}\n")
    told.write("removed.yaml", "[]\n")
    told.release()
    assert (told.entries[3].added, told.entries[3].changed, told.entries[3].removed) == ({"events": [workshop]}, {}, {})
    assert list(state(told.entries)["events"]) == ["2018-conference", "2018-workshop"]


def test_instant_is_in_whole_seconds_of_utc(small: Seed) -> None:
    release(small.data, small.log, {"de": "Neu."}, datetime(2026, 7, 1, 1, 30, 15, 999999, tzinfo=timezone(timedelta(hours=2))))
    assert [file.name for file in small.log.iterdir()] == ["0001-2026-06-30.json"]
    assert small.entries[0].published_at == "2026-06-30T23:30:15Z"


def test_instant_is_the_clock_s_unless_given(small: Seed) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    release(small.data, small.log, {"de": "Neu."})
    assert before <= datetime.fromisoformat(small.entries[0].published_at) <= datetime.now(UTC)


@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(microseconds=1), timedelta(days=1)])
def test_clock_that_runs_backwards_is_refused(told: Seed, earlier: timedelta) -> None:
    told.edit("events.yaml", "country: DE", "country: AT")
    before = {file: file.read_bytes() for file in told.log.iterdir()}
    with pytest.raises(ValueError, match=r"^release 3 is dated 2026-01-03T12:00:00Z: wait, or mend the clock$"):
        release(told.data, told.log, {"de": "Neu."}, FIRST + timedelta(days=2) - earlier)
    assert {file: file.read_bytes() for file in told.log.iterdir()} == before


def test_existing_file_is_never_overwritten(small: Seed) -> None:
    file = small.release()
    assert file is not None
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        append(small.log, small.entries[0])
    assert file.read_bytes() == before


def test_release_is_on_the_disk_when_it_is_made(small: Seed, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: dict[Path, int] = {}

    def noted(handle: int) -> None:
        synced[Path(os.readlink(f"/proc/self/fd/{handle}"))] = os.fstat(handle).st_size

    monkeypatch.setattr(os, "fsync", noted)
    file = small.release()
    assert file is not None
    assert (synced[file], small.log in synced) == (file.stat().st_size, True)


def test_release_command_writes_both_languages_of_the_note(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(small, "release", "--note", "Alles.", "--note-en", "Everything.") == 0
    (file,) = small.log.iterdir()
    assert capsys.readouterr() == (f"wrote {file}\n", "")
    assert small.entries[0].note == {"de": "Alles.", "en": "Everything."}


def test_release_command_needs_no_english_note(small: Seed) -> None:
    assert run(small, "release", "--note", "Alles.") == 0
    assert small.entries[0].note == {"de": "Alles."}


def test_release_command_makes_none_if_nothing_has_changed(told: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(told, "release", "--note", "Nichts.") == 0
    assert capsys.readouterr() == ("nothing has changed since the last release: no release made\n", "")
    assert len(told.entries) == 3


def test_release_command_wants_a_note_that_says_something(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(small, "release", "--note", " ") == 1
    assert capsys.readouterr() == ("", "the note is empty: say in German what changed and why\n")
    assert list(small.log.iterdir()) == []


def test_release_command_that_cannot_write_is_one_line(small: Seed, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(small.data), "--log", "/proc", "release", "--note", "Neu."]) == 1
    file = f"/proc/0001-{datetime.now(UTC):%Y-%m-%d}.json"
    assert capsys.readouterr() == ("", f"[Errno 2] No such file or directory: '{file}'\n")


# --- replaying

IDS = st.sampled_from(["a", "b", "c", "d"])
RECORD = st.fixed_dictionaries({"title": st.sampled_from(["x", "y"])}, optional={"page": st.integers(1, 2)})
STATE = st.dictionaries(st.sampled_from(["events", "sources", "guidelines"]), st.dictionaries(IDS, RECORD, max_size=4))


def identified(edited: dict[str, dict[str, Any]]) -> State:
    return {resource: {id_: {"id": id_, **record} for id_, record in sorted(records.items())} for resource, records in edited.items()}


def appended(directory: Path, edited: State) -> Iterator[Entry]:
    """What `release` appends when the data hold `edited`."""
    entries = read(directory)
    entry = Entry(len(entries) + 1, "2026-01-01T12:00:00Z", {"de": "Neu."}, entries[-1].sha256 if entries else None)
    for action, resource, id_, _, new in changes(state(entries), edited):
        getattr(entry, action).setdefault(resource, []).append(new or {"id": id_, "reason": {"de": "Weg."}})
    if entry.added or entry.changed or entry.removed:
        append(directory, entry)
        yield read(directory)[-1]


@settings(max_examples=100, deadline=None)
@given(st.lists(STATE, min_size=1, max_size=8))
def test_replaying_the_log_gives_the_data_after_every_release(history: list[dict[str, dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for edited in map(identified, history):
            list(appended(directory, edited))
            replayed = state(read(directory))
            assert {resource: records for resource, records in replayed.items() if records} == {
                resource: records for resource, records in edited.items() if records
            }
            assert list(appended(directory, edited)) == []


@settings(max_examples=100, deadline=None)
@given(STATE, STATE)
def test_changes_name_each_difference_once(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> None:
    before, after = identified(old), identified(new)
    found = list(changes(before, after))
    assert found == sorted(found, key=lambda change: change[1:3])
    for action, resource, id_, was, is_ in found:
        assert (was, is_) == (before.get(resource, {}).get(id_), after.get(resource, {}).get(id_))
        assert action == {(True, False): "added", (False, True): "removed", (False, False): "changed"}[was is None, is_ is None]
    named = {(resource, id_) for _, resource, id_, _, _ in found}
    same = {
        (resource, id_)
        for resource in before.keys() & after.keys()
        for id_ in before[resource].keys() & after[resource].keys()
        if before[resource][id_] == after[resource][id_]
    }
    everything = {(resource, id_) for side in (before, after) for resource, records in side.items() for id_ in records}
    assert named == everything - same


# What an editor may do between two releases: replace a text in a file, or remove a record.
EDITS = st.sampled_from(
    [
        ("events.yaml", "  country: DE\n  parent", "  country: AT\n  parent"),
        ("events.yaml", "  country: AT\n  parent", "  country: DE\n  parent"),
        ("events.yaml", "  ends: 2018-04\n", ""),
        ("sources.yaml", "kind: press", "kind: partner"),
        ("sources.yaml", "kind: partner", "kind: press"),
        ("initiatives.yaml", "level: eu", "level: federal"),
        ("initiatives.yaml", "level: federal", "level: eu"),
        ("events", "2018-workshop"),
        ("initiatives", "plan"),
    ]
)


@pytest.mark.no_cover
@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(EDITS, max_size=3), min_size=1, max_size=4))
def test_log_of_edited_files_gives_the_files_again(history: list[list[tuple[str, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        seed = Seed.copy(Path(name))
        seed.edit("events.yaml", "  initiatives: [plan]\n", "")
        for edits in [[], *history]:
            for edit in edits:
                with suppress(AssertionError):  # the text or record is not there any more
                    seed.edit(*edit) if len(edit) == 3 else seed.remove(*edit)
            seed.release()
            edited, _ = check(seed.data, state(seed.entries))
            assert state(seed.entries) == edited
            assert list(diff(seed.data, seed.log)) == []
