"""Who knows about something: what is asked for, what speaks for somebody, and who comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from community.finding import TEXT_LIMIT, Hit, Wanted, words_of
from community.hashtags import hashtags
from community.packs import Pack
from community.people import MemberId, Model
from community.privacy import one_line, shortened
from community.profile_drafts import profile_view
from community.profiles import Experience, Profile

OPENINGS: Final = (
    "who knows about",
    "who knows anything about",
    "who knows something about",
    "who knows a lot about",
    "who knows",
    "who can help with",
    "who can help me with",
    "who can help us with",
    "who could help with",
    "who has experience of",
    "who has experience with",
    "who has experience in",
    "who can i ask about",
    "who to ask about",
)
"""How a message begins that looks for people who know."""
MOST_SHOWN: Final = 5
MOST_WORDS: Final = 12
"""Whoever writes more than that tells a story, and wants people to read it."""
MOST_SUBJECTS: Final = 3
"""So many topics of one ask are looked for."""
TITLE_SHOWN: Final = 90

_OPENING = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, OPENINGS), key=len, reverse=True))})(?:\s*:\s*|\s+)(.+)", re.IGNORECASE | re.DOTALL
)
_ENDS = re.compile(r"[\s?!.…]+$|(?:,?\s+please)$", re.IGNORECASE)
_GOES_ON = re.compile(r"[.?!;:]\s|\s[-–—]+\s|\n|,\s*(?:and|but|or)\s+(?:who|what|how|when|where|is|are|can|could|do|does)\b")
_ASKS_MORE = re.compile(
    r"(?:what|how|whether|if|why|when|where|who|whom|whose|which|that|it|this|these|those|already|me|us|him|her|them|my|our|"
    r"your|someone|somebody|anyone|anybody|most|more|enough|much|a good|the best way)\b",
    re.IGNORECASE,
)


class Speaks(StrEnum):
    """What speaks for somebody."""

    ASK_ME = "ask_me"
    """Their profile says “ask me about”."""
    HELPED = "helped"
    """An answer of theirs helped."""
    PROFILE = "profile"
    """Something else in their profile."""
    REFLECTED = "reflected"
    """They shared a reflection, with their name."""


POINTS: Final = {Speaks.ASK_ME: 6, Speaks.HELPED: 4, Speaks.PROFILE: 3, Speaks.REFLECTED: 2}
"""What the first of each sort is worth; more of the same sort is worth one each, three at most."""
MOST_MORE: Final = 3
EXPERIENCED: Final = {Experience.LEADING: 2, Experience.CONFIDENT: 1}
"""What it adds to a profile that its member advises others, or is confident."""


class Evidence(Model):
    """One thing that speaks for somebody."""

    member: MemberId
    speaks: Speaks
    about: str
    """The topic, the ask's title, or the words that were found."""
    at: datetime
    more: int = 0
    """Points beside those of its sort."""


class Knower(Model):
    """Somebody who may know, with what speaks for them most."""

    member: MemberId
    points: int
    best: Evidence
    at: datetime
    """The latest of what speaks for them."""
    others: int = 0
    """How many things speak for them beside the best."""

    @property
    def why(self) -> str:
        """The best reason, as a sentence, and whether there are more."""
        said = reason(self.best)
        return f"{said} And {self.others} more." if self.others else said


def subject_asked(text: str) -> str:
    """What somebody wants to know about, of a message that begins with one of the openings.

    Empty for one that asks the room instead: "Who knows how to ...", "Who knows already - what are we missing?", "Who knows, it
    might work."
    """
    begun = _OPENING.fullmatch(text.strip())
    if begun is None:
        return ""
    said = _ENDS.sub("", _ENDS.sub("", begun[1]))
    if _GOES_ON.search(said) or _ASKS_MORE.match(said) or not 0 < len(said.split()) <= MOST_WORDS:
        return ""
    return one_line(said, TEXT_LIMIT)


def topics_meant(text: str, pack: Pack) -> tuple[str, ...]:
    """Topics that a text means: the pack's that it is a name of, or names; and hashtags. Slips in a whole name are forgiven."""
    whole = pack.topic_called(text) if len(text.split()) <= MOST_WORDS else None
    tags = [(tag, pack.topic_called(tag)) for tag in hashtags(text)]
    known = [whole.slug] if whole else []
    return tuple(dict.fromkeys([*known, *(topic.slug if topic else tag for tag, topic in tags), *pack.topics_in(text)]))


def own_word(text: str) -> str:
    """A short text as a profile keeps a word of somebody's own: a hashtag without its `#`. Empty where it cannot be one."""
    tags = hashtags("#" + re.sub(r"[^\w]+", "-", text.strip()).strip("-"))
    return tags[0] if len(tags) == 1 else ""


def own_words_in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the members' own `words` (hashtags without `#`) that a text says."""
    said = f" {' '.join(words_of(text))} "
    return tuple(word for word in words if f" {' '.join(words_of(word))} " in said)


def has_all(hit: Hit, wanted: Wanted) -> bool:
    """True for a hit that has each of the words that are wanted, under one of its names; the last may be a beginning."""
    there = set(words_of(" ".join(hit.matched)))
    *first, last = wanted.words or ((),)
    begins = any(word.startswith(name) for name in last[:1] for word in there if name and " " not in name)
    return bool(wanted.words) and all(_has(group, there) for group in first) and (begins or _has(last, there))


def _has(group: Iterable[str], there: set[str]) -> bool:
    return any(name and set(words_of(name)) <= there for name in group)


def speaks_of(wanted: Wanted, text: str) -> bool:
    """True for a text with each of the words that are wanted, under one of its names."""
    said = f" {' '.join(words_of(text))} "
    return bool(wanted.words) and all(any(f" {' '.join(words_of(name))} " in said for name in group) for group in wanted.words)


def said_of_oneself(profile: Profile, pack: Pack) -> str:
    """What a profile says its member knows: not what they would like to learn."""
    view = profile_view(profile, pack)
    return "\n".join([view.work, *(text for _, text in view.headings), *view.can_help])


def from_profile(profile: Profile, speaks: Speaks, about: str) -> Evidence:
    """A profile that speaks for its member; experience counts."""
    more = EXPERIENCED.get(profile.experience, 0) if profile.experience else 0
    return Evidence(member=profile.member, speaks=speaks, about=about, at=profile.confirmed_at, more=more)


def ranked(found: Iterable[Evidence]) -> list[Knower]:
    """Who may know, most likely first. Among equals: for whom something spoke last."""
    of_each: dict[MemberId, list[Evidence]] = {}
    for evidence in found:
        known = of_each.setdefault(evidence.member, [])
        if all((other.speaks, other.about) != (evidence.speaks, evidence.about) for other in known):
            known.append(evidence)
    made = [_knower(member, known) for member, known in of_each.items()]
    return sorted(made, key=lambda each: (-each.points, -each.at.timestamp(), each.member))


def _knower(member: MemberId, known: list[Evidence]) -> Knower:
    best = max(known, key=lambda each: (POINTS[each.speaks], each.more, each.at))
    points = 0
    for sort in Speaks:
        same = [each for each in known if each.speaks is sort]
        if same:
            points += POINTS[sort] + min(len(same) - 1, MOST_MORE) + max(each.more for each in same)
    return Knower(member=member, points=points, best=best, at=max(each.at for each in known), others=len(known) - 1)


def reason(evidence: Evidence) -> str:
    """What speaks for somebody, as a sentence."""
    about = shortened(one_line(evidence.about, 2 * TITLE_SHOWN), TITLE_SHOWN)
    match evidence.speaks:
        case Speaks.ASK_ME:
            return f"Their profile says: ask me about {about}."
        case Speaks.HELPED:
            return f"Helped with “{about}”"
        case Speaks.PROFILE:
            return f"Their profile speaks of {about}."
        case Speaks.REFLECTED:
            return f"Shared a reflection that speaks of {about}."
