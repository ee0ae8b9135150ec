"""The nine kinds of ask: what a member can bring to a community of practice.

The kinds, their labels and their example sentences are those of the table "adapted from Wenger, McDermott & Snyder"
in the boards' guide to building communities of practice. The other words are ours, in the same spirit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from community.people import Model
from community.spelling import Names


class AskKind(StrEnum):
    """One of the nine kinds. Values are stored and sent in cards: they never change."""

    PROBLEM = "problem"
    INFORMATION = "information"
    EXPERIENCE = "experience"
    ASSETS = "assets"
    COORDINATION = "coordination"
    DEVELOPMENTS = "developments"
    DOCUMENTATION = "documentation"
    VISIT = "visit"
    MAPPING = "mapping"


class KindOfAsk(Model):
    """What Canopy says about one kind, wherever it speaks of it."""

    kind: AskKind
    label: str
    """As the guide has it."""
    invitation: str
    """A few words for the chooser: what this kind is for."""
    example: str
    """The guide's example sentence, word for word."""
    answering: str
    """What an answer to this kind looks like: the hint in an empty answer form."""
    closing: str
    """The question put to whoever closes the ask."""
    aliases: tuple[str, ...]
    """What a member may type before a colon, beside the label. Plurals, hyphens, case and small slips are forgiven."""


_KINDS = (
    KindOfAsk(
        kind=AskKind.PROBLEM,
        label="Problem solving",
        invitation="Think a difficulty through with colleagues",
        example="How can rethinking the role of X support a more inclusive approach?",
        answering="What would you try, and why?",
        closing="What did we work out? What will you do differently?",
        aliases=("problem", "problem solve", "solve a problem", "solving"),
    ),
    KindOfAsk(
        kind=AskKind.INFORMATION,
        label="Requests for information",
        invitation="Find a document, a contact or a fact",
        example="Where can I find an example of X",
        answering="Where is it, and how up to date is it?",
        closing="What did we find? Where will the next person look?",
        aliases=("information", "info", "request for information", "information request", "request for info"),
    ),
    KindOfAsk(
        kind=AskKind.EXPERIENCE,
        label="Seeking experiences",
        invitation="Hear from somebody who has been there",
        example="Has anyone had a similar experience?",
        answering="What happened, and what would you do again?",
        closing="What did we hear? What will you take into your practice?",
        aliases=("experience", "seeking experience", "seek experience", "similar experience"),
    ),
    KindOfAsk(
        kind=AskKind.ASSETS,
        label="Reusing assets",
        invitation="Offer something you made, so that others can use it",
        example="I have information from a similar session I facilitated. You are welcome to use these materials and resources.",
        answering="How could you use it, and what would you change?",
        closing="Who could use it? What did they change to make it fit?",
        aliases=("asset", "reuse", "reusing", "reuse asset", "reusing materials", "offer", "resource"),
    ),
    KindOfAsk(
        kind=AskKind.COORDINATION,
        label="Coordination and synergy",
        invitation="Join forces with another team",
        example="Can we combine our X to achieve Y",
        answering="What could you bring to it, and when?",
        closing="What did we do together? What will we keep doing together?",
        aliases=(
            "coordination",
            "coordinate",
            "coordinating",
            "synergy",
            "coordination and synergies",
            "synergies",
            "joining up",
            "join up",
        ),
    ),
    KindOfAsk(
        kind=AskKind.DEVELOPMENTS,
        label="Discussing developments",
        invitation="Talk over something new: law, guidance, a review",
        example="What do you think of X",
        answering="What do you make of it, and what would it mean in practice?",
        closing="Where did we land? What will change in our practice?",
        aliases=("development", "discussing development", "discuss development", "discussion", "discuss", "discussing"),
    ),
    KindOfAsk(
        kind=AskKind.DOCUMENTATION,
        label="Documentation projects",
        invitation="Write down together what works",
        example="We have set up something like this before, let's record the process",
        answering="Which step or lesson should be written down?",
        closing="What did we write down? Who will keep it up to date?",
        aliases=("documentation", "documentation project", "documenting", "record the process", "write up"),
    ),
    KindOfAsk(
        kind=AskKind.VISIT,
        label="Visits",
        invitation="See how somebody else does it",
        example="Can we visit your X to see a working example",
        answering="What could they see, when, and who would show them?",
        closing="What did you see? What will you try in your own team?",
        aliases=("visit", "visiting", "visit request", "shadowing"),
    ),
    KindOfAsk(
        kind=AskKind.MAPPING,
        label="Mapping knowledge and identifying gaps",
        invitation="Find out who knows what, and what nobody knows yet",
        example="Who knows what already – what are we missing?",
        answering="What do you know about this, or who would know?",
        closing="Who knows what now? Which gap will we close first?",
        aliases=(
            "mapping",
            "mapping knowledge",
            "knowledge mapping",
            "map knowledge",
            "identifying gaps",
            "identify gaps",
            "gap",
            "knowledge gap",
            "mapping and gaps",
        ),
    ),
)

KINDS: Mapping[AskKind, KindOfAsk] = MappingProxyType({each.kind: each for each in _KINDS})
"""The nine kinds in the guide's order."""

_NAMES = Names({name: each.kind for each in _KINDS for name in (each.label, *each.aliases)})
_LONGEST_NAME = 60
_PREFIX = re.compile(rf"\s*([^:：–—\n]{{3,{_LONGEST_NAME}}}?)[^\S\n]*(?:[:：]|\s-\s|[–—])\s*")


def split_kind(text: str) -> tuple[AskKind | None, str]:
    """Take a kind that the member wrote in front of the question: `visit: may we see your garden?`.

    A colon or a dash ends the kind; case, plurals, hyphens and a slip of the finger in each word are forgiven.
    Returns the kind and the text behind it (maybe empty), or `(None, text)` with the text untouched.
    """
    said = _PREFIX.match(text[: 2 * _LONGEST_NAME])
    kind = _NAMES.find(said[1]) if said else None
    return (kind, text[said.end() :].strip()) if said and kind else (None, text)
