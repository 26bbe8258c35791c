"""Files: a whole collection, or one record, in a format that has no pages; named (RFC 6266) and streamed."""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Any

import orjson
from flask import Response, current_app, g, request
from sqlalchemy import Connection, Select, func, literal, select
from sqlalchemy.orm import aliased

from api import releases
from api.models import Published
from api.releases import in_force
from api.representations import FILES, REPRESENTATIONS, About, Cited, Export, Representation, Stored
from api.web.collection import DELIMITERS, Collection
from api.web.envelope import API, absent
from api.web.errors import Problem
from api.web.paging import rows_of, url
from api.web.perspective import Perspective, connection
from api.web.query import Query
from api.web.selection import chosen
from schemas.dataset import ATTRIBUTION, COLLECTIONS, LICENSE, TITLE
from schemas.fields import LANGUAGES

BATCH = 200  # rows read ahead
# Parameters that change neither which records nor which fields a file holds.
LOOKS = ("lang", "release", "as_of", "include", "facets", "highlights", "bom", "delimiter")
Selected = Collection | Select[Any]


def file(selected: Selected, query: Query, looking: Perspective, *ids: str) -> Response:
    """The collection, or the record with this id. What fails before the first chunk is still answered with a problem."""
    if "cursor" in query:
        fault = {"parameter": "cursor", "detail": f"{looking.representation.name} has no pages; leave it out, or set `limit`"}
        raise Problem("invalid-parameters", "1 fault(s) in the query: cursor.", errors=[fault])
    if isinstance(selected, Collection):
        model, found = selected.criteria.model, _collected(selected, looking)
    else:
        model = selected.column_descriptions[0]["entity"]
        found = _single(selected, model, ids[0], looking)
    name = "-".join(("strategiewerkstatt", model.resource, *ids, "release", str(looking.edition.number), *_selection(query)))
    if request.method == "HEAD":
        return _response(iter(()), looking, name)
    export = _export(model, (_shown(row, query, looking) for row in found), query, looking)
    stream: Generator[bytes, None, None] = looking.representation.render(export)
    first = next(stream, b"")
    held: Connection = g.pop("connection")  # from now on the stream's own
    response = _response(_rest(first, stream, held), looking, name)
    response.call_on_close(held.close)  # also if nobody reads it
    return response


def _response(stream: Iterator[bytes], looking: Perspective, name: str) -> Response:
    representation = looking.representation
    response = Response(stream, content_type=representation.content_type, direct_passthrough=True)  # nothing may collect the stream
    response.headers["Content-Language"] = ", ".join(LANGUAGES) if representation.bilingual else looking.language
    kind = "attachment" if representation.saved else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{representation.extension}"'
    return response


def _rest(first: bytes, stream: Generator[bytes, None, None], held: Connection) -> Iterator[bytes]:
    with held, closing(stream):
        yield first
        yield from stream


def _collected(collection: Collection, looking: Perspective) -> Iterator[Stored]:
    """The rows along the collection's order, all of them unless the request sets a limit."""
    if looking.representation.newest_first and not {"sort", "random"} & collection.query.keys():
        collection = replace(collection, query={**collection.query, "sort": ["-modified"]})
    limit = collection.query.get("limit", collection.total(looking))
    statements = [_stored(rows_of(each, looking.language), each.model, looking.representation) for each in collection.order(looking, limit)]
    return _walk(connection(), statements, limit, looking.edition.number)


def _walk(connection: Connection, statements: list[Select[Any]], limit: int, number: int) -> Iterator[Stored]:
    for statement in statements:
        if not limit:
            return
        with connection.execute(statement.limit(limit), {"release": number}, execution_options={"yield_per": BATCH}) as rows:
            for row in rows:
                limit -= 1
                yield Stored(*row)


def _single(statement: Select[Any], model: type[Published], id_: str, looking: Perspective) -> Iterator[Stored]:
    wanted = _stored(statement.where(in_force(model)), model, looking.representation)
    row = connection().execute(wanted, {"release": looking.edition.number}).first()
    if row is None:
        raise absent(model, id_, looking)
    return iter([Stored(*row)])


def _stored(statement: Select[Any], model: type[Published], representation: Representation) -> Select[Any]:
    """The same rows as `Stored`; only a calendar counts their earlier versions."""
    revision: Any = literal(0)
    if representation.name == "ical":
        earlier = aliased(model)
        revision = select(func.count()).where(earlier.id == model.id, earlier.added_in < model.added_in).scalar_subquery()
    return statement.with_only_columns(model.id, model.document_de, model.document_en, model.untranslated, revision)


def _shown(stored: Stored, query: Query, looking: Perspective) -> Stored:
    """The record with nothing but the fields asked for."""
    names = query.get("fields")
    if not names or looking.representation.whole:
        return stored
    german, english = (orjson.dumps(chosen(orjson.loads(stored.document(language)), names)).decode() for language in LANGUAGES)
    return stored._replace(document_de=german, document_en=english)


def _export(model: type[Published], records: Iterator[Stored], query: Query, looking: Perspective) -> Export:
    base = current_app.config["SETTINGS"].public_url
    return Export(
        resource=model.resource,
        schema=model.schema(),
        language=looking.language,
        records=records,
        about=_about(model, query, looking),
        site_url=base,
        api_url=base + API,
        sources=_sources(connection(), looking),
        fields=("id", *dict.fromkeys(name.partition(".")[0] for name in query["fields"])) if "fields" in query else (),
        delimiter=DELIMITERS[query.get("delimiter", "comma")],
        bom=query.get("bom", True),
    )


def _about(model: type[Published], query: Query, looking: Perspective) -> About:
    edition, kinds = looking.edition, _kinds(query)
    title, *_ = COLLECTIONS.get(model.resource, (TITLE,))
    format_, pinned = ",".join((*kinds, looking.representation.name)), {"release": str(edition.number), "as_of": None}
    return About(
        title=title[LANGUAGES.index(looking.language)],
        url=url(release=None, as_of=None, format=format_),
        permalink=url(**pinned, format=format_),
        dataset=url(**pinned, format=",".join(kinds) or None, bom=None, delimiter=None),
        release=edition.number,
        published_at=edition.published_at,
        license_name=LICENSE["name"],
        license_url=LICENSE["url"],
        attribution=ATTRIBUTION,
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


def _sources(connection: Connection, looking: Perspective) -> Callable[[list[str]], Iterable[Cited]]:
    def read(ids: list[str]) -> Iterator[Cited]:
        parts = (set(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))  # ids are sorted, and no statement too long
        found = (releases.documents(connection, {"sources": part}, looking.edition.number, looking.language) for part in parts)
        for _, id_, document in chain.from_iterable(found):
            record = orjson.loads(document)
            yield Cited(id_, record["title"], record["url"])

    return read
