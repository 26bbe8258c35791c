"""iCalendar, read by icalendar and by vobject."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest
import vobject

from api.representations import Stored
from api.representations.to_ical import to_ical
from schemas.fields import BERLIN
from tests.representations.conftest import FEW

TIMED = "2018-06-22-jugendgespraech-minister"
ANNOUNCED = "2018-05-25-werkstatt-wirtschaft-arbeit-plauen"


def rendered(export) -> bytes:
    return b"".join(to_ical(export))


def calendar(export) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(rendered(export))


def event(export, *ids: str, **changes: object) -> icalendar.Event:
    (found,) = calendar(export("events", ids, **changes)).events
    return found


@pytest.fixture
def altered(export, stored):
    """Renders the first event with fields of the test's own."""

    def alter(**fields: object) -> bytes:
        document = json.dumps(json.loads(stored["events"][0].document_de) | fields)
        return rendered(export("events", records=[Stored("a", document, document)]))

    return alter


@pytest.mark.parametrize("language", ["de", "en"])
def test_few_records_are_the_golden_ones(export, is_golden, language):
    assert is_golden(f"events.{language}.ics", rendered(export("events", FEW, language=language)))


def test_two_readers_find_the_same_events(export):
    mine = [(str(each["UID"]), str(each["SUMMARY"]), each.decoded("DTSTART")) for each in calendar(export("events")).events]
    theirs = vobject.readOne(rendered(export("events")).decode())
    assert [(each.uid.value, each.summary.value, each.dtstart.value) for each in theirs.vevent_list] == mine


def test_calendar_without_entries_has_the_component_that_it_must_have(export):
    assert [(each.name, str(each["TZID"])) for each in calendar(export("events", records=[])).subcomponents] == [
        ("VTIMEZONE", "Europe/Berlin")
    ]


def test_events_with_a_known_day_are_entries_and_the_others_counted(export, stored):
    found = calendar(export("events"))
    known = [each.id for each in stored["events"] if len(json.loads(each.document_de)["starts"]) == len("2018-04-24")]
    assert [str(each["UID"]) for each in found.events] == [f"{id_}@strategiewerkstatt" for id_ in known]
    assert str(found["DESCRIPTION"]).endswith(f"Nicht im Kalender, weil ihr Tag nicht bekannt ist: {len(stored['events']) - len(known)}.")


def test_event_of_a_day_lasts_until_the_next(export):
    found = event(export, FEW[0])
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2016, 3, 7), date(2016, 3, 8))


def test_event_of_some_days_lasts_until_the_day_after_its_last(altered):
    assert b"DTSTART;VALUE=DATE:20160307\r\nDTEND;VALUE=DATE:20160310\r\n" in altered(ends="2016-03-09")


@pytest.mark.parametrize("dates", [{"starts": "2016-03"}, {"starts": "2016"}, {"starts": "2016-03-07/2016-03-09"}, {"ends": "2016-03"}])
def test_no_day_is_made_up(altered, dates):
    content = altered(**dates)
    assert (b"BEGIN:VEVENT" in content, b"nicht bekannt ist: 1." in content) == (False, True)


def test_known_time_is_that_of_berlin(export):
    found = event(export, FEW[2])
    assert (found.decoded("DTSTART"), found["DTSTART"].params["TZID"], found.decoded("DTEND").astimezone(UTC)) == (
        datetime(2018, 4, 24, 18, 30, tzinfo=BERLIN),
        "Europe/Berlin",
        datetime(2018, 4, 24, 19, 0, tzinfo=UTC),
    )


def test_unknown_end_is_left_out(altered):
    assert b"DTEND" not in altered(starts_at="2016-03-07T10:00:00+01:00")


@pytest.mark.parametrize(("id_", "zones"), [(FEW[0], 0), (FEW[2], 1)])
def test_time_zone_is_there_where_times_are(export, id_, zones):
    assert rendered(export("events", [id_])).count(b"BEGIN:VTIMEZONE") == zones


@pytest.mark.parametrize(
    ("instant", "offset"),
    [("20180325T015959", "+0100"), ("20180325T030000", "+0200"), ("20181028T015959", "+0200"), ("20181028T030000", "+0100")],
)
def test_time_zone_changes_when_clocks_do(export, instant, offset):
    (zone,) = vobject.readOne(rendered(export("events", [FEW[2]])).decode()).vtimezone_list
    assert datetime.strptime(instant, "%Y%m%dT%H%M%S").replace(tzinfo=zone.tzinfo).strftime("%z") == offset


def test_sequence_counts_earlier_versions(export, stored):
    revisions = {f"{each.id}@strategiewerkstatt": each.revision for each in stored["events"]}
    found = {str(each["UID"]): each["SEQUENCE"] for each in calendar(export("events")).events}
    assert found == {uid: revisions[uid] for uid in found}
    assert found[f"{FEW[2]}@strategiewerkstatt"] == 1


@pytest.mark.parametrize(("id_", "status"), [(ANNOUNCED, "TENTATIVE"), (FEW[0], "CONFIRMED")])
def test_only_what_was_held_is_confirmed(export, id_, status):
    assert event(export, id_)["STATUS"] == status


def test_entry_was_changed_when_its_record_was(export):
    found = event(export, FEW[0])
    assert {found.decoded("DTSTAMP"), found.decoded("LAST-MODIFIED")} == {datetime(2026, 11, 22, 14, tzinfo=UTC)}


def test_entry_says_where_what_and_how_we_know(export):
    found = event(export, FEW[2], language="en")
    assert (str(found["LOCATION"]), str(found["URL"]), found.categories[:2], str(found["DESCRIPTION"]).split("\n\n")[1:]) == (
        "Representation of the Free State of Saxony to the Federation, Brüderstraße 11/12, Berlin",
        f"https://data.example.org/events/{FEW[2]}",
        ["Presentation and panel", "Digitalisation"],
        [
            "Status: took place",
            "Our reading of the sources: guidelines, organisers, participants.politische-institutionen-und-behoerden",
            "stated: a source says so",
            "Sources: s01 (L7, L9, L11, L17, L19); s02 (¶1–4); s07 (¶4); s09 (header and programme)",
        ],
    )


def test_nobody_is_invited(export):
    content = rendered(export("events"))
    assert (b"ATTENDEE" in content, b"ORGANIZER" in content) == (False, False)


def test_calendar_can_be_subscribed_to(export):
    found = calendar(export("events", FEW))
    names = ("NAME", "X-WR-CALNAME", "SOURCE", "URL", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "X-WR-TIMEZONE")
    assert {name: found[name].to_ical().decode() for name in names} == {
        "NAME": "Veranstaltungen der StrategieWerkstatt",
        "X-WR-CALNAME": "Veranstaltungen der StrategieWerkstatt",
        "SOURCE": "https://data.example.org/api/v1/events",
        "URL": "https://data.example.org/api/v1/events?release=2",
        "REFRESH-INTERVAL": "P1D",
        "X-PUBLISHED-TTL": "P1D",
        "X-WR-TIMEZONE": "Europe/Berlin",
    }


def test_calendar_of_a_named_release_is_asked_for_there_again(export):
    few = export("events", FEW)
    found = calendar(replace(few, about=replace(few.about, pinned=True)))
    assert found["SOURCE"].to_ical().decode() == "https://data.example.org/api/v1/events?release=2"


def test_types_that_rfc_7986_wants_are_named(export):
    content = rendered(export("events", FEW))
    assert (b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in content, b"SOURCE;VALUE=URI:https:" in content) == (True, True)


def test_lines_are_folded_by_octets(export):
    lines = rendered(export("events")).split(b"\r\n")
    assert (max(map(len, lines)) <= 75, [line.decode() for line in lines] != []) == (True, True)
    assert "„Wissen schafft Wirtschaft“" in str(event(export, ANNOUNCED)["SUMMARY"])


def test_calendar_without_events_is_whole(export):
    content = rendered(export("events", records=[]))
    assert (content.startswith(b"BEGIN:VCALENDAR\r\n"), content.endswith(b"END:VCALENDAR\r\n")) == (True, True)


def test_entries_are_made_while_the_calendar_is_sent(export, stored, monkeypatch):
    made, count, write = [], 500, icalendar.Event.to_ical
    monkeypatch.setattr(icalendar.Event, "to_ical", lambda entry: made.append(entry) or write(entry))
    record = next(each for each in stored["events"] if each.id == FEW[0])
    content = to_ical(export("events", records=[record] * count))
    next(content)
    assert 0 < len(made) < count / 2
    assert (len(list(content)) > 1, len(made)) == (True, count)
