"""Words meet whatever their case, marks and endings, in both languages, on any number of threads."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search.words import analysed, bases, forms, stem, whole, words
from tests.conftest import RELEASES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die „Fachkräfte“, die FEHLEN!", ["die", "fachkrafte", "die", "fehlen"]),
        ("Fachkra\u0308fte", ["fachkrafte"]),
        ("Fach\u00adkräfte", ["fachkrafte"]),
        ("Größe GRÖSSE", ["grosse", "grosse"]),
        ("Industrie 4.0", ["industrie", "4", "0"]),
        ("24.04.2018", ["24", "04", "2018"]),
        ("E-Mail, F&E", ["e", "mail", "f", "e"]),
        ("Saxony’s people's", ["saxonys", "peoples"]),
        ("snake_case", ["snake", "case"]),
        ("ﬁn x² ℌ", ["fin", "x2", "h"]),
        ("Промышленность 工业", ["промышленность", "工业"]),
        ("🚀 — ¶ \0 '\"*:()", []),
        ("\u0308", []),
        ("x" * 100, ["x" * 64]),
    ],
)
def test_text_is_words_without_case_and_marks(text: str, expected: list[str]) -> None:
    assert bases(text) == [word.base for word in words(text)] == expected


def test_words_know_where_they_stand() -> None:
    text = "Für Größe: „Fachkra\u0308fte“"
    assert [text[word.start : word.end] for word in words(text)] == ["Für", "Größe", "Fachkra\u0308fte"]


@given(st.text())
def test_words_are_letters_and_digits_that_stay_as_they_are(text: str) -> None:
    for base in bases(text):
        assert base.isalnum()
        assert base == base.casefold()
        assert bases(base) == [base]
        assert all(form.rstrip("·").isalnum() for language in ("de", "en") for form in forms(base, language))


@given(st.text() | st.from_regex(r"(\w|['’sS \u00a0\u00ad\u0308\x1c])*", fullmatch=True), st.sampled_from(["de", "en"]))
def test_text_cut_at_blanks_has_the_same_words(text: str, language: str) -> None:
    found = [analysed(token, language) for token in text.split()]
    assert [each for stems, _ in found for each in stems] == [stem(base, language) for base in bases(text)]
    assert {each for _, every in found for each in every} == {each for base in bases(text) for each in forms(base, language)}


@pytest.mark.parametrize(
    ("base", "written"),
    [("fachkraefte", "fachkrafte"), ("haeuser", "hauser"), ("neue", "neue"), ("mauer", "mauer"), ("quelle", "quelle"), ("oel", "ol")],
)
def test_transcribed_umlauts_are_umlauts(base: str, written: str) -> None:
    assert whole(base) == written


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("word", ["Fachkräfte", "Maßnahmen", "Grundzüge", "Häuser", "Öffnung", "Büro", "europäische", "Wertschöpfung"])
def test_umlaut_transcription_and_base_letter_meet(word: str, language: str) -> None:
    transcribed = word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss").replace("Ö", "Oe")
    spellings = [word, word.upper(), transcribed]
    assert len({stem(bases(spelling)[0], language) for spelling in spellings}) == 1
    assert len({whole(bases(spelling)[0]) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("language", "together"),
    [
        ("de", ["Leitlinie", "Leitlinien"]),
        ("de", ["Strategie", "Strategien"]),
        ("de", ["neu", "neue", "neuen", "neuer", "neues"]),
        ("de", ["sächsische", "sächsischen", "sächsischer"]),
        ("de", ["Werkstatt", "Werkstätten"]),
        ("en", ["guideline", "guidelines"]),
        ("en", ["strategy", "strategies"]),
        ("en", ["value", "values"]),
        ("en", ["Saxony", "Saxony’s"]),
    ],
)
def test_inflected_words_have_one_stem(language: str, together: list[str]) -> None:
    assert len({stem(bases(word)[0], language) for word in together}) == 1


@pytest.mark.parametrize(
    ("compound", "tail"),
    [
        ("Industriestrategie", "Strategien"),
        ("StrategieWerkstatt", "Werkstatt"),
        ("Weiterbildung", "Bildung"),
        ("Wirtschaftspolitik", "Politik"),
        ("Wertschöpfungsketten", "Kette"),
        ("Zulieferindustrie", "Industrie"),
        ("Handwerk", "Werk"),
        ("Rohstoffsicherung", "Sicherung"),
        ("Facharbeit", "Arbeit"),
    ],
)
def test_german_compound_is_found_by_its_last_part(compound: str, tail: str) -> None:
    assert stem(bases(tail)[0], "de") in forms(bases(compound)[0], "de")


@pytest.mark.parametrize(
    ("word", "part"),
    [("Wirtschaft", "Haft"), ("Technik", "Chnik"), ("Fabrik", "Brik"), ("2018abcd", "abcd"), ("Ideen", "Deen")],
)
def test_word_is_not_cut_where_no_german_word_can_end_or_begin(word: str, part: str) -> None:
    assert stem(bases(part)[0], "de") not in forms(bases(word)[0], "de")


def test_english_words_are_not_cut() -> None:
    assert forms("workshops", "en") == {"workshop·", "workshops"}


def test_whole_word_that_begins_its_stem_is_not_kept_twice() -> None:
    assert forms("workshop", "en") == {"workshop·"}
    assert forms("plan", "de") == {"plan"}


def test_stems_of_different_languages_are_never_the_same() -> None:
    """In German *workers* is an inflected *work*."""
    assert (stem("workers", "de"), stem("work", "en"), stem("workers", "en")) == ("work", "work·", "worker·")


def vocabulary() -> Iterator[tuple[str, str]]:
    for file in RELEASES.glob("*.json"):
        for base in sorted(set(bases(file.read_text())))[:2000]:
            yield from ((base, "de"), (base, "en"))


@pytest.mark.no_cover
def test_threads_do_not_disturb_each_other() -> None:
    """Snowball's stemmers keep the word they work on: one shared by threads would mix their words."""
    asked = list(vocabulary())
    expected = [stem.__wrapped__(*word) for word in asked]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as threads:
            found = list(threads.map(lambda word: stem.__wrapped__(*word), asked, chunksize=1))
    finally:
        sys.setswitchinterval(interval)
    assert found == expected
