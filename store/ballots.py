"""Anonymous answers, kept apart from everything that names anybody.

Each call is a short transaction of its own on a connection of its own, so that no journal, log or row of the database ties an
answer to a turn. Calls may come from several threads.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, update

from community.times import milliseconds
from store.ballot_papers import Papers
from store.ballot_tree import Tree
from store.leaves import DEPTH, LONGEST_ANSWER, Leaf, Slip, start_of
from store.queries import Query
from store.schema_ballots import boxes
from store.seals import Seal

HIGHEST_PRESS = 2**31 - 1


class Cast(NamedTuple):
    """What became of an answer."""

    answered: int
    """How many have answered, this answer included."""
    kept: bool
    """False when a later press of the same member was there already: nothing was changed."""


class BoxSealed(Exception):
    """Raised for a box that takes no answers: it is being counted."""


class BoxGone(BoxSealed):
    """Raised for a box that is not there: it was burnt, or lost."""


class AnswerTooLong(ValueError):
    """Raised for an answer that no leaf can hold."""


def _begin(insert_into: Any) -> Any:
    return insert_into(boxes).on_conflict_do_nothing(index_elements=["box"])


_in_box = boxes.c.box == bindparam("_box")
_BEGIN = Query(_begin)
_BOX = Query(select(boxes).where(_in_box))
_BOX_ALONE = Query(select(boxes).where(_in_box).with_for_update())
_BOXES = Query(select(boxes.c.box, boxes.c.opened_at).order_by(boxes.c.box))
_COUNT = Query(update(boxes).where(_in_box).values(answered=bindparam("_answered")))
_SEAL = Query(update(boxes).where(_in_box).values(sealed=True))
_BURN = Query(delete(boxes).where(_in_box))


class Ballots:
    """Boxes of anonymous answers beside the database named by `url`."""

    def __init__(self, url: str) -> None:
        self._papers = Papers(url)

    def begin(self, box: str, now: datetime) -> None:
        """Open an empty box. A box that is there stays as it is, sealed or not."""
        number = int.from_bytes(hashlib.sha256(box.encode()).digest()[:5], "big") >> 1
        opened = milliseconds(now)
        row = {"box": box, "number": number, "opened_at": opened, "sealed": False, "answered": f"{0:09}"}
        with self._papers.transaction() as connection:
            if _BEGIN.run(connection, row):
                Tree(connection, number).plant()
                self._papers.moved()
        self._papers.tidy()

    def cast(self, box: str, seal: Seal, answer: str, press: int) -> Cast:
        """Put in an answer, or change the one under this seal if `press` is higher than before; the same again is fine.

        Raises `BoxSealed`, `BoxGone` or `AnswerTooLong`.
        """
        words, press = answer.encode("utf-8", "replace"), max(0, min(press, HIGHEST_PRESS))
        if len(words) > LONGEST_ANSWER:
            raise AnswerTooLong
        slip = Slip(bytes.fromhex(seal.tag), press ^ seal.veil, words)
        with self._papers.transaction() as connection:
            found = _BOX_ALONE.first(connection, {"_box": box})
            if found is None or found.sealed:
                raise BoxGone(box) if found is None else BoxSealed(box)
            answered, tree = int(found.answered), Tree(connection, found.number)
            leaf = tree.leaf(slip.tag)
            before = leaf.find(slip.tag)
            if before is not None and press <= before.veiled ^ seal.veil:
                return Cast(answered, kept=before == slip)
            if tree.replace(leaf, leaf.put(slip)):
                self._papers.moved()
            if before is None:
                answered += 1
                _COUNT.run(connection, {"_box": box, "_answered": f"{answered:09}"})
        self._papers.tidy()
        return Cast(answered, kept=True)

    def press_of(self, box: str, seal: Seal) -> int:
        """The press number of the answer under this seal; 0 when there is none."""
        with self._papers.transaction() as connection:
            found = _BOX.first(connection, {"_box": box})
            tag = bytes.fromhex(seal.tag)
            slip = None if found is None else Tree(connection, found.number).leaf(tag).find(tag)
        return 0 if slip is None else slip.veiled ^ seal.veil

    def answered_by(self, box: str, tags: Iterable[str]) -> set[str]:
        """Those of `tags` that have an answer in the box."""
        with self._papers.transaction() as connection:
            found = _BOX.first(connection, {"_box": box})
            if found is None:
                return set()
            tree, leaf, answered = Tree(connection, found.number), Leaf(0, DEPTH, ()), set()
            for tag in sorted(map(bytes.fromhex, tags)):
                if not leaf.start <= start_of(tag) < leaf.end:
                    leaf = tree.leaf(tag)
                if leaf.find(tag):
                    answered.add(tag.hex())
        return answered

    def answered(self, box: str) -> int:
        """How many answers are in a box; 0 for one that is not there."""
        with self._papers.transaction() as connection:
            found = _BOX.first(connection, {"_box": box})
        return 0 if found is None else int(found.answered)

    def seal(self, box: str) -> list[str]:
        """Take no more answers, and read those there are, in an order that says nothing. Safe to repeat."""
        with self._papers.transaction() as connection:
            found = _BOX_ALONE.first(connection, {"_box": box})
            if found is None:
                return []
            if not found.sealed:
                _SEAL.run(connection, {"_box": box})
            tree = Tree(connection, found.number)
            answers = [slip.answer.decode() for leaf in tree.all() for slip in leaf.slips]
        secrets.SystemRandom().shuffle(answers)
        return answers

    def burn(self, box: str) -> None:
        """Destroy a box and everything in it, so that nothing of it is left in the file. Safe to repeat."""
        with self._papers.transaction() as connection:
            found = _BOX_ALONE.first(connection, {"_box": box})
            if found is not None:
                Tree(connection, found.number).fell()
                _BURN.run(connection, {"_box": box})
                self._papers.moved()
        self._papers.wipe()

    def boxes(self) -> dict[str, datetime]:
        """Every box there is, and when it was opened."""
        with self._papers.transaction() as connection:
            return {found.box: datetime.fromtimestamp(found.opened_at / 1000, UTC) for found in _BOXES.all(connection, {})}

    def together(self) -> AbstractContextManager[None]:
        """On SQLite, keep all that this thread does until the end at once: one sync to disk for many votes."""
        return self._papers.together()

    def close(self) -> None:
        """Let go of the files and connections."""
        self._papers.close()
