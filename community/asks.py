"""Asking: what a member brings to colleagues, what they bring back, and what was learned.

The life of an ask: unsorted (kind not chosen yet) → open → closed with what was learned; or withdrawn at any time.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from community.answers import ANSWERS_SHOWN, FORMER_MEMBER, Answer, AnswerSeen, seen
from community.hashtags import without_last_tags
from community.ids import AskId
from community.kinds import AskKind
from community.people import Member, MemberId, Model
from community.privacy import checked, display_name
from community.refusals import Refusal

QUESTION_LIMIT = 2_000
LEARNED_LIMIT = 1_000
COUNTED_TO = 100
"""Open asks are counted up to here; nobody needs to know how many more there are."""


class AskState(StrEnum):
    """Where an ask is in its life."""

    UNSORTED = "unsorted"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AskGone(Refusal):
    """Raised for an ask that was withdrawn, deleted, or never was in this community."""

    sentence = "That ask is not here any more. Nothing was changed."


class AskClosed(Refusal):
    """Raised when somebody acts on a closed ask."""

    sentence = "This ask is closed. You can still write in the thread, or ask anew with @Canopy."


class AskUnsorted(Refusal):
    """Raised when somebody answers before the asker has chosen a kind."""

    sentence = "This ask is still being set up. Try again once its kind is chosen, or answer in the thread."


class AskersOnly(Refusal):
    """Raised when somebody else does what belongs to the asker or a facilitator."""

    sentence = "Only the person who asked, or a facilitator, can do that. If you can help, press “I can help”."


class AskerForgotten(Refusal):
    """Raised for a closed ask without a name: its key is destroyed, so nobody is known to have asked it."""

    sentence = "This was asked without a name and is closed, so I no longer know who asked. A facilitator can do that for you."


class AskersChoice(Refusal):
    """Raised when somebody else chooses the kind of an ask that is being set up, or drops it."""

    sentence = "Only the person who asked, or a facilitator, can choose here. You can answer once they have."


class KindUnclear(Refusal):
    """Raised when it is not clear what an ask is after."""

    sentence = "I could not tell what you are after. Please choose one of the nine kinds."


class AnonymousAskingOff(Refusal):
    """Raised when somebody asks without a name where the community does not offer it."""

    sentence = "This community does not take asks without a name. You can ask with your name, or ask a facilitator to allow it."


class Ask(Model):
    """One ask, as stored."""

    id: AskId
    kind: AskKind | None
    text: str
    tags: tuple[str, ...] = ()
    asker: MemberId | None
    """None for an ask without a name; then only `asker_tag` can say whose it is."""
    asker_tag: str | None = None
    asker_name: str | None = None
    state: AskState
    revision: int = 0
    """Counts every change. Buttons carry it, so that one press is told from the next."""
    same_here: int = 0
    answers: int = 0
    thread: str | None = None
    """The conversation its card is in; None until it is posted into a thread of its own."""
    card: str | None = None
    """The message id of its card, once known."""
    learned: str | None = None
    asked_at: datetime
    closed_at: datetime | None = None

    @property
    def anonymous(self) -> bool:
        """True when it was asked without a name."""
        return self.asker is None

    def is_asked_by(self, member: Member, tag: str | None) -> bool:
        """True for the asker. `tag` is the member's seal for this ask, for one asked without a name."""
        if self.asker is not None:
            return self.asker == member.id
        return tag is not None and tag == self.asker_tag

    def check_here(self) -> None:
        """Raise `AskGone` once withdrawn."""
        if self.state is AskState.WITHDRAWN:
            raise AskGone

    def check_open(self) -> None:
        """Raise `AskGone`, `AskUnsorted` or `AskClosed` unless colleagues can answer it."""
        self.check_not_closed()
        if self.state is AskState.UNSORTED:
            raise AskUnsorted

    def check_not_closed(self) -> None:
        """Raise `AskGone` or `AskClosed`."""
        self.check_here()
        if self.state is AskState.CLOSED:
            raise AskClosed

    def check_may_steer(self, member: Member, tag: str | None) -> None:
        """Raise unless `member` asked it or facilitates.

        `AskGone` once withdrawn, `AskersChoice` before its kind is chosen, `AskerForgotten` once nobody can say who asked,
        otherwise `AskersOnly`.
        """
        self.check_here()
        if self.is_asked_by(member, tag) or member.facilitates:
            return
        if self.state is AskState.UNSORTED:
            raise AskersChoice
        if self.state is AskState.CLOSED and self.anonymous:
            raise AskerForgotten
        raise AskersOnly


class AskView(Model):
    """What anybody in the channel may see of an ask. An unsorted or withdrawn ask shows only what is needed."""

    id: AskId
    kind: AskKind | None
    text: str
    tags: tuple[str, ...]
    asker: str
    state: AskState
    revision: int
    same_here: int
    answers: int
    shown: tuple[AnswerSeen, ...]
    learned: str | None


def public_view(ask: Ask, answers: list[Answer], *, most: int = ANSWERS_SHOWN) -> AskView:
    """What the channel sees. Of `answers`, best first, `most` are shown; `ask.answers` counts them all."""
    gone = ask.state is AskState.WITHDRAWN
    return AskView(
        id=ask.id,
        kind=ask.kind,
        text="" if gone else without_last_tags(ask.text),
        tags=() if gone else ask.tags,
        asker=asker_name(ask),
        state=ask.state,
        revision=ask.revision,
        same_here=ask.same_here,
        answers=ask.answers,
        shown=() if gone else tuple(seen(answer) for answer in answers[:most]),
        learned=None if gone else ask.learned,
    )


def asker_name(ask: Ask) -> str:
    """Who asks, as shown: a name, or “Someone in this community”."""
    if ask.anonymous:
        return "Someone in this community"
    return display_name(ask.asker_name) if ask.asker_name else FORMER_MEMBER


def question(text: str) -> str:
    """A question fit to keep. Raises `TextMissing` or `TextTooLong`."""
    return checked(text, QUESTION_LIMIT)


def learned_text(text: str) -> str:
    """What was learned, fit to keep. Raises `TextMissing` or `TextTooLong`."""
    return checked(text, LEARNED_LIMIT)
