"""Invented releases, for what the real ones do not show."""

from dataclasses import replace
from typing import Any

from seed.log import Entry

EVENT = {
    "id": "2018-fair",
    "title": {"de": "Messe", "en": "Fair"},
    "description": {"de": "Eine Messe."},
    "format": "conference",
    "status": "held",
    "starts": "2018",
    "country": "DE",
    "certainty": "stated",
    "sources": [{"source": "s01"}],
}
SOURCE = {"id": "s01", "title": {"de": "Meldung"}, "certainty": "stated", "kind": "press"}


def sealed(*entries: Entry) -> list[Entry]:
    """The entries with their numbers, links and digests made right."""
    chain: list[Entry] = []
    for number, entry in enumerate(entries, start=1):
        linked = replace(entry, number=number, previous=chain[-1].sha256 if chain else None)
        chain.append(replace(linked, sha256=linked.seal()))
    return chain


def releases(*changes: dict[str, Any]) -> list[Entry]:
    """A release a day, for what each adds, changes and removes."""
    told = enumerate(changes, start=1)
    return sealed(*(Entry(day, f"2026-01-{day:02}T00:00:00Z", {"de": f"Ausgabe {day}"}, None, **each) for day, each in told))


def history() -> list[Entry]:
    """An event is added, changed and removed: releases 1 to 3."""
    return releases(
        {"added": {"events": [EVENT], "sources": [SOURCE]}},
        {"changed": {"events": [EVENT | {"starts": "2018-04"}]}},
        {"removed": {"events": [{"id": "2018-fair", "reason": {"de": "Doppelt erfasst.", "en": "Recorded twice."}}]}},
    )
