"""From rows to what renderers of files take: the records of a release, whoever asks for them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, func, literal, select
from sqlalchemy.orm import aliased

from api import API, releases
from api.models import MODELS, Published, Release
from api.releases import Edition, in_force
from api.representations import About, Cited, Export, Stored, Whole
from schemas.dataset import TITLE
from schemas.fields import LANGUAGES

BATCH = 500  # rows read at once


def stored(
    statement: Select[Any],
    model: type[Published],
    languages: Sequence[str] = LANGUAGES,
    counted: bool = False,
    more: Iterable[ColumnElement[Any]] = (),
) -> Select[Any]:
    """The same rows as `Stored`, in these languages alone, and `more` columns; `counted` if with the number of their earlier versions."""
    revision: Any = literal(0)
    if counted:
        earlier = aliased(model)
        revision = select(func.count()).where(earlier.id == model.id, earlier.added_in < model.added_in).scalar_subquery()
    documents = (getattr(model, f"document_{language}") if language in languages else literal("{}") for language in LANGUAGES)
    return statement.with_only_columns(model.id, *documents, model.untranslated, revision, *more)


def about(edition: Edition, title: str, url: str, permalink: str, dataset: str, *, pinned: bool = False) -> About:
    """What a file from this release says of itself."""
    return About(title, url, permalink, dataset, edition.number, edition.published_at, pinned)


def cited(connect: Callable[[], AbstractContextManager[Connection]], number: int, language: str) -> Callable[[list[str]], Iterable[Cited]]:
    """Reads the sources with the ids given, sorted ones, as of release `number`; `connect` gives a connection for each batch."""

    def read(ids: list[str]) -> Iterator[Cited]:
        for start in range(0, len(ids), BATCH):  # so that no statement is too long
            with connect() as connection:
                found = releases.documents(connection, {"sources": {*ids[start : start + BATCH]}}, number, language)
            for _, id_, document in found:
                record = orjson.loads(document)
                yield Cited(id_, record["title"], record["url"])

    return read


def whole(connection: Connection, edition: Edition, public_url: str) -> Whole:
    """Every collection as of a release, records by id and releases by number."""
    api_url = public_url + API
    release_url = f"{api_url}/releases/{edition.number}"
    facts = {
        language: about(edition, title, f"{api_url}/downloads", release_url, release_url)
        for language, title in zip(LANGUAGES, TITLE, strict=True)
    }

    def exports(language: str) -> list[Export]:
        sources = cited(lambda: nullcontext(connection), edition.number, language)
        return [
            Export(resource, model.schema(), language, _records(connection, model, edition), facts[language], public_url, sources)
            for resource, model in MODELS.items()
        ]

    return Whole(facts[LANGUAGES[0]], public_url, exports)


def _records(connection: Connection, model: type[Published], edition: Edition) -> Iterator[Stored]:
    order = Release.number if model is Release else model.id
    statement = stored(select(model).where(in_force(model)).order_by(order), model)
    with connection.execute(statement, {"release": edition.number}, execution_options={"yield_per": BATCH}) as rows:
        yield from (Stored(*row) for row in rows)
