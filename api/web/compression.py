"""Content encodings (RFC 9110, section 12.5.3): which one a client takes, and the bytes in it."""

import gzip
import re
from functools import lru_cache, partial

import brotli
import zstandard
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

WORTHWHILE = 1024  # bytes; less fits into one packet anyway
COMPRESSIBLE = re.compile(r"text/|image/svg|application/(?!vnd\.openxmlformats|zip|gzip|octet-stream|vnd\.sqlite3)")

# The best first; each is made once and kept, so that effort is spent on size.
ENCODERS = {
    "br": partial(brotli.compress, quality=6),
    "zstd": partial(zstandard.compress, level=9),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}


def is_compressible(content_type: str) -> bool:
    return bool(COMPRESSIBLE.match(content_type))


@lru_cache(256)
def encoding_of(accept_encoding: str) -> str:
    """The encoding a client likes best, of those it likes equally our best; empty for none."""
    accepted = parse_accept_header(accept_encoding, Accept)
    best = max(ENCODERS, key=lambda name: accepted.quality(name))
    return best if accepted.quality(best) >= max(accepted.quality("identity"), 0.001) else ""
