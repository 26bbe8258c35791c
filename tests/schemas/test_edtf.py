"""EDTF level 0 as the dossier needs it: what a date can mean, and what is no date."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edtf import bounds


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31)),
        ("2018-04-24", date(2018, 4, 24), date(2018, 4, 24)),
        ("2016-02-29", date(2016, 2, 29), date(2016, 2, 29)),
        ("2020-11/2021", date(2020, 11, 1), date(2021, 12, 31)),
        ("2018-05-01/2018-05-02", date(2018, 5, 1), date(2018, 5, 2)),
        ("2018/2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018/2018-01", date(2018, 1, 1), date(2018, 1, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_bounds_are_the_first_and_last_day_it_can_mean(edtf: str, first: date, last: date) -> None:
    assert bounds(edtf) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "18", "201", "20180", "2018-4", "2018-04-4", "2018-4-24", "20180424", "2018-W17", "24.04.2018", "2018/", "/2018",
        "2018/2019/2020", "2018-04-24T10:00", "2018-04-24\n", " 2018", "2018~", "201X", "-2018", "２０１８", "2018-٠٤", "None", "nan",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date: write 2018, 2018-04, 2018-04-24 or an interval 2020-11/2021$"):
        bounds(text)


@pytest.mark.parametrize(
    "text", ["0000", "2018-00", "2018-13", "2018-04-00", "2018-04-31", "2018-02-29", "2018/2018-02-30", "2018-99/2019"]
)
def test_what_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        bounds(text)


@pytest.mark.parametrize("text", ["2018/2017", "2018-04/2018-03", "2018-04-24/2018-04-23"])
def test_interval_that_ends_before_it_begins_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        bounds(text)


@given(st.dates())
def test_day_means_itself(day: date) -> None:
    assert bounds(day.isoformat()) == (day, day)


@given(st.dates())
def test_day_lies_in_its_month_and_the_month_in_its_year(day: date) -> None:
    year, month = bounds(f"{day:%Y}".zfill(4)), bounds(day.isoformat()[:7])
    assert year[0] <= month[0] <= day <= month[1] <= year[1]


@given(st.dates(), st.dates())
def test_interval_means_all_between(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert bounds(f"{first.isoformat()}/{last.isoformat()}") == (first, last)


@pytest.mark.no_cover
@given(st.text(max_size=25))
def test_any_other_text_is_refused_not_stumbled_over(text: str) -> None:
    with suppress(ValueError):
        first, last = bounds(text)
        assert first <= last
