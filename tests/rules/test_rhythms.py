"""What repeats, as a rule: whatever clocks do, no occurrence is done twice, none too late, and none in a burst."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.ids import RhythmId
from community.people import MemberId
from community.rhythms import (
    CATCH_UP,
    REPEATS,
    Rhythm,
    RhythmOver,
    RhythmState,
    UnknownRepeat,
    after,
    look,
    rule_of,
    said_rhythm,
    starting,
    stopped,
)
from community.times import moment_of

LONDON = "Europe/London"
ZONES = (LONDON, "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
BEGIN = datetime(2027, 3, 20, 9, 0, tzinfo=UTC)
REPEAT = st.sampled_from([value for _, value in REPEATS])


def _rhythm(repeat: str, first: datetime) -> Rhythm:
    starts = starting(first, LONDON)
    return Rhythm(
        id=RhythmId("r"), what="bell", title="Bell", plan="ding", rule=rule_of(repeat, starts), starts=starts,
        launcher=MemberId("amara"), next_at=first,
    )  # fmt: skip


@given(
    repeat=REPEAT,
    jumps=st.lists(st.integers(-60 * 26, 60 * 24 * 20), min_size=1, max_size=40),
    zones=st.lists(st.sampled_from(ZONES), min_size=40, max_size=40),
)
@settings(max_examples=200, deadline=None)
def test_whatever_clocks_do_each_occurrence_is_done_or_skipped_once(repeat: str, jumps: list[int], zones: list[str]) -> None:
    """However the clock jumps and the zone changes between two looks, each occurrence is met once, in order."""
    rhythm, now = _rhythm(repeat, BEGIN), BEGIN - timedelta(days=1)
    met: list[datetime] = []
    for jump, zone in zip(jumps, zones, strict=False):
        now += timedelta(minutes=jump)
        seen = look(rhythm, zone, now)
        if seen.launch is not None:
            assert timedelta() <= now - moment_of(seen.launch, zone) <= CATCH_UP
        for wall in seen.skipped[:-1] if seen.launch is None else seen.skipped:
            assert moment_of(wall, zone) < now
        assert seen.next_at is None or seen.next_at > now
        met += [*seen.skipped, *([seen.launch] if seen.launch else [])]
        rhythm = after(rhythm, seen)
        if rhythm.state is RhythmState.OVER:
            break
    assert met == sorted(set(met))
    assert len(met) <= 1 or repeat


@given(repeat=REPEAT, minutes=st.integers(0, 60 * 24 * 500))
@settings(max_examples=100, deadline=None)
def test_looking_in_time_misses_nothing(repeat: str, minutes: int) -> None:
    """Looked at just when it comes round, every occurrence is done and none is skipped."""
    rhythm = _rhythm(repeat, BEGIN + timedelta(minutes=minutes))
    now = moment_of(rhythm.starts, LONDON)
    for _ in range(6):
        seen = look(rhythm, LONDON, now)
        assert seen.launch is not None
        assert seen.skipped == ()
        assert moment_of(seen.launch, LONDON) == now
        rhythm = after(rhythm, seen)
        if seen.next_at is None:
            assert not repeat
            return
        now = seen.next_at
    assert repeat


@pytest.mark.parametrize(
    ("repeat", "first", "said"),
    [
        ("", datetime(2027, 3, 1, 9, tzinfo=UTC), "Once, on Monday 1 March at 09:00"),
        ("weekly", datetime(2027, 7, 2, 9, tzinfo=UTC), "Every Friday at 10:00"),
        ("fortnightly", datetime(2027, 3, 3, 17, 30, tzinfo=UTC), "Every other Wednesday at 17:30"),
        ("monthly", datetime(2027, 3, 27, 9, tzinfo=UTC), "Every month on day 27 at 09:00"),
        ("monthly", datetime(2027, 3, 30, 9, tzinfo=UTC), "Every month on day 30, or the last one, at 10:00"),
    ],
)
def test_how_often_is_said_in_words(repeat: str, first: datetime, said: str) -> None:
    """A rhythm is told as one says it, in the community's own time."""
    assert said_rhythm(_rhythm(repeat, first)) == said


def test_every_choice_is_a_rule_and_nothing_else_is() -> None:
    """What the form offers can be kept; a made-up choice is refused."""
    for _, value in REPEATS:
        assert rule_of(value, datetime.fromisoformat("2027-03-01 09:00")).startswith("FREQ=")
    with pytest.raises(UnknownRepeat, match="choose from the list"):
        rule_of("hourly", datetime.fromisoformat("2027-03-01 09:00"))


def test_what_is_stopped_is_forgotten_and_stays_stopped() -> None:
    """Stopping forgets the plan; a second time it is refused."""
    gone = stopped(_rhythm("weekly", BEGIN))
    assert (gone.state, gone.plan, gone.next_at) == (RhythmState.STOPPED, "", None)
    with pytest.raises(RhythmOver):
        stopped(gone)
