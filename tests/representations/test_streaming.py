"""However many records: the first bytes come early, and memory stays flat."""

import tracemalloc
from collections import deque
from collections.abc import Iterator

import pytest

from api.representations import FILES, Stored
from api.representations.streaming import CHUNK, chunks
from tests.conftest import on_one_database

SMALL, LARGE = 1_000, 20_000
SLOW = ("turtle", "rdfxml")  # about 4 ms a record
WHOLE = ("xlsx", "ical")  # their beginning depends on their end
MARGIN = 1 << 20


class Supply:
    """Real events over and over, each read only when asked for."""

    def __init__(self, events: list[Stored], count: int) -> None:
        self.events, self.count, self.read = events, count, 0

    def __iter__(self) -> Iterator[Stored]:
        for self.read in range(1, self.count + 1):
            event = self.events[self.read % len(self.events)]
            yield event._replace(id=f"{self.read}-{event.id}")


def peak(export, name: str, supply: Supply) -> int:
    """The most memory held while the file is written and thrown away."""
    tracemalloc.start()
    deque(FILES[name].write(export("events", records=supply)), maxlen=0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@on_one_database
@pytest.mark.parametrize("name", FILES)
def test_memory_does_not_grow_with_the_records(export, stored, name):
    fewer = 20 if name in SLOW else 1
    peak(export, name, Supply(stored["events"], 100))  # what is made once
    small, large = (peak(export, name, Supply(stored["events"], count // fewer)) for count in (SMALL, LARGE))
    assert large < small + MARGIN


@on_one_database
@pytest.mark.parametrize("name", [name for name in FILES if name not in WHOLE])
def test_first_bytes_come_before_the_last_record_is_read(export, stored, name):
    supply = Supply(stored["events"], LARGE)
    content = FILES[name].write(export("events", records=supply))
    assert (len(next(content)) > 0, supply.read < 200) == (True, True)


@pytest.mark.parametrize(
    ("pieces", "sizes"),
    [([], []), ([b"a", b"b"], [2]), ([b"a" * (CHUNK - 1), b"b", b"c"], [CHUNK, 1]), ([b"a" * 2 * CHUNK], [2 * CHUNK])],
)
def test_small_pieces_are_sent_together(pieces, sizes):
    assert [len(chunk) for chunk in chunks(pieces)] == sizes
