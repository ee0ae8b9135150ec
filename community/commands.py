"""What one can say to Canopy by name: offered by Teams after "@Canopy", told by the help, listed in the app's manifest."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from community.kinds import KINDS, AskKind, KindOfAsk
from community.people import Model


class Where(StrEnum):
    """Where something can be said, as Teams calls it."""

    TEAM = "team"
    PERSONAL = "personal"
    GROUP_CHAT = "groupChat"


class Command(Model):
    """One thing to say."""

    name: str
    say: str
    """What Teams writes into the message; a colon at its end means that the member goes on. At most 32 characters."""
    does: str
    """What happens, or an example of how to go on. At most 128 characters."""
    scopes: tuple[Where, ...] = tuple(Where)


def _ask(kind: KindOfAsk) -> Command:
    # The full label of the last kind does not fit into Teams' list.
    said = "Mapping knowledge" if kind.kind is AskKind.MAPPING else kind.label
    return Command(name=kind.kind.value, say=f"{said}:", does=kind.example)


COMMANDS: Final = (
    *map(_ask, KINDS.values()),
    Command(name="help", say="help", does="Show what one can do here, with buttons that do it"),
    Command(name="find", say="find", does="Find documents, asks and what was learned: find capacity assessment template"),
    Command(name="library", say="library", does="Look through the community's library, by kind and topic", scopes=(Where.TEAM,)),
    Command(
        name="poll",
        say="poll",
        does="Launch a poll with a form, or at once: poll: Which topic next? Mentoring | Onboarding",
        scopes=(Where.GROUP_CHAT,),
    ),
    Command(name="mine", say="my reflections", does="Read what you wrote for yourself", scopes=(Where.PERSONAL,)),
)
"""Teams shows at most twelve in one place, and nine of them are the kinds of ask; everything else is a button of the help."""


class Started(Model):
    """One thing to begin from the box one writes in, with a form."""

    name: str
    """The form is asked for as `compose.<name>`."""
    title: str
    """At most 32 characters."""
    does: str
    """At most 128 characters."""


STARTED: Final = (
    Started(name="poll", title="Launch a poll", does="Ask the room a question, with names or anonymously"),
    Started(name="checkin", title="Check in", does="Ask how it is going: mood, confidence, workload"),
    Started(name="reflection", title="Reflect together", does="Invite the community to reflect on a piece of practice"),
    Started(name="profile", title="My profile", does="Tell colleagues on one page who you are, and what they can ask you about"),
)
"""What Teams offers beside the box one writes in."""
SAVE: Final = Started(
    name="saveToLibrary", title="Save to library", does="File what this message holds in the community's library"
)
"""What Teams offers in the menu of every message."""
FIND: Final = Started(name="findInLibrary", title="Find in the library", does="Put a document, or an ask, into what you write")
"""What Teams lets one look things up with beside the box one writes in. It is asked as `dialogs.events.Queried`."""
