"""Atom of a collection: its records as entries, each whole, in the language of the export."""

from collections.abc import Iterator

import orjson

from api.representations.answer import Export, Stored
from api.representations.streaming import chunks
from api.representations.to_atom import MEDIA_TYPE, Entry, Feed, Link, to_atom

HTML, JSON = "text/html", "application/json"


def to_feed(export: Export) -> Iterator[bytes]:
    """The feed; as old as its release, since its beginning cannot know when the newest of its records changed."""
    about = export.about
    feed = Feed(
        id=about.url,
        title=about.title,
        updated=about.published_at,
        language=export.language,
        author=about.attribution,
        rights=f"{about.license_name} {about.license_url}",
        links=[("self", about.asked, MEDIA_TYPE), ("alternate", export.page_url.rstrip("/"), HTML)],
        entries=(_entry(export, stored) for stored in export.records),
    )
    return chunks(to_atom(feed))


def _entry(export: Export, stored: Stored) -> Entry:
    document = orjson.loads(stored.document(export.language))
    address, page = export.record_url + stored.id, export.page_url + stored.id
    links: list[Link] = [("alternate", page, HTML), ("alternate", address, JSON)]
    return Entry(address, document["title"], document["modified_at"], document["description"], export.resource, links)
