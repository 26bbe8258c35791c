"""The least HTTP/1.1 client: a few connections kept alive, each with one request under way."""

import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector

CONNECTIONS = 4
RECEIVED = 2**20  # bytes at once
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
HEADERS = {"Host": "127.0.0.1", "User-Agent": "benchmark", "Accept": "*/*", "Accept-Language": "de"}


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: bytes

    def header(self, name: str) -> str:
        fields = (line.partition(": ") for line in self.head.splitlines())
        return next((value for key, _, value in fields if key.lower() == name), "")


def get(path: str, **headers: str) -> bytes:
    """A request; `If_None_Match="…"` is a header."""
    named = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    return "\r\n".join([f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""]).encode()


@contextmanager
def connected(port: int, count: int = CONNECTIONS) -> Iterator[list[socket.socket]]:
    with ExitStack() as held:
        yield [held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(count)]


def ask(connection: socket.socket, request: bytes) -> Answer:
    connection.sendall(request)
    return _received(connection)


def ask_all(connections: Sequence[socket.socket], requests: Iterable[bytes]) -> Iterator[Answer]:
    """The answers, in the order in which they come."""
    rest = iter(requests)
    with DefaultSelector() as selector:
        for connection, request in zip(connections, rest, strict=False):
            selector.register(connection, EVENT_READ)
            connection.sendall(request)
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                yield _received(connection)
                if request := next(rest, None):
                    connection.sendall(request)
                else:
                    selector.unregister(connection)


def _received(connection: socket.socket) -> Answer:
    data = b""
    while not _is_whole(data):
        more = connection.recv(RECEIVED)
        if not more:
            raise ConnectionError(f"the server hung up after {data[:200]!r}")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    return Answer(int(head[9:12]), head.decode("latin-1"), body)


def _is_whole(data: bytes) -> bool:
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = LENGTH.search(data, 0, end)
    if length:
        return len(data) - end - 4 >= int(length[1])
    return data[9:12] == b"304" or data.endswith(b"0\r\n\r\n")  # chunked
