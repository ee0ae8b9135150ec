"""All SharePoint libraries of the tenant: the team's, those of private channels, and everybody's own OneDrive."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.graph_drive import SharePointDrive
from sandbox.graph_items import Author, Item, person
from sandbox.people import Member, stable_token, stable_uuid

CHATS_FOLDER = "Microsoft Teams Chat Files"
SYSTEM = Author(("00000003-0000-0ff1-ce00-000000000000", "SharePoint App"))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class SharePoint:
    """Keeps the libraries, and which folder of which is a channel's.

    `folders` is by channel id; a channel in `unopened` has none yet, as before somebody opens its Files tab for the first time.
    """

    now: Callable[[], datetime] = _now
    told: Callable[[], None] = lambda: None
    drives: dict[str, SharePointDrive] = field(default_factory=dict)
    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    unopened: set[str] = field(default_factory=set)

    def _drive(self, label: str, path: str) -> SharePointDrive:
        drive_id = f"b!{stable_token(f'drive: {label}', 43)}{stable_token(f'list: {label}', 21)}"
        found = self.drives.get(drive_id)
        if found is None:
            site = f"northbrook.sharepoint.example,{stable_uuid(f'site: {label}')},{stable_uuid(f'web: {label}')}"
            found = self.adopt(SharePointDrive(drive_id, site, path, self.now))
        return found

    def adopt(self, drive: SharePointDrive) -> SharePointDrive:
        """Take a library in, so that it knows the time and tells of its changes."""
        drive.now, drive.told = self._moment, self._tell
        self.drives[drive.id] = drive
        return drive

    def _moment(self) -> datetime:
        return self.now()

    def _tell(self) -> None:
        self.told()

    def team_drive(self, group: str, name: str) -> SharePointDrive:
        """Return the library that all standard channels of a team share."""
        return self._drive(f"group {group}", f"/sites/{_site_name(name)}/Shared Documents")

    def channel_folder(self, channel_id: str, name: str, membership: str, group: str, team: str) -> tuple[SharePointDrive, Item]:
        """Return a channel's library and folder. The folder keeps its name when the channel is renamed.

        A private channel has a folder in a library of its own; a shared channel has a library, and its root is the folder.
        """
        known = self.folders.get(channel_id)
        if known is not None:
            drive = self.drives[known[0]]
            return drive, drive.item(known[1])
        if membership == "standard":
            drive = self.team_drive(group, team)
        else:
            drive = self._drive(f"channel {channel_id}", f"/sites/{_site_name(f'{team}-{name}')}/Shared Documents")
        folder = drive.root if membership == "shared" else drive.at(name) or drive.make_folder(drive.root, name, SYSTEM)
        self.folders[channel_id] = (drive.id, folder.id)
        return drive, folder

    def one_drive(self, member: Member) -> SharePointDrive:
        """Return a member's own OneDrive."""
        path = f"/personal/{re.sub(r'[^a-z0-9]', '_', member.email.lower())}/Documents"
        drive = self._drive(f"member {member.id}", path)
        drive.changes_bytes = False
        return drive

    def put_into_one_drive(self, member: Member, name: str, content: bytes) -> tuple[SharePointDrive, Item]:
        """Store what a member sends in a chat, as Teams does before it sends the message."""
        drive = self.one_drive(member)
        folder = drive.at(CHATS_FOLDER) or drive.make_folder(drive.root, CHATS_FOLDER, person(member))
        return drive, drive.store(folder, name, content, person(member, in_teams=True), "rename")[0]

    def by_web_path(self, path: str) -> tuple[SharePointDrive, Item] | None:
        """Return the item at a decoded path of the browser, or None."""
        for drive in self.drives.values():
            if path.casefold() == drive.path.casefold() or path.casefold().startswith(f"{drive.path.casefold()}/"):
                item = drive.at(path[len(drive.path) :])
                return (drive, item) if item is not None else None
        return None

    def by_guid(self, guid: str) -> tuple[SharePointDrive, Item] | None:
        """Return the item with this GUID, or None."""
        for drive in self.drives.values():
            item = drive.of_guid(guid)
            if item is not None:
                return drive, item
        return None


def _site_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", name)
