"""The part of EDTF (ISO 8601-2, level 0) the dossier needs: a year, a month, a day, or an interval of them."""

import re
from calendar import monthrange
from datetime import date

PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"


def bounds(edtf: str) -> tuple[date, date]:
    """The first and the last day `edtf` can mean; ValueError with a readable reason if it is none.

    >>> bounds("2016-03")
    (datetime.date(2016, 3, 1), datetime.date(2016, 3, 31))
    """
    if not re.match(PATTERN, edtf):
        raise ValueError(f"{edtf!r} is not a date: write 2018, 2018-04, 2018-04-24 or an interval 2020-11/2021")
    first, _, last = edtf.partition("/")
    earliest, latest = _days(first)[0], _days(last or first)[1]
    if latest < earliest:
        raise ValueError(f"{edtf!r} ends before it begins")
    return earliest, latest


def _days(part: str) -> tuple[date, date]:
    year, month, day = (*map(int, part.split("-")), None, None)[:3]
    try:
        earliest = date(year, month or 1, day or 1)
        return earliest, date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise ValueError(f"{part!r} is not a day of the calendar ({error})") from None
