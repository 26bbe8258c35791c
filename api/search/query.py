"""Queries in words: `industrie "hellerauer thesen" -jugend strat`, as each database's text index understands them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Select, TableClause, Text, and_, column, func, literal, not_, or_, select, table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from api.db import row_by_row
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
    """How conditions on words are said."""

    consecutive: Callable[[tuple[str, ...], str], Any]  # words, classes
    beginning: Callable[[str, str], Any]
    either: Callable[[list[Any]], Any]
    both: Callable[[list[Any]], Any]
    without: Callable[[Any, Any], Any]


# Words are letters, digits and marks, none of which is syntax.
FTS5 = Grammar(
    lambda stems, classes: f'{{{" ".join(classes)}}} : "{" ".join(stems)}"',
    lambda prefix, classes: f'{{{" ".join(classes)}}} : "{prefix}" *',
    lambda ways: f"({' OR '.join(ways)})",
    lambda terms: f"({' AND '.join(terms)})",
    lambda within, others: f"({within}) NOT ({others})",
)
TSQUERY = Grammar(
    lambda stems, classes: "(" + " <-> ".join(f"'{word}':{_weights(classes)}" for word in stems) + ")",
    lambda prefix, classes: f"'{prefix}':*{_weights(classes)}",
    lambda ways: f"({' | '.join(ways)})",
    lambda terms: f"({' & '.join(terms)})",
    lambda within, others: f"({within}) & !({others})",
)


def _weights(classes: str) -> str:
    """Classes in a tsquery; none if all are meant, as only then an index answers it without reading the rows."""
    return "" if classes == WHOLE[-1] else classes.upper()


def reading(index: TableClause) -> Grammar:
    """The words as they stand in a row of FTS5, which takes a while to find one row among many that match."""
    padded = {name: literal(" ") + index.c[name] + " " for name in WHOLE[-1]}

    def found(text: str, classes: str) -> ColumnElement[bool]:
        return or_(*(func.instr(padded[name], text) > 0 for name in classes))

    return Grammar(
        lambda stems, classes: found(f" {' '.join(stems)} ", classes),
        lambda prefix, classes: found(f" {prefix}", classes),
        lambda ways: or_(*ways),
        lambda terms: and_(*terms),
        lambda within, others: and_(within, not_(others)),
    )


def expression(search: Search, tier: int, only: bool, grammar: Grammar) -> Any:
    """The query as the grammar says it."""
    within = _all(search, tier, grammar)
    without = [_clause(term, TIERS, grammar) for term in search.excluded]
    if only and tier > 1:
        without.append(_all(search, tier - 1, grammar))
    return grammar.without(within, grammar.either(without)) if without else within


def _all(search: Search, tier: int, grammar: Grammar) -> Any:
    return grammar.both([_clause(term, tier, grammar) for term in search.terms])


def _clause(term: Term, tier: int, grammar: Grammar) -> Any:
    classes = (PHRASE if term.phrase else WHOLE)[tier - 1]
    ways = [grammar.consecutive(stems, classes) for stems in term.stems]
    if term.prefix and BEGUN[tier - 1]:
        ways.append(grammar.beginning(term.prefix, BEGUN[tier - 1]))
    return grammar.either(ways)


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


class Reads(FunctionElement[bool]):
    """The same of a row that is at hand."""

    type = Boolean()
    inherit_cache = True


@compiles(Reads, "sqlite")
def _read_words(element: Reads, compiler: SQLCompiler, **kw: Any) -> str:
    words, _ = element.clauses
    return compiler.process(words.self_group(), **kw)


@compiles(Reads, "postgresql")
def _read_tsvector(element: Reads, compiler: SQLCompiler, **kw: Any) -> str:
    _, tsvector = element.clauses
    return compiler.process(tsvector, **kw)


def _index(model: type[Published]) -> TableClause:
    return table(name_of(model), column("rowid", Integer), *(column(name, Text) for name in WHOLE[-1]))


def matching(model: type[Published], search: Search, tier: int = TIERS, *, only: bool = False) -> Select[int]:
    """The keys of the rows that hold the query within the classes of `tier` and, if `only`, not of the one before."""
    key = _index(model).c.rowid
    return select(key).where(_matches(key, search, tier, only))


def holds(model: type[Published], search: Search, tier: int = TIERS, *, only: bool = False) -> ColumnElement[bool]:
    """Whether the row of `model` holds the query likewise; for statements that find their rows by another index."""
    index = _index(model)
    held = Reads(expression(search, tier, only, reading(index)), _matches(index.c.rowid, search, tier, only))
    return row_by_row(select(held).where(index.c.rowid == model.pk).correlate(model))
