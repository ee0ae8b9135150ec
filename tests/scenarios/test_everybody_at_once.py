"""Everybody presses anything, again and again, at the same time: what the cards say is what is kept."""

from __future__ import annotations

import asyncio
import random
from functools import partial

import pytest

from community.people import CommunityId, TenantId
from dialogs.catalogue import paint
from dialogs.turn import Drawn
from sandbox.world import Message
from store.database import Connection, Database
from store.opened import Store
from tests.support.cards import Json, buttons_of, elements, fields_of, filled_in
from tests.support.players import Player
from tests.support.stage import Stage

QUESTIONS = ("Has anyone had a similar experience with a landlord?", "tenancies and capacity", "visit: your hub?", "asks", "help")
TEXTS = ("We waited.", "", "**We** <at>waited</at>")
ROUNDS = 30


class Somebody:
    """Does at each turn one of the things that people do; which one is left to chance."""

    def __init__(self, stage: Stage, player: Player, chance: random.Random) -> None:
        self.stage, self.player, self.chance = stage, player, chance
        self.written: list[Message] = []

    async def acts(self) -> None:
        """Write, edit, delete, have something sent again, or press a button somewhere."""
        teams, choose = self.stage.teams, self.chance.choice
        mine = [message for message in self.written if not message.deleted]
        match self.chance.choices(("write", "edit", "delete", "again", "press"), (10, 6, 2, 5, 77))[0]:
            case "write":
                self.written.append(await teams.say(self.player.member, choose(QUESTIONS)))
            case "edit" if mine:
                await teams.edit(self.player.member, choose(mine), choose(QUESTIONS))
            case "delete" if mine:
                await teams.delete(self.player.member, choose(mine))
            case "again":
                await teams.redeliver(choose(teams.sent[-20:]), new_id=choose((False, True)))
            case _:
                await self._presses()

    async def _presses(self) -> None:
        pressable = [(message, button) for message in self.stage.posted() if message.cards for button in self._buttons(message)]
        if not pressable:
            return
        message, button = self.chance.choice(pressable)
        if button["type"] == "Action.Execute":
            pressed = await self.stage.teams.press(self.player.member, message, button, {"kind": "visit"})
            assert pressed.kind in {"card", "message"}
            return
        form = await self.stage.teams.open_form(self.player.member, message, button)
        assert form.kind in {"form", "message"}
        if form.card:
            send = next(iter(buttons_of(form.card).values()))
            sent = await self.stage.teams.submit_form(self.player.member, form, send, self._filled(form.card))
            assert sent.kind in {"form", "message", "closed"}

    def _buttons(self, message: Message) -> list[Json]:
        card = self.stage.teams.card_for(self.player.member, message)
        return [element for element in elements(card) if element.get("type") in {"Action.Execute", "Action.Submit"}]

    def _filled(self, card: Json) -> Json:
        filled = filled_in(card)
        for name, field in fields_of(card).items():
            if field["type"] == "Input.Text":
                filled[name] = self.chance.choice(TEXTS + QUESTIONS)
            elif name in {"kind", "helped"}:
                filled[name] = self.chance.choice(field["choices"])["value"]
        return filled


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_the_cards_say_is_what_is_kept(stage: Stage, seed: int) -> None:
    """After thirty rounds of six people acting at once, every card is as it would be drawn now, and every count is right."""
    await stage.opens()
    chance = random.Random(seed)  # noqa: S311 - plays, and keeps no secret
    people = [Somebody(stage, player, chance) for player in stage.people("Amara", "Ben", "Chidi", "Dana", "Efe", "Farah")]

    for _ in range(ROUNDS):
        await asyncio.gather(*(somebody.acts() for somebody in people))
    await stage.settles()

    for ask, answers, same in stage.rows("SELECT ask_id, answers, same_here FROM asks"):
        assert answers == stage.count("SELECT count(*) FROM answers WHERE ask_id = :ask", ask=ask)
        assert same == stage.count("SELECT count(*) FROM same_here WHERE ask_id = :ask", ask=ask)
    shown = stage.rows("SELECT tenant_id, community_id, subject, message FROM postings WHERE subject LIKE 'ask:%'")
    assert len(shown) > 5
    database = Database(stage.rules.database)
    try:
        for tenant, community, subject, message in shown:
            drawn = database.run(partial(_drawn, tenant=tenant, community=community, subject=subject))
            assert stage.teams.world.messages[message].cards[0] == drawn
    finally:
        database.close()


def _drawn(connection: Connection, *, tenant: str, community: str, subject: str) -> Json:
    drawn = paint(subject, Store(connection, TenantId(tenant), CommunityId(community)))
    assert isinstance(drawn, Drawn)
    return drawn.card
