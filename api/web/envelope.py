"""From rows to an answer: the titles of what they mention, what was asked for beside them, what holds for all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
from marshmallow import Schema
from sqlalchemy import Select, bindparam, select

from api import API, releases
from api.db import prepared
from api.models import RECORDS, Published
from api.representations import Answer
from api.representations.to_json import linked
from api.search import Search, highlight
from api.web.addresses import address, parameters, places, url, version_url
from api.web.collection import Collection, Hits, Single
from api.web.counts import facet
from api.web.errors import Problem
from api.web.filters import Filter
from api.web.labels import grouped, labels
from api.web.perspective import Perspective, connection
from api.web.query import Query
from api.web.selection import chosen, references, texts
from schemas.dataset import ATTRIBUTION, LICENSE
from schemas.fields import Language, in_language
from schemas.vocabularies import RESOURCES

Links = dict[str, str | None]
Rows = Sequence[Any]  # of (id, document, refs, untranslated)


def page_answer(collection: Collection, perspective: Perspective) -> Answer:
    """One page of a collection, with what was asked for beside it."""
    model, query = collection.criteria.model, collection.query
    page = collection.page(perspective)
    rows = [row[1:] for row in page.rows]
    answer = _answer(model, rows, query, perspective)
    if query.get("highlights"):
        marked = dict(_highlights(model, rows, query["q"], perspective.language)) if "q" in query else {}
        answer.extra["highlights"] = {model.resource: marked} if marked else {}
    if "facets" in query:
        answer.extra["facets"] = {name: _facet(collection, name, filter_, perspective) for name, filter_ in query["facets"].items()}
    return replace(answer, many=True, meta={"total": collection.total(perspective), **answer.meta}, links=page.links)


def hits_answer(hits: Hits, perspective: Perspective) -> Answer:
    """One page of what was found in several collections, with the number of hits in each."""
    page, counts = hits.page(perspective), hits.counts(perspective)
    untranslated = _untranslated([row[1:] for row in page.rows], perspective)
    records = [(id_, _hit(model, id_, document)) for model, id_, document, *_ in page.rows]
    names = [{"value": name, "label": in_language(RESOURCES[name], perspective.language), "count": count} for name, count in counts.items()]
    extra: dict[str, Any] = {"facets": {"resource": sorted(names, key=lambda each: -int(each["count"]))}}
    if hits.query.get("highlights"):
        found = {model.resource: [row[1:] for row in page.rows if row[0] is model] for model in hits.models}
        marked = {name: dict(_highlights(RECORDS[name], rows, hits.words, perspective.language)) for name, rows in found.items()}
        extra["highlights"] = {name: each for name, each in marked.items() if each}
    meta = {"total": sum(counts[model.resource] for model in hits.models), **_meta(perspective), "untranslated": untranslated}
    return Answer(records, many=True, labels={}, meta=meta, links=page.links, extra=extra)


def _hit(model: type[Published], id_: str, document: str) -> str:
    record = orjson.loads(document)
    record_url, page_url = places(model.resource)
    links = {"self": record_url + id_, "web": page_url + id_}
    facts = {"resource": model.resource} | {name: record[name] for name in ("id", "title", "description", "certainty")}
    return orjson.dumps(facts | {"links": links}).decode()


def facts_answer(schema: Schema, facts: dict[str, Any], perspective: Perspective) -> Answer:
    """An answer that is not about a record of the database."""
    with Language(perspective.language):
        document = orjson.dumps(schema.dump(facts)).decode()
    links: Links = {"self": url(), "collection": None, "revisions": None}
    return Answer([("", document)], many=False, labels={}, meta=_meta(perspective), links=links)


def record_answer(single: Single, query: Query, perspective: Perspective) -> Answer:
    """The record, or the problem that says what became of it."""
    model, id_ = single.model, single.id
    row = connection().execute(_record(model, perspective.language), {"release": perspective.edition.number, "id": id_}).first()
    if row is None:
        raise absent(model, id_, perspective)
    collection = address(f"{API}/{model.resource}")
    revisions = f"{collection}/{id_}/revisions" if model in RECORDS.values() else None
    links: Links = {"self": url(), "collection": collection, "revisions": revisions}
    return replace(_answer(model, [row], query, perspective), links=links)


@prepared
def _record(model: type[Published], language: str) -> Select:
    columns = model.id, getattr(model, f"document_{language}"), model.refs, model.untranslated
    return select(*columns).where(model.id == bindparam("id"), releases.in_force(model))


def _answer(model: type[Published], rows: Rows, query: Query, perspective: Perspective) -> Answer:
    names, untranslated = query.get("fields"), _untranslated(rows, perspective)
    mentioned = grouped(item for row in rows for item in orjson.loads(row[2]).items())
    records = [(row[0], row[1]) for row in rows]
    if names:
        shown = [(id_, chosen(orjson.loads(document), names)) for id_, document in records]
        mentioned = grouped((resource, [each]) for _, document in shown for resource, each in references(model, document))
        records = [(id_, orjson.dumps(document).decode()) for id_, document in shown]
        untranslated = {id_: [path for path in paths if _is_shown(path, names)] for id_, paths in untranslated.items()}
    record_url, page_url = places(model.resource) if not names or "links" in names else ("", "")
    return Answer(
        records=records,
        many=False,
        labels=labels(mentioned, perspective),
        meta=_meta(perspective) | {"untranslated": {id_: paths for id_, paths in untranslated.items() if paths}},
        links={},
        extra={"included": _included(model, rows, query["include"], perspective)} if "include" in query else {},
        record_url=record_url,
        page_url=page_url,
    )


def _untranslated(rows: Rows, perspective: Perspective) -> dict[str, list[str]]:
    return {} if perspective.language == "de" else {row[0]: orjson.loads(row[3]) for row in rows if row[3] != "[]"}


def _is_shown(path: str, names: list[str]) -> bool:
    """Whether the text at `path`, which counts the members of lists, is within the fields named."""
    field = ".".join(part for part in path.split(".") if not part.isdigit())
    return any(f"{field}.".startswith(f"{name}.") for name in names)


def _included(model: type[Published], rows: Rows, names: list[str], perspective: Perspective) -> dict[str, dict[str, Any]]:
    """Resource → id → record, for every record that the fields named mention."""
    mentioned = grouped((resource, [each]) for row in rows for resource, each in references(model, orjson.loads(row[1]), names))
    found: dict[str, dict[str, Any]] = {}
    for resource, id_, document in releases.documents(connection(), mentioned, perspective.edition.number, perspective.language):
        record_url, page_url = places(resource)
        text = linked(document, record_url + id_, page_url + id_)
        found.setdefault(resource, {})[id_] = orjson.Fragment(text)
    return found


def _highlights(model: type[Published], rows: Rows, search: Search, language: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(id, field → HTML with the words found in <mark>); nothing for records whose texts in this language hold none."""
    for row in rows:
        marked = {path: highlight(text, search, language) for path, text in texts(model, orjson.loads(row[1]))}
        found = {path: html for path, html in marked.items() if html}
        if found:
            yield row[0], found


def _facet(collection: Collection, name: str, filter_: Filter, perspective: Perspective) -> list[dict[str, Any]]:
    """The values of a filter with their counts and names, the most frequent first."""
    values = facet(collection.criteria, name, filter_, perspective.edition, perspective.language)
    names: dict[Any, str] = {}
    if filter_.codes:
        names = {code: in_language(each, perspective.language) for code, each in filter_.codes.items()}
    elif filter_.titles:
        resource = filter_.titles.resource
        names = labels({resource: {value for value, _ in values}}, perspective).get(resource, {})
    texts = [(value if isinstance(value, str) else orjson.dumps(value).decode(), count) for value, count in values]
    return [{"value": value, "label": names.get(value, value), "count": count} for value, count in texts]


def _meta(perspective: Perspective) -> dict[str, Any]:
    return {
        "release": {"number": perspective.edition.number, "published_at": perspective.edition.published_at},
        "language": perspective.language,
        "untranslated": {},
        "license": LICENSE,
        "attribution": ATTRIBUTION,
    }


def absent(model: type[Published], id_: str, perspective: Perspective) -> Problem:
    number = perspective.edition.number
    removed = releases.removal(connection(), model.resource, id_, number)
    if removed is None:
        return Problem("no-such-record", f"No {model.resource} record has the id '{id_}' in release {number}.")
    facts = {
        "release": removed.release,
        "removed_at": removed.removed_at,
        "reason": removed.reason[perspective.language],
        "last_version": version_url(model.resource, id_, removed.release - 1),
    }
    if removed.renamed_to or removed.merged_into:
        return _moved(model, id_, removed, facts)
    return Problem("removed", f"Release {removed.release} removed the record '{id_}'.", removed=facts)


def _moved(model: type[Published], id_: str, removed: releases.Removed, facts: dict[str, Any]) -> Problem:
    """The redirect to the record that has taken the place of another, in the same release and form."""
    successor = removed.renamed_to or removed.merged_into
    place = address(f"{API}/{model.resource}/{successor}", parameters())
    headers = {"Location": place, "Link": f'<{place}>; rel="successor-version"'}
    type_, to = ("renamed", "to") if removed.renamed_to else ("merged", "into")
    detail = f"Release {removed.release} {type_} the record '{id_}' {to} '{successor}'."
    return Problem(type_, detail, headers, removed=facts | {"successor": place})
