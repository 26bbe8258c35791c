"""The bar is for people at a terminal, and only where there is something to wait for."""

from io import StringIO

import pytest

from seed.progress import Progress, line


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_line_says_how_far_how_fast_and_how_long() -> None:
    assert line(3, 250_000, 1_000_000, 100.0) == (
        "release 3 ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 250,000 of 1,000,000, 2,500 a second, 5:00 left "
    )


def test_bar_is_drawn_over_and_left_when_all_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seed.progress.PATIENCE", -1.0)
    monkeypatch.setattr("seed.progress.line", lambda release, done, size, seconds: f"{release}: {done}/{size}")
    progress = Progress(stream := Terminal())
    for told in [(1, 5, 5), (2, 5, 10), (2, 10, 10)]:
        progress(*told)
    assert stream.getvalue() == "\r1: 5/5\n\r2: 5/10\r2: 10/10\n"


@pytest.mark.parametrize("stream", [StringIO(), Terminal()], ids=["no terminal", "too quick"])
def test_nothing_is_said_to_nobody_or_of_what_is_done_at_once(stream: StringIO) -> None:
    Progress(stream)(1, 5, 5)
    assert stream.getvalue() == ""
