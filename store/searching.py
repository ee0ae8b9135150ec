"""What is looked for, in the words of SQLite's FTS5 and of PostgreSQL's tsvector, and never more of it than can be ranked.

A word that half of all entries hold is looked for among the newest of them, among those that have it in the title, and among
those that were of use: so a search costs the same after years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, bindparam, cast, column, desc, func, select, table, text, true
from sqlalchemy.dialects.postgresql import TSQUERY

from community.finding import EntryKind
from store.queries import Either, Query
from store.rows import in_community
from store.schema_library import SEARCH, entries
from store.sought import Phrase, Wish
from store.tokens import USEFUL, Marks

MOST, MOST_USEFUL = 100, 40
"""So many are ranked of those that hold what is looked for, of those that have it in the title, and of those that were of use."""
BEARABLE = 2_000
"""PostgreSQL's index cannot give the newest first: so many that it gives are read. What more hold is looked for in the newest."""
ENOUGH = 16
"""Where so many of the newest hold fewer than this, the index is asked after all."""
IN_TITLE = 0.1
"""Of the entries that hold a word, so many may have it in the title."""
MOST_LEFT_OUT, MOST_SINGLE = 4, 3
"""Where nothing holds all the words, so many are left out in turn; then so many are looked for alone."""


Mark = Callable[[str], str]
"""How a word is written in the index: anywhere, or in a title."""


class Found(NamedTuple):
    """An entry that may be among what is wanted."""

    number: int
    ref: str
    what: EntryKind
    kind: str
    topics: str
    title: str
    at: datetime
    weight: int


def _found(rows: Any) -> list[Any]:
    return [rows.c[name] for name in Found._fields]


_search = table(SEARCH, column("rowid"))
_matching = select(_search.c.rowid).where(text(f"{SEARCH} MATCH :_sought"))
_newest_matching = _matching.order_by(desc(_search.c.rowid)).limit(bindparam("_limit"))
_IN_SQLITE = (
    select(*_found(entries))
    .where(in_community(entries), entries.c.number.in_(_newest_matching))
    .order_by(desc(entries.c.number))
)  # fmt: skip


def _matches(rows: Any, wish: str) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = rows.c.words.bool_op("@@")(cast(bindparam(wish, type_=Text), TSQUERY))
    return matches


_bearable = select(entries).where(_matches(entries, "_loosely")).limit(BEARABLE).subquery()
_in_postgres = (
    select(*_found(_bearable)).where(in_community(_bearable)).order_by(desc(_bearable.c.number)).limit(bindparam("_limit"))
)
_newest = select(entries).where(in_community(entries)).order_by(desc(entries.c.number)).limit(BEARABLE).subquery()
_BY_INDEX = Query(Either(_IN_SQLITE, _in_postgres))
_BY_INDEX_EXACTLY = Query(Either(_IN_SQLITE, _in_postgres.where(_matches(_bearable, "_sought"))))
"""For phrases: PostgreSQL's index knows words only, and each entry that holds them has to be read to see how they stand."""
_BY_LOOKING = Query(
    select(*_found(_newest)).where(_matches(_newest, "_sought")).order_by(desc(_newest.c.number)).limit(bindparam("_limit"))
)
_PLAN = Query(select(func.set_config("enable_seqscan", bindparam("_scans", type_=Text), true())))


class Search:
    """Looks through one community's entries."""

    def __init__(self, connection: Connection, whose: dict[str, str], marks: Marks) -> None:
        self._connection = connection
        self._whose = whose
        self._marks = marks
        self._on_sqlite = connection.dialect.name == "sqlite"

    def __enter__(self) -> Search:
        """PostgreSQL is told to use the index: its guess at how many entries hold two words is no better than the words are."""
        if not self._on_sqlite:
            _PLAN.first(self._connection, {"_scans": "off"})
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if not self._on_sqlite and kind is None:
            _PLAN.first(self._connection, {"_scans": "on"})

    def as_many_as_can_be(self, wish: Wish) -> dict[int, tuple[Found, float]]:
        """Entries that hold all the words; if there are none, those that hold as many as can be. Each with what that is worth."""
        many = len(wish.words)
        found = {entry.number: (entry, float(many)) for entry in self.all_of(wish)}
        if found or many < 2:
            return found
        rarest = sorted(wish.words, key=lambda each: each.share)
        if many > 2:
            for out in rarest[::-1][:MOST_LEFT_OUT]:
                for entry in self.all_of(wish.only([each for each in wish.words if each is not out])):
                    found.setdefault(entry.number, (entry, many - 1.0))
        return found or self._any_of(wish.only(rarest[:MOST_SINGLE]))

    def _any_of(self, wish: Wish) -> dict[int, tuple[Found, float]]:
        """Entries that hold one of the words: the rarer, the more it is worth."""
        found: dict[int, tuple[Found, float]] = {}
        for each in wish.words:
            for entry in self.all_of(wish.only([each])):
                found[entry.number] = (entry, found.get(entry.number, (entry, 0.0))[1] + 2 - each.share)
        return found

    def all_of(self, wish: Wish) -> list[Found]:
        """Entries that hold each of the words and pass each of the filters: all of them, or those that a ranking needs."""
        found, complete = self._most_of(wish, self._marks.word, wish.expected)
        if complete:
            return found
        if wish.words:
            found += self._most_of(wish, self._marks.titled, wish.expected * IN_TITLE)[0]
        if not wish.has_phrases:  # which would be looked for in all entries, though few are of use
            found += self._indexed(replace(wish, marks=(*wish.marks, USEFUL)), self._marks.word, most=MOST_USEFUL)
        return sorted({each.number: each for each in found}.values(), reverse=True)

    def _most_of(self, wish: Wish, mark: Mark, expected: float) -> tuple[list[Found], bool]:
        """What matches, and whether that is all. What many hold is looked for among the newest before the index is asked."""
        newest = []
        if expected > 2 * BEARABLE and not self._on_sqlite:
            newest = self._rows(_BY_LOOKING, {"_sought": self._written(wish, mark)}, MOST)
            if len(newest) >= ENOUGH:
                return newest, False
        indexed = self._indexed(wish, mark)
        return newest + indexed, len(indexed) < MOST

    def _indexed(self, wish: Wish, mark: Mark, *, most: int = MOST) -> list[Found]:
        written = {"_sought": self._written(wish, mark), "_loosely": self._written(wish, mark, loosely=True)}
        return self._rows(_BY_INDEX_EXACTLY if wish.has_phrases else _BY_INDEX, written, most)

    def _rows(self, query: Query, written: dict[str, str], most: int) -> list[Found]:
        return [Found(*row) for row in query.all(self._connection, {**self._whose, **written, "_limit": most})]

    def _written(self, wish: Wish, mark: Mark, *, loosely: bool = False) -> str:
        """All of it, as the database reads it; loosely: with the words of phrases anywhere.

        Tokens are letters, digits and dots, so that nothing in them needs care.
        """
        quote, both, either = ('"', " AND ", " OR ") if self._on_sqlite else ("'", " & ", " | ")
        together = " & " if loosely else " <-> "

        def phrase(words: Phrase) -> str:
            if self._on_sqlite:
                return f'"{" ".join(map(mark, words))}"'
            return f"({together.join(f'{quote}{mark(word)}{quote}' for word in words)})"

        marks = [f"{quote}{self._marks.mark(name)}{quote}" for name in reversed(wish.marks)]
        rarest = sorted(wish.words, key=lambda each: each.share)  # SQLite goes from one that holds the first to the next
        return both.join([*marks, *(f"({either.join(map(phrase, each.names))})" for each in rarest)])
