"""What was found out about votes, as a section of the page."""

from __future__ import annotations

from bench.tables import table
from bench.votes import Votes
from bench.voting import Outcome, Wave

_HEADS = [
    "bot", "votes", "poll", "votes/s", "to the answer, p50 / p99 ms", "CPU ms a vote", "not answered", "lost / doubled",
    "outbound calls for 1,000 votes", "refused by Teams", "card fresh after, s", "results after closing, s",
]  # fmt: skip
_ABOUT = """A room of 1,000 people. The local connector enforces Teams' limits here (7 calls in 1 s, 8 in 2 s, 60 in 30 s to a
channel) and answers 429 beyond them. Each of the voters votes once, at a moment of their own within the time given; *as fast as
it goes* is 64 connections on which everybody votes and changes their mind. Canopy answers a vote when it is durable. An anonymous
poll's card says nothing of counts while it is open; its votes are counted in the results. The naive bot is the stock adapter
with votes in memory: it edits the channel's card in the turn of each vote.
CPU counts for the whole time, what a bot does while nobody votes included.
"""
_DEEP = "CPU ms a vote / ms to the answer (p50), one vote after the other, in a poll that is empty and in one with many answers."


def votes_section(votes: Votes) -> str:
    """The section, in Markdown."""
    rows = [_row(bot, wave, outcome) for (bot, wave), outcome in votes.outcomes.items()]
    parts = [_ABOUT.strip(), table(_HEADS, rows)]
    if votes.depths:
        parts += [_DEEP, _deep(votes)]
    return "\n\n".join(parts)


def _row(bot: str, wave: Wave, found: Outcome) -> list[str]:
    pace = f"in {wave.seconds:g} s" if wave.seconds else "as fast as it goes"
    return [
        bot,
        f"{wave.voters:,} {pace}",
        "anonymous" if wave.anonymous else "named",
        f"{found.answered / found.seconds:,.0f}",
        f"{found.p50:.1f} / {found.p99:.1f}",
        f"{found.cpu_ms:.2f}",
        str(found.failed),
        f"{found.lost} / {found.doubled}",
        f"{found.calls_per_thousand:.0f}",
        str(found.refused),
        "–" if wave.anonymous else "never" if found.fresh is None else f"{found.fresh:.1f}",
        "–" if found.results is None else f"{found.results:.1f}",
    ]


def _deep(votes: Votes) -> str:
    rows = []
    for bot, found in votes.depths.items():
        for anonymous in (False, True):
            costs = [one for one in found if one.anonymous is anonymous]
            figures = [f"{one.cpu_ms:.2f} / {one.p50:.1f}" for one in costs]
            rows.append([bot, "anonymous" if anonymous else "named", *figures, f"{costs[-1].cpu_ms / costs[0].cpu_ms:.2f}x"])
    stored = [f"{one.answers:,} answers" for one in next(iter(votes.depths.values()))[:2]]
    return table(["bot", "poll", *stored, "CPU, full : empty"], rows)
