"""Canopy is killed while people vote without a name, and at every step of closing. Nothing is lost, doubled, or left behind."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.answers import Form
from sandbox.teams import Teams
from store.ballots import Ballots
from store.seals import Seals
from tests.support.cards import words_of
from tests.support.killing import CYCLES, House, chance, running
from tests.support.players import Player
from tests.support.poll_players import Poll, ends, poll
from tests.support.stage import Stage, rules_for

YES, NO = "Mentoring", "Onboarding"
PEOPLE = ("Ben", "Chidi", "Dana", "Efe", "Farah")
VOTES_EACH = 4 * CYCLES
PATIENCE = 500
"""How often somebody presses before they give up."""

pytestmark = pytest.mark.timeout(150 + 10 * CYCLES)


class Street:
    """One Canopy after the other on the same database, and the stage around them."""

    def __init__(self, teams: Teams, houses: list[House], database_url: str, folder: Path) -> None:
        self.stage = Stage(teams, rules_for(teams, database_url, folder, CANOPY_KEYS_DIR=folder / "keys"))
        self._houses = houses
        self._place = (teams, database_url, folder)

    async def starts(self, failpoint: str = "") -> House:
        """The next one, that dies at `failpoint`."""
        house = House(*self._place, f"canopy-{len(self._houses)}", failpoint=failpoint)
        self._houses.append(house)
        await house.spawn()
        return house

    async def opens(self, failpoint: str = "") -> House:
        """The next one, that takes activities."""
        house = await self.starts(failpoint)
        await house.listens()
        self.stage.teams.bot_url = house.url
        return house

    async def launches(self) -> tuple[Player, Poll]:
        """Somebody launches an anonymous poll."""
        amara = await self.stage.opens()
        return amara, await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")

    def boxes(self) -> list[str]:
        """What boxes there are. Only while nobody is at home."""
        ballots = Ballots(self.stage.rules.database)
        try:
            return list(ballots.boxes())
        finally:
            ballots.close()


@pytest.fixture
async def street(database_url: str, tmp_path: Path) -> AsyncIterator[Street]:
    houses: list[House] = []
    async with running(houses) as teams:
        street = Street(teams, houses, database_url, tmp_path)
        yield street
        street.stage.close()


async def test_closing_survives_a_kill_at_every_step(street: Street) -> None:
    """Killed while it counts, just before and after that is kept, and the same while it burns: it ends as if nothing had been."""
    stage, house = street.stage, await street.opens()
    amara, asked = await street.launches()
    for name in PEOPLE:
        await stage.person(name).presses(asked.card, YES if name < "D" else NO)
    form = await _end_form(amara, asked)
    await house.stop()

    doomed = await street.opens("clock.claimed")
    await stage.teams.submit_form(amara.member, form, Stage.only_button(form))
    await doomed.dies()
    assert (asked.state, len(street.boxes())) == ("closing", 1)
    swept = "sqlite" in stage.rules.database  # at the start of a Canopy that is alone, what is over is burnt at once
    for failpoint, state, boxes, keys in (
        ("clock.written", "closing", 1, 1),  # counted, which is not kept
        ("clock.committed", "closed", 1, 1),  # counted, which is kept
        ("clock.claimed", "closed", 1 - swept, 1 - swept),  # about to burn
        ("clock.written", "closed", 0, 1 - swept),  # burnt, which is not written down
        ("clock.committed", "closed", 0, 1 - swept),  # burnt, and the key is still to be destroyed
    ):
        doomed = await street.starts(failpoint)
        await doomed.dies()
        assert (asked.state, len(street.boxes()), len(stage.keys())) == (state, boxes, keys), failpoint

    house = await street.opens()
    await stage.settles()
    assert asked.results == {YES: 2, NO: 3}
    assert stage.keys() == set()
    await house.stop()
    assert street.boxes() == []


async def test_a_start_takes_away_the_box_of_a_launch_that_was_cut_off(street: Street) -> None:
    """The box and its key were made, the poll was never kept: the next start leaves nothing of them, and the open poll alone."""
    house = await street.opens()
    _, asked = await street.launches()
    await house.stop()
    ballots, seals = Ballots(street.stage.rules.database), Seals(street.stage.rules.keys_dir)
    ballots.begin("poll:never kept", datetime.now(UTC) - timedelta(hours=2))
    seals.begin("poll:never kept")
    ballots.close()
    assert len(street.stage.keys()) == 2

    house = await street.opens()
    await house.stop()
    assert street.boxes() == [f"poll:{asked.id}"]
    assert len(street.stage.keys()) == 1


async def test_a_kill_loses_no_acknowledged_vote_and_doubles_none(street: Street) -> None:
    """Kill Canopy while five people vote and change their minds: what each was last told is counted, is what is counted."""
    house, dice = await street.opens(), chance("votes")
    amara, asked = await street.launches()
    told: dict[str, str] = {}
    voting = [asyncio.create_task(_votes(street.stage.person(name), asked, told, chance(name))) for name in PEOPLE]
    for _ in range(CYCLES):
        await asyncio.sleep(dice.uniform(0.05, 0.4))
        await house.kill()
        house = await street.opens()
    await asyncio.gather(*voting)
    await street.stage.settles()
    await ends(amara, asked)

    assert asked.results == {YES: 0, NO: 0} | Counter(told.values())
    await house.stop()


async def _votes(voter: Player, asked: Poll, told: dict[str, str], dice: random.Random) -> None:
    for _ in range(VOTES_EACH):
        wanted = dice.choice((YES, NO))
        button = voter.button(asked.card, wanted)
        for _ in range(PATIENCE):
            answer = await voter.stage.teams.press(voter.member, asked.card, button)
            said = words_of(answer.card or {})
            if "Your answer is counted" in said:
                told[voter.name] = wanted
                break
            if "Nothing was changed" in said:
                button = voter.button(asked.card, wanted)
            else:
                assert answer.kind == "error", answer
                await asyncio.sleep(0.05)
        else:
            raise AssertionError(f"{voter.name} could not vote")


async def _end_form(player: Player, asked: Poll) -> Form:
    """The form that closes a poll, open and not sent."""
    manage = await player.opens(asked.card, "Manage")
    return await player.sends(manage, "Close it now")
