"""People who do whatever can be done, without sense or order: every word, every button, every form, everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from dialogs.catalogue import CATALOGUE
from sandbox.answers import Form
from sandbox.people import Member
from sandbox.world import HOME_CHANNEL, Message
from tests.support.cards import Json, elements, fields_of, filled_in
from tests.support.stage import Stage

QUESTIONS = (
    "Has anyone had a similar experience with a landlord?", "visit: your hub?", "tenancies and capacity",
    "Does anyone have a template for assessments? #forms #capacity",
)  # fmt: skip
TYPED = (
    "", "We waited.", "**We** <at>waited</at>", "yes\nno", "#capacity and #forms", "x" * 3_000, "\u202eevil", "=1+1", "3",
    "09:30", "https://example.org/a", "\U0001f642" * 50, "31/02/2026", "in 3 days",
)  # fmt: skip
FILES = {"plan.pdf": b"%PDF-1.4 plan", "notes.docx": b"notes", "setup.exe": b"MZ", "empty.pdf": b""}
COMMANDS = ("poll", "checkin", "reflection", "profile")
DAYS_AHEAD = (-400, -1, 0, 3, 400)
OTHERWISE = ("", "true", "false", "01:30", "23:59", "-1", "3", "1e9")
"""For what is ticked, and for times and numbers."""
MOST_FORMS = 6


class Wanderer:
    """Somebody who does at each turn one of the things that can be done. Which one is left to `chance`."""

    def __init__(self, stage: Stage, member: Member, chance: random.Random) -> None:
        self.stage, self.teams, self.member, self.chance = stage, stage.teams, member, chance
        self.written: list[Message] = []
        self.pressed: dict[str, int] = {}
        self.troubles: list[str] = []
        """What no member should ever see: an answer that Teams cannot show, or one that says that something went wrong."""

    async def acts(self) -> None:
        """Write, edit, delete, send files, search, open a command, have something sent again, or press a button somewhere."""
        here, choose = self.member in self.teams.world.roster(), self.chance.choice
        deed = choose(("write", "whisper", "file", "edit", "delete", "again", "command", "search", *("press",) * 10))
        mine = [message for message in self.written if not message.deleted]
        match deed if here else "press":
            case "edit" | "delete" if mine:
                await self._changes(choose(mine), delete=deed == "delete")
            case "again":
                await self.teams.redeliver(choose(self.teams.sent[-20:]), new_id=choose((False, True)))
            case "command":
                await self._goes_through(await self.teams.compose_open(self.member, choose(COMMANDS), chat=choose((False, True))))
            case "search":
                found = await self.teams.compose_search(self.member, "findInLibrary", choose(TYPED), chat=choose((False, True)))
                self._look("a search", found.kind, found.text)
            case "write" | "whisper" | "file":
                self.written.append(await self._writes(deed))
            case _:
                await self._presses()

    async def _writes(self, deed: str) -> Message:
        choose = self.chance.choice
        if deed == "write":
            return await self.teams.say(self.member, self._words(), thread=choose((None, *self._standing())))
        name = choose(tuple(FILES))
        files = {name: FILES[name]} if deed == "file" else None
        return await self.teams.say_in_chat(self.member, self._words(), files=files)

    async def _changes(self, message: Message, *, delete: bool) -> None:
        if delete:
            await self.teams.delete(self.member, message)
        else:
            await self.teams.edit(self.member, message, self._words())

    def _words(self) -> str:
        known = self.chance.choice((sorted(CATALOGUE.words), sorted(CATALOGUE.prefixes), sorted(CATALOGUE.openings)))
        said = self.chance.choice(known)
        if said in CATALOGUE.words:
            return self.chance.choice((said, *QUESTIONS))
        return f"{said}{':' if said in CATALOGUE.prefixes else ''} {self.chance.choice(QUESTIONS + TYPED)}"

    def _standing(self) -> Iterator[Message]:
        return (message for message in self.teams.messages(HOME_CHANNEL)[-20:] if not message.deleted)

    async def _presses(self) -> None:
        shown = [*self.teams.messages(HOME_CHANNEL), *self.teams.chat(self.member)]
        there = [
            (message, button)
            for message in shown
            if message.from_bot and message.cards and not message.deleted
            for button in _buttons(self.teams.card_for(self.member, message))
        ]
        if not there:
            return
        weights = [1 / (1 + self.pressed.get(_verb(button), 0)) for _, button in there]
        [(message, button)] = self.chance.choices(there, weights)
        self.pressed[_verb(button)] = self.pressed.get(_verb(button), 0) + 1
        inputs = self._filled(self.teams.card_for(self.member, message))
        if _opens_form(button):
            await self._goes_through(await self.teams.open_form(self.member, message, button, inputs))
            return
        answer = await self.teams.press(self.member, message, button, inputs)
        self._look(_verb(button), answer.kind, answer.text)

    async def _goes_through(self, form: Form) -> None:
        """Fill in a form, and what comes after it, as far as it goes."""
        for _ in range(MOST_FORMS):
            self._look(form.title, form.kind, form.text)
            buttons = [button for button in _buttons(form.card or {}) if button["type"] == "Action.Submit"]
            if form.card is None or form.kind != "form" or not buttons:
                return
            button = self.chance.choice((buttons[0], *buttons))
            inputs = self._filled(form.card)
            if _opens_form(button):
                form = await self.teams.open_form(self.member, form.message, button, inputs)
            else:
                form = await self.teams.submit_form(self.member, form, button, inputs)

    def _filled(self, card: Json) -> Json:
        touched = {name: field for name, field in fields_of(card).items() if self.chance.random() < 0.7}
        return {**filled_in(card), **{name: self._value(field) for name, field in touched.items()}}

    def _value(self, field: Json) -> str:
        choose = self.chance.choice
        values = [str(choice["value"]) for choice in field.get("choices", ())]
        match field["type"]:
            case "Input.Text":
                return choose(QUESTIONS + TYPED)
            case "Input.ChoiceSet" if field.get("isMultiSelect"):
                return ",".join(self.chance.sample(values, self.chance.randint(0, min(3, len(values)))))
            case "Input.ChoiceSet":
                return choose((*values, "made up"))
            case "Input.Date":
                return (self.stage.now + timedelta(days=choose(DAYS_AHEAD))).date().isoformat()
            case _:
                return choose(OTHERWISE)

    def _look(self, what: str, kind: str, said: str) -> None:
        if kind == "error" or "went wrong" in said:
            self.troubles.append(f"{self.member.name}, {what}: {said}")


def _buttons(card: Json) -> list[Json]:
    return [element for element in elements(card) if element.get("type") in {"Action.Execute", "Action.Submit"}]


def _verb(button: Json) -> str:
    return str(button.get("verb") or button.get("data", {}).get("verb"))


def _opens_form(button: Json) -> bool:
    return button["type"] == "Action.Submit" and "task/fetch" in button.get("data", {}).get("msteams", {}).values()
