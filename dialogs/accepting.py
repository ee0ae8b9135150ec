"""Which communities take files, and what is said where none does."""

from __future__ import annotations

from community.communities import Community, is_group_chat
from community.shared_files import Trouble
from dialogs.turn import Turn
from store.opened import Store

SEND_IT_HERE = "Send me the file in our 1:1 chat, and I ask before I file it. To keep a link, write “file” and the link."
LINKS_ONLY = (
    "{community} meets in a group chat, which has no library of its own. Please put the file where your colleagues can open it, "
    "and write “file” and its link."
)


def with_a_library(turn: Turn) -> list[Community]:
    """Of the communities that may be meant, those that take files."""
    return [community for community in turn.mine or (turn.community,) if _takes_files(community, turn)]


def _takes_files(community: Community, turn: Turn) -> bool:
    """False where there is no library to file in, as far as is known: in a group chat, unless files go into a folder on disk."""
    if not is_group_chat(community.home):
        return True
    kept = Store(turn.store.connection, turn.store.tenant, community.id).libraries.read()
    return kept is None or kept.state is None or kept.state.problem != Trouble.GROUP_CHAT


def how_else(turn: Turn, why: str = "") -> str:
    """What somebody may do whose file cannot be read where it is, and `why` it cannot."""
    return f"{why}{SEND_IT_HERE}" if with_a_library(turn) else LINKS_ONLY.format(community=turn.community.name)
