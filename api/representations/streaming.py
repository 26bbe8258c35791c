"""Bytes on their way out: small pieces joined into chunks worth sending, and files that must be whole before they can be sent."""

from collections.abc import Iterable, Iterator
from typing import IO

CHUNK = 64 * 1024


def chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces joined; no chunk but the last is smaller than `CHUNK`."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= CHUNK:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def content(file: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning."""
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")
