"""`python -m bench`: Canopy beside the stock bot and a bare server, against one local connector."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from bench import bots
from bench.bots import Bot, Service, running_service
from bench.contest import Backstage, Cell, Lane, backstage, contest
from bench.endurance import endurance
from bench.filing import FilingBench
from bench.finding import FindingBench
from bench.history import FEW, MANY, history
from bench.people import PeopleBench
from bench.report import Results
from bench.votes import Amounts, VoteBench
from tests.support.databases import Postgres, postgres

RESULTS = Path(__file__).resolve().parent / "results"
JOBS, LATENCIES, CONNECTIONS = ("message", "press"), (0, 30), (1, 16, 64)
STARTS = 3


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float
    """For each round of each cell."""
    enduring: int
    """Turns for the look at memory."""
    looks: int
    """Turns of each kind for the look at a long past; at most 60 for each of its communities."""
    votes: Amounts
    entries: int
    """Stored for the look at finding."""
    searches: int
    """Of each kind."""


QUICK = Plan(
    rounds=1, seconds=0.7, enduring=3_000, looks=200, votes=Amounts(6.0, 2_000, 20_000, 200), entries=100_000, searches=100
)
FULL = Plan(
    rounds=3, seconds=3.0, enduring=20_000, looks=1_000, votes=Amounts(60.0, 5_000, 100_000, 1_000), entries=100_000, searches=400
)


@dataclass
class Bench:
    """One run."""

    plan: Plan
    folder: Path
    service: Service
    stage: Backstage
    server: Postgres | None
    results: Results

    async def run(self, *, everything: bool) -> None:
        """Measure all of it, or votes alone."""
        if everything:
            await self._run()
            await asyncio.to_thread(self._find)
            self.results.filing = await FilingBench(self.folder, _say).run()
        self.results.votes = await VoteBench(self.plan.votes, self.folder, self.service, self.stage, self.server, _say).run()

    def _find(self) -> None:
        _finding(self.plan, self.folder, self.server, self.results)

    async def _run(self) -> None:
        """Start every bot, measure all but votes, stop every bot."""
        with ExitStack() as databases:
            entrants = self._entrants(databases)
            try:
                lanes = [await self._entered(bot) for bot in entrants]
                await self._compete(lanes)
                for lane in lanes:
                    if lane.bot.database:
                        _say(f"{self.plan.enduring:,} turns: {lane.bot.name}")
                        growth = await endurance(lane, self.plan.enduring, self.service.bearer)
                        self.results.growth[lane.bot.name] = growth
            finally:
                for bot in entrants:
                    await bot.stop()
        await self._look_back()

    def _entrants(self, databases: ExitStack) -> list[Bot]:
        found = [bots.canopy(self.service, self.folder / "sqlite")]
        if self.server:
            url = databases.enter_context(self.server.fresh())
            found.append(bots.canopy(self.service, self.folder / "postgres", database=url))
        return [*found, bots.stock(self.service, self.folder / "stock"), bots.bare(self.service, self.folder / "bare")]

    async def _entered(self, bot: Bot) -> Lane:
        """Start a bot a few times, keep it running, and let it get to know the town."""
        _say(f"Starting {bot.name}")
        self.results.bots.append(bot.name)
        self.results.stores[bot.name] = bot.stores
        times = self.results.starts.setdefault(bot.name, [])
        for start in range(STARTS):
            if start:
                await bot.stop()
            times.append(await bot.start(self.service))
        lane = Lane(bot, self.service, self.stage)
        await lane.settle_in()
        return lane

    async def _compete(self, lanes: list[Lane]) -> None:
        cells = [Cell(job, wait, lines) for wait in LATENCIES for lines in CONNECTIONS for job in JOBS]
        _say(f"{len(cells)} cells of {len(lanes)} bots, {self.plan.rounds} round(s) of {self.plan.seconds:g} s each")
        self.results.scores = await contest(lanes, cells, self.stage, rounds=self.plan.rounds, seconds=self.plan.seconds)
        storing = [lane for lane in lanes if lane.bot.database]
        busy = [Cell("busy press", 0, 16)]
        self.results.scores |= await contest(storing, busy, self.stage, rounds=self.plan.rounds, seconds=self.plan.seconds)
        self.results.held = {lane.bot.name: lane.bot.rss_megabytes() for lane in lanes}

    async def _look_back(self) -> None:
        for kind in ("sqlite", *(["postgres"] if self.server else [])):
            for stored in (FEW, MANY):
                with ExitStack() as databases:
                    url = databases.enter_context(self.server.fresh()) if kind == "postgres" and self.server else ""
                    bot = bots.canopy(self.service, self.folder / f"past-{kind}-{stored}", database=url)
                    _say(f"{stored:,} asks stored: {bot.name}")
                    past = await history(bot, self.service, self.stage, stored=stored, turns=self.plan.looks)
                    self.results.pasts.setdefault(bot.name, []).append(past)


def _say(what: str) -> None:
    typer.echo(f"  {time.strftime('%H:%M:%S')}  {what}", err=True)


def _finding(plan: Plan, folder: Path, server: Postgres | None, results: Results) -> None:
    results.finding = FindingBench(plan.entries, plan.searches, folder, server, _say).run()
    results.people = PeopleBench(plan.searches, folder, server, _say).run()


def _find_only(plan: Plan, server: Postgres | None, results: Results) -> None:
    with tempfile.TemporaryDirectory(prefix="canopy-bench-", ignore_cleanup_errors=True) as name:
        _finding(plan, Path(name), server, results)


async def _file_only(results: Results) -> None:
    with tempfile.TemporaryDirectory(prefix="canopy-bench-", ignore_cleanup_errors=True) as name:
        results.filing = await FilingBench(Path(name), _say).run()


async def _measure(plan: Plan, results: Results, server: Postgres | None, *, everything: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="canopy-bench-", ignore_cleanup_errors=True) as name:
        async with running_service(Path(name)) as service, backstage(service) as stage:
            await Bench(plan, Path(name), service, stage, server, results).run(everything=everything)


def main(
    quick: Annotated[bool, typer.Option("--quick", help="About four minutes instead of half an hour.")] = False,
    on_postgres: Annotated[bool, typer.Option("--postgres", help="Canopy on PostgreSQL as well.")] = False,
    votes_only: Annotated[bool, typer.Option("--votes", help="Measure votes and nothing else; keep no page.")] = False,
    finding_only: Annotated[
        bool, typer.Option("--finding", help="Measure finding and nothing else: bench/results/finding.md.")
    ] = False,
    filing_only: Annotated[
        bool, typer.Option("--filing", help="Measure filing and nothing else: bench/results/filing.md.")
    ] = False,
) -> None:
    """Measure, print what was found, and keep it in bench/results."""
    results = Results(quick=quick)
    with ExitStack() as stack:
        server = stack.enter_context(postgres()) if on_postgres else None
        plan = QUICK if quick else FULL
        if finding_only:
            _find_only(plan, server, results)
        elif filing_only:
            uvloop.run(_file_only(results))
        else:
            uvloop.run(_measure(plan, results, server, everything=not votes_only))
    page = results.as_page()
    typer.echo(page)
    if not votes_only:
        kept = "finding" if finding_only else "filing" if filing_only else "latest"
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{kept}.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
