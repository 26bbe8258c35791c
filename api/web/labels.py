"""The titles of what answers mention. A release makes them constant, so each is read once and kept."""

from collections.abc import Iterable

from flask import current_app

from api import releases
from api.web.lru import SegmentedLRU
from api.web.perspective import Perspective, connection

KEPT = 20_000  # titles in a process
ABSENT = ""  # kept for what has no title, as it is not there in the release

Mentioned = Iterable[tuple[str, str]]  # (resource, id)


def labels(mentioned: Mentioned, looking: Perspective) -> dict[str, dict[str, str]]:
    """Resource → id → title of every record mentioned, as of the release; sorted, and without those that are not there."""
    memory: SegmentedLRU[str] = current_app.extensions["titles"]
    edition, language = looking.edition, looking.language
    references = sorted(set(mentioned))
    titles_kept = memory.get_all((edition, language, *reference) for reference in references)
    found = dict(zip(references, titles_kept, strict=True))
    missing = grouped(reference for reference, title in found.items() if title is None)
    if missing:
        titles = releases.titles(connection(), missing, edition.number, language)
        for resource, ids in missing.items():
            for id_ in ids:
                read = found[resource, id_] = titles.get(resource, {}).get(id_, ABSENT)
                memory.put((edition, language, resource, id_), read)
    shown: dict[str, dict[str, str]] = {}
    for (resource, id_), title in found.items():
        if title:
            shown.setdefault(resource, {})[id_] = title
    return shown


def grouped(mentioned: Mentioned) -> dict[str, set[str]]:
    """Resource → ids."""
    wanted: dict[str, set[str]] = {}
    for resource, id_ in mentioned:
        wanted.setdefault(resource, set()).add(id_)
    return wanted
