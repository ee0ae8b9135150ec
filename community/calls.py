"""Calling on who knows: an ask that nobody answers is put to two people privately, once each, then to a facilitator.

The life of an ask's call: nothing for so many working days → up to two who know → nothing for as long → the facilitators. Nobody
is called on more than once a week, and who says “not now” is left in peace for four.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from community.asks import Ask, AskState
from community.ids import AskId
from community.people import MemberId, Model
from community.privacy import clean, one_line
from community.refusals import Refusal
from community.working_days import at_work, working_days_after

USUAL_DAYS: Final = 2
"""Working days an ask waits for an answer before anybody is called on, unless the community settles another number."""
MOST_DAYS: Final = 20
MOST_CALLED: Final = 2
"""So many who know are called on for one ask."""
ONCE_IN: Final = timedelta(days=7)
"""Nobody is called on twice within this time, whatever the asks."""
LEFT_IN_PEACE: Final = timedelta(days=28)
"""How long “not now” lasts."""


class CallState(StrEnum):
    """What came of calling on somebody."""

    CALLED = "called"
    HELPING = "helping"
    """They pressed “I can help”."""
    NOT_NOW = "not_now"
    FACILITATOR = "facilitator"
    """Told as a facilitator, after those who know."""


class CallStep(StrEnum):
    """What is to be done about an ask next."""

    NOTHING = "nothing"
    """It was answered or is over, or everybody was told who is told."""
    KNOWERS = "knowers"
    FACILITATORS = "facilitators"


class DaysUnreadable(Refusal):
    """Raised for a number of days that is none."""

    sentence = "I cannot read “{words}” as a number of working days. Please write 1 to {most}, or 0 for never."


class NotCalled(Refusal):
    """Raised when somebody answers a call that was not to them."""

    sentence = "I did not call on you for this ask. You can answer it all the same: press “I can help” on its card."


class Call(Model):
    """That somebody was called on for an ask."""

    ask: AskId
    member: MemberId
    at: datetime
    state: CallState


def call_days(said: str) -> int:
    """The number of working days that somebody settles; 0 for never. Raises `DaysUnreadable`."""
    kept = clean(said)
    if not (kept.isascii() and kept.isdecimal() and int(kept[:6]) <= MOST_DAYS):
        raise DaysUnreadable(words=one_line(kept, 40), most=MOST_DAYS)
    return int(kept)


def calls_at(since: datetime, days: int, zone: str) -> datetime | None:
    """When to look at an ask again that was asked, or for which somebody was called on, at `since`. UTC; None for never.

    So many working days later by the clocks in `zone`, and never outside working hours.
    """
    return working_days_after(since, days, zone) if days > 0 else None


def next_step(ask: Ask, calls: Iterable[Call]) -> CallStep:
    """What is to be done about an ask once its time has come. `calls` are all those made for it."""
    if ask.state is not AskState.OPEN or ask.answers > 0:
        return CallStep.NOTHING
    states = {call.state for call in calls}
    if CallState.FACILITATOR in states:
        return CallStep.NOTHING
    return CallStep.FACILITATORS if states else CallStep.KNOWERS


def whom_to_call(
    knowers: Sequence[MemberId], resting: Collection[MemberId], *, not_these: Collection[MemberId] = ()
) -> list[MemberId]:
    """Who of the `knowers`, most likely first, is called on: at most two, none of the `resting` or of `not_these`, each once."""
    free = dict.fromkeys(member for member in knowers if member not in resting and member not in not_these)
    return list(free)[:MOST_CALLED]


def free_again_at(call: Call) -> datetime:
    """When somebody may be called on again whose latest call this is."""
    return call.at + (LEFT_IN_PEACE if call.state is CallState.NOT_NOW else ONCE_IN)


def rests(call: Call, now: datetime) -> bool:
    """True while whoever was called on is not called on again."""
    return now < free_again_at(call)


def when_free(latest: Iterable[Call], now: datetime, zone: str) -> datetime:
    """When the first of those who rest may be called on again, in working hours; `latest` holds the latest call to each. UTC."""
    return at_work(max(now, min(map(free_again_at, latest), default=now)), zone)
