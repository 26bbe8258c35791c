"""What a renderer is given."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Published documents and what surrounds them.

    `records` are (id, JSON object as stored); `labels` maps resource → id → title of every id they mention.
    """

    records: list[tuple[str, str]]
    many: bool
    labels: dict[str, dict[str, str]]
    meta: dict[str, Any]
    links: dict[str, str | None]
    extra: dict[str, Any] = field(default_factory=dict)  # further members of the envelope, if they were asked for
    record_url: str = ""  # what a record's id is appended to, in the API; empty if the answer is no record
    page_url: str = ""  # the same for the pages for people
