"""Teams' part of Graph: channels, their folders, and their messages."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from aiohttp import web

from sandbox.graph_drive import Refused, SharePointDrive
from sandbox.graph_items import Item
from sandbox.graph_state import Asked, GraphState
from sandbox.graph_views import item_view, message_view
from sandbox.service import json_answer
from sandbox.world import Channel, Message


def folder_of(state: GraphState, channel: Channel) -> tuple[SharePointDrive, Item]:
    """Return a channel's library and folder, whether or not somebody has opened its Files tab."""
    world = state.service.world
    team = world.team
    return world.sharepoint.channel_folder(channel.id, channel.name, channel.membership, team.aad_group_id, team.name)


class TeamsCalls:
    """Answers for teams, channels, messages, shares and the team's site."""

    def __init__(self, state: GraphState) -> None:
        self._state = state
        self._world = state.service.world

    def _channel(self, asked: Asked) -> Channel:
        self._check_team(asked.parts["team"])
        found = next((one for one in self._world.channels if one.id == asked.parts["channel"] and not one.deleted), None)
        if found is None:
            raise Refused(404, "NotFound", "The channel does not exist or has been removed.")
        return found

    def _check_team(self, group: str) -> None:
        try:
            uuid.UUID(group)
        except ValueError:
            raise Refused(400, "BadRequest", f"teamId '{group}' is not a valid GUID.") from None
        if group.lower() != self._world.team.aad_group_id or self._world.team.deleted:
            raise Refused(404, "NotFound", f"No team found with Group id {group}.")

    async def channel_get(self, asked: Asked) -> web.Response:
        """Return a channel."""
        self._state.consent.check(self._state.consent.channels)
        channel = self._channel(asked)
        return json_answer({"id": channel.id, "displayName": channel.name, "membershipType": channel.membership})

    async def channel_files_folder(self, asked: Asked) -> web.Response:
        """Return the folder of a channel: 404 until its Files tab was opened once."""
        self._state.consent.check(self._state.consent.folder)
        channel = self._channel(asked)
        if channel.id in self._world.sharepoint.unopened:
            raise Refused(404, "NotFound", "Folder location for channel was not found, or the folder is not provisioned.")
        drive, folder = folder_of(self._state, channel)
        view = item_view(self._state, drive, folder)
        view["parentReference"] = {"driveId": drive.id, "driveType": "documentLibrary"}
        return json_answer({name: value for name, value in view.items() if name not in ("createdBy", "lastModifiedBy", "eTag")})

    async def message_get(self, asked: Asked) -> web.Response:
        """Return a message that opened a thread."""
        return self._message(asked, asked.parts["message"], asked.parts["message"])

    async def reply_get(self, asked: Asked) -> web.Response:
        """Return a reply."""
        return self._message(asked, asked.parts["reply"], asked.parts["message"])

    def _message(self, asked: Asked, message_id: str, root: str) -> web.Response:
        self._state.consent.check(self._state.consent.messages)
        channel = self._channel(asked)
        if asked.query:
            raise Refused(400, "BadRequest", "Query parameters are not supported on this request.")
        message = self._world.messages.get(message_id)
        in_thread = message is not None and message.place == channel.id and message.root == root
        root_for_reply = asked.parts.get("reply") == root
        if message is None or not in_thread or root_for_reply or self._lags(message):
            raise Refused(404, "NotFound", "NotFound", inner="itemNotFound")
        return json_answer(message_view(self._state, message, self._world.team.aad_group_id))

    def _lags(self, message: Message) -> bool:
        return datetime.fromisoformat(message.at) + timedelta(seconds=self._state.lag) > self._world.now()

    async def share_item(self, asked: Asked) -> web.Response:
        """Return the item that a sharing address leads to: not for who has single sites only."""
        self._state.consent.check(allowed=False)
        kind, _, encoded = asked.parts["share"].partition("!")
        try:
            address = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except ValueError:
            address = ""
        if kind != "u" or not address:
            raise Refused(400, "invalidRequest", "The sharing token is not valid.")
        found = None
        if address.startswith(f"{self._state.files_url}/"):
            found = self._world.sharepoint.by_web_path(unquote(urlsplit(address).path))
        if found is None:
            raise Refused(404, "itemNotFound", "The sharing link no longer exists, or you do not have permission to access it.")
        return json_answer(item_view(self._state, *found, asked.query.get("$select", "")))

    # ---- the team's site, where the folder of a channel may not be asked for

    async def group_site(self, asked: Asked) -> web.Response:
        """Return the site of a team."""
        self._check_team(asked.parts["group"])
        drive = self._world.sharepoint.team_drive(self._world.team.aad_group_id, self._world.team.name)
        self._state.consent.check_drive(drive.id, of_team=True, role="read")
        site = drive.path.rpartition("/")[0]
        return json_answer({"id": drive.site, "name": site.rpartition("/")[2], "webUrl": f"{self._state.files_url}{site}"})

    async def site_drive(self, asked: Asked) -> web.Response:
        """Return the library of a site."""
        found = next((one for one in self._world.sharepoint.drives.values() if one.site == asked.parts["site"]), None)
        if found is None:
            raise Refused(404, "itemNotFound", "The site was not found.")
        return self._drive(found.id)

    async def drive_get(self, asked: Asked) -> web.Response:
        """Return a library."""
        return self._drive(asked.parts["drive"])

    def _drive(self, drive_id: str) -> web.Response:
        team = self._world.sharepoint.team_drive(self._world.team.aad_group_id, self._world.team.name)
        if drive_id == team.id:
            self._state.consent.check_drive(team.id, of_team=True, role="read")
        drive = team if drive_id == team.id else self._state.granted_drive(drive_id)
        web_url = f"{self._state.files_url}{drive.path.replace(' ', '%20')}"
        return json_answer({"id": drive.id, "driveType": "documentLibrary", "name": "Documents", "webUrl": web_url})
