"""Events: what took place, or was announced, in the process and around it."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.base import Part, Record, RecordSchema
from schemas.edtf import bounds
from schemas.fields import (
    Bound,
    Edtf,
    Instant,
    LocalTime,
    Moment,
    Reference,
    Text,
    about,
    choice,
    choices,
    instant,
    references,
)
from schemas.vocabularies import ADMISSION, EVENT_FORMATS, EVENT_STATUS, PHASES, THEMES


class Attendance(Part):
    """One figure on attendance, as one source gives it."""

    count = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0),
        metadata=about("Number of people; null if the source gives none.", "Zahl; null, wenn keine genannt ist."),
    )
    note = Text(load_default=None, allow_none=True, metadata=about("How the source puts it.", "Wie die Quelle es fasst.", "skos:note"))
    source = Reference("sources", required=True, metadata=about("Who says so.", "Wer das sagt.", "dcterms:source"))


class ProgrammeItem(Part):
    """One item of the programme."""

    time = LocalTime(required=True, load_only=True)
    starts_at = Moment(dump_only=True, metadata=about("When it was to begin.", "Geplanter Beginn.", "schema:startDate"))
    item = Text(required=True, metadata=about("What was planned.", "Was geplant war.", "schema:name"))


class EventSchema(RecordSchema):
    """An event of the StrategieWerkstatt, of its follow-up, or beside it."""

    RDF_TYPES = ("schema:Event",)

    format = choice(EVENT_FORMATS, "Kind of event.", "Art der Veranstaltung.", "schema:additionalType", required=True)
    status = choice(
        EVENT_STATUS,
        "Whether a report of it is preserved or only the invitation.",
        "Ob ein Bericht überliefert ist oder nur die Ankündigung.",
        "schema:eventStatus",
        required=True,
    )
    phase = choice(PHASES, "Part of the process, follow-up or context.", "Prozess, Nachfolge oder Umfeld.", load_default="process")
    starts = Edtf(
        required=True,
        metadata=about("Start, as precisely as known (EDTF).", "Beginn, so genau wie bekannt (EDTF).", "schema:startDate"),
    )
    ends = Edtf(
        load_default=None,
        allow_none=True,
        metadata=about("End (EDTF), if it is another day.", "Ende (EDTF), falls an anderem Tag.", "schema:endDate"),
    )
    earliest = Bound("starts", 0, metadata=about("First day `starts` can mean.", "Erster Tag, den `starts` meinen kann."))
    latest = Bound("starts", 1, metadata=about("Last day `starts` can mean.", "Letzter Tag, den `starts` meinen kann."))
    start_time = LocalTime(load_default=None, allow_none=True, load_only=True)
    end_time = LocalTime(load_default=None, allow_none=True, load_only=True)
    starts_at = Instant("start_time", "starts", metadata=about("Start with time, if known.", "Beginn mit Uhrzeit, falls bekannt."))
    ends_at = Instant("end_time", "ends", "starts", metadata=about("End with time, if known.", "Ende mit Uhrzeit, falls bekannt."))
    date_note = Text(
        load_default=None, allow_none=True, metadata=about("What else is known of the time.", "Was sonst zur Zeit bekannt ist.")
    )
    venue = Text(load_default=None, allow_none=True, metadata=about("Venue.", "Veranstaltungsort.", "schema:location"))
    address = fields.String(
        load_default=None, allow_none=True, metadata=about("Street and number.", "Straße und Hausnummer.", "schema:streetAddress")
    )
    city = Text(load_default=None, allow_none=True, metadata=about("Town.", "Ort.", "schema:addressLocality"))
    country = fields.String(
        required=True,
        validate=validate.Regexp(r"^[A-Z]{2}$", error="is not an ISO 3166-1 code such as DE"),
        metadata=about("Country, ISO 3166-1 alpha-2.", "Land, ISO 3166-1 alpha-2.", "schema:addressCountry"),
    )
    admission = choice(ADMISSION, "Admission, if known.", "Eintritt, falls bekannt.", load_default=None, allow_none=True)
    attendance = fields.List(
        fields.Nested(Attendance),
        load_default=list,
        metadata=about("Attendance, one figure per source.", "Teilnehmerzahlen, je Quelle eine."),
    )
    exhibitor_count = fields.Integer(
        strict=True, load_default=None, allow_none=True, metadata=about("Number of exhibitors.", "Zahl der Aussteller.")
    )
    juror_count = fields.Integer(strict=True, load_default=None, allow_none=True, metadata=about("Size of the jury.", "Größe der Jury."))
    prize_max_eur = fields.Integer(
        strict=True, load_default=None, allow_none=True, metadata=about("Highest prize in euros.", "Höchstes Preisgeld in Euro.")
    )
    programme = fields.List(fields.Nested(ProgrammeItem), load_default=list, metadata=about("Programme.", "Programm.", "schema:subEvent"))
    themes = choices(THEMES, "Themes.", "Themen.", "dcat:theme")
    horizon_year = fields.Integer(
        strict=True, load_default=None, allow_none=True, metadata=about("Year in view.", "Jahr, auf das der Blick geht.")
    )
    horizon_note = Text(load_default=None, allow_none=True, metadata=about("Horizon in words.", "Zeithorizont in Worten."))
    parent = Reference(
        "events",
        load_default=None,
        allow_none=True,
        metadata=about("Event of which this is a part.", "Veranstaltung, zu der diese gehört.", "schema:superEvent"),
    )
    organisers = references("stakeholder-groups", "Who organised it.", "Wer veranstaltete.", "schema:organizer")
    hosts = references("stakeholder-groups", "Who hosted it.", "Wer Gastgeber war.")
    participants = references("stakeholder-groups", "Who took part.", "Wer teilnahm.", "schema:attendee")
    challenges = references("challenges", "Challenges dealt with.", "Behandelte Herausforderungen.", "schema:about")
    guidelines = references("guidelines", "Guidelines presented.", "Vorgestellte Leitlinien.", "schema:about")
    initiatives = references("initiatives", "Initiatives it was set against.", "Initiativen, auf die es sich bezog.", "schema:about")
    publications = references(
        "sources", "Publications presented or used.", "Vorgestellte oder genutzte Veröffentlichungen.", "schema:workFeatured"
    )

    @validates_schema
    def ends_after_start(self, data: Record, **kwargs: Any) -> None:
        """An event ends on or after the first day it can have begun."""
        if data.get("ends") and bounds(data["ends"])[1] < bounds(data["starts"])[0]:
            raise ValidationError({"ends": [f"{data['ends']} is before starts {data['starts']}"]})

    @validates_schema
    def times_need_a_day(self, data: Record, **kwargs: Any) -> None:
        """A clock time without a known day cannot be published, nor an end before the start."""
        days = {"start_time": data["starts"], "end_time": data.get("ends") or data["starts"]}
        faults = {
            name: [f"a time needs a day, but all that is known is {day}"]
            for name, day in days.items()
            if data.get(name) and instant(day, data[name]) is None
        }
        if not faults and data.get("start_time") and data.get("end_time"):
            starts, ends = (datetime.fromisoformat(f"{day}T{data[name]}") for name, day in days.items())
            if ends < starts:
                faults = {"end_time": [f"{data['end_time']} is before start_time {data['start_time']}"]}
        if faults:
            raise ValidationError(faults)

    def get_attribute(self, obj: Record, attr: str, default: Any) -> Any:
        """Programme items know their clock time only; their day is the event's."""
        value = super().get_attribute(obj, attr, default)
        if attr != "programme" or not value:
            return value
        return [item | {"starts_at": instant(obj["starts"], item["time"])} for item in value]
