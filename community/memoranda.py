"""The memorandum of understanding: what members hold each other to, written by facilitators and accepted by each.

The life of a version: draft, on which everybody can comment → adopted → superseded by the next. What was adopted is never
changed: a change is a new version, and is accepted anew.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, NewType

from community.answers import FORMER_MEMBER
from community.people import Member, MemberId, Model
from community.privacy import checked, clean, display_name
from community.refusals import Refusal

FILE = Path(__file__).resolve().parent.parent / "content" / "memorandum.txt"
DEFAULT_WORDS: Final = clean(FILE.read_text(encoding="utf-8"))
"""What a first draft begins with."""
WORDS_LIMIT: Final = 6_000
"""Characters: what one card can carry, whatever script it is written in."""
COMMENT_LIMIT: Final = 600
MOST_COMMENTS: Final = 10
"""So many comments one member can leave on one draft."""
_HEADING_LIMIT: Final = 80
_ENDS = re.compile(r"[.!?;,…]$")

CommentId = NewType("CommentId", str)


class MemorandumState(StrEnum):
    """Where a version is in its life."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"


class NoMemorandumYet(Refusal):
    """Raised when a member looks for a memorandum and none was adopted or drafted."""

    sentence = "This community has no memorandum yet. A facilitator can write one with @Canopy memorandum."


class NoDraft(Refusal):
    """Raised when somebody adopts, changes or comments on a draft that is not there."""

    sentence = "There is no draft of the memorandum at the moment. Write @Canopy memorandum to see what was adopted."


class DraftAdopted(Refusal):
    """Raised when somebody comments on, or changes, a version that is no draft any more."""

    sentence = (
        "Version {version} is not a draft any more. If something in it should change, tell a facilitator or write in the thread."
    )


class DraftChanged(Refusal):
    """Raised when somebody adopts words that were changed since they saw them, or saves over another's change."""

    sentence = "The draft was changed since you opened it. Please read it again with @Canopy memorandum, then go on."


class NothingChanged(Refusal):
    """Raised when a draft says word for word what was adopted."""

    sentence = "That is word for word what version {version} says already. Change something first, or discard the draft."


class MemorandumMovedOn(Refusal):
    """Raised when somebody accepts a version that is not the one in force."""

    sentence = "The memorandum has changed since that card. Write @Canopy memorandum to read what is in force, and accept that."


class NotAgreedYet(Refusal):
    """Raised where acceptance is a condition, for somebody who has accepted no version."""

    sentence = (
        "In this community one accepts the memorandum before {what}. It takes two minutes: write @Canopy memorandum, read it and "
        "press “I accept”. Then come back; nothing else is needed."
    )


class AgreedToOlder(Refusal):
    """Raised where acceptance is a condition, for somebody who accepted an earlier version."""

    sentence = (
        "The memorandum has changed since you accepted it. Please read it before {what}: write @Canopy memorandum and press "
        "“I accept”. Then come back; nothing else is needed."
    )


class CommentsEnough(Refusal):
    """Raised for more comments by one member than anybody reads."""

    sentence = f"You have left {MOST_COMMENTS} comments on this draft. Please take one back, or talk to a facilitator."


class CommentGone(Refusal):
    """Raised for a comment that was taken back."""

    sentence = "That comment was taken back already. Nothing of it is kept."


class CommentersOnly(Refusal):
    """Raised when somebody takes back another's comment."""

    sentence = "Only the person who wrote this comment, or a facilitator, can take it back."


class EverybodyNudged(Refusal):
    """Raised when there is nobody left to be reminded of a version."""

    sentence = "Everybody here has accepted version {version}, or was reminded of it once. Nobody is reminded twice."


class Memorandum(Model):
    """One version, as stored."""

    version: int
    words: str
    state: MemorandumState
    author: MemberId
    """Who wrote it, or last changed the draft."""
    author_name: str | None = None
    written_at: datetime
    adopted_at: datetime | None = None
    revision: int = 1
    """Counts every change of the draft, so that nobody adopts words they have not seen."""
    thread: str | None = None
    """The conversation in which it was posted."""
    card: str | None = None
    """The message id of that post, once known."""

    @property
    def draft(self) -> bool:
        """True while it can be changed and commented on."""
        return self.state is MemorandumState.DRAFT

    @property
    def in_force(self) -> bool:
        """True for the version that is to be accepted."""
        return self.state is MemorandumState.ADOPTED

    @property
    def written_by(self) -> str:
        """Who wrote it, by name."""
        return display_name(self.author_name) if self.author_name else FORMER_MEMBER

    def check_draft(self) -> None:
        """Raise `DraftAdopted` for what cannot be changed or commented on."""
        if not self.draft:
            raise DraftAdopted(version=self.version)

    def check_may_change(self, seen: int) -> None:
        """Raise unless the draft can be changed by somebody who saw its revision `seen`. `DraftAdopted` or `DraftChanged`."""
        self.check_draft()
        if seen != self.revision:
            raise DraftChanged

    def check_may_adopt(self, seen: int, adopted: Memorandum | None) -> None:
        """Raise unless this draft, whose revision `seen` was read, can take the place of what is in force.

        `DraftAdopted`, `DraftChanged` or `NothingChanged`.
        """
        self.check_may_change(seen)
        if adopted is not None and adopted.words == self.words:
            raise NothingChanged(version=adopted.version)

    def check_may_accept(self) -> None:
        """Raise `MemorandumMovedOn` unless this version is in force."""
        if not self.in_force:
            raise MemorandumMovedOn


class Comment(Model):
    """What a member says about a draft. Everybody who sees the draft may read it, with the name."""

    id: CommentId
    version: int
    member: MemberId
    name: str = ""
    words: str
    at: datetime

    @property
    def by(self) -> str:
        """Who said it, by name."""
        return display_name(self.name) if self.name else FORMER_MEMBER

    def check_may_take_back(self, member: Member) -> None:
        """Raise `CommentersOnly` unless `member` wrote it or facilitates."""
        if member.id != self.member and not member.facilitates:
            raise CommentersOnly


class Acceptance(Model):
    """That a member accepted a version, and when."""

    version: int
    member: MemberId
    name: str = ""
    accepted_at: datetime

    @property
    def by(self) -> str:
        """Who accepted it, by name."""
        return display_name(self.name) if self.name else FORMER_MEMBER


def check_agreed(adopted: Memorandum | None, accepted: int | None, *, condition: bool, what: str) -> None:
    """Raise `NotAgreedYet` or `AgreedToOlder` for somebody who must accept the memorandum first, saying how.

    `adopted` is the version in force, `accepted` the newest version they accepted, `condition` what the community has settled,
    and `what` completes “before …”: “asking about a case”. A community without a memorandum has nothing to accept.
    """
    if not condition or adopted is None or accepted == adopted.version:
        return
    raise (NotAgreedYet if accepted is None else AgreedToOlder)(what=what)


def memorandum_words(text: str) -> str:
    """A memorandum as it was typed, fit to keep. Raises `TextMissing` or `TextTooLong`."""
    return checked(text, WORDS_LIMIT)


def comment_words(text: str, has_left: int) -> str:
    """A comment, fit to keep, by somebody who `has_left` so many. Raises `CommentsEnough`, `TextMissing` or `TextTooLong`."""
    kept = checked(text, COMMENT_LIMIT)
    if has_left >= MOST_COMMENTS:
        raise CommentsEnough
    return kept


class Section(Model):
    """One paragraph of a memorandum under its heading; some have none."""

    heading: str = ""
    words: str


def sections(words: str) -> tuple[Section, ...]:
    """`words` by paragraphs. A short first line that does not end like a sentence is the heading of what follows it."""
    return tuple(_section(paragraph) for paragraph in clean(words).split("\n\n") if paragraph)


def _section(paragraph: str) -> Section:
    first, line_break, rest = paragraph.partition("\n")
    headed = bool(line_break) and len(first) <= _HEADING_LIMIT and not _ENDS.search(first)
    return Section(heading=first, words=rest) if headed else Section(words=paragraph)
