"""The hashtags in what somebody wrote."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST: Final = 10
"""How many tags one text can have; more are left as words."""
_SHORTEST, _LONGEST = 2, 40

_CHUNK = re.compile(r"\S+")
_MARK = re.compile(r"(?<![^\s(\[{<\"'“‘,;:!?.…|/])[#＃]")
_LAST = re.compile(r"(?:\s+[#＃][\w-]+)+\s*$")
_ADDRESS = re.compile(r"://|^[\W_]*www\.|\w\.\w{2,}[/?]", re.IGNORECASE)


def hashtags(text: str) -> tuple[str, ...]:
    """The tags in a text, without their `#`: lower case, each once, in the order written, at most ten.

    A tag has 2 to 40 letters (of any script), digits, `_` or `-`, and at least one letter. A `#` inside a
    web address or in the middle of a word starts no tag.
    """
    found: dict[str, None] = {}
    for chunk in _CHUNK.finditer(text):
        if _ADDRESS.search(chunk[0]):
            continue
        for mark in _MARK.finditer(chunk[0]):
            tag = _tag(chunk[0], mark.end())
            if tag:
                found[tag] = None
                if len(found) == MOST:
                    return tuple(found)
    return tuple(found)


def _tag(chunk: str, start: int) -> str | None:
    end = start
    while end < len(chunk) and end - start <= _LONGEST and _belongs(chunk[end]):
        end += 1
    tag = unicodedata.normalize("NFC", chunk[start:end].lower()).strip("-_")
    fits = _SHORTEST <= len(tag) <= _LONGEST and end - start <= _LONGEST
    return tag if fits and any(map(str.isalpha, tag)) else None


def _belongs(letter: str) -> bool:
    # Vowel signs of Gujarati, Punjabi, Hindi... are marks, not letters, and belong to the word all the same.
    return letter.isalnum() or letter in "_-" or unicodedata.category(letter).startswith("M")


def without_last_tags(text: str) -> str:
    """`text` without the hashtags at its end, for where they are shown beside it. A text of nothing else stays."""
    return _LAST.sub("", text) or text
