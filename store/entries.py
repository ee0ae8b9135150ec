"""What can be found again, on the database's own full-text index: SQLite's FTS5, PostgreSQL's tsvector."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from sqlalchemy import bindparam, delete, func, insert, select, update

from community.finding import Entry, Hit, Wanted
from community.times import milliseconds
from store import ranking
from store.given import about_given, given
from store.queries import Either, Query
from store.ranking import LOOKED_INTO, READ
from store.rows import Collection, in_community
from store.schema_library import entries
from store.searching import Found, Search
from store.sought import wish_of
from store.tokens import USEFUL, Indexed, Marks
from store.vocabulary import Vocabulary

TITLE_LIMIT, BODY_LIMIT = 500, 20_000
SLOTS = 1 << 20
"""So many entries may be of the same millisecond."""
_APART = 1_024
"""PostgreSQL's writers do not see each other: they leave room, so that two of one millisecond seldom want the same number."""

_ONE = in_community(entries) & (entries.c.ref == bindparam("_ref"))
_SAID = ("what", "kind", "topics", "title", "at", "body")
"""What an entry is found by."""
_BEFORE = Query(select(*(entries.c[name] for name in ("number", "weight", "words", *_SAID))).where(_ONE).with_for_update())
_last = select(func.max(entries.c.number)).where(entries.c.number >= bindparam("_from"), entries.c.number < bindparam("_to"))
_LAST = Query(Either(_last, _last.where(in_community(entries))))
_CHANGING = ("number", "weight", "words", *_SAID)
_ADD = Query(insert(entries))
_CHANGE = Query(update(entries).where(_ONE).values({name: bindparam(f"new_{name}") for name in _CHANGING}))
_WEIGH = Query(update(entries).where(_ONE).values(weight=bindparam("new_weight")))
_REMOVE = Query(delete(entries).where(_ONE))
_COUNT = Query(select(func.count()).select_from(entries).where(in_community(entries)))
_BODIES = about_given(
    lambda refs: select(entries.c.ref, func.substr(entries.c.body, 1, bindparam("_letters")).label("body")).where(
        in_community(entries), entries.c.ref.in_(select(refs.c.value))
    )
)


class Entries(Collection):
    """What can be found in one community."""

    def put(self, entry: Entry) -> None:
        """Have an entry found as it is now; in place of what was kept under its `ref` before.

        What was of use once stays marked as that, and its weight says how much it still is. Where nothing else is new, no index
        is written anew.
        """
        said = {
            "what": entry.what, "kind": entry.kind, "topics": " ".join(entry.topics), "title": entry.title[:TITLE_LIMIT],
            "at": entry.at, "body": entry.body[:BODY_LIMIT],
        }  # fmt: skip
        before = _BEFORE.first(self.connection, self._about(entry.ref))
        was_useful = before is not None and self._marks.has(USEFUL, before.words)
        useful = was_useful or entry.weight > 0
        if before is not None and useful == was_useful and said.items() <= before._asdict().items():
            if before.weight != entry.weight:
                _WEIGH.run(self.connection, {**self._about(entry.ref), "new_weight": entry.weight})
            return
        indexed = Indexed(entry.model_copy(update={"title": said["title"], "body": said["body"]}), self._marks, useful=useful)
        words = indexed.for_sqlite() if self._on_sqlite else indexed.for_postgres()
        number = before.number if before is not None and before.at == entry.at else self._number(entry.at)
        row = {**said, "number": number, "weight": entry.weight, "words": words}
        if before is None:
            _ADD.run(self.connection, self.owned(ref=entry.ref, **row))
            self._vocabulary.change(indexed.counted, set())
            return
        _CHANGE.run(self.connection, {**self._about(entry.ref), **{f"new_{name}": value for name, value in row.items()}})
        self._vocabulary.change(indexed.counted, self._marks.counted_in(before.words))

    def remove(self, ref: str) -> None:
        """Have it found no more. No word of it is left in the vocabulary. One that is not there is no harm."""
        before = _BEFORE.first(self.connection, self._about(ref))
        if before is not None:
            _REMOVE.run(self.connection, self._about(ref))
            self._vocabulary.change(set(), self._marks.counted_in(before.words))

    def search(self, wanted: Wanted, limit: int, offset: int = 0) -> list[Hit]:
        """What matches, best first. Entries with all the words; where there are none, those with as many as can be.

        Without words: the newest of the kind, or on the topic, that is filtered for. With neither: nothing.
        """
        wish = wish_of(wanted, self._vocabulary)
        if wish is None:
            return []
        with Search(self.connection, self.whose, self._marks) as search:
            found = search.as_many_as_can_be(wish)
        words = wish.words
        best = ranking.ranked(found, words)
        bodies: dict[str, str] = {}
        if words:
            bodies = self._bodies([entry for _, entry in best[:LOOKED_INTO]], READ)
            best[:LOOKED_INTO] = ranking.looked_into(best[:LOOKED_INTO], bodies, words)
        page = [entry for _, entry in best[offset : offset + limit]]
        bodies |= self._bodies([entry for entry in page if len(bodies.get(entry.ref, "")) in {0, READ}], BODY_LIMIT)
        return [ranking.hit(entry, bodies[entry.ref], words) for entry in page]

    def near(self, word: str) -> list[str]:
        """Words of the community's own that are one slip from `word`, the most used first; `word` itself if it is among them."""
        return self._vocabulary.near(word)

    def count(self) -> int:
        """How many entries there are. Grows with them: for tests and exports."""
        return int(_COUNT.value(self.connection, self.whose))

    def _number(self, at: datetime) -> int:
        """The next free number of a moment: later entries have higher ones. SQLite's index knows entries by nothing else."""
        first = milliseconds(at) * SLOTS
        last = _LAST.value(self.connection, {**self.whose, "_from": first, "_to": first + SLOTS})
        before = first - 1 if last is None else int(last)
        crowded = self._on_sqlite or before - first > SLOTS // 8  # a whole library at once: one writer, and room for all of it
        return before + (1 if crowded else 1 + secrets.randbelow(_APART))

    def _bodies(self, read: Iterable[Found], letters: int) -> dict[str, str]:
        refs = [entry.ref for entry in read]
        found = _BODIES.all(self.connection, {**self.whose, **given(refs), "_letters": letters}) if refs else []
        return {row.ref: row.body for row in found}

    def _about(self, ref: str) -> dict[str, str]:
        return {**self.whose, "_ref": ref}

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.tenant, self.community)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.connection, self.tenant, self.community)

    @property
    def _on_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"
