"""Where to find support, in the facilitators' own words or in those Canopy comes with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from community.people import Model
from community.privacy import TextTooLong, clean

FILE = Path(__file__).resolve().parent.parent / "content" / "support.txt"
SUPPORT_LIMIT = 1_500
DEFAULT_SUPPORT: Final = clean(FILE.read_text(encoding="utf-8"))
_NAME_LIMIT = 40


class Route(Model):
    """One way to support: what it is called (it may have no name), and what to do."""

    name: str = ""
    words: str


def support_words(own: str) -> str:
    """What a community says about support: its own words, or those Canopy comes with."""
    return own or DEFAULT_SUPPORT


def support_routes(words: str) -> list[Route]:
    """`words`, line by line; what stands before a colon near the beginning of a line is its name."""
    return [_route(line.strip()) for line in words.split("\n") if line.strip()]


def _route(line: str) -> Route:
    name, colon, rest = line.partition(": ")
    named = bool(colon and rest.strip()) and len(name) <= _NAME_LIMIT
    return Route(name=name, words=rest.strip()) if named else Route(words=line)


def settled_support(text: str) -> str:
    """The facilitators' own words, fit to keep; empty when they are none or just those Canopy comes with.

    Raises `TextTooLong`.
    """
    kept = clean(text)
    if len(kept) > SUPPORT_LIMIT:
        raise TextTooLong(length=len(kept), limit=SUPPORT_LIMIT)
    return "" if kept == DEFAULT_SUPPORT else kept
