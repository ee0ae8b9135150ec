"""A made-up town of tenants, one community each, and what its people send: messages that ask, presses on cards, votes.

Beside the 800 small communities there are big rooms, of a thousand people each, that vote together.
"""

from __future__ import annotations

import itertools
import time
import uuid
from dataclasses import dataclass
from typing import Any

import orjson

from sandbox.people import BOT_ID, BOT_NAME

TENANTS = 800
"""So many that what Canopy keeps to (50 posts a second in a tenant, 60 in 30 seconds in a channel) is not what is measured."""
ROOMS = range(900_000, 900_100)
"""The numbers of the tenants whose community is a big room. Each is for one measurement."""
ROOM_PEOPLE = 1_000
POLL_OPTIONS = ("Mentoring", "Onboarding", "Risk", "Recording")
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
_NAMES = ("Ben Carter", "Chidi Okafor")
_QUESTION = "Has anyone had a similar experience with somebody who refuses every assessment? #mca"
_STAMP = "2025-01-06T09:00:00.000Z"
_CLIENT = {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"}
_ids = itertools.count(round(time.time() * 1000))


def tenant(number: int) -> str:
    """The tenant with this number."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"bench tenant {number}"))


def tenants(count: int = TENANTS) -> list[str]:
    """The first `count` tenants, and those of the big rooms."""
    return [tenant(number) for number in (*range(count), *ROOMS)]


def channel(number: int) -> str:
    """The channel in which this tenant's community meets."""
    return f"19:bench{number:06d}@thread.tacv2"


def number_in(conversation: str) -> int:
    """The tenant's number, from the id of its channel or of a thread in it; 0 for any other conversation."""
    digits = conversation[8:14]
    return int(digits) if conversation.startswith("19:bench") and digits.isdigit() else 0


def member(number: int, who: int) -> dict[str, str]:
    """The account of one of the tenant's members."""
    person = uuid.uuid5(uuid.NAMESPACE_OID, f"bench member {number} {who}")
    name = _NAMES[who] if who < len(_NAMES) else f"Voter {who}"
    return {"id": f"29:1{person.hex}", "name": name, "aadObjectId": str(person)}


def roster(number: int) -> list[dict[str, str]]:
    """Everybody in the tenant's team, as the connector lists them."""
    people = ROOM_PEOPLE if number in ROOMS else len(_NAMES)
    return [{**member(number, who), "tenantId": tenant(number), "userRole": "user"} for who in range(people)]


def card_of_three_kilobytes() -> dict[str, Any]:
    """A card as large as those that Canopy answers a press with."""
    said = "We met her with somebody she knew, and she agreed to a short visit. " * 3
    lines = [{"type": "TextBlock", "text": f"{number}. {said}", "wrap": True} for number in range(10)]
    action = {"type": "Action.Execute", "title": "Same here", "verb": "ask.same", "data": {"verb": "ask.same", "ask": "1"}}
    return {"type": "AdaptiveCard", "version": "1.5", "body": lines, "actions": [action]}


@dataclass(frozen=True, slots=True)
class Card:
    """An ask's or a poll's card as it was posted: `ask` is its id, `verb` that of its first button."""

    conversation: str
    message: str
    ask: str
    verb: str = "ask.same"


@dataclass(frozen=True, slots=True)
class Town:
    """Writes what the people of the town send through the service at `service_url`."""

    service_url: str

    def message(self, number: int, text: str = _QUESTION) -> bytes:
        """An @-mention in a new thread of the tenant's channel."""
        message_id = str(next(_ids))
        mention = {"type": "mention", "mentioned": {"id": BOT_ID, "name": BOT_NAME}, "text": f"<at>{BOT_NAME}</at>"}
        html = f'<div><div><span itemscope itemtype="http://schema.skype.com/Mention">{BOT_NAME}</span> {text}</div></div>'
        activity = self._activity("message", number, 0, f"{channel(number)};messageid={message_id}") | {
            "id": message_id,
            "textFormat": "plain",
            "text": f"<at>{BOT_NAME}</at> {text}\n",
            "attachments": [{"contentType": "text/html", "content": html}],
            "entities": [mention, _CLIENT],
        }
        return orjson.dumps(activity)

    def press(self, card: Card) -> bytes:
        """A press on "Same here". Each is a press of its own: no two carry the same revision."""
        data = {"verb": "ask.same", "ask": card.ask, "revision": next(_ids)}
        return self._execute(card, 1, "Same here", data)

    def poll(self, number: int, *, anonymous: bool) -> bytes:
        """Launch a poll in one line."""
        word = "anonymous poll" if anonymous else "poll"
        return self.message(number, f"{word}: Which topic next? {' | '.join(POLL_OPTIONS)}")

    def vote(self, card: Card, who: int, option: int, press: int) -> bytes:
        """A member's press on an option (from 1); `press` is the number that the card they see carries."""
        data = {"verb": card.verb, "poll": card.ask, "option": option, "press": press}
        return self._execute(card, who, POLL_OPTIONS[option - 1], data)

    def close(self, card: Card) -> bytes:
        """Whoever launched a poll closes it, in the form."""
        value = {"data": {"verb": "poll.close.send", "poll": card.ask}, "context": {"theme": "default"}}
        return self._invoke(card, 0, "task/submit", value)

    def _execute(self, card: Card, who: int, title: str, data: dict[str, Any]) -> bytes:
        action = {"type": "Action.Execute", "title": title, "verb": data["verb"], "data": data}
        return self._invoke(card, who, "adaptiveCard/action", {"action": action, "trigger": "manual"})

    def _invoke(self, card: Card, who: int, name: str, value: dict[str, Any]) -> bytes:
        activity = self._activity("invoke", number_in(card.conversation), who, card.conversation) | {
            "id": f"f:{uuid.UUID(int=next(_ids))}",
            "name": name,
            "value": value,
            "replyToId": card.message,
            "entities": [_CLIENT],
        }
        activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": card.message}}
        return orjson.dumps(activity)

    def _activity(self, kind: str, number: int, who: int, conversation: str) -> dict[str, Any]:
        home, tenant_id = channel(number), tenant(number)
        return {
            "type": kind,
            "timestamp": _STAMP,
            "localTimestamp": _STAMP,
            "localTimezone": "Europe/London",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": member(number, who),
            "recipient": {"id": BOT_ID, "name": BOT_NAME},
            "conversation": {"isGroup": True, "conversationType": "channel", "tenantId": tenant_id, "id": conversation},
            "channelData": {
                "teamsChannelId": home,
                "teamsTeamId": home,
                "channel": {"id": home, "name": "MCA community"},
                "team": {"id": home, "name": "Adult Safeguarding Practice", "aadGroupId": tenant_id},
                "tenant": {"id": tenant_id},
            },
            "locale": "en-GB",
        }
