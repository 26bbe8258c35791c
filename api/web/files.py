"""Files: a whole collection, or one record, in a format that has no pages; named (RFC 6266) and streamed."""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from threading import BoundedSemaphore
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import Engine, select
from werkzeug.wsgi import ClosingIterator

from api.exports import BATCH, about, cited, stored
from api.models import Published
from api.releases import in_force
from api.representations import FILES, REPRESENTATIONS, About, Export, Stored
from api.web.addresses import public_url, url
from api.web.collection import DEFAULTS, DELIMITERS, Collection, Single
from api.web.envelope import absent
from api.web.errors import RETRY_AFTER, Problem
from api.web.paging import LOOKS, rows_of, run_with
from api.web.perspective import Perspective, connection, let_go
from api.web.query import Query
from api.web.selection import SCHEMAS, sparse
from api.web.sorting import Order
from schemas.dataset import COLLECTIONS, TITLE
from schemas.fields import LANGUAGES, in_language

FIELDS = len(Stored._fields)
PATIENCE = 1.0  # seconds to wait until a file may be sent


def file(selected: Collection | Single, query: Query, looking: Perspective) -> Response:
    """The collection, or the record. What fails before the first chunk is still answered with a problem."""
    if "cursor" in query:
        fault = {"parameter": "cursor", "detail": f"{looking.representation.name} has no pages; leave it out, or set `limit`"}
        raise Problem("invalid-parameters", "1 fault(s) in the query: cursor.", errors=[fault])
    if isinstance(selected, Collection):
        model, found, ids = selected.criteria.model, _collected(selected, looking), []
    else:
        model, found, ids = selected.model, _single(selected, looking), [selected.id]
    name = "-".join(("strategiewerkstatt", model.resource, *ids, "release", str(looking.edition.number), *_selection(query)))
    if request.method == "HEAD":
        return _response(iter(()), looking, name)
    let_go()  # of the request's connection: the stream opens one for each batch
    with ExitStack() as held:
        held.enter_context(turn())
        stream: Generator[bytes, None, None] = looking.representation.render(_export(model, _shown(found, query, looking), query, looking))
        held.enter_context(closing(stream))
        first = next(stream, b"")
        # Whoever sends the answer closes what it iterates over, be it read or not.
        return _response(ClosingIterator(chain([first], stream), held.pop_all().close), looking, name)


@contextmanager
def turn() -> Iterator[None]:
    """One of the files that may be sent at once: slow readers leave threads to all other requests."""
    turns: BoundedSemaphore = current_app.extensions["files"]
    if not turns.acquire(timeout=PATIENCE):
        detail = "As many files are being sent as the service can send at once."
        raise Problem("busy", detail, {"Retry-After": RETRY_AFTER})
    try:
        yield
    finally:
        turns.release()


def _response(stream: Iterable[bytes], looking: Perspective, name: str) -> Response:
    representation = looking.representation
    response = Response(stream, content_type=representation.content_type, direct_passthrough=True)  # nothing may collect the stream
    response.headers["Content-Language"] = ", ".join(LANGUAGES) if representation.bilingual else looking.language
    kind = "attachment" if representation.saved else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{representation.extension}"'
    return response


def _collected(collection: Collection, looking: Perspective) -> Iterator[Stored]:
    """The rows along the collection's order, all of them unless the request sets a limit."""
    if looking.representation.newest_first and not {"sort", "random"} & collection.query.keys():
        collection = replace(collection, query={**collection.query, "sort": ["-modified"]})
    limit = collection.query.get("limit", collection.total(looking))
    batch = min(BATCH, limit)
    return islice(_walk(current_app.extensions["database"], collection.order(looking, batch), batch, looking), limit)


def _walk(database: Engine, order: Order, batch: int, looking: Perspective) -> Iterator[Stored]:
    """Batch by batch, so that no connection waits for a slow reader; a release never changes, so the batches fit together."""
    for part in order.parts:
        stretch, keys = part.stretch, [key for key, _ in part.stretch.keys]
        after: tuple[Any, ...] = ()
        while True:
            statement = stored(rows_of(stretch, looking.language, going_on=bool(after)), stretch.model, *_needed(looking), keys)
            with database.connect() as connection:
                rows = connection.execute(statement, part.values | run_with(looking.edition, batch, after)).all()
            yield from [Stored._make(row[:FIELDS]) for row in rows]
            if len(rows) < batch:
                break
            after = tuple(rows[-1][FIELDS:])


def _single(single: Single, looking: Perspective) -> Iterator[Stored]:
    model = single.model
    wanted = stored(select(model).where(model.id == single.id, in_force(model)), model, *_needed(looking))
    row = connection().execute(wanted, {"release": looking.edition.number}).first()
    if row is None:
        raise absent(model, single.id, looking)
    return iter([Stored(*row)])


def _needed(looking: Perspective) -> tuple[Sequence[str], bool]:
    """The languages in which records are read, and whether their versions are counted: calendar entries are numbered by them."""
    representation = looking.representation
    return (looking.language,) if representation.monolingual else LANGUAGES, representation.name == "ical"


def _shown(found: Iterator[Stored], query: Query, looking: Perspective) -> Iterator[Stored]:
    """The records with nothing but the fields asked for."""
    names = query.get("fields")
    return (sparse(row, names) for row in found) if names and not looking.representation.whole else found


def _export(model: type[Published], records: Iterator[Stored], query: Query, looking: Perspective) -> Export:
    given = DEFAULTS | query
    return Export(
        resource=model.resource,
        schema=SCHEMAS[model.resource],
        language=looking.language,
        records=records,
        about=_about(model, query, looking),
        site_url=public_url(),
        sources=cited(current_app.extensions["database"].connect, looking.edition.number, looking.language),
        fields=("id", *dict.fromkeys(name.partition(".")[0] for name in query["fields"])) if "fields" in query else (),
        delimiter=DELIMITERS[given["delimiter"]],
        bom=given["bom"],
    )


def _about(model: type[Published], query: Query, looking: Perspective) -> About:
    edition, kinds = looking.edition, _kinds(query)
    title, *_ = COLLECTIONS.get(model.resource, (TITLE,))
    format_, pinned = ",".join((*kinds, looking.representation.name)), {"release": edition.number, "as_of": None}
    return about(
        edition,
        in_language(title, looking.language),
        url(release=None, as_of=None, format=format_),
        url(**pinned, format=format_),
        url(**pinned, format=",".join(kinds) or None, bom=None, delimiter=None),
        pinned=looking.pinned,
    )


def _kinds(query: Query) -> list[str]:
    """What `format` names besides formats of the answer: on events, kinds of events."""
    named = query.get("format", ())
    return [] if isinstance(named, str) else [each for each in named if each not in (*REPRESENTATIONS, *FILES)]


def _selection(query: Query) -> tuple[str, ...]:
    """What tells a part of the set from the whole in the name of a file, and from other parts; nothing if it is the whole."""
    given = [(name, value) for name, values in sorted(request.args.lists()) if name not in (*LOOKS, "format") for value in sorted(values)]
    given += [("format", kind) for kind in _kinds(query)]
    return ("selection", hashlib.sha256(repr(given).encode()).hexdigest()[:8]) if given else ()
