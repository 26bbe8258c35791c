"""Dates, instants, numbers and codes in words."""

import pytest

from api.site.words import date_in_words, moment_in_words, number_in_words
from schemas.vocabularies import NAMES, SCHEMES


@pytest.mark.parametrize(
    ("edtf", "german", "english"),
    [
        ("2016", "2016", "2016"),
        ("2016-03", "März 2016", "March 2016"),
        ("2018-03-07", "7. März 2018", "7 March 2018"),
        ("2020-11/2021", "November 2020 – 2021", "November 2020 – 2021"),
    ],
)
def test_dates_are_no_more_precise_than_known(edtf: str, german: str, english: str) -> None:
    assert (date_in_words(edtf, "de"), date_in_words(edtf, "en")) == (german, english)


@pytest.mark.parametrize(
    ("instant", "german", "english"),
    [
        ("2018-04-24T18:30:00+02:00", "24. April 2018, 18:30 Uhr", "24 April 2018, 18:30 CEST"),
        ("2026-12-31T23:30:00Z", "1. Januar 2027, 00:30 Uhr", "1 January 2027, 00:30 CET"),
    ],
)
def test_instants_are_told_in_berlin_time(instant: str, german: str, english: str) -> None:
    assert (moment_in_words(instant, "de"), moment_in_words(instant, "en")) == (german, english)


@pytest.mark.parametrize(
    ("number", "german", "english"), [(2030, "2030", "2030"), (30000, "30.000", "30,000"), (1234567, "1.234.567", "1,234,567")]
)
def test_numbers_are_grouped_as_each_language_does_but_years_are_not(number: int, german: str, english: str) -> None:
    assert (number_in_words(number, "de"), number_in_words(number, "en")) == (german, english)


def test_codes_tell_their_vocabulary() -> None:
    assert list(NAMES.values()) == list(SCHEMES)
