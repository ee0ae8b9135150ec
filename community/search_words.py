"""Understanding somebody who says that they look for something: "find", "search for" and what follows."""

from __future__ import annotations

import re
from typing import Final

from community.privacy import one_line

SEARCHING: Final = ("find", "search for", "search", "look for", "look up")
"""How a message begins that looks for something."""
SEARCH_MOST: Final = 150
"""Characters. Whoever writes more than that tells a story, and wants people to read it."""
_BEGUN = re.compile(
    rf"(?:{'|'.join(SEARCHING)})[:,]?\s+(?:(?:in )?(?:the|our) library (?:for|about)\s+)?(.+)", re.IGNORECASE | re.DOTALL
)
_ASKING = re.compile(
    r"(?:me |us )?(?:some ?one|some ?body|any ?one|any ?body|people|colleagues|who|"
    r"(?:a|an|another|some|other) (?:\w+ )?(?:colleague|mentor|person|people|member|expert|volunteer|speaker|buddy)s?|"
    r"it|this|that|out|myself|ourselves|a time|a date|time)\b",
    re.IGNORECASE,
)


def search_words(text: str) -> str | None:
    """What is to be found, of a message that begins with "find", "search for" and the like.

    None for one that asks people, not the library: "find somebody who ...", "find it hard to ...".
    """
    begun = _BEGUN.fullmatch(one_line(text, SEARCH_MOST + 1))
    if begun is None or len(text) > SEARCH_MOST or _ASKING.match(begun[1]):
        return None
    return begun[1]
