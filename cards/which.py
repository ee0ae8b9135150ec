"""Which community is meant: a button for each, for somebody who is in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cards.parts import CardJson, Element, beside, card
from community.communities import Community
from community.people import CommunityId
from community.privacy import shortened

IN_A_ROW: Final = 6
"""Teams leaves out what goes beyond so many buttons beside each other."""
MOST: Final = 30
"""With so many a card is well below what Teams accepts."""
NAME_LIMIT: Final = 40


def which_card(
    body: Sequence[Element], communities: Sequence[Community], offer: Callable[[str, CommunityId], Element]
) -> CardJson:
    """A question, and what `offer` makes of each community's name and id, in as many rows as it takes."""
    buttons = [offer(shortened(community.name, NAME_LIMIT), community.id) for community in communities[:MOST]]
    if len(buttons) <= IN_A_ROW:
        return card(body, buttons)
    return card([*body, *(beside(*buttons[first : first + IN_A_ROW]) for first in range(0, len(buttons), IN_A_ROW))])
