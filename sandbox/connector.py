"""The connector: what a bot may ask of Teams."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.activity_rules import SILENT, check_activity, write_down
from sandbox.live import Change
from sandbox.people import BOT_ID, BOT_KEY, TENANT, Member
from sandbox.service import Service, Trouble, json_answer, read_json
from sandbox.world import Json, Message, Place


def service_path() -> str:
    """Return the path of the service URL, with both its slashes."""
    return f"/uk/{TENANT}/"


class Connector:
    """Serves `/v3/...` under the service URL."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._world = service.world

    def add_routes(self, app: web.Application) -> None:
        """Add all its routes."""
        prefix = service_path().rstrip("/")
        conversation = "/v3/conversations/{conversation}"
        routes = (
            ("POST", "/v3/conversations", self.create_conversation),
            ("POST", f"{conversation}/activities", self.send),
            ("POST", f"{conversation}/activities/{{activity}}", self.send),
            ("PUT", f"{conversation}/activities/{{activity}}", self.update),
            ("DELETE", f"{conversation}/activities/{{activity}}", self.delete),
            ("GET", f"{conversation}/pagedmembers", self.paged_members),
            ("GET", f"{conversation}/members", self.all_members),
            ("GET", f"{conversation}/members/{{member}}", self.one_member),
            ("GET", "/v3/teams/{team}", self.team),
            ("GET", "/v3/teams/{team}/conversations", self.channels),
        )
        for method, path, work in routes:
            app.router.add_route(method, f"{prefix}{path}", self._service.endpoint("connector", prefix, work))

    # ---- who asks, and where

    def _place(self, request: web.Request) -> Place:
        """Check the token, the limits and the roster, and return where the request goes."""
        self._service.check_bearer(request.headers.get("Authorization", ""))
        conversation = request.match_info["conversation"]
        self._count(conversation.partition(";")[0] if request.method != "GET" else None)
        place = self._world.place(conversation)
        if place is None or (place.channel and (place.channel.deleted or self._world.team.deleted)):
            raise Trouble(404, "ConversationNotFound", "Conversation not found.")
        if place.channel and not self._world.installed:
            raise Trouble(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if request.method != "GET":
            self._check_may_write(place)
        return place

    def _count(self, conversation: str | None) -> None:
        wait = self._service.limits.retry_after(conversation)
        if wait:
            raise Trouble(429, "Throttled", "Too Many Requests", retry_after=wait)

    def _check_may_write(self, place: Place) -> None:
        if place.channel and place.channel.threaded and self._world.team.archived:
            raise Trouble(403, "MessageWritesBlocked", "The team is archived.")
        if place.member and (place.member.blocked or not place.member.here):
            raise Trouble(403, "MessageWritesBlocked", "The member has blocked the bot or is no longer there.")

    # ---- saying something

    async def send(self, request: web.Request) -> web.Response:
        """Write a message: into the thread of the conversation id, else into that of the message replied to, else a new one."""
        place = self._place(request)
        activity = await read_json(request)
        reply_to = self._world.messages.get(request.match_info.get("activity", ""))
        if place.channel and not place.root and reply_to and reply_to.place == place.id:
            place = Place(place.id, channel=place.channel, root=reply_to.root)
        return json_answer({"id": self._say(place, activity)}, 201)

    def _say(self, place: Place, activity: Json) -> str:
        check_activity(activity, in_chat=place.member is not None)
        if activity["type"] in SILENT:
            self._service.ledger.tell(Change("typing", place.id, only=place.member.key if place.member else ""))
            return self._world.new_id()
        message = self._world.add_message(place, BOT_KEY, "")
        write_down(message, activity)
        self._service.ledger.tell(Change("message", place.id, message))
        return message.id

    async def update(self, request: web.Request) -> web.Response:
        """Replace one of the bot's messages; what single members saw instead is gone."""
        place = self._place(request)
        message = self._own_message(request, place)
        activity = await read_json(request)
        check_activity(activity, in_chat=place.member is not None)
        write_down(message, activity)
        message.edited += 1
        message.private.clear()
        self._service.ledger.tell(Change("edited", message.place, message))
        return json_answer({"id": message.id})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one of the bot's messages."""
        message = self._own_message(request, self._place(request))
        message.deleted = True
        message.private.clear()
        self._service.ledger.tell(Change("deleted", message.place, message))
        return web.Response()

    def _own_message(self, request: web.Request, place: Place) -> Message:
        message = self._world.messages.get(request.match_info["activity"])
        if message is None or message.deleted or message.place != place.id:
            raise Trouble(404, "ActivityNotFoundInConversation", "Unknown activity id.")
        if not message.from_bot:
            raise Trouble(403, "Forbidden", "The bot may only change what it said itself.")
        return message

    async def create_conversation(self, request: web.Request) -> web.Response:
        """Open a thread in a channel with its first message, or a member's chat."""
        self._service.check_bearer(request.headers.get("Authorization", ""))
        body = await read_json(request)
        self._check_who_creates(body)
        channel_id = _text_at(body, "channelData", "channel", "id")
        place = self._channel_place(channel_id) if channel_id else self._chat_place(body)
        self._count(place.id)
        self._check_may_write(place)
        activity = body.get("activity")
        if place.channel and not activity:
            raise Trouble(400, "BadSyntax", "A new thread needs its first activity.")
        if place.member:
            self._world.chats.add(place.member.key)
        activity_id = self._say(place, activity) if activity else None
        conversation = f"{place.id};messageid={activity_id}" if place.channel else place.id
        return json_answer({"id": conversation, "activityId": activity_id, "serviceUrl": self._service.service_url}, 201)

    def _check_who_creates(self, body: Json) -> None:
        if (_text_at(body, "bot", "id") or BOT_ID) not in (BOT_ID, self._service.app_id):
            raise Trouble(403, "Forbidden", "The token is not that of this bot.")
        tenant = body.get("tenantId") or _text_at(body, "channelData", "tenant", "id")
        if tenant not in (None, "", TENANT):
            raise Trouble(403, "Forbidden", "The bot is not known in this tenant.")
        if not self._world.installed and not self._world.chats:
            raise Trouble(403, "BotNotInConversationRoster", "The bot is installed nowhere.")

    def _channel_place(self, channel_id: str) -> Place:
        place = self._world.place(channel_id)
        if place is None or place.channel is None or not place.channel.threaded or place.channel.deleted:
            raise Trouble(404, "ConversationNotFound", "Conversation not found.")
        if not self._world.installed:
            raise Trouble(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return Place(place.id, channel=place.channel)

    def _chat_place(self, body: Json) -> Place:
        members = body.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            raise Trouble(400, "BadSyntax", "A chat has exactly one member.")
        member = self._world.find_account(str(members[0].get("id", "")))
        if member is None or not (self._world.installed or member.key in self._world.chats):
            raise Trouble(400, "BadArgument", "Bot cannot create a conversation with this member.")
        return Place(member.chat_id, member=member)

    # ---- asking who and what is there

    def _roster(self, place: Place) -> list[Member]:
        return [place.member] if place.member else self._world.roster()

    async def paged_members(self, request: web.Request) -> web.Response:
        """Return a page of the roster: 50 to 500 members, 200 when the bot does not say."""
        roster = self._roster(self._place(request))
        try:
            size = min(max(int(request.query.get("pageSize", "200")), 50), 500)
            start = int(request.query.get("continuationToken", "0"))
        except ValueError:
            raise Trouble(400, "BadArgument", "pageSize or continuationToken is not right.") from None
        size = min(size, self._service.roster_page or size)
        page: Json = {"members": [member.as_roster_entry() for member in roster[start : start + size]]}
        if start + size < len(roster):
            page["continuationToken"] = str(start + size)
        return json_answer(page)

    async def all_members(self, request: web.Request) -> web.Response:
        """Return the whole roster at once, the old way."""
        return json_answer([member.as_roster_entry() for member in self._roster(self._place(request))])

    async def one_member(self, request: web.Request) -> web.Response:
        """Return one member by "29:" id, aadObjectId or address."""
        roster = self._roster(self._place(request))
        member = self._world.find_account(request.match_info["member"])
        if member is None or member not in roster:
            raise Trouble(404, "MemberNotFoundInConversation", "The member is not part of the conversation.")
        return json_answer(member.as_roster_entry())

    def _check_team(self, request: web.Request) -> None:
        self._service.check_bearer(request.headers.get("Authorization", ""))
        self._count(None)
        if request.match_info["team"] != self._world.team.id or self._world.team.deleted:
            raise Trouble(404, "TeamNotFound", "Team not found.")
        if not self._world.installed:
            raise Trouble(403, "BotNotInConversationRoster", "The bot is not part of the team roster.")

    async def team(self, request: web.Request) -> web.Response:
        """Return the team's name and ids."""
        self._check_team(request)
        team = self._world.team
        return json_answer(
            {"id": team.id, "name": team.name, "aadGroupId": team.aad_group_id, "tenantId": TENANT, "type": "standard"}
        )

    async def channels(self, request: web.Request) -> web.Response:
        """Return the team's channels; General has no name, as in Teams."""
        self._check_team(request)
        there = [channel for channel in self._world.channels if not channel.deleted]
        return json_answer(
            {"conversations": [{"id": c.id, "name": None if c.id == self._world.team.id else c.name} for c in there]}
        )


def _text_at(body: Json, *path: str) -> str:
    here: Any = body
    for name in path:
        here = here.get(name) if isinstance(here, dict) else None
    return here if isinstance(here, str) else ""
