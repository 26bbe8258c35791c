"""How an address of this service is written: PUBLIC_URL, a path, and parameters in one spelling."""

from collections.abc import Container, Iterable
from urllib.parse import quote_plus

from flask import current_app, request

from api import API

SAFE = ",:"  # in values, where they are easier to read as they are


def public_url() -> str:
    """What every address begins with."""
    return current_app.config["SETTINGS"].public_url


def address(path: str, given: Iterable[str] = (), /, **more: str | int | None) -> str:
    """The address of a path, with parameters `given` as they stand in an address, and `more` that have a value."""
    written = "&".join([*given, *(f"{name}={quote_plus(str(value), safe=SAFE)}" for name, value in more.items() if value is not None)])
    return f"{public_url()}{path}?{written}" if written else f"{public_url()}{path}"


def url(**changes: str | int | None) -> str:
    """This request's address with parameters set, or left out where None."""
    return address(request.path, parameters(without=changes), **changes)


def parameters(without: Container[str] = ()) -> list[str]:
    """The request's parameters but for some, each as it stands in the address, which `api.web.response_cache` has put in order."""
    return [each for each in request.environ["QUERY_STRING"].split("&") if each and each.partition("=")[0] not in without]


def places(resource: str) -> tuple[str, str]:
    """What the id of a record is appended to, in the API and among the pages for people."""
    return address(f"{API}/{resource}/"), address(f"/{resource}/")


def version_url(resource: str, id_: str, release: int, api: str = API) -> str:
    """The record as of a release; with `api=""` the page about it."""
    return address(f"{api}/{resource}/{id_}", release=release)


def schema_url(resource: str) -> str:
    """Where the JSON Schema of its records lives."""
    return address(f"{API}/schemas/{resource}.json")
