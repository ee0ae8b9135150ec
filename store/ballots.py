"""Anonymous answers, kept apart from everything that names anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Cast(NamedTuple):
    """What became of an answer."""

    answered: int
    """How many have answered, this answer included."""
    kept: bool
    """False when a later press of the same member was there already: nothing was changed."""


class BoxSealed(Exception):
    """Raised for a box that takes no answers: it is being counted, or it is not there."""


class Ballots:
    """Boxes of anonymous answers. Each call is a transaction of its own, in the calling thread."""

    def __init__(self, url: str) -> None:
        self._url = url

    def begin(self, box: str) -> None:
        """Open an empty box. A box that is there stays as it is, sealed or not."""
        raise NotImplementedError

    def cast(self, box: str, tag: str, answer: str, press: int) -> Cast:
        """Put in an answer, or change the one with this tag if `press` is higher than before. Raises `BoxSealed`."""
        raise NotImplementedError

    def press_of(self, box: str, tag: str) -> int:
        """The press number of the answer with this tag; 0 when there is none."""
        raise NotImplementedError

    def answered_by(self, box: str, tags: Iterable[str]) -> set[str]:
        """Those of `tags` that have an answer in the box."""
        raise NotImplementedError

    def answered(self, box: str) -> int:
        """How many answers are in a box; 0 for one that is not there."""
        raise NotImplementedError

    def seal(self, box: str) -> list[str]:
        """Take no more answers, and read those there are, in an order that says nothing. Safe to repeat."""
        raise NotImplementedError

    def burn(self, box: str) -> None:
        """Destroy a box and everything in it, so that nothing of it is left on disk. Safe to repeat."""
        raise NotImplementedError

    def boxes(self) -> list[str]:
        """Every box there is."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the files and connections."""
