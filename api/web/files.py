"""Files: a whole collection, or one record, in a format that has no pages; named (RFC 6266) and streamed."""

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

import orjson
from flask import Response, current_app, g, request
from sqlalchemy import Connection, Select

from api.exports import BATCH, about, cited, stored
from api.models import Published
from api.releases import in_force
from api.representations import About, Export, Stored
from api.web.collection import DELIMITERS, Collection
from api.web.envelope import API, absent
from api.web.errors import Problem
from api.web.paging import rows_of, url
from api.web.perspective import Perspective, connection
from api.web.query import Query
from api.web.selection import chosen
from schemas.dataset import COLLECTIONS, TITLE
from schemas.fields import LANGUAGES

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
    name = "-".join(("strategiewerkstatt", model.resource, *ids))
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
    filename = f"{name}-release-{looking.edition.number}.{representation.extension}"
    response.headers["Content-Disposition"] = f'{kind}; filename="{filename}"'
    return response


def _rest(first: bytes, stream: Generator[bytes, None, None], held: Connection) -> Iterator[bytes]:
    with held, closing(stream):
        yield first
        yield from stream


def _collected(collection: Collection, looking: Perspective) -> Iterator[Stored]:
    """The rows along the collection's order, all of them unless the request sets a limit."""
    limit = collection.query.get("limit", collection.total(looking))
    statements = [stored(rows_of(each, looking.language), each.model, _counted(looking)) for each in collection.order(looking, limit)]
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
    wanted = stored(statement.where(in_force(model)), model, _counted(looking))
    row = connection().execute(wanted, {"release": looking.edition.number}).first()
    if row is None:
        raise absent(model, id_, looking)
    return iter([Stored(*row)])


def _counted(looking: Perspective) -> bool:
    return looking.representation.name == "ical"  # its entries are numbered by version


def _shown(row: Stored, query: Query, looking: Perspective) -> Stored:
    """The record with nothing but the fields asked for; a calendar entry is always whole."""
    names = query.get("fields")
    if not names or looking.representation.name == "ical":
        return row
    german, english = (orjson.dumps(chosen(orjson.loads(row.document(language)), names)).decode() for language in LANGUAGES)
    return row._replace(document_de=german, document_en=english)


def _export(model: type[Published], records: Iterator[Stored], query: Query, looking: Perspective) -> Export:
    base = current_app.config["SETTINGS"].public_url
    return Export(
        resource=model.resource,
        schema=model.schema(),
        language=looking.language,
        records=records,
        about=_about(model, looking),
        site_url=base,
        api_url=base + API,
        sources=cited(connection(), looking.edition.number, looking.language),
        fields=("id", *dict.fromkeys(name.partition(".")[0] for name in query["fields"])) if "fields" in query else (),
        delimiter=DELIMITERS[query.get("delimiter", "comma")],
        bom=query.get("bom", True),
    )


def _about(model: type[Published], looking: Perspective) -> About:
    edition, name = looking.edition, looking.representation.name
    title, *_ = COLLECTIONS.get(model.resource, (TITLE,))
    named = ",".join(request.args.getlist("format")).split(",")
    format_ = ",".join(filter(None, dict.fromkeys((*named, name))))  # on events it may name kinds of events, too
    return about(
        edition,
        title[LANGUAGES.index(looking.language)],
        url(release=None, as_of=None, format=format_),
        url(release=str(edition.number), as_of=None, format=format_),
    )
