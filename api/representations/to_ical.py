"""iCalendar (RFC 5545, RFC 7986): events as a calendar to subscribe to.

Only events whose day is known are entries, all-day unless the time is known too; how many are left out is said in the
calendar's description, which stands before the entries: their records wait in a temporary file. No person is an attendee or organizer.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from tempfile import SpooledTemporaryFile

import orjson
from icalendar import Calendar, Event, Timezone, vDuration, vText, vUri

from api.representations.answer import Export, Stored
from api.representations.streaming import chunks
from schemas.base import Record
from schemas.edtf import bounds
from schemas.fields import BERLIN, in_language
from schemas.vocabularies import CERTAINTY, EVENT_FORMATS, EVENT_STATUS, THEMES

UID_DOMAIN = "strategiewerkstatt"
STATUS = {"announced": "TENTATIVE", "held": "CONFIRMED"}
REFRESH = timedelta(days=1)
IN_MEMORY = 1 << 20
# The rule of the European Union since 1996; the library derives one from the time zone database whose summer begins an hour late.
VTIMEZONE = Timezone.from_ical(
    """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
)
LEFT_OUT = {
    "de": "{about} Nicht im Kalender, weil ihr Tag nicht bekannt ist: {count}.",
    "en": "{about} Not in the calendar because their day is not known: {count}.",
}
CREDIT = {
    "de": "{attribution}, {license}, Ausgabe {release}.",
    "en": "{attribution}, {license}, release {release}.",
}
SOURCES = {"de": "Quellen: ", "en": "Sources: "}
DERIVED = {"de": "Unsere Lesart der Quellen: ", "en": "Our reading of the sources: "}


def to_ical(export: Export) -> Iterator[bytes]:
    """The calendar; nothing comes before the last record is read, but an entry, which costs far more, is made when it is its turn."""
    with SpooledTemporaryFile(IN_MEMORY) as known:
        left_out, timed = 0, False
        for stored in export.records:
            if when := _when(orjson.loads(stored.document(export.language))):
                timed = timed or isinstance(when["DTSTART"], datetime)
                known.write(orjson.dumps([*stored], option=orjson.OPT_APPEND_NEWLINE))
            else:
                left_out += 1
        zone = VTIMEZONE.to_ical() if timed or not known.tell() else b""  # a calendar needs a component (RFC 5545, section 3.6)
        known.seek(0)
        head, end, _ = _calendar(export, left_out).to_ical().partition(b"END:VCALENDAR\r\n")
        entries = (_entry(export, Stored(*orjson.loads(line))).to_ical() for line in known)
        yield from chunks(chain([head, zone], entries, [end]))


def _calendar(export: Export, left_out: int) -> Calendar:
    """The calendar without its entries."""
    about = export.about
    credit = CREDIT[export.language].format(attribution=about.attribution, license=about.license_name, release=about.release)
    description = LEFT_OUT[export.language].format(about=credit, count=left_out) if left_out else credit
    calendar = Calendar()
    calendar.add("PRODID", f"-//StrategieWerkstatt open data//{export.resource}//{export.language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    for names, text in ((("NAME", "X-WR-CALNAME"), about.title), (("DESCRIPTION", "X-WR-CALDESC"), description)):
        for name in names:
            calendar.add(name, vText(text))
    calendar.add("X-WR-TIMEZONE", BERLIN.key)
    calendar.add("LAST-MODIFIED", datetime.fromisoformat(about.published_at))
    calendar.add("URL", about.permalink)
    calendar.add("SOURCE", vUri(about.asked), {"VALUE": "URI"})  # where programs ask again
    calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return calendar


def _when(document: Record) -> dict[str, date] | None:
    """DTSTART and, where it is known, DTEND; None if a day is not known."""
    if document["starts_at"]:
        instants = {"DTSTART": document["starts_at"], "DTEND": document["ends_at"]}
        return {name: datetime.fromisoformat(value).astimezone(BERLIN) for name, value in instants.items() if value}
    first, last = bounds(document["starts"]), bounds(document["ends"] or document["starts"])
    if first[0] < first[1] or last[0] < last[1]:
        return None
    return {"DTSTART": first[0], "DTEND": last[1] + timedelta(days=1)}


def _entry(export: Export, stored: Stored) -> Event:
    event, document = Event(), orjson.loads(stored.document(export.language))
    modified = datetime.fromisoformat(document["modified_at"])
    event.add("UID", f"{stored.id}@{UID_DOMAIN}")
    event.add("SEQUENCE", stored.revision)
    event.add("DTSTAMP", modified)
    event.add("LAST-MODIFIED", modified)
    for name, value in (_when(document) or {}).items():
        event.add(name, value)
    event.add("SUMMARY", document["title"])
    event.add("DESCRIPTION", _description(document, export.language))
    if place := ", ".join(document[name] for name in ("venue", "address", "city") if document[name]):
        event.add("LOCATION", place)
    event.add("CATEGORIES", _categories(document, export.language))
    event.add("STATUS", STATUS[document["status"]])
    event.add("TRANSP", "TRANSPARENT")  # a record of the past makes nobody busy
    event.add("URL", export.page_url + stored.id)
    return event


def _description(document: Record, language: str) -> str:
    """What it is, what is known of its time, whether it is known to have taken place, and how we know."""
    paragraphs = [document["description"], document["date_note"], f"Status: {in_language(EVENT_STATUS[document['status']], language)}"]
    if derived := [each["field"] for each in document["field_certainty"] if each["certainty"] == "derived"]:
        paragraphs.append(DERIVED[language] + ", ".join(derived))
    sources = (f"{each['source']} ({each['locator']})" if each["locator"] else each["source"] for each in document["sources"])
    paragraphs += [in_language(CERTAINTY[document["certainty"]], language), SOURCES[language] + "; ".join(sources)]
    return "\n\n".join(text for text in paragraphs if text)


def _categories(document: Record, language: str) -> list[str]:
    return [
        in_language(EVENT_FORMATS[document["format"]], language),
        *(in_language(THEMES[theme], language) for theme in document["themes"]),
    ]
