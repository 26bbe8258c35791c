"""Queries in words: `industrie "hellerauer thesen" -jugend strat`, as each database's text index understands them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Select, column, literal, select, table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from api.models import Published
from api.search.index import name_of
from api.search.words import stem, whole, words
from schemas.fields import LANGUAGES

MAX_WORDS = 32
MIN_PREFIX = 2  # letters; one would begin half of all words
QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))
TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<bare>[^\s"]+))')

# Relevance: a hit's tier is the first whose classes hold all words. Each tier's classes include those of the one before.
WHOLE = ("a", "ab", "abc", "abcd")  # where a word is looked for
BEGUN = ("", "ab", "ab", "abcd")  # where the beginning of a word is
PHRASE = ("a", "a", "ac", "ac")  # where a phrase is: the classes that keep the order of words
TIERS = len(WHOLE)


@dataclass(frozen=True)
class Term:
    """A word or a phrase: consecutive words of one text."""

    stems: tuple[tuple[str, ...], ...]  # the stems of its words, as German and as English
    phrase: bool
    prefix: str = ""  # what a word found instead begins with


@dataclass(frozen=True)
class Search:
    """All of `terms` and none of `excluded`."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


def parse(q: str) -> Search:
    """ValueError, with a message for the one who asked, unless `q` says what to look for."""
    asked: dict[bool, list[Term]] = {False: [], True: []}
    count = 0
    text = q.translate(QUOTES)
    for found in TERM.finditer(text):
        quoted = found["phrase"] is not None
        bases = [word.base for word in words(found["phrase"] if quoted else found["bare"])]
        unfinished = found.end() == len(text) and not (quoted or found["minus"])
        count += len(bases)
        if bases:
            asked[bool(found["minus"])].append(_term(bases, quoted, unfinished))
    if count > MAX_WORDS:
        raise ValueError(f"{count} words are too many; at most {MAX_WORDS} can be searched for at once")
    if not asked[False]:
        raise ValueError("no word to search for; `-word` only excludes" if asked[True] else "no word to search for")
    return Search(*(tuple(dict.fromkeys(terms)) for terms in asked.values()))


def _term(bases: list[str], quoted: bool, unfinished: bool) -> Term:
    stems = tuple(tuple(stem(base, language) for base in bases) for language in LANGUAGES)
    beginning = whole(bases[0]) if unfinished and len(bases) == 1 else ""
    return Term(stems, quoted or len(bases) > 1, beginning if len(beginning) >= MIN_PREFIX else "")


# --- as the databases say it


@dataclass(frozen=True)
class Grammar:
    """How a database combines conditions on words."""

    consecutive: Callable[[tuple[str, ...], str], str]  # words, classes
    beginning: Callable[[str, str], str]
    either: str
    both: str
    without: str


FTS5 = Grammar(
    lambda stems, classes: f'{{{" ".join(classes)}}} : "{" ".join(stems)}"',
    lambda prefix, classes: f'{{{" ".join(classes)}}} : "{prefix}" *',
    " OR ",
    " AND ",
    " NOT ",
)
TSQUERY = Grammar(
    lambda stems, classes: " <-> ".join(f"'{word}':{classes.upper()}" for word in stems),
    lambda prefix, classes: f"'{prefix}':*{classes.upper()}",
    " | ",
    " & ",
    " & !",
)


def expression(search: Search, tier: int, only: bool, grammar: Grammar) -> str:
    """The query in the database's own syntax; words are letters, digits and marks, none of which is syntax."""
    within = _all(search, tier, grammar)
    without = [_clause(term, TIERS, grammar) for term in search.excluded]
    if only and tier > 1:
        without.append(_all(search, tier - 1, grammar))
    return f"({within}){grammar.without}({grammar.either.join(without)})" if without else within


def _all(search: Search, tier: int, grammar: Grammar) -> str:
    return grammar.both.join(_clause(term, tier, grammar) for term in search.terms)


def _clause(term: Term, tier: int, grammar: Grammar) -> str:
    classes = (PHRASE if term.phrase else WHOLE)[tier - 1]
    ways = [f"({grammar.consecutive(stems, classes)})" for stems in term.stems]
    if term.prefix and BEGUN[tier - 1]:
        ways.append(f"({grammar.beginning(term.prefix, BEGUN[tier - 1])})")
    return f"({grammar.either.join(ways)})"


class Matches(FunctionElement[bool]):
    """Whether a row of a text index, named by its key column, holds the query."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "Matches":
        """FTS5 knows its operator only where it stands alone; SQLAlchemy would compare it with 1."""
        return self


def _matches(key: ColumnElement[int], search: Search, tier: int, only: bool) -> Matches:
    return Matches(key, *(literal(expression(search, tier, only, grammar)) for grammar in (FTS5, TSQUERY)))


@compiles(Matches, "sqlite")
def _match_fts5(element: Matches, compiler: SQLCompiler, **kw: Any) -> str:
    key, fts5, _ = element.clauses
    return f"{key.table.name} MATCH {compiler.process(fts5, **kw)}"


@compiles(Matches, "postgresql")
def _match_tsquery(element: Matches, compiler: SQLCompiler, **kw: Any) -> str:
    key, _, tsquery = element.clauses
    return f"{key.table.name}.words @@ CAST({compiler.process(tsquery, **kw)} AS tsquery)"


def _key(model: type[Published]) -> ColumnElement[int]:
    return table(name_of(model), column("rowid", Integer)).c.rowid


def matching(model: type[Published], search: Search, tier: int = TIERS, *, only: bool = False) -> Select[int]:
    """The keys of the rows that hold the query within the classes of `tier` and, if `only`, not of the one before."""
    key = _key(model)
    return select(key).where(_matches(key, search, tier, only))


def holds(model: type[Published], search: Search, tier: int = TIERS, *, only: bool = False) -> ColumnElement[bool]:
    """Whether the row of `model` holds the query likewise; for statements that find their rows by another index."""
    key = _key(model)
    return select(key).where(key == model.pk, _matches(key, search, tier, only)).correlate(model).exists()
