"""A line on the terminal that says how far a long load is."""

import sys
import time
from typing import TextIO

WIDTH = 40  # of the bar
PATIENCE = 1.0  # seconds before there is anything to say


class Progress:
    """To be called with the release, how many of its records are in, and how many it has; says nothing where nobody watches."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.release, self.started = 0, 0.0

    def __call__(self, release: int, done: int, size: int) -> None:
        if not self.stream.isatty():
            return
        now = time.monotonic()
        if release != self.release:
            self.release, self.started = release, now
        seconds = now - self.started
        if seconds >= PATIENCE:
            print(f"\r{line(release, done, size, seconds)}", end="\n" if done == size else "", file=self.stream, flush=True)


def line(release: int, done: int, size: int, seconds: float) -> str:
    """`seconds` is how long it has taken so far."""
    bar = ("█" * (WIDTH * done // size)).ljust(WIDTH, "░")
    left = int(seconds * (size - done) / done)
    return f"release {release} {bar} {done:,} of {size:,}, {done / seconds:,.0f} a second, {left // 60}:{left % 60:02} left "
