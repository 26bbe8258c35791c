"""`python -m benchmarks.processes`: how long a start takes, and how much memory a worker needs with its cache full.

A start is what `make serve` does when the database is up to date, until `/health` answers. It is compared, round by round, with a
process that only imports what the service and the seed import from other projects. Memory is PSS, what processes share being
divided by their number, of a worker that shares with nobody but the process it was forked from.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from urllib.request import urlopen

from api.config import Settings
from api.web.response_cache import OVERHEAD
from benchmarks.client import ask, ask_all, connected, get
from benchmarks.peers import COMMANDS, PYTHON, SERVICE
from benchmarks.servers import BYTECODE, ROOT, running

OURS = ("api", "schemas", "seed")
SEED_LOAD = [*PYTHON, "seed", "load"]
LOAD_AND_SERVE = (*PYTHON, "deploy.serve")
OVERFILL = 1.5  # times the bytes that a worker keeps


def imported() -> list[str]:
    """The modules of other projects that ours import."""
    found = set()
    for file in (path for package in OURS for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module or "")
    return sorted(name for name in found if name.partition(".")[0] not in {*OURS, *sys.stdlib_module_names})


def finished(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of CPU time that a command takes, and by the clock."""
    before, clock = os.times(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=os.environ | environment | BYTECODE, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, time.perf_counter() - clock


def started(environment: dict[str, str]) -> tuple[float, float]:
    """The same for a start, to the first answer."""
    clock = time.perf_counter()
    with running(LOAD_AND_SERVE, environment) as server:
        with urlopen(f"http://127.0.0.1:{server.port}/health") as answer:
            answer.read()
        return server.cpu(), time.perf_counter() - clock


def starts(environment: dict[str, str], rounds: int) -> str:
    imports = [sys.executable, "-c", f"import os, {', '.join(imported())}; os._exit(0)"]  # taking it all down again is no part of a start
    pairs = [(finished(imports, environment), started(environment)) for _ in range(rounds)]
    rows = []
    for unit, index in (("CPU time", 0), ("by the clock", 1)):
        least, ours = (median(pair[which][index] for pair in pairs) for which in (0, 1))
        ratio = median(start[index] / bare[index] for bare, start in pairs)
        rows.append(f"| start, {unit} | {least:.2f} s | {ours:.2f} s | {ratio:.2f} |")
    return "\n".join(["| | imports alone | to the first answer | ratio |", "|---|---|---|---|", *rows, f"\nn = {rounds} rounds; medians."])


def full(environment: dict[str, str], template: str, limit: int) -> str:
    """A row on the memory of a worker before and after so many different requests that its cache overflows."""
    with running(COMMANDS[SERVICE], environment | {"WORKERS": "1"}) as server, connected(server.port) as connections:
        size = len(ask(connections[0], get(template.format(0))).body)
        before = server.worker_memory()
        number = int(OVERFILL * limit / (size + OVERHEAD))
        for answer in ask_all(connections, (get(template.format(each)) for each in range(1, number))):
            assert answer.header("cache-status").endswith("stored"), answer.head
        return f"| {template} | {number} | {size} | {before:.0f} MB | {server.worker_memory():.0f} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.processes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each start is measured (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        environment = {
            "DATABASE_URL": f"sqlite:///{directory}/api.db",
            "DOWNLOADS_DIR": f"{directory}/downloads",
            "PUBLIC_URL": "https://data.example.org",
        }
        finished(SEED_LOAD, environment)
        print(starts(environment, options.rounds), flush=True)
        print("\n| different requests | how many | bytes each | PSS of a worker before | after |\n|---|---|---|---|---|")
        for template in ("/api/v1/events?city_not=x{}", "/api/v1/events?limit=0&city_not=x{}"):
            print(full(environment, template, Settings().cache_bytes), flush=True)


if __name__ == "__main__":
    main()
