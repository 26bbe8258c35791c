import json
import time
from dataclasses import replace

import pytest

from benchmarks.inside import answer, environ, service
from benchmarks.scale import CASES, ITEM, LIMIT, check, deep_page, measured


def test_every_total_is_what_the_tables_say(generated):
    check(generated, CASES)


def test_wrong_total_is_found(generated):
    with pytest.raises(AssertionError, match="format"):
        check(generated, [replace(CASES[1], where="format = 'seminar'")])


def test_late_page_is_the_one_that_walking_finds(generated):
    number, late = deep_page(generated)
    assert number == 219 // LIMIT
    with service(generated) as app:
        page = json.loads(answer(app, environ("events")))
        for _ in range(number - 1):
            page = json.loads(answer(app, environ(page["links"]["next"].partition("/api/v1/")[2])))
        assert json.loads(answer(app, environ(late)))["data"] == page["data"]


def test_first_and_later_answers_of_both_are_measured(generated):
    costs = measured([(generated, "events"), (generated, ITEM)], time.perf_counter, 1, 2)
    assert (len(costs), min(costs) > 0) == (4, True)
