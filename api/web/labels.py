"""The titles of what answers mention. A release makes them constant, so each is read once and kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import current_app

from api import releases
from api.models import MODELS
from api.releases import Edition
from api.web.perspective import Perspective, connection

KEPT = 5_000  # titles of one release in one language
EDITIONS = 8  # releases in a language
ABSENT = ""  # kept for what has no title, as it is not there in the release

Titles = dict[str, dict[str, str]]  # resource → id → title


def memory() -> Callable[[Edition, str], Titles]:
    """Where a process keeps the titles it has read of a release in a language; what is kept only grows, until all is given up."""

    @lru_cache(EDITIONS)
    def kept(_edition: Edition, _language: str) -> Titles:
        return {resource: {} for resource in MODELS}

    return kept


def labels(mentioned: dict[str, set[str]], looking: Perspective) -> Titles:
    """The titles of the records mentioned (resource → ids), as of the release; sorted, and without those that are not there."""
    titles: Titles = current_app.extensions["titles"](looking.edition, looking.language)
    lacking = {resource: ids.difference(titles[resource]) for resource, ids in mentioned.items()}
    if any(lacking.values()):
        if sum(map(len, titles.values())) > KEPT:
            current_app.extensions["titles"].cache_clear()
        found = releases.titles(connection(), lacking, looking.edition.number, looking.language)
        for resource, ids in lacking.items():
            titles[resource].update(dict.fromkeys(ids, ABSENT) | found.get(resource, {}))
    shown = {resource: [(id_, titles[resource][id_]) for id_ in sorted(ids)] for resource, ids in sorted(mentioned.items())}
    return {resource: there for resource, each in shown.items() if (there := {id_: title for id_, title in each if title})}


def grouped(mentioned: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    """Resource → ids, of pairs of resource and ids."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for resource, ids in mentioned:
        wanted[resource].update(ids)
    return wanted
