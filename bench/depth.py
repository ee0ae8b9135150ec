"""What a vote costs in a poll that nobody has answered, and in one that a hundred thousand people have."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, text, update

from bench.bots import Bot
from bench.contest import CARD, DELIVERED_SECONDS
from bench.load import Crowd
from bench.town import POLL_OPTIONS
from bench.voting import Polling, Room
from bench.waiting import Waiting
from store.ballot_papers import Papers
from store.ballot_tree import Tree
from store.database import Database
from store.leaves import Slip
from store.schema_activities import poll_options, polls, votes
from store.schema_ballots import boxes
from store.seals import Seals

ROUNDS = 5


@dataclass(frozen=True)
class Depth:
    """The cost of a vote in a poll with so many answers: CPU ms of the bot's process, and ms to the answer (p50)."""

    answers: int
    anonymous: bool
    cpu_ms: float
    p50: float


async def depths(polling: Polling, *, answers: int, votes_cast: int) -> list[Depth]:
    """Measure empty polls and full ones, named and anonymous, by turns."""
    found = []
    for anonymous in (False, True):
        empty, full = await polling.launch(anonymous=anonymous), await polling.launch(anonymous=anonymous)
        fill(polling.bot, full, answers, anonymous=anonymous)
        rooms = {0: empty, answers: full}
        costs: dict[int, list[tuple[float, float]]] = {stored: [] for stored in rooms}
        for _ in range(ROUNDS):
            for stored, room in rooms.items():
                costs[stored].append(await _cost(polling, room, votes_cast // ROUNDS))
        for stored, tries in costs.items():
            cpu, p50 = (statistics.median(figures) for figures in zip(*tries, strict=True))
            found.append(Depth(stored, anonymous, cpu, p50))
    return found


async def _cost(polling: Polling, room: Room, turns: int) -> tuple[float, float]:
    """One vote after the other."""
    crowd, cpu = Crowd(polling.bot.port, polling.service.bearer, 1), polling.bot.cpu_seconds()
    tally = await crowd.drive(polling.voting(room), expected=CARD, turns=turns)
    await Waiting(polling.bot.database).delivered(DELIVERED_SECONDS)
    crowd.close()
    return (polling.bot.cpu_seconds() - cpu) * 1000 / tally.turns, tally.percentile(0.5)


def fill(bot: Bot, room: Room, answers: int, *, anonymous: bool) -> None:
    """Put so many answers into a poll, of people who are not in the room."""
    if anonymous:
        _fill_box(bot, room.card.ask, answers)
        return
    database = Database(bot.database)
    database.run(lambda connection: _fill_poll(connection, room.card.ask, answers))
    if not database.on_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE votes"))
    database.close()


def _fill_poll(connection: Connection, poll: str, answers: int) -> None:
    keys = ("tenant_id", "community_id", "poll_id")
    found = connection.execute(select(polls.c.tenant_id, polls.c.community_id).where(polls.c.poll_id == poll)).one()
    whose = dict(zip(keys, (*found, poll), strict=True))
    at = datetime(2024, 1, 1, tzinfo=UTC)
    for start in range(0, answers, 5_000):
        rows = [
            {
                **whose,
                "member_id": f"past {number:06d}",
                "answer": f"[{1 + number % len(POLL_OPTIONS)}]",
                "press": 0,
                "voted_at": at,
            }
            for number in range(start, min(start + 5_000, answers))
        ]
        connection.execute(insert(votes), rows)
    each = answers // len(POLL_OPTIONS)
    connection.execute(update(polls).where(polls.c.poll_id == poll).values(answered=answers))
    connection.execute(update(poll_options).where(poll_options.c.poll_id == poll).values(votes=each))


def _fill_box(bot: Bot, poll: str, answers: int) -> None:
    """Put ballots into the box under seals of its own key, in one transaction."""
    matter = f"poll:{poll}"
    seals, papers = Seals(Path(bot.child.environment["CANOPY_DATA_DIR"]) / "keys"), Papers(bot.database)
    sealed = sorted(seals.seal(matter, f"past {number:06d}") for number in range(answers))
    with papers.transaction() as connection:
        number = connection.execute(select(boxes.c.number).where(boxes.c.box == matter)).scalar_one()
        tree = Tree(connection, number)
        for place, seal in enumerate(sealed):
            slip = Slip(bytes.fromhex(seal.tag), seal.veil, f"[{1 + place % len(POLL_OPTIONS)}]".encode())
            leaf = tree.leaf(slip.tag)
            tree.replace(leaf, leaf.put(slip))
        connection.execute(update(boxes).where(boxes.c.box == matter).values(answered=f"{answers:09}"))
    papers.moved()
    papers.tidy()
    papers.close()
