"""A hundred and fifty people vote at once, and Teams takes no more from Canopy than it takes from any bot."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.pace import TEAMS_SPEED
from community.people import CommunityId, TenantId
from dialogs.catalogue import paint
from dialogs.turn import Drawn
from sandbox.answers import Answer
from sandbox.people import Member
from sandbox.world import Message
from store.database import Connection, Database
from store.opened import Store
from tests.support.cards import Json, words_of
from tests.support.launch_players import launches_at_once
from tests.support.players import Player
from tests.support.stage import Stage, set_stage

ROOM = 150
AT_ONCE = 40
"""Presses under way in the same moment: as many as a slow machine that does other things as well answers in time."""
OPTIONS = ("Mentoring", "Onboarding", "Risk")


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Stage]:
    """A team of a hundred and fifty, in a Teams that enforces its limits; Canopy speaks as fast as it does to the real one."""
    async with set_stage(database_url, speed=TEAMS_SPEED) as stage:
        stage.teams.crowd(ROOM - len(stage.teams.world.roster()))
        await stage.opens()
        stage.teams.limits = True
        yield stage


async def _all_press(stage: Stage, card: Message, buttons: Sequence[Json]) -> list[Answer]:
    """Everybody presses a button at once; one in ten presses comes again later, half of those under a new id."""
    people = stage.teams.world.roster()
    assert len(people) == ROOM

    crush = asyncio.Semaphore(AT_ONCE)

    async def press(number: int, member: Member) -> Answer:
        async with crush:
            return await stage.teams.press(member, card, buttons[number % len(buttons)])

    answers = await asyncio.gather(*(press(number, member) for number, member in enumerate(people)))
    pressed = [activity for activity in stage.teams.sent if activity.get("name") == "adaptiveCard/action"][-ROOM:]
    again = await asyncio.gather(*(stage.teams.redeliver(one, new_id=bool(n % 2)) for n, one in enumerate(pressed[::10])))
    assert {status for status, _ in again} == {200}
    return answers


def _check_limits(stage: Stage, card: Message, began: int) -> None:
    """Since `began` nothing was refused, and the card was edited no more than once a second."""
    asked = [request for request in stage.teams.requests[began:] if request.area == "connector"]
    assert {request.status for request in asked} <= {200, 201}
    edits = [request.at for request in asked if request.method == "PUT" and card.id in request.path]
    assert edits
    assert len(edits) <= edits[-1] - edits[0] + 2  # they leave a second apart; a busy machine takes them in less evenly
    assert len(asked) <= len(edits) + 3


def _as_it_is_now(stage: Stage, card: Message) -> Json:
    """The card of a poll as Canopy would draw it now."""
    [(tenant, community, subject)] = stage.rows(
        "SELECT tenant_id, community_id, subject FROM postings WHERE message = :message", message=card.id
    )

    def drawn(connection: Connection) -> Json:
        painted = paint(subject, Store(connection, TenantId(tenant), CommunityId(community)))
        assert isinstance(painted, Drawn)
        return painted.card

    database = Database(stage.rules.database)
    try:
        return database.run(drawn)
    finally:
        database.close()


async def _closes(facilitator: Player, card: Message) -> None:
    asked = await facilitator.sends(await facilitator.opens(card, "Manage"), "Close it now")
    await facilitator.sends(asked, "Close the poll")


async def test_everybody_in_a_big_room_votes_at_once(room: Stage) -> None:
    """Every press is answered with the card, nobody is lost or counted twice, and the channel's card keeps up unhurriedly."""
    amara = room.person("Amara")
    card = await launches_at_once(amara, f"poll: Which topic next? {' | '.join(OPTIONS)}")
    buttons = [amara.button(card, option) for option in OPTIONS]
    began = len(room.teams.requests)

    answers = await _all_press(room, card, buttons)
    await room.settles()

    assert Counter((answer.status, answer.kind) for answer in answers) == {(200, "card"): ROOM}
    assert room.count("SELECT count(DISTINCT member_id) FROM votes") == room.count("SELECT count(*) FROM votes") == ROOM
    assert [votes for (votes,) in room.rows("SELECT votes FROM poll_options ORDER BY number")] == [50, 50, 50]
    assert card.cards[0] == _as_it_is_now(room, card)
    assert "150" in words_of(card.cards[0])
    _check_limits(room, card, began)


async def test_everybody_in_a_big_room_votes_at_once_without_a_name(room: Stage) -> None:
    """The same, and until the poll is closed the card says only that enough have answered."""
    amara = room.person("Amara")
    card = await launches_at_once(amara, f"anonymous poll: Which topic next? {' | '.join(OPTIONS)}")
    buttons = [amara.button(card, option) for option in OPTIONS]
    began = len(room.teams.requests)

    answers = await _all_press(room, card, buttons)
    await room.settles()

    assert Counter((answer.status, answer.kind) for answer in answers) == {(200, "card"): ROOM}
    assert card.edited == 1
    assert "150" not in words_of(card.cards[0])
    _check_limits(room, card, began)

    await _closes(amara, card)
    await room.settles()

    assert card.cards[0] == _as_it_is_now(room, card)
    assert "150" in words_of(card.cards[0])
    [chart] = [element for element in card.cards[0]["body"] if element["type"] == "Chart.HorizontalBar"]
    assert [row["y"] for row in chart["data"]] == [50, 50, 50]
    assert room.count("SELECT count(*) FROM votes") == 0
