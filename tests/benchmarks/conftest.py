"""What is measured is what is meant: on a database small enough for tests."""

import pytest

from benchmarks.generate import entries
from tests.conftest import DATABASES, Databases


@pytest.fixture(scope="session", params=DATABASES)
def generated(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database with 200 made-up events."""
    return databases.filled(request.param, entries(200))
