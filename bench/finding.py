"""What finding costs in a community with a hundred thousand entries: understanding what was written, and searching for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bench.shelves import COMMUNITY, EVERYWHERE, TENANT, Shelves, fill
from bench.stores import Cost, cost, on_each, settle, take_your_time, timed
from bench.tables import table
from community.finding import Entry, understood
from community.packs import pack_named
from store.database import Database
from store.opened import Store
from tests.support.databases import Postgres

PAGE = 8
NOTHING = Cost(0, 0, 0)
Asking = Callable[[random.Random, tuple[str, ...]], str]
"""What somebody writes behind "find", from words of the community's own, the most used first."""

FIELD = (
    "capacity assessment template", "briefings about hoarding", "best interests meeting", "dols", "self-neglect guidance",
    "learning from reviews about self-neglect", "how do I record a best interests decision", "lasting power of attorney",
    "mental capacity act procedure", "what good looks like in supervision",
)  # fmt: skip

ASKED: dict[str, Asking] = {
    "words of the field": lambda dice, _: dice.choice(FIELD),
    "words of one's own": lambda dice, own: " ".join(dice.sample(own[20:2_000], 2)),
    "a word of half the entries": lambda dice, _: dice.choice(EVERYWHERE),
    "two such words": lambda dice, _: " ".join(dice.sample(EVERYWHERE, 2)),
    "four such words": lambda dice, _: " ".join(dice.sample(EVERYWHERE, 4)),
    "one such word, one rare": lambda dice, own: f"{dice.choice(EVERYWHERE)} {dice.choice(own[2_000:])}",
    "nothing has all of them": lambda dice, own: " ".join(dice.sample(own[500:], 4)),
    "a slip of the finger": lambda dice, own: _slip(dice, own),
    "filtered by topic": lambda dice, _: f"{dice.choice(EVERYWHERE)} #{dice.choice(('dols', 'hoarding', 'lpa'))}",
    "filtered by kind": lambda dice, own: f"templates about {dice.choice(own[:300])}",
    "a kind and nothing else": lambda dice, _: dice.choice(("templates", "recordings", "kind:guidance")),
    "while it is typed": lambda dice, own: f"{dice.choice(EVERYWHERE)} {dice.choice(own[:2_000])[:3]}",
}


def _slip(dice: random.Random, own: tuple[str, ...]) -> str:
    word = dice.choice([word for word in own[:2_000] if len(word) > 5])
    at = dice.randrange(2, len(word) - 1)
    return word[:at] + word[at + 1 :]


@dataclass
class Finding:
    """What was found out about finding on one database."""

    stored: int
    costs: dict[str, Cost] = field(default_factory=dict)
    kept: Cost = NOTHING
    """What it costs to put one more entry."""


@dataclass
class FindingBench:
    """One run: a community with a long past on each database."""

    stored: int
    searches: int
    """Of each kind."""
    folder: Path
    server: Postgres | None
    say: Callable[[str], None]

    def run(self) -> dict[str, Finding]:
        """Fill each database, search in it, and put more into it."""
        return on_each(self.folder / "finding.db", self.server, self._measure)

    def _measure(self, name: str, database: Database) -> Finding:
        self.say(f"{self.stored:,} entries to find: {name}")
        shelves, finding = Shelves(pack_named("")), Finding(self.stored)
        database.run(lambda connection: _fill(connection, shelves, self.stored))
        settle(database)
        for kind, asking in ASKED.items():
            dice = random.Random(kind)  # noqa: S311
            asked = [asking(dice, shelves.own) for _ in range(self.searches + 10)]
            times = [timed(database, partial(_search, asked=what)) for what in asked][10:]
            finding.costs[kind] = cost(times)
        more = [shelves.entry(self.stored + number) for number in range(self.searches)]
        finding.kept = cost([timed(database, partial(_put, entry=entry)) for entry in more])
        return finding


def _fill(connection: Connection, shelves: Shelves, many: int) -> None:
    take_your_time(connection)
    fill(connection, shelves, many)


def _search(connection: Connection, asked: str) -> int:
    """Find as a member does."""
    store = Store(connection, TENANT, COMMUNITY)
    return len(store.entries.search(understood(asked, pack_named(""), store.entries.near), PAGE))


def _put(connection: Connection, entry: Entry) -> int:
    Store(connection, TENANT, COMMUNITY).entries.put(entry)
    return 1


def finding_section(found: dict[str, Finding]) -> str:
    """What was found out, for people to read."""
    kinds = next(iter(found.values())).costs
    rows = [
        [kind, *(each.costs[kind].said for each in found.values()),
         f"{next(iter(found.values())).costs[kind].found:.1f}"]
        for kind in kinds
    ]  # fmt: skip
    rows.append(["an entry more", *(each.kept.said for each in found.values()), ""])
    stored = next(iter(found.values())).stored
    note = f"Milliseconds (p50 / p99) for one search, as it was written, in a community with {stored:,} entries."
    return f"{note}\n\n" + table(["what is looked for", *found, "on the first page"], rows)
