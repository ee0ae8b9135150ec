"""Whatever people do, in whatever order: nobody sees something go wrong, and what is shown and found is what is so."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from functools import partial

import pytest

from community.people import CommunityId, TenantId
from dialogs.catalogue import entry_for, paint
from dialogs.turn import Drawn
from store.database import Connection, Database
from store.opened import Store
from tests.support.cards import Json
from tests.support.stage import Stage
from tests.support.wanderers import Wanderer

ROUNDS = 40
FOLLOWING = ("ask:", "outcome:", "poll:", "polloutcome:", "checkin:", "prompt:", "arrival:")
"""What stands in the channel and is brought up to date whatever happens."""
TIMES: tuple[dict[str, float], ...] = ({"minutes": 20}, {"hours": 5}, {"days": 1}, {"days": 8}, {"days": 40})


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_people_do(stage: Stage, seed: int) -> None:
    """Six people do anything at the same time, come and go, and time goes by: no trouble, and every card and entry is right."""
    await stage.opens()
    chance = random.Random(seed)  # noqa: S311 - plays, and keeps no secret
    people = [Wanderer(stage, player.member, chance) for player in stage.people("Amara", "Ben", "Chidi", "Dana", "Efe", "Farah")]

    for _ in range(ROUNDS):
        await asyncio.gather(*(somebody.acts() for somebody in people))
        if chance.random() < 0.2:
            await _life_goes_on(stage, people, chance)
    await stage.settles()

    assert [trouble for somebody in people for trouble in somebody.troubles] == []
    assert stage.count("SELECT count(*) FROM due WHERE failed") == 0
    database = Database(stage.rules.database)
    try:
        shown, found = database.run(partial(_as_they_are, list(_in_the_channel(stage)))), database.run(partial(_entries, stage))
    finally:
        database.close()
    assert len(shown) > 3
    assert [subject for subject, card, now in shown if card != now] == []
    assert found == []


async def _life_goes_on(stage: Stage, people: list[Wanderer], chance: random.Random) -> None:
    """Time goes by, or somebody leaves, or is back."""
    await stage.settles()
    who = chance.choice(people[1:]).member
    match chance.choice(("time", "time", "people")):
        case "time":
            await stage.moves(**chance.choice(TIMES))
        case _ if who in stage.teams.world.roster():
            await stage.teams.remove_member(who)
        case _:
            await stage.teams.add_member(who.name)
    await stage.settles()


def _in_the_channel(stage: Stage) -> Iterator[tuple[str, str, str, Json]]:
    """(tenant, community, subject, card) of what follows and still stands."""
    for tenant, community, subject, message in stage.rows("SELECT tenant_id, community_id, subject, message FROM postings"):
        standing = stage.teams.world.messages[message]
        if subject.startswith(FOLLOWING) and not standing.deleted:
            yield tenant, community, subject, standing.cards[0]


def _as_they_are(shown: list[tuple[str, str, str, Json]], connection: Connection) -> list[tuple[str, Json, Json | None]]:
    """Each card as it is shown, and as it would be drawn now."""
    found = []
    for tenant, community, subject, card in shown:
        drawn = paint(subject, Store(connection, TenantId(tenant), CommunityId(community)))
        found.append((subject, card, drawn.card if isinstance(drawn, Drawn) else None))
    return found


def _entries(stage: Stage, connection: Connection) -> list[str]:
    """What the search holds and is not so."""
    wrong = []
    for tenant, community, ref, kind, topics, weight in stage.rows(
        "SELECT tenant_id, community_id, ref, kind, topics, weight FROM entries"
    ):
        entry = entry_for(ref, Store(connection, TenantId(tenant), CommunityId(community)))
        if entry is None or (entry.kind, " ".join(entry.topics), entry.weight) != (kind, topics, weight):
            wrong.append(ref)
    return wrong
