"""A highlight shows what was found, and nothing in it can be taken for markup."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search.highlight import highlight
from api.search.query import parse

LONG = (
    "Die Konferenz begann. " + "Es wurde viel geredet. " * 20 + "Dann sprach der Minister über Fachkräfte und Löhne. " + "Ende gut. " * 30
)


@pytest.mark.parametrize(
    ("q", "text", "language", "marked"),
    [
        ("leitlinie ", "Grundzüge und Leitlinien", "de", "Grundzüge und <mark>Leitlinien</mark>"),
        ("fachkraefte ", "FACHKRÄFTE fehlen", "de", "<mark>FACHKRÄFTE</mark> fehlen"),
        ("strategie ", "Eine Industriestrategie", "de", "Eine <mark>Industriestrategie</mark>"),
        ("strategie ", "An industriestrategie", "en", None),
        ("strat", "Eine Industriestrategie", "de", "Eine <mark>Industriestrategie</mark>"),
        ('"strategie"', "Eine Industriestrategie", "de", None),
        ("guidelines ", "Outline and guideline", "en", "Outline and <mark>guideline</mark>"),
        ("workers", "Work in workshops", "en", None),
        ("worksh", "Work in workshops", "en", "Work in <mark>workshops</mark>"),
        ('"junge Thesen"', "Thesen, junge; Hellerauer (junge) Thesen", "de", "Thesen, junge; Hellerauer (<mark>junge) Thesen</mark>"),
        ("4.0", "4 Reden zu Industrie 4.0", "de", "4 Reden zu Industrie <mark>4.0</mark>"),
        ('"a b" "b c" ', "a b c", "de", "<mark>a b</mark> c"),
        ("industrie -sachsen ", "Industrie in Sachsen", "de", "<mark>Industrie</mark> in Sachsen"),
        ("saxony ", "Saxony’s plan", "en", "<mark>Saxony’s</mark> plan"),
        ("forschung ", "F&E <b>Forschung</b> \"'", "de", "F&amp;E &lt;b&gt;<mark>Forschung</mark>&lt;/b&gt; &quot;&#x27;"),
        ("x ", "", "de", None),
        ("wort ", "🚀 !", "de", None),
    ],
)
def test_words_that_were_found_are_marked(q: str, text: str, language: str, marked: str | None) -> None:
    assert highlight(text, parse(q), language) == marked


def test_long_text_is_cut_around_the_first_hit() -> None:
    assert highlight(LONG, parse("fachkräfte löhne "), "de") == (
        f"… Es wurde viel geredet. Dann sprach der Minister über <mark>Fachkräfte</mark> und <mark>Löhne</mark>. {'Ende gut. ' * 12}Ende …"
    )


def test_hit_at_the_beginning_or_end_needs_no_dots_there() -> None:
    begins, ends = highlight(LONG, parse("konferenz "), "de"), highlight(LONG + "Schluss.", parse("schluss "), "de")
    assert begins is not None
    assert ends is not None
    assert begins.startswith("Die <mark>Konferenz</mark> begann.")
    assert begins.endswith(" …")
    assert ends.startswith("… ")
    assert ends.endswith("<mark>Schluss</mark>.")


def test_phrase_longer_than_a_snippet_is_shown_whole() -> None:
    phrase = " ".join(["donaudampfschifffahrt"] * 20)
    assert highlight(f"{'Vorher. ' * 40}{phrase} nachher", parse(f'"{phrase}"'), "de") == f"… {'Vorher. ' * 7}<mark>{phrase}</mark> …"


@given(st.text(alphabet="ab <>&\"'ä\u0308­ß🚀.", max_size=500), st.sampled_from(["a ", "b", '"a b"', "ab"]), st.sampled_from(["de", "en"]))
def test_highlight_is_a_part_of_the_text(text: str, q: str, language: str) -> None:
    marked = highlight(text, parse(q), language)
    if marked is not None:
        assert "<mark>" in marked
        plain = unescape(marked.replace("<mark>", "").replace("</mark>", "")).removeprefix("… ").removesuffix(" …")
        assert plain in text
