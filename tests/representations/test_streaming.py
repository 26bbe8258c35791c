"""However many records: the first bytes come early, and memory stays flat."""

import gc
import tracemalloc
from collections import deque
from collections.abc import Iterator

import pytest

from api.representations import FILES, Stored
from api.representations.streaming import CHUNK, chunks

MANY = 800
WHOLE = ("xlsx", "ical")  # their beginning depends on their end
MARGIN = 1 << 20


class Supply:
    """Real events over and over, each read only when asked for; notes what memory is held as they are read."""

    def __init__(self, events: list[Stored], count: int, looks: tuple[int, ...] = ()) -> None:
        self.events, self.count, self.looks = events, count, looks
        self.read = 0
        self.held: list[int] = []

    def __iter__(self) -> Iterator[Stored]:
        for number in range(1, self.count + 1):
            self.read = number
            if self.read in self.looks:
                gc.collect()
                self.held.append(tracemalloc.get_traced_memory()[0])
            event = self.events[self.read % len(self.events)]
            yield event._replace(id=f"{self.read}-{event.id}")


@pytest.mark.parametrize("name", FILES)
def test_memory_does_not_grow_with_the_records(export, stored, name):
    supply = Supply(stored["events"], MANY, looks=(MANY // 5, MANY))
    tracemalloc.start()
    deque(FILES[name].render(export("events", records=supply)), maxlen=0)
    tracemalloc.stop()
    early, late = supply.held
    assert late < early + MARGIN


@pytest.mark.parametrize("name", [name for name in FILES if name not in WHOLE])
def test_first_bytes_come_before_the_last_record_is_read(export, stored, name):
    supply = Supply(stored["events"], 20_000)
    content = FILES[name].render(export("events", records=supply))
    assert (len(next(content)) > 0, supply.read < 200) == (True, True)


@pytest.mark.parametrize(
    ("pieces", "sizes"),
    [([], []), ([b"a", b"b"], [2]), ([b"a" * (CHUNK - 1), b"b", b"c"], [CHUNK, 1]), ([b"a" * 2 * CHUNK], [2 * CHUNK])],
)
def test_small_pieces_are_sent_together(pieces, sizes):
    assert [len(chunk) for chunk in chunks(pieces)] == sizes
