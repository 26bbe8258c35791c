"""Asking: words, sparse fields, included records, facets, samples, and help with wrong questions, on the real data."""

from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.conftest import PUBLIC_URL, app_on, fill, on_one_database
from tests.contract.resources import API, RECORDS, collect
from tests.web.history import entries

every_resource = pytest.mark.parametrize("resource", RECORDS)


def get(client: FlaskClient, path: str, **query: object) -> dict:
    answer = client.get(f"{API}/{path}?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return answer.json


def found(client: FlaskClient, path: str, q: str, **query: object) -> list[str]:
    return [record["id"] for record in get(client, path, q=q, limit=200, **query)["data"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fachkräfte", "Fachkraefte"),
        ("Fachkräfte", "FACHKRÄFTE"),
        ("Leitlinie ", "Leitlinien "),
        ("Brüssel ", "bruessel "),
        ("skills ", "skill "),
    ],
)
def test_spellings_and_forms_of_a_word_find_the_same(client, one, other):
    assert found(client, "search", one) == found(client, "search", other) != []


def test_a_word_finds_the_compounds_it_ends(client):
    assert "2018-seminar-econ-adr-dresden" in found(client, "events", "Strategie ")  # … einer ganzheitlichen Industriestrategie
    assert "geschaeftsstelle-strategiewerkstatt" in found(client, "stakeholder-groups", "Werkstatt ")


def test_the_last_word_may_be_unfinished_unless_it_is_quoted(client):
    assert "maker-bewegung" in found(client, "stakeholder-groups", "bewe")
    assert found(client, "stakeholder-groups", '"bewe"') == []


def test_phrases_and_exclusions(client):
    both = found(client, "events", "Industrie Zukunft ")
    phrase = found(client, "events", '"Industrie der Zukunft"')
    assert set(phrase) < set(both)
    without = found(client, "events", '"Industrie der Zukunft" -Leipzig')
    assert set(without) == {id_ for id_ in phrase if id_ not in found(client, "events", '"Leipzig"')} != set(phrase)


def test_titles_come_before_texts(client):
    ids = found(client, "events", "Konferenz ")
    titles = {record["id"]: record["title"] for record in get(client, "events", limit=200)["data"]}
    in_title = ["konferenz" in titles[id_].lower() for id_ in ids]
    assert in_title == sorted(in_title, reverse=True)
    assert any(in_title)
    assert not all(in_title)


def test_organisations_find_their_events(client):
    assert "2018-03-07-strategiekonferenz-hellerau" in found(client, "events", "Deutsche Werkstätten")


def test_search_counts_the_hits_of_every_resource(client):
    answer = get(client, "search", q="Leitlinien", resource="guidelines,sources", limit=3, lang="en")
    counts = {each["value"]: each["count"] for each in answer["facets"]["resource"]}
    assert counts == {resource: len(found(client, resource, "Leitlinien")) for resource in RECORDS}
    assert answer["meta"]["total"] == counts["guidelines"] + counts["sources"]
    listed = [hit["resource"] for page in collect(client, answer["links"]["first"]) for hit in page["data"]]
    assert {resource: listed.count(resource) for resource in ("guidelines", "sources")} == {
        resource: counts[resource] for resource in ("guidelines", "sources")
    }
    assert len(listed) == answer["meta"]["total"] > 3
    hit = answer["data"][0]
    assert list(hit) == ["resource", "id", "title", "description", "certainty", "links"]
    record = client.get(hit["links"]["self"] + "?lang=en").json["data"]
    assert hit == {"resource": hit["resource"]} | {name: record[name] for name in hit if name != "resource"}


def test_highlights_are_html_that_marks_the_words_found(client):
    answer = get(client, "events", q='"Industrie der Zukunft"', highlights="true")
    marked = answer["highlights"]["events"]
    assert marked["2017-03-07-strategiekonferenz-leipzig"]["title"] == "1. StrategieKonferenz: <mark>Industrie der ZUKUNFT</mark>"
    everywhere = get(client, "search", q='"Industrie der Zukunft"', highlights="true", resource="events", limit=200)
    assert everywhere["highlights"]["events"] == marked


@every_resource
def test_fields_shows_what_was_chosen_and_the_id(client, resource):
    for record in get(client, resource, fields="title,sources.source", limit=3)["data"]:
        assert set(record) == {"id", "title", "sources"}
        assert all(set(citation) == {"source"} for citation in record["sources"])
    answer = get(client, resource, fields="id", limit=3)
    assert (set(answer["data"][0]), answer["labels"]) == ({"id"}, {})
    whole = get(client, f"{resource}/{RECORDS[resource]}")["data"]
    assert get(client, f"{resource}/{RECORDS[resource]}", fields="title,links")["data"] == {
        name: value for name, value in whole.items() if name in ("id", "title", "links")
    }


def test_a_field_within_a_field_that_is_chosen_too_changes_nothing(client):
    one = get(client, "events", fields="attendance")["data"]
    assert get(client, "events", fields="attendance.count,attendance,attendance.source")["data"] == one


def test_untranslated_speaks_of_the_fields_shown(client):
    assert get(client, "sources/s05", lang="en", fields="title")["meta"]["untranslated"] == {"s05": ["title"]}
    assert get(client, "sources/s05", lang="en", fields="publisher")["meta"]["untranslated"] == {}


@every_resource
def test_include_embeds_every_related_record_once(client, resource):
    names = client.get(f"{API}/{resource}?include=nonsense").json["errors"][0]["allowed"]
    answer = get(client, resource, include=",".join(names), limit=200)
    assert {other: set(records) for other, records in answer["included"].items()} == {
        other: set(titles) for other, titles in answer["labels"].items()
    }
    for other, records in answer["included"].items():
        id_, record = next(iter(records.items()))
        assert client.get(f"{API}/{other}/{id_}").json["data"] == record


def test_include_takes_only_the_fields_named(client):
    answer = get(client, "events/2018-03-07-strategiekonferenz-hellerau", include="hosts", fields="title")
    assert {other: list(records) for other, records in answer["included"].items()} == {
        "stakeholder-groups": ["deutsche-werkstaetten-hellerau"]
    }


def test_facets_name_their_values(client):
    facets = get(client, "events", facets="format,city,challenge", lang="en", limit=0, format="workshop,presentation")["facets"]
    assert {"value": "workshop", "label": "Workshop", "count": 3} in facets["format"]
    assert len(facets["format"]) > 2  # not narrowed by the filter of the same name
    assert {"value": "Brussels", "label": "Brussels", "count": 1} in facets["city"]
    labels = {each["value"]: each["label"] for each in facets["challenge"]}
    assert labels["soziale-herausforderungen"] == get(client, "challenges/soziale-herausforderungen", lang="en")["data"]["title"]


def test_a_facet_value_can_be_filtered_by_as_it_stands(client):
    for each in get(client, "sources", facets="publisher", limit=0)["facets"]["publisher"]:
        value = f'"{each["value"]}"' if "," in each["value"] else each["value"]
        assert get(client, "sources", publisher=value, limit=0)["meta"]["total"] == each["count"]


def test_the_same_seed_gives_the_same_sample_and_another_another(client):
    samples = [tuple(record["id"] for record in get(client, "sources", random=seed, limit=5)["data"]) for seed in ("a", "a", "b", "c")]
    assert samples[0] == samples[1]
    assert len(set(samples)) == 3


@pytest.mark.parametrize(
    "change", [{"fields": "title"}, {"include": "organisers"}, {"facets": "city"}, {"highlights": "true"}, {"limit": 7}]
)
def test_a_cursor_leads_on_whatever_else_is_shown(client, change):
    query = {"q": "Industrie", "limit": 2}
    first = get(client, "events", **query)
    cursor = first["links"]["next"].partition("cursor=")[2]
    wanted = found(client, "events", "Industrie")[2 : 2 + int(change.get("limit", 2))]
    assert [record["id"] for record in get(client, "events", **(query | change), cursor=cursor)["data"]] == wanted


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("formt=workshop", "format=workshop"),
        ("status=hold&limit=900&sort=-start", "limit=200&sort=-starts&status=held"),
        ("theme=digitalisierun,europa", "theme=digitalisierung,europa"),
        ("fields=titel,starts&include=organiser", "fields=title,starts&include=organisers"),
        ("facets=citi", "facets=city"),
    ],
)
def test_an_obvious_correction_is_offered_and_works(client, wrong, right):
    answer = client.get(f"{API}/events?{wrong}")
    assert answer.status_code == 400
    assert answer.json["corrected"] == f"{PUBLIC_URL}{API}/events?{right}"
    assert client.get(answer.json["corrected"]).status_code == 200


@pytest.mark.parametrize("wrong", ["formt=workshop&nonsense=1", "formt=workshop&format=json", "lang=de&lang=en", "starts_from=2018-13"])
def test_no_correction_is_offered_where_none_is_obvious(client, wrong):
    assert "corrected" not in client.get(f"{API}/events?{wrong}").json


def faults(client: FlaskClient, path: str) -> list[tuple[str, str, str | None]]:
    answer = client.get(path)
    assert answer.status_code == 400, answer.text
    return [(fault["parameter"], fault["detail"], fault.get("nearest")) for fault in answer.json["errors"]]


@on_one_database
@pytest.mark.parametrize("value", ["1_0", "%D9%A1", "%2B1", "007", "0_1", "%201", "1.0", ""])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("events", "limit"),
        ("events", "release"),
        ("events", "horizon_year_from"),
        ("events/2016-online-befragung/diff", "from"),
        ("events/2016-online-befragung/diff", "to"),
    ],
)
def test_a_whole_number_has_one_spelling(client, path, name, value):
    assert faults(client, f"{API}/{path}?{name}={value}") == [(name, "not a whole number", None)]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=-5", ("limit", "allowed: 0 to 200", "0")),
        ("limit=201", ("limit", "allowed: 0 to 200", "200")),
        ("release=-1", ("release", "not a release number", "1")),
        ("release=99999999999", ("release", "not a release number", None)),
        ("horizon_year_to=99999999999", ("horizon_year_to", "allowed: 0 to 2147483647", None)),
    ],
)
def test_the_end_of_a_range_is_offered_where_it_means_something(client, query, fault):
    assert faults(client, f"{API}/events?{query}") == [fault]


AN_INSTANT = "an instant with time and zone, such as 2026-11-22T12:00:00Z"


@on_one_database
@pytest.mark.parametrize(
    "value",
    ["2026-W48-1T00:00Z", "20261122T140000Z", "2026-11-22", "2026-11-22T14:00", "2026-11-22T14Z", "2026-11-22T25:00Z", "0000-01-01T00:00Z"],
)
@pytest.mark.parametrize("name", ["as_of", "modified_since", "modified_until"])
def test_an_instant_is_written_as_in_rfc_3339(client, name, value):
    assert faults(client, f"{API}/events?{name}={value}") == [(name, f"not {AN_INSTANT}", None)]


@on_one_database
@pytest.mark.parametrize(
    "value",
    ["0001-01-01T00:00:00%2B14:00", "1000-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59.5Z", "9999-12-31T23:59:59-14:00"],
)
@pytest.mark.parametrize(
    "asked", ["events?as_of", "events?modified_since", "events?modified_until", "changes?since", "releases/1/citation?as_of"]
)
def test_an_instant_lies_in_the_years_that_can_be_compared(client, asked, value):
    name = asked.partition("?")[2]
    assert faults(client, f"{API}/{asked}={value}") == [(name, "not within the years from 1000 to 9998", None)]


def test_a_page_refuses_such_an_instant_too(client):
    assert client.get("/events?as_of=0001-01-01T00:00:00%2B14:00").status_code == 400


@pytest.mark.parametrize("query", ["modified_since=1000-01-01T00:00Z", "modified_until=9998-12-31T23:59:59%2B14:00"])
def test_the_first_and_last_of_these_instants_include_everything(client, query):
    assert client.get(f"{API}/events?{query}&limit=0").json["meta"]["total"] == 19


@pytest.mark.parametrize("value", ["2026-11-22T14:00Z", "2026-11-22t14:00:00.5z", "2026-11-22T15:00%2B01:00", "2026-11-22T15:00 01:00"])
def test_an_instant_may_lack_seconds_and_have_its_plus_unescaped(client, value):
    assert client.get(f"{API}/events?as_of={value}").json["meta"]["release"]["number"] == 2


def test_since_says_that_it_takes_releases_and_instants(client):
    assert faults(client, f"{API}/changes?since=abc") == [("since", f"not a release number or {AN_INSTANT}", None)]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("&".join(f"x{number}=1" for number in range(300)), ["lang", "x0"]),
        (f"fields={','.join(f'x{number}' for number in range(300))}", ["fields", "lang"]),
    ],
    ids=["parameters", "values"],
)
def test_what_there_is_is_listed_once(client, query, told):
    answer = client.get(f"{API}/events?{query}&lang=xx")
    assert len(answer.json["errors"]) == 301
    assert [fault["parameter"] for fault in answer.json["errors"] if "allowed" in fault] == told
    assert len(answer.data) < 50_000


@on_one_database
@pytest.mark.parametrize(
    "query",
    ["q=", "q=%20", "q=-nope", "q=%22", f"q={'x' * 501}", f"q={'+'.join('abcdefghijklmnopqrstuvwxyzabcdefghi')}", "random=", "random=a%20b",
     "fields=", "fields=titel", "include=title", "facets=title", "has=title", "ids=A", "highlights=yes", "horizon_year_from=x",
     "modified_since=2026", 'city="Leipzig', "format_not=json", "certainty_not=", "random=a&limit=201"],
)  # fmt: skip
def test_a_question_that_cannot_be_meant_is_refused(client, query):
    assert client.get(f"{API}/events?{query}").status_code == 400
    if query.startswith("q="):
        assert client.get(f"{API}/search?{query}").status_code == 400


def test_search_names_the_texts_that_stay_german(client):
    answer = get(client, "search", q="Zukunft", lang="en", limit=200)
    lacking = get(client, "sources", q="Zukunft", lang="en", limit=200)["meta"]["untranslated"]
    assert (len(lacking) > 5, answer["meta"]["untranslated"]) == (True, lacking)
    assert get(client, "search", q="Zukunft", lang="de", limit=200)["meta"]["untranslated"] == {}


def test_search_needs_words(client):
    assert [fault["parameter"] for fault in client.get(f"{API}/search").json["errors"]] == ["q"]


@pytest.mark.no_cover
def test_pages_stay_in_their_release_while_new_ones_are_loaded(empty):
    history = entries()
    app = app_on(fill(empty, history[:1]))
    client = app.test_client()
    queries = ("sort=title", "q=Strategie", "sort=-starts&has=city", "random=a")
    wanted = {query: [record["id"] for record in client.get(f"{API}/events?{query}&limit=200").json["data"]] for query in queries}
    seen, waiting = {query: [] for query in queries}, {query: f"{API}/events?{query}&limit=4" for query in queries}
    for number in range(2, 20):
        for query in queries:
            if waiting[query]:
                answer = client.get(waiting[query]).json
                seen[query] += [record["id"] for record in answer["data"]]
                waiting[query] = answer["links"]["next"]
        if not any(waiting.values()):
            break
        fill(empty, history[:number])
    app.extensions["database"].dispose()
    assert seen == wanted


def test_a_yes_or_no_is_a_facet(client):
    counted = {
        each["value"]: each["count"]
        for each in get(client, "initiatives", facets="named_in_announcement", limit=0)["facets"]["named_in_announcement"]
    }
    told = [record["named_in_announcement"] for record in get(client, "initiatives", limit=200)["data"]]
    assert counted == {"true": told.count(True), "false": told.count(False)}


def test_releases_are_dated_to_the_second(client):
    totals = [
        get(client, "events", modified_since=f"2026-11-22T13:00:00{fraction}Z", release=1, limit=0)["meta"]["total"]
        for fraction in ("", ".5")
    ]
    assert totals == [get(client, "events", release=1, limit=0)["meta"]["total"], 0]
