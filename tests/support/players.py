"""The people in scenarios: they write in Teams, and press what their cards show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.answers import Answer, Form
from sandbox.people import Member
from sandbox.world import HOME_CHANNEL, Message
from tests.support.cards import Json, buttons_of, fields_of, filled_in, words_of

if TYPE_CHECKING:
    from tests.support.stage import Stage


class Player:
    """Somebody in the team. They can only press buttons that their cards show."""

    def __init__(self, stage: Stage, member: Member) -> None:
        self.stage = stage
        self.member = member
        self.name = member.name

    def __repr__(self) -> str:
        return self.name

    # ---- writing

    async def says(self, words: str, *, thread: Message | None = None, channel: str = HOME_CHANNEL) -> Message:
        """Write to Canopy in the channel, in a new thread unless one is given."""
        message = await self.stage.teams.say(self.member, words, thread=thread, channel=channel)
        await self.stage.settles()
        return message

    async def whispers(self, words: str) -> Message:
        """Write to Canopy in 1:1. Returns what Canopy answers."""
        await self.stage.teams.say_in_chat(self.member, words)
        await self.stage.settles()
        return self.told()

    async def edits(self, message: Message, words: str) -> None:
        """Change a message of one's own."""
        await self.stage.teams.edit(self.member, message, words)
        await self.stage.settles()

    async def deletes(self, message: Message) -> None:
        """Delete a message of one's own."""
        await self.stage.teams.delete(self.member, message)
        await self.stage.settles()

    def told(self) -> Message:
        """The last thing Canopy said in 1:1."""
        said = self.all_told()
        assert said, f"Canopy has told {self.name} nothing in 1:1"
        return said[-1]

    def all_told(self) -> list[Message]:
        """Everything Canopy said in 1:1."""
        return [message for message in self.stage.teams.chat(self.member) if message.from_bot]

    async def hears(self, words: str, *, thread: Message | None = None, channel: str = HOME_CHANNEL) -> Message:
        """Write in the channel. Returns what Canopy answers in that thread."""
        return self.stage.last_said(await self.says(words, thread=thread, channel=channel))

    async def asks(self, words: str, *, thread: Message | None = None, channel: str = HOME_CHANNEL) -> Ask:
        """Ask something in the channel, and find the card."""
        message = await self.says(words, thread=thread, channel=channel)
        return Ask(self.stage, self.stage.last_said(message), message)

    # ---- looking

    def sees(self, message: Message) -> str:
        """What a message says to this person: its text, and the words of its card."""
        card = self.stage.teams.card_for(self.member, message) if message.cards else {}
        return "\n".join(filter(None, [message.text, words_of(card)]))

    def buttons(self, message: Message) -> dict[str, Json]:
        """The buttons this person sees on a message."""
        return buttons_of(self.stage.teams.card_for(self.member, message))

    # ---- pressing

    async def presses(self, message: Message, title: str, **inputs: str) -> Answer:
        """Press a button that this person sees."""
        return await self.presses_old(message, self.button(message, title), **inputs)

    async def presses_old(self, message: Message, button: Json, **inputs: str) -> Answer:
        """Press a button of a card that was there before."""
        answer = await self.stage.teams.press(self.member, message, button, inputs)
        await self.stage.settles()
        return answer

    async def presses_on_an_old_client(self, message: Message, title: str, **inputs: str) -> None:
        """Press a button in a client that knows no Action.Execute: the press arrives as a message."""
        answer = await self.presses_old(message, self.button(message, title)["fallback"], **inputs)
        assert answer.status == 200
        assert answer.kind == "none"

    async def opens(self, message: Message, title: str) -> Form:
        """Open a form."""
        return await self.opens_old(message, self.button(message, title))

    async def opens_old(self, message: Message, button: Json) -> Form:
        """Open a form with a button of a card that was there before."""
        return await self.stage.teams.open_form(self.member, message, button)

    async def sends(self, form: Form, title: str | None = None, /, **inputs: str) -> Form:
        """Fill in a form as far as given, leave the rest as it is, and send it."""
        assert form.card is not None, f"there is no form to send, only: {form.text!r}"
        buttons = buttons_of(form.card)
        chosen = buttons[title] if title else next(iter(buttons.values()))
        unknown = inputs.keys() - filled_in(form.card).keys()
        assert not unknown, f"the form has no {sorted(unknown)}, only {sorted(filled_in(form.card))}"
        sent = await self.stage.teams.submit_form(self.member, form, chosen, {**filled_in(form.card), **inputs})
        await self.stage.settles()
        return sent

    async def types(self, form: Form, field: str, query: str) -> list[str]:
        """Type into a list of a form that Canopy fills. Returns the titles it offers."""
        dataset = fields_of(form.card or {})[field]["choices.data"]["dataset"]
        found = await self.stage.teams.typeahead(self.member, dataset, query, form.message)
        return [choice["title"] for choice in found]

    def button(self, message: Message, title: str) -> Json:
        """A button this person sees, by its title, with or without a count behind it."""
        buttons = self.buttons(message)
        for shown, button in buttons.items():
            if shown == title or shown.startswith(f"{title} ·"):
                return button
        raise AssertionError(f"{self.name} sees no {title!r} button on this card, only {sorted(buttons)}")

    # ---- in the community's words

    async def asks_through(self, form: Form, *, channel: str = HOME_CHANNEL, **inputs: str) -> Ask:
        """Send a form that asks, and find the card in its own thread."""
        sent = await self.sends(form, **inputs)
        assert sent.kind in {"closed", "message"}, f"the form came back: {words_of(sent.card or {})}"
        card = self.stage.posted(channel)[-1]
        return Ask(self.stage, card, card)

    async def helps(self, ask: Ask, answer: str, link: str = "") -> Form:
        """Answer an ask through its form."""
        form = await self.opens(ask.card, "I can help")
        return await self.sends(form, answer=answer, link=link)

    async def says_what_helped(self, ask: Ask, *names: str) -> Form:
        """Tick the answers of these people, and no others."""
        form = await self.opens(ask.card, "What helped?")
        return await self.sends(form, helped=answers_of(form, *names))

    async def closes(self, ask: Ask, learned: str = "") -> Form:
        """Close an ask."""
        return await self.sends(await self.opens(ask.card, "Close"), learned=learned)

    async def withdraws(self, ask: Ask) -> Form:
        """Withdraw an ask."""
        return await self.sends(await self.opens(ask.card, "Withdraw"))

    async def allows_asking_without_a_name(self, *, allowed: bool = True) -> None:
        """Settle, as a facilitator, whether members may ask without their name."""
        form = await self.opens(await self.hears("settings"), "Change the settings")
        sent = await self.sends(form, unnamed="true" if allowed else "false")
        assert sent.kind == "closed", sent.text

    async def gives_roles(self, **roles: str) -> None:
        """Settle, as a facilitator, who has which role: member ids with commas between. What is not said stays as it is."""
        sent = await self.sends(await self.opens(await self.hears("roles"), "Change roles"), **roles)
        assert sent.kind == "closed", read(sent)


class OnACard:
    """Something of the community's, as its card in the channel shows it."""

    def __init__(self, stage: Stage, card: Message) -> None:
        self.stage = stage
        self.card = card

    @property
    def words(self) -> str:
        """What the card says to everybody."""
        return words_of(self.card.cards[0])

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return list(buttons_of(self.card.cards[0]))

    @property
    def thread(self) -> list[str]:
        """What Canopy said in the thread beside the card."""
        said = self.stage.teams.thread(self.card)
        return [message.text or words_of(message.cards[0]) for message in said if message.from_bot and message is not self.card]


class Ask(OnACard):
    """An ask, as its card in the channel shows it."""

    def __init__(self, stage: Stage, card: Message, question: Message) -> None:
        super().__init__(stage, card)
        self.question = question

    @property
    def kind(self) -> str:
        """The kind, as the card says it."""
        return self.words.split("\n")[0]

    @property
    def id(self) -> str:
        """What Canopy calls it: the card says so in every button."""
        carried = (button["data"]["ask"] for button in buttons_of(self.card.cards[0]).values())
        return str(next(carried))


def read(form: Form) -> str:
    """What a form, or the sentence that came instead, says."""
    return form.text or words_of(form.card or {})


def kept(form: Form, field: str) -> Any:
    """What a field of a form holds before anybody types."""
    return filled_in(form.card or {})[field]


def answers_of(form: Form, *names: str) -> str:
    """The answers of these people in a form that lists answers, as the form sends them."""
    choices = fields_of(form.card or {})["helped"]["choices"]
    return ",".join(choice["value"] for name in names for choice in choices if choice["title"].startswith(name))
