"""What is done with an activity that the door let in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from botbuilder.core import TurnContext

from bot.adapter import payload_of
from bot.answers import text_message
from bot.connector import Connector
from bot.connector_types import ConnectorError
from bot.dispatcher import Dispatcher
from bot.inbound import read
from bot.invoke_answers import Apologies, InvokeAnswer, sentence_answer
from bot.metrics import Metrics
from bot.places import PLACE_EVENTS, Places
from dialogs.events import Event, FileAnswered, Installed, Pressed, Said, Scope, type_names
from store.database import DatabaseUnavailable, OutcomeUnclear

_log = logging.getLogger("canopy.turn")
NOT_OURS = "Canopy has no use for that here. Write @Canopy help to see what you can do."
NOT_SAVED = "I could not save that just now, so nothing was changed. Please try again in a minute."
UNCLEAR = "That took too long, and I do not know yet whether it was saved. Look at the card in a moment; trying again is safe."


class Turns:
    """Reads an activity, has it handled, and sees to it that the member hears when it could not be saved."""

    def __init__(self, dispatcher: Dispatcher, places: Places, connector: Connector, metrics: Metrics) -> None:
        self._dispatcher = dispatcher
        self._places = places
        self._connector = connector
        self._metrics = metrics

    async def on_turn(self, context: TurnContext) -> InvokeAnswer | None:
        """Handle one activity."""
        payload = payload_of(context)
        event = read(payload)
        if isinstance(event, Installed) and event.founding and event.place.scope is Scope.CHAT:
            event = Said(id=event.id, place=event.place, person=event.person, text="help")
        if event is None:
            self._metrics.event("ignored")
            return self._nothing(payload)
        self._metrics.event(type_names[type(event)])
        if isinstance(event, PLACE_EVENTS):
            await self._places.handle(event)
            return None
        try:
            body = await self._dispatcher.handle(event)
        except (DatabaseUnavailable, OutcomeUnclear) as fault:
            return await self._sorry(payload, event, NOT_SAVED if isinstance(fault, DatabaseUnavailable) else UNCLEAR)
        return InvokeAnswer(body) if payload.get("type") == "invoke" else None

    @staticmethod
    def _nothing(payload: Mapping[str, Any]) -> InvokeAnswer | None:
        if payload.get("type") != "invoke":
            return None
        return sentence_answer(payload.get("name"), NOT_OURS, code="NotOurs", card_status=400)

    async def _sorry(self, payload: Mapping[str, Any], event: Event, sentence: str) -> InvokeAnswer | None:
        """Say that nothing was saved: in the answer to a press, or else in the conversation, as the outbox is out of reach."""
        _log.error("a turn could not be saved: %s", type_names[type(event)])
        invoke = payload.get("type") == "invoke"
        if isinstance(event, FileAnswered) or (not invoke and isinstance(event, Said | Pressed)):
            try:
                await self._connector.post(event.place.service_url, event.place.conversation, text_message(sentence))
            except ConnectorError:
                _log.exception("and it could not be said either")
        return sentence_answer(payload.get("name"), sentence, code="NotSaved") if invoke else None


class KindApologies(Apologies):
    """The same words at the door as inside."""

    def when_late(self, payload: Mapping[str, Any]) -> InvokeAnswer:
        """What a member reads when the deadline passed."""
        return sentence_answer(payload.get("name"), UNCLEAR, code="Late")
