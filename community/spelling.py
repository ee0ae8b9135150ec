"""Forgiving spelling: which known word a slip of the finger meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final, Generic, TypeVar

SHORTEST: Final = 5
"""Words with fewer letters are not guessed at: too many other words are one letter away."""
LONGEST: Final = 40
"""Nothing we know is longer, so longer words are not looked at."""

_BETWEEN = re.compile(r"[\s\-_‐‑&/]+")
_UNSAID = frozenset({"and", "a"})

T = TypeVar("T")


class Spelling:
    """A set of known words, and the way back to them from one slip: a letter wrong, missing, added, or two swapped.

    An index of every known word with one letter left out is made once, so that finding the way back takes as many
    look-ups as the word has letters, however many words are known.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._by_loss: dict[str, list[str]] = {}
        for word in set(known):
            if SHORTEST <= len(word) <= LONGEST:
                for loss in {word, *losses(word)}:
                    self._by_loss.setdefault(loss, []).append(word)

    def near(self, word: str) -> set[str]:
        """Find the known words that are a slip away."""
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return set()
        return {known for loss in (word, *losses(word)) for known in self._by_loss.get(loss, ()) if _one_slip(word, known)}


class Names(Generic[T]):
    """Things with names of one or more words, found however the name is typed."""

    def __init__(self, things: Mapping[str, T]) -> None:
        self._things = {tuple(_singular(word) for word in _split(name)): thing for name, thing in things.items()}
        self._longest = max(map(len, self._things))
        words = {word for name in things for word in _split(name)}
        self._words = words | {_singular(word) for word in words}
        self._spelling = Spelling(self._words)

    def find(self, said: str) -> T | None:
        """Find what was meant: case, plurals, hyphens, "and" and one slip in each word are forgiven.

        None if nothing is called so, or if it could be two things.
        """
        words = _split(said)
        if len(words) > self._longest:
            return None
        found = {self._things[name] for name in product(*map(self._meant, words)) if name in self._things}
        return found.pop() if len(found) == 1 else None

    def _meant(self, word: str) -> set[str]:
        """The known words that a word may stand for, in the singular."""
        exact = {word, _singular(word)} & self._words
        return {_singular(known) for known in exact or self._spelling.near(word) | self._spelling.near(_singular(word))}


def _split(name: str) -> list[str]:
    return [word for word in _BETWEEN.sub(" ", name.casefold()).split() if word not in _UNSAID]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def losses(word: str) -> list[str]:
    """A word with one letter left out, each in turn: what two words that are a slip apart have in common."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _one_slip(said: str, known: str) -> bool:
    """Whether one wrong, missing, added or swapped letter lies between two words that begin alike."""
    if said[0] != known[0] and said[:2] != known[1::-1]:
        return False
    start = next((at for at, (a, b) in enumerate(zip(said, known, strict=False)) if a != b), min(len(said), len(known)))
    one, other = said[start:], known[start:]
    return one[1:] == other[1:] or one == other[1:] or one[1:] == other or (one[:2] == other[1::-1] and one[2:] == other[2:])
