"""What was measured, as a page a person can read."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version

import psutil

from bench.contest import Cell, Score
from bench.endurance import Growth
from bench.filing import Filing, filing_section
from bench.finding import Finding, finding_section
from bench.history import Past
from bench.people import people_section
from bench.stores import Cost
from bench.tables import table
from bench.vote_report import votes_section
from bench.votes import Votes

STOCK = "stock CloudAdapter"
JOBS = {"message": "message", "press": "press", "busy press": "press, 10 busy cards"}


@dataclass
class Results:
    """Everything one run of the bench found out."""

    bots: list[str] = field(default_factory=list)
    stores: dict[str, str] = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    """Seconds to the first answered turn, start after start; the first start of a bot that stores makes its database."""
    scores: dict[tuple[str, Cell], Score] = field(default_factory=dict)
    held: dict[str, float] = field(default_factory=dict)
    """MB after the contest."""
    growth: dict[str, Growth] = field(default_factory=dict)
    pasts: dict[str, list[Past]] = field(default_factory=dict)
    finding: dict[str, Finding] = field(default_factory=dict)
    people: dict[str, dict[str, Cost]] = field(default_factory=dict)
    filing: Filing | None = None
    votes: Votes | None = None
    quick: bool = False

    @property
    def cells(self) -> list[Cell]:
        """What was measured for every bot, in the order it was measured."""
        found = dict.fromkeys(cell for _, cell in self.scores)
        return [cell for cell in found if all((bot, cell) in self.scores for bot in self.bots)]

    def as_page(self) -> str:
        """The page, in Markdown."""
        parts = [HEAD.rstrip().format(kind="A quick run" if self.quick else "A full run", **_surroundings())]
        if self.bots:
            parts += [CONTEST.rstrip(), *self._contest()]
        if self.finding:
            parts.append("## Finding\n\n" + finding_section(self.finding))
        if self.people:
            parts.append("## People\n\n" + people_section(self.people))
        if self.filing:
            parts.append("## Filing\n\n" + filing_section(self.filing))
        if self.votes:
            parts.append("## Votes\n\n" + votes_section(self.votes))
        return "\n\n".join(parts) + "\n"

    def _contest(self) -> list[str]:
        parts = [
            "## CPU of the bot's process for a turn, ms\n\n" + self._cpu(),
            "## Turns answered in a second\n\n" + self._compared(lambda score: f"{score.rate:,.0f}"),
            "## Time to the answer, ms (p50 / p99)\n\n" + self._compared(lambda score: f"{score.p50:.1f} / {score.p99:.1f}"),
            "## What it takes besides\n\n" + self._besides(),
        ]
        if self.growth:
            parts.append("## Memory over many turns\n\n" + self._memory())
        if self.pasts:
            parts.append("## With a long past\n\n" + self._past())
        return parts

    def _row(self, cell: Cell) -> list[str]:
        return [JOBS[cell.job], f"{cell.latency} ms", str(cell.connections)]

    def _compared(self, show: Callable[[Score], str]) -> str:
        rows = [[*self._row(cell), *(show(self.scores[bot, cell]) for bot in self.bots)] for cell in self.cells]
        return table(["turn", "service", "connections", *self.bots], rows)

    def _cpu(self) -> str:
        rows = []
        for cell in self.cells:
            stock = self.scores[STOCK, cell].cpu_ms
            figures = [f"{self.scores[bot, cell].cpu_ms:.2f}" for bot in self.bots]
            ratios = [f"{stock / self.scores[bot, cell].cpu_ms:.1f}x" for bot in self.bots if bot != STOCK]
            rows.append([*self._row(cell), *figures, *ratios])
        heads = [f"stock : {bot}" for bot in self.bots if bot != STOCK]
        extra = [self._busy(bot, cell, score) for (bot, cell), score in self.scores.items() if cell.job == "busy press"]
        return "\n\n".join([table(["turn", "service", "connections", *self.bots, *heads], rows), *extra])

    def _busy(self, bot: str, cell: Cell, score: Score) -> str:
        spread = self.scores.get((bot, Cell("press", cell.latency, cell.connections)))
        often = f" (spread over 800 cards: {spread.per_thousand('edits') / 1000:.2f})" if spread else ""
        return (
            f"{bot}: when all press on ten cards only, a press costs {score.cpu_ms:.2f} ms with "
            f"{score.per_thousand('edits') / 1000:.2f} card edits a press{often}; {score.rate:,.0f} presses a second."
        )

    def _besides(self) -> str:
        rows = []
        for bot in self.bots:
            scores = [score for (name, cell), score in self.scores.items() if name == bot and cell.job == "message"]
            turns = sum(one.turns for score in scores for one in score.samples)
            opened = sum(one.connections for score in scores for one in score.samples)
            asked = sum(one.tokens for score in scores for one in score.samples)
            first, later = self.starts[bot][0], self.starts[bot][1:]
            rows.append(
                [bot, self.stores[bot], f"{opened * 1000 / turns:.1f}", f"{asked * 1000 / turns:.1f}",
                 f"{first:.2f}", f"{sorted(later)[len(later) // 2]:.2f}" if later else "", f"{self.held[bot]:.0f}"]
            )  # fmt: skip
        return table(
            ["bot", "stores in", "TCP connections opened for 1,000 messages", "login requests for 1,000 messages",
             "first start to first answer, s", "later starts, s", "RSS after the contest, MB"],
            rows,
        )  # fmt: skip

    def _memory(self) -> str:
        rows = [
            [bot, f"{max(growth.held):,}", f"{growth.first:.0f}", f"{growth.last:.0f}", f"{growth.per_thousand:+.3f}"]
            for bot, growth in self.growth.items()
        ]
        return table(["bot", "turns", "RSS before, MB", "after, MB", "growth for 1,000 turns once settled, MB"], rows)

    def _past(self) -> str:
        rows = []
        for bot, pasts in self.pasts.items():
            for job in pasts[0].costs:
                costs = [past.costs[job] for past in pasts]
                rows.append([bot, job, *(f"{cost.cpu_ms:.2f} / {cost.p50:.1f}" for cost in costs),
                             f"{costs[-1].cpu_ms / costs[0].cpu_ms:.2f}x"])  # fmt: skip
        stored = [f"{past.stored:,} asks stored" for past in next(iter(self.pasts.values()))]
        note = (
            "CPU ms a turn, one turn after the other in 100 communities / ms to the answer (p50) in the one community that "
            "holds half of what is stored."
        )
        return f"{note}\n\n" + table(["bot", "turn", *stored, "CPU, last : first"], rows)


HEAD = """# The bench

{kind} of `make bench` on {cores} cores, Python {python}, botbuilder {sdk}, aiohttp {aiohttp}.
Compare within this page only: the next machine, and the next hour, are others."""
CONTEST = """\
* **Canopy, message**: an @-mention that asks. Answered when the ask is durable (a full sync to disk); the card is posted by the
  courier, and its CPU counts until all cards are delivered. The turns come from 800 tenants, each with a community of its own,
  because Canopy keeps to what Teams allows: 50 posts a second in a tenant, 60 in 30 seconds in a channel.
* **Canopy, press**: "Same here", durable, answered with the card; the edits of the channel's cards are counted in.
* **stock CloudAdapter** and **bare aiohttp + JWT** store nothing: a message is one text reply, an invoke a 3 KB card."""


def _surroundings() -> dict[str, object]:
    return {
        "cores": psutil.cpu_count(),
        "python": platform.python_version(),
        "sdk": version("botbuilder-core"),
        "aiohttp": version("aiohttp"),
    }
