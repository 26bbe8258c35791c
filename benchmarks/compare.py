"""`python -m benchmarks.compare`: what an answer costs here, beside the least possible and beside what others would build.

All servers (see `benchmarks.peers`) run at once on loopback and are asked in turn, round by round, by a client in this process.
A hot request is one whose answer the service keeps; a cold one has an address never asked for before; `Cache-Status` must say
so each time. The peers keep nothing. CPU time is that of all processes of a server, the client's not counted; requests a
second are bounded by the client too, as both share the machine. Ratios are taken within a round.
"""

import argparse
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count, getloadavg
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import orjson

from api.db import writer
from api.migrations import migrate
from benchmarks.client import CONNECTIONS, Answer, ask, ask_all, connected, get
from benchmarks.generate import FIRST, entries, id_of
from benchmarks.peers import COMMANDS, CONSTANT, DATASETTE, EMPTY, LEAST, ON_GRANIAN, OURS, PATHS, PEERS, SERVICE, SMOREST, STORED, tables
from benchmarks.servers import Server, running
from seed.load import load

PAGE = 20
CHEAP = 8  # times as many requests where they cost so little that many are needed to measure them
WHOLE = 1000  # figures from there on are shown without fractions
DAYS = 1200  # from the first of the events on; each of these days leaves more than a page
LEGEND = """n = {rounds} rounds of {requests} requests, {cheap} times as many where nothing is made anew, {connections} at once; medians.
In brackets: the service as a multiple of the constant or, where cold, of the empty view, and so the stored documents;
the others as multiples of the service."""
PACKAGES = ("gunicorn", "flask", "flask-smorest", "marshmallow", "sqlalchemy", "fastapi", "pydantic", "uvicorn", "datasette", "granian")


@dataclass(frozen=True)
class Work:
    """A kind of request; `more` is added to our address. What is ours alone has no counterpart among the peers."""

    name: str
    path: str
    base: str = CONSTANT
    more: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    ours_alone: bool = False
    conditional: bool = False

    def concerns(self, server: str) -> bool:
        return self.base == EMPTY if server == STORED else not (self.ours_alone and server in PEERS)

    def numbers(self, start: int, count: int) -> range | list[int]:
        """Which of the addresses are asked for: cold ones only once ever."""
        return range(start, start + count) if self.base == EMPTY else [0] * count

    def request(self, server: str, number: int, known: Answer) -> bytes:
        """The request to one of the servers; `known` is our answer to the first of them."""
        if server == EMPTY:
            return get("/")
        if server not in PATHS:
            return get(f"/{0 if self.conditional else len(known.body)}", **self.headers)
        tag = {"If_None_Match": known.header("etag")} if self.conditional else {}
        return get(self.address(server, number), **self.headers, **tag)

    def address(self, server: str, number: int) -> str:
        return PATHS[server][self.path].format(day=FIRST + timedelta(days=number), id=id_of(number)) + self.more


WORKS = [
    Work("hot list", "list"),
    Work("hot item", "item"),
    Work("hot search", "search"),
    Work("hot list, unchanged (304)", "list", ours_alone=True, conditional=True),
    Work("hot list, English", "list", more="&lang=en", ours_alone=True),
    Work("hot list, br", "list", headers={"Accept_Encoding": "br"}, ours_alone=True),
    Work("hot list, gzip", "list", headers={"Accept_Encoding": "gzip"}, ours_alone=True),
    Work("hot list, CSV", "list", more="&format=csv", ours_alone=True),
    Work("cold list", "dates", EMPTY),
    Work("cold item", "item", EMPTY),
]


@dataclass(frozen=True)
class Cost:
    """What a request took."""

    cpu: float  # ms
    rate: float  # requests a second


class Comparison:
    """What each server cost at each work, round by round."""

    def __init__(self, servers: dict[str, Server], requests: int, connections: int = CONNECTIONS) -> None:
        self.servers, self.requests, self.connections, self.start = servers, requests, connections, 1
        self.costs: dict[tuple[str, str], list[Cost]] = {}

    def round(self) -> None:
        for work in WORKS:
            with connected(self.servers[SERVICE].port) as connections:
                known = ask(connections[0], get(work.address(SERVICE, 0), **work.headers))
            for name in self.servers:
                if work.concerns(name):
                    self.costs.setdefault((work.name, name), []).append(self.cost(name, work, known))
        self.start += self.requests

    def cost(self, name: str, work: Work, known: Answer) -> Cost:
        server, ours, cold = self.servers[name], name in OURS, work.base == EMPTY
        status = 304 if work.conditional and ours else 200
        cached = "" if not ours else "miss" if cold else "hit"
        many = name in LEAST or (ours and not cold)
        numbers = work.numbers(self.start, self.requests * (CHEAP if many else 1))
        requests = [work.request(name, number, known) for number in numbers]
        with connected(server.port, self.connections) as connections:
            for connection in connections:  # each leads to some worker, which is warm then
                ask(connection, work.request(name, 0, known))
            cpu, clock = server.cpu(), time.perf_counter()
            for answer in ask_all(connections, requests):
                assert answer.status == status, (name, work, answer.head)
                assert cached in answer.header("cache-status"), (name, work, answer.head)
            return Cost((server.cpu() - cpu) * 1000 / len(requests), len(requests) / (time.perf_counter() - clock))

    def ratio(self, work: Work, above: str, below: str, unit: str = "cpu") -> float:
        pairs = zip(self.costs[work.name, above], self.costs[work.name, below], strict=True)
        return median(getattr(one, unit) / getattr(other, unit) for one, other in pairs)

    def row(self, work: Work, unit: str) -> list[str]:
        """The work, each server's median, and in brackets what the service's is of the base, or theirs of the service's."""
        cells = [work.name]
        for name in self.servers:
            costs = self.costs.get((work.name, name))
            shown = figure(median(getattr(cost, unit) for cost in costs)) if costs else ""
            if costs and name in (SERVICE, STORED):
                shown += f" ({self.ratio(work, name, work.base, unit):.2f})"
            elif costs and name in (*PEERS, ON_GRANIAN):
                shown += f" ({self.ratio(work, name, SERVICE, unit):.2g})"
            cells.append(shown)
        return cells

    def table(self, title: str, unit: str) -> str:
        rows = [[title, *self.servers], ["---"] * (1 + len(self.servers)), *(self.row(work, unit) for work in WORKS)]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= WHOLE else f"{value:.3g}"


def page(name: str, server: Server, path: str) -> tuple[int | None, list[str]]:
    """The total that a server gives, if it knows one, and the ids."""
    with urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
        found = orjson.loads(answer.read())
    total = found["meta"]["total"] if name in OURS else found.get("filtered_table_rows_count" if name == DATASETTE else "total")
    return total, [each["id"] for each in found["rows" if name == DATASETTE else "data"]]


def check(servers: dict[str, Server]) -> None:
    """All find the same; where they search for a word each has an index of its own, but all find a full page."""
    for path in ("list", "dates"):
        asked = {name: PATHS[name][path].format(day=FIRST + timedelta(days=DAYS)) for name in servers if path in PATHS.get(name, ())}
        pages = {name: page(name, servers[name], where) for name, where in asked.items()}
        total, ids = pages[SERVICE]
        assert all(each == ((None if name == STORED else total), ids) for name, each in pages.items()), pages
    for name in servers:
        assert "search" not in PATHS.get(name, ()) or len(page(name, servers[name], PATHS[name]["search"])[1]) == PAGE, name


def filled(directory: Path, events: int) -> dict[str, str]:
    """The environment that leads the servers to databases with as many made-up events beside the real ones."""
    ours, peers = f"sqlite:///{directory}/ours.db", f"{directory}/peers.db"
    engine = writer(ours)
    migrate(engine)
    load(engine, entries(events))
    engine.dispose()
    tables.fill(ours, peers)
    return {
        "DATABASE_URL": ours,
        "DOWNLOADS_DIR": f"{directory}/downloads",
        tables.DATABASE: peers,
        "WORKERS": "2",
        "HOST": "127.0.0.1",
        "PUBLIC_URL": "https://data.example.org",
    }


def compare(names: list[str], events: int, rounds: int, requests: int, connections: int = CONNECTIONS) -> Comparison:
    with tempfile.TemporaryDirectory() as directory, ExitStack() as held:
        environment = filled(Path(directory), events)
        servers = {name: held.enter_context(running(COMMANDS[name], environment)) for name in names}
        check(servers)
        comparison = Comparison(servers, requests, connections)
        for _ in range(rounds):
            comparison.round()
            print(".", end="", file=sys.stderr, flush=True)
        return comparison


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--events", type=int, default=1000, help="made-up events beside the real ones (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each server is measured at each work (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=100, help="how many requests each time (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help="how many ask at once (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="only with what the service itself needs")
    options = parser.parse_args()
    if options.rounds * options.requests >= min(options.events, DAYS):
        parser.error("rounds times requests must be less than --events and than the days from which on events are listed")
    names = [*LEAST, SERVICE, SMOREST] if options.quick else list(COMMANDS)
    comparison = compare(names, options.events, options.rounds, options.requests, options.connections)
    print(f"{date.today()}, {cpu_count()} cores, load {getloadavg()[0]:.1f}, Python {platform.python_version()};", end=" ")
    print(*map(released, PACKAGES), sep=", ", end=".\n\n")
    print(comparison.table("CPU, ms a request", "cpu"), comparison.table("requests a second", "rate"), sep="\n\n", end="\n\n")
    print(LEGEND.format(rounds=options.rounds, requests=options.requests, cheap=CHEAP, connections=options.connections))


def released(package: str) -> str:
    """Its name and version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"


if __name__ == "__main__":
    main()
