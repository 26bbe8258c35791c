"""The OpenAPI documents: valid, complete, true of the running service."""

import json
from pathlib import Path

import pytest
import schemathesis
from api.app import create_app
from flask import Flask
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis import Case

GOLDEN = Path(__file__).parent / "openapi.golden.json"
DOCUMENTS = ("openapi.json", "openapi-3.0.json")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_is_valid(client, name):
    validate(client.get(f"/api/v1/{name}").json)


def test_document_is_the_golden_one(client):
    """Run `python -m tests.contract.test_openapi` after a wanted change, and read the diff."""
    assert client.get("/api/v1/openapi.json").json == json.loads(GOLDEN.read_text())


def test_yaml_says_the_same(client):
    from ruamel.yaml import YAML

    assert YAML(typ="safe").load(client.get("/api/v1/openapi.yaml").text) == client.get("/api/v1/openapi.json").json


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_is_described(client, name):
    document = client.get(f"/api/v1/{name}").json
    undescribed = [
        f"{schema}.{field}"
        for schema, each in document["components"]["schemas"].items()
        for field, described in each.get("properties", {}).items()
        if not (described.get("description") or "$ref" in described)
    ]
    operations = [operation for item in document["paths"].values() for key, operation in item.items() if key == "get"]
    undescribed += [
        f"{operation['operationId']}.{parameter['name']}"
        for operation in operations
        for parameter in operation["parameters"]
        if not parameter.get("description")
    ]
    assert undescribed == []
    identifiers = [operation["operationId"] for operation in operations]
    assert len(set(identifiers)) == len(identifiers) == 15
