"""Answers: what colleagues bring back to an ask, and which of them helped."""

from __future__ import annotations

from urllib.parse import urlsplit

from community.ids import AnswerId, AskId
from community.people import Member, MemberId, Model
from community.privacy import checked, clean, display_name, shortened
from community.refusals import Refusal

ANSWER_LIMIT = 3_000
ANSWERS_SHOWN = 5
"""A card shows this many answers, those that helped first; the thread holds them all."""
ANSWER_SHOWN_LIMIT = 200
LINK_LIMIT = 400
FORMER_MEMBER = "A former member"


class AnswerGone(Refusal):
    """Raised when what helped is not among the answers."""

    sentence = "One of those answers is not here any more. Open the form again to see the current ones."


class AnswerersOnly(Refusal):
    """Raised when somebody else takes an answer back."""

    sentence = "Only the person who wrote this answer, or a facilitator, can take it back."


class AnswerTakenBack(Refusal):
    """Raised for an answer that is not there any more."""

    sentence = "That answer was taken back already. Nothing of it is kept."


class NoAnswersYet(Refusal):
    """Raised when somebody marks what helped before anybody answered."""

    sentence = "Nobody has answered yet, so there is nothing to mark. You can still close the ask."


class LinkUnclear(Refusal):
    """Raised when the optional link is not a web address."""

    sentence = "That link does not look like a web address. It should start with https:// — or leave it empty."


class Answer(Model):
    """What a colleague brought back."""

    id: AnswerId
    ask: AskId
    by: MemberId
    name: str
    teams_id: str = ""
    text: str
    link: str | None = None
    helped: bool = False


def check_may_take_back(answer: Answer, member: Member) -> None:
    """Raise `AnswerersOnly` unless `member` wrote the answer or facilitates."""
    if member.id != answer.by and not member.facilitates:
        raise AnswerersOnly


class AnswerSeen(Model):
    """One answer, as the card shows it."""

    name: str
    text: str
    link: str | None
    helped: bool


def seen(answer: Answer) -> AnswerSeen:
    """An answer, shortened for the card."""
    return AnswerSeen(
        name=display_name(answer.name) if answer.name else FORMER_MEMBER,
        text=shortened(answer.text.replace("\n", " "), ANSWER_SHOWN_LIMIT),
        link=answer.link,
        helped=answer.helped,
    )


def answer_text(text: str) -> str:
    """An answer fit to keep. Raises `TextMissing` or `TextTooLong`."""
    return checked(text, ANSWER_LIMIT)


def link(address: str) -> str | None:
    """A web address to show beside an answer, or None when left empty.

    Only http and https, with a host and without a user name in it. Raises `LinkUnclear`.
    """
    wanted = clean(address).strip()
    if not wanted:
        return None
    try:
        parts = urlsplit(wanted)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound or any(ch.isspace() for ch in wanted) or len(wanted) > LINK_LIMIT:
        raise LinkUnclear
    return wanted
