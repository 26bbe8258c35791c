"""A function called by processes of their own, where one processor is not enough."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def results(function: Callable[[Job], Result], jobs: Iterable[Job], processes: int) -> Iterator[Result]:
    """What `function` returns for each job, in order; worked out by that many processes, each one job ahead, or by this one if 0.

    An exception of the function is raised here. The processes end with this one, even if it is killed: their pipe breaks.
    """
    if not processes:
        yield from map(function, jobs)
        return
    context, waiting = get_context("spawn"), iter(jobs)  # a fork would share the connections to the database
    started = [_start(context, function) for _ in range(processes)]
    busy: deque[Connection] = deque()
    try:
        for _, pipe in started:
            _send_one(waiting, pipe, busy)
        while busy:
            pipe = busy.popleft()
            result = _received(pipe)
            _send_one(waiting, pipe, busy)
            yield result
    finally:
        for process, pipe in started:
            pipe.close()
            process.join()


def _start(context: Any, function: Callable[[Any], Any]) -> tuple[Any, Connection]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, function), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _send_one(jobs: Iterator[Any], pipe: Connection, busy: deque[Connection]) -> None:
    for job in islice(jobs, 1):
        pipe.send(job)
        busy.append(pipe)


def _received(pipe: Connection) -> Any:
    try:
        result = pipe.recv()
    except EOFError:
        raise ChildProcessError("a process that was to make rows has died; is memory short?") from None
    if isinstance(result, Exception):
        raise result
    return result


def _work(pipe: Connection, function: Callable[[Any], Any]) -> None:
    """Answer job after job until the pipe breaks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is interrupted as well, and will close the pipe
    with suppress(EOFError, OSError):
        while True:
            job = pipe.recv()
            try:
                result = function(job)
            except Exception as error:
                result = error
            pipe.send(result)
