"""What other tests say of the first releases holds of the newest, whatever that is."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from api.models import RECORDS
from api.representations import on_offer
from seed import log
from tests.conftest import RELEASES, Databases, app_on

NEWEST = log.read(RELEASES)
STATE = log.state(NEWEST)


@pytest.fixture(scope="module")
def newest(databases: Databases) -> Iterator[FlaskClient]:
    app = app_on(databases.filled("sqlite", NEWEST))
    yield app.test_client()
    app.extensions["database"].dispose()


@pytest.mark.no_cover
@pytest.mark.parametrize("resource", RECORDS)
def test_every_record_is_served_with_its_page_its_history_and_its_citation(newest: FlaskClient, resource: str) -> None:
    assert newest.get(f"/api/v1/{resource}?limit=0").json["meta"]["total"] == len(STATE[resource])
    for id_, record in STATE[resource].items():
        for language in ("de", "en"):
            served = newest.get(f"/api/v1/{resource}/{id_}?lang={language}").json["data"]
            assert served["title"] == record["title"].get(language, record["title"]["de"])
            assert newest.get(f"/{resource}/{id_}?lang={language}").status_code == 200
        assert newest.get(f"/api/v1/{resource}/{id_}/revisions").json["meta"]["total"] >= 1
        assert newest.get(f"/api/v1/{resource}/{id_}/citation?format=bibtex").status_code == 200


@pytest.mark.parametrize(("resource", "name"), [(resource, name) for resource in RECORDS for name in on_offer(resource)])
def test_every_file_is_made(newest: FlaskClient, resource: str, name: str) -> None:
    assert newest.get(f"/api/v1/{resource}?format={name}").status_code == 200
