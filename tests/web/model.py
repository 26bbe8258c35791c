"""The query language in plain Python, over lists of published documents: what the service's SQL must agree with."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from api.models import shuffle_key
from api.search.words import forms, stem, whole, words
from schemas.edtf import bounds
from schemas.fields import LANGUAGES
from seed.rows import sort_key
from tests.web.history import Record

Published = dict[str, Any]  # key (order of publication), number (of its release), record (as edited), de and en (documents)


def value_of(row: Published, field: str) -> Any:
    if field == "sources":
        return [citation["source"] for citation in row["de"]["sources"]]
    return row["de"][field]


def has_any(field: str, *others: str) -> Callable[[Published, list[str]], bool]:
    def holds(row: Published, wanted: list[str]) -> bool:
        found: list[Any] = []
        for name in (field, *others):
            value = value_of(row, name)
            found += value if isinstance(value, list) else [value]
        return bool(set(found) & set(wanted))

    return holds


def in_city(row: Published, wanted: list[str]) -> bool:
    return bool({row["de"]["city"], row["en"]["city"]} & set(wanted))


FILTERS: dict[str, dict[str, Callable[[Published, list[str]], bool]]] = {
    "events": {
        "format": has_any("format"), "status": has_any("status"), "city": in_city, "country": has_any("country"),
        "theme": has_any("themes"), "challenge": has_any("challenges"), "stakeholder_group": has_any("organisers", "hosts", "participants"),
        "source": has_any("sources"), "certainty": has_any("certainty"), "ids": has_any("id"),
    },
    "sources": {"kind": has_any("kind"), "publisher": has_any("publisher"), "certainty": has_any("certainty"), "ids": has_any("id")},
}  # fmt: skip

BOUNDS: dict[str, dict[str, Callable[[Published, str], bool]]] = {
    "events": {
        "starts_from": lambda row, day: row["de"]["latest"] >= bounds(day)[0].isoformat(),
        "starts_to": lambda row, day: row["de"]["earliest"] <= bounds(day)[1].isoformat(),
        "horizon_year_from": lambda row, year: (row["de"]["horizon_year"] or -1) >= int(year),
        "horizon_year_to": lambda row, year: (row["de"]["horizon_year"] or 9999) <= int(year),
        "modified_since": lambda row, instant: row["de"]["modified_at"] >= instant,
        "modified_until": lambda row, instant: row["de"]["modified_at"] <= instant,
    },
    "sources": {
        "date_from": lambda row, day: (row["de"]["latest"] or "") >= bounds(day)[0].isoformat(),
        "date_to": lambda row, day: (row["de"]["earliest"] or "9999") <= bounds(day)[1].isoformat(),
        "page_count_from": lambda row, count: (row["de"]["page_count"] or -1) >= int(count),
        "page_count_to": lambda row, count: (row["de"]["page_count"] or 9999) <= int(count),
    },
}


def is_known(row: Published, field: str) -> bool:
    return value_of(row, field) not in (None, [])


def matches(row: Published, resource: str, query: dict[str, Any]) -> bool:
    for name, wanted in query.items():
        if name in FILTERS[resource]:
            found = FILTERS[resource][name](row, wanted)
        elif name.removesuffix("_not") in FILTERS[resource]:
            found = not FILTERS[resource][name.removesuffix("_not")](row, wanted)
        elif name in BOUNDS[resource]:
            found = BOUNDS[resource][name](row, wanted)
        elif name == "has":
            found = all(is_known(row, field.lstrip("-")) != field.startswith("-") for field in wanted)
        elif name == "q":
            found = tier_of(row["record"], wanted) is not None
        else:
            continue
        if not found:
            return False
    return True


# --- words


def passages(record: Record) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(language, text) of the title, and of everything else that is searched."""
    others = [(language, text) for name in ("description", "city") for language, text in (record.get(name) or {}).items()]
    others += [("de", record[name]) for name in ("publisher",) if record.get(name)]
    others += [("de", id_) for name in ("organisers", "participants") for id_ in record.get(name, [])]
    return list(record["title"].items()), others


def found_in(term: str, texts: list[tuple[str, str]], stems_only: bool, unfinished: bool) -> bool:
    bases = [word.base for word in words(term.strip('"'))]
    for language, text in texts:
        held = [word.base for word in words(text)]
        stems = [stem(base, language) for base in held]
        for own in LANGUAGES:
            run = [stem(base, own) for base in bases]
            if any(stems[at : at + len(run)] == run for at in range(len(stems) - len(run) + 1)):
                return True
        if term.startswith('"') or stems_only:
            continue
        others = {form for base in held for form in forms(base, language)}
        if {stem(bases[0], own) for own in LANGUAGES} & others:
            return True
        if unfinished and any(form.startswith(whole(bases[0])) for form in others):
            return True
    return False


def tier_of(record: Record, q: list[str]) -> int | None:
    """The relevance of a record to `q`, given as its words and phrases; None if it is not found."""
    title, others = passages(record)
    wanted = [term for term in q if not term.startswith("-")]
    if any(found_in(term[1:], title + others, False, False) for term in q if term.startswith("-")):
        return None
    ways = (
        lambda term: found_in(term, title, True, False),
        lambda term: found_in(term, title, False, term == q[-1]),
        lambda term: found_in(term, title, False, term == q[-1]) or found_in(term, others, True, False),
        lambda term: found_in(term, title + others, False, term == q[-1]),
    )
    return next((tier for tier, found in enumerate(ways, start=1) if all(map(found, wanted))), None)


# --- order


def sort_value(row: Published, key: str, language: str) -> Any:
    if key == "title":
        return sort_key(row[language]["title"])
    return {"starts": row["de"].get("earliest"), "date": row["de"].get("earliest"), "id": row["de"]["id"], "modified": row["number"]}[key]


def ordered(rows: list[Published], query: dict[str, Any], language: str, default: str) -> list[Published]:
    if "random" in query:
        start = shuffle_key(query["random"])
        return sorted(rows, key=lambda row: (shuffle_key(row["de"]["id"]) < start, shuffle_key(row["de"]["id"]), row["de"]["id"]))
    if "q" in query and "sort" not in query:
        return sorted(rows, key=lambda row: (tier_of(row["record"], query["q"]), row["key"]))
    keys = query.get("sort", [default])
    rows = sorted(rows, key=lambda row: row["de"]["id"], reverse=keys[0].startswith("-"))
    for key in reversed(keys):
        name, down = key.lstrip("-"), key.startswith("-")
        rows = sorted(rows, key=lambda row: sort_value(row, name, language) or "", reverse=down)
        rows = sorted(rows, key=lambda row: sort_value(row, name, language) is None)
    return rows


def facet(rows: list[Published], name: str, language: str) -> dict[str, int]:
    fields = {"theme": ["themes"], "challenge": ["challenges"], "stakeholder_group": ["organisers", "hosts", "participants"],
              "source": ["sources"]}.get(name, [name])  # fmt: skip
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(_values(row, fields, language)))
    return dict(counts)


def _values(row: Published, fields: list[str], language: str) -> Iterator[str]:
    for field in fields:
        value = row[language]["city"] if field == "city" else value_of(row, field)
        yield from value if isinstance(value, list) else [] if value is None else [value]
