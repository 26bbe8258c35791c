import re

from benchmarks.compare import WORKS, compare
from benchmarks.peers import CONSTANT, EMPTY, SERVICE, STORED


def test_every_work_is_measured_at_every_server() -> None:
    table = compare([CONSTANT, EMPTY, STORED, SERVICE], events=30, rounds=1, requests=3).table("CPU", "cpu")
    header, _, *rows = table.splitlines()
    assert header == "| CPU | constant | empty view | stored documents | service |"
    assert len(rows) == len(WORKS)
    number = r"[0-9.,e+]+"
    for work, row in zip(WORKS, rows, strict=True):
        stored = rf"{number} \({number}\)" if work.base == EMPTY else ""
        assert re.fullmatch(rf"\| {re.escape(work.name)} \| {number} \| {number} \| {stored} \| {number} \({number}\) \|", row), row
