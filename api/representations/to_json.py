"""JSON: stored documents joined into the envelope `{data, labels, meta, links}`; no document is parsed."""

import orjson

from api.representations.answer import Answer, Export


def to_json(answer: Answer) -> bytes:
    """The envelope as UTF-8 bytes; each record gets its absolute links as last member."""
    records = ",".join(linked(answer, id_, document) for id_, document in answer.records)
    data = f"[{records}]" if answer.many else records
    rest = orjson.dumps({"labels": answer.labels, "meta": answer.meta, "links": answer.links})
    return b'{"data":' + data.encode() + b"," + rest[1:]


def linked(answer: Answer | Export, id_: str, document: str) -> str:
    """The document with its absolute links as last member."""
    if not answer.record_url:
        return document
    return f'{document[:-1]},"links":{{"self":"{answer.record_url}{id_}","web":"{answer.page_url}{id_}"}}}}'
