"""Words as the text index knows them: folded, stemmed by Snowball's algorithms, German compounds also by their tails."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.german_stemmer import GermanStemmer

STEMMERS = {"de": GermanStemmer, "en": EnglishStemmer}
MARKS = {"de": "", "en": "·"}  # at the end of a stem, so that German *Messen* does not find English *mess*
REMEMBERED = 2**16  # words; more than the dossier has, and a bound on what queries can make us keep
LONGEST = 64  # letters of a word; databases bound theirs

# Letters and digits with their marks and soft hyphens, and an English genitive; `4.0`, `E-Mail` and `F&E` are two words each.
WORD = re.compile(r"(?:[^\W_]++|[\u0300-\u036f\u00ad]++)+(?:['’][sS](?![^\W_]))?")

# A transcribed umlaut; not in `neue`, `Mauer` or `Quelle`, where the e belongs to no umlaut.
DIGRAPH = re.compile(r"(?<![aeiouyq])([aou])e")

# Where a German compound may be cut: a head of three letters that can end, a tail of four that can begin.
ONSET = r"(?:sch[lmnrw]?|s[pt]r?|spl|s[klmn]|ch[lr]?|[bfgkpc][lr]|pf[lr]?|ph|[dtw]r|th|[gk]n|zw|qu|[b-df-hj-np-tv-z])?[aeiouy]"
TAIL = re.compile(rf"(?<=[^\W\d_]{{2}}[^\W\d_cq])(?={ONSET})(?=[^\W\d_]{{4,}}$)")


@dataclass(frozen=True)
class Word:
    """A word in its text: where it stands and what it is without case and marks."""

    start: int
    end: int
    base: str


def words(text: str) -> Iterator[Word]:
    for found in WORD.finditer(text):
        if base := _base(found[0]):
            yield Word(*found.span(), base)


def bases(text: str) -> list[str]:
    """The same where it does not matter where they stand, in half the time."""
    return list(filter(None, map(_base, WORD.findall(text))))


@lru_cache(REMEMBERED)
def _base(word: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(letter for letter in letters if letter.isalnum())[:LONGEST]


def whole(base: str) -> str:
    """The word as it is written, transcribed umlauts like marked ones: *Fachkraefte* as *Fachkräfte*."""
    return DIGRAPH.sub(r"\1", base)


@lru_cache(REMEMBERED)
def stem(base: str, language: str) -> str:
    """What the inflected forms of a word share in a language; stems of different languages are never the same."""
    # A stemmer keeps the word it works on, so each word gets one of its own: threads need no lock.
    return whole(STEMMERS[language]().stemWord(base)) + MARKS[language]


@lru_cache(REMEMBERED)
def forms(base: str, language: str) -> frozenset[str]:
    """All that a word can be found by: its stem, the beginning of the whole word, the stems of a German compound's tails."""
    tails = TAIL.finditer(base) if language == "de" else ()
    found = {tail for cut in tails if len(tail := stem(base[cut.start() :], language)) > 3} | {stem(base, language)}
    return frozenset(found if stem(base, language).startswith(whole(base)) else found | {whole(base)})


@lru_cache(REMEMBERED)
def analysed(token: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Of what stands between two blanks: the stems of its words in order, and all that they can be found by.

    Texts are cut at blanks, which no word holds, so that a word seen before is looked up once and not analysed.
    """
    found = bases(token)
    return tuple(stem(base, language) for base in found), frozenset().union(*(forms(base, language) for base in found))
