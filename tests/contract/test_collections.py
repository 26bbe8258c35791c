"""Collections: envelope, paging, sorting, filters and the refusal of wrong questions, on the real data."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote

import orjson
import pytest
from sqlalchemy import event

from tests.conftest import PUBLIC_URL, links_of, on_one_database
from tests.contract.resources import API, COUNTS, ITEMS, LANGUAGES, RECORDS, collect

every_resource = pytest.mark.parametrize("resource", RECORDS)
every_collection = pytest.mark.parametrize("resource", ITEMS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def everything(client, resource, query=""):
    return [record for page in collect(client, f"{API}/{resource}?limit=200{query}") for record in page["data"]]


def ids(records):
    return [record["id"] for record in records]


@every_resource
@every_language
def test_envelope_is_whole(client, resource, language):
    answer = client.get(f"{API}/{resource}?lang={language}&limit=2").json
    assert list(answer) == ["data", "labels", "meta", "links"]
    assert len(answer["data"]) == 2
    meta = answer["meta"]
    assert meta | {"untranslated": {}} == {
        "total": COUNTS[resource],
        "release": {"number": 2, "published_at": "2026-11-22T14:00:00Z"},
        "language": language,
        "untranslated": {},
        "license": {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "attribution": meta["attribution"],
    }
    for record in answer["data"]:
        assert record["links"] == {
            "self": f"{PUBLIC_URL}/api/v1/{resource}/{record['id']}",
            "web": f"{PUBLIC_URL}/{resource}/{record['id']}",
        }


@every_resource
@every_language
def test_list_and_item_show_the_same_record(client, resource, language):
    listed = everything(client, resource, f"&lang={language}")
    for record in listed:
        answer = client.get(f"{API}/{resource}/{record['id']}?lang={language}").json
        assert answer["data"] == record
        assert list(answer["links"]) == ["self", "collection", "revisions", "permalink"]


def mentioned(value, key=""):
    """Every id in a record that stands for another record, by the resource it belongs to."""
    resources = {
        "source": "sources", "sources": "sources", "publications": "sources", "challenges": "challenges", "families": "challenges",
        "related": "challenges", "guidelines": "guidelines", "measures": "guidelines", "action_field": "guidelines",
        "organisers": "stakeholder-groups", "hosts": "stakeholder-groups", "participants": "stakeholder-groups",
        "held_by": "stakeholder-groups", "groups": "stakeholder-groups", "co_authors": "stakeholder-groups", "initiatives": "initiatives",
    }  # fmt: skip
    if isinstance(value, dict):
        for name, member in value.items():
            yield from mentioned(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from mentioned(member, key)
    elif isinstance(value, str) and key in resources:
        yield resources[key], value


@every_resource
@every_language
@pytest.mark.parametrize("release", [1, 2])
def test_labels_title_every_record_mentioned(client, resource, language, release):
    titles = {
        other: {record["id"]: record["title"] for record in everything(client, other, f"&lang={language}&release={release}")}
        for other in RECORDS
    }
    for page in collect(client, f"{API}/{resource}?lang={language}&release={release}&limit=10"):
        for other, id_ in mentioned(page["data"]):
            assert page["labels"][other][id_] == titles[other][id_]


@pytest.mark.no_cover
@every_collection
@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_cursors_neither_skip_nor_repeat(client, resource, limit):
    pages = collect(client, f"{API}/{resource}?limit={limit}")
    whole = everything(client, resource)
    assert ids(record for page in pages for record in page["data"]) == ids(whole)
    assert {page["meta"]["total"] for page in pages} == {len(whole)}
    assert pages[0]["links"]["prev"] is None
    back, url = [], pages[-1]["links"]["self"]
    while url:
        page = client.get(url).json
        back[:0] = ids(page["data"])
        url = page["links"]["prev"]
    assert back == ids(whole)


PAGES = ("self", "first", "prev", "next")


@every_collection
def test_link_header_says_what_links_say(client, resource):
    answer = client.get(f"{API}/{resource}?limit=1&sort=-{'number' if resource == 'releases' else 'title'}")
    wanted = {rel: url for rel, url in answer.json["links"].items() if url}
    wanted["cite-as"] = wanted.pop("permalink")
    links = {part.split('rel="')[1].partition('"')[0]: part[1 : part.index(">")] for part in links_of(answer)}
    assert {rel: url for rel, url in links.items() if rel in (*PAGES, "cite-as")} == wanted
    assert "next" in links


@every_collection
def test_limit_zero_counts_only(client, resource):
    answer = client.get(f"{API}/{resource}?limit=0").json
    assert answer["data"] == []
    assert answer["meta"]["total"] == (COUNTS | {"releases": 2})[resource]


@pytest.mark.no_cover
@every_resource
@pytest.mark.parametrize(("language", "sign"), [("de", ""), ("en", "-")])
def test_every_sort_is_total_and_reversible(client, resource, language, sign):
    names = client.get(f"{API}/{resource}?sort=nonsense").json["errors"][0]["allowed"]
    for name in names:
        if name.startswith("-"):
            continue
        whole = everything(client, resource, f"&lang={language}&sort={sign}{name}")
        paged = [
            record for page in collect(client, f"{API}/{resource}?limit=4&lang={language}&sort={sign}{name}") for record in page["data"]
        ]
        assert ids(paged) == ids(whole)
        assert sorted(ids(whole)) == sorted(set(ids(everything(client, resource))))


def test_unknown_dates_come_last_in_either_direction(client):
    for sort in ("date", "-date"):
        dates = [record["date"] for record in everything(client, "sources", f"&sort={sort}")]
        known = [date for date in dates if date]
        assert dates == known + [None] * (len(dates) - len(known))


def test_mixed_directions_page_rightly(client):
    for sort in ("starts,-title", "-starts,title", "-modified,starts,-title", "title,-id"):
        whole = everything(client, "events", f"&sort={sort}")
        paged = [record for page in collect(client, f"{API}/events?limit=2&sort={sort}") for record in page["data"]]
        assert ids(paged) == ids(whole)


@pytest.mark.parametrize("sort", ["modified,date", "-modified,date,-title", "date,-modified"])
def test_unknown_values_come_last_wherever_they_are_sorted_by(client, sort):
    url = f"{API}/sources?sort={sort}"
    whole = client.get(f"{url}&limit=200").json["data"]
    known = [bool(record["date"]) for record in whole]  # all were last modified together
    assert known == sorted(known, reverse=True)
    assert set(known) == {True, False}
    pages = collect(client, f"{url}&limit=3")
    assert ids(record for page in pages for record in page["data"]) == ids(whole)
    back = client.get(pages[-1]["links"]["prev"] or pages[-1]["links"]["self"]).json
    assert ids(back["data"]) == ids(pages[-2]["data"])


def test_titles_sort_as_in_a_german_dictionary(client):
    titles = [record["title"] for record in everything(client, "stakeholder-groups", "&sort=title")]
    assert titles.index("Fraunhofer IFAM" if "Fraunhofer IFAM" in titles else titles[0]) < titles.index("Verwaltung")
    assert titles.index("Verbände und Gewerkschaften") < titles.index("Verwaltung")


FIELD_FILTERS = [
    ("events", "format", "format"), ("events", "status", "status"), ("events", "phase", "phase"), ("events", "city", "city"),
    ("events", "country", "country"), ("events", "theme", "themes"), ("events", "challenge", "challenges"),
    ("events", "guideline", "guidelines"), ("challenges", "kind", "kind"), ("challenges", "phase", "phase"),
    ("challenges", "quadrant", "quadrant"), ("challenges", "family", "families"), ("challenges", "theme", "themes"),
    ("challenges", "held_by", "held_by"), ("guidelines", "kind", "kind"), ("guidelines", "group", "group"), ("guidelines", "rank", "rank"),
    ("guidelines", "action_field", "action_field"), ("guidelines", "challenge", "challenges"), ("guidelines", "measure", "measures"),
    ("guidelines", "theme", "themes"), ("stakeholder-groups", "type", "type"), ("stakeholder-groups", "role", "roles"),
    ("stakeholder-groups", "phase", "phase"), ("stakeholder-groups", "city", "city"), ("stakeholder-groups", "group", "groups"),
    ("sources", "kind", "kind"), ("sources", "document_type", "document_type"), ("sources", "publisher", "publisher"),
    ("sources", "co_author", "co_authors"), ("initiatives", "level", "level"),
    ("initiatives", "named_in_announcement", "named_in_announcement"),
    *((resource, "certainty", "certainty") for resource in RECORDS),
]  # fmt: skip


def values(record, field):
    value = record[field]
    if field == "sources":
        return [citation["source"] for citation in value]
    return value if isinstance(value, list) else [] if value is None else [value]


@pytest.mark.no_cover
@pytest.mark.parametrize(("resource", "name", "field"), FIELD_FILTERS + [(resource, "source", "sources") for resource in RECORDS])
@pytest.mark.parametrize(("language", "release"), [("de", 1), ("en", 2)])
def test_filter_finds_exactly_the_records_that_have_the_value(client, resource, name, field, language, release):
    whole = everything(client, resource, f"&lang={language}&release={release}")
    there = sorted({value for record in whole for value in values(record, field)}, key=str)
    for value in there:
        if "," in str(value):
            continue  # the comma means or
        query = f"&lang={language}&release={release}&{name}={quote(str(value).lower() if isinstance(value, bool) else value)}"
        assert ids(everything(client, resource, query)) == ids(record for record in whole if value in values(record, field))
    if len(there) > 2 and not any("," in str(value) for value in there[:2]):
        either = everything(client, resource, f"&lang={language}&release={release}&{name}={there[0]},{there[1]}")
        assert ids(either) == ids(record for record in whole if set(there[:2]) & set(values(record, field)))


REVERSE_FILTERS = [
    ("challenges", "event", "events", ("challenges",)), ("challenges", "guideline", "guidelines", ("challenges",)),
    ("guidelines", "event", "events", ("guidelines",)), ("initiatives", "event", "events", ("initiatives",)),
    ("stakeholder-groups", "event", "events", ("organisers", "hosts", "participants")),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "name", "other", "fields"), REVERSE_FILTERS)
@pytest.mark.parametrize("release", [1, 2])
def test_reverse_filter_finds_the_records_mentioned(client, resource, name, other, fields, release):
    for record in everything(client, other, f"&release={release}"):
        wanted = {id_ for field in fields for id_ in record[field]}
        found = everything(client, resource, f"&release={release}&{name}={record['id']}")
        assert set(ids(found)) == wanted


def test_stakeholder_group_is_found_in_any_role(client):
    whole = everything(client, "events")
    for group in ("smwa", "leipziger-messe", "schueler-und-auszubildende"):
        wanted = [record for record in whole if group in record["organisers"] + record["hosts"] + record["participants"]]
        assert ids(everything(client, "events", f"&stakeholder_group={group}")) == ids(wanted)
        assert wanted


@pytest.mark.parametrize("bound", ["2016", "2016-03", "2016-03-07", "2018-04-24", "2021", "1999", "2999"])
def test_start_bounds_are_inclusive_and_respect_precision(client, bound):
    first, last = bound + "-01-01"[len(bound) - 4 :], bound + "-12-31"[len(bound) - 4 :]
    last = {7: bound + "-31"}.get(len(bound), last)
    whole = everything(client, "events")
    assert ids(everything(client, "events", f"&starts_from={bound}")) == ids(event for event in whole if event["latest"] >= first)
    assert ids(everything(client, "events", f"&starts_to={bound}")) == ids(event for event in whole if event["earliest"] <= last)


def test_different_filters_combine_with_and(client):
    found = everything(client, "events", "&city=Leipzig&format=conference,closing-event&starts_from=2018")
    assert ids(found) == ["2018-11-12-abschlussveranstaltung-leipzig", "2019-02-industriekonferenz-hidden-champions"]


def test_town_is_found_by_its_name_in_either_language(client):
    assert ids(everything(client, "events", "&city=Brüssel&lang=en")) == ids(everything(client, "events", "&city=Brussels&lang=de"))


def test_format_may_name_kind_of_event_and_format_of_answer(client):
    assert ids(everything(client, "events", "&format=workshop,json")) == ids(everything(client, "events", "&format=workshop"))
    assert len(everything(client, "events", "&format=json")) == COUNTS["events"]


def test_english_says_which_texts_are_still_german(client):
    answer = client.get(f"{API}/sources/s05?lang=en").json
    assert answer["meta"]["untranslated"] == {"s05": ["title"]}
    assert client.get(f"{API}/sources/s05?lang=de").json["meta"]["untranslated"] == {}


def test_city_is_given_in_the_language_asked_for(client):
    event = f"{API}/events/2017-12-04-praesentation-bruessel"
    assert [client.get(f"{event}?lang={language}").json["data"]["city"] for language in LANGUAGES] == ["Brüssel", "Brussels"]


def faults(client, url):
    answer = client.get(url)
    assert answer.status_code == 400, answer.text
    assert answer.json["type"] == f"{PUBLIC_URL}/problems/invalid-parameters"
    return {fault["parameter"]: fault for fault in answer.json["errors"]}


def test_every_fault_is_told_at_once_with_help(client):
    found = faults(
        client, f"{API}/events?formt=workshop&status=hold&limit=201&sort=start&theme=digitalisierun,europa&lang=fr&starts_from=2018-13"
    )
    assert set(found) == {"formt", "status", "limit", "sort", "theme", "lang", "starts_from"}
    assert (found["formt"]["nearest"], found["formt"]["detail"]) == ("format", "unknown parameter")
    assert (found["status"]["nearest"], found["status"]["allowed"]) == ("held", ["announced", "held"])
    assert found["limit"]["detail"] == "allowed: 0 to 200"
    assert found["sort"]["nearest"] == "starts"
    assert found["theme"]["nearest"] == "digitalisierung"
    assert found["lang"]["allowed"] == ["de", "en"]
    assert "2018-13" in found["starts_from"]["detail"]
    assert all(fault["documentation"].startswith(f"{PUBLIC_URL}/docs#/events") for fault in found.values())


@on_one_database
@pytest.mark.parametrize(
    "query",
    ["limit=-1", "limit=ten", "limit=", "limit=1&limit=2",
     "release=0", "release=abc", "release=99999999999", "as_of=yesterday",
     "as_of=2026-11-22", "as_of=2026-11-22T12:00:00", "sort=", "sort=,", "lang=",
     "format=xml", "city=%00", "source=A%20B", "starts_to=2018-02-30",
     "starts_from=2016/2017", "starts_from=", "format=json&formatt=json", "cursor="],
)  # fmt: skip
def test_malformed_value_is_a_problem_naming_its_parameter(client, query):
    answer = client.get(f"{API}/events?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_unescaped_plus_in_an_instant_is_understood(client):
    assert client.get(f"{API}/events?as_of=2026-11-22T14:30:00+01:00").json["meta"]["release"]["number"] == 1


def test_repeated_parameter_and_other_faults_are_told_together(client):
    assert set(faults(client, f"{API}/events?lang=de&lang=en&nonsense=1&limit=x")) == {"lang", "nonsense", "limit"}


@on_one_database
@every_collection
@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzJd", "bnVsbA", "WzIsImEiLDAsMSwyXQ", "ä", "W" * 3000])
def test_malformed_cursor_is_a_problem(client, resource, cursor):
    answer = client.get(f"{API}/{resource}?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json["type"] == f"{PUBLIC_URL}/problems/invalid-cursor"


@pytest.mark.parametrize("url", ["changes?limit=1", "events?limit=1", "sources?limit=1&random=x", "search?limit=1&q=Strategie"])
def test_cursor_with_a_truth_for_a_number_is_a_problem(client, url):
    cursor = client.get(f"{API}/{url}").json["links"]["next"].partition("cursor=")[2].partition("&")[0]
    content = orjson.loads(urlsafe_b64decode(cursor + "=="))
    for place in [place for place, value in enumerate(content) if isinstance(value, int)]:
        forged = urlsafe_b64encode(orjson.dumps([*content[:place], True, *content[place + 1 :]])).decode().rstrip("=")
        assert client.get(f"{API}/{url}&cursor={forged}").json["type"] == f"{PUBLIC_URL}/problems/invalid-cursor"


def test_cursor_of_another_query_is_a_problem(client):
    cursor = client.get(f"{API}/events?limit=1&sort=title").json["links"]["next"].partition("cursor=")[2]
    for url in (
        f"{API}/events?sort=-title",
        f"{API}/events?sort=title&city=Leipzig",
        f"{API}/challenges?sort=title",
        f"{API}/events?sort=title&lang=en",
    ):
        assert client.get(f"{url}&cursor={cursor}").json["type"] == f"{PUBLIC_URL}/problems/invalid-cursor"
    assert client.get(f"{API}/events?sort=title&limit=9&cursor={cursor}").status_code == 200


def test_cursor_stays_in_its_release(client):
    first = client.get(f"{API}/challenges?release=1&limit=3").json
    rest = client.get(first["links"]["next"].replace("&release=1", "").replace("release=1&", ""))
    assert rest.json["meta"]["release"]["number"] == 1
    assert "immutable" in rest.headers["Cache-Control"]
    assert client.get(first["links"]["next"].replace("release=1", "release=2")).status_code == 404


def test_statement_count_does_not_depend_on_the_page(client, uncached):
    sent = []
    event.listen(uncached.extensions["database"], "before_cursor_execute", lambda *args: sent.append(args[2]))
    counts = []
    asked = f"{API}/events?include=organisers,challenges,sources"
    for limit in (200, 1):
        client.get(f"{asked}&limit={limit}")  # counts, and where the matches begin and end, are kept from then on
    for limit in (1, 3, 200):
        sent.clear()
        client.get(f"{asked}&limit={limit}")
        counts.append(len([statement for statement in sent if "FROM releases" not in statement]))
    assert counts == [2, 2, 2]  # page, included; labels are kept like counts


@pytest.mark.parametrize("resource", RECORDS)
def test_first_release_holds_what_the_announcement_says(client, resource):
    for record in everything(client, resource, "&release=1"):
        assert set(values(record, "sources")) <= {"s01"}
