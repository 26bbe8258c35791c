"""One record of each resource in every file format, for the OpenAPI document."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select

from api import API
from api.exports import about, stored
from api.models import MODELS, Published, Release
from api.releases import Edition, in_force
from api.representations import Export, Representation, Stored, on_offer
from api.web.addresses import address, public_url
from api.web.perspective import connection
from api.web.selection import SCHEMAS, sparse
from schemas.dataset import COLLECTIONS, TITLE

UNREADABLE = ("json", "xlsx")  # JSON is described field by field; a workbook is binary


class Example(NamedTuple):
    """What a form of a resource looks like: a text, or what is read from JSON."""

    resource: str
    form: Representation
    content: Any

    @property
    def key(self) -> str:
        return f"{self.resource}-{self.form.name}"


def file_examples(edition: Edition) -> Iterator[Example]:
    """One record of each resource in the edition, in each form that can be read; two fields, where `fields` is understood."""
    for resource, model in MODELS.items():
        first = stored(select(model).where(in_force(model)).order_by(model.id).limit(1), model)
        for row in connection().execute(first, {"release": edition.number}):
            for form in (each for name, each in on_offer(resource).items() if name not in UNREADABLE):
                text = b"".join(form.render(_export(model, Stored(*row), form, edition))).decode()
                yield Example(resource, form, orjson.loads(text) if form.media_type.endswith("+json") else text)


def _export(model: type[Published], row: Stored, form: Representation, edition: Edition) -> Export:
    """As for a request for the record with no parameters but those of the addresses."""
    schema = SCHEMAS[model.resource]
    names = [] if form.whole or model is Release else list(schema.dump_fields)[:2]
    fields = {"fields": names[-1]} if names else {}
    path, release, format_ = f"{API}/{model.resource}/{row.id}", {"release": str(edition.number)}, {"format": form.name}
    queries = (fields | format_, fields | release | format_, fields | release)
    title = COLLECTIONS.get(model.resource, (TITLE,))[0][0]
    records = iter([sparse(row, names) if names else row])
    facts = about(edition, title, *(address(path, **query) for query in queries))
    return Export(model.resource, schema, "de", records, facts, public_url(), lambda _: (), tuple(names), bom=False)
