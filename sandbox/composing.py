"""Commands of the app while a member writes, and in the menu of a message: forms that open, and searches."""

from __future__ import annotations

import uuid

from sandbox.answers import Composed, Form, Found, read_composed, read_found
from sandbox.delivery import Delivery
from sandbox.people import Member
from sandbox.pressing import carried
from sandbox.wire import Wire
from sandbox.world import Json, Message, Place

MOST_FOUND = 10


class Composing:
    """Turns commands of the compose box and of messages into invokes, and reads the answers as the Teams client does."""

    def __init__(self, wire: Wire, delivery: Delivery) -> None:
        self._wire = wire
        self._delivery = delivery

    async def open(self, member: Member, command: str, place: Place) -> Form:
        """Choose a command beside the compose box of a place."""
        return await self._open(member, Composed(command, place))

    async def open_on(self, member: Member, command: str, message: Message) -> Form:
        """Choose a command in the menu of a message."""
        return await self._open(member, Composed(command, self._wire.world.place_of(message), message))

    async def _open(self, member: Member, composed: Composed) -> Form:
        activity = self._wire.invoke("composeExtension/fetchTask", member, composed.place, self._value(composed))
        return read_composed(await self._delivery.post(activity), composed, opening=True)

    async def submit(self, member: Member, composed: Composed, button: Json, inputs: Json) -> Form:
        """Press an Action.Submit inside a form that a command opened. Raises ValueError for another kind."""
        if button.get("type") != "Action.Submit":
            raise ValueError(f"{button.get('type')!r} does nothing in a form")
        value = self._value(composed) | {"data": carried(button, inputs)}
        activity = self._wire.invoke("composeExtension/submitAction", member, composed.place, value)
        return read_composed(await self._delivery.post(activity), composed, opening=False)

    async def search(
        self, member: Member, command: str, place: Place, words: str, *, skip: int = 0, parameter: str = "words"
    ) -> Found:
        """Look something up with a search command; without words as Teams does when the list is opened."""
        typed = {"name": parameter, "value": words} if words else {"name": "initialRun", "value": "true"}
        value = _asked(command) | {"parameters": [typed], "queryOptions": {"skip": skip, "count": MOST_FOUND}}
        activity = self._wire.invoke("composeExtension/query", member, place, value)
        return read_found(await self._delivery.post(activity))

    def _value(self, composed: Composed) -> Json:
        if composed.message is None:
            return _asked(composed.command) | {"commandContext": "compose"}
        payload = self._wire.payload(composed.message)
        return _asked(composed.command) | {"commandContext": "message", "messagePayload": payload}


def _asked(command: str) -> Json:
    return {"commandId": command, "requestId": uuid.uuid4().hex, "context": {"theme": "default"}}
