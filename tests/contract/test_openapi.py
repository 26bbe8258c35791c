"""The OpenAPI documents: valid, complete, true of the running service, and good enough to generate a client from."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from api.models import MODELS
from api.representations import on_offer
from tests.conftest import live, on_one_database

HERE = Path(__file__).parent
GOLDEN = HERE / "openapi.golden.json"
DOCUMENTS = ("openapi.json", "openapi-3.0.json")


@pytest.mark.no_cover
@on_one_database
@pytest.mark.parametrize(("name", "version"), [("openapi.json", "3.1.0"), ("openapi-3.0.json", "3.0.3")])
def test_document_is_valid(client, name, version):
    document = client.get(f"/api/v1/{name}").json
    validate(document)
    assert document["openapi"] == version


def test_document_is_the_golden_one(client):
    """After a wanted change: `UPDATE_GOLDEN=1 pytest tests/contract/test_openapi.py`, and read the diff."""
    document = client.get("/api/v1/openapi.json").json
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    assert document == json.loads(GOLDEN.read_text())


@pytest.mark.no_cover
@on_one_database
def test_yaml_says_the_same(client):
    assert YAML(typ="safe").load(client.get("/api/v1/openapi.yaml").text) == client.get("/api/v1/openapi.json").json


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_cacheable_and_validated(client, name):
    answer = client.get(f"/api/v1/{name}")
    assert answer.content_type == "application/vnd.oai.openapi+json"
    again = client.get(f"/api/v1/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_is_described(client, name):
    document = client.get(f"/api/v1/{name}").json
    assert document["info"]["contact"]["url"]
    assert document["info"]["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(tag["description"] for tag in document["tags"])
    undescribed = [schema for schema, each in document["components"]["schemas"].items() if not each.get("description")]
    undescribed += [
        f"{schema}.{field}"
        for schema, each in document["components"]["schemas"].items()
        for field, described in each["properties"].items()
        if not (described.get("description") or "$ref" in described)
    ]
    operations = [operation for item in document["paths"].values() for key, operation in item.items() if key == "get"]
    undescribed += [
        f"{operation['operationId']}.{parameter['name']}"
        for operation in operations
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    headers = [header for operation in operations for header in operation["responses"]["200"]["headers"].values()]
    undescribed += [header["$ref"] for header in headers if header["$ref"].rpartition("/")[2] not in document["components"]["headers"]]
    assert undescribed == []
    identifiers = [operation["operationId"] for operation in operations]
    assert len(set(identifiers)) == len(identifiers) == 42


def test_a_complement_is_described_by_what_is_left_out_and_no_more(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    texts = {
        f"{resource}.{each['name']}": (each["description"], each["schema"]["x-description-de"])
        for resource in ("events", "challenges")
        for each in paths[f"/api/v1/{resource}"]["get"]["parameters"]
    }
    assert texts["events.format_not"] == ("Not: Kind of event.", "Nicht: Art der Veranstaltung.")
    assert texts["challenges.quadrant_not"] == ("Not: SWOT quadrant.", "Nicht: SWOT-Feld.")


@pytest.mark.no_cover
def test_examples_are_real(client):
    document = client.get("/api/v1/openapi.json").json
    event = document["components"]["schemas"]["Event"]["properties"]
    titles = {record["title"] for record in client.get("/api/v1/events?limit=200").json["data"]}
    assert set(event["title"]["examples"]) <= titles
    for path, item in document["paths"].items():
        for parameter in item.get("parameters", []):
            assert client.get(path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))).status_code == 200
        for parameter in item["get"]["parameters"]:
            for example in parameter["schema"].get("examples", []):
                value = ",".join(example) if isinstance(example, list) else example
                words = {"q": "Industrie"} if path.endswith("/search") else {}
                answer = client.get(path.partition("{")[0].rstrip("/"), query_string=words | {parameter["name"]: value})
                assert answer.status_code == 200
                assert not answer.is_json or answer.json["meta"].get("total") != 0, (path, parameter["name"])


@on_one_database
def test_example_of_a_refusal_is_what_the_service_answers(client):
    refusals = client.get("/api/v1/openapi.json").json["components"]["responses"]["BAD_REQUEST"]["content"]["application/problem+json"]
    assert refusals["examples"]["invalid-parameters"]["value"] == client.get("/api/v1/events?status=hold").json


@on_one_database
@pytest.mark.parametrize("resource", MODELS)
def test_every_form_of_a_file_has_a_real_example(client, resource):
    document = client.get("/api/v1/openapi.json").json
    (path,) = (path for path in document["paths"] if path.startswith(f"/api/v1/{resource}/{{") and path.endswith("}"))
    item = document["paths"][path]
    for name, form in on_offer(resource).items():
        if name in ("json", "xlsx"):
            continue
        key = f"{resource}-{name}"
        for each in (path, f"/api/v1/{resource}"):
            described = document["paths"][each]["get"]["responses"]["200"]["content"][form.media_type]
            assert described["examples"] == {"one": {"$ref": f"#/components/examples/{key}"}}
        query = (
            ({} if form.whole or resource == "releases" else {"fields": "title"})
            | {"format": name}
            | ({"bom": "false"} if name == "csv" else {})
        )
        answer = client.get(f"/api/v1/{resource}/{item['parameters'][0]['example']}", query_string=query)
        shown = document["components"]["examples"][key]["value"]
        assert (json.loads(answer.data) if isinstance(shown, dict) else answer.text) == shown


def judge(app, directory, *options):
    """What schemathesis says with all its checks; fails if it finds anything."""
    always = ["--checks", "all", "--max-examples", "3", "--suppress-health-check", "all", "--generation-deterministic"]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.contract.schemathesis_hooks", "PYTHONPATH": str(HERE.parent.parent)}
    with live(lambda _: app) as address:
        command = [str(Path(sys.executable).parent / "st"), "run", f"{address}/api/v1/openapi.json", "--url", address]
        result = subprocess.run([*command, *always, *options], cwd=directory, env=environment, capture_output=True, text=True, timeout=240)
    assert result.returncode == 0, result.stdout[-6000:]
    assert "No issues found" in result.stdout


@pytest.mark.no_cover
@on_one_database
def test_every_answer_of_the_running_service_conforms(app, tmp_path):
    judge(app, tmp_path, "--phases", "examples,fuzzing,stateful")


@pytest.mark.no_cover
@on_one_database
def test_every_parameter_does_what_is_described(app, tmp_path):
    """One operation of each kind, as the parameters of a kind are the same."""
    walked = "^(getService|search|listEvents|getEvent|listReleases|getRelease)$"
    judge(app, tmp_path, "--phases", "coverage", "--include-operation-id-regex", walked)


@pytest.mark.no_cover
@on_one_database
@pytest.mark.parametrize("name", DOCUMENTS)
def test_generated_client_works(app, tmp_path, name):
    """What openapi-python-client makes of the document fetches real events, typed."""
    with live(lambda _: app) as address:
        document = tmp_path / "openapi.json"
        document.write_bytes(app.test_client().get(f"/api/v1/{name}").data)
        config = tmp_path / "config.yaml"  # the generator knows no XML
        config.write_text("content_type_overrides: {application/atom+xml: text/plain}")
        generator = str(Path(sys.executable).parent / "openapi-python-client")
        made = subprocess.run(
            [generator, "generate", "--path", document, "--output-path", tmp_path / "made", "--meta", "none", "--fail-on-warning",
             "--config", config],
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},  # it calls ruff
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr
        script = (
            "from made import Client; from made.api.events import list_events, get_event\n"
            f"client = Client(base_url={address!r})\n"
            "page = list_events.sync(client=client, limit=2)\n"
            "print(page.meta.total, page.data[0].id, get_event.sync(page.data[0].id, client=client).data.title == page.data[0].title)\n"
        )
        used = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert used.stdout.split() == ["19", "2016-online-befragung", "True"], used.stderr
