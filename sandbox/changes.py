"""What happens to the team, its channels and its members, and the events the bot gets for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.delivery import Delivered, Delivery
from sandbox.live import Change
from sandbox.people import BOT_ID, Member
from sandbox.service import Service
from sandbox.wire import Wire
from sandbox.world import Channel, Json, Place


class Changes:
    """Changes the world and tells the bot, in that order."""

    def __init__(self, service: Service, wire: Wire, delivery: Delivery) -> None:
        self._service = service
        self._world = service.world
        self._wire = wire
        self._delivery = delivery

    def _team_place(self) -> Place:
        team = self._world.team
        return Place(team.id, channel=self._world.channel(team.id))

    async def _send(self, activity: Json) -> Delivered:
        self._service.ledger.tell(Change("state"))
        return await self._delivery.post(activity)

    # ---- Canopy comes and goes

    async def install(self, member: Member, channel: Channel) -> list[Delivered]:
        """Put Canopy into the team; `channel` is the one the installer chose."""
        self._world.installed = True
        return await self._installation(member, self._team_place(), "add", channel)

    async def in_group_chat(self, by: Member, chat: Channel, *, here: bool) -> list[Delivered]:
        """Put Canopy into a group chat, or take it out."""
        return await self._installation(by, Place(chat.id, channel=chat), "add" if here else "remove", None)

    async def uninstall(self, member: Member) -> list[Delivered]:
        """Take Canopy out of the team."""
        self._world.installed = False
        return await self._installation(member, self._team_place(), "remove", None)

    async def open_chat(self, member: Member) -> list[Delivered]:
        """Add Canopy for oneself, which opens the chat with it. Does nothing the second time."""
        if member.key in self._world.chats:
            return []
        self._world.chats.add(member.key)
        return await self._installation(member, self._world.chat_of(member), "add", None)

    async def _installation(self, member: Member, place: Place, action: str, channel: Channel | None) -> list[Delivered]:
        added = action == "add"
        installation = self._wire.event("installationUpdate", member, place) | {"action": action}
        if channel is not None:
            installation["channelData"]["settings"] = {"selectedChannel": {"id": channel.id}}
        of_team = place.channel is not None and place.channel.threaded
        roster = self._wire.event("conversationUpdate", member, place, _member_event(added=added) if of_team else "")
        roster["membersAdded" if added else "membersRemoved"] = [{"id": BOT_ID}]
        if channel is not None:
            roster["channelData"]["settings"] = {"selectedChannel": {"id": channel.id}}
        return [await self._send(installation), await self._send(roster)]

    # ---- members come and go

    async def member_changed(self, member: Member, by: Member, *, here: bool, chat: Channel | None = None) -> Delivered:
        """Let a member join or leave the team, or a group chat: the same people are in both."""
        member.here = here
        place, event = (Place(chat.id, channel=chat), "") if chat else (self._team_place(), _member_event(added=here))
        activity = self._wire.event("conversationUpdate", by, place, event)
        activity["membersAdded" if here else "membersRemoved"] = [{"id": member.teams_id, "aadObjectId": member.id}]
        return await self._send(activity)

    # ---- everything else

    async def event(self, name: str, by: Member, parts: dict[str, Any]) -> Delivered:
        """Let something happen to the team or a channel, and send the event of this name.

        Names the world knows: channelCreated (name), channelRenamed (channel, name), channelDeleted, channelRestored (channel),
        teamRenamed (name), teamArchived, teamUnarchived, teamDeleted, teamHardDeleted, teamRestored. Any other is only sent;
        parts that are no part of those are laid over the activity.
        """
        change = _CHANGES.get(name)
        channel = self._world.channel(parts.pop("channel")) if "channel" in parts else None
        if change is not None:
            channel = change(self, channel, str(parts.pop("name", "")))
        place = Place(channel.id, channel=channel) if channel else self._team_place()
        return await self._send(self._wire.event("conversationUpdate", by, place, name) | parts)

    def _create_channel(self, _channel: Channel | None, name: str) -> Channel:
        return self._world.add_channel(name)

    def _rename_channel(self, channel: Channel | None, name: str) -> Channel:
        channel = _needed(channel)
        channel.name = name
        return channel

    def _delete_channel(self, channel: Channel | None, _name: str) -> Channel:
        channel = _needed(channel)
        channel.deleted = True
        return channel

    def _restore_channel(self, channel: Channel | None, _name: str) -> Channel:
        channel = _needed(channel)
        channel.deleted = False
        return channel

    def _rename_team(self, _channel: Channel | None, name: str) -> None:
        self._world.team.name = name

    def _archive_team(self, _channel: Channel | None, _name: str) -> None:
        self._world.team.archived = True

    def _unarchive_team(self, _channel: Channel | None, _name: str) -> None:
        self._world.team.archived = False

    def _delete_team(self, _channel: Channel | None, _name: str) -> None:
        self._world.team.deleted = True

    def _restore_team(self, _channel: Channel | None, _name: str) -> None:
        self._world.team.deleted = False


def _needed(channel: Channel | None) -> Channel:
    if channel is None:
        raise ValueError("say which channel: channel=...")
    return channel


def _member_event(*, added: bool) -> str:
    return "teamMemberAdded" if added else "teamMemberRemoved"


_CHANGES: dict[str, Callable[[Changes, Channel | None, str], Channel | None]] = {
    "channelCreated": Changes._create_channel,
    "channelRenamed": Changes._rename_channel,
    "channelDeleted": Changes._delete_channel,
    "channelRestored": Changes._restore_channel,
    "teamRenamed": Changes._rename_team,
    "teamArchived": Changes._archive_team,
    "teamUnarchived": Changes._unarchive_team,
    "teamDeleted": Changes._delete_team,
    "teamHardDeleted": Changes._delete_team,
    "teamRestored": Changes._restore_team,
}
