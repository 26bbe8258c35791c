"""What is measured is what is meant: on a database small enough for tests."""

import pytest

from benchmarks.generate import entries
from tests.conftest import DATABASES, Databases, fill


@pytest.fixture(scope="session", params=DATABASES)
def generated(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a database with 200 made-up events."""
    return fill(databases.new(request.param), entries(200))
