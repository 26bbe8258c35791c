"""`python -m benchmarks.export --database FILE`: what a file of all events costs beside the least that Python could do.

That least is a `sqlite3` cursor and, for NDJSON, a join of the stored documents; for CSV a `csv.writer` and a table that holds
nothing but the finished cells, made of the first of our own lines. Both are run in turn, in this process, into /dev/null.
"""

import argparse
import csv
import io
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from statistics import median
from typing import IO

from flask import Flask

from api.models import FOREVER
from benchmarks.inside import chunks, environ, service

CHUNKS = 500  # of 64 KB, of the CSV that the table of cells is made of; all of it would cost the same per record
PAGE = 4096  # bytes


def resident() -> float:
    """Memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def cells_of(database: str) -> sqlite3.Connection:
    """A database in memory with the cells of the first records."""
    with service(f"sqlite:///{database}") as app, closing(chunks(app, environ("events?format=csv&bom=false"))) as found:
        text = b"".join(islice(found, CHUNKS)).decode(errors="ignore")
    header, *rows, _ = csv.reader(io.StringIO(text, newline=""))  # the last may be cut off
    held = sqlite3.connect(":memory:")
    held.execute(f"CREATE TABLE cells ({', '.join(header)})")
    held.executemany(f"INSERT INTO cells VALUES ({', '.join('?' * len(header))})", ([cell or None for cell in row] for row in rows))
    return held


def bare_csv(held: sqlite3.Connection, out: IO[bytes]) -> int:
    """Returns the number of records, as all of these do."""
    text = io.TextIOWrapper(out, newline="")
    csv.writer(text).writerows(held.execute("SELECT * FROM cells"))
    text.detach()  # and leave `out` open
    return int(held.execute("SELECT count(*) FROM cells").fetchone()[0])


def bare_ndjson(database: str, out: IO[bytes]) -> int:
    wanted = f"SELECT document_de FROM events WHERE removed_in = {FOREVER} ORDER BY earliest, id"
    with closing(sqlite3.connect(database)) as connection:
        return sum(out.write(f"{document}\n".encode()) > 0 for (document,) in connection.execute(wanted))


class Ours:
    """The service's own export, and what it takes besides time."""

    def __init__(self, app: Flask, format_: str) -> None:
        self.app, self.format = app, format_
        self.growth = 0.0  # MB of memory, at most
        self.waits: list[float] = []  # ms until the first byte

    def __call__(self, out: IO[bytes]) -> int:
        before, started, lines = resident(), time.process_time(), 0
        stream = chunks(self.app, environ(f"events?format={self.format}"))
        first = next(stream)
        self.waits.append((time.process_time() - started) * 1000)
        for number, chunk in enumerate(chain([first], stream)):
            out.write(chunk)
            lines += chunk.count(b"\n")
            if not number % 64:
                self.growth = max(self.growth, resident() - before)
        return lines - (self.format == "csv")  # the header is no record


def microseconds(work: Callable[[IO[bytes]], int]) -> float:
    """CPU time a record."""
    with open("/dev/null", "wb") as out:
        started = time.process_time()
        records = work(out)
        return (time.process_time() - started) / records * 1e6


def compared(ours: Ours, bare: Callable[[IO[bytes]], int], times: int) -> str:
    """A row of the table."""
    both: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        both[0].append(microseconds(bare))
        both[1].append(microseconds(ours))
    least, cost = map(median, both)
    first, *later = ours.waits
    return f"| {ours.format} | {least:.1f} | {cost:.1f} | {least / cost:.2f} | {ours.growth:.0f} | {first:.0f} | {median(later):.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("--database", required=True, help="path of an SQLite database of `benchmarks.generate`'s")
    parser.add_argument("--times", type=int, default=3, help="how often each is run, at least twice (default: %(default)s)")
    options = parser.parse_args()
    held = cells_of(options.database)
    bare = {"ndjson": lambda out: bare_ndjson(options.database, out), "csv": lambda out: bare_csv(held, out)}
    print("| format | least, µs a record | ours | speed | memory grows, MB | first byte, ms | later |")
    print("|---|---|---|---|---|---|---|")
    for format_, work in bare.items():
        with service(f"sqlite:///{options.database}") as app:
            list(chunks(app, environ("events?limit=1")))  # the first request at all costs more
            print(compared(Ours(app, format_), work, options.times), flush=True)
    print(f"\nn = {options.times} of each; medians, CPU time")


if __name__ == "__main__":
    main()
