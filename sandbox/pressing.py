"""What members do with cards: press buttons, fill in forms, search in a list."""

from __future__ import annotations

from typing import Any

from sandbox.answers import Answer, Form, read_answer, read_choices, read_form
from sandbox.delivery import Delivery
from sandbox.live import Change
from sandbox.people import Member
from sandbox.service import Service
from sandbox.wire import Wire
from sandbox.world import Json, Message, Place

_CONTEXT = {"theme": "default"}


def carried(button: Json, inputs: Json) -> Any:
    """Return the button's data with the inputs of the card laid over it."""
    data: Any = button.get("data")
    if data is None:
        return dict(inputs)
    return {**data, **inputs} if isinstance(data, dict) else data


class Pressing:
    """Turns presses into invokes, and reads the answers as the Teams client does."""

    def __init__(self, service: Service, wire: Wire, delivery: Delivery) -> None:
        self._service = service
        self._world = service.world
        self._wire = wire
        self._delivery = delivery

    def _place(self, member: Member, message: Message | None) -> Place:
        return self._world.place_of(message) if message else self._world.chat_of(member)

    async def press(self, member: Member, message: Message, button: Json, inputs: Json, *, trigger: str = "manual") -> Answer:
        """Press a button that opens no form. Raises ValueError for one that does, or that Teams does not know."""
        match button.get("type"):
            case "Action.Execute":
                return await self._execute(member, message, button, inputs, trigger)
            case "Action.Submit":
                return await self._submit(member, message, button, inputs)
        raise ValueError(f"a press on {button.get('type')!r} reaches no bot")

    async def _execute(self, member: Member, message: Message, button: Json, inputs: Json, trigger: str) -> Answer:
        action: Json = {name: button[name] for name in ("type", "id", "title", "verb") if name in button}
        action["data"] = carried(button, inputs)
        value = {"action": action, "trigger": trigger}
        activity = self._wire.invoke("adaptiveCard/action", member, self._world.place_of(message), value, message.id)
        edited = message.edited
        answer = read_answer(await self._delivery.post(activity))
        if answer.card is not None and message.edited == edited:
            message.private[member.key] = answer.card
            self._service.ledger.tell(Change("private-card", message.place, message, only=member.key))
        return answer

    async def _submit(self, member: Member, message: Message, button: Json, inputs: Json) -> Answer:
        data = carried(button, inputs)
        found: Any = data.get("msteams") if isinstance(data, dict) else None
        teams = found if isinstance(found, dict) else {}
        said: Json
        match teams.get("type"):
            case None:
                said = {"value": data}
            case "messageBack":
                said = {"value": teams.get("value", data), "text": str(teams.get("text", ""))}
            case "imBack":
                said = {"text": str(teams.get("value", ""))}
            case kind:
                raise ValueError(f"a button of kind {kind} opens a form: open_form")
        activity = self._wire.pressed(member, message, self._world.place_of(message), said)
        delivered = await self._delivery.post(activity)
        if not delivered.accepted:
            return read_answer(delivered)
        return Answer(delivered.status, "none", ms=delivered.ms)

    async def open_form(self, member: Member, message: Message | None, button: Json, inputs: Json) -> Form:
        """Press a button whose `msteams.type` is task/fetch."""
        value = {"data": carried(button, inputs), "context": dict(_CONTEXT)}
        activity = self._wire.invoke("task/fetch", member, self._place(member, message), value, message.id if message else "")
        return read_form(await self._delivery.post(activity), message, opening=True)

    async def submit_form(self, member: Member, message: Message | None, button: Json, inputs: Json) -> Form:
        """Press an Action.Submit inside a form. Raises ValueError for another kind: nothing else works in a form."""
        if button.get("type") != "Action.Submit":
            raise ValueError(f"{button.get('type')!r} does nothing in a form")
        value = {"data": carried(button, inputs), "context": dict(_CONTEXT)}
        activity = self._wire.invoke("task/submit", member, self._place(member, message), value, message.id if message else "")
        return read_form(await self._delivery.post(activity), message, opening=False)

    async def typeahead(self, member: Member, message: Message | None, dataset: str, query: str) -> list[dict[str, str]]:
        """Type into a list that the bot fills."""
        value = {"queryText": query, "kind": "search", "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset}
        activity = self._wire.invoke(
            "application/search", member, self._place(member, message), value, message.id if message else ""
        )
        return read_choices(await self._delivery.post(activity))
