"""What a dialog is given, and what it gives back.

A dialog is a function from an event and a turn to a `Reply`. It says nothing to Teams itself: `Reply.answer` goes to the
person who acted, `Reply.then` is written to the outbox in the same transaction and delivered after the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from community.communities import Community
from community.people import Member, MemberId
from dialogs.events import FileAnswered, Place
from store.ballots import Ballots
from store.opened import Store
from store.seals import Seals

Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a dialog may know and use."""

    member: Member
    community: Community
    now: datetime
    """Aware, UTC. Dialogs never read a clock."""
    store: Store
    seals: Seals
    place: Place
    new_id: Callable[[], str]
    """A new id with at least 122 random bits."""
    message: str | None = None
    """The message whose button was pressed."""
    shown_on: str | None = None
    """The message whose card this came from, a button or a form; not every client tells it of a form."""
    ballots: Ballots | None = None
    """Where anonymous answers are kept. None in turns about a place."""
    mine: tuple[Community, ...] = ()
    """In a 1:1 chat: the communities this member is in, by name."""
    file: FileAnswered | None = None
    """The offered file that was answered."""
    answerable: bool = True
    """False when the client takes no answer to a press, so that what it is told is written to the outbox first."""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """A card for the person who acted, in place of the one they pressed."""

    card: Card


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence for the person who acted."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ShowForm:
    """A form, opened in front of the person who acted."""

    title: str
    card: Card
    wide: bool = False


@dataclass(frozen=True, slots=True)
class CloseForm:
    """The form has done its work."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list that is filled as one types should show: (title, value) pairs."""

    found: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found from the box one writes in: what the list says of it, and the card that is inserted."""

    title: str
    text: str
    card: Card


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best first. Without any, `sentence` is said instead."""

    found: tuple[Result, ...]
    sentence: str = ""


Answer = ShowCard | Say | ShowForm | CloseForm | Choices | Results


@dataclass(frozen=True, slots=True)
class Post:
    """Say something in the conversation the turn is in, or in `conversation`. Drawn when it is sent."""

    subject: str
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class PostThread:
    """Start a new thread in the community's channel."""

    subject: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """Bring the message that shows `subject` up to date. Many become one."""

    subject: str


@dataclass(frozen=True, slots=True)
class Whisper:
    """Say something to one member in 1:1."""

    to: MemberId
    subject: str


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """Read again who is in the team."""


@dataclass(frozen=True, slots=True)
class At:
    """Have the clock do `what` about `about` at `when` (aware, UTC). The same work put down again takes the new time."""

    when: datetime
    what: str
    about: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotAt:
    """Take work off the clock. Work that is not there is no harm."""

    what: str
    about: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Send the bytes of `subject` to the address that `file` gives, and show the file in the chat."""

    subject: str
    file: FileAnswered


@dataclass(frozen=True, slots=True)
class Replace:
    """Put something else in place of a message in this conversation; without a message, say it anew."""

    message: str | None
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Unseal:
    """Destroy the key of a matter: its seals say nothing to anybody from then on."""

    matter: str


@dataclass(frozen=True, slots=True)
class Index:
    """Have the search find `subject` as it is now; or not any more, where it is gone."""

    subject: str


@dataclass(frozen=True, slots=True)
class FileAway:
    """Something waits for the librarian: a filing, or a look at the library."""


Effect = Post | PostThread | Refresh | Whisper | ReadRoster | Unseal | At | NotAt | Upload | Replace | Index | FileAway


@dataclass(frozen=True, slots=True)
class Reply:
    """What a dialog gives back."""

    answer: Answer | None = None
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message ready to be sent: a card, and one line for notifications. Nothing but the card is shown."""

    card: Card
    summary: str


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that a member may have, for 1:1: Teams asks them, and says where it goes. `size` is about how many bytes."""

    name: str
    description: str
    size: int
    carried: dict[str, object]
    """What comes back with the answer: a verb and what it needs."""


@dataclass(frozen=True, slots=True)
class FileReady:
    """A file as things are now. `write` makes its bytes, and looks at nothing but what it was given."""

    write: Callable[[], bytes]


class Uploaded(StrEnum):
    """What came of putting a file where Teams said."""

    DONE = "done"
    OVER = "over"
    """That place takes nothing any more."""
    FULL = "full"
    ELSEWHERE = "elsewhere"
    """It was no place that files may go to. Nothing was sent."""
    NOTHING = "nothing"
    """There is no such file any more. Nothing was sent."""
    FAILED = "failed"
