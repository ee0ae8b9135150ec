"""How much a community's library may do, for those who set it up: five degrees, what works in each, and what to ask for."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from community.people import Model
from community.shared_files import LIBRARY_COLUMNS, Degree, LibraryState, Trouble


class Setup(StrEnum):
    """What was found out about a library, in a word."""

    UNKNOWN = "unknown"
    """Nobody has looked yet, or there is no channel to look at."""
    OFF = "off"
    GROUP_CHAT = "group_chat"
    CATALOGUE = "catalogue"
    FILES = "files"
    COLUMNS = "columns"
    FOLDER = "folder"


class Wanted(Model):
    """Something to ask for: whom, what for, and its exact name."""

    whom: str
    what: str
    names: tuple[str, ...] = ()


class SetupView(Model):
    """What the set-up card says."""

    setup: Setup
    title: str
    works: tuple[str, ...]
    wanted: tuple[Wanted, ...] = ()


_OWNER: Final = "A team owner"
_ADMINISTRATOR: Final = "Your Microsoft 365 administrator"
_TITLES: Final = {
    Setup.UNKNOWN: "Not looked at yet",
    Setup.OFF: "Links only: filing is switched off",
    Setup.GROUP_CHAT: "Links only: a group chat has no library of its own",
    Setup.CATALOGUE: "Catalogue only",
    Setup.FILES: "Files",
    Setup.COLUMNS: "Files and columns",
    Setup.FOLDER: "A folder on disk",
}
_LINKS: Final = "Links are kept, found and talked about."
_MESSAGES: Final = "What is shared in the channel can be saved; it is listed with its link, and its file stays where it is."
_FILED: Final = "Files shared in the channel are described where they lie. Files sent to me in 1:1 go into the channel's folder."
_BY_HAND: Final = "What is added, renamed or removed there by hand is noticed within about ten minutes."
_NEVER: Final = "I never delete, replace or move a file."
_BESIDE: Final = "Kind, topics, source, owner and review date stand beside the file in SharePoint too."
_WORKS: Final = {
    Setup.UNKNOWN: (_LINKS,),
    Setup.OFF: (_LINKS,),
    Setup.GROUP_CHAT: (_LINKS,),
    Setup.CATALOGUE: (_LINKS, _MESSAGES),
    Setup.FILES: (_FILED, _BY_HAND, _NEVER),
    Setup.COLUMNS: (_FILED, _BESIDE, _BY_HAND, _NEVER),
    Setup.FOLDER: ("Files sent to me in 1:1 go into a folder on the machine I run on.", _BY_HAND, _NEVER),
}
_READ: Final = Wanted(
    whom=_OWNER,
    what="adds the app again with these two permissions, which hold for this team alone, so that I see what a message shares:",
    names=("ChannelMessage.Read.Group", "File.Read.Group"),
)
_GRANT: Final = Wanted(
    whom=_ADMINISTRATOR,
    what="consents to this application permission once, and grants this team's site to Canopy with the role “write”:",
    names=("Sites.Selected",),
)
_OPEN_FILES: Final = Wanted(whom="Anybody", what="opens the channel's Files tab once: before that there is no folder.")
_SWITCH_ON: Final = Wanted(whom="Whoever runs Canopy", what="switches it on with this setting:", names=("CANOPY_LIBRARY=graph",))
_CHANNEL: Final = Wanted(whom=_OWNER, what="adds me to a channel, which has a library: what is shared there can be filed.")
_WITHOUT: Final[dict[str, Setup]] = {Trouble.OFF: Setup.OFF, Trouble.GROUP_CHAT: Setup.GROUP_CHAT}
"""Where there is no library at all, by what stands in the way."""
_OTHERWISE: Final = {Setup.OFF: _SWITCH_ON, Setup.GROUP_CHAT: _CHANNEL}
_COLUMNS: Final = Wanted(
    whom="Whoever may change the library's settings",
    what="adds columns of text with these internal names. Everything works without them.",
)


def setup_of(state: LibraryState | None) -> Setup:
    """What was found out, in a word."""
    if state is None:
        return Setup.UNKNOWN
    if state.local:
        return Setup.FOLDER
    if state.problem in _WITHOUT:
        return _WITHOUT[state.problem]
    return {Degree.CATALOGUE: Setup.CATALOGUE, Degree.FILES: Setup.FILES, Degree.COLUMNS: Setup.COLUMNS}[state.degree]


def setup_view(state: LibraryState | None) -> SetupView:
    """What works, and what to ask for, as was found out."""
    setup = setup_of(state)
    return SetupView(setup=setup, title=_TITLES[setup], works=_works(setup, state), wanted=tuple(_wanted(setup, state)))


def _works(setup: Setup, state: LibraryState | None) -> tuple[str, ...]:
    if setup is Setup.CATALOGUE and state is not None and not state.reads_messages:
        return (_LINKS,)
    if state is not None and state.checks_out:
        return (*_WORKS[setup], "This library asks for files to be checked in. I do that; where it is refused, the card says so.")
    return _WORKS[setup]


def _wanted(setup: Setup, state: LibraryState | None) -> list[Wanted]:
    if setup in _OTHERWISE:
        return [_OTHERWISE[setup]]
    if state is None or setup is Setup.FOLDER:
        return []
    found = [] if state.reads_messages else [_READ]
    if setup is Setup.CATALOGUE:
        found.append(_OPEN_FILES if state.problem == Trouble.NO_FILES_TAB else _GRANT)
    elif missing := tuple(name for name in LIBRARY_COLUMNS if name not in state.columns):
        found.append(_COLUMNS.model_copy(update={"names": missing}))
    return found


def to_tell(told: str, state: LibraryState) -> bool:
    """Whether facilitators are told: that it changed since they were last, or at first that there is something to ask for."""
    setup = setup_of(state)
    return told != setup if told else setup is Setup.CATALOGUE
