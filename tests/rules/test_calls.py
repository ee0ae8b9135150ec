"""Calling on who knows: when, whom, and whom not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.asks import Ask, AskState
from community.calls import (
    LEFT_IN_PEACE,
    MOST_CALLED,
    MOST_DAYS,
    ONCE_IN,
    USUAL_DAYS,
    Call,
    CallState,
    CallStep,
    DaysUnreadable,
    call_days,
    calls_at,
    free_again_at,
    next_step,
    rests,
    when_free,
    whom_to_call,
)
from community.communities import Community
from community.ids import AskId
from community.kinds import AskKind
from community.people import MemberId

LONDON = "Europe/London"
FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
AMARA, BEN, CHIDI, DANA = map(MemberId, ("amara", "ben", "chidi", "dana"))


def _call(state: CallState = CallState.CALLED, member: MemberId = BEN, at: datetime = FRIDAY) -> Call:
    return Call(ask=AskId("1"), member=member, at=at, state=state)


def _ask(state: AskState = AskState.OPEN, answers: int = 0) -> Ask:
    return Ask(
        id=AskId("1"), kind=AskKind.VISIT, text="May we come?", asker=AMARA, asker_tag=None, asker_name=None, state=state,
        answers=answers, asked_at=FRIDAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "made", "step"),
    [
        (_ask(), (), CallStep.KNOWERS),
        (_ask(), (CallState.CALLED, CallState.CALLED), CallStep.FACILITATORS),
        (_ask(), (CallState.NOT_NOW,), CallStep.FACILITATORS),
        (_ask(), (CallState.HELPING,), CallStep.FACILITATORS),
        (_ask(), (CallState.CALLED, CallState.FACILITATOR), CallStep.NOTHING),
        (_ask(), (CallState.FACILITATOR,), CallStep.NOTHING),
        (_ask(answers=1), (), CallStep.NOTHING),
        (_ask(answers=1), (CallState.CALLED,), CallStep.NOTHING),
        (_ask(AskState.CLOSED), (), CallStep.NOTHING),
        (_ask(AskState.WITHDRAWN), (CallState.CALLED,), CallStep.NOTHING),
        (_ask(AskState.UNSORTED), (), CallStep.NOTHING),
    ],
)
def test_what_is_done_about_an_ask_next(ask: Ask, made: tuple[CallState, ...], step: CallStep) -> None:
    """First those who know, then the facilitators, each once, and only while it is open without an answer."""
    assert next_step(ask, map(_call, made)) is step


@pytest.mark.parametrize(
    ("knowers", "resting", "called"),
    [
        ([], (), []),
        ([BEN], (), [BEN]),
        ([BEN, CHIDI, DANA], (), [BEN, CHIDI]),
        ([BEN, CHIDI, DANA], {BEN}, [CHIDI, DANA]),
        ([BEN, BEN, CHIDI], (), [BEN, CHIDI]),
        ([BEN, CHIDI], {BEN, CHIDI}, []),
        ([AMARA, BEN], (), [BEN]),
    ],
)
def test_whom_to_call_on(knowers: list[MemberId], resting: set[MemberId], called: list[MemberId]) -> None:
    """The likeliest two, never who asked, never who was called on lately."""
    assert whom_to_call(knowers, resting, not_these={AMARA}) == called
    assert len(called) <= MOST_CALLED


@pytest.mark.parametrize(
    ("state", "rest"),
    [
        (CallState.CALLED, timedelta(days=7)),
        (CallState.HELPING, timedelta(days=7)),
        (CallState.FACILITATOR, timedelta(days=7)),
        (CallState.NOT_NOW, timedelta(days=28)),
    ],
)
def test_nobody_is_called_on_more_than_once_a_week(state: CallState, rest: timedelta) -> None:
    """Whatever came of it; and who said “not now” is left in peace longer."""
    assert rests(_call(state), FRIDAY)
    assert rests(_call(state), FRIDAY + rest - timedelta(seconds=1))
    assert not rests(_call(state), FRIDAY + rest)
    assert free_again_at(_call(state)) == FRIDAY + rest
    assert max(ONCE_IN, LEFT_IN_PEACE) == LEFT_IN_PEACE, "so that looking back so far is enough"


@pytest.mark.parametrize(
    ("days", "at"),
    [(2, "Tue 01 Dec 15:00"), (1, "Mon 30 Nov 15:00"), (5, "Fri 04 Dec 15:00"), (0, None)],
)
def test_when_an_ask_is_looked_at(days: int, at: str | None) -> None:
    """So many working days later, with weekends skipped; never where the community wants none of it."""
    when = calls_at(FRIDAY, days, LONDON)
    assert (when and f"{when.astimezone(ZoneInfo(LONDON)):%a %d %b %H:%M}") == at


@pytest.mark.parametrize(("said", "days"), [("2", 2), (" 0 ", 0), (str(MOST_DAYS), MOST_DAYS), ("007", 7)])
def test_a_number_of_days_is_read(said: str, days: int) -> None:
    """A whole number; nought switches it off."""
    assert call_days(said) == days


@pytest.mark.parametrize("said", ["", "two", "-1", "1.5", str(MOST_DAYS + 1), "²", "٣", "9" * 5_000])
def test_a_number_of_days_that_is_none(said: str) -> None:
    """The refusal says what can be written."""
    with pytest.raises(DaysUnreadable, match=f"1 to {MOST_DAYS}, or 0 for never"):
        call_days(said)


def test_when_the_first_of_those_who_rest_is_free() -> None:
    """In working hours, and at once when nobody rests."""
    early = _call(at=FRIDAY - timedelta(days=6))
    assert when_free([_call(), early], FRIDAY, LONDON) == datetime(2026, 11, 30, 9, 0, tzinfo=UTC), "Saturday is no day for it"
    assert when_free([], FRIDAY, LONDON) == FRIDAY
    assert when_free([_call(at=FRIDAY - timedelta(days=90))], FRIDAY, LONDON) == FRIDAY


def test_a_new_community_waits_as_long_as_is_usual() -> None:
    """The usual number is said in one place and is what a community begins with."""
    assert Community.model_fields["call_after_days"].default == USUAL_DAYS
