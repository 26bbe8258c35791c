"""What the documents beside the envelope have in common with it: validators, negotiation, methods, CORS, problems."""

import pytest

from tests.conftest import PUBLIC_URL, on_one_database
from tests.contract.resources import CURRENT, documents, lasting

pytestmark = on_one_database

DOCUMENTS = documents()
every_document = pytest.mark.parametrize("url", DOCUMENTS)
FORMS = [(url, *form) for url, forms in DOCUMENTS.items() for form in forms.items()]
every_form = pytest.mark.parametrize(("url", "name", "media_type"), FORMS)


@every_form
def test_every_form_is_given_by_name_and_by_type(client, url, name, media_type):
    named, negotiated = client.get(f"{url}?format={name}"), client.get(url, headers={"Accept": media_type})
    for answer in (named, negotiated):
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == CURRENT
        assert answer.headers["Content-Language"]
    assert named.data == negotiated.data
    assert "Accept" not in named.vary
    assert "Accept" in negotiated.vary


@every_form
def test_unchanged_form_is_304(client, url, name, media_type):
    first = client.get(f"{url}?format={name}")
    again = client.get(f"{url}?format={name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for header in ("ETag", "Cache-Control", "Vary", "API-Version"):
        assert again.headers.get(header) == first.headers.get(header)


@every_document
def test_forms_have_validators_of_their_own(client, url):
    tags = {client.get(f"{url}?format={name}").headers["ETag"] for name in DOCUMENTS[url]}
    assert len(tags) == len(DOCUMENTS[url])


@every_form
def test_head_is_get_without_a_body(client, url, name, media_type):
    get, head = (client.open(f"{url}?format={name}", method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data, lasting(head)) == (get.status_code, b"", lasting(get))


@every_document
def test_options_and_writing(client, url):
    assert client.options(url).status_code == 204
    for method in ("POST", "PUT", "DELETE"):
        answer = client.open(url, method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json["type"] == f"{PUBLIC_URL}/problems/method-not-allowed"


@every_document
def test_unacceptable_type_is_406_that_lists_what_there_is(client, url):
    answer = client.get(url, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.content_type) == (406, "application/problem+json")
    assert answer.json["available"] == list(DOCUMENTS[url].values())


@every_document
def test_unknown_form_is_400_with_the_nearest(client, url):
    answer = client.get(f"{url}?format={next(iter(DOCUMENTS[url]))}x")
    assert answer.status_code == 400
    fault = answer.json["errors"][0]
    assert fault["parameter"] == "format"
    assert set(DOCUMENTS[url]) <= set(fault["allowed"])
    assert fault["nearest"] == next(iter(DOCUMENTS[url]))
