"""How fast Canopy may speak."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import BREATH_SECONDS, FULL_ROUND, MARGIN, TENANT, THREAD, Pace, Window, breath, channel_of

CHANNEL = "19:somewhere@thread.tacv2"
THREADS = [f"{CHANNEL};messageid={n}" for n in range(3)]
ELSEWHERE = [f"19:place-{n}@thread.tacv2" for n in range(60)]
LATENCIES = st.lists(st.tuples(st.floats(0, 0.6), st.floats(0, 0.6)), min_size=30, max_size=90)


def _spoken(pace: Pace, places: Sequence[str], delays: list[tuple[float, float]]) -> list[tuple[float, str]]:
    """Speak as fast as allowed, each call on its way and back for as long as `delays` says. Returns when Teams saw what."""
    now, seen, answers = 0.0, [], list[tuple[float, str]]()
    for n, (there, back) in enumerate(delays):
        place = places[n % len(places)]
        while (free := pace.free_at("tenant", place, now)) > now:
            if answers and answers[0][0] <= free:
                now, answered = heapq.heappop(answers)
                pace.end("tenant", answered, now)
            else:
                now = free
        pace.plan("tenant", place)
        pace.begin()
        seen.append((now + there, place))
        heapq.heappush(answers, (now + there + back, place))
    return sorted(seen)


def _most_within(times: list[float], seconds: float) -> int:
    return max((sum(start <= at < start + seconds for at in times) for start in times), default=0)


def _keeps(times: list[float], windows: Sequence[Window]) -> bool:
    return all(_most_within(times, seconds) <= count for count, seconds in windows)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(LATENCIES)
def test_a_channel_never_hears_more_than_teams_allows(delays: list[tuple[float, float]]) -> None:
    """However uneven the network is, Teams counts no more calls to a channel than it takes, all its threads together."""
    seen = _spoken(Pace(), THREADS, delays)

    assert _keeps([at for at, _ in seen], THREAD)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(LATENCIES)
def test_a_tenant_never_hears_more_than_teams_allows(delays: list[tuple[float, float]]) -> None:
    """Sixty channels at once share the fifty calls a second of their tenant."""
    seen = _spoken(Pace(), ELSEWHERE, delays * 2)

    assert _keeps([at for at, _ in seen], TENANT)


def test_what_is_allowed_is_used() -> None:
    """Seven calls leave at once, and sixty take hardly longer than the limits make them."""
    seen = [at for at, _ in _spoken(Pace(), [CHANNEL], [(0.0, 0.0)] * 61)]

    assert seen[6] == 0.0
    assert 0 < seen[7] <= 1.0 + MARGIN
    assert 30 <= seen[60] <= 30 + 2 * MARGIN


def test_the_hour_counts_too() -> None:
    """After 1,800 calls in an hour a channel is quiet until the hour is over."""
    seen = [at for at, _ in _spoken(Pace(), [CHANNEL], [(0.0, 0.0)] * 1_801)]

    assert seen[1_800] >= 3_600


def test_a_pause_holds_one_channel_only() -> None:
    """When Teams asks to wait in a channel, all its threads wait, and no other place."""
    pace = Pace()
    pace.pause(THREADS[0], 100.0)
    pace.pause(THREADS[1], 50.0)

    assert [pace.free_at("tenant", place, 10.0) for place in [CHANNEL, THREADS[2], ELSEWHERE[0]]] == [100.0, 100.0, 10.0]


def test_what_was_planned_and_not_begun_does_not_count() -> None:
    """A round that came to nothing uses up nothing."""
    pace = Pace()
    for _ in range(7):
        pace.plan("tenant", CHANNEL)
    assert math.isinf(pace.free_at("tenant", CHANNEL, 0.0))
    pace.forget_plans()

    assert pace.free_at("tenant", CHANNEL, 0.0) == 0.0


def test_a_thread_belongs_to_its_channel() -> None:
    """A thread is counted with its channel; a chat is its own."""
    assert [channel_of(place) for place in [THREADS[0], CHANNEL, "a:1chat"]] == [CHANNEL, CHANNEL, "a:1chat"]


def test_only_a_busy_courier_draws_breath() -> None:
    """What one member waits for is sent at once. Where much is said, the next round takes together what came meanwhile."""
    assert breath(FULL_ROUND - 1, 0.0) == 0.0
    assert math.isclose(breath(FULL_ROUND, 0.02), BREATH_SECONDS - 0.02)
    assert breath(FULL_ROUND, BREATH_SECONDS + 0.01) == 0.0
