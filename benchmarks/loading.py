"""`python -m benchmarks.loading`: what loading a record costs, part by part, in CPU time of one process, into an empty SQLite database.

The rows hold what is checked and dumped, the words for the text index, and what the release tells of the record.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

from sqlalchemy import Engine

from api.db import exclusive, writer
from api.migrations import migrate
from api.models import MODELS
from benchmarks.generate import entries
from seed.load import clear, jobs, write
from seed.rows import SCHEMAS, Batch, Rows, row_of, rows_of, titles

EVENT = MODELS["events"]


def batches(events: int, engine: Engine) -> list[Batch]:
    """What the loader makes of a release of that many events, with the events made up already."""
    with engine.connect() as connection:
        return [replace(batch, records=list(batch.records)) for batch in jobs(connection, entries(events)[-1])]


def costs(asked: list[Batch], engine: Engine) -> dict[str, float]:
    """Part → µs of CPU time a record; the database has its tables, and keeps nothing."""
    records = [record for batch in asked for record in batch.records]
    schema, added = SCHEMAS[EVENT.resource], {"modified_in": asked[0].release, "modified_at": asked[0].published_at}
    part: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        done = work()
        part[name] = (time.process_time() - started) / len(records) * 1e6
        return done

    loaded = timed("checked by marshmallow", lambda: [schema.load(record) for record in records])
    facts = [record | added for record in loaded]
    timed("dumped by marshmallow", lambda: [row_of(EVENT, each, asked[0].release, titles(each["title"])) for each in facts])
    made = timed("all rows made", lambda: [rows_of(batch) for batch in asked])
    timed("written by SQLite", lambda: written(made, engine))
    with exclusive(engine) as connection:
        clear(connection)
    return part


def written(made: list[Rows], engine: Engine) -> None:
    with exclusive(engine) as connection:
        for rows in made:
            write(connection, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading", description=__doc__)
    parser.add_argument("--events", type=int, default=4000, help="how many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        engine = writer(f"sqlite:///{directory}/loaded.db")
        migrate(engine)
        asked = batches(options.events, engine)
        rounds = [costs(asked, engine) for _ in range(options.rounds + 1)][1:]  # in the first, words are new
        engine.dispose()
    print("| a record | µs |", "|---|---|", *(f"| {part} | {median(each[part] for each in rounds):.0f} |" for part in rounds[0]), sep="\n")
    print(f"\nn = {options.rounds} rounds of {options.events} events; medians.")


if __name__ == "__main__":
    main()
