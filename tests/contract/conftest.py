"""What the tests of time share."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.conftest import DATABASES, Databases, app_on
from tests.invented import history


@pytest.fixture(scope="module", params=DATABASES)
def story(request: pytest.FixtureRequest, databases: Databases) -> Iterator[FlaskClient]:
    """A client of a database with an event that is added, changed and removed."""
    app = app_on(databases.filled(request.param, history()))
    yield app.test_client()
    app.extensions["database"].dispose()
