"""The forms an answer can take. A renderer is a pure function: records in, bytes out; it never sees a request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.representations.answer import Answer
from api.representations.to_json import to_json


@dataclass(frozen=True)
class Representation:
    """A format on offer: its name in `format=`, its media type, what else in `Accept` means it, its renderer."""

    name: str
    media_type: str
    render: Callable[[Any], bytes]
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    extension: str = ""  # of the file a browser saves, if it should save one
    bilingual: bool = False  # carries every language, so that none is negotiated


REPRESENTATIONS: dict[str, Representation] = {
    each.name: each
    for each in (
        # Generated clients that list only the error type in Accept still want the data.
        Representation("json", "application/json", to_json, ("application/problem+json",), "JSON, the envelope"),
    )
}

__all__ = ["REPRESENTATIONS", "Answer", "Representation"]
