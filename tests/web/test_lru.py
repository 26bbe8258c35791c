"""The bounded memory: its bound holds, and what was asked for again stays."""

from hypothesis import given
from hypothesis import strategies as st

from api.web.lru import SegmentedLRU

STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 7)), max_size=60)


@given(STEPS, st.integers(0, 20))
def test_weight_is_that_of_what_is_kept_and_never_over_the_capacity(steps, capacity):
    memory, newest = SegmentedLRU(capacity), {}
    for puts, key, weight in steps:
        if puts:
            memory.put(key, (key, weight), weight)
            newest[key] = (key, weight)
        else:
            assert memory.get(key) in (None, newest.get(key))
        kept = [value for each in range(10) if (value := memory.get(each))]
        assert memory.weight == sum(weight for _, weight in kept) <= capacity


def test_what_was_asked_for_again_outlives_any_number_of_others():
    memory = SegmentedLRU(10)
    for key in "ab":
        memory.put(key, key)
        memory.get(key)
    for key in range(1000):
        memory.put(key, key)
    assert [memory.get(key) for key in ("a", "b", 0, 999)] == ["a", "b", None, 999]


def test_the_hot_set_follows_the_times():
    memory = SegmentedLRU(10)
    for key in range(20):
        memory.put(key, key)
        memory.get(key)
    assert [key for key in range(20) if memory.get(key) is not None] == list(range(10, 20))


def test_a_peek_protects_nothing():
    memory = SegmentedLRU(2)
    for key in "abc":
        memory.put(key, key)
        assert memory.peek(key) == key
    assert [memory.peek(key) for key in "abc"] == [None, "b", "c"]


def test_what_is_over_the_capacity_alone_is_not_kept():
    memory = SegmentedLRU(3)
    memory.put("small", 1, 3)
    memory.put("large", 2, 4)
    assert memory.get("large") is None
