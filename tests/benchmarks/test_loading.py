from sqlalchemy import func, select

from api.db import writer
from api.migrations import migrate
from benchmarks.loading import EVENT, batches, costs, written
from seed.rows import rows_of


def test_every_part_is_measured_and_leaves_nothing_behind(tmp_path):
    engine = writer(f"sqlite:///{tmp_path}/loaded.db")
    migrate(engine)
    asked = batches(1010, engine)
    parts = costs(asked, engine)
    assert (len(parts), min(parts.values()) > 0) == (4, True)
    written([rows_of(batch) for batch in asked], engine)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(EVENT)) == 1010
    engine.dispose()
