"""Every setting: name, type, default and meaning, read from the environment once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class ConfigError(ValueError):
    """A setting has a value the service cannot start with; the message is one line that says which and why."""


DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  # to listen on, not to be linked to


def database_url(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("not a database URL such as sqlite:///path or postgresql+psycopg://user@host/name") from None
    if url.drivername not in DRIVERS:
        raise ValueError(f"{url.drivername} is not supported; use sqlite or postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("names no file; the seed and every worker open the database on their own")
    return text


def web_url(text: str) -> str:
    if not re.fullmatch(r"https?://([0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[0-9A-Za-z._~%/-]*)?", text):
        raise ValueError("not an address such as https://data.example.org")
    return text.rstrip("/")


def host(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z.-]+|[0-9A-Fa-f:.]+", text):
        raise ValueError("not a host name or IP address such as 127.0.0.1")
    return text


def count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise ValueError("not a whole number from 1 to 65535")
    return int(text)


def size(text: str) -> int:
    if not re.fullmatch("[0-9]{1,12}", text):
        raise ValueError("not a number of bytes such as 33554432")
    return int(text)


def directory(text: str) -> str:
    if Path(text).exists() and not Path(text).is_dir():
        raise ValueError("not a directory")
    return text


def setting(default: Any, parse: Any, meaning: str) -> Any:
    return field(default=default, metadata={"parse": parse, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """The environment variables of the same name in capitals; empty means default."""

    database_url: str = setting(
        "sqlite:///var/strategiewerkstatt.db", database_url, "Database, SQLAlchemy URL; sqlite or postgresql+psycopg."
    )
    downloads_dir: str = setting("var/downloads", directory, "Directory of the bulk downloads; written by the seed alone.")
    public_url: str = setting(
        "", web_url, "Address users see, the base of every link; a proxy takes off its path, if it has one. Default http://HOST:PORT."
    )
    host: str = setting("127.0.0.1", host, "Address gunicorn listens on.")
    port: int = setting(8000, count, "Port gunicorn listens on.")
    workers: int = setting(2, count, "Number of gunicorn worker processes.")
    threads: int = setting(8, count, "Number of threads in each worker; half of them may send files at once.")
    cache_bytes: int = setting(32 * 2**20, size, "Bytes of answers that each worker process keeps; 0 keeps none.")
    contact_url: str = setting("", web_url, "Where users reach the operator; default PUBLIC_URL.")
    contributor_id: str = setting("", web_url, "The operator's dcatde:contributorID, a URI, if GovData gave one.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "public_url", self.public_url or f"http://{self._address('localhost')}")
        object.__setattr__(self, "contact_url", self.contact_url or self.public_url)

    @property
    def address(self) -> str:
        """HOST:PORT as gunicorn wants it."""
        return self._address(self.host)

    def _address(self, every: str) -> str:
        host = every if self.host in EVERY_ADDRESS else self.host
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read every setting; ConfigError names the first variable with a wrong value."""
        values = {}
        for each in fields(cls):
            text = environment.get(each.name.upper(), "")
            if text:
                try:
                    values[each.name] = each.metadata["parse"](text)
                except ValueError as error:
                    shown = re.sub(r"(://[^/@]*?:).*@", r"\1***@", text)  # no password in a log, wherever it may stand
                    shown = re.sub(r"(?i)(password=)[^&]*", r"\1***", shown)[:100]
                    raise ConfigError(f"{each.name.upper()}={shown!r}: {error}") from None
        return cls(**values)
