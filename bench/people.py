"""What looking for people costs in a community with ten thousand profiles: who knows, who is who, and who knows how much."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bench.finding import FIELD, PAGE
from bench.shelves import BEGAN, COMMUNITY, EVERYWHERE, TENANT, Shelves
from bench.stores import Cost, cost, on_each, settle, take_your_time, timed
from bench.tables import table
from community.communities import Community
from community.entries import profile_entry
from community.finding import understood
from community.packs import Pack, pack_named
from community.people import MemberId, Person, TeamsId
from community.profiles import Experience, Profile
from store.communities import Directory
from store.database import Database
from store.opened import Store
from tests.support.databases import Postgres

PROFILES = 10_000
AT_ONCE = 500
"""Profiles filled in one transaction: as many as a turn's time limit allows with room to spare."""
Looking = Callable[[Store, random.Random], int]


def _who_knows(store: Store, dice: random.Random, asked: tuple[str, ...]) -> int:
    """As a member looks: the words understood, the profiles found, their members' names."""
    pack = pack_named("")
    hits = store.entries.search(understood(dice.choice(asked), pack, store.entries.near), PAGE)
    return len(store.profiles.of([MemberId(hit.ref.partition(":")[2]) for hit in hits]))


def _who_is(store: Store, dice: random.Random) -> int:
    found = store.members.like(f"name {dice.randrange(10_000)}", PAGE)
    return len(store.profiles.of([member.id for member in found]))


def _helping(store: Store, dice: random.Random) -> int:
    topic = dice.choice(pack_named("").topics).slug
    return len(store.profiles.helping(topic, 5)) + len(store.profiles.learning(topic, 5))


def _map(store: Store, _: random.Random) -> int:
    return len(store.profiles.count_helping()) + len(store.profiles.count_learning())


LOOKED: dict[str, Looking] = {
    "who knows about …, words of the field": partial(_who_knows, asked=FIELD),
    "who knows about …, a word of half of them": partial(_who_knows, asked=EVERYWHERE),
    "who knows about …, four such words": partial(_who_knows, asked=(" ".join(EVERYWHERE[:4]), " ".join(EVERYWHERE[1:]))),
    "who is …": _who_is,
    "who can help with a topic": _helping,
    "the counts of the knowledge map": _map,
}


@dataclass
class PeopleBench:
    """One run: a community with many profiles on each database."""

    looks: int
    """Of each kind."""
    folder: Path
    server: Postgres | None
    say: Callable[[str], None]
    profiles: int = PROFILES

    def run(self) -> dict[str, dict[str, Cost]]:
        """Fill each database as members would, and look for people in it."""
        return on_each(self.folder / "people.db", self.server, self._measure)

    def _measure(self, name: str, database: Database) -> dict[str, Cost]:
        self.say(f"{self.profiles:,} profiles: {name}")
        database.run(_found)
        pages = Pages(pack_named(""))
        for start in range(0, self.profiles, AT_ONCE):
            database.run(partial(_fill, pages=pages, start=start, many=min(AT_ONCE, self.profiles - start)))
        settle(database)
        costs = {}
        for kind, looking in LOOKED.items():
            dice = random.Random(kind)  # noqa: S311
            costs[kind] = cost([timed(database, partial(_look, looking=looking, dice=dice)) for _ in range(self.looks + 10)][10:])
        return costs


class Pages:
    """Makes profiles; the same ones each time."""

    def __init__(self, pack: Pack) -> None:
        self._dice = random.Random(4711)  # noqa: S311
        self._topics = [topic.slug for topic in pack.topics]
        self._own = Shelves(pack).own

    def profiles(self, start: int, many: int) -> Iterator[Profile]:
        """So many, from a number on."""
        for number in range(start, start + many):
            dice = self._dice
            yield Profile(
                member=MemberId(f"m{number:06d}"), name=f"Name {number}", appreciated=self._words(25), matters=self._words(25),
                support=self._words(25), job=self._words(3), organisation=self._words(3), years=number % 40,
                experience=dice.choice(list(Experience)), can_help=tuple(dice.sample(self._topics, 3)),
                wants_to_learn=tuple(dice.sample(self._topics, 2)), written_at=BEGAN, confirmed_at=BEGAN,
            )  # fmt: skip

    def _words(self, many: int) -> str:
        common = [word for word in EVERYWHERE if self._dice.random() < 0.2]
        return " ".join(common + self._dice.choices(self._own[:5_000], k=many))


def _found(connection: Connection) -> None:
    community = Community(
        tenant=TENANT, id=COMMUNITY, home="19:long", team=None, service_url="https://teams.example/", bot="28:canopy", name="Long"
    )
    Directory(connection, TENANT).found(community, BEGAN)


def _fill(connection: Connection, pages: Pages, start: int, many: int) -> None:
    take_your_time(connection)
    store, pack = Store(connection, TENANT, COMMUNITY), pack_named("")
    made = list(pages.profiles(start, many))
    store.members.met(Person(id=each.member, teams_id=TeamsId(f"29:{each.member}"), name=each.name) for each in made)
    for profile in made:
        store.profiles.save(profile)
        entry = profile_entry(profile, pack)
        if entry is not None:
            store.entries.put(entry)


def _look(connection: Connection, looking: Looking, dice: random.Random) -> int:
    return looking(Store(connection, TENANT, COMMUNITY), dice)


def people_section(found: dict[str, dict[str, Cost]]) -> str:
    """What was found out, for people to read."""
    first = next(iter(found.values()))
    rows = [[kind, *(costs[kind].said for costs in found.values()), f"{first[kind].found:.1f}"] for kind in first]
    note = f"Milliseconds (p50 / p99) for one look, in a community with {PROFILES:,} profiles."
    return f"{note}\n\n" + table(["what is looked for", *found, "found"], rows)
