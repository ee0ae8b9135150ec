"""What can happen, in the house's own words. The edge turns what Teams sends into one of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from community.people import MemberId, Person, TenantId
from community.shared_files import AttachedFile, Changes, LibraryState, SentFile, StoredItem, Trouble


class Scope(StrEnum):
    """Where something happened."""

    CHANNEL = "channel"
    GROUP = "group"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation in Teams."""

    tenant: TenantId
    scope: Scope
    conversation: str
    """The whole conversation id: in a channel it names the thread."""
    home: str
    """The channel or group chat a community meets in; in a 1:1 chat the chat itself."""
    service_url: str
    bot: str
    team: str | None = None
    team_name: str | None = None
    channel_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened somewhere, done by somebody."""

    id: str
    """What Teams calls it; the same when Teams sends it again (mostly)."""
    place: Place
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """Somebody wrote to Canopy. `text` is what they wrote without the mention of Canopy."""

    text: str
    files: tuple[SentFile, ...] = ()
    """Files sent along in a 1:1 chat. In a channel Teams does not tell: those are read through Graph."""
    mentioned: tuple[Person, ...] = ()
    """Who else was mentioned, each by the name that stands in the text; their id may be what Teams calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Event):
    """Somebody pressed a button on a card. `data` is client-controlled."""

    verb: str
    data: dict[str, object]
    message: str | None = None
    """The message whose card was pressed."""
    answerable: bool = True
    """False when the client could only send the press as a message, so that no answer fits in the response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOpened(Event):
    """Somebody opened a form. Nothing is changed by it."""

    verb: str
    data: dict[str, object]
    message: str | None = None
    composed: bool = False
    """True when it came from the box one writes in, which is everywhere: Canopy need not be in that conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent(Event):
    """Somebody sent a form."""

    verb: str
    data: dict[str, object]
    message: str | None = None
    composed: bool = False
    """True when it came from the box one writes in, which is everywhere: Canopy need not be in that conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched(Event):
    """Somebody types into a list that is filled as they type."""

    dataset: str
    words: str
    community: str = ""
    """The community the list belongs to, as its card says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried(Event):
    """Somebody looks for something from the box one writes in, to insert it as a card."""

    command: str
    words: str
    skip: int = 0
    most: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Event):
    """Somebody changed a message that was addressed to Canopy. `id` is the message's own id."""

    text: str
    change: str = ""
    """Tells one edit of a message from the next."""
    addressed: bool = True
    """False once the message does not mention Canopy any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(Event):
    """Somebody deleted a message that was addressed to Canopy. `id` is the message's own id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed(Event):
    """Canopy was added to a team, a group chat or a person's own apps."""

    founding: bool = True
    """False for Teams' second notice of the same, which names the whole team and not the channel that was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstalled(Event):
    """Canopy was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """People joined the team."""

    people: tuple[Person, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """People left the team."""

    people: tuple[MemberId, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRenamed(Event):
    """The channel has another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceClosed(Event):
    """The channel or the whole team was archived or deleted."""

    whole_team: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReopened(Event):
    """The channel or the whole team is back."""

    whole_team: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Event):
    """The time has come for something that was put down for it. Done by nobody: `person` is Canopy itself."""

    what: str
    """Which work is due: "poll.close"."""
    about: str
    """What it is about: an id."""
    at: datetime
    """When it was due. How late it is, is `turn.now - at`."""
    detail: str = ""
    """Whatever else the work needs, as it was put down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswered(Event):
    """Somebody took a file that Canopy offered in 1:1, or did not want it. `data` is client-controlled."""

    accepted: bool
    verb: str
    """Which offer it was: "export.take"."""
    data: dict[str, object]
    message: str | None = None
    name: str = ""
    upload_url: str = ""
    """Where Teams wants the bytes, signed by itself. Checked before anything is sent there."""
    content_url: str = ""
    unique_id: str = ""
    file_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesRead(Event):
    """The files of a message were read. Done by Canopy itself, as are the following."""

    filing: str
    files: tuple[AttachedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFiled(Event):
    """A document is in the library."""

    filing: str
    item: StoredItem
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFailed(Event):
    """A document could not be filed, for now or for good."""

    filing: str
    why: Trouble
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryLooked(Event):
    """It was found out how much is allowed in the channel's library."""

    state: LibraryState


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChanged(Event):
    """Somebody changed files in the library by hand."""

    changes: Changes


type_names = {
    Said: "said", Pressed: "pressed", FormOpened: "form_opened", FormSent: "form_sent", Searched: "searched", Edited: "edited",
    Deleted: "deleted", Installed: "installed", Uninstalled: "uninstalled", Joined: "joined", Left: "left",
    ChannelRenamed: "channel_renamed", PlaceClosed: "place_closed", PlaceReopened: "place_reopened",
    Due: "due", FileAnswered: "file_answered", Queried: "queried", FilesRead: "files_read", DocumentFiled: "document_filed",
    FilingFailed: "filing_failed", LibraryLooked: "library_looked", FilesChanged: "files_changed",
}  # fmt: skip
"""A short word for each, for counters and logs."""
