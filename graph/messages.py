"""The files of a channel message, as Graph tells them: the activity that a bot receives does not."""

from __future__ import annotations

from typing import Any, Final

from community.shared_files import AttachedFile, MeetingPlace, Trouble
from graph.client import GraphClient, asked
from graph.faces import LibraryTrouble
from graph.items import rows, text

_REFERENCE: Final = "reference"
_MOST: Final = 20
_NOBODYS: Final = "1"


class Messages:
    """Reads messages of channels: one GET each."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def attached(self, where: MeetingPlace, root: str, message: str) -> tuple[AttachedFile, ...]:
        """The files of one message. Raises `NOT_THERE_YET` when Graph does not know it, `GONE` when it was deleted."""
        try:
            told = await self._read(where, root, message)
        except LibraryTrouble as trouble:
            if trouble.status != 404:
                raise
            raise LibraryTrouble(Trouble.NOT_THERE_YET, request_id=trouble.request_id, status=404) from None
        if text(told, "id") != message:  # never another message's files, whatever Graph makes of the ids
            raise LibraryTrouble(Trouble.FAULT)
        if text(told, "deletedDateTime"):
            raise LibraryTrouble(Trouble.GONE)
        found = (_attached(row) for row in rows(told, "attachments"))
        return tuple(file for file in found if file is not None)[:_MOST]

    async def may_be_read(self, where: MeetingPlace) -> bool:
        """Whether messages of the channel may be read: asked for one that nobody wrote, Graph says 404, and otherwise 403."""
        try:
            await self._read(where, _NOBODYS, _NOBODYS)
        except LibraryTrouble as trouble:
            if trouble.trouble in {Trouble.BUSY, Trouble.UNCLEAR}:
                raise
            return trouble.status in {400, 404}
        return True

    async def _read(self, where: MeetingPlace, root: str, message: str) -> dict[str, Any]:
        channel = self._client.root.teams.by_team_id(where.group).channels.by_channel_id(where.channel)
        post = channel.messages.by_chat_message_id(root)
        if message == root:
            return await self._client.read(asked(post))
        return await self._client.read(asked(post.replies.by_chat_message_id1(message)))


def _attached(row: Any) -> AttachedFile | None:
    """A file that a message refers to; cards, quotes and code snippets are on the same list and are none."""
    named, address = text(row, "id"), text(row, "contentUrl")
    if text(row, "contentType") != _REFERENCE or not named or not address:
        return None
    name = text(row, "name") or address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return AttachedFile(id=named, name=name, address=address)
