"""The part of the bench that is about votes: which waves go over which bots."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import bots
from bench.bots import Bot, Service
from bench.contest import Backstage
from bench.depth import Depth, depths
from bench.voting import Outcome, Polling, Wave
from tests.support.databases import Postgres

CROWDS = (150, 1_000)


@dataclass(frozen=True)
class Amounts:
    """How much is measured: how long a minute is, votes as fast as it goes, and answers in a full poll."""

    minute: float
    fastest: int
    full: int
    into_full: int
    """Votes into an empty poll, and as many into a full one."""


@dataclass
class Votes:
    """What was found out about votes."""

    minute: float
    outcomes: dict[tuple[str, Wave], Outcome] = field(default_factory=dict)
    depths: dict[str, list[Depth]] = field(default_factory=dict)


@dataclass
class VoteBench:
    """One run: Canopy on each database, and the naive bot."""

    amounts: Amounts
    folder: Path
    service: Service
    stage: Backstage
    server: Postgres | None
    say: Callable[[str], None]

    async def run(self) -> Votes:
        """Start each bot, let the waves go over it, and stop it."""
        votes = Votes(self.amounts.minute)
        with ExitStack() as databases:
            found = [bots.canopy(self.service, self.folder / "votes-sqlite")]
            if self.server:
                url = databases.enter_context(self.server.fresh())
                found.append(bots.canopy(self.service, self.folder / "votes-postgres", database=url))
            for bot in (*found, bots.naive(self.service, self.folder / "naive")):
                await bot.start(self.service)
                try:
                    await self._measure(bot, votes)
                finally:
                    await bot.stop()
        return votes

    async def _measure(self, bot: Bot, votes: Votes) -> None:
        polling = Polling(bot, self.service, self.stage)
        await polling.wave(Wave(20, 4))  # opens connections and fills caches; not counted
        waves = [Wave(crowd, self.amounts.minute) for crowd in CROWDS] + [Wave(self.amounts.fastest, 0)]
        if bot.database:
            waves += [Wave(wave.voters, wave.seconds, anonymous=True) for wave in waves]
        else:
            waves.pop()  # nobody gets an answer in the end when its card is edited as fast as it goes
        for wave in waves:
            pace = f"in {wave.seconds:g} s" if wave.seconds else "as fast as it goes"
            self.say(f"{wave.voters:,} votes {pace}, {'anonymous' if wave.anonymous else 'named'}: {bot.name}")
            votes.outcomes[bot.name, wave] = await polling.wave(wave)
        if bot.database:
            self.say(f"A poll with {self.amounts.full:,} answers: {bot.name}")
            votes.depths[bot.name] = await depths(polling, answers=self.amounts.full, votes_cast=self.amounts.into_full)
