"""Members who keep clicking until each click is acknowledged."""

from __future__ import annotations

import asyncio
import copy
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

_NOBODY = "http://127.0.0.1:9/"
PATIENCE_SECONDS = 40.0
Json = dict[str, Any]


class Address(Protocol):
    """Where a Canopy takes activities now; empty while it is down."""

    url: str


@dataclass(frozen=True)
class AskedCard:
    """An ask's card in Teams, and a press on it as a member's client once sent it."""

    ask: str
    pattern: Json
    """The activity of a press: who, what and which revision are changed for each click."""


@dataclass
class Clicker:
    """A member who presses "Same here" and sends answers, and sends the same again until Canopy has acknowledged it."""

    name: str
    account: Json
    houses: Sequence[Address]
    cards: list[AskedCard]
    token: str
    chance: random.Random
    pressed: list[str] = field(default_factory=list)
    """The ask of every acknowledged press."""
    answered: dict[str, str] = field(default_factory=dict)
    """The ask of every acknowledged answer, by the answer's text."""
    repeated: int = 0
    surprises: list[Any] = field(default_factory=list)
    """What was answered and is neither an acknowledgement nor a wish to try again."""
    _revisions: dict[str, int] = field(default_factory=dict)

    async def click_until(self, stopping: asyncio.Event, *, answer_every: float) -> None:
        """Click until told to stop; what was begun is finished."""
        loop = asyncio.get_running_loop()
        answer_at = loop.time() + answer_every * self.chance.random()
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"}, timeout=timeout) as session:
            while not stopping.is_set():
                card = self.chance.choice(self.cards)
                if loop.time() >= answer_at:
                    answer_at = loop.time() + answer_every
                    await self._answer(session, card)
                else:
                    await self._press(session, card)

    async def _press(self, session: aiohttp.ClientSession, card: AskedCard) -> None:
        seen = self._revisions.get(card.ask, 0)
        press = self._from(card, "adaptiveCard/action")
        press["value"]["action"]["data"]["revision"] = seen
        first = await self._acknowledged(session, press, _shows_card)
        self.pressed.append(card.ask)
        self._revisions[card.ask] = revision_on(first["value"])
        if self.chance.random() < 0.1:
            again = await self._acknowledged(session, press | {"id": _event_id()}, _shows_card)
            self._expect(again == first, ["another answer to the same press", first, again])

    async def _answer(self, session: aiohttp.ClientSession, card: AskedCard) -> None:
        wish = self._from(card, "task/fetch")
        wish["value"] = {"data": {"verb": "ask.answer", "ask": card.ask}, "context": {"theme": "default"}}
        form = (await self._acknowledged(session, wish, _shows_form))["task"]["value"]["card"]["content"]
        text = f"What worked for {self.name}: {uuid.uuid4()}"
        sent = self._from(card, "task/submit")
        sent["value"] = {"data": {**form["actions"][0]["data"], "answer": text, "link": ""}, "context": {"theme": "default"}}
        await self._acknowledged(session, sent, _is_closed)
        self.answered[text] = card.ask
        if self.chance.random() < 0.2:
            await self._acknowledged(session, sent | {"id": _event_id()}, _is_closed)

    def _from(self, card: AskedCard, name: str) -> Json:
        return {**copy.deepcopy(card.pattern), "id": _event_id(), "name": name, "from": self.account}

    async def _acknowledged(self, session: aiohttp.ClientSession, activity: Json, done: Callable[[Any], bool]) -> Any:
        """Send an activity until it is answered as it should be: sometimes with a new id, as clients do."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while loop.time() < begun + PATIENCE_SECONDS:
            up = [house.url for house in self.houses if house.url]
            try:
                async with session.post(self.chance.choice(up or [_NOBODY]), json=activity) as response:
                    body = await response.json() if response.content_length else None
                    if response.status == 200 and done(body):
                        return body
                    self._expect(response.status == 503 or _asks_to_try_again(body), [response.status, body])
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            self.repeated += 1
            await asyncio.sleep(0.02)
            if self.chance.random() < 0.2:
                activity = activity | {"id": _event_id()}
        raise AssertionError(f"{self.name} got no acknowledgement in {PATIENCE_SECONDS:g} s; {self.surprises[-1:]}")

    def _expect(self, true: bool, otherwise: Any) -> None:
        if not true:
            self.surprises.append(otherwise)


def revision_on(card: Json) -> int:
    """The revision that the card's "Same here" button carries."""
    found = next(action["data"] for action in card["actions"] if action["data"].get("verb") == "ask.same")
    return int(found.get("revision", 0))


def _event_id() -> str:
    return f"f:{uuid.uuid4()}"


def _shows_card(body: Any) -> bool:
    return isinstance(body, dict) and body.get("type") == "application/vnd.microsoft.card.adaptive"


def _shows_form(body: Any) -> bool:
    return isinstance(body, dict) and body.get("task", {}).get("type") == "continue"


def _is_closed(body: Any) -> bool:
    return body is None


def _asks_to_try_again(body: Any) -> bool:
    """True for "I could not save that": nothing else is a reason to send the same again."""
    if not isinstance(body, dict):
        return False
    said = body.get("value") if "statusCode" in body else body.get("task", {}).get("value")
    sentence = said.get("message", "") if isinstance(said, dict) else said
    return isinstance(sentence, str) and ("try" in sentence.lower() or "trying again" in sentence.lower())
