"""Words for scenarios about the memorandum: facilitators write and adopt it, members comment and accept."""

from __future__ import annotations

from sandbox.answers import Form
from sandbox.world import Message
from tests.support.players import Player
from tests.support.stage import Stage

WORDS = "What we are here for\nTo get better together.\n\nWhat stays here\nLeave the name behind."


async def drafts(facilitator: Player, words: str = WORDS, *, together: bool = False) -> Form:
    """Write the first draft."""
    form = await facilitator.opens(await facilitator.hears("memorandum"), "Write it")
    return await facilitator.sends(form, "Save the draft", words=words, together="true" if together else "false")


async def adopts(facilitator: Player) -> Message:
    """Adopt the draft there is. Returns the card in the channel."""
    shown = await facilitator.hears("memorandum")
    form = await facilitator.opens(shown, "Adopt it")
    sent = await facilitator.sends(form, "Adopt it")
    assert sent.kind == "closed", sent.text
    return posted_last(facilitator.stage)


async def adopted(facilitator: Player, words: str = WORDS) -> Message:
    """A memorandum in force."""
    await drafts(facilitator, words)
    return await adopts(facilitator)


async def changes(facilitator: Player, card: Message, words: str) -> Message:
    """Adopt another version in place of the one on `card`. Returns the new one's card."""
    await facilitator.sends(await facilitator.opens(card, "Change it"), "Save the draft", words=words)
    form = await facilitator.opens(await facilitator.hears("memorandum"), "Adopt the draft")
    sent = await facilitator.sends(form, "Adopt it")
    assert sent.kind == "closed", sent.text
    return posted_last(facilitator.stage)


def posted_last(stage: Stage) -> Message:
    """The last card Canopy posted into the channel."""
    return stage.posted()[-1]
