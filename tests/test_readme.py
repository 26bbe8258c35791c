"""The README's requests get the README's answers."""

import json
import re
import shlex
from pathlib import Path

import pytest

from seed import log
from seed.__main__ import main
from tests.conftest import PUBLIC_URL, RELEASES, app_on

README = (Path(__file__).parent.parent / "README.md").read_text()
HERE = "http://127.0.0.1:8000"
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n```json\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def app(database, downloads):
    app = app_on(database, downloads_dir=str(downloads))
    yield app
    app.extensions["database"].dispose()


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


@pytest.mark.no_cover
def test_editors_day_is_as_told(seed_copy, databases, downloads, monkeypatch, capsys):
    """The edit shown makes the commands say what is shown; only number and date of the release may be others."""
    old, new = re.findall(r"^[-+]( .*\n)", README.partition("```diff\n")[2].partition("```")[0], re.MULTILINE)
    file = seed_copy / "data" / "initiatives.yaml"
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    monkeypatch.setenv("DATABASE_URL", databases.filled("sqlite", log.read(RELEASES)))
    monkeypatch.setenv("PUBLIC_URL", PUBLIC_URL)
    monkeypatch.setenv("COLUMNS", "100")
    commands = re.findall(r"^\$ python -m seed (.*)\n((?:[^$`].*\n)+)", README, re.MULTILINE)
    assert [command.split()[0] for command, _ in commands] == ["check", "diff", "release", "load"]
    for command, told in commands:
        paths = ["--data", str(seed_copy / "data"), "--log", str(seed_copy / "releases")]
        assert main([*paths, *shlex.split(command, comments=True)]) == 0
        said = capsys.readouterr().out.replace(str(seed_copy), "seed")
        mine, shown = (re.sub(r"\d{4}-\d{4}-\d\d-\d\d|release \d+(, \d+)*", "", text) for text in (said, told))
        assert mine == shown


@pytest.mark.no_cover
def test_every_link_to_the_service_opens(client):
    for path in re.findall(rf'{HERE}(/[^\s>)`"]*)', README):
        answer = client.get(path)
        if answer.status_code == 307:
            answer = client.get(answer.headers["Location"])
            answer.close()
        assert answer.status_code == 200, path
