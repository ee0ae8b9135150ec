"""The stage that scenarios play on: the real house, a real database, a pretend Teams, and people who press what they see."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text

from bot.house import HouseRules, open_house
from sandbox.answers import Answer, Form
from sandbox.people import Member
from sandbox.teams import Teams
from sandbox.world import HOME_CHANNEL, Message
from settings import Settings
from store.database import create_engine_for
from tests.support.cards import Json, buttons_of, filled_in, words_of
from wiring import house_rules

T = TypeVar("T")
EDIT_SECONDS = 0.02


class Stage:
    """Canopy in a team of six."""

    def __init__(self, teams: Teams, rules: HouseRules) -> None:
        self.teams = teams
        self.rules = rules
        self._engine = create_engine_for(rules.database)

    def person(self, name: str) -> Player:
        """One of the people, by first name."""
        return Player(self, self.teams.member(name))

    def people(self, *names: str) -> list[Player]:
        """Several of them."""
        return [self.person(name) for name in names]

    async def opens(self, facilitator: str = "Amara") -> Player:
        """The facilitator adds Canopy to the channel, and the dust settles."""
        await self.teams.install(facilitator)
        await self.settles()
        return self.person(facilitator)

    async def settles(self) -> None:
        """Wait until Canopy has said everything it wants to say."""
        for _ in range(500):
            if not self.count("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"):
                return
            await asyncio.sleep(0.01)
        waiting = self.rows("SELECT kind, subject, state, tries, reason FROM outbox")
        raise AssertionError(f"still to be said: {waiting}")

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, read beside Canopy."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def count(self, query: str, **values: Any) -> int:
        """One number from the database."""
        return int(self.rows(query, **values)[0][0])

    def posted(self, channel: str = HOME_CHANNEL) -> list[Message]:
        """What Canopy posted in a channel and still stands."""
        return [message for message in self.teams.messages(channel) if message.from_bot and not message.deleted]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


class Player:
    """Somebody in the team. They can only press buttons that their cards show."""

    def __init__(self, stage: Stage, member: Member) -> None:
        self.stage = stage
        self.member = member
        self.name = member.name

    def __repr__(self) -> str:
        return self.name

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

    def told(self) -> Message:
        """The last thing Canopy said in 1:1."""
        said = [message for message in self.stage.teams.chat(self.member) if message.from_bot]
        assert said, f"Canopy has told {self.name} nothing in 1:1"
        return said[-1]

    async def asks(self, words: str, *, channel: str = HOME_CHANNEL) -> Ask:
        """Ask something in the channel, and find the card."""
        message = await self.says(words, channel=channel)
        cards = [reply for reply in self.stage.teams.thread(message) if reply.from_bot]
        assert cards, f"nothing came of {self.name}'s question"
        return Ask(self.stage, cards[-1], message)

    def sees(self, message: Message) -> str:
        """What a message says to this person: its text, and the words of its card."""
        card = self.stage.teams.card_for(self.member, message) if message.cards else {}
        return "\n".join(filter(None, [message.text, words_of(card)]))

    def buttons(self, message: Message) -> dict[str, Json]:
        """The buttons this person sees on a message."""
        return buttons_of(self.stage.teams.card_for(self.member, message))

    async def presses(self, message: Message, title: str, **inputs: str) -> Answer:
        """Press a button that this person sees."""
        answer = await self.stage.teams.press(self.member, message, self._button(message, title), inputs)
        await self.stage.settles()
        return answer

    async def presses_old(self, message: Message, button: Json, **inputs: str) -> Answer:
        """Press a button of a card that was there before."""
        answer = await self.stage.teams.press(self.member, message, button, inputs)
        await self.stage.settles()
        return answer

    async def opens(self, message: Message, title: str) -> Form:
        """Open a form."""
        return await self.stage.teams.open_form(self.member, message, self._button(message, title))

    async def sends(self, form: Form, title: str | None = None, **inputs: str) -> Form:
        """Fill in a form as far as given, leave the rest as it is, and send it."""
        assert form.card is not None, f"there is no form to send, only: {form.text!r}"
        buttons = buttons_of(form.card)
        chosen = buttons[title] if title else next(iter(buttons.values()))
        unknown = inputs.keys() - filled_in(form.card).keys()
        assert not unknown, f"the form has no {sorted(unknown)}, only {sorted(filled_in(form.card))}"
        sent = await self.stage.teams.submit_form(self.member, form, chosen, {**filled_in(form.card), **inputs})
        await self.stage.settles()
        return sent

    async def helps(self, ask: Ask, answer: str, link: str = "") -> Form:
        """Answer an ask through its form."""
        form = await self.opens(ask.card, "I can help")
        return await self.sends(form, answer=answer, link=link)

    def _button(self, message: Message, title: str) -> Json:
        buttons = self.buttons(message)
        for shown, button in buttons.items():
            if shown == title or shown.startswith(f"{title} ·"):
                return button
        raise AssertionError(f"{self.name} sees no {title!r} button on this card, only {sorted(buttons)}")


class Ask:
    """An ask, as its card in the channel shows it."""

    def __init__(self, stage: Stage, card: Message, question: Message) -> None:
        self.stage = stage
        self.card = card
        self.question = question

    @property
    def words(self) -> str:
        """What the card says to everybody."""
        return words_of(self.card.cards[0])

    @property
    def kind(self) -> str:
        """The kind, as the card says it."""
        return self.words.split("\n")[0]

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return list(buttons_of(self.card.cards[0]))

    @property
    def thread(self) -> list[str]:
        """What Canopy said in the thread beside the card."""
        said = self.stage.teams.thread(self.card)
        return [message.text or words_of(message.cards[0]) for message in said if message.from_bot and message is not self.card]


def rules_for(teams: Teams, database: str, folder: Path, **changes: Any) -> HouseRules:
    """The rules of a house that talks to `teams` and keeps its things in `folder`."""
    values = {**teams.settings(), "PORT": 0, "CANOPY_DATA_DIR": folder, "CANOPY_DATABASE_URL": database, **changes}
    settings = Settings(_env_file=None, **values)
    return replace(house_rules(settings, playground=False), edit_seconds=EDIT_SECONDS)


@asynccontextmanager
async def set_stage(database: str) -> AsyncIterator[Stage]:
    """Open the house on a database ("" for SQLite in a folder of its own) beside a pretend Teams."""
    teams = Teams()
    await teams.start()
    with tempfile.TemporaryDirectory(prefix="canopy-stage-") as folder:
        try:
            rules = rules_for(teams, database, Path(folder))
            async with open_house(rules) as port:
                teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
                stage = Stage(teams, rules)
                try:
                    yield stage
                finally:
                    stage.close()
        finally:
            await teams.stop()


async def eventually(check: Callable[[], T], seconds: float = 5.0) -> T:
    """Wait until `check` gives something true."""
    for _ in range(int(seconds / 0.01)):
        found = check()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")
