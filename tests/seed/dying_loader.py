"""Processes that load a log and die on the way: a line `n url …` on standard input starts one for each URL, all at once.

Each kills itself at its n-th step, a statement or a commit about to be sent; at 0 none does. The answer is a line with the
signal each died of, 0 for one that finished.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from api.db import writer
from api.migrations import migrate
from seed.load import load
from seed.log import Entry, read


def load_until(step: int, url: str, entries: list[Entry]) -> None:
    engine = writer(url)
    steps = count(1)

    def die(*_: Any) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", die)
    event.listen(engine, "commit", die)
    migrate(engine)
    load(engine, entries)
    engine.dispose()


def main(directory: Path) -> None:
    entries = read(directory)
    for line in sys.stdin:
        step, *urls = line.split()
        children = [start(int(step), url, entries) for url in urls]
        print(*(-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children), flush=True)


def start(step: int, url: str, entries: list[Entry]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        load_until(step, url, entries)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
