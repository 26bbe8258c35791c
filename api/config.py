"""Every setting: name, type, default and meaning, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class ConfigError(ValueError):
    """A setting has a value the service cannot start with; the message is one line that says which and why."""


def database_url(text: str) -> str:
    try:
        backend = make_url(text).get_backend_name()
    except ArgumentError:
        raise ValueError("not a database URL such as sqlite:///path or postgresql+psycopg://user@host/name") from None
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"{backend} is not supported; use sqlite or postgresql+psycopg")
    return text


def web_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("not an address such as https://data.example.org")
    return text.rstrip("/")


def optional_web_url(text: str) -> str:
    return web_url(text) if text else ""


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("not a whole number from 1 to 65535")
    return int(text)


def setting(default: Any, parse: Any, meaning: str) -> Any:
    return field(default=default, metadata={"parse": parse, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """The environment variables of the same name in capitals; empty means default."""

    database_url: str = setting(
        "sqlite:///var/strategiewerkstatt.db", database_url, "Database, SQLAlchemy URL; sqlite or postgresql+psycopg."
    )
    public_url: str = setting(
        "", optional_web_url, "Address users see, the base of every link; default http://HOST:PORT."
    )
    host: str = setting("127.0.0.1", str, "Address gunicorn listens on.")
    port: int = setting(8000, count, "Port gunicorn listens on.")
    workers: int = setting(2, count, "Number of gunicorn worker processes.")
    threads: int = setting(8, count, "Number of threads in each worker.")
    contact_url: str = setting("", optional_web_url, "Where users reach the operator; default PUBLIC_URL.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "public_url", self.public_url or f"http://{self.host}:{self.port}")
        object.__setattr__(self, "contact_url", self.contact_url or self.public_url)

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
                    raise ConfigError(f"{each.name.upper()}={text!r}: {error}") from None
        return cls(**values)
