"""The optional extra: the same application served by granian, as README says."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import orjson
import pytest

from tests.conftest import on_one_database
from tests.ops.test_gunicorn import START, environment, free_port

ROOT = Path(__file__).parents[2]
COMMAND = "--interface wsgi --factory --workers 2 --blocking-threads 8 --no-ws --log-level warning"


@pytest.fixture
def address(database: str):
    port = free_port()
    command = [sys.executable, "-m", "granian", *COMMAND.split(), "--port", str(port), "api.app:create_app"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(database, port), start_new_session=True) as process:
        try:
            for _ in range(START * 10):
                if is_up(f"http://127.0.0.1:{port}/health"):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # how it stops is its own affair


def is_up(url: str) -> bool:
    try:
        urlopen(url, timeout=START).close()
    except (URLError, ConnectionError):
        return False
    return True


@on_one_database
def test_pages_files_and_problems_are_served(address):
    with urlopen(f"{address}/api/v1/events?limit=1", timeout=START) as page:
        assert orjson.loads(page.read())["meta"]["total"] == 19
    with urlopen(f"{address}/api/v1/events?format=ndjson", timeout=START) as file:
        assert len(file.read().splitlines()) == 19
    request = Request(f"{address}/api/v1/events?limit=1", headers={"If-None-Match": page.headers["ETag"]})
    for asked, status in ((request, 304), (f"{address}/nowhere", 404)):
        with pytest.raises(HTTPError) as refused:
            urlopen(asked, timeout=START)
        assert refused.value.code == status
        refused.value.close()


def test_readme_gives_this_command():
    assert COMMAND in (ROOT / "README.md").read_text()
