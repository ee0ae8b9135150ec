"""Reflections: what a member writes on a prompt, for themselves alone unless they share it.

The life of a reflection: draft → kept private → shared, with a name or without; or deleted at any time. One of each member
on each prompt.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from community.answers import FORMER_MEMBER
from community.ids import PromptId, ReflectionId
from community.people import Member, MemberId, Model
from community.privacy import clean, display_name
from community.refusals import Refusal

PART_LIMIT = 2_000
"""Characters in one box."""
WHOLE_LIMIT_BYTES = 22_000
"""A whole reflection, as bytes in a card. A message takes 28 KB, with the card around it."""
_PARAGRAPH_BYTES = 90
"""What a card spends on each paragraph beside its words."""


class ReflectionState(StrEnum):
    """Where a reflection is, and who can read it."""

    DRAFT = "draft"
    PRIVATE = "private"
    NAMED = "named"
    UNNAMED = "unnamed"


SHARED = frozenset({ReflectionState.NAMED, ReflectionState.UNNAMED})


class ReflectionGone(Refusal):
    """Raised for a reflection that is not there, and for one that is somebody else's: nobody learns which."""

    sentence = "I cannot find that reflection. It may have been deleted or taken back already."


class AuthorsOnly(Refusal):
    """Raised when somebody else takes a shared reflection back."""

    sentence = "Only the person who shared this, or a facilitator, can take it back."


class AuthorForgotten(Refusal):
    """Raised for a reflection without a name once its prompt is over: its key is destroyed, so nobody is known as its author."""

    sentence = (
        "This was shared without a name and its prompt is over, so I no longer know whose it is. A facilitator can take it back."
    )


class SharedAlready(Refusal):
    """Raised when somebody writes again after sharing without their name."""

    sentence = (
        "You have shared a reflection here without your name. It is not in your notebook any more. "
        "To write another, take that one back on its card first."
    )


class NothingWritten(Refusal):
    """Raised when every box is empty."""

    sentence = "There is nothing in the boxes yet. One of them is enough: a few words will do."


class PartTooLong(Refusal):
    """Raised for one box with too much in it."""

    sentence = "“{heading}” is {length} characters long, and a box takes {limit}. Please shorten it; nothing of it is lost yet."


class WholeTooLong(Refusal):
    """Raised when all boxes together do not fit into one message."""

    sentence = "All together this is too long for one message. Please shorten it a little; nothing of it is lost yet."


class ChangedMeanwhile(Refusal):
    """Raised when the same reflection was saved from another window since this one was opened."""

    sentence = "You saved this in another window since. Below is what you typed here; send it again to replace the other."


class StaysShared(Refusal):
    """Raised when somebody changes a shared reflection after its prompt has closed."""

    sentence = "The prompt is closed, so what you shared stays as it was. You can still take it back."


class Part(Model):
    """One box: what was asked, and what was written."""

    heading: str
    text: str


class Reflection(Model):
    """One reflection, as stored."""

    id: ReflectionId
    prompt: PromptId
    member: MemberId | None
    """None for one shared without a name; then only `tag` can say whose it is."""
    tag: str | None = None
    name: str | None = None
    parts: tuple[Part, ...]
    state: ReflectionState
    revision: int = 1
    """Counts every change, so that an older window does not overwrite a newer one."""
    written_at: datetime | None
    """When it was last changed; None for one without a name."""

    @property
    def shared(self) -> bool:
        """True while it is in the thread."""
        return self.state in SHARED

    @property
    def finished(self) -> bool:
        """True for one that counts as reflected."""
        return self.state is not ReflectionState.DRAFT

    def check_may_take_back(self, member: Member, tag: str | None, *, prompt_open: bool) -> None:
        """Raise unless `member` shared it or facilitates. `tag` is the member's seal, where there is one.

        `AuthorForgotten` once nobody can say who shared it, otherwise `AuthorsOnly`.
        """
        if not self.shared:
            raise ReflectionGone
        mine = self.member == member.id if self.member is not None else tag is not None and tag == self.tag
        if mine or member.facilitates:
            return
        if self.member is None and not prompt_open:
            raise AuthorForgotten
        raise AuthorsOnly


class ReflectionView(Model):
    """What anybody in the channel may see of a shared reflection."""

    id: ReflectionId
    name: str
    label: str
    parts: tuple[Part, ...]


def shared_view(reflection: Reflection, label: str) -> ReflectionView:
    """A shared reflection, without its empty boxes."""
    if reflection.state is ReflectionState.UNNAMED:
        name = "A member"
    else:
        name = display_name(reflection.name) if reflection.name else FORMER_MEMBER
    return ReflectionView(id=reflection.id, name=name, label=label, parts=written(reflection.parts))


def written(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The boxes with something in them."""
    return tuple(part for part in parts if part.text)


def parts_text(headings: Sequence[str], texts: Sequence[str]) -> tuple[Part, ...]:
    """What was written, fit to keep. Empty boxes stay, so that they can be filled later.

    Raises `NothingWritten`, `PartTooLong` or `WholeTooLong`.
    """
    parts = tuple(Part(heading=heading, text=clean(text)) for heading, text in zip(headings, texts, strict=False))
    if not written(parts):
        raise NothingWritten
    for part in parts:
        if len(part.text) > PART_LIMIT:
            raise PartTooLong(heading=part.heading, length=len(part.text), limit=PART_LIMIT)
    if card_bytes(parts) > WHOLE_LIMIT_BYTES:
        raise WholeTooLong
    return parts


def card_bytes(parts: Sequence[Part]) -> int:
    """How much room the words take in a card, at most."""
    return sum(
        len(json.dumps(paragraph, ensure_ascii=False).encode("utf-8", "replace")) + _PARAGRAPH_BYTES
        for part in parts
        for paragraph in part.text.split("\n")
    )
