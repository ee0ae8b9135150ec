"""The courier keeps to the rates that Teams allows, and to the order in which things were said."""

from __future__ import annotations

import asyncio
import tempfile
import time
from itertools import pairwise

import pytest

from bot.pace import Speed
from sandbox.live import Recorded
from tests.support.cards import words_of
from tests.support.databases import Postgres
from tests.support.edge_house import all_said, open_stage, say
from tests.support.stage import Stage

PEOPLE = ["Ben", "Chidi", "Dana", "Efe", "Farah"]


def _calls(stage: Stage, *methods: str) -> list[Recorded]:
    return [call for call in stage.teams.requests if call.area == "connector" and call.method in methods]


async def _forty_asks(database: str) -> None:
    async with open_stage(database) as stage:
        stage.teams.limits = True
        await stage.opens()
        asked = [
            stage.teams.say(PEOPLE[n % 5], f"Problem solving: what do we do about number {n} of the forty?") for n in range(40)
        ]
        began = time.monotonic()
        await asyncio.gather(*asked)
        taken = time.monotonic() - began
        await all_said(stage, 30)

        statuses = [call.status for call in _calls(stage, "POST", "PUT")]
        cards = [message for message in stage.posted() if message.cards]
        assert 429 not in statuses
        assert len(cards) == 40
        assert len({words_of(card.cards[0]) for card in cards}) == 40
        assert taken < 20  # nobody who asks waits for what Teams allows


async def test_forty_asks_at_once_are_all_posted_and_none_refused(postgres_server: Postgres) -> None:
    """Forty questions in one moment in one channel become forty cards, at a pace that Teams never has to slow down."""
    with tempfile.TemporaryDirectory() as folder, postgres_server.fresh() as url:
        await asyncio.gather(_forty_asks(f"sqlite:///{folder}/canopy.db"), _forty_asks(url))


async def test_thirty_presses_become_an_edit_a_second_and_the_last_one_shows(database_url: str) -> None:
    """However fast members press, a card is edited at most once a second, and then shows how it ended."""
    async with open_stage(database_url) as stage:
        stage.teams.limits = True
        await stage.opens()
        await stage.teams.say("Ben", "Where can I find an example of a best interests checklist?")
        await all_said(stage)
        card = stage.posted()[-1]
        button = stage.person("Chidi").button(card, "Same here")

        began = time.monotonic()
        for n in range(30):
            person = PEOPLE[1 + n % 4]
            await stage.teams.press(person, card, {**button, "data": {**button["data"], "revision": n}}, {})
            await asyncio.sleep(0.03)
        await all_said(stage)

        edits = _calls(stage, "PUT")
        assert 1 <= len(edits) <= time.monotonic() - began + 1.5
        assert all(later.at - earlier.at > 0.5 for earlier, later in pairwise(edits))
        said = stage.count("SELECT count(*) FROM same_here")
        assert "Same here" + (f" · {said}" if said else "") in stage.person("Ben").buttons(card)


async def test_an_edit_that_has_to_wait_is_out_of_sight_until_its_time(database_url: str) -> None:
    """Many cards that were edited a moment ago do not cost a look each time anything is said; each is edited when it may be."""
    async with open_stage(database_url, speed=Speed(edit_seconds=2.5)) as stage:
        await stage.opens()
        ben = stage.person("Ben")
        ask = await ben.asks("Where can I find an example of a best interests checklist?")
        await stage.person("Chidi").presses(ask.card, "Same here")
        edited = len(_calls(stage, "PUT"))
        await stage.teams.press("Dana", ask.card, ben.button(ask.card, "Same here"), {})

        await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE due_at > written_at + 500") == 1)
        await stage.teams.press("Efe", ask.card, ben.button(ask.card, "Same here"), {})
        await all_said(stage)

        assert len(_calls(stage, "PUT")) == edited + 1
        assert "Same here · 3" in ben.buttons(ask.card)


@pytest.mark.parametrize(("status", "asked"), [(429, 1), (412, None)])
async def test_a_thread_keeps_its_order_through_a_refusal(stage: Stage, status: int, asked: int | None) -> None:
    """What was said first arrives first, even when Teams refuses the first of it for a while."""
    await stage.opens()
    ask = await stage.person("Ben").asks("Problem solving: how do we record what she says?")
    before = len(stage.teams.thread(ask.card))
    stage.teams.faults.on("POST", status=status, retry_after=asked, path=ask.card.root)
    began = len(stage.teams.requests)

    await asyncio.to_thread(say, stage, *(f"number {n}" for n in range(6)), thread=ask.card)
    await all_said(stage)

    assert [message.text for message in stage.teams.thread(ask.card)[before:]] == [f"number {n}" for n in range(6)]
    assert len([call for call in stage.teams.requests[began:] if call.method == "POST" and ask.card.root in call.path]) == 7


async def test_a_thread_that_waits_does_not_hold_up_another(stage: Stage) -> None:
    """While Teams wants one channel to wait, with a long queue before it, another channel is served."""
    await stage.opens()
    ask = await stage.person("Ben").asks("Problem solving: how do we record what she says?")
    stage.teams.faults.on("POST", status=429, retry_after=60, path=ask.card.place)
    await asyncio.to_thread(say, stage, *(f"number {n}" for n in range(250)), thread=ask.card)
    await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE tries > 0"))

    told = await stage.teams.say_in_chat("Chidi", "help")
    await stage.teams.until(lambda: any(message.from_bot for message in stage.teams.thread(told)), 3)


async def test_one_card_that_cannot_be_edited_does_not_slow_its_channel(stage: Stage) -> None:
    """Trouble with one message is that message's own: what else is to be said in the channel is said."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks("Problem solving: how do we record what she says?")
    stage.teams.faults.on("PUT", status=503, retry_after=60)
    await stage.teams.press("Chidi", ask.card, ben.button(ask.card, "Same here"), {})
    await stage.teams.until(lambda: stage.count("SELECT count(*) FROM outbox WHERE tries > 0"))
    message = await stage.teams.say("Dana", "Problem solving: and how do we record what he says?")

    await stage.teams.until(lambda: any(reply.cards for reply in stage.teams.thread(message)), 5)
