"""The README's requests get the README's answers."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import PUBLIC_URL

README = (Path(__file__).parent.parent / "README.md").read_text()
HERE = "http://127.0.0.1:8000"
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n```json\n(.*?)```", README, re.DOTALL)


def assert_part(part, whole, path="$"):
    """Every member of `part` is in `whole`; lists agree from the start."""
    if isinstance(part, dict):
        assert part.keys() <= whole.keys(), path
        for key in part:
            assert_part(part[key], whole[key], f"{path}.{key}")
    elif isinstance(part, list):
        assert len(part) <= len(whole), path
        for index, member in enumerate(part):
            assert_part(member, whole[index], f"{path}[{index}]")
    else:
        assert part == whole, path


@pytest.mark.parametrize(("request_", "answer"), EXAMPLES)
def test_example_is_true(client, request_, answer):
    assert_part(json.loads(answer.replace(HERE, PUBLIC_URL)), client.get(request_).json)


def test_there_are_examples():
    assert len(EXAMPLES) >= 4


def test_counts_are_true(client):
    for resource, count in re.findall(r"\| \[`([a-z-]+)`\]\(\S+\) \| (\d+) \|", README):
        assert client.get(f"/api/v1/{resource}?limit=0").json["meta"]["total"] == int(count)


def test_every_link_to_the_service_opens(client):
    for path in re.findall(rf'{HERE}(/[^\s>)`"]*)', README):
        assert client.get(path).status_code == 200, path
