"""A card that somebody acts on has arrived, whatever Teams said when it was posted."""

from __future__ import annotations

from dialogs.events import Scope
from dialogs.turn import Turn
from store.postings import Posting


def has_arrived(turn: Turn, subject: str, shown_on: str | None) -> bool:
    """Take note that the message `shown_on` is the card of `subject`, unless that is known already.

    Returns True when it was not known. Cards in a 1:1 chat are not the community's.
    """
    if not shown_on or turn.place.scope is Scope.CHAT or turn.store.postings.read(subject) is not None:
        return False
    turn.store.postings.keep(subject, Posting(turn.place.conversation, shown_on), turn.now)
    turn.store.outbox.arrived(subject)
    return True
