"""Work in other processes: in order, with its exceptions, and never without the one that wants it."""

import operator
import os
import pickle
import subprocess
import sys
from itertools import count, islice

import pytest

from seed.data import Fault, Faulty
from seed.workers import results
from tests.conftest import SEED


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_results_come_in_the_order_of_the_jobs(processes: int) -> None:
    assert list(results(operator.neg, range(7), processes)) == [0, -1, -2, -3, -4, -5, -6]


def test_no_more_jobs_are_asked_for_than_processes_can_begin() -> None:
    asked = []
    jobs = (asked.append(n) or n for n in count())  # type: ignore[func-returns-value]
    found = results(operator.neg, jobs, 2)
    assert list(islice(found, 3)) == [0, -1, -2]
    found.close()  # type: ignore[attr-defined]
    assert asked == [0, 1, 2, 3, 4]


def test_exception_is_raised_where_the_results_are_wanted() -> None:
    with pytest.raises(ValueError, match="invalid literal for int"):
        list(results(int, ["1", "x"], 2))


def test_faults_are_the_same_from_another_process() -> None:
    refused = Faulty([Fault("b", 2, "", "", "two"), Fault("a", 1, "", "", "one")])
    received = pickle.loads(pickle.dumps(refused))
    assert (received.faults, str(received)) == (refused.faults, "a:1: one\nb:2: two")


def test_process_that_dies_is_told_of() -> None:
    with pytest.raises(ChildProcessError, match="is memory short"):
        list(results(os._exit, [1], 1))


def test_processes_end_with_the_one_that_started_them_even_if_it_is_killed() -> None:
    code = (
        "import itertools, operator, seed.workers\nfor n in seed.workers.results(operator.neg, itertools.count(), 2): print(n, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=SEED.parent) as process:
        assert process.stdout
        assert process.stdout.readline() == b"0\n"
        process.kill()
        process.communicate(timeout=20)  # ends when nobody has its output any more
