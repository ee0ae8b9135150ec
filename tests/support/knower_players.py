"""Words for scenarios about who knows what."""

from __future__ import annotations

from sandbox.world import Message
from tests.support.cards import elements
from tests.support.players import Ask, Player
from tests.support.stage import Stage


async def has_helped(stage: Stage, asker: str, question: str, *helpers: str, answer: str = "This is what we did.") -> Ask:
    """An ask that these people answered, and whose asker said that it helped."""
    who = stage.person(asker)
    ask = await who.asks(question)
    for helper in helpers:
        await stage.person(helper).helps(ask, answer)
    await who.says_what_helped(ask, *helpers)
    return ask


def people_on(player: Player, message: Message) -> list[str]:
    """Who is on a card of people who may know, from top to bottom."""
    card = player.stage.teams.card_for(player.member, message)
    bold = [run for run in elements(card) if run.get("type") == "TextRun" and run.get("weight") == "Bolder"]
    return [run["text"] for run in bold]
