import random

from benchmarks.generate import Vocabulary, entries, made_up
from seed import log
from seed.verify import verify
from tests.conftest import RELEASES, app_on


def test_made_up_events_are_published_like_real_ones(generated):
    app = app_on(generated)
    answer = app.test_client().get("/api/v1/events?limit=0")
    assert answer.json["meta"]["total"] == 219
    assert verify(app.extensions["database"], entries(200)) == []
    app.extensions["database"].dispose()


def test_an_event_depends_on_its_index_alone():
    vocabulary = Vocabulary(log.state(log.read(RELEASES)))
    indexes = list(range(50))
    in_order = {index: made_up(vocabulary, index, "2030") for index in indexes}
    random.shuffle(indexes)
    assert {index: made_up(vocabulary, index, "2030") for index in indexes} == in_order
    assert entries(50)[-1].added["events"][7:9][1] == in_order[8]
