"""The fields: what an editor may write, and what is published of it."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields

import schemas
from api.models import MODELS
from schemas.base import RecordSchema, references_of, translated, untranslated
from schemas.challenge import ChallengeSchema
from schemas.change import ChangeSchema
from schemas.event import EventSchema
from schemas.fields import (
    Bound,
    Edtf,
    Instant,
    Language,
    LocalTime,
    Moment,
    Reference,
    Slug,
    Text,
    about,
    choice,
    choices,
    instant,
    references,
)
from schemas.source import SourceSchema

CODES = {"a": ("A", "A"), "b": ("B", "B")}


def fault(field: fields.Field, value: Any) -> Any:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    return refused.value.messages


def dump(schema: Schema, record: dict[str, Any], language: str) -> Any:
    with Language(language):
        return schema.dump(record)


# --- Text


class Sign(Schema):
    text = Text(required=True)
    note = Text(load_default=None, allow_none=True)


def test_text_loads_its_languages() -> None:
    assert Text().deserialize({"en": "Hall", "de": "Halle"}) == {"de": "Halle", "en": "Hall"}


@pytest.mark.parametrize(("language", "published"), [("de", "Halle"), ("en", "Hall")])
def test_text_is_published_in_the_chosen_language(language: str, published: str) -> None:
    assert dump(Sign(), {"text": {"de": "Halle", "en": "Hall"}, "note": None}, language) == {"text": published, "note": None}


def test_text_without_translation_falls_back_to_german() -> None:
    assert dump(Sign(), {"text": {"de": "Halle"}, "note": None}, "en") == {"text": "Halle", "note": None}


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        ("Halle", ["a text is a mapping of languages: {de: …, en: …}"]),
        (["Halle"], ["a text is a mapping of languages: {de: …, en: …}"]),
        (5, ["a text is a mapping of languages: {de: …, en: …}"]),
        ({}, {"de": ["missing German text"]}),
        ({"en": "Hall"}, {"de": ["missing German text"]}),
        ({"de": ""}, {"de": ["empty or not a text"]}),
        ({"de": " \n"}, {"de": ["empty or not a text"]}),
        ({"de": None}, {"de": ["empty or not a text"]}),
        ({"de": 5, "en": ["x"]}, {"de": ["empty or not a text"], "en": ["empty or not a text"]}),
        ({"de": "Halle", "fr": "Salle"}, {"fr": ["unknown language; allowed: de, en"]}),
        ({"DE": "Halle"}, {"DE": ["unknown language; allowed: de, en"], "de": ["missing German text"]}),
        ({"de": "Halle", 5: "x", None: "y"}, {"5": ["unknown language; allowed: de, en"], "None": ["unknown language; allowed: de, en"]}),
    ],
)
def test_text_that_is_none_is_refused(value: Any, messages: Any) -> None:
    assert fault(Text(), value) == messages


# --- dates and times


class Visit(Schema):
    starts = Edtf(required=True)
    ends = Edtf(load_default=None)
    earliest = Bound("starts", 0)
    latest = Bound("starts", 1)
    start_time = LocalTime(load_default=None, load_only=True)
    starts_at = Instant("start_time", "starts")
    ends_at = Instant("end_time", "ends", "starts")


def test_edtf_is_published_as_edited() -> None:
    assert Edtf().deserialize("2020-11/2021") == "2020-11/2021"


def test_edtf_takes_a_bare_year() -> None:
    assert Edtf().deserialize(2018) == "2018"


@pytest.mark.parametrize("value", ["2018-02-30", "gestern", 18, 2018.5, True, [2018], {"year": 2018}])
def test_edtf_refuses_what_is_no_date(value: Any) -> None:
    (message,) = fault(Edtf(), value)
    assert message.startswith(f"{str(value)!r} is not a d")


@pytest.mark.parametrize(
    ("starts", "earliest", "latest"),
    [
        ("2018-04-24", "2018-04-24", "2018-04-24"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
        (None, None, None),
    ],
)
def test_bounds_are_published_as_days(starts: str | None, earliest: str | None, latest: str | None) -> None:
    published = Visit().dump({"starts": starts})
    assert (published["earliest"], published["latest"]) == (earliest, latest)


@pytest.mark.parametrize("name", ["earliest", "latest", "starts_at", "ends_at"])
def test_derived_fields_cannot_be_edited(name: str) -> None:
    assert Visit().validate({"starts": "2018", name: "2018-01-01"}) == {name: ["Unknown field."]}


@pytest.mark.parametrize("time", ["00:00", "09:30", "18:30", "23:59"])
def test_local_time_is_hours_and_minutes(time: str) -> None:
    assert LocalTime().deserialize(time) == time


@pytest.mark.parametrize("time", ["24:00", "9:30", "18:60", "18.30", "18:30:00", "18:30 Uhr", "１８:３０", ""])
def test_impossible_time_is_refused(time: str) -> None:
    assert fault(LocalTime(), time) == ["is not a time like 18:30"]


@pytest.mark.parametrize(
    ("day", "time", "moment"),
    [
        ("2018-04-24", "18:30", "2018-04-24T18:30:00+02:00"),
        ("2018-03-07", "18:30", "2018-03-07T18:30:00+01:00"),
        ("2018-03-25", "01:59", "2018-03-25T01:59:00+01:00"),
        ("2018-03-25", "03:00", "2018-03-25T03:00:00+02:00"),
        ("2018-10-28", "01:30", "2018-10-28T01:30:00+02:00"),
        ("2018-10-28", "03:00", "2018-10-28T03:00:00+01:00"),
        ("2018-04", "18:30", None),
        ("2018", "18:30", None),
        ("2018-04-24/2018-04-25", "18:30", None),
        ("2018-04-24", None, None),
        (None, "18:30", None),
    ],
)
def test_instant_has_the_offset_of_berlin_and_is_never_made_up(day: str | None, time: str | None, moment: str | None) -> None:
    assert instant(day, time) == moment


def test_instant_falls_on_the_first_day_given() -> None:
    visit = {"starts": "2018-04-24", "ends": "2018-04-25", "start_time": "18:00", "end_time": "02:00"}
    published = Visit().dump(visit)
    assert (published["starts_at"], published["ends_at"]) == ("2018-04-24T18:00:00+02:00", "2018-04-25T02:00:00+02:00")
    assert Visit().dump(visit | {"ends": None, "end_time": "20:00"})["ends_at"] == "2018-04-24T20:00:00+02:00"


def test_moment_is_published_as_it_is_kept() -> None:
    assert Schema.from_dict({"at": Moment()})().dump({"at": "2026-01-01T12:00:00Z"}) == {"at": "2026-01-01T12:00:00Z"}


def test_programme_items_fall_on_the_day_of_the_event() -> None:
    programme = [{"time": "18:30", "item": {"de": "Einlass", "en": "Doors open"}}]
    event = EventSchema(only=("programme",))
    assert dump(event, {"starts": "2018-04-24", "programme": programme}, "en") == {
        "programme": [{"starts_at": "2018-04-24T18:30:00+02:00", "item": "Doors open"}]
    }
    assert dump(event, {"starts": "2018", "programme": programme}, "de") == {"programme": [{"starts_at": None, "item": "Einlass"}]}


# --- ids, links and codes


@pytest.mark.parametrize("slug", ["a", "s01", "2018-04-24-praesentation", "industrie-4-0"])
def test_slug_is_lower_case_words_joined_by_hyphens(slug: str) -> None:
    assert Slug().deserialize(slug) == slug


@pytest.mark.parametrize("slug", ["", "A", "a_b", "a--b", "-a", "a-", "ä", "a b", "a/b", "a.b"])
def test_other_identifiers_are_refused(slug: str) -> None:
    assert fault(Slug(), slug) == ["is not a slug: lower-case letters, digits and single hyphens"]


def test_reference_knows_its_resource() -> None:
    assert Reference("events").resource == "events"


def test_references_are_empty_unless_given() -> None:
    assert Schema.from_dict({"events": references("events", "Events.", "Ereignisse.")})().load({}) == {"events": []}


def test_reference_given_twice_is_refused() -> None:
    assert fault(references("events", "Events.", "Ereignisse."), ["b", "a", "b", "a", "c"]) == ["given more than once: a, b"]


def test_code_that_is_not_in_the_vocabulary_is_refused_with_those_that_are() -> None:
    assert fault(choice(CODES, "Code.", "Code."), "c") == ["'c' is not allowed; allowed: a, b"]


@pytest.mark.parametrize("value", [5, None, ["a"], {"a": 1}])
def test_code_that_is_no_text_is_refused(value: Any) -> None:
    assert fault(choice(CODES, "Code.", "Code."), value) in (["Not a valid string."], ["Field may not be null."])


def test_each_wrong_code_of_a_list_is_refused() -> None:
    message = "is not allowed; allowed: a, b"
    assert fault(choices(CODES, "Codes.", "Codes."), ["a", "c", "d"]) == {1: [f"'c' {message}"], 2: [f"'d' {message}"]}


def test_about_names_both_languages_and_the_term() -> None:
    assert about("Town.", "Ort.") == {"description": "Town.", "x-description-de": "Ort."}
    assert about("Town.", "Ort.", "schema:addressLocality") == {
        "description": "Town.",
        "x-description-de": "Ort.",
        "x-rdf-term": "schema:addressLocality",
    }


# --- whole records

TITLE = {"de": "A", "en": "A"}
CHALLENGE = {"id": "a", "title": TITLE, "description": TITLE, "kind": "finding", "certainty": "stated", "sources": [{"source": "s01"}]}


def test_references_are_found_wherever_they_are() -> None:
    challenge = ChallengeSchema().load(
        CHALLENGE
        | {
            "families": ["b", "c"],
            "held_by": ["ministry"],
            "conflicts": [
                {"topic": TITLE, "versions": [{"statement": TITLE, "sources": ["s02"]}, {"statement": TITLE, "sources": ["s03", "s04"]}]}
            ],
        }
    )
    assert list(references_of(ChallengeSchema(), challenge)) == [
        (("families", 0), "challenges", "b"),
        (("families", 1), "challenges", "c"),
        (("held_by", 0), "stakeholder-groups", "ministry"),
        (("conflicts", 0, "versions", 0, "sources", 0), "sources", "s02"),
        (("conflicts", 0, "versions", 1, "sources", 0), "sources", "s03"),
        (("conflicts", 0, "versions", 1, "sources", 1), "sources", "s04"),
        (("sources", 0, "source"), "sources", "s01"),
    ]


def test_record_without_links_has_no_references() -> None:
    source = SourceSchema().load({"id": "s01", "title": TITLE, "kind": "press", "certainty": "stated"})
    assert list(references_of(SourceSchema(), source)) == []


def test_untranslated_texts_are_named_by_path() -> None:
    record = {
        "title": {"de": "A"},
        "description": {"de": "A", "en": "A"},
        "programme": [{"item": {"de": "A", "en": "A"}}, {"item": {"de": "A"}}],
        "conflicts": [{"versions": [{"statement": {"de": "A"}}]}],
        "note": None,
    }
    assert list(untranslated(record, "en")) == ["title", "programme.1.item", "conflicts.0.versions.0.statement"]


def test_translated_record_has_no_untranslated_text() -> None:
    assert list(untranslated(CHALLENGE, "en")) == []


def test_fields_that_differ_by_language_are_known() -> None:
    assert translated(EventSchema) == (
        *("title", "description", "date_note", "venue", "city", "attendance", "programme", "horizon_note"),
        *("field_certainty", "conflicts"),
    )
    assert translated(ChangeSchema) == ("title", "reason", "record")


def test_evidence_follows_the_content() -> None:
    assert list(ChallengeSchema().fields)[-7:] == list(RecordSchema.EVIDENCE)
    assert list(ChallengeSchema().fields)[:3] == ["id", "title", "description"]


@pytest.mark.parametrize("field", ["kind", "held_by.ministry", "title", "sources"])
def test_certainty_may_be_told_of_a_field_or_a_member(field: str) -> None:
    assert ChallengeSchema().validate(CHALLENGE | {"field_certainty": [{"field": field, "certainty": "derived"}]}) == {}


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None], [5], ["x"], [[]], [{}], {"x": 1}, True, float("nan"), 10**30])
@pytest.mark.parametrize("resource", [resource for resource in MODELS if resource != "releases"])
def test_no_value_of_any_field_makes_a_schema_stumble(resource: str, value: Any) -> None:
    schema = MODELS[resource].schema()
    for name in schema.load_fields:
        assert isinstance(schema.validate({name: value}), dict)


# --- documented


def every_schema() -> Iterator[type[Schema]]:
    """Every schema class of the contract."""
    for module in iter_modules(schemas.__path__, "schemas."):
        members = vars(import_module(module.name)).values()
        yield from (each for each in members if isinstance(each, type) and issubclass(each, Schema) and each.__module__ == module.name)


SCHEMAS = list(every_schema())
FIELDS = {f"{each.__name__}.{name}": field for each in SCHEMAS for name, field in each().fields.items()}
PUBLISHED = {path: field for path, field in FIELDS.items() if not field.load_only}


@pytest.mark.parametrize("key", ["description", "x-description-de"])
def test_every_published_field_is_described_in_both_languages(key: str) -> None:
    assert [path for path, field in PUBLISHED.items() if not field.metadata.get(key)] == []


def test_only_clock_times_are_read_and_not_published() -> None:
    assert sorted(FIELDS.keys() - PUBLISHED.keys()) == ["EventSchema.end_time", "EventSchema.start_time", "ProgrammeItem.time"]


@pytest.mark.parametrize("key", ["description", "x-description-de"])
def test_descriptions_are_sentences(key: str) -> None:
    assert [path for path, field in FIELDS.items() if not str(field.metadata.get(key, "X.")).endswith(".")] == []


def test_every_schema_says_what_it_describes() -> None:
    assert [each.__name__ for each in SCHEMAS if not each.__doc__] == []


def test_rdf_terms_are_prefixed_names() -> None:
    prefixes = {str(field.metadata["x-rdf-term"]).partition(":")[0] for field in FIELDS.values() if "x-rdf-term" in field.metadata}
    assert prefixes == {"dcat", "dcterms", "foaf", "schema", "skos"}
