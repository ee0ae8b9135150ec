"""Welcomes: told once, once more after “not now”, and never again after “stop”."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.people import MemberId
from community.welcomes import (
    AGAIN_AFTER,
    Welcome,
    WelcomeState,
    due_now,
    forgotten_with_leaver,
    may_whisper,
    offered_at_mention,
    told_again_at,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DUE, TOLD, REFUSED, NOT_NOW, AGAIN, STOPPED = WelcomeState


def _welcome(state: WelcomeState) -> Welcome:
    return Welcome(member=MemberId("amara"), state=state, at=NOW)


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        ("told", DUE, TOLD), ("told", REFUSED, TOLD), ("told", NOT_NOW, AGAIN),
        ("told", TOLD, TOLD), ("told", AGAIN, AGAIN), ("told", STOPPED, STOPPED),
        ("refused", DUE, REFUSED), ("refused", TOLD, REFUSED), ("refused", AGAIN, REFUSED),
        ("refused", REFUSED, REFUSED), ("refused", NOT_NOW, NOT_NOW), ("refused", STOPPED, STOPPED),
        ("not_now", DUE, NOT_NOW), ("not_now", TOLD, NOT_NOW), ("not_now", REFUSED, NOT_NOW),
        ("not_now", NOT_NOW, NOT_NOW), ("not_now", AGAIN, AGAIN), ("not_now", STOPPED, STOPPED),
        *(("stopped", state, STOPPED) for state in WelcomeState),
    ],
)  # fmt: skip
def test_what_becomes_of_a_welcome(act: str, before: WelcomeState, after: WelcomeState) -> None:
    """Every act on every state; what changes nothing keeps its time, so that “not now” pressed twice does not put it off."""
    found: Welcome = getattr(_welcome(before), act)(LATER)
    assert found.state is after
    assert found.at == (NOW if before is after else LATER)


def test_not_now_is_asked_once_more_after_a_week_and_then_no_more() -> None:
    """The second “not now” is the last word."""
    welcome = _welcome(DUE).told(NOW).not_now(LATER)
    assert told_again_at(welcome) == LATER + AGAIN_AFTER
    assert not due_now(welcome, LATER + AGAIN_AFTER - timedelta(seconds=1))
    assert due_now(welcome, LATER + AGAIN_AFTER)

    again = welcome.told(LATER + AGAIN_AFTER).not_now(LATER + 2 * AGAIN_AFTER)
    assert told_again_at(again) is None
    assert not due_now(again, LATER + timedelta(days=4_000))


@pytest.mark.parametrize("state", WelcomeState)
def test_what_each_state_means(state: WelcomeState) -> None:
    """Told by itself when due, offered when Teams refused it, and kept for good only where somebody said “stop”."""
    welcome = _welcome(state)
    assert due_now(welcome, NOW) is (state is DUE)
    assert offered_at_mention(welcome) is (state is REFUSED)
    assert may_whisper(welcome) is (state is not STOPPED)
    assert forgotten_with_leaver(welcome) is (state is not STOPPED)
    assert (told_again_at(welcome) is None) is (state is not NOT_NOW)


def test_somebody_never_met_may_be_written_to() -> None:
    """Nothing is known against it."""
    assert may_whisper(None)
