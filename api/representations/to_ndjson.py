"""NDJSON: one published document a line, each exactly as the JSON API gives it."""

from collections.abc import Iterator

from api.representations.answer import Export
from api.representations.streaming import chunks
from api.representations.to_json import linked


def to_ndjson(export: Export) -> Iterator[bytes]:
    """A line for each record, in the language of the export."""
    return chunks(linked(export, stored.id, stored.document(export.language)).encode() + b"\n" for stored in export.records)
