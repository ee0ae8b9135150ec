"""What is said about a filing: in 1:1 to whoever sent the file, and the button that tries again."""

from __future__ import annotations

from cards.actions import Action
from community.documents import DocumentState

ON_ITS_WAY = "Your file is on its way into {community}'s library."
NEWS = {
    DocumentState.FILED: "Your file is in {community}'s library now, and its card is in the channel.",
    DocumentState.NOT_FILED: "Your file is not in {community}'s library yet.",
    DocumentState.TAKEN_OUT: "Your file did not go into {community}'s library.",
}


class TryAgain(Action, verb="filing.again"):
    """Try once more to file a document. `revision` tells one press from the next."""

    document: str
    revision: int = 0
    community: str = ""


def news(state: DocumentState, community: str) -> str:
    """What whoever sent a file reads above its card."""
    return NEWS.get(state, ON_ITS_WAY).format(community=community)
