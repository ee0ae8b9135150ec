"""The compose box: commands of the app that open a form while a member writes."""

from __future__ import annotations

import uuid

from sandbox.answers import Composed, Form, read_composed
from sandbox.delivery import Delivery
from sandbox.people import Member
from sandbox.pressing import carried
from sandbox.wire import Wire
from sandbox.world import Json, Place


class Composing:
    """Turns commands of the compose box into invokes, and reads the answers as the Teams client does."""

    def __init__(self, wire: Wire, delivery: Delivery) -> None:
        self._wire = wire
        self._delivery = delivery

    async def open(self, member: Member, command: str, place: Place) -> Form:
        """Choose a command beside the compose box of a place."""
        activity = self._wire.invoke("composeExtension/fetchTask", member, place, _value(command))
        return read_composed(await self._delivery.post(activity), Composed(command, place), opening=True)

    async def submit(self, member: Member, composed: Composed, button: Json, inputs: Json) -> Form:
        """Press an Action.Submit inside a form that a command opened. Raises ValueError for another kind."""
        if button.get("type") != "Action.Submit":
            raise ValueError(f"{button.get('type')!r} does nothing in a form")
        value = _value(composed.command) | {"data": carried(button, inputs)}
        activity = self._wire.invoke("composeExtension/submitAction", member, composed.place, value)
        return read_composed(await self._delivery.post(activity), composed, opening=False)


def _value(command: str) -> Json:
    return {
        "commandId": command,
        "commandContext": "compose",
        "requestId": uuid.uuid4().hex,
        "context": {"theme": "default"},
    }
