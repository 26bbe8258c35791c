"""The real releases on every database, to ask them words."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from api.db import reader
from tests.conftest import DATABASES, ENTRIES, Databases


@pytest.fixture(scope="session")
def connections(databases: Databases) -> Iterator[dict[str, Connection]]:
    """Kind of database → a connection to one with every release."""
    engines = {kind: reader(databases.filled(kind, ENTRIES)) for kind in DATABASES}
    opened = {kind: engine.connect() for kind, engine in engines.items()}
    yield opened
    for kind, connection in opened.items():
        connection.close()
        engines[kind].dispose()
