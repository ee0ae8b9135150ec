"""The starter pack: a few documents for those who are new, chosen by a facilitator."""

from __future__ import annotations

from community.communities import Community
from community.ids import DocumentId
from community.people import Member
from community.refusals import Refusal

MOST_STARTERS = 10
"""More than that nobody reads in their first week."""


class StartersChosenByFacilitators(Refusal):
    """Raised when somebody else chooses what is in the pack."""

    sentence = "Only a facilitator of {community} chooses the starter pack. Tell them what would have helped you."


class TooManyStarters(Refusal):
    """Raised for a pack that is too long to be read."""

    sentence = "That is {many} documents, and a starter pack has at most {most}. Which ones would you have wanted first?"


def check_may_choose(member: Member, community: Community) -> None:
    """Raise `StartersChosenByFacilitators` unless `member` facilitates."""
    if not member.facilitates:
        raise StartersChosenByFacilitators(community=community.name)


def chosen_starters(typed: str) -> tuple[DocumentId, ...]:
    """The documents a form names, each once, in its order. Raises `TooManyStarters`."""
    found = tuple(dict.fromkeys(DocumentId(piece) for each in typed.split(",") if (piece := each.strip())))
    if len(found) > MOST_STARTERS:
        raise TooManyStarters(many=len(found), most=MOST_STARTERS)
    return found
