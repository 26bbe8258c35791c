"""The real gunicorn with the real configuration on a loopback port: hostile requests, slow clients, start and stop."""

import os
import queue
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from coverage import Coverage
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.errors import InvalidRequestLine, InvalidResponseHeader, InvalidResponseHeaderName
from gunicorn.workers.gthread import ThreadWorker

from api import __version__
from api.ops.worker import MAX_HEAD, PATIENCE, Response, Worker
from api.representations import FILES
from tests.conftest import ENTRIES, PUBLIC_URL, Databases, app_on

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
LOAD_AND_SERVE = [sys.executable, "-m", "deploy.serve"]
START = 60  # seconds; a busy machine
THREADS = 2 * 2  # workers × threads of the servers here


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def environment(url: str, port: int) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "HOST": "", "PUBLIC_URL": "", "PORT": str(port), "WORKERS": "2", "THREADS": "2"}


def measured() -> dict[str, str]:
    """What makes a process measure its coverage where tests are measured: gunicorn's workers are processes."""
    return {"COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml")} if Coverage.current() else {}


class Server:
    """A running gunicorn, its announcement read."""

    def __init__(self, url: str, command: list[str] = COMMAND, lines_before: int = 0, **settings: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(url, self.port) | measured() | settings,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [self.lines.put(line) for line in self.process.stdout or ()], daemon=True).start()
        self.announcement = "".join(self.lines.get(timeout=START) for _ in range(lines_before + 4))

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=START)

    def ask(self, request: bytes) -> "Reply":
        with self.connect() as client:
            client.sendall(request)
            return Reply(client)

    def stop(self) -> int:
        with self.process:
            self.process.terminate()
        return self.process.returncode


class Reply:
    """Everything the server sends until it closes the connection or has sent the length it announced."""

    def __init__(self, client: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data and (more := client.recv(65536)):
            data += more
        head, _, self.body = data.partition(b"\r\n\r\n")
        self.status_line, *lines = head.decode().split("\r\n")
        self.headers = dict(line.split(": ", 1) for line in lines)
        while len(self.body) < int(self.headers["Content-Length"]) and (more := client.recv(65536)):
            self.body += more


@pytest.fixture(scope="module")
def filled(databases: Databases) -> str:
    """The URL of an SQLite database with every release."""
    return databases.filled("sqlite", ENTRIES)


@pytest.fixture(scope="module")
def server(filled: str) -> Iterator[Server]:
    server = Server(filled)
    yield server
    server.stop()


def get(path: str = "/api/v1/events", *headers: str, close: bool = True) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, *(["Connection: close"] if close else []), "", ""]).encode()


def test_the_addresses_to_open_are_the_last_lines(server: Server) -> None:
    base = f"http://127.0.0.1:{server.port}"
    assert server.announcement == (
        f"StrategieWerkstatt open data {__version__} is ready (Ctrl+C stops it):\n"
        f"  API         {base}/api/v1\n"
        f"  Swagger UI  {base}/docs\n"
        f"  OpenAPI     {base}/api/v1/openapi.json\n"
    )
    for address in re.findall("http.*", server.announcement):
        assert server.ask(get(address.removeprefix(base))).status_line == "HTTP/1.1 200 OK"


def test_make_serve_fills_an_empty_database_and_serves_it_again(tmp_path: Path) -> None:
    for told, lines in (("loaded release 1", 2), ("up to date at release", 1)):
        server = Server(f"sqlite:///{tmp_path}/api.db", LOAD_AND_SERVE, lines_before=lines, DOWNLOADS_DIR=f"{tmp_path}/downloads")
        assert server.announcement.startswith(told)
        assert server.ask(get()).status_line == "HTTP/1.1 200 OK"
        assert server.stop() == 0


def test_make_serve_does_not_serve_what_it_could_not_load(tmp_path: Path) -> None:
    (tmp_path / "api.db").write_text("This is no database, and long enough to be seen to be none." * 20)
    settings = environment(f"sqlite:///{tmp_path}/api.db", free_port())
    ended = subprocess.run(LOAD_AND_SERVE, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=START, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.endswith("file is not a database\n")


def test_a_request_is_answered(server: Server) -> None:
    reply = server.ask(get("/health"))
    assert (reply.status_line, orjson.loads(reply.body)["status"]) == ("HTTP/1.1 200 OK", "ok")


def test_a_file_is_sent_whole_and_in_parts(server: Server, downloads: Path) -> None:
    file = next(downloads.glob("release-2-*/strategiewerkstatt.sqlite"))
    path, content = f"/api/v1/downloads/{file.parent.name}/{file.name}", file.read_bytes()
    whole, part = server.ask(get(path)), server.ask(get(path, "Range: bytes=100000-899999"))
    assert (whole.status_line, whole.body == content) == ("HTTP/1.1 200 OK", True)
    assert (part.status_line, part.body == content[100000:900000]) == ("HTTP/1.1 206 PARTIAL CONTENT", True)
    with server.connect() as client:
        for headers in ("Range: bytes=0-9",), ("Range: bytes=-10",):
            client.sendall(get(path, *headers, close=False))
            assert len(Reply(client).body) == 10


def test_one_connection_answers_many_requests(server: Server) -> None:
    with server.connect() as client:
        for _ in range(3):
            client.sendall(get(close=False))
            assert Reply(client).status_line == "HTTP/1.1 200 OK"


@pytest.mark.parametrize("options", ["close", "TE, Close", "TE\r\nConnection: close"])
def test_a_connection_is_closed_whatever_else_is_said_of_it(server: Server, options: str) -> None:
    with server.connect() as client:
        client.sendall(get("/health", f"Connection: {options}", close=False))
        assert Reply(client).headers["Connection"] == "close"


@pytest.mark.parametrize("host", ["", "data.example.org:80", "[::1]:8000", "a_b.%C3%A4", "x:"])
def test_every_host_is_answered(server: Server, host: str) -> None:
    assert server.ask(f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).status_line == "HTTP/1.1 200 OK"


def test_pipelined_requests_are_all_answered(server: Server) -> None:
    with server.connect() as client:
        client.sendall(get("/health", close=False) + get("/health"))
        answers = b""
        while more := client.recv(65536):
            answers += more
    assert answers.count(b"HTTP/1.1 200 OK") == 2


REFUSED = {
    "a long request line": (get("/?" + "x" * 20_000), 414, "uri-too-long"),
    "a line without end": (b"GET /" + b"x" * 50_000, 414, "uri-too-long"),
    "many headers": (get("/", *(f"X-{n}: y" for n in range(200))), 431, "headers-too-large"),
    "a long header": (get("/", "X: " + "y" * 9_000), 431, "headers-too-large"),
    "a very long header": (get("/", "X: " + "y" * 100_000), 431, "headers-too-large"),
    "headers without end": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9_000, 431, "headers-too-large"),
    "garbage": (b"\x00\xff\x16\x03garbage\r\n\r\n", 400, "bad-request"),
    "a bare line feed": (b"GET / HTTP/1.1\n\n", 400, "bad-request"),
    "an empty request line": (b"\r\n\r\n", 400, "bad-request"),
    "another protocol": (b"GET / HTTP/3.0\r\n\r\n", 400, "bad-request"),
    "a header without colon": (get("/", "nonsense"), 400, "bad-request"),
    "a folded header": (get("/", "X: y", " z"), 400, "bad-request"),
    "no host": (b"GET / HTTP/1.1\r\nX: y\r\n\r\n", 400, "bad-request"),
    "a host that is none": (b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400, "bad-request"),
    "two hosts": (get("/", "Host: y"), 400, "bad-request"),
    "an unknown transfer coding": (get("/", "Transfer-Encoding: nonsense"), 400, "bad-request"),
    "an unknown expectation": (get("/", "Expect: nonsense"), 400, "bad-request"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_request_is_a_problem(server: Server, case: str) -> None:
    request, status, type_ = REFUSED[case]
    reply = server.ask(request)
    problem = orjson.loads(reply.body)
    assert reply.status_line.startswith(f"HTTP/1.1 {status} ")
    assert problem["type"] == f"http://127.0.0.1:{server.port}/problems/{type_}"
    assert problem["status"] == status
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert reply.headers.pop("Date").endswith(" GMT")
    assert reply.headers == {
        "Server": "gunicorn",
        "Connection": "close",
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(reply.body)),
        "Content-Language": "en",
        "Cache-Control": "no-store",
        "API-Version": __version__,
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_client_of_before_there_were_hosts_is_answered(server: Server) -> None:
    assert server.ask(b"GET /health HTTP/1.0\r\n\r\n").status_line == "HTTP/1.0 200 OK"


def test_no_header_changes_an_address(server: Server) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"}
    forged |= {"Forwarded": "host=evil.example;proto=https", "Script-Name": "/evil", "Script_Name": "/evil", "Path-Info": "/evil"}
    request = "\r\n".join(["GET /api/v1/events HTTP/1.1", *(f"{name}: {value}" for name, value in forged.items()), "", ""])
    plain, reply = server.ask(get()), server.ask(request.encode())
    assert (reply.status_line, reply.body) == (plain.status_line, plain.body)
    assert reply.headers["Link"] == plain.headers["Link"]


def test_a_head_in_small_pieces_is_a_request(server: Server) -> None:
    request = get("/health")
    with server.connect() as client:
        for start in range(0, len(request), 7):
            client.sendall(request[start : start + 7])
            time.sleep(0.01)
        assert Reply(client).status_line == "HTTP/1.1 200 OK"


def promptly_answered(server: Server) -> bool:
    started = time.monotonic()
    answered = server.ask(get("/health")).status_line == "HTTP/1.1 200 OK"
    return answered and time.monotonic() - started < PATIENCE / 2


SLOW = {
    "silent": b"",
    "sending half a head": b"GET / HTTP/1.1\r\nHost: x",
    "sending half a body": b"POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nhalf",
    "sending half of the next head": get("/health", close=False) + b"GET / HTTP/1.1\r\nHost: x",
    "not closing after the last answer": get("/health"),
    "not closing after a refusal": b"nonsense\r\n\r\n",
}


@pytest.mark.parametrize("kind", SLOW)
def test_slow_clients_do_not_keep_others_waiting(server: Server, kind: str) -> None:
    slow = [server.connect() for _ in range(16 * THREADS)]
    try:
        for client in slow:
            client.sendall(SLOW[kind])
        time.sleep(0.2)
        assert promptly_answered(server)
    finally:
        for client in slow:
            client.close()


def test_clients_that_ask_without_pause_do_not_keep_others_waiting(server: Server) -> None:
    until = time.monotonic() + 2

    def ask_on_and_on() -> None:
        with server.connect() as client:
            while time.monotonic() < until:
                client.sendall(get("/health", close=False))
                Reply(client)

    busy = [threading.Thread(target=ask_on_and_on) for _ in range(2 * THREADS)]
    for thread in busy:
        thread.start()
    answered = [promptly_answered(server) for _ in range(10)]
    for thread in busy:
        thread.join()
    assert all(answered)


def test_clients_that_never_ask_are_dropped(server: Server) -> None:
    with server.connect() as silent, server.connect() as slow:
        slow.sendall(SLOW["sending half a head"])
        for client in silent, slow:
            client.settimeout(PATIENCE + 10)
            assert client.recv(1) == b""


def test_more_clients_than_files_may_be_open_keep_nobody_waiting(filled: str) -> None:
    server = Server(filled, ["sh", "-c", 'ulimit -n 256 && exec "$@"', "sh", *COMMAND], WORKERS="1")
    for request in (*SLOW.values(), get("/health", close=False)):
        with ExitStack() as held:
            for _ in range(300):
                held.enter_context(server.connect()).sendall(request)
            assert promptly_answered(server)
    assert server.stop() == 0
    assert server.lines.empty()  # nothing failed


READ_ONLY = """
mount -o remount,ro,bind / &&
for place in /tmp /var/tmp; do mount --bind $place $place && mount -o remount,ro,bind $place; done &&
exec "$@"
"""
UNSHARED = ["unshare", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, "sh"]


def may_mount() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run([*UNSHARED, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.no_cover  # what was measured could not be written
@pytest.mark.skipif(not may_mount(), reason="may not mount")
def test_every_file_is_made_where_all_is_read_only(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "api.db"
    file.write_bytes(Path(filled.removeprefix("sqlite:///")).read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    server = Server(f"sqlite:///file:{file}?mode=ro&immutable=1&uri=true", [*UNSHARED, *COMMAND], COVERAGE_PROCESS_START="")
    made = {name: server.ask(get(f"/api/v1/events?format={name}")).status_line for name in FILES}
    assert made == dict.fromkeys(FILES, "HTTP/1.1 200 OK")
    assert server.stop() == 0


@pytest.mark.parametrize("request_", [b"", b"GE", b"GET / HTTP/1.1\r\nHost"], ids=["nothing", "half a line", "half a head"])
def test_a_client_that_hangs_up_is_let_go(server: Server, request_: bytes) -> None:
    with server.connect() as client:
        client.sendall(request_)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""


def test_the_rest_of_an_oversize_request_does_not_lose_the_answer(server: Server) -> None:
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (MAX_HEAD // 6))
        time.sleep(0.5)
        client.sendall(b"X: y\r\n" * 1000)
        assert Reply(client).status_line.startswith("HTTP/1.1 431 ")


def test_a_body_is_not_waited_for(server: Server) -> None:
    with server.connect() as client:
        client.sendall(SLOW["sending half a body"])
        reply = Reply(client)
    assert reply.status_line == "HTTP/1.1 405 METHOD NOT ALLOWED"
    assert reply.headers["Connection"] == "close"


def test_sigterm_answers_the_request_under_way_and_ends(filled: str) -> None:
    server = Server(filled)
    with server.connect() as client:
        client.sendall(get("/health")[:-2])
        time.sleep(0.5)
        server.process.terminate()
        time.sleep(0.5)
        client.sendall(b"\r\n")
        assert Reply(client).status_line == "HTTP/1.1 200 OK"
    assert server.stop() == 0
    with pytest.raises(ConnectionRefusedError):
        server.connect()


@pytest.fixture
def worker(filled: str) -> Iterator[Worker]:
    """A worker that is not run, for failures no client can bring about."""
    settings = Config()
    worker = Worker(1, os.getpid(), [], None, 30, settings, Logger(settings))
    worker.wsgi = app_on(filled)
    yield worker
    worker.wsgi.extensions["database"].dispose()
    worker.tmp.close()


def test_headers_are_checked_as_gunicorn_does() -> None:
    for headers in ([("A", " b "), ("Content-Length", "3"), ("Connection", "close")], [("A", "ä")]):
        for _ in range(2):
            ours, theirs = Response(None, None, None), wsgi.Response(None, None, None)
            ours.process_headers(headers)
            theirs.process_headers(headers)
            assert (ours.headers, ours.response_length) == (theirs.headers, theirs.response_length)
    for wrong in ("A B", "x"), ("A", "x\r\nB: y"):
        for _ in range(2):
            with pytest.raises((InvalidResponseHeader, InvalidResponseHeaderName)):
                Response(None, None, None).process_headers([wrong])


def test_a_failure_of_the_server_is_a_problem_without_its_cause(worker: Worker) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.handle_error(None, ours, None, InvalidResponseHeader("secret"))
        reply = Reply(theirs)
    assert reply.status_line == "HTTP/1.1 500 Internal Server Error"
    assert orjson.loads(reply.body) == {
        "type": f"{PUBLIC_URL}/problems/internal-error",
        "title": "Internal error",
        "status": 500,
        "detail": "The service failed to answer this request.",
    }


def test_a_client_that_does_not_take_a_refusal_does_no_harm(worker: Worker) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        worker.handle_error(None, ours, None, InvalidRequestLine("x"))


def test_a_client_that_does_not_take_its_answer_is_given_up(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(_worker: Worker, _request: object, connection: SimpleNamespace) -> bool:
        connection.sock.sendall(bytes(10_000_000))
        return True

    monkeypatch.setattr(ThreadWorker, "handle_request", stuck)
    monkeypatch.setattr("api.ops.worker.ANSWER_TIMEOUT", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert worker.handle_request(SimpleNamespace(headers=[("HOST", "x")]), SimpleNamespace(sock=ours)) is False


WRONG = {
    "PORT": ("http", "'http': not a whole number from 1 to 65535"),
    "WORKERS": ("0", "'0': not a whole number from 1 to 65535"),
    "HOST": ("a b", "'a b': not a host name or IP address such as 127.0.0.1"),
    "PUBLIC_URL": ("data", "'data': not an address such as https://data.example.org"),
    "DATABASE_URL": ("mysql://me:pw@host/x", "'mysql://me:***@host/x': mysql is not supported; use sqlite or postgresql+psycopg"),
}


@pytest.mark.parametrize(("program", "name"), [*(("gunicorn", name) for name in WRONG), ("seed", "PUBLIC_URL")])
def test_a_wrong_setting_stops_the_start_with_one_line(program: str, name: str) -> None:
    command = {"gunicorn": COMMAND, "seed": [sys.executable, "-m", "seed", "load"]}[program]
    value, reason = WRONG[name]
    settings = environment("", free_port()) | {name: value}
    ended = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=START, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"{name}={reason}\n")


def test_a_port_in_use_stops_the_start_with_one_line(filled: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = subprocess.run(COMMAND, cwd=ROOT, env=environment(filled, port), capture_output=True, text=True, timeout=START, check=False)
    line = f"HOST=127.0.0.1 PORT={port}: Address already in use; choose another, e.g. PORT=8001\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", line)
