"""Words for scenarios that launch polls."""

from __future__ import annotations

from sandbox.answers import Form
from sandbox.world import HOME_CHANNEL, Message
from tests.support.players import Player

QUESTION = "Which topic next?"
OPTIONS = "Mentoring\nOnboarding\nRisk"


async def begins(player: Player, *, channel: str = HOME_CHANNEL) -> Form:
    """Open the form for a new poll from the card that answers `@Canopy poll`."""
    return await player.opens(await player.hears("poll", channel=channel), "Launch a poll")


async def chooses(player: Player, form: Form, kind: str = "single", *, question: str = QUESTION, mode: str = "named") -> Form:
    """Fill in the first step of the form. Returns the second."""
    return await player.sends(form, "Next", question=question, kind=kind, mode=mode)


async def previews(player: Player, form: Form, **details: str) -> Form:
    """Fill in the second step of the form. Returns the preview."""
    return await player.sends(form, "Preview", **details)


async def launches(
    player: Player, kind: str = "single", *, mode: str = "named", question: str = QUESTION, **details: str
) -> Message:
    """Launch a poll through the form. Returns its card in the channel."""
    if kind not in {"words", "rating"}:
        details.setdefault("options", OPTIONS)
    form = await chooses(player, await begins(player), kind, question=question, mode=mode)
    sent = await player.sends(await previews(player, form, **details), "Post it")
    assert sent.kind == "closed", sent.text or sent.card
    return player.stage.posted()[-1]


async def launches_at_once(player: Player, words: str) -> Message:
    """Launch a poll in one line. Returns its card."""
    return player.stage.last_said(await player.says(words))
