"""What is on the disk, and not only on its way there."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Put the content of a new file on the disk; returns its size in bytes and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            size += file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def sync(directory: Path) -> None:
    """Put on the disk which files there are."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
