"""Answers kept before Flask is entered (RFC 9111), with their conditions (RFC 9110) and encodings; `Cache-Status` is RFC 9211.

An answer is a function of release, address and what the client negotiates. So exactly that is its key, nothing has ever to be
invalidated, and an answer once given outlives an outage of the database.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from threading import Event, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.http import is_resource_modified, parse_date
from werkzeug.wsgi import ClosingIterator

from api.web.compression import ENCODERS, WORTHWHILE, encoding_of
from api.web.lru import SegmentedLRU
from api.web.newest import Newest

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

# What the application tells in the WSGI environment; without both, its answer is not kept.
NEGOTIATED = "api.negotiated"  # variable of a request header → what the application chooses by it
NEWEST = "api.newest"  # the release that was the newest when it answered
# And instead of an answer: the query without the parameters that say no more than what holds anyway.
PLAIN = "api.plain"

NAME = "strategiewerkstatt"
LARGEST = 2**20  # bytes of an answer that is kept, twice as many if it says its length; larger ones are streamed
OVERHEAD = 8000  # bytes of memory that an answer takes besides its body: headers, keys, what is counted for it
PATIENCE = 10.0  # seconds to wait for another request that is making the same answer
MAX_QUERY = 4000  # bytes; longer ones are not put in order, as they are refused
DATED = {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"}
PARTIAL = {"HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}  # for the application alone
OF_UNCHANGED = re.compile(r"(?i)cache-control|vary|content-location|expires|api-version|access-control-.*|x-content-type-options")
ENCODED_TAG = re.compile(rf'-(?:{"|".join(ENCODERS)})"')


@dataclass
class Kept:
    """An answer in each encoding asked for so far; without a body if clients only ever asked whether it had changed."""

    headers: Headers
    body: bytes | None
    encoded: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @cached_property
    def tag(self) -> str:
        return self.header("ETag")

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """What clients may know it by: each encoding has a tag of its own."""
        return self.tag, *(f'{self.tag[:-1]}-{encoding}"' for encoding in ENCODERS)

    @cached_property
    def of_unchanged(self) -> Headers:
        """The headers of a 304, but for the tag."""
        return [(name, value) for name, value in self.headers if OF_UNCHANGED.fullmatch(name)]

    def form(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and body in an encoding, if it makes the answer smaller."""
        body = self.body or b""
        if not encoding or len(body) < WORTHWHILE or "Accept-Encoding" not in self.header("Vary"):
            return self.headers, body
        if encoding not in self.encoded:
            small = ENCODERS[encoding](body)
            changed = {"ETag": f'{self.tag[:-1]}-{encoding}"', "Content-Length": str(len(small))}
            headers = [(name, changed.get(name, value)) for name, value in self.headers]
            self.encoded[encoding] = [*headers, ("Content-Encoding", encoding)], small
        return self.encoded[encoding]

    def is_known(self, environ: Environ) -> bool:
        """Whether the client has this very answer, in whatever encoding."""
        known, since = environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_IF_MODIFIED_SINCE")
        if not (known or since):
            return False
        if known in self.tags:
            return True
        conditions = {"REQUEST_METHOD": "GET", "HTTP_IF_NONE_MATCH": without_encodings(known), "HTTP_IF_MODIFIED_SINCE": since}
        return not is_resource_modified(conditions, self.tag.strip('"'), last_modified=self.header("Last-Modified") or None)

    def unchanged(self, environ: Environ) -> Headers:
        """The headers of the 304, with the tag that the client knows the answer by."""
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        return [("ETag", next((each for each in self.tags if each in known), self.tag)), *self.of_unchanged]


@dataclass
class Variants:
    """The answers of one address in one release, by what clients negotiate."""

    choosers: Mapping[str, Callable[[str], Any]]
    answers: dict[tuple[Any, ...], Kept] = field(default_factory=dict)
    plain: dict[tuple[Any, ...], str] = field(default_factory=dict)  # the query whose answers they are

    def choices(self, environ: Environ) -> tuple[Any, ...]:
        return tuple(choose(environ.get(variable, "")) for variable, choose in self.choosers.items())

    @property
    def weight(self) -> int:
        answers = list(self.answers.values())
        bodies = [body for each in answers for body in (each.body or b"", *(small for _, small in list(each.encoded.values())))]
        return OVERHEAD * (len(bodies) + len(self.plain)) + sum(map(len, bodies))


class ResponseCache:
    """WSGI middleware around the application, keeping up to `capacity` bytes of answers in this process."""

    def __init__(self, app: Any, newest: Newest, capacity: int) -> None:
        self.app, self.newest = app, newest
        self.kept: SegmentedLRU[Variants] = SegmentedLRU(capacity)
        self.under_way: dict[Any, Event] = {}
        self.lock = Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        environ["QUERY_STRING"] = canonical(environ.get("QUERY_STRING", ""))
        for name in DATED & environ.keys():
            if is_beyond(environ[name]):
                del environ[name]  # as what is no date at all is passed over, and with it what it is a condition of
                environ.pop("HTTP_RANGE", None)
        edition = None if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or PARTIAL & environ.keys() else self.newest.edition()
        if edition is None:
            inner = environ.copy()
            status, headers, stream = self._apply(inner)
            if PLAIN in inner:
                _collected(stream)
                return self({**environ, "QUERY_STRING": inner[PLAIN]}, start_response)
            start_response(status, headers)
            return stream
        address = (edition, *(environ.get(name, "") for name in ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")))
        if kept := self._find(address, environ):
            return self._give(address, kept, "hit", environ, start_response)
        asked = (address, *(environ.get(name) for name in ("REQUEST_METHOD", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE")))
        with self.lock:
            other = self.under_way.get(asked)
            if other is None:
                self.under_way[asked] = Event()
        if other is None:
            try:
                return self._make(address, environ, start_response)
            finally:
                self.under_way.pop(asked).set()
        if other.wait(PATIENCE) and (kept := self._find(address, environ)):
            return self._give(address, kept, "fwd=miss; collapsed", environ, start_response)
        return self._make(address, environ, start_response)

    def _find(self, address: Any, environ: Environ) -> Kept | None:
        """The answer to this request; one without a body only for those who have the body."""
        if not (variants := self.kept.get(address)):
            return None
        choices = variants.choices(environ)
        if choices in variants.plain:
            return self._find((*address[:-1], variants.plain[choices]), environ)
        kept = variants.answers.get(choices)
        return kept if kept and (kept.body is not None or kept.is_known(environ)) else None

    def _give(self, address: Any, kept: Kept, status: str, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if kept.body is None or kept.is_known(environ):
            start_response("304 NOT MODIFIED", [*kept.unchanged(environ), _cache_status(status)])
            return ()
        before = len(kept.encoded)
        headers, body = kept.form(encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if len(kept.encoded) > before and (variants := self.kept.peek(address)):
            self.kept.put(address, variants, variants.weight)
        start_response("200 OK", [*headers, _cache_status(status)])
        return (body,) if environ["REQUEST_METHOD"] == "GET" else ()

    def _apply(self, environ: Environ) -> tuple[str, Headers, Iterable[bytes]]:
        """Status, headers and body as the application gives them."""
        started: list[Any] = []
        stream = self.app(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
        status, headers = started[-2:]
        return status, headers, stream

    def _make(self, address: Any, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Have the application answer; what fits is kept, all else passes through as it comes."""
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        inner = {**environ, "HTTP_IF_NONE_MATCH": without_encodings(known)} if known else environ.copy()
        status, headers, stream = self._apply(inner)
        named = {name.lower(): value for name, value in headers}
        keepable = inner.get(NEWEST) == address[0] and NEGOTIATED in inner
        if PLAIN in inner:
            _collected(stream)
            if keepable:
                self._keep(address, inner[PLAIN], inner)
            return self({**environ, "QUERY_STRING": inner[PLAIN]}, start_response)
        keepable = keepable and "etag" in named
        kept, method, length = None, environ["REQUEST_METHOD"], int(named.get("content-length", 0))
        if keepable and status.startswith("200") and method == "HEAD" and 0 < length <= 2 * LARGEST:
            _collected(self._make(address, {**environ, "REQUEST_METHOD": "GET"}, start_response))  # its bytes tell their length encoded
            return _collected(stream)[1]
        if keepable and status.startswith("304"):
            kept, (_, stream) = Kept(headers, None), _collected(stream)
        elif keepable and status.startswith("200") and method == "GET" and length <= 2 * LARGEST:
            body, stream = _collected(stream, length or LARGEST)
            kept = None if body is None else Kept(_with_length(headers, body), body)
        if kept is None:
            start_response(status, [*headers, _cache_status("fwd=miss")])
            return stream
        self._keep(address, kept, inner)
        status = "fwd=miss; stored" if self.kept.peek(address) else "fwd=miss"
        return self._give(address, kept, status, environ, start_response)

    def _keep(self, address: Any, kept: Kept | str, environ: Environ) -> None:
        """Keep an answer, or the query that has the same."""
        with self.lock:
            variants = self.kept.peek(address)
            if variants is None or variants.choosers.keys() != environ[NEGOTIATED].keys():
                variants = Variants(environ[NEGOTIATED])
            choices = variants.choices(environ)
            if isinstance(kept, str):
                variants.plain[choices] = kept
            else:
                variants.answers[choices] = kept
            self.kept.put(address, variants, variants.weight)


@lru_cache(1024)
def canonical(query: str) -> str:
    """The same parameters in one order and one spelling; as it is if the application refuses it."""
    if len(query) > MAX_QUERY:
        return query
    try:
        pairs = parse_qsl(query.encode("latin-1").decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return query
    return urlencode(sorted(pairs, key=lambda pair: pair[0]), safe=",:")


def is_beyond(date: str) -> bool:
    """Whether it is a date of a year beyond all measure, which werkzeug fails to read."""
    try:
        parse_date(date)
    except OverflowError:
        return True
    return False


def without_encodings(tags: str) -> str:
    """Entity tags as the application knows them."""
    return ENCODED_TAG.sub('"', tags)


def _cache_status(what: str) -> tuple[str, str]:
    return "Cache-Status", f"{NAME}; {what}"


def _with_length(headers: Headers, body: bytes) -> Headers:
    return [*((name, value) for name, value in headers if name.lower() != "content-length"), ("Content-Length", str(len(body)))]


def _collected(stream: Iterable[bytes], most: int = LARGEST) -> tuple[bytes | None, Iterable[bytes]]:
    """The whole of a stream, or None and the stream as it was if it is too long to be kept."""
    close = getattr(stream, "close", lambda: None)
    chunks, size, rest = [], 0, iter(stream)
    try:
        for chunk in rest:
            chunks.append(chunk)
            size += len(chunk)
            if size > most:
                return None, ClosingIterator(chain(chunks, rest), close)
    except BaseException:
        close()
        raise
    close()
    return b"".join([*chunks, b""]), ()  # never the very chunk: what orjson writes lies in a buffer up to ten times as large
