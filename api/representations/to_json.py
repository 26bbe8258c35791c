"""JSON: stored documents joined into the envelope `{data, labels, meta, links}`; no document is parsed."""

import orjson

from api.representations.answer import Answer


def to_json(answer: Answer) -> bytes:
    """The envelope as UTF-8 bytes; each record gets its absolute links as last member."""
    records = [orjson.Fragment(_linked(answer, id_, document)) for id_, document in answer.records]
    data = records if answer.many else records[0]
    return orjson.dumps({"data": data, "labels": answer.labels, **answer.extra, "meta": answer.meta, "links": answer.links})


def _linked(answer: Answer, id_: str, document: str) -> str:
    return linked(document, f"{answer.record_url}{id_}", f"{answer.page_url}{id_}") if answer.record_url else document


def linked(document: str, record_url: str, page_url: str) -> str:
    """A stored document with its links as last member."""
    return f'{document[:-1]},"links":{{"self":"{record_url}","web":"{page_url}"}}}}'
