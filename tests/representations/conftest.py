"""What the renderers are tested with: exports of the real records, as the database keeps them."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from api import exports
from api.models import MODELS
from api.releases import in_force
from api.representations import About, Cited, Export, Stored
from tests.conftest import ENTRIES, PUBLIC_URL, Databases

GOLDEN = Path(__file__).parent / "golden"
RELEASE = 2
FEW = ("2016-03-07-workshop-industriebranchen", "2016-03-workshop-industrieregionen", "2018-04-24-praesentation-landesvertretung-berlin")
ABOUT = About(
    title="Veranstaltungen der StrategieWerkstatt",
    url=f"{PUBLIC_URL}/api/v1/events",
    permalink=f"{PUBLIC_URL}/api/v1/events?release=2",
    dataset=f"{PUBLIC_URL}/api/v1/events?release=2",
    release=RELEASE,
    published_at="2026-11-22T14:00:00Z",
)

Exporting = Callable[..., Export]


@pytest.fixture(scope="session")
def stored(databases: Databases) -> dict[str, list[Stored]]:
    """Resource → its records of the newest release; what database they come from makes no difference here."""
    engine = create_engine(databases.filled("sqlite", ENTRIES))
    found = {}
    with engine.connect() as connection:
        for resource, model in MODELS.items():
            rows = exports.stored(select(model).where(in_force(model)).order_by(model.id), model, counted=True)
            found[resource] = [Stored(*row) for row in connection.execute(rows, {"release": RELEASE})]
    engine.dispose()
    return found


@pytest.fixture(scope="session")
def export(stored: dict[str, list[Stored]]) -> Exporting:
    """Makes an export of a resource: all its records, those with `ids`, or `records` of the test's own."""

    def sources(ids: list[str]) -> list[Cited]:
        documents = {each.id: json.loads(each.document_de) for each in stored["sources"]}
        return [Cited(id_, documents[id_]["title"], documents[id_]["url"]) for id_ in ids]

    def make(resource: str, ids: Iterable[str] = (), records: Iterable[Stored] | None = None, **changes: Any) -> Export:
        chosen = stored[resource] if records is None else records
        if ids:
            chosen = [each for each in chosen if each.id in ids]
        schema = MODELS[resource].schema()
        made = Export(resource, schema, "de", iter(chosen), ABOUT, PUBLIC_URL, sources)
        return replace(made, **changes)

    return make


@pytest.fixture(scope="session")
def is_golden() -> Callable[[str, bytes], bool]:
    """Compares with a file in `golden/`. After a wanted change: `UPDATE_GOLDEN=1 pytest tests/representations`, and read the diff."""

    def compare(name: str, content: bytes) -> bool:
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / name).write_bytes(content)
        return content == (GOLDEN / name).read_bytes()

    return compare
