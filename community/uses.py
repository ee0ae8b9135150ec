"""Using a document: a member says that they did, and in one line what came of it."""

from __future__ import annotations

from community.documents import Document
from community.privacy import checked, clean
from community.refusals import Refusal

EFFECT_LIMIT = 200


class NotToBeUsed(Refusal):
    """Raised for a document that nobody can open now."""

    sentence = "Nobody can open that document now, so it cannot be used. Its card says why."


class NeverUsed(Refusal):
    """Raised when somebody takes back what they never said."""

    sentence = "You have not said that you used it, so there is nothing to take back."


def effect_line(text: str) -> str:
    """What came of it, on one line; empty where nothing is said. Raises `TextTooLong`."""
    kept = " ".join(clean(text).split())
    return kept and checked(kept, EFFECT_LIMIT)


def check_may_use(document: Document, *, said: bool) -> None:
    """Raise `NotToBeUsed` for what cannot be opened, unless the member `said` before that they used it."""
    if not document.usable and not said:
        raise NotToBeUsed
