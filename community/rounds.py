"""What a poll and a check-in have in common: they are open for a while, named or anonymous, and then they are counted."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from community.refusals import Refusal

ENOUGH: Final = 5
"""Results of anonymous answers are shown from this many on (Officevibe and Viva Pulse use the same number)."""
ENOUGH_FOR_A_PICTURE: Final = 8
"""Below this many, wellbeing is told in words rather than drawn (NHS disclosure control suppresses 1 to 7)."""


class Mode(StrEnum):
    """Whether a round knows who answered what. Fixed when it is launched."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


class RoundState(StrEnum):
    """Where a round is."""

    OPEN = "open"
    CLOSING = "closing"
    """Anonymous only: nothing is accepted any more, and the answers are being counted and destroyed."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class RoundOver(Refusal):
    """Raised for an answer to a round that is closing or closed."""

    sentence = "This {what} is closed, so nothing was changed. The results are on its card in the channel."


class RoundWithdrawn(Refusal):
    """Raised for an answer to a round that was withdrawn."""

    sentence = "This {what} was withdrawn, so nothing was changed."


class RoundGone(Refusal):
    """Raised for a round that is not there. Says the same for one of another community."""

    sentence = "I cannot find that {what}. It may have been withdrawn, or the card is from somewhere else."


def check_open(state: RoundState, what: str) -> None:
    """Raise `RoundOver` or `RoundWithdrawn` unless a round takes answers. `what` is how members call it ("poll")."""
    if state is RoundState.WITHDRAWN:
        raise RoundWithdrawn(what=what)
    if state is not RoundState.OPEN:
        raise RoundOver(what=what)


def how_many_words(enough: bool) -> str:
    """All that is said about how many have answered while an anonymous round is open."""
    return f"{ENOUGH} or more have answered" if enough else f"Fewer than {ENOUGH} have answered"
