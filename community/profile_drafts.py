"""The form of a one-page profile: what somebody typed, what is kept of it, and how a profile reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from community.hashtags import hashtags
from community.packs import Pack
from community.people import MemberId, Model
from community.privacy import clean, one_line
from community.profiles import EXPERIENCE_SAID, HEADINGS, Experience, Profile, Written
from community.refusals import Refusal

HEADING_LIMIT: Final = 600
"""Characters under one of the three headings."""
LINE_LIMIT: Final = 120
REACH_LIMIT: Final = 200
PRONOUNS_LIMIT: Final = 40
MOST_TOPICS: Final = 10
MOST_YEARS: Final = 60
_DRAFT_LIMIT: Final = 4_000
"""Characters kept of one field while it is a draft: more than any field may have in the end, so that nothing typed is lost."""

_LINES: Final = {"job": "My role", "organisation": "My organisation"}
_PIECES = re.compile(r"[,;\n]+")
_YEARS = re.compile(r"(\d{1,3})(?:\s*\+|[.,]\d)?(?:\s*(?:years?|yrs?|y))?", re.IGNORECASE)
_LETTERS = re.compile(r"[^\w-]+")


class ProfileEmpty(Refusal):
    """Raised when nothing is written."""

    sentence = (
        "There is nothing in your profile yet. One line is enough: what matters to you, or what colleagues can ask you about."
    )


class ProfileLineTooLong(Refusal):
    """Raised for a field with more in it than a page has room for."""

    sentence = (
        "“{heading}” is {length} characters long, and there is room for {limit}. Please shorten it; nothing of it is lost yet."
    )


class YearsUnreadable(Refusal):
    """Raised for years that are no number."""

    sentence = "I cannot read “{words}” as a number of years. Please write a whole number up to {most}, for example 7."


class ExperienceUnknown(Refusal):
    """Raised for a level that is not on the list."""

    sentence = "I do not know that level of experience. Please choose one from the list, or leave it empty."


class ProfileTopicsTooMany(Refusal):
    """Raised for more topics than help anybody to choose whom to ask."""

    sentence = f"There is room for {MOST_TOPICS} topics under “{{heading}}”. Please keep those that matter most."


class ProfileTopicUnclear(Refusal):
    """Raised for a topic that is a whole sentence, or no word at all."""

    sentence = "I cannot make a topic of “{words}”. Please write each in a few words, with a comma between two."


class ProfileDraft(Model):
    """What somebody typed into the form of a profile, unchecked: every field as it was sent."""

    appreciated: str = ""
    matters: str = ""
    support: str = ""
    job: str = ""
    organisation: str = ""
    years: str = ""
    experience: str = ""
    can_help: str = ""
    """Topics, commas between them: slugs that were chosen, or words that were typed."""
    wants_to_learn: str = ""
    reach: str = ""
    pronouns: str = ""
    introduce: str = ""
    """`true` for a profile to be introduced in the channel."""

    def kept(self) -> ProfileDraft:
        """The same to be kept until somebody goes on with it."""
        return ProfileDraft(**{name: clean(text)[:_DRAFT_LIMIT] for name, text in self.model_dump().items()})

    @property
    def empty(self) -> bool:
        """True where nothing was typed."""
        return not any(clean(text) for name, text in self.model_dump().items() if name != "introduce")


def written(draft: ProfileDraft, pack: Pack) -> Written:
    """A form, checked: everything is optional, but for one line.

    Raises `ProfileEmpty`, `ProfileLineTooLong`, `YearsUnreadable`, `ExperienceUnknown`, `ProfileTopicsTooMany` or
    `ProfileTopicUnclear`.
    """
    if draft.empty:
        raise ProfileEmpty
    return Written(
        **{field: _room(getattr(draft, field), heading, HEADING_LIMIT) for field, heading in HEADINGS.items()},
        **{field: _line(getattr(draft, field), heading, LINE_LIMIT) for field, heading in _LINES.items()},
        years=_years(draft.years),
        experience=_experience(draft.experience),
        can_help=topics_meant(draft.can_help, pack, "Ask me about"),
        wants_to_learn=topics_meant(draft.wants_to_learn, pack, "I would like to learn"),
        reach=_line(draft.reach, "How to reach me", REACH_LIMIT),
        pronouns=_line(draft.pronouns, "Pronouns", PRONOUNS_LIMIT),
        introduced=clean(draft.introduce).lower() == "true",
    )


def profile_of(said: Written, member: MemberId, now: datetime, before: Profile | None = None) -> Profile:
    """The profile that a checked form makes, in place of the one `before`."""
    fields = said.model_dump()
    if before is not None:
        changed = {**fields, "written_at": now, "confirmed_at": now, "revision": before.revision + 1, "ended_at": None}
        return before.model_copy(update=changed)
    return Profile(member=member, written_at=now, confirmed_at=now, **fields)


def draft_of(profile: Profile, pack: Pack) -> ProfileDraft:
    """The form as it was filled in: for changing a profile."""
    return ProfileDraft(
        **{field: getattr(profile, field) for field in (*HEADINGS, *_LINES, "reach", "pronouns")},
        years="" if profile.years is None else str(profile.years),
        experience=profile.experience or "",
        can_help=_typed(profile.can_help, pack),
        wants_to_learn=_typed(profile.wants_to_learn, pack),
        introduce="true" if profile.introduced else "false",
    )


def topics_meant(said: str, pack: Pack, heading: str) -> tuple[str, ...]:
    """The topics that a list or a line of words means, each once: the pack's slugs, else the words as one hashtag of their own.

    Raises `ProfileTopicsTooMany` or `ProfileTopicUnclear`.
    """
    pieces = [piece for piece in (clean(piece) for piece in _PIECES.split(said)) if piece]
    found = tuple(dict.fromkeys(slug for piece in pieces for slug in _topics_in(piece, pack)))
    if len(found) > MOST_TOPICS:
        raise ProfileTopicsTooMany(heading=heading)
    return found


def topic_labels(topics: Iterable[str], pack: Pack) -> tuple[str, ...]:
    """What topics are called."""
    return tuple(map(pack.label_of_topic, topics))


class ProfileView(Model):
    """A profile as everybody in the community may read it."""

    member: MemberId
    name: str
    pronouns: str
    work: str
    """Role and organisation on one line; empty where neither is written."""
    experience: str
    """Level and years in words; empty where neither is written."""
    headings: tuple[tuple[str, str], ...]
    """Those of the three headings that have something under them, with what it is."""
    can_help: tuple[str, ...]
    wants_to_learn: tuple[str, ...]
    reach: str


def profile_view(profile: Profile, pack: Pack) -> ProfileView:
    """How a profile reads: what is empty is left out."""
    years = "" if profile.years is None else f"{profile.years} year{'' if profile.years == 1 else 's'}"
    level = EXPERIENCE_SAID[profile.experience] if profile.experience else ""
    return ProfileView(
        member=profile.member,
        name=profile.called,
        pronouns=profile.pronouns,
        work=", ".join(part for part in (profile.job, profile.organisation) if part),
        experience=" · ".join(part for part in (level, years) if part),
        headings=tuple((heading, getattr(profile, field)) for field, heading in HEADINGS.items() if getattr(profile, field)),
        can_help=topic_labels(profile.can_help, pack),
        wants_to_learn=topic_labels(profile.wants_to_learn, pack),
        reach=profile.reach,
    )


def _typed(topics: Iterable[str], pack: Pack) -> str:
    return ", ".join(topic if pack.topic(topic) else f"#{topic}" for topic in topics)


def _topics_in(piece: str, pack: Pack) -> tuple[str, ...]:
    """The topics of one piece: the pack's by its slug or name, those it speaks of, or its words as a hashtag."""
    known = pack.topic(piece) or pack.topic_called(piece)
    if known:
        return (known.slug,)
    if "#" in piece or "＃" in piece:
        meant = [(tag, pack.topic_called(tag)) for tag in hashtags(piece)]
        tags = tuple(topic.slug if topic else tag for tag, topic in meant)
    else:
        tags = pack.topics_in(piece) or hashtags("#" + _LETTERS.sub("-", piece).strip("-"))
    if not tags:
        raise ProfileTopicUnclear(words=one_line(piece, 60))
    return tags


def _room(text: str, heading: str, limit: int) -> str:
    kept = clean(text)
    if len(kept) > limit:
        raise ProfileLineTooLong(heading=heading, length=len(kept), limit=limit)
    return kept


def _line(text: str, heading: str, limit: int) -> str:
    return _room(" ".join(clean(text).split()), heading, limit)


def _years(said: str) -> int | None:
    kept = clean(said)
    read = _YEARS.fullmatch(kept)
    if kept and (read is None or int(read[1]) > MOST_YEARS):
        raise YearsUnreadable(words=one_line(kept, 40), most=MOST_YEARS)
    return int(read[1]) if read else None


def _experience(said: str) -> Experience | None:
    kept = clean(said)
    if kept and kept not in set(Experience):
        raise ExperienceUnknown
    return Experience(kept) if kept else None
