"""Files that members send along: stored first, as Teams does, and then named by the message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from sandbox.graph_drive import SharePointDrive
from sandbox.graph_files_tab import FilesTab
from sandbox.graph_items import Item, person
from sandbox.graph_state import GraphState
from sandbox.graph_views import path_url
from sandbox.people import Member
from sandbox.world import Channel, Json, World


class FromOneDrive(bytes):
    """The bytes of a file that stays in the member's own OneDrive; the message only refers to it."""


DOWNLOAD_INFO = "application/vnd.microsoft.teams.file.download.info"
Files = Mapping[str, bytes]


class Attaching:
    """Stores files where Teams stores them, and says what messages and activities hold of them."""

    def __init__(self, world: World, state: GraphState) -> None:
        self._world = world
        self._state = state

    def to_channel(self, member: Member, channel: Channel, files: Files) -> list[Json]:
        """Store files in the folder of a channel, which opens it, and return what the message keeps of them."""
        return [self._to_channel(member, channel, name, content) for name, content in files.items()]

    def _to_channel(self, member: Member, channel: Channel, name: str, content: bytes) -> Json:
        if isinstance(content, FromOneDrive):
            drive = self._world.sharepoint.one_drive(member)
            return _kept(drive, drive.store(drive.root, name, bytes(content), person(member), "rename")[0])
        tab = FilesTab(self._world, channel)
        tab.opened = True
        return _kept(tab.drive, tab.put(name, content, by=member, in_teams=True))

    def to_chat(self, member: Member, files: Files) -> tuple[list[Json], list[Json]]:
        """Store files as a 1:1 chat does; return what the message keeps of them and the attachments of its activity."""
        kept, attachments = [], []
        for name, content in files.items():
            drive, item = self._world.sharepoint.put_into_one_drive(member, name, content)
            kept.append(_kept(drive, item))
            attachments.append(self._download(drive, item))
        return kept, attachments

    def _download(self, drive: SharePointDrive, item: Item) -> Json:
        return {
            "contentType": DOWNLOAD_INFO,
            "contentUrl": path_url(self._state, drive, item),
            "name": item.name,
            "content": {
                "downloadUrl": self._state.download_address(drive, item, self._state.download_seconds),
                "uniqueId": item.guid.upper(),
                "fileType": PurePosixPath(item.name).suffix.lstrip("."),
            },
        }


def _kept(drive: SharePointDrive, item: Item) -> Json:
    return {"id": item.guid, "name": item.name, "path": drive.web_path(item)}
