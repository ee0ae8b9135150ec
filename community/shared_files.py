"""Files on their way into the library: what a message holds, where it lies, and what became of it.

Plain values that cross rooms: the edge reads them out of Teams, `graph/` finds and files them, dialogs decide.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from community.people import Model, TenantId


class MeetingPlace(Model):
    """The channel a community meets in, as Graph calls it."""

    tenant: TenantId
    group: str
    """The team's Entra group (a GUID): `channelData.team.aadGroupId`, never the team's thread id."""
    channel: str
    """`19:...@thread.tacv2`."""


class AttachedFile(Model):
    """A file that a channel message refers to (`contentType: reference`)."""

    id: str
    """The GUID that the stored item's eTag begins with."""
    name: str
    address: str
    """Its web address in SharePoint or OneDrive."""


class SentFile(Model):
    """A file that a member sent to Canopy in 1:1. All of it is client-controlled."""

    name: str
    download: str
    """A short-lived address that is its own permission. Checked before it is called; never logged; forgotten after filing."""
    unique_id: str = ""
    file_type: str = ""


class Shelf(Model):
    """Where a channel's files lie: a folder of a SharePoint library, or a folder on disk."""

    drive: str
    folder: str
    """The id of the folder item. "root" where the whole library is the channel's."""
    address: str
    """The folder's web address, without a slash at the end."""


class StoredItem(Model):
    """A file as the library holds it."""

    id: str
    drive: str
    name: str
    address: str
    size: int
    etag: str
    quick_hash: str = ""
    created_at: datetime | None = None
    created_by_app: str = ""
    """The id of the application that created it; empty for a person."""
    folder: str = ""
    """The id of the folder it lies in."""
    hidden: bool = False
    """True while it is checked out and nobody else can see it."""


class Degree(StrEnum):
    """How much Microsoft 365 lets Canopy do in this channel's library."""

    CATALOGUE = "catalogue"
    """Read messages at most: documents are catalogued as links; no file operation."""
    FILES = "files"
    """The site was granted: files are read, uploaded, described."""
    COLUMNS = "columns"
    """And the library has columns for what the catalogue knows."""


class LibraryState(Model):
    """What was found out about a channel's library, for the set-up card."""

    degree: Degree
    shelf: Shelf | None = None
    columns: tuple[str, ...] = ()
    """Which of `LIBRARY_COLUMNS` the library has."""
    checks_out: bool = False
    """True where files are invisible to others until they are checked in."""
    reads_messages: bool = False
    problem: str = ""
    """A word for what stood in the way, one of `Trouble`; empty when nothing did."""
    local: bool = False
    """True where files go into a folder on disk."""


LIBRARY_COLUMNS = ("CanopyKind", "CanopyTopics", "CanopySource", "CanopyOwner", "CanopyReview", "CanopyGoodFor")
"""Internal names of the columns that are filled in where a library has them."""


class Trouble(StrEnum):
    """Why a step of filing did not do what was asked."""

    NOT_THERE_YET = "not_there_yet"
    """Graph does not know the message yet (404 just after posting)."""
    NO_FILES_TAB = "no_files_tab"
    """The channel's library is not there until somebody opens the Files tab once."""
    NOT_ALLOWED = "not_allowed"
    """401/403: consent or the site grant is missing."""
    ELSEWHERE = "elsewhere"
    """The file lies where Canopy does not reach: somebody's OneDrive, another team."""
    NAME_TAKEN = "name_taken"
    NAME_REUSED = "name_reused"
    """The file that is there now is not the one that was shared."""
    CHANGED = "changed"
    """412: somebody changed it in between."""
    LOCKED = "locked"
    """423: somebody has it open."""
    FULL = "full"
    """507: no room."""
    TOO_BIG = "too_big"
    REFUSED_TYPE = "refused_type"
    EXPIRED = "expired"
    """The download address or the upload session has run out."""
    GONE = "gone"
    """What was to be filed is not there any more."""
    BUSY = "busy"
    """429 or 503 with Retry-After: the whole tenant waits."""
    UNCLEAR = "unclear"
    """5xx, time-out, lost connection: it may have been done. Look, then decide."""
    GROUP_CHAT = "group_chat"
    """The community meets in a group chat, which has no library of its own."""
    OFF = "off"
    """There is no library here: `CANOPY_LIBRARY` is off."""
    FAULT = "fault"
    """Anything else Graph refused."""


class ItemChange(Model):
    """One change that delta told: the newest state of an item, or that it is gone."""

    id: str
    item: StoredItem | None
    """None when it was deleted, or is a folder's deletion."""


class Changes(Model):
    """A page of changes. `link` asks for what comes next: keep it only after the page was kept."""

    items: tuple[ItemChange, ...]
    link: str
    more: bool
    """True when `link` gives another page now; False when it is for the next look."""
    afresh: bool = False
    """True when the whole library is being told from the beginning (first look, or 410)."""
