"""What the next release would hold, readable in a terminal."""

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.base import Record
from schemas.fields import LANGUAGES
from seed.check import SUCCESSORS, check
from seed.log import changes, read, state

MARKS = {"added": "+", "changed": "~", "removed": "-"}
WIDTH = 100


def diff(data: Path, log: Path, width: int = WIDTH) -> Iterator[str]:
    """The lines, no longer than `width` unless a word is; none if nothing changed."""
    published = state(read(log))
    edited, tombstones = check(data, published)
    for action, resource, id_, old, new in changes(published, edited):
        titles = dict.fromkeys((new or old or {}).get("title", {}).values())
        yield from _wrapped(f"{MARKS[action]} {resource}/{id_}  ", " | ".join(titles), width)
        if new is None:
            yield from _end(tombstones[resource][id_], width)
        elif old is not None:
            for path, was, is_ in differences(old, new):
                field, _, language = path.rpartition(".")
                yield f"    {field} ({language})" if language in LANGUAGES else f"    {path}"
                for mark, value in _marked(was, is_):
                    yield from _wrapped(f"      {mark} ", _shown(value), width)


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Fields that differ as (dotted path, old value, new value); None where there is none."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif old != new:
        yield path, old, new


def _end(tombstone: Record, width: int) -> Iterator[str]:
    """Why a record goes, and where it lives on."""
    for language, reason in tombstone["reason"].items():
        yield from _wrapped(f"    reason ({language}): ", reason, width)
    yield from (f"    {key}: {tombstone[key]}" for key in SUCCESSORS if key in tombstone)


def _marked(old: Any, new: Any) -> Iterator[tuple[str, Any]]:
    """What goes and what comes; of lists only the members that do, unless nothing but their order differs."""
    if isinstance(old, list) and isinstance(new, list):
        gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
        if gone or come:
            yield from (("-", each) for each in gone)
            yield from (("+", each) for each in come)
            return
    yield from ((mark, value) for mark, value in (("-", old), ("+", new)) if value is not None)


def _shown(value: Any) -> str:
    """A value on one line: texts as they are, mappings and lists without quotes."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(member)}" for key, member in value.items())
    if isinstance(value, list):
        return f"[{'; '.join(map(_shown, value))}]"
    return str(value)


def _wrapped(prefix: str, text: str, width: int) -> list[str]:
    indent = " " * (len(prefix) if len(prefix) < width // 3 else 6)
    lines = textwrap.wrap(text, width, initial_indent=prefix, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return lines or [prefix.rstrip()]
