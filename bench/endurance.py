"""Whether memory stays flat over many turns."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from bench.contest import DELIVERED_SECONDS, Lane
from bench.load import Crowd

CONNECTIONS = 16
SETTLED = 0.25
"""The first quarter of the turns fills caches and pools; growth is counted after it."""


@dataclass(frozen=True)
class Growth:
    """What the process held, in MB, after so many turns."""

    held: dict[int, float]

    @property
    def first(self) -> float:
        """Before the first turn of the measurement."""
        return self.held[min(self.held)]

    @property
    def last(self) -> float:
        """After the last turn."""
        return self.held[max(self.held)]

    @property
    def per_thousand(self) -> float:
        """MB for each 1,000 turns once it had settled: the slope of the best line through what was held."""
        turns = max(self.held)
        points = [(at / 1000, held) for at, held in self.held.items() if at >= turns * SETTLED]
        middle = sum(x for x, _ in points) / len(points)
        spread = sum((x - middle) ** 2 for x, _ in points)
        return sum((x - middle) * held for x, held in points) / spread if spread else 0.0


async def endurance(lane: Lane, turns: int, bearer: str) -> Growth:
    """Let half the turns be messages and half presses, and look at the memory twenty times."""
    step = max(1, turns // 20)
    held = {0: lane.bot.rss_megabytes()}
    for done, job in zip(range(step, turns + 1, step), itertools.cycle(("message", "press")), strict=False):
        next_turn, expected = lane.turn_of(job)
        crowd = Crowd(lane.bot.port, bearer, CONNECTIONS)
        await crowd.drive(next_turn, expected=expected, turns=step)
        await lane.waiting.delivered(DELIVERED_SECONDS)
        crowd.close()
        held[done] = lane.bot.rss_megabytes()
    return Growth(held)
