"""Every setting: its default, what it accepts, and the one line with which it refuses the rest."""

from dataclasses import asdict, fields

import pytest

from api.config import ConfigError, Settings

DEFAULTS = {
    "database_url": "sqlite:///var/strategiewerkstatt.db",
    "downloads_dir": "var/downloads",
    "public_url": "http://127.0.0.1:8000",
    "host": "127.0.0.1",
    "port": 8000,
    "workers": 2,
    "threads": 8,
    "cache_bytes": 33_554_432,
    "contact_url": "http://127.0.0.1:8000",
    "contributor_id": "",
}
NO_DATABASE = "not a database URL such as sqlite:///path or postgresql+psycopg://user@host/name"
NO_FILE = "names no file; the seed and every worker open the database on their own"
NO_ADDRESS = "not an address such as https://data.example.org"
NO_HOST = "not a host name or IP address such as 127.0.0.1"
NO_SIZE = "not a number of bytes such as 33554432"
NO_COUNT = "not a whole number from 1 to 65535"

VALID = [
    ("DATABASE_URL", "sqlite:////data/api.db", "sqlite:////data/api.db"),
    ("DATABASE_URL", "sqlite:///file:/app/api.db?mode=ro&immutable=1&uri=true", "sqlite:///file:/app/api.db?mode=ro&immutable=1&uri=true"),
    ("DATABASE_URL", "postgresql://me@host/name", "postgresql://me@host/name"),
    (
        "DATABASE_URL",
        "postgresql+psycopg://me:pw@a,b/name?target_session_attrs=any",
        "postgresql+psycopg://me:pw@a,b/name?target_session_attrs=any",
    ),
    ("DOWNLOADS_DIR", "/data/downloads", "/data/downloads"),
    ("PUBLIC_URL", "https://data.example.org", "https://data.example.org"),
    ("PUBLIC_URL", "https://data.example.org:8443/industrie/", "https://data.example.org:8443/industrie"),
    ("PUBLIC_URL", "http://[::1]:8000", "http://[::1]:8000"),
    ("HOST", "0.0.0.0", "0.0.0.0"),
    ("HOST", "::1", "::1"),
    ("HOST", "localhost", "localhost"),
    ("PORT", "1", 1),
    ("PORT", "65535", 65535),
    ("WORKERS", "4", 4),
    ("THREADS", "16", 16),
    ("CACHE_BYTES", "0", 0),
    ("CACHE_BYTES", "1000000000", 1_000_000_000),
    ("CONTACT_URL", "https://example.org/contact", "https://example.org/contact"),
    ("CONTRIBUTOR_ID", "http://dcat-ap.de/def/contributors/example", "http://dcat-ap.de/def/contributors/example"),
]
INVALID = [
    ("CACHE_BYTES", "-1", NO_SIZE),
    ("CACHE_BYTES", "32MB", NO_SIZE),
    ("DATABASE_URL", "nonsense", NO_DATABASE),
    ("DATABASE_URL", "postgresql://host:port/name", NO_DATABASE),
    ("DATABASE_URL", "mysql://host/name", "mysql is not supported; use sqlite or postgresql+psycopg"),
    ("DATABASE_URL", "postgresql+asyncpg://host/name", "postgresql+asyncpg is not supported; use sqlite or postgresql+psycopg"),
    ("DATABASE_URL", "sqlite://", NO_FILE),
    ("DATABASE_URL", "sqlite:///:memory:", NO_FILE),
    ("DOWNLOADS_DIR", "/dev/null", "not a directory"),
    ("PUBLIC_URL", "data.example.org", NO_ADDRESS),
    ("PUBLIC_URL", "ftp://data.example.org", NO_ADDRESS),
    ("PUBLIC_URL", "https://", NO_ADDRESS),
    ("PUBLIC_URL", "https://data.example.org:port", NO_ADDRESS),
    ("PUBLIC_URL", "https://data.example.org/?a=b", NO_ADDRESS),
    ("PUBLIC_URL", 'https://data.example.org/">', NO_ADDRESS),
    ("PUBLIC_URL", "https://data.example.org\n", NO_ADDRESS),
    ("PUBLIC_URL", "https://däten.example.org", NO_ADDRESS),
    ("HOST", "a b", NO_HOST),
    ("HOST", "http://localhost", NO_HOST),
    ("PORT", "0", NO_COUNT),
    ("PORT", "65536", NO_COUNT),
    ("PORT", "http", NO_COUNT),
    ("PORT", "8000.0", NO_COUNT),
    ("PORT", "٨", NO_COUNT),
    ("WORKERS", "-1", NO_COUNT),
    ("THREADS", "many", NO_COUNT),
    ("CONTACT_URL", "mailto:someone", NO_ADDRESS),
    ("CONTRIBUTOR_ID", "example", NO_ADDRESS),
]


def test_without_environment_every_setting_has_its_default() -> None:
    assert asdict(Settings.from_environment({})) == DEFAULTS


def test_empty_means_default() -> None:
    assert asdict(Settings.from_environment({name.upper(): "" for name in DEFAULTS})) == DEFAULTS


@pytest.mark.parametrize(("variable", "text", "value"), VALID)
def test_a_valid_value_is_taken(variable: str, text: str, value: object) -> None:
    assert getattr(Settings.from_environment({variable: text}), variable.lower()) == value


@pytest.mark.parametrize(("variable", "text", "reason"), INVALID)
def test_an_invalid_value_is_refused_by_name_in_one_line(variable: str, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment({variable: text})
    assert str(refused.value) == f"{variable}={text!r}: {reason}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://me:s3cr:t@x@host/name", "postgres://me:***@host/name"),
        ("postgres://host/name?Password=s3cret&user=me", "postgres://host/name?Password=***&user=me"),
    ],
)
def test_a_refusal_shows_no_password(text: str, shown: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment({"DATABASE_URL": text})
    assert str(refused.value).startswith(f"DATABASE_URL={shown!r}: ")


def test_a_refusal_stays_short() -> None:
    with pytest.raises(ConfigError) as refused:
        Settings.from_environment({"PORT": "1" * 10_000})
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("host", "address", "public_url"),
    [
        ("127.0.0.1", "127.0.0.1:80", "http://127.0.0.1:80"),
        ("0.0.0.0", "0.0.0.0:80", "http://localhost:80"),
        ("::1", "[::1]:80", "http://[::1]:80"),
        ("::", "[::]:80", "http://localhost:80"),
    ],
)
def test_the_host_gives_the_address_to_listen_on_and_the_one_to_open(host: str, address: str, public_url: str) -> None:
    settings = Settings(host=host, port=80)
    assert (settings.address, settings.public_url) == (address, public_url)


def test_every_setting_says_what_it_means_and_is_tested_here() -> None:
    assert [each.name for each in fields(Settings)] == list(DEFAULTS)
    assert {variable.lower() for variable, *_ in VALID} == {variable.lower() for variable, *_ in INVALID} == set(DEFAULTS)
    assert all(each.metadata["meaning"].endswith(".") for each in fields(Settings))
