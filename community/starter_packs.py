"""The starter pack: a few documents for those who are new, chosen by a facilitator."""

from __future__ import annotations

from community.ids import DocumentId
from community.refusals import Refusal

MOST_STARTERS = 10
"""More than that nobody reads in their first week."""


class TooManyStarters(Refusal):
    """Raised for a pack that is too long to be read."""

    sentence = "That is {many} documents, and a starter pack has at most {most}. Which ones would you have wanted first?"


def chosen_starters(typed: str) -> tuple[DocumentId, ...]:
    """The documents a form names, each once, in its order. Raises `TooManyStarters`."""
    found = tuple(dict.fromkeys(DocumentId(piece) for each in typed.split(",") if (piece := each.strip())))
    if len(found) > MOST_STARTERS:
        raise TooManyStarters(many=len(found), most=MOST_STARTERS)
    return found
