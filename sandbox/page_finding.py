"""Who, what and where a request of the page means."""

from __future__ import annotations

from typing import Any

from sandbox.people import Member
from sandbox.world import Json, Message, Place, World


class PageFinder:
    """Finds members, messages and places by what the page calls them. All raise LookupError."""

    def __init__(self, world: World) -> None:
        self._world = world

    def member(self, body: Any) -> Member:
        """Return the member of the request."""
        member = self._world.members.get(str(body.get("m", "")))
        if member is None:
            raise LookupError("There is nobody of that name.")
        return member

    def message(self, body: Json) -> Message:
        """Return the message of the request."""
        message = self._world.messages.get(str(body.get("message", "")))
        if message is None:
            raise LookupError("That message is not there.")
        return message

    def message_or_none(self, body: Json) -> Message | None:
        """Return the message of the request, if it names one."""
        return self.message(body) if body.get("message") else None

    def place(self, body: Json, member: Member) -> Place:
        """Return "channel:<id>", "thread:<channel id>:<root id>" or the member's "chat"."""
        kind, _, where = str(body.get("place", "")).partition(":")
        if kind == "chat":
            return self._world.chat_of(member)
        channel_id, root = where, ""
        if kind == "thread":
            channel_id, _, root = where.rpartition(":")
        place = self._world.place(f"{channel_id};messageid={root}" if root else channel_id)
        if kind not in ("channel", "thread") or place is None or place.channel is None:
            raise LookupError("There is no such place.")
        return place
