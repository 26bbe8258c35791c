"""Atom (RFC 4287): entries and what surrounds them, as an XML document; archived feeds as RFC 5005 has them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
HISTORY = "http://purl.org/syndication/history/1.0"

register_namespace("", ATOM)
register_namespace("fh", HISTORY)

Link = tuple[str, str, str]  # relation, address, media type


@dataclass(frozen=True)
class Entry:
    """One entry; `id` is an IRI that stays the same wherever and whenever the entry is read."""

    id: str
    title: str
    updated: str  # RFC 3339
    summary: str
    category: str
    links: list[Link]


@dataclass(frozen=True)
class Feed:
    """A feed document; an `archive` is one that will never change."""

    id: str
    title: str
    updated: str
    language: str
    author: str
    rights: str
    links: list[Link]
    entries: Iterable[Entry] = ()  # read once and one after the other
    archive: bool = False


def to_atom(feed: Feed) -> Iterator[bytes]:
    """The document piece by piece, an entry at a time."""
    head, end, _ = _written(_head(feed)).partition(b"</feed>")
    yield from (b'<?xml version="1.0" encoding="utf-8"?>\n', head, b"\n")
    for entry in feed.entries:
        yield _written(_entry(entry)).replace(f' xmlns="{ATOM}"'.encode(), b"", 1) + b"\n"  # it is said at the beginning
    yield end + b"\n"


def _written(element: Element) -> bytes:
    return tostring(element, encoding="utf-8")


def _head(feed: Feed) -> Element:
    root = Element(f"{{{ATOM}}}feed", {"xml:lang": feed.language})
    _texts(root, id=feed.id, title=feed.title, updated=feed.updated, rights=feed.rights)
    _texts(_child(root, "author"), name=feed.author)
    if feed.archive:
        SubElement(root, f"{{{HISTORY}}}archive")
    _links(root, feed.links)
    return root


def _entry(entry: Entry) -> Element:
    element = Element(f"{{{ATOM}}}entry")
    _texts(element, id=entry.id, title=entry.title, updated=entry.updated, summary=entry.summary)
    _child(element, "category", term=entry.category)
    _links(element, entry.links)
    return element


def _child(parent: Element, name: str, **attributes: str) -> Element:
    return SubElement(parent, f"{{{ATOM}}}{name}", attributes)


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        _child(parent, name).text = text


def _links(parent: Element, links: list[Link]) -> None:
    for rel, address, media_type in links:
        _child(parent, "link", rel=rel, href=address, type=media_type)
