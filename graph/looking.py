"""Finding out where a channel's files lie, and how much Microsoft 365 lets Canopy do there."""

from __future__ import annotations

from typing import Any, Final

from community.shared_files import LIBRARY_COLUMNS, Degree, LibraryState, MeetingPlace, Shelf, Trouble
from graph.client import GraphClient, asked
from graph.faces import LibraryTrouble
from graph.items import is_checked_out, mapping, rows, text
from graph.messages import Messages

_RAISED: Final = frozenset({Trouble.BUSY, Trouble.UNCLEAR})
"""What says nothing about the library: the look is for later."""
_LOOKED_AT: Final = 50
_PAGES: Final = 5
_OF_SHAREPOINT: Final = frozenset({"FileLeafRef"})
"""A column that every library requires and every file has: its name."""


async def look(client: GraphClient, where: MeetingPlace) -> LibraryState:
    """Look at a channel's library. Raises `LibraryTrouble` only when Microsoft 365 is busy or does not answer.

    Five requests: a message, the channel's folder, the folder through its drive (which takes the site grant), the library's
    columns, and some of its files.
    """
    reads = await Messages(client).may_be_read(where)
    try:
        shelf = await _shelf(client, where)
    except LibraryTrouble as trouble:
        return _only_messages(trouble, reads)
    try:
        await client.read(asked(_folder(client, shelf), select=["id", "name", "folder"]))
    except LibraryTrouble as trouble:
        return _only_messages(trouble, reads, shelf)
    columns = await _columns(client, shelf)
    ours = tuple(name for name in LIBRARY_COLUMNS if any(_is_ours(column, name) for column in columns))
    return LibraryState(
        degree=Degree.COLUMNS if ours else Degree.FILES,
        shelf=shelf,
        columns=ours,
        checks_out=any(_is_required(column) for column in columns) or await _has_checked_out(client, shelf),
        reads_messages=reads,
    )


async def _shelf(client: GraphClient, where: MeetingPlace) -> Shelf:
    """The channel's folder in its own drive: a private or shared channel has one of its own."""
    channel = client.root.teams.by_team_id(where.group).channels.by_channel_id(where.channel)
    told = await client.read(asked(channel.files_folder))
    drive = text(mapping(told, "parentReference"), "driveId")
    folder, address = text(told, "id"), text(told, "webUrl").rstrip("/")
    if not (drive and folder and address):
        raise LibraryTrouble(Trouble.NO_FILES_TAB)
    return Shelf(drive=drive, folder=folder, address=address)


def _only_messages(trouble: LibraryTrouble, reads: bool, shelf: Shelf | None = None) -> LibraryState:
    """What can be done when the files cannot be reached. Without the site grant, a drive answers 403 or 404."""
    if trouble.trouble in _RAISED:
        raise trouble
    problem = trouble.trouble
    if trouble.status == 404:
        problem = Trouble.NO_FILES_TAB if shelf is None else Trouble.NOT_ALLOWED
    return LibraryState(degree=Degree.CATALOGUE, shelf=shelf, reads_messages=reads, problem=problem)


async def _columns(client: GraphClient, shelf: Shelf) -> list[Any]:
    """The library's columns; none where they may not be read: everything works without them."""
    found: list[Any] = []
    request = asked(client.root.drives.by_drive_id(shelf.drive).list_.columns)
    for _ in range(_PAGES):
        try:
            page = await client.read(request)
        except LibraryTrouble as trouble:
            if trouble.trouble in _RAISED:
                raise
            return found
        found += rows(page)
        if not text(page, "@odata.nextLink"):
            break
        request = client.follow(text(page, "@odata.nextLink"))
    return found


def _is_ours(column: Any, name: str) -> bool:
    return text(column, "name") == name and not column.get("readOnly")


def _is_required(column: Any) -> bool:
    """A file without a value for a required column stays checked out, and only its author sees it."""
    if not isinstance(column, dict) or column.get("hidden") or column.get("readOnly"):
        return False
    return bool(column.get("required")) and text(column, "name") not in _OF_SHAREPOINT


async def _has_checked_out(client: GraphClient, shelf: Shelf) -> bool:
    """Whether a file of the folder is checked out: Graph has no other sign of a library that asks for it."""
    try:
        page = await client.read(asked(_folder(client, shelf).children, select=["id", "publication"], top=_LOOKED_AT))
    except LibraryTrouble as trouble:
        if trouble.trouble in _RAISED:
            raise
        return False
    return any(is_checked_out(row) for row in rows(page))


def _folder(client: GraphClient, shelf: Shelf) -> Any:
    return client.root.drives.by_drive_id(shelf.drive).items.by_drive_item_id(shelf.folder)
