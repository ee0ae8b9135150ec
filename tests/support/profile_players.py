"""The words of scenarios about profiles: write one, look somebody up."""

from __future__ import annotations

from sandbox.answers import Form
from sandbox.world import Message
from tests.support.cards import buttons_of, words_of
from tests.support.players import Player
from tests.support.stage import Stage

MATTERS = "People deciding about their own lives, and being asked twice."
SUPPORT = "Send me things in writing beforehand."


async def opens_form(player: Player) -> Form:
    """Open the form of one's own profile, from the card that the word brings."""
    shown = await player.whispers("profile")
    return await player.opens(shown, next(title for title in player.buttons(shown) if title != "Withdraw it"))


async def previews(player: Player, **fields: str) -> Form:
    """Fill in the form and look at it. The fields that are not named keep what they hold."""
    return await player.sends(await opens_form(player), "Preview", **(fields or {"matters": MATTERS}))


async def writes_profile(player: Player, **fields: str) -> Form:
    """Write one's profile, look at it, and save it."""
    seen = await previews(player, **fields)
    assert seen.card is not None and "This is how colleagues will read it" in words_of(seen.card), seen.text or words_of(
        seen.card or {}
    )
    return await player.sends(seen, next(iter(buttons_of(seen.card))))


async def is_introduced(player: Player, **fields: str) -> Message:
    """Write one's profile and be introduced. Returns the card in the channel."""
    before = len(player.stage.posted())
    await writes_profile(player, **{"matters": MATTERS, **fields, "introduce": "true"})
    [card] = player.stage.posted()[before:]
    return card


async def looks_up(player: Player, name: str) -> str:
    """Ask who somebody is. Returns what Canopy says."""
    return player.sees(await player.hears(f"who is {name}"))


def found(stage: Stage, word: str) -> list[str]:
    """What the search index holds with a word in it: refs."""
    return [ref for (ref,) in stage.rows("SELECT ref FROM entries WHERE lower(body) LIKE :word ORDER BY ref", word=f"%{word}%")]


def names_kept(stage: Stage, player: Player) -> list[str]:
    """Rows of the tables about profiles, and of the search, that hold somebody's name."""
    tables = ("profiles", "profile_drafts", "profile_topics", "profile_counts", "entries")
    rows = [str(row) for table in tables for row in stage.rows(f"SELECT * FROM {table}")]  # noqa: S608
    return [row for row in rows if player.name.split()[0] in row or player.member.email in row]
