from io import BytesIO

import pytest

from benchmarks.export import Ours, bare_csv, bare_ndjson, cells_of
from benchmarks.inside import service

pytestmark = pytest.mark.parametrize("generated", ["sqlite"], indirect=True)  # what it compares with is sqlite3


@pytest.fixture
def file(generated) -> str:
    return generated.removeprefix("sqlite:///")


def test_lines_are_the_same_but_for_their_links(file):
    bare = BytesIO()
    assert bare_ndjson(file, bare) == 219
    with service(f"sqlite:///{file}") as app:
        ours = Ours(app, "ndjson")
        assert ours(out := BytesIO()) == 219
    assert [line.partition(b',"links":')[0] + b"}" for line in out.getvalue().splitlines()] == bare.getvalue().splitlines()
    assert (len(ours.waits), ours.growth >= 0) == (1, True)


def test_cells_are_those_of_the_first_lines(file):
    with service(f"sqlite:///{file}") as app:
        Ours(app, "csv")(out := BytesIO())
    bare = BytesIO()
    assert bare_csv(cells_of(file), bare) == 218
    _, *lines = out.getvalue().splitlines(keepends=True)
    assert lines[:218] == bare.getvalue().splitlines(keepends=True)
