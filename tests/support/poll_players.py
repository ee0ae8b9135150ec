"""The words of scenarios about polls: vote, look at results, manage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.answers import Answer, Form
from sandbox.world import Message
from tests.support.cards import Json, buttons_of, elements, fields_of, words_of
from tests.support.launch_players import launches
from tests.support.players import OnACard, Player

if TYPE_CHECKING:
    from tests.support.stage import Stage

EVERYBODY = ("Ben", "Chidi", "Dana", "Efe", "Farah")


class Poll(OnACard):
    """A poll, as its card in the channel shows it."""

    @property
    def id(self) -> str:
        """What Canopy calls it: the card says so in every button."""
        carried = (button["data"]["poll"] for button in buttons_of(self.card.cards[0]).values())
        return str(next(carried))

    @property
    def results(self) -> dict[str, int] | None:
        """What the chart shows, or None without one."""
        return results_of(self.card.cards[0])

    @property
    def state(self) -> str:
        """What is stored of its state."""
        return str(self.stage.rows("SELECT state FROM polls WHERE poll_id = :id", id=self.id)[0][0])


async def poll(
    player: Player, kind: str = "single", options: Sequence[str] = ("Mentoring", "Onboarding"), **details: str
) -> Poll:
    """Launch a poll through the form."""
    if details.get("mode") == "anonymous":
        details.pop("shows", None)
    if kind not in {"words", "rating"}:
        details.setdefault("options", "\n".join(options))
    return Poll(player.stage, await launches(player, kind, **details))


async def votes(player: Player, poll: Poll, title: str, *, at: Message | None = None) -> Answer:
    """Press an option that this person sees."""
    return await player.presses(at or poll.card, title)


async def all_vote(stage: Stage, poll: Poll, **choices: str) -> None:
    """Everybody named presses what they choose."""
    for name, title in choices.items():
        await votes(stage.person(name), poll, title)


async def writes(player: Player, poll: Poll, *, at: Message | None = None, **inputs: str) -> Form:
    """Vote through the form."""
    return await player.sends(await player.opens(at or poll.card, "Vote"), **inputs)


def numbers(form: Form, field: str, *titles: str) -> str:
    """What a list of a form sends for these titles."""
    choices = fields_of(form.card or {})[field]["choices"]
    return ",".join(choice["value"] for title in titles for choice in choices if choice["title"] == title)


async def chooses_several(player: Player, poll: Poll, *titles: str) -> Form:
    """Choose several options through the form."""
    form = await player.opens(poll.card, "Vote")
    return await player.sends(form, choice=numbers(form, "choice", *titles))


async def ranks(player: Player, poll: Poll, *titles: str) -> Form:
    """Put options in order through the form."""
    form = await player.opens(poll.card, "Vote")
    places = {f"rank{place}": numbers(form, f"rank{place}", title) for place, title in enumerate(titles, 1)}
    return await player.sends(form, **places)


async def manages(player: Player, poll: Poll, title: str, *, at: Message | None = None) -> Form:
    """Open the form that manages a poll, and press a button in it."""
    return await player.sends(await player.opens(at or poll.card, "Manage"), title)


async def ends(player: Player, poll: Poll) -> Form:
    """Close a poll now."""
    return await player.sends(await manages(player, poll, "Close it now"), "Close the poll")


async def extends(player: Player, poll: Poll, closes: str) -> Form:
    """Let a poll close at another time."""
    return await player.sends(await manages(player, poll, "Change when it closes"), closes=closes)


async def erases(player: Player, poll: Poll) -> Form:
    """Withdraw a poll."""
    return await player.sends(await manages(player, poll, "Withdraw it"), "Withdraw it")


async def reopens(player: Player, poll: Poll) -> Form:
    """Open a poll again."""
    return await manages(player, poll, "Open it again")


async def says_what_we_will_do(player: Player, poll: Poll, outcome: str) -> Form:
    """Say what comes of a poll."""
    title = "Change what we will do" if "What we will do" in poll.words else "Say what we will do"
    return await player.sends(await manages(player, poll, title), outcome=outcome)


def chart_of(card: Json) -> Json | None:
    """The chart on a card."""
    return next((element for element in elements(card) if str(element.get("type", "")).startswith("Chart.")), None)


def results_of(card: Json) -> dict[str, int] | None:
    """What the bars of a card say, or None without any."""
    chart = chart_of(card)
    return None if chart is None else {bar["x"].rpartition(" · ")[0]: bar["y"] for bar in chart["data"]}


def charts_say_the_same(card: Json) -> bool:
    """Whether the words in place of a chart hold every label, number and share that the chart shows."""
    chart = chart_of(card)
    if chart is None:
        return True
    lines = words_of({"body": [chart["fallback"]]}).split("\n")
    wanted = []
    for bar in chart["data"]:
        label, _, share = bar["x"].rpartition(" · ")
        wanted.append(f"{label}: {bar['y']} ({share})")
    return lines == wanted


def everything_said(stage: Stage) -> list[Any]:
    """Every body that Canopy sent to Teams."""
    return [request.body for request in stage.teams.requests]
