"""A poll as the samples would have it: the stock adapter, votes in memory, and the card edited in the turn of each vote."""

from __future__ import annotations

from collections import Counter
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, MessageFactory, TurnContext
from botbuilder.schema import Activity, AdaptiveCardInvokeResponse, InvokeResponse

from bench.stock_bot import Configuration, application, look_on_loopback
from bench.town import CARD_TYPE, POLL_OPTIONS


class NaiveBot(ActivityHandler):
    """One poll for each message, by the conversation it was asked in."""

    def __init__(self) -> None:
        super().__init__()
        self._votes: dict[str, dict[str, int]] = {}

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Post the card of a poll."""
        poll = turn_context.activity.conversation.id
        self._votes[poll] = {}
        await turn_context.send_activity(self._message(poll))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Count a vote, edit the card for everybody, and show it to whoever voted."""
        activity = turn_context.activity
        data = activity.value["action"]["data"]
        self._votes[data["poll"]][activity.from_property.aad_object_id] = data["option"]
        changed = self._message(data["poll"])
        changed.id = activity.reply_to_id
        await turn_context.update_activity(changed)
        body = AdaptiveCardInvokeResponse(status_code=200, type=CARD_TYPE, value=self._card(data["poll"]))
        return InvokeResponse(status=200, body=body)

    def _message(self, poll: str) -> Activity:
        message: Activity = MessageFactory.attachment(CardFactory.adaptive_card(self._card(poll)))
        return message

    def _card(self, poll: str) -> dict[str, Any]:
        votes = Counter(self._votes[poll].values())
        numbered = list(enumerate(POLL_OPTIONS, 1))
        bars = {"type": "Chart.HorizontalBar", "data": [{"x": title, "y": votes[option]} for option, title in numbered]}
        actions = [
            {
                "type": "Action.Execute",
                "title": title,
                "verb": "poll.vote",
                "data": {"verb": "poll.vote", "poll": poll, "option": option, "press": 0},
            }
            for option, title in numbered
        ]
        body = [{"type": "TextBlock", "text": "Which topic next?", "wrap": True}, bars]
        return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": actions}


if __name__ == "__main__":
    look_on_loopback()
    web.run_app(application(NaiveBot()), host="127.0.0.1", port=Configuration.PORT)
