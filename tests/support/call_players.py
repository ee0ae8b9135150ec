"""Words for scenarios about calling on who knows."""

from __future__ import annotations

from datetime import timedelta

from sandbox.answers import Form
from sandbox.world import Message
from tests.support.players import Ask, Player
from tests.support.stage import Stage

HOARDING = "Has anyone had a similar experience with somebody who refuses help with hoarding?"
COULD_YOU = "Could you help?"
UNANSWERED = "Nobody has answered yet\n"


def calls_to(player: Player, what: str = COULD_YOU) -> list[Message]:
    """What somebody was asked in private because they may know; with `UNANSWERED`, what they were told as a facilitator."""
    return [message for message in player.all_told() if player.sees(message).startswith(what)]


def called(stage: Stage, ask: Ask) -> list[tuple[str, str]]:
    """Who was called on for an ask, by first name, with what came of it."""
    rows = stage.rows(
        "SELECT m.name, c.state FROM calls c JOIN members m ON m.member_id = c.member_id AND m.community_id = c.community_id"
        " WHERE c.ask_id = :ask ORDER BY m.name",
        ask=ask.id,
    )
    return [(name.split()[0], state) for name, state in rows]


async def on_a_monday(stage: Stage, *, hour: int = 10) -> None:
    """Let it be a Monday morning in winter, when people are at work."""
    day = stage.now.date() + timedelta(days=7 - stage.now.weekday())
    ahead = timedelta(days=(day - stage.now.date()).days, hours=hour - stage.now.hour, minutes=-stage.now.minute)
    await stage.moves_to(stage.now + ahead)


async def settles_calls(facilitator: Player, days: str) -> Form:
    """Settle after how many working days somebody is called on."""
    form = await facilitator.opens(await facilitator.hears("calls"), "Change it")
    return await facilitator.sends(form, days=days)
