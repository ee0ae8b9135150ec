"""Votes: how fast, how fresh, and whether each counts once. In big rooms, at the pace of people and as fast as it goes."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.bots import Bot, BotFailed, Service
from bench.contest import CARD, DELIVERED_SECONDS, Backstage
from bench.load import Crowd, Line, Refused, Tally
from bench.town import POLL_OPTIONS, ROOM_PEOPLE, ROOMS, Card
from bench.waiting import Waiting

FASTEST = 64
"""Connections when it goes as fast as it can."""
RESULTS_SECONDS = 60.0
PATIENCE_SECONDS = 15.0
"""So long Teams waits for the answer to a press; then the member reads that the app cannot be reached."""
_rooms: Iterator[int] = iter(ROOMS)


@dataclass(frozen=True, order=True)
class Wave:
    """So many people who vote within so many seconds, each once; 0 seconds: as fast as it goes, changing their votes."""

    voters: int
    seconds: float
    anonymous: bool = False


@dataclass
class Outcome:
    """What became of a wave. Seconds are wall clock, milliseconds from when a press was due to its answer."""

    answered: int
    failed: int
    """Presses that were not answered with the card, or not within the 15 s that Teams waits."""
    seconds: float
    p50: float
    p99: float
    cpu_ms: float
    """CPU of the bot's process for a vote, deliveries included."""
    calls: int
    """What the bot asked the connector."""
    refused: int
    """Of these, how many the connector refused: too many requests."""
    fresh: float | None
    """Seconds from the last answer until the channel's card said all; None where it says nothing of counts, or never did."""
    counted: int
    """Votes in the results."""
    voters: int
    results: float | None
    """Seconds from closing until the results stood on the card; None for a bot that cannot close."""

    @property
    def lost(self) -> int:
        """Answered votes that are not in the results."""
        return max(0, min(self.answered, self.voters) - self.counted)

    @property
    def doubled(self) -> int:
        """Votes in the results beyond one for each member."""
        return max(0, self.counted - self.voters)

    @property
    def calls_per_thousand(self) -> float:
        """Outbound calls for 1,000 votes."""
        return self.calls * 1000 / max(1, self.answered)


@dataclass
class Room:
    """A big room with its open poll. Every press carries the number that the member's card would."""

    card: Card
    presses: dict[int, int] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - plays, and keeps no secret

    def press_of(self, who: int) -> int:
        """The next press number of a member."""
        number = self.presses.get(who, -1) + 1
        self.presses[who] = number
        return number


@dataclass
class Polling:
    """Launches polls in a bot's big rooms and lets people vote."""

    bot: Bot
    service: Service
    stage: Backstage

    async def launch(self, *, anonymous: bool) -> Room:
        """Open a poll in a room that nobody has used yet."""
        await Waiting(self.bot.database).delivered(DELIVERED_SECONDS)
        await self.stage.remember(1)
        line = Line(self.bot.port, self.service.bearer)
        await line.turn(self.service.town.poll(next(_rooms), anonymous=anonymous))
        line.close()
        cards = await _until(self.stage.cards, DELIVERED_SECONDS)
        await Waiting(self.bot.database).delivered(DELIVERED_SECONDS)
        return Room(cards[0])

    async def wave(self, wave: Wave) -> Outcome:
        """Let a wave of votes go over a new poll, close it, and see what was counted."""
        room = await self.launch(anonymous=wave.anonymous)
        await self.stage.limit(True)
        before, cpu = await self.stage.counts(), self.bot.cpu_seconds()
        tally, failed = await self._people(room, wave) if wave.seconds else (await self._machine(room, wave.voters), 0)
        last = time.monotonic()
        await Waiting(self.bot.database).delivered(DELIVERED_SECONDS)
        cpu, after = self.bot.cpu_seconds() - cpu, await self.stage.counts()
        shown = await self.stage.edits(room.card.message)
        fresh = None
        if shown and not wave.anonymous and _counted_on(shown["card"]) == len(room.presses):
            fresh = max(0.0, shown["at"] - last)
        results = await self._close(room) if self.bot.database else None
        closed = await self.stage.edits(room.card.message)
        await self.stage.limit(False)
        return Outcome(
            answered=tally.turns, failed=failed, seconds=tally.seconds, p50=tally.percentile(0.5), p99=tally.percentile(0.99),
            cpu_ms=cpu * 1000 / max(1, tally.turns),
            calls=sum(after[name] - before[name] for name in ("posted", "edited", "refused")),
            refused=after["refused"] - before["refused"], fresh=fresh, counted=_counted_on(closed["card"]) if closed else 0,
            voters=len(room.presses), results=results,
        )  # fmt: skip

    async def _people(self, room: Room, wave: Wave) -> tuple[Tally, int]:
        """Each votes once, at a moment of their own: late answers do not keep the next from pressing."""
        tally, failed = Tally(0.0), 0
        moments = sorted(room.chance.uniform(0, wave.seconds) for _ in range(wave.voters))
        idle: list[Line] = []
        began = time.perf_counter()

        async def vote(who: int, moment: float) -> None:
            nonlocal failed
            await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
            line = idle.pop() if idle else Line(self.bot.port, self.service.bearer)
            try:
                await asyncio.wait_for(line.turn(self._vote(room, who), CARD), PATIENCE_SECONDS)
                tally.millis.append((time.perf_counter() - began - moment) * 1000)
                idle.append(line)
            except (Refused, OSError, TimeoutError):
                failed += 1
                line.close()

        async with asyncio.TaskGroup() as group:
            for who, moment in enumerate(moments):
                group.create_task(vote(who, moment))
        tally.seconds = time.perf_counter() - began
        for line in idle:
            line.close()
        return tally, failed

    async def _machine(self, room: Room, votes: int) -> Tally:
        """So many votes over many connections, the next as soon as the last was answered, from everybody by turns."""
        crowd = Crowd(self.bot.port, self.service.bearer, FASTEST)
        tally = await crowd.drive(self.voting(room), expected=CARD, turns=votes)
        crowd.close()
        return tally

    def voting(self, room: Room) -> Callable[[], bytes]:
        """Everybody in the room votes by turns, and changes their mind when their turn comes again."""
        whose = itertools.cycle(range(ROOM_PEOPLE))
        return lambda: self._vote(room, next(whose))

    def _vote(self, room: Room, who: int) -> bytes:
        option = room.chance.randint(1, len(POLL_OPTIONS))
        return self.service.town.vote(room.card, who, option, room.press_of(who))

    async def _close(self, room: Room) -> float:
        """Close the poll and return after how many seconds its results stood on the card."""
        seen = await self.stage.edits(room.card.message)
        line = Line(self.bot.port, self.service.bearer)
        began = time.monotonic()
        await line.turn(self.service.town.close(room.card))
        line.close()

        async def _results() -> float | None:
            shown = await self.stage.edits(room.card.message)
            if not shown or (seen and shown["count"] == seen["count"]) or f"{room.card.verb!r}" in str(shown["card"]):
                return None
            return float(shown["at"]) if _bars_on(shown["card"]) else None

        return max(0.0, float(await _until(_results, RESULTS_SECONDS)) - began)


async def _until(look: Callable[[], Any], seconds: float) -> Any:
    end = time.perf_counter() + seconds
    while not (found := await look()):
        if time.perf_counter() > end:
            raise BotFailed(f"it did not come within {seconds:g} s")
        await asyncio.sleep(0.02)
    return found


def _bars_on(card: Any) -> list[Any]:
    """The charts of a card, wherever they are."""
    if isinstance(card, list):
        return [found for part in card for found in _bars_on(part)]
    if not isinstance(card, dict):
        return []
    if card.get("type") == "Chart.HorizontalBar":
        return [card]
    return [found for part in card.values() for found in _bars_on(part)]


def _counted_on(card: Any) -> int:
    """How many votes the chart of a card shows."""
    charts = _bars_on(card)
    return sum(row["y"] for row in charts[0]["data"]) if charts else 0
