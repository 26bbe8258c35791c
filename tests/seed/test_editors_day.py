"""A new release is loaded while the service runs: nobody is refused, no answer mixes two states, the next one shows the new."""

import threading
import time
from urllib.request import urlopen

import orjson
import pytest

from api.app import create_app
from api.config import Settings
from api.db import writer
from seed.load import load
from seed.log import Entry
from tests.conftest import DATABASES, live
from tests.invented import EVENT, SOURCE, releases

READERS = 3
RECORDS = 150
PATIENCE = 60  # seconds; a busy machine


def states() -> list[Entry]:
    """Three states of the events, each telling its own number in every title; the second one has more of them, the third fewer."""
    ids = [f"event-{number:03}" for number in range(RECORDS)]
    changes = {"added": ids[:100]}, {"added": ids[100:], "changed": ids[:100]}, {"changed": ids[50:], "removed": ids[:50]}
    told = [
        {action: {"events": [_told(action, id_, number) for id_ in found]} for action, found in each.items()}
        for number, each in enumerate(changes, start=1)
    ]
    told[0]["added"]["sources"] = [SOURCE]
    return releases(*told)


def _told(action: str, id_: str, number: int) -> dict:
    return {"id": id_, "reason": {"de": "Weg."}} if action == "removed" else EVENT | {"id": id_, "title": {"de": f"Stand {number}"}}


COUNTS = {1: 100, 2: 150, 3: 100}


class Reader(threading.Thread):
    """Asks again and again until told to stop; keeps what was wrong with an answer, and the releases seen."""

    def __init__(self, address: str, stop: threading.Event) -> None:
        super().__init__()
        self.address, self.stop, self.wrong, self.seen = address, stop, [], []
        self.begun = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.seen.append(self.look())
            except Exception as error:  # whatever it is, it must not happen
                self.wrong.append(error)
            self.begun.set()

    def look(self) -> int:
        answer = ask(f"{self.address}/api/v1/events?limit=200")
        number = answer["meta"]["release"]["number"]
        assert answer["meta"]["total"] == len(answer["data"]) == COUNTS[number]
        assert {record["title"] for record in answer["data"]} == {f"Stand {number}"}
        assert answer["labels"] == {"sources": {"s01": "Meldung"}}
        return number


def wait_for(number: int, url: str) -> None:
    """What is the newest release is not asked for every request."""
    deadline = time.monotonic() + PATIENCE
    while (found := ask(url)["meta"]["release"]["number"]) != number:
        assert time.monotonic() < deadline, f"release {found} where {number} is the newest"
        time.sleep(0.05)


def ask(url: str) -> dict:
    with urlopen(url, timeout=PATIENCE) as answer:
        return orjson.loads(answer.read())


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", DATABASES)
def test_release_is_loaded_into_the_running_service(databases, kind):
    entries = states()
    url, apps = databases.filled(kind, entries[:1]), []

    def build(address):
        apps.append(create_app(Settings(database_url=url, public_url=address)))
        return apps[0]

    engine, stop = writer(url), threading.Event()
    with live(build) as address:
        readers = [Reader(address, stop) for _ in range(READERS)]
        try:
            for reader in readers:
                reader.start()
            assert all(reader.begun.wait(PATIENCE) for reader in readers)
            for number in (2, 3):
                assert load(engine, entries[:number]) == [number]
                wait_for(number, f"{address}/api/v1/events?limit=0")
        finally:
            stop.set()
            for reader in readers:
                reader.join(PATIENCE)
    engine.dispose()
    apps[0].extensions["database"].dispose()
    assert [reader.wrong for reader in readers] == [[]] * READERS
    for reader in readers:
        assert reader.seen == sorted(reader.seen)
        assert reader.seen[0] == 1
