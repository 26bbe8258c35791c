"""Large files on their way to readers: in flat memory, cut off visibly where the database fails, and no harm to others if slow."""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import flask_swagger_ui
import pytest

from api.representations import FILES
from tests.conftest import ENTRIES, Databases, app_on
from tests.ops.test_gunicorn import START, THREADS, Reply, Server, get, promptly_answered

MANY = 5_000  # events
BROKEN = 4_000  # by date, comes long after the first chunk
GROWTH = 5 << 20  # bytes of memory; most files hold more than twice as many
ROOT = Path(__file__).parents[2]
LARGE = "/docs/swagger-ui/swagger-ui-bundle.js"
BUNDLE = (Path(flask_swagger_ui.__file__).parent / "dist/swagger-ui-bundle.js").read_bytes()
BUNDLES = (8 << 20) // len(BUNDLE)  # more than the kernel takes for a connection: 4 MB to send


@pytest.fixture(scope="module")
def many(databases: Databases) -> str:
    """The URL of an SQLite database with the real events over and over, and one that no driver can read."""
    url = databases.filled("sqlite", ENTRIES)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(events)")]
        other = {"pk": "pk + 1000 * number", "id": "id || '-' || number"}
        database.execute(
            f"WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {MANY // 19}) "
            f"INSERT INTO events SELECT {', '.join(other.get(name, name) for name in names)} FROM numbers, events WHERE removed_in > 2"
        )
        held = "(SELECT count(*) FROM events WHERE removed_in > 2)"
        database.execute(f"UPDATE releases SET document_de = json_set(document_de, '$.counts.events', {held})")
        by_date = "SELECT pk FROM events WHERE removed_in > 2 ORDER BY earliest, id LIMIT 1 OFFSET ?"
        database.execute(f"UPDATE events SET document_de = CAST(x'ff' AS TEXT), status = 'broken' WHERE pk = ({by_date})", [BROKEN])
    database.close()
    return url


@pytest.fixture(scope="module")
def server(many: str) -> Iterator[Server]:
    server = Server(many)
    yield server
    server.stop()


MEASURE = """
import json, re, sys
from functools import partial
from pathlib import Path
from api.app import create_app

def peak():
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

def size(query):
    with client.get(f"/api/v1/events?status=held,announced&{query}", buffered=False) as answer:
        assert answer.status_code == 200
        return sum(map(len, answer.response))

client, found = create_app().test_client(), {}
for name in sys.argv[1:]:
    size(f"format={name}&city=Dresden")  # several whole batches: a third of all, so what grows would grow by twice as much again
for name in sys.argv[1:]:
    before = peak()
    found[name] = (size(f"format={name}"), peak() - before)
print(json.dumps(found))
"""


@pytest.mark.no_cover
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of memory")
def test_memory_does_not_grow_with_the_file(many: str) -> None:
    command = [sys.executable, "-c", MEASURE, *FILES]
    measured = subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": many}, capture_output=True, check=True)
    found = json.loads(measured.stdout)
    assert {name for name, (size, _) in found.items() if size > 2 * GROWTH} == FILES.keys() - {"xlsx", "ical", "atom"}
    assert {name: grown < GROWTH for name, (_, grown) in found.items()} == dict.fromkeys(FILES, True)


def test_reader_of_a_file_keeps_no_connection_waiting(many: str) -> None:
    app = app_on(many)
    with app.test_client().get("/api/v1/events?format=ndjson", buffered=False) as answer:
        assert next(iter(answer.response))
        assert app.extensions["database"].pool.checkedout() == 0
    app.extensions["database"].dispose()


@pytest.mark.parametrize("order", ["starts", "-starts"])
def test_batches_fit_together(many: str, order: str) -> None:
    app = app_on(many)
    lines = app.test_client().get(f"/api/v1/events?status=held,announced&format=ndjson&fields=links&sort={order}").data.splitlines()
    app.extensions["database"].dispose()
    direction = "DESC" if order.startswith("-") else "ASC"
    with sqlite3.connect(many.removeprefix("sqlite:///")) as database:
        statement = f"SELECT id FROM events WHERE removed_in > 2 AND status != 'broken' ORDER BY earliest {direction}, id {direction}"
        expected = [id_ for (id_,) in database.execute(statement)]
    database.close()
    assert [json.loads(line)["links"]["self"].rpartition("/")[2] for line in lines] == expected


@pytest.mark.parametrize("name", ["csv", "ndjson", "turtle"])
def test_file_cut_off_by_a_failure_does_not_look_complete(server: Server, name: str) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=START)
    client.request("GET", f"/api/v1/events?format={name}")
    answer = client.getresponse()
    assert (answer.status, answer.headers["Transfer-Encoding"]) == (200, "chunked")
    with pytest.raises(http.client.IncompleteRead) as cut:
        answer.read()
    assert len(cut.value.partial) > 1 << 20
    client.close()


def slow_reader(server: Server, path: str = "/api/v1/events?format=ndjson", times: int = 1) -> socket.socket:
    """Has asked for much, and reads none of it beyond what its small buffer takes."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(START)
    reader.connect(("127.0.0.1", server.port))
    reader.sendall(times * get(path, close=False))
    assert status(reader)  # an answer has begun
    return reader


def status(reader: socket.socket) -> bytes:
    """How the answer begins, without reading it."""
    return reader.recv(12, socket.MSG_PEEK)


def test_slow_readers_of_files_leave_the_service_to_others(server: Server) -> None:
    with ExitStack() as held:
        readers = (held.enter_context(slow_reader(server)) for _ in range(5 * THREADS))
        refused = Reply(next(reader for reader in readers if status(reader) == b"HTTP/1.1 503"))
        assert promptly_answered(server)
        assert server.ask(get("/api/v1/events?limit=1")).status_line == "HTTP/1.1 200 OK"
    assert refused.status_line == "HTTP/1.1 503 SERVICE UNAVAILABLE"
    assert (json.loads(refused.body)["title"], refused.headers["Retry-After"]) == ("Busy", "5")


def test_slow_readers_of_whole_answers_hold_no_thread(server: Server) -> None:
    with ExitStack() as held:
        readers = [held.enter_context(slow_reader(server, LARGE, BUNDLES)) for _ in range(THREADS + 2)]
        assert all(promptly_answered(server) for _ in range(50))  # also once the last answers have begun
        for reader in readers[:2]:
            reader.sendall(get(LARGE))  # the connection goes on, and is closed only now
            assert b"".join(iter(partial(reader.recv, 1 << 16), b"")).count(BUNDLE) == BUNDLES + 1


def test_who_hangs_up_makes_room_for_the_next(server: Server) -> None:
    for _ in range(THREADS + 2):
        slow_reader(server).close()
    with server.connect() as client:
        client.sendall(get("/api/v1/events/2016-online-befragung?format=ndjson"))
        assert client.recv(12) == b"HTTP/1.1 200"
