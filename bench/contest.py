"""Side by side: every bot gets the same turns from the same clients, in rounds that alternate between the bots."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.bots import Bot, BotFailed, Service
from bench.load import Crowd, NextTurn
from bench.town import TENANTS, Card, channel
from bench.waiting import Waiting

DELIVERED_SECONDS = 60.0
CARD = b"AdaptiveCard"
BUSY = 10


@dataclass(frozen=True, order=True)
class Cell:
    """One thing that is measured: a job under so many connections, with a service that takes `latency` ms."""

    job: str
    latency: int
    connections: int


@dataclass
class Sample:
    """One round of one cell. Seconds are wall clock."""

    turns: int
    seconds: float
    delivered_seconds: float
    """Until everything that the turns gave rise to was delivered, too."""
    cpu: float
    p50: float
    p99: float
    posts: int
    edits: int
    connections: int
    tokens: int


@dataclass
class Score:
    """All rounds of one bot in one cell."""

    samples: list[Sample] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """CPU of the bot's process for a turn, in ms."""
        return _median(one.cpu * 1000 / one.turns for one in self.samples)

    @property
    def rate(self) -> float:
        """Turns answered in a second."""
        return _median(one.turns / one.seconds for one in self.samples)

    @property
    def delivered_rate(self) -> float:
        """Turns in a second with all their deliveries made."""
        return _median(one.turns / one.delivered_seconds for one in self.samples)

    @property
    def p50(self) -> float:
        """Half the turns were answered within so many ms."""
        return _median(one.p50 for one in self.samples)

    @property
    def p99(self) -> float:
        """All but one in a hundred turns were answered within so many ms."""
        return _median(one.p99 for one in self.samples)

    def per_thousand(self, what: str) -> float:
        """How many of `what` there were for 1,000 turns."""
        return float(sum(getattr(one, what) for one in self.samples) * 1000 / max(1, sum(one.turns for one in self.samples)))


class Backstage:
    """The bench's own door to the local connector."""

    def __init__(self, session: aiohttp.ClientSession, service: Service) -> None:
        self._session = session
        self._url = service.backstage_url

    async def counts(self) -> dict[str, int]:
        """What all bots did so far."""
        async with self._session.get(f"{self._url}/counts") as response:
            return dict(await response.json())

    async def latency(self, milliseconds: int) -> None:
        """Let every answer of the service take this long."""
        await (await self._session.get(f"{self._url}/counts", params={"latency_ms": milliseconds})).read()

    async def remember(self, wanted: int) -> None:
        """Keep the next cards of asks."""
        await (await self._session.get(f"{self._url}/counts", params={"wanted": wanted})).read()

    async def limit(self, limited: bool) -> None:
        """Let big rooms take no more than Teams does, or anything."""
        await (await self._session.get(f"{self._url}/counts", params={"limited": str(int(limited))})).read()

    async def edits(self, message: str) -> dict[str, Any] | None:
        """How often a card in a big room was edited, when last, and what it says now; None before the first time."""
        async with self._session.get(f"{self._url}/edits", params={"message": message}) as response:
            found: dict[str, Any] | None = await response.json()
            return found

    async def cards(self) -> list[Card]:
        """The cards that were kept."""
        async with self._session.get(f"{self._url}/cards") as response:
            return [Card(**one) for one in await response.json()]


@asynccontextmanager
async def backstage(service: Service) -> AsyncIterator[Backstage]:
    """Open that door."""
    async with aiohttp.ClientSession() as session:
        yield Backstage(session, service)


class Lane:
    """One bot in the contest, with the turns it is sent."""

    def __init__(self, bot: Bot, service: Service, stage: Backstage, *, tenants: int = TENANTS) -> None:
        self.bot = bot
        self.first_card = Card(channel(0), "1", "1")
        self._service = service
        self._stage = stage
        self.waiting = Waiting(bot.database)
        self._tenants = tenants
        self._numbers = itertools.cycle(range(tenants))
        self._cards = self._busy_cards = itertools.cycle([self.first_card])

    async def settle_in(self) -> None:
        """Let every tenant ask and press once, so that everybody is known; keep the cards that are pressed from then on."""
        if not self.bot.database:
            return
        await self._stage.remember(self._tenants)
        crowd = Crowd(self.bot.port, self._service.bearer, 16)
        await crowd.drive(self._message, turns=self._tenants)
        await self.waiting.delivered(DELIVERED_SECONDS)
        cards = await self._stage.cards()
        if len(cards) < self._tenants:
            raise BotFailed(f"{self.bot.name} posted {len(cards)} cards of {self._tenants}; see {self.bot.child.log}")
        self.first_card = min(cards, key=lambda card: card.conversation)
        self._cards, self._busy_cards = itertools.cycle(cards), itertools.cycle(cards[:BUSY])
        await crowd.drive(self._press, expected=CARD, turns=self._tenants)
        await self.waiting.delivered(DELIVERED_SECONDS)
        crowd.close()

    def turn_of(self, job: str) -> tuple[NextTurn, bytes]:
        """What to send for a job, and what the answer must hold."""
        turns = {"message": self._message, "press": self._press, "busy press": self._busy_press, "list": self._list}
        return turns[job], CARD if job.endswith("press") else b""

    def _message(self) -> bytes:
        return self._service.town.message(next(self._numbers))

    def _press(self) -> bytes:
        return self._service.town.press(next(self._cards))

    def _busy_press(self) -> bytes:
        return self._service.town.press(next(self._busy_cards))

    def _list(self) -> bytes:
        return self._service.town.message(next(self._numbers), "asks")

    async def sample(self, cell: Cell, seconds: float) -> Sample:
        """Measure one cell once; a bot that keeps connections opens them before, in a short warm-up that does not count."""
        next_turn, expected = self.turn_of(cell.job)
        crowd = Crowd(self.bot.port, self._service.bearer, cell.connections)
        if self.bot.keeps_connections:
            await crowd.drive(next_turn, expected=expected, seconds=min(0.3, seconds / 3))
            await self.waiting.delivered(DELIVERED_SECONDS)
        before, cpu = await self._stage.counts(), self.bot.cpu_seconds()
        began = time.perf_counter()
        tally = await crowd.drive(next_turn, expected=expected, seconds=seconds)
        await self.waiting.delivered(DELIVERED_SECONDS)
        whole = time.perf_counter() - began
        cpu = self.bot.cpu_seconds() - cpu
        after = await self._stage.counts()
        crowd.close()
        made = {name: after[name] - before[name] for name in after}
        return Sample(
            turns=tally.turns,
            seconds=tally.seconds,
            delivered_seconds=whole if self.bot.database else tally.seconds,
            cpu=cpu,
            p50=tally.percentile(0.5),
            p99=tally.percentile(0.99),
            posts=made["posted"],
            edits=made["edited"],
            connections=made["connections"] + made["login_connections"],
            tokens=made["tokens"],
        )


def _median(figures: Iterable[float]) -> float:
    return float(statistics.median(figures))


async def contest(
    lanes: Sequence[Lane], cells: Sequence[Cell], stage: Backstage, *, rounds: int, seconds: float
) -> dict[tuple[str, Cell], Score]:
    """Measure every bot in every cell, `rounds` times, the bots taking turns."""
    scores: dict[tuple[str, Cell], Score] = {}
    for _ in range(rounds):
        for cell in cells:
            await stage.latency(cell.latency)
            for lane in lanes:
                score = scores.setdefault((lane.bot.name, cell), Score())
                score.samples.append(await lane.sample(cell, seconds))
                await asyncio.sleep(0.02)
    await stage.latency(0)
    return scores
