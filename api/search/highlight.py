"""Why a record was found: the part of a text that holds what was asked for, as HTML."""

from collections.abc import Iterator
from html import escape

from api.search.query import Search, Term
from api.search.words import Word, forms, stem, words

LENGTH, BEFORE = 200, 60  # letters: of a snippet, and at most before its first mark

Span = tuple[int, int]


def highlight(text: str, search: Search, language: str) -> str | None:
    """About 200 letters of `text`, which is in `language`, around the first hit; None if nothing in it was asked for."""
    found = list(words(text))
    marks = sorted({span for term in search.terms for span in _spans(term, found, language)}, key=lambda span: (span[0], -span[1]))
    return _html(text, _window(text, marks[0], found), marks) if marks else None


def _spans(term: Term, found: list[Word], language: str) -> Iterator[Span]:
    """Where the text holds the term, as the text index has it."""
    length = len(term.stems[0])
    for first in range(len(found) - length + 1):
        run = found[first : first + length]
        if _is_phrase(term, run, language) if term.phrase else _is_word(term, run[0], language):
            yield run[0].start, run[-1].end


def _is_phrase(term: Term, run: list[Word], language: str) -> bool:
    return tuple(stem(word.base, language) for word in run) in term.stems


def _is_word(term: Term, word: Word, language: str) -> bool:
    held = forms(word.base, language)
    return any(way in held for way, *_ in term.stems) or bool(term.prefix and any(form.startswith(term.prefix) for form in held))


def _window(text: str, hit: Span, found: list[Word]) -> Span:
    """Whole words from somewhat before the hit on; all of a short text."""
    latest = len(text) - LENGTH
    start = next(word.start for word in found if word.start >= min(hit[0] - BEFORE, latest)) if min(hit[0] - BEFORE, latest) > 0 else 0
    if start + LENGTH >= len(text):
        return start, len(text)
    return start, max(hit[1], *(word.end for word in found if word.end <= start + LENGTH))


def _html(text: str, window: Span, marks: list[Span]) -> str:
    at, end = window
    parts = ["… "] if at else []
    for first, last in marks:
        if at <= first and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return "".join([*parts, escape(text[at:end]), *([" …"] if end < len(text) else [])])
