"""However many records: the first bytes come early."""

from collections.abc import Iterator

import pytest

from api.representations import FILES, Stored
from api.representations.streaming import CHUNK, chunks

WHOLE = ("xlsx", "ical")  # their beginning depends on their end


class Supply:
    """Real events over and over, each read only when asked for."""

    def __init__(self, events: list[Stored], count: int) -> None:
        self.events, self.count, self.read = events, count, 0

    def __iter__(self) -> Iterator[Stored]:
        for number in range(1, self.count + 1):
            self.read = number
            event = self.events[self.read % len(self.events)]
            yield event._replace(id=f"{self.read}-{event.id}")


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
