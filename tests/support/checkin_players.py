"""The words of scenarios about check-ins: launch, answer, close, look at what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.answers import Answer, Form
from tests.support.cards import Json, elements, words_of
from tests.support.players import OnACard, Player

if TYPE_CHECKING:
    from tests.support.stage import Stage

EVERYBODY = ("Ben", "Chidi", "Dana", "Efe", "Farah")


class Checkin(OnACard):
    """A check-in, as its card in the channel shows it."""

    @property
    def id(self) -> str:
        """What Canopy calls it."""
        return str(self.stage.rows("SELECT checkin_id FROM checkins ORDER BY launched_at DESC LIMIT 1")[0][0])

    @property
    def state(self) -> str:
        """What is stored of its state."""
        return str(self.stage.rows("SELECT state FROM checkins ORDER BY launched_at DESC LIMIT 1")[0][0])

    @property
    def bars(self) -> list[int] | None:
        """What the chart shows, or None without one."""
        for element in elements(self.card.cards[0]):
            if element.get("type") == "Chart.HorizontalBar":
                return [bar["y"] for bar in element["data"]]
        return None


def newest(stage: Stage) -> Checkin:
    """The check-in whose card was posted last."""
    cards = [message for message in stage.posted() if message.cards and words_of(message.cards[0]).startswith("Check-in\n")]
    return Checkin(stage, cards[-1])


async def begins(player: Player, words: str = "check-in: mood") -> Checkin:
    """Launch a check-in in one line."""
    message = await player.says(words)
    return Checkin(player.stage, player.stage.last_said(message))


async def launches(player: Player, kind: str = "Mood", **inputs: str) -> Checkin:
    """Launch a check-in through its form."""
    sent = await player.sends(await launch_form(player, kind), **inputs)
    assert sent.kind == "closed", words_of(sent.card or {}) or sent.text
    return Checkin(player.stage, player.stage.posted()[-1])


async def launch_form(player: Player, kind: str = "Mood") -> Form:
    """The form that launches a kind."""
    return await player.opens(await player.hears("check-in"), kind)


async def answers(player: Player, checkin: Checkin, point: int) -> Answer:
    """Press a point on the card that this person sees."""
    shown = player.buttons(checkin.card)
    [button] = [button for title, button in shown.items() if title.startswith((f"{point} · ", f"{point} of "))]
    return await player.presses_old(checkin.card, button)


async def writes(player: Player, checkin: Checkin, point: int, comment: str = "") -> Form:
    """Answer through the form."""
    title = "Add a comment" if "Add a comment" in player.buttons(checkin.card) else "Answer"
    form = await player.opens(checkin.card, title)
    return await player.sends(form, point=str(point), comment=comment)


async def all_answer(stage: Stage, checkin: Checkin, *points: int) -> None:
    """Five people or fewer answer, in their usual order."""
    for name, point in zip(EVERYBODY, points, strict=False):
        await answers(stage.person(name), checkin, point)


async def ends(player: Player, checkin: Checkin) -> Form:
    """Close a check-in by hand."""
    return await player.sends(await player.opens(checkin.card, "Manage"), "Close now")


async def round_of(stage: Stage, player: Player, words: str, *points: int) -> Checkin:
    """A whole round: launched, answered, closed."""
    checkin = await begins(player, words)
    await all_answer(stage, checkin, *points)
    await ends(player, checkin)
    return checkin


def shown_to(answer: Answer) -> str:
    """What the answer to a press says to the presser."""
    return "\n".join(filter(None, [answer.text, words_of(answer.card or {})]))


def chart_of(form: Form, kind: str) -> Json | None:
    """A chart in a form, or None."""
    return next((element for element in elements(form.card or {}) if element.get("type") == kind), None)
