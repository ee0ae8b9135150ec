"""What people do with reflective prompts, in the community's words."""

from __future__ import annotations

from sandbox.answers import Form
from sandbox.world import HOME_CHANNEL, Message
from tests.support.cards import Json, buttons_of, elements, words_of
from tests.support.players import OnACard, Player, read

TOPIC = "a capacity assessment you finished this week"
WELL = "I asked about the cooker first, and waited."
BADLY = "I filled every silence."


class Prompt(OnACard):
    """A prompt, as its card in the channel shows it."""

    @property
    def id(self) -> str:
        """What Canopy calls it."""
        return str(next(button["data"]["prompt"] for button in buttons_of(self.card.cards[0]).values()))

    @property
    def shared(self) -> list[Message]:
        """What was shared beneath the card, and still has a message there."""
        said = self.stage.teams.thread(self.card)
        return [message for message in said if message.from_bot and message is not self.card and not message.deleted]


async def launches(who: Player, topic: str = TOPIC, *, thread: Message | None = None) -> Prompt:
    """A facilitator launches the first template in one line."""
    message = await who.says(f"reflect: {topic}", thread=thread)
    return Prompt(who.stage, who.stage.last_said(message))


async def launches_through_the_form(who: Player, channel: str = HOME_CHANNEL, **inputs: str) -> Prompt:
    """A facilitator launches through the form, looking at the preview first."""
    form = await who.opens(await who.hears("reflect", channel=channel), "Launch a prompt")
    preview = await who.sends(form, **inputs)
    assert preview.title == "How it will look", read(preview)
    sent = await who.sends(preview, "Launch it")
    assert sent.kind == "closed", read(sent)
    return Prompt(who.stage, who.stage.posted(channel)[-1])


async def writes(who: Player, prompt: Prompt, *texts: str, sharing: str = "private", button: str = "Done") -> Form:
    """Write into the boxes, one text each, and send."""
    form = await who.opens(prompt.card, "Reflect")
    assert form.kind == "form", read(form)
    return await who.sends(form, button, sharing=sharing, **boxes(*texts))


def boxes(*texts: str) -> dict[str, str]:
    """What goes into the boxes, by field."""
    return {f"part{number}": text for number, text in enumerate(texts, 1)}


async def opens_from_notebook(who: Player, topic: str = TOPIC, *, notebook: Message | None = None) -> Form:
    """Find one's reflection on a topic in the 1:1 chat, and open it."""
    listed = notebook or await who.whispers("my notebook")
    return await who.opens_old(listed, entry(listed.cards[0], topic))


def entry(card: Json, topic: str) -> Json:
    """The button beside a topic in a notebook."""
    found = False
    for element in elements(card):
        found = found or element.get("text") == topic
        if found and element.get("title") == "Open":
            return element
    raise AssertionError(f"the notebook has no {topic!r}, only:\n{words_of(card)}")


def topics(card: Json) -> list[str]:
    """The topics in a notebook, from top to bottom."""
    return [element["text"] for element in elements(card) if element.get("weight") == "Bolder" and element["type"] == "TextRun"]


async def manages(who: Player, prompt: Prompt, what: str) -> Form:
    """Close or withdraw a prompt."""
    return await who.sends(await who.opens(prompt.card, "Manage"), what)
