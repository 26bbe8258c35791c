"""A bounded memory that neither grows nor is flushed by what is asked for once."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")

PROTECTED = 0.8  # share of the capacity for what was asked for again


class SegmentedLRU(Generic[Value]):
    """Keeps what was used last, up to a weight; safe to share between threads.

    New entries are on probation; those asked for again are protected, and give way only to others asked for again (segmented
    LRU, Karedla et al. 1994). However many different requests come by, they push out one another and never the hot set.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity, self._lock = capacity, Lock()
        self._probation: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._protected: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self.weight = self._protected_weight = 0

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            entry = self._protected.get(key)
            if entry is not None:
                self._protected.move_to_end(key)
                return entry[0]
            entry = self._probation.pop(key, None)
            if entry is None:
                return None
            self._protected[key] = entry
            self._protected_weight += entry[1]
            while self._protected_weight > self.capacity * PROTECTED and len(self._protected) > 1:
                oldest, (value, weight) = self._protected.popitem(last=False)
                self._protected_weight -= weight
                self._probation[oldest] = value, weight
            return entry[0]

    def peek(self, key: Hashable) -> Value | None:
        """What is kept, without counting as a request for it."""
        with self._lock:
            entry = self._protected.get(key) or self._probation.get(key)
            return entry[0] if entry else None

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        """Keep `value`, in place of what was kept under `key`; not if it alone is over the capacity."""
        with self._lock:
            if key in self._protected:
                self._protected_weight += weight - self._protected[key][1]
                self.weight += weight - self._protected[key][1]
                self._protected[key] = value, weight
            else:
                self.weight += weight - self._probation.pop(key, (value, 0))[1]
                self._probation[key] = value, weight
            while self.weight > self.capacity:
                segment = self._probation or self._protected
                _, (_, freed) = segment.popitem(last=False)
                self.weight -= freed
                self._protected_weight -= freed if segment is self._protected else 0
