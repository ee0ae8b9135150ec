"""A community's own words: in how many entries each is, which begin like something, and which one a slip of the finger meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, Text, bindparam, delete, desc, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from community.spelling import LONGEST, SHORTEST, Spelling, losses
from store.given import VALUES_POSTGRES, VALUES_SQLITE, about_given, given
from store.queries import Either, Query
from store.rows import Collection, in_community
from store.schema_library import entry_slips, entry_words

MOST_NEAR = 50
"""So many words are looked at for one that may be misspelt."""


def _counted(insert_into: Any, words: Any) -> Any:
    columns = [entry_words.c.tenant_id, entry_words.c.community_id, entry_words.c.word, entry_words.c.many]
    # In the order of their letters, so that two who count at once never wait for each other in a circle.
    rows = select(
        bindparam("_tenant", type_=Text), bindparam("_community", type_=Text), words.c.value, bindparam("_more", type_=Integer)
    )
    wish = insert_into(entry_words).from_select(columns, rows.where(literal(1) == 1).order_by(words.c.value))
    return wish.on_conflict_do_update(
        index_elements=["tenant_id", "community_id", "word"], set_={"many": entry_words.c.many + wish.excluded.many}
    ).returning(entry_words.c.word, entry_words.c.many)


_COUNT = Query(Either(_counted(sqlite.insert, VALUES_SQLITE), _counted(postgresql.insert, VALUES_POSTGRES)))
_FORGET = about_given(
    lambda words: delete(entry_words).where(
        in_community(entry_words), entry_words.c.many <= 0, entry_words.c.word.in_(select(words.c.value))
    )
)
_KNOWN = about_given(
    lambda words: select(entry_words.c.word, entry_words.c.many).where(
        in_community(entry_words), entry_words.c.word.in_(select(words.c.value))
    )
)
_BEGINNING = Query(
    select(entry_words.c.word, entry_words.c.many)
    .where(in_community(entry_words), entry_words.c.word > bindparam("_from"), entry_words.c.word < bindparam("_to"))
    .order_by(desc(entry_words.c.many), entry_words.c.word)
    .limit(bindparam("_limit"))
)
_NEAR = about_given(
    lambda words: (
        select(entry_words.c.word)
        .where(
            in_community(entry_words),
            entry_words.c.word.in_(
                select(entry_slips.c.word).where(in_community(entry_slips), entry_slips.c.slip.in_(select(words.c.value)))
            ),
        )
        .order_by(desc(entry_words.c.many), entry_words.c.word)
        .limit(MOST_NEAR)
    )
)
_SLIP = Query(insert(entry_slips))
_UNSLIP = Query(
    delete(entry_slips).where(
        in_community(entry_slips), entry_slips.c.slip == bindparam("_slip"), entry_slips.c.word == bindparam("_word")
    )
)


class Vocabulary(Collection):
    """The words of one community's entries."""

    def change(self, more: set[str], fewer: set[str]) -> None:
        """Words that an entry has now and had not, and words that it has no more."""
        for words, change in ((more - fewer, 1), (fewer - more, -1)):
            if not words:
                continue
            wanted = self._given(sorted(words))
            found = _COUNT.all(self.connection, {**wanted, "_more": change})
            if change > 0:
                self._remember([row.word for row in found if row.many == 1])
            else:
                _FORGET.run(self.connection, wanted)
                self._unlearn([row.word for row in found if row.many <= 0])

    def known(self, words: Iterable[str]) -> dict[str, int]:
        """Those of `words` that are in an entry, and in how many."""
        found = _KNOWN.all(self.connection, self._given(sorted(set(words))))
        return {row.word: row.many for row in found}

    def beginning(self, letters: str, limit: int) -> dict[str, int]:
        """Longer words that begin with `letters`, the most used first, and in how many entries each is."""
        wanted = {"_from": letters, "_to": f"{letters}\U0010fffd", "_limit": limit}
        return {row.word: row.many for row in _BEGINNING.all(self.connection, {**self.whose, **wanted})}

    def near(self, word: str) -> list[str]:
        """Words that are one slip from `word`, the most used first; `word` itself if it is there."""
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return list(self.known([word])) if word else []
        found = [row.word for row in _NEAR.all(self.connection, self._given([word, *losses(word)]))]
        meant = Spelling(found).near(word)
        return [known for known in found if known in meant or known == word]

    def _remember(self, new: list[str]) -> None:
        """New words can be found by a slip from now on."""
        rows = [self.owned(slip=slip, word=word) for word in new for slip in _slips(word)]
        if rows:
            _SLIP.run_each(self.connection, rows)

    def _unlearn(self, gone: list[str]) -> None:
        rows = [{**self.whose, "_slip": slip, "_word": word} for word in gone for slip in _slips(word)]
        if rows:
            _UNSLIP.run_each(self.connection, rows)

    def _given(self, words: Iterable[str]) -> dict[str, Any]:
        return {**self.whose, **given(words)}


def _slips(word: str) -> list[str]:
    """What a word is found by, whole or misspelt. Short words, numbers and what is filtered by are not guessed at."""
    guessed = SHORTEST <= len(word) <= LONGEST and not word.isdigit() and "." not in word
    return sorted({word, *losses(word)}) if guessed else []
