"""Columns: permanent names and types, derived from the schemas; and documents with both languages."""

import json

import pytest
from marshmallow import Schema, fields

from api.models import MODELS
from api.representations import Stored
from api.representations.bilingual import bilingual
from api.representations.columns import Column, columns
from schemas.event import EventSchema
from schemas.fields import LANGUAGES, Text


@pytest.mark.parametrize("resource", MODELS)
def test_names_and_types_are_permanent(is_golden, resource):
    table = {column.name: column.type for column in columns(MODELS[resource].schema())}
    assert is_golden(f"{resource}.columns.json", json.dumps(table, indent=1).encode() + b"\n")


@pytest.mark.parametrize("resource", MODELS)
def test_every_column_has_its_own_name(resource):
    names = [column.name for column in columns(MODELS[resource].schema())]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_described_in_both_languages(language):
    table = [column for model in MODELS.values() for column in columns(model.schema())]
    assert [column.name for column in table if not column.description[language].endswith(".")] == []


def column(name: str) -> Column:
    return {each.name: each for each in columns(EventSchema())}[name]


@pytest.mark.parametrize(
    ("name", "document", "value"),
    [
        ("id", {"id": "a"}, "a"),
        ("title_de", {"title": {"de": "Ä", "en": "A"}}, "Ä"),
        ("title_en", {"title": {"de": "Ä", "en": "A"}}, "A"),
        ("title_en", {"title": {"de": "Ä"}}, None),
        ("city_de", {"city": None}, None),
        ("themes", {"themes": ["arbeit", "europa"]}, "arbeit; europa"),
        ("themes", {"themes": []}, None),
        ("juror_count", {"juror_count": 0}, 0),
        ("attendance", {"attendance": [{"count": 5, "note": {"de": "ü"}}]}, '[{"count":5,"note":{"de":"ü"}}]'),
        ("links_web", {"links": {"self": "a", "web": "b"}}, "b"),
    ],
)
def test_value_is_what_the_cell_holds(name, document, value):
    assert column(name).value(document) == value


class Note(Schema):
    text = Text()


class Thing(Schema):
    title = Text()
    hint = Text(allow_none=True)
    one = fields.Nested(Note)
    notes = fields.List(fields.Nested(Note))
    tags = fields.List(fields.String())


def test_texts_are_joined_and_the_untranslated_stay_german():
    german = {"title": "Ä", "hint": None, "one": {"text": "B"}, "notes": [{"text": "C"}, {"text": "D"}], "tags": ["x"]}
    english = german | {"title": "E", "notes": [{"text": "F"}, {"text": "D"}]}
    stored = Stored("a", json.dumps(german), json.dumps(english), '["one.text", "notes.1.text"]')
    assert bilingual(Thing(), stored) == {
        "title": {"de": "Ä", "en": "E"},
        "hint": None,
        "one": {"text": {"de": "B"}},
        "notes": [{"text": {"de": "C", "en": "F"}}, {"text": {"de": "D"}}],
        "tags": ["x"],
    }


def test_untranslated_text_need_not_be_among_the_fields_asked_for():
    german = {"title": "Ä", "notes": [{}, {"text": "D"}]}
    stored = Stored("a", json.dumps(german), json.dumps(german), '["hint", "one.text", "notes.0.text", "notes.1.text"]')
    assert bilingual(Thing(), stored) == {"title": {"de": "Ä", "en": "Ä"}, "notes": [{}, {"text": {"de": "D"}}]}
