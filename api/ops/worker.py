"""The gunicorn worker: slow clients occupy no thread, and requests gunicorn refuses are problem details (RFC 9457).

gunicorn's gthread worker gives a connection to a thread as soon as it is open: as many idle or dripping connections as
there are threads stop the service, and one client that does not close its side stops the loop for two seconds. Here a
thread gets a connection when the whole head of a request has arrived and gives it back when the answer is written, unless
the next one follows at once; all other waiting is done by the loop, and bounded.
"""

import re
import socket
import time
from bisect import insort
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from http import HTTPStatus
from operator import attrgetter
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

import orjson
from gunicorn.http import wsgi
from gunicorn.http.errors import InvalidResponseHeader, InvalidResponseHeaderName, LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import http_date
from gunicorn.workers.gthread import TConn, ThreadWorker

from api import __version__
from api.web.errors import MEDIA_TYPE, details

PATIENCE = 5.0  # seconds for the head of a request to arrive, and for a client to close its side after the last answer
LINGER = 0.001  # seconds a thread waits for the next request of the connection it has just answered, if nobody else wants it
ANSWER_TIMEOUT = 30.0  # seconds for a client to take the answer, or a piece of one that is made while it is sent
MAX_HEAD = 32768  # bytes of request line and headers
HEAD_END = re.compile(rb"\r\n\r\n|(?<!\r)\n")  # the parser refuses a bare line feed wherever it is
BODY_HEADERS = {"CONTENT-LENGTH", "TRANSFER-ENCODING"}
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]*)?", re.ASCII)  # RFC 3986, section 3.2.2
CLOSE = re.compile(r"(^|,)[ \t]*close[ \t]*(,|$)", re.IGNORECASE)


class Pool(ThreadPoolExecutor):
    """Threads that know whether others wait for them."""

    def is_wanted(self) -> bool:
        return not self._work_queue.empty()


class Response(wsgi.Response):
    """Checks the same headers only once, as kept answers give them again and again, and waits for no client to take a whole answer."""

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        checked, self.response_length = _checked(tuple(headers))
        self.headers = list(checked)

    def write(self, data: bytes) -> None:
        if self.headers_sent or self._omits_body or len(data) != self.response_length:
            super().write(data)
        else:
            self._offer(data)

    def close(self) -> None:
        if self.headers_sent or self.chunked:
            super().close()
        else:
            self._offer(b"")

    def _offer(self, body: bytes) -> None:
        """Send what the client takes at once; the request remembers the rest, for the loop to send."""
        self.headers_sent, self.sent = True, len(body)
        lines = (*self.default_headers(), *(f"{name}: {value}\r\n" for name, value in self.headers), "\r\n")
        self.sock.settimeout(0)
        self.req.rest = _sent(self.sock, [memoryview("".join(lines).encode("latin-1")), memoryview(body)])


class Worker(ThreadWorker):
    """gthread with all waiting for clients done in the loop."""

    def init_process(self) -> None:
        self.cfg.__dict__.update({name: setting.get() for name, setting in self.cfg.settings.items()})  # found at once from now on
        wsgi.Response = Response  # gunicorn asks nobody which class to use
        super().init_process()

    def get_thread_pool(self) -> Pool:
        return Pool(max_workers=self.cfg.threads)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Have the loop close, where there is no room for one more connection, the one that has been idle or slow the longest."""
        super().wait_for_and_dispatch_events(timeout)
        if self.nr_conns >= self.worker_connections and (waiting := self.keepalived_conns or self.pending_conns):
            waiting[0].timeout = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Pass a connection to a thread once the head of its next request is here."""
        conn.init()
        conn.sock.setblocking(False)
        if _head_arrived(conn):
            super().enqueue_req(conn)
        else:
            self._wait(conn, self._on_head, PATIENCE)

    def handle(self, conn: TConn) -> bool:
        """Answer what a connection asks, in a thread; says whether it can be used again."""
        conn.rest = []
        while again := self._answer_one(conn):
            if conn.rest or not self.alive or self.tpool.is_wanted() or not _next_head_arrived(conn):
                break
        return again

    def _answer_one(self, conn: TConn) -> bool:
        head = conn.parser.unreader.buf.getvalue()
        if not HEAD_END.search(head, 0, MAX_HEAD) and b"\r\n" in head[: self.cfg.limit_request_line + 2]:
            if len(head) >= MAX_HEAD:
                self.handle_error(None, conn.sock, conn.client, LimitRequestHeaders(f"more than {MAX_HEAD} bytes"))
            return False
        return bool(super().handle(conn))

    def handle_request(self, req: Any, conn: TConn) -> bool:
        headers = dict(req.headers)
        if "HOST" not in headers and req.version >= (1, 1):
            raise ParseException("it has no Host header")  # RFC 9112, section 3.2
        if not HOST.fullmatch(headers.get("HOST", "")):
            raise ParseException("its Host header names no host")
        if not BODY_HEADERS.isdisjoint(headers):
            req.force_close()  # nothing here reads a body: do not wait for it
        if any(name == "CONNECTION" and CLOSE.search(value) for name, value in req.headers):
            req.force_close()  # one option of several, where gunicorn reads one alone (RFC 9112, section 9.6)
        conn.sock.settimeout(ANSWER_TIMEOUT)
        try:
            again = bool(super().handle_request(req, conn))
        except TimeoutError:
            return False
        conn.rest = getattr(req, "rest", [])
        return again

    def _keepalive_after(self, _conn: TConn, keepalive: bool) -> bool:
        """Whether the connection can be used again; who sends a body has been told that it cannot, so there is none to drain."""
        return keepalive

    def finish_request(self, conn: TConn, fs: Future[bool]) -> None:
        """Take a connection back from its thread: send what is left, then keep it alive or close it (RFC 9112, section 9.6)."""
        whole = not fs.cancelled() and not fs.exception()
        if whole and conn.rest:
            self._wait(conn, partial(self._on_room, fs), ANSWER_TIMEOUT, EVENT_WRITE)
            return
        if whole and fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self._wait(conn, self._on_rest, PATIENCE)
        except OSError:  # the client was faster
            self._close(conn)

    def _wait(self, conn: TConn, callback: Callable[..., None], seconds: float, event: int = EVENT_READ) -> None:
        conn.timeout = time.monotonic() + seconds
        insort(self.pending_conns, conn, key=attrgetter("timeout"))  # as `murder_pending` expects them
        self.poller.register(conn.sock, event, partial(callback, conn))

    def _stop_waiting(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _on_head(self, conn: TConn, _sock: Any) -> None:
        if _head_arrived(conn):
            self._stop_waiting(conn)
            super().enqueue_req(conn)

    def _on_room(self, fs: Future[bool], conn: TConn, _sock: Any) -> None:
        """Send more of an answer to a client that takes it slowly, but not for ever."""
        try:
            conn.rest = _sent(conn.sock, conn.rest)
        except OSError:  # the client has gone
            self._stop_waiting(conn)
            self._close(conn)
            return
        if not conn.rest:
            self._stop_waiting(conn)
            self.finish_request(conn, fs)

    def _on_rest(self, conn: TConn, _sock: Any) -> None:
        """Drain what the client still sends: closing over unread data would reset the connection and lose the answer."""
        if _received(conn) == b"":
            self._stop_waiting(conn)
            self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer a request that never reached the application."""
        if isinstance(exc, ParseException) and not isinstance(exc, InvalidResponseHeader | InvalidResponseHeaderName):
            self.log.info("refused a request: %s", exc)
            problem = self._refusal(exc)
        else:
            self.log.exception("unexpected failure")
            problem = "internal-error", "The service failed to answer this request."
        try:
            client.settimeout(PATIENCE)
            client.sendall(_answer(*problem, self.wsgi.config["SETTINGS"].public_url))
        except OSError as error:
            self.log.debug("the client did not take the answer: %s", error)

    def _refusal(self, exc: ParseException) -> tuple[str, str]:
        if isinstance(exc, LimitRequestLine):
            return "uri-too-long", f"The request line is longer than {self.cfg.limit_request_line} bytes."
        if isinstance(exc, LimitRequestHeaders):
            fields, size = self.cfg.limit_request_fields, self.cfg.limit_request_field_size
            return "headers-too-large", f"At most {fields} headers of {size} bytes each, {MAX_HEAD} bytes in all, are accepted."
        return "bad-request", f"This is not a well-formed HTTP request: {str(exc)[:200]}"


@lru_cache(256)
def _checked(headers: tuple[tuple[str, str], ...]) -> tuple[list[tuple[str, str]], int | None]:
    """The headers as gunicorn sends them, and the length of the body if they tell it."""
    response = Response(None, None, None)
    super(Response, response).process_headers(headers)
    return response.headers, response.response_length


def _sent(sock: socket.socket, pieces: list[memoryview]) -> list[memoryview]:
    """What is left of the pieces when the client has taken what it takes without waiting."""
    try:
        taken = sock.sendmsg(pieces)
    except BlockingIOError:
        return pieces
    left = []
    for piece in pieces:
        if taken < len(piece):
            left.append(piece[taken:])
        taken = max(0, taken - len(piece))
    return left


def _received(conn: TConn) -> bytes | None:
    """What has arrived: None if nothing, empty if nothing will any more."""
    try:
        return bytes(conn.sock.recv(MAX_HEAD))
    except (BlockingIOError, TimeoutError):
        return None
    except OSError:
        return b""


def _next_head_arrived(conn: TConn) -> bool:
    """Wait a moment, in a thread, for a client that asks again at once: cheaper than to go through the loop."""
    conn.sock.settimeout(LINGER)
    return _head_arrived(conn)


def _head_arrived(conn: TConn) -> bool:
    """Whether a thread can judge the next request without waiting: its head is complete, too long, or will never be."""
    data = _received(conn)
    head = conn.parser.unreader.take_buffered() + (data or b"")
    conn.parser.unreader.unread(head)
    return data == b"" or len(head) >= MAX_HEAD or bool(HEAD_END.search(head))


def _answer(type_: str, detail: str, public_url: str) -> bytes:
    content = details(type_, detail, public_url)
    body = orjson.dumps(content)
    head = {
        "Server": "gunicorn",
        "Date": http_date(),
        "Connection": "close",
        "Content-Type": MEDIA_TYPE,
        "Content-Length": len(body),
        "Content-Language": "en",
        "Cache-Control": "no-store",
        "API-Version": __version__,
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    status = HTTPStatus(content["status"])
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
