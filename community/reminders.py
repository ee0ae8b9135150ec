"""Reminding those who have not answered a poll: once, in private, and nobody learns who they are."""

from __future__ import annotations

from community.people import Model
from community.polls import Poll
from community.refusals import Refusal


class RemindedAlready(Refusal):
    """Raised when somebody reminds a second time."""

    sentence = "People were reminded {when}, and a poll reminds once.{unreached} Its card in the channel is there for everybody."


class NobodyToRemind(Refusal):
    """Raised when everybody who is here has answered a named poll."""

    sentence = "Everybody who is here has answered. There is nobody to remind."


class Waiting(Model):
    """How many have not answered a named poll, of how many who are here."""

    waiting: int
    here: int


def check_may_remind(poll: Poll, when: str, unreached: int) -> None:
    """Raise `RoundOver`, `RoundWithdrawn` or `RemindedAlready` unless people can be reminded now.

    `when` and `unreached` tell of the first time: when it was, and how many could not be reached.
    """
    if poll.reminded_at is not None:
        raise RemindedAlready(when=when, unreached=unreached_words(poll, unreached, " "))
    poll.check_open()


def unreached_words(poll: Poll, unreached: int, before: str = "") -> str:
    """How many could not be reached, as a sentence with `before` it; nothing for none.

    Of an anonymous poll it is never said: the number would tell how many had not answered.
    """
    if not unreached or poll.anonymous:
        return ""
    return f"{before}{unreached} could not be reached in 1:1."
