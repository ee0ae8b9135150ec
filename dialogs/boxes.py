"""Anonymous answers for a turn: who answered is told by a seal, what was answered is never said back.

A matter ("poll:<id>", "checkin:<id>") names the box, its key and the message that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from community.people import MemberId
from dialogs.turn import Effect, Turn, Unseal
from store.ballots import Ballots, BoxGone, Cast
from store.seals import KeyLost


def open_box(turn: Turn, matter: str) -> None:
    """Make the box and its key. Called when a round is launched."""
    _ballots(turn).begin(matter, turn.now)  # the box first: one without a round is found and taken away, with its key
    turn.seals.begin(matter)


def cast(turn: Turn, matter: str, answer: str, press: int) -> Cast:
    """Keep or change this member's answer. The same press again changes nothing; a lower one neither, and is not `kept`.

    Raises `store.ballots.BoxSealed` when the box is being counted, and `store.seals.KeyLost` when its key is gone, or the box is.
    """
    try:
        return _ballots(turn).cast(matter, turn.seals.seal(matter, turn.member.id), answer, press)
    except BoxGone as gone:
        raise KeyLost(matter) from gone


def press_of(turn: Turn, matter: str) -> int:
    """The press number of this member's answer; 0 when there is none, or nobody can tell any more."""
    try:
        return _ballots(turn).press_of(matter, turn.seals.seal(matter, turn.member.id))
    except KeyLost:
        return 0


def answered_by(turn: Turn, matter: str, members: Sequence[MemberId]) -> set[MemberId]:
    """Those of `members` who have answered. All of them when nobody can tell any more, so that nobody is reminded in vain."""
    try:
        tags = turn.seals.tags(matter, members)
    except KeyLost:
        return set(members)
    return {MemberId(tags[tag]) for tag in _ballots(turn).answered_by(matter, tags)}


def count(turn: Turn, matter: str) -> list[str]:
    """Take no more answers, and give those there are in an order that says nothing. Safe to repeat until the box is burnt."""
    return _ballots(turn).seal(matter)


def burnt(turn: Turn, matter: str) -> tuple[Effect, ...]:
    """Destroy the box, and have the key destroyed once that is certain. Safe to repeat."""
    _ballots(turn).burn(matter)
    return (Unseal(matter),)


def _ballots(turn: Turn) -> Ballots:
    if turn.ballots is None:
        raise RuntimeError("a turn about a place has no ballots")
    return turn.ballots
