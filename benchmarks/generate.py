"""`python -m benchmarks.generate --events N --database URL`: a database with N made-up events beside the real records.

The events are the next release after the real ones and go in as any release does, through `seed.load`; they are made
where the loader looks at them, so the memory needed does not grow with N. The same N and seed give the same events.
"""

import argparse
import hashlib
import sys
import time
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, overload

import seed
from api.db import writer
from api.migrations import migrate
from api.releases import stamp
from schemas.base import Record
from schemas.vocabularies import EVENT_FORMATS, EVENT_STATUS, PHASES, THEMES
from seed import log
from seed.load import load
from seed.log import Entry, State
from seed.progress import Progress

RELEASES = Path(seed.__file__).parent / "releases"
FIRST, LAST = date(2015, 1, 1), date(2018, 12, 31)
REFERENCES = {
    "organisers": "stakeholder-groups",
    "hosts": "stakeholder-groups",
    "participants": "stakeholder-groups",
    "challenges": "challenges",
    "guidelines": "guidelines",
    "initiatives": "initiatives",
    "publications": "sources",
}
ALIKE = ("venue", "address", "city", "admission", "date_note", "attendance", "horizon_year", "exhibitor_count", "conflicts")


class Vocabulary:
    """What the real records consist of; drawing from it gives words, values and gaps about as often as they really occur."""

    def __init__(self, state: State) -> None:
        records = [record for _, resource in sorted(state.items()) for record in resource.values()]
        self.events = list(state["events"].values())
        self.words = {
            (field, language): [word for record in records for word in record.get(field, {}).get(language, "").split()]
            for field in ("title", "description")
            for language in ("de", "en")
        }
        # What is often mentioned stays often mentioned, yet every id is mentioned somewhere.
        mentioned = {field: [value for event in self.events for value in event.get(field, [])] for field in (*REFERENCES, "themes")}
        self.values = {field: [*mentioned[field], *state[resource]] for field, resource in REFERENCES.items()}
        self.values |= {"themes": [*mentioned["themes"], *THEMES], "sources": list(state["sources"])}

    def text(self, random: Random, field: str) -> dict[str, str]:
        """As long as a real one; now and then without the English words."""
        like = random.choice(self.events)[field]["de"].split()
        languages = ("de", "en") if random.random() < 0.95 else ("de",)
        return {language: " ".join(random.choices(self.words[field, language], k=len(like))) for language in languages}

    def several(self, random: Random, field: str) -> list[str]:
        """As many as a real event has; none is given twice."""
        number = len(random.choice(self.events).get(field, []))
        return list(dict.fromkeys(random.choices(self.values[field], k=number)))


def starts(random: Random) -> dict[str, str]:
    """A day, month, year or interval, some with times, some with an end."""
    day = FIRST + timedelta(days=random.randrange((LAST - FIRST).days + 1))
    chance = random.random()
    if chance < 0.05:
        return {"starts": f"{day:%Y}"}
    if chance < 0.20:
        return {"starts": f"{day:%Y-%m}"}
    if chance < 0.23:
        return {"starts": f"{day:%Y-%m}-01/{day:%Y-%m}-{monthrange(day.year, day.month)[1]}"}
    if chance < 0.35:
        return {"starts": day.isoformat(), "ends": min(day + timedelta(days=random.randrange(1, 4)), LAST).isoformat()}
    if chance < 0.50:
        return {"starts": day.isoformat(), "start_time": f"{random.randrange(8, 18):02}:30", "end_time": "21:00"}
    return {"starts": day.isoformat()}


def made_up(vocabulary: Vocabulary, index: int, salt: str) -> Record:
    """The event of this index, which depends on nothing else."""
    random = Random(f"{salt}/{index}")
    record = {
        "id": id_of(index),
        "title": vocabulary.text(random, "title"),
        "description": vocabulary.text(random, "description"),
        "format": random.choice(list(EVENT_FORMATS)),
        "status": random.choice(list(EVENT_STATUS)),
        "phase": random.choice(list(PHASES)),
        "country": random.choice(vocabulary.events)["country"],
        "certainty": random.choice(vocabulary.events)["certainty"],
        "sources": [{"source": id_, "locator": f"¶{random.randrange(1, 40)}"} for id_ in vocabulary.several(random, "sources")]
        or [{"source": "s01"}],
        **{field: vocabulary.several(random, field) for field in (*REFERENCES, "themes")},
        **starts(random),
    }
    for field in ALIKE:
        real = random.choice(vocabulary.events)
        if field in real:
            record[field] = real[field]
    return record | ({"parent": id_of(random.randrange(index))} if index and random.random() < 0.05 else {})


def id_of(index: int) -> str:
    return f"event-{index:07}"


@dataclass(frozen=True)
class Events(Sequence[Record]):
    """Events that exist only while somebody looks at them."""

    vocabulary: Vocabulary
    indexes: range
    salt: str

    def __len__(self) -> int:
        return len(self.indexes)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> "Events": ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Events(self.vocabulary, self.indexes[index], self.salt)
        return made_up(self.vocabulary, self.indexes[index], self.salt)

    def __iter__(self) -> Iterator[Record]:
        return (made_up(self.vocabulary, index, self.salt) for index in self.indexes)


def entries(events: int, salt: str = "2030") -> list[Entry]:
    """The real log, and after it a release with as many made-up events."""
    real = log.read(RELEASES)
    made = Events(Vocabulary(log.state(real)), range(events), salt)
    seal = hashlib.sha256(f"{real[-1].sha256} {salt} {events}".encode()).hexdigest()
    note = {"de": f"{events} erfundene Veranstaltungen, nur zum Messen.", "en": f"{events} made-up events, for measuring only."}
    added: dict[str, Any] = {"events": made}
    later = stamp(datetime.fromisoformat(real[-1].published_at) + timedelta(seconds=1))
    return [*real, Entry(len(real) + 1, later, note, real[-1].sha256, added, sha256=seal)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--events", type=int, required=True, help="how many")
    parser.add_argument("--database", required=True, help="SQLAlchemy URL of an empty database")
    parser.add_argument("--seed", default="2030", help="another seed gives other events (default: %(default)s)")
    options = parser.parse_args()
    engine = writer(options.database)
    migrate(engine)
    started = time.monotonic()
    loaded = load(engine, entries(options.events, options.seed), Progress())
    engine.dispose()
    seconds = time.monotonic() - started
    print(f"loaded release {loaded}: {options.events} events in {seconds:.1f} s, {options.events / seconds:.0f} a second", file=sys.stderr)


if __name__ == "__main__":
    main()
