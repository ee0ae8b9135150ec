"""What has arrived: cards that somebody acts on, whatever Teams said when they were posted, and Canopy itself."""

from __future__ import annotations

from community.people import CommunityId
from community.privacy import display_name
from dialogs.events import Scope
from dialogs.turn import Refresh, Turn
from store.opened import Store
from store.postings import Posting

ARRIVAL = "arrival"
"""What a channel is told once, where Canopy was added to it."""


def arrival(community: CommunityId) -> Refresh:
    """Bring what the channel was told up to date: it says who facilitates."""
    return Refresh(f"{ARRIVAL}:{community}")


def who_facilitates(store: Store) -> list[str]:
    """What the channel was told: those who facilitate and are here, by name."""
    return [display_name(member.name) for member in store.members.facilitators()]


def has_arrived(turn: Turn, subject: str, shown_on: str | None) -> bool:
    """Take note that the message `shown_on` is the card of `subject`, unless that is known already.

    Returns True when it was not known. Cards in a 1:1 chat are not the community's.
    """
    if not shown_on or turn.place.scope is Scope.CHAT or turn.store.postings.read(subject) is not None:
        return False
    turn.store.postings.keep(subject, Posting(turn.place.conversation, shown_on), turn.now)
    turn.store.outbox.arrived(subject)
    return True
