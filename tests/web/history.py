"""A small invented history for the tests of the query language: ties, unknown values, versions and removals in four releases."""

from random import Random
from typing import Any

from schemas.vocabularies import CERTAINTY, EVENT_FORMATS, EVENT_STATUS, SOURCE_KINDS, THEMES
from seed.log import Entry
from tests.invented import sealed

Record = dict[str, Any]

CITIES = [None, {"de": "Brüssel", "en": "Brussels"}, {"de": "Leipzig", "en": "Leipzig"}, {"de": "Plauen"}]
DATES = ["2016", "2016-03", "2016-03-07", "2017-02-28", "2018-04-24", "2017/2018"]
PUBLISHERS = [None, "SMWA", "Blick, Chemnitz", 'Verlag "Neu"']
NOUNS = ["Leitlinie", "Leitlinien", "Industriestrategie", "Strategie", "Fachkräfte", "Werkstatt", "StrategieWerkstatt", "Thesen"]
VERBS = ["erörtern", "vorstellen", "Workshops", "workshop", "working", "im Überblick", "für Sachsen", "2030"]


def _title(random: Random) -> dict[str, str]:
    title = {"de": " ".join(random.choices(NOUNS + VERBS, k=random.randint(1, 3)))}
    if random.random() < 0.6:
        title["en"] = " ".join(random.choices(["guidelines", "Workers", "strategy", "working"], k=2))
    return title


def _base(random: Random, id_: str, sources: list[str]) -> Record:
    return {
        "id": id_,
        "title": _title(random),
        "description": {"de": " ".join(random.choices(NOUNS + VERBS, k=6))},
        "certainty": random.choice(list(CERTAINTY)),
        "sources": [{"source": source} for source in random.sample(sources, random.randint(1, 2))],
    }


def _event(random: Random, id_: str, sources: list[str], challenges: list[str], groups: list[str]) -> Record:
    return _base(random, id_, sources) | {
        "format": random.choice(list(EVENT_FORMATS)[:4]),
        "status": random.choice(list(EVENT_STATUS)),
        "starts": random.choice(DATES),
        "country": random.choice(["DE", "BE"]),
        "city": random.choice(CITIES),
        "horizon_year": random.choice([None, 2030, 2030, 2035]),
        "themes": random.sample(list(THEMES)[:5], random.randint(0, 3)),
        "challenges": random.sample(challenges, random.randint(0, 2)),
        "organisers": random.sample(groups, random.randint(0, 2)),
        "participants": random.sample(groups, random.randint(0, 2)),
        "parent": None,
    }


def _source(random: Random, id_: str) -> Record:
    return {
        "id": id_,
        "title": _title(random),
        "kind": random.choice(list(SOURCE_KINDS)[:3]),
        "certainty": "stated",
        "publisher": random.choice(PUBLISHERS),
        "date": random.choice([None, None, *DATES]),
        "page_count": random.choice([None, 3, 10]),
    }


def entries() -> list[Entry]:
    """Four releases: 24 sources, 8 challenges, 5 groups and 30 events; then changes, removals and additions."""
    random = Random(2030)
    sources = [f"s{number:02}" for number in range(24)]
    challenges = [f"challenge-{number}" for number in range(8)]
    groups = [f"group-{number}" for number in range(5)]
    events = [f"event-{number:02}" for number in range(42)]

    def event(id_: str) -> Record:
        return _event(random, id_, sources, challenges, groups)

    first = {
        "sources": [_source(random, id_) for id_ in sources],
        "challenges": [_base(random, id_, sources) | {"kind": "finding"} for id_ in challenges],
        "stakeholder-groups": [_base(random, id_, sources) | {"type": "group"} for id_ in groups],
        "events": [event(id_) for id_ in events[:30]],
    }
    reason = {"reason": {"de": "Doppelt erfasst."}}
    history = [
        {"added": first},
        {"changed": {"events": [event(id_) for id_ in events[3:9]]}, "removed": {"events": [{"id": id_} | reason for id_ in events[:3]]}},
        {"added": {"events": [event(id_) for id_ in events[30:]]}, "changed": {"sources": [_source(random, id_) for id_ in sources[:6]]}},
        {"changed": {"events": [event(id_) for id_ in events[5:12]]}, "removed": {"events": [{"id": events[35]} | reason]}},
    ]
    told = enumerate(history, start=1)
    return sealed(*(Entry(month, f"2026-0{month}-01T12:00:00Z", {"de": f"Ausgabe {month}"}, None, **each) for month, each in told))
