"""Activities as Teams writes them."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox.activity_rules import ADAPTIVE_CARD
from sandbox.people import APP_ID, BOT_ID, BOT_NAME, TENANT, Member
from sandbox.world import Channel, Json, Message, Place, World

CLIENT = {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"}
BOT_ACCOUNT = {"id": BOT_ID, "name": BOT_NAME}


def event_id() -> str:
    """Return the id of an activity that is not a message."""
    return f"f:{uuid.uuid4()}"


def mentions_in(text: str, members: list[Member], *, bot: bool = True) -> tuple[str, list[Json]]:
    """Turn "@Canopy" (if `bot`) and "@Ben Carter" into mentions: the text as it is sent, and its mention entities, in order."""
    accounts = {f"@{member.name}".lower(): member.as_account() for member in members}
    if bot:
        accounts[f"@{BOT_NAME}".lower()] = BOT_ACCOUNT
    wanted = sorted(accounts, key=len, reverse=True)
    entities: list[Json] = []

    def _mark(match: re.Match[str]) -> str:
        account = accounts[match.group().lower()]
        text = f"<at>{account['name']}</at>"
        entities.append({"type": "mention", "mentioned": dict(account), "text": text})
        return text

    pattern = "|".join(re.escape(name) for name in wanted)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", _mark, text, flags=re.IGNORECASE), entities


def _as_html(text: str) -> Json:
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    marked = re.sub(
        r"&lt;at&gt;(.*?)&lt;/at&gt;", r'<span itemscope itemtype="http://schema.skype.com/Mention">\1</span>', escaped
    )
    return {"contentType": "text/html", "content": f"<div><div>{marked}</div></div>"}


@dataclass
class Wire:
    """Writes activities for one bot.

    `sparse` leaves the names out of channelData and gives ids only, as Teams often does on messages and invokes.
    """

    world: World
    service_url: str
    sparse: bool = False

    def base(self, kind: str, sender: Member, place: Place) -> Json:
        """Return what all activities have in common."""
        now = self.world.now()
        return {
            "type": kind,
            "id": event_id(),
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": now.isoformat(timespec="milliseconds"),
            "localTimezone": "Europe/London",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": sender.as_account(),
            "recipient": dict(BOT_ACCOUNT),
            "conversation": self.conversation(place),
            "channelData": self.channel_data(place),
            "locale": "en-GB",
        }

    def conversation(self, place: Place) -> Json:
        """Return the `conversation` of an activity."""
        if place.channel is None:
            return {"conversationType": "personal", "tenantId": TENANT, "id": place.id}
        if not place.channel.threaded:
            return {"isGroup": True, "conversationType": "groupChat", "tenantId": TENANT, "id": place.id}
        conversation = f"{place.id};messageid={place.root}" if place.root else place.id
        return {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": conversation}

    def channel_data(self, place: Place, *, sparse: bool | None = None) -> Json:
        """Return the `channelData` of an activity."""
        if place.channel is None or not place.channel.threaded:
            return {"tenant": {"id": TENANT}}
        team = self.world.team
        sparse = self.sparse if sparse is None else sparse
        return {
            "teamsChannelId": place.id,
            "teamsTeamId": team.id,
            "channel": {"id": place.id} if sparse else self._channel(place.channel),
            "team": {"id": team.id} if sparse else {"id": team.id, "name": team.name, "aadGroupId": team.aad_group_id},
            "tenant": {"id": TENANT},
        }

    @staticmethod
    def _channel(channel: Channel) -> Json:
        return {"id": channel.id, "name": channel.name}

    def message(
        self, sender: Member, message: Message, place: Place, entities: list[Json], files: list[Json] | None = None
    ) -> Json:
        """Return what the bot gets when a member writes; `files` are the attachments that a chat has for them."""
        activity = self.base("message", sender, place)
        ending = "\n" if place.channel else ""
        cards = [{"contentType": ADAPTIVE_CARD, "content": card} for card in message.cards]
        return activity | {
            "id": message.id,
            "textFormat": "plain",
            "text": f"{message.text}{ending}",
            "attachments": [*(files or []), _as_html(message.text), *cards],
            "entities": [*entities, dict(CLIENT)],
        }

    def payload(self, message: Message) -> Json:
        """Return the message that a command was chosen for, as its invoke tells it: without the files, which Teams leaves out."""
        author = self.world.members.get(message.sender)
        person = {"user": {"userIdentityType": "aadUser", "id": author.id, "displayName": author.name}} if author else None
        app = {"application": {"applicationIdentityType": "bot", "id": APP_ID, "displayName": BOT_NAME}}
        return {
            "id": message.id,
            "replyToId": message.root if message.root not in ("", message.id) else None,
            "createdDateTime": message.at.replace("+00:00", "Z"),
            "deleted": message.deleted,
            "importance": "normal",
            "locale": "en-gb",
            "from": person or app,
            "body": {"contentType": "html", "content": _as_html(message.text)["content"]},
            "attachments": [],
            "mentions": [],
            "reactions": [],
        }

    def changed(self, kind: str, event: str, sender: Member, message: Message, place: Place) -> Json:
        """Return what the bot gets when a member edits or deletes: `kind` messageUpdate or messageDelete."""
        activity = self.base(kind, sender, place) | {"id": message.id}
        activity["channelData"]["eventType"] = event
        return activity

    def pressed(self, sender: Member, message: Message, place: Place, said: Json) -> Json:
        """Return the message activity that an Action.Submit makes; `said` holds `value`, `text` or both."""
        activity = self.base("message", sender, place) | {
            "id": self.world.new_id(),
            "replyToId": message.id,
            "entities": [dict(CLIENT)],
        }
        activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": message.id}}
        return activity | said

    def invoke(self, name: str, sender: Member, place: Place, value: Any, reply_to: str = "") -> Json:
        """Return an invoke; `reply_to` is the id of the message with the card."""
        activity = self.base("invoke", sender, place) | {"name": name, "value": value, "entities": [dict(CLIENT)]}
        composed = name.startswith("composeExtension/") and not (isinstance(value, dict) and "messagePayload" in value)
        activity["channelData"]["source"] = {"name": "compose" if composed else "message"}
        if reply_to:
            activity["replyToId"] = reply_to
            activity["channelData"]["legacy"] = {"replyToId": reply_to}
        return activity

    def event(self, kind: str, sender: Member, place: Place, event_type: str = "") -> Json:
        """Return a conversationUpdate or installationUpdate without its own parts."""
        activity = self.base(kind, sender, place)
        activity["channelData"] = self.channel_data(place, sparse=False)
        if event_type:
            activity["channelData"]["eventType"] = event_type
        return activity
