"""The memorandum as several activities see it: what it is called, who may write it, and whether a member has accepted it."""

from __future__ import annotations

from cards.memoranda import Seen
from community.memoranda import Memorandum, check_agreed
from community.times import said_date, wall_clock
from dialogs.turn import Turn
from store.opened import Store

ASKING = "asking"
SHARING = "sharing a reflection"


def check_accepted(turn: Turn, what: str) -> None:
    """Raise a refusal that says how to accept, for somebody who must do so before `what`."""
    if not turn.community.gate_memorandum:
        return
    store = turn.store
    check_agreed(store.memoranda.adopted(), store.acceptances.newest_of(turn.member.id), condition=True, what=what)


def adopted_subject(version: int) -> str:
    """What the outbox and the postings call a version in force."""
    return f"memorandum:{version}"


def draft_subject(version: int) -> str:
    """The same for a draft that was posted for comments."""
    return f"memorandum-draft:{version}"


def seen_in(store: Store) -> Seen:
    """How many have accepted what is in force, of how many; and whether that is a condition."""
    adopted, community = store.memoranda.adopted(), store.settlements.read()
    accepted = store.acceptances.count(adopted.version) if adopted else 0
    return Seen(accepted=accepted, here=store.members.count(), condition=bool(community and community.gate_memorandum))


def day_of(memorandum: Memorandum, zone: str) -> str:
    """When a version came into force, in words."""
    return said_date(wall_clock(memorandum.adopted_at or memorandum.written_at, zone), with_year=True)
