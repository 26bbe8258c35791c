"""What HTTP needs to know of each file format."""

import pytest

from api.models import MODELS
from api.representations import FILES, REPRESENTATIONS, on_offer


def test_formats_are_told_apart_by_name_media_type_and_extension():
    formats = list(FILES.values())
    names = [each.name for each in formats]
    types = [type_ for each in [*formats, *REPRESENTATIONS.values()] for type_ in (each.media_type, *each.aliases)]
    extensions = [each.extension for each in formats]
    assert [sorted(set(each)) for each in (names, types, extensions)] == [sorted(each) for each in (names, types, extensions)]


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("ndjson", "application/x-ndjson"),
        ("jsonld", 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"'),
        ("turtle", "text/turtle; charset=utf-8"),
        ("ical", "text/calendar; charset=utf-8"),
    ],
)
def test_content_type_has_its_parameters(name, content_type):
    assert FILES[name].content_type == content_type


def test_calendar_fits_events_feeds_fit_records_and_all_else_fits_everything():
    misfits = {(name, resource) for name in FILES for resource in MODELS if name not in on_offer(resource)}
    assert misfits == {("ical", resource) for resource in MODELS if resource != "events"} | {("atom", "releases")}
