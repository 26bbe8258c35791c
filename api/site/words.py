"""Dates, instants and numbers as people write them."""

from datetime import datetime

from schemas.fields import BERLIN

MONTHS = {
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
}
COUNTRIES = {"BE": ("Belgien", "Belgium"), "DE": ("Deutschland", "Germany")}  # those that occur; others stay codes


def date_in_words(edtf: str, language: str) -> str:
    """
    >>> date_in_words("2018-03-07", "de"), date_in_words("2020-11/2021", "en")
    ('7. März 2018', 'November 2020 – 2021')
    """
    return " – ".join(_day_in_words(part, language) for part in edtf.split("/"))


def _day_in_words(part: str, language: str) -> str:
    year, *rest = part.split("-")
    words = [year]
    if rest:
        words.insert(0, MONTHS[language][int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, f"{int(rest[1])}{'.' if language == 'de' else ''}")
    return " ".join(words)


def moment_in_words(instant: str, language: str) -> str:
    """
    >>> moment_in_words("2018-04-24T18:30:00+02:00", "de")
    '24. April 2018, 18:30 Uhr'
    """
    local = datetime.fromisoformat(instant).astimezone(BERLIN)
    return f"{date_in_words(local.date().isoformat(), language)}, {local:%H:%M} {'Uhr' if language == 'de' else local.tzname()}"


def number_in_words(number: int, language: str) -> str:
    """Grouped from five digits on, so that years stay as they are.

    >>> number_in_words(30000, "de"), number_in_words(30000, "en"), number_in_words(2030, "de")
    ('30.000', '30,000', '2030')
    """
    text = f"{number:,}" if abs(number) >= 10_000 else str(number)
    return text.replace(",", ".") if language == "de" else text
