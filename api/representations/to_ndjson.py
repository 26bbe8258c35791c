"""NDJSON: one published document a line, each exactly as the JSON API gives it."""

from collections.abc import Iterable, Iterator

from api.representations.answer import Export, Stored
from api.representations.streaming import chunks
from api.representations.to_json import linked


def to_ndjson(export: Export) -> Iterator[bytes]:
    """A line for each record, in the language of the export."""
    return chunks(f"{_line(export, stored)}\n".encode() for stored in export.records)


def named_lines(exports: Iterable[Export]) -> Iterator[bytes]:
    """The same of several collections, each record with its `resource` as first member."""
    lines = (f'{{"resource":"{each.resource}",{_line(each, stored)[1:]}\n' for each in exports for stored in each.records)
    return chunks(line.encode() for line in lines)


def _line(export: Export, stored: Stored) -> str:
    if export.fields and "links" not in export.fields:
        return stored.document(export.language)
    return linked(stored.document(export.language), export.record_url + stored.id, export.page_url + stored.id)
