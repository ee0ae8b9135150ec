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
    Command(name="asks", say="asks", does="Show the asks that wait for an answer"),
    Command(name="settings", say="settings", does="Show how this community is set up; facilitators can change it"),
)
"""Teams shows at most twelve in one place."""
