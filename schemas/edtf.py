"""The part of EDTF (ISO 8601-2, level 0) the dossier needs: a year, a month, a day, or an interval of them."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"


@lru_cache(2**14)
def bounds(edtf: str) -> tuple[date, date]:
    """The first and the last day `edtf` can mean; ValueError with a readable reason if it is none.

    >>> bounds("2016-03")
    (datetime.date(2016, 3, 1), datetime.date(2016, 3, 31))
    """
    if not re.fullmatch(PATTERN, edtf, re.ASCII):
        raise ValueError(f"{edtf!r} is not a date: write 2018, 2018-04, 2018-04-24 or an interval 2020-11/2021")
    first, _, last = edtf.partition("/")
    earliest, latest = _days(first)[0], _days(last or first)[1]
    if latest < earliest:
        raise ValueError(f"{edtf!r} ends before it begins")
    return earliest, latest


def _days(part: str) -> tuple[date, date]:
    try:
        earliest = date.fromisoformat(f"{part}-01-01"[: len("2018-04-24")])
    except ValueError as error:
        raise ValueError(f"{part!r} is not a day of the calendar ({error})") from None
    if len(part) == len("2018-04-24"):
        return earliest, earliest
    month = 12 if len(part) == len("2018") else earliest.month
    return earliest, date(earliest.year, month, monthrange(earliest.year, month)[1])
