"""What a check-in is to be before it is launched, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from community.checkin_kinds import CheckinKind, kind_called
from community.people import Model
from community.privacy import checked, one_line
from community.refusals import Refusal
from community.rounds import Mode

TOPIC_LIMIT = 80
CLOSES_LIMIT = 60
USUAL_CLOSING = "in 3 days"
LONGEST_ANONYMOUS = timedelta(days=30)
_ABOUT = re.compile(r"^[\s:,–—-]*(?:about\b)?[\s:]*", re.IGNORECASE)


class TopicMissing(Refusal):
    """Raised when a kind that asks about a topic gets none."""

    sentence = "This check-in asks about something. Please say what, for example: best interests meetings."


class OpenTooLong(Refusal):
    """Raised for an anonymous round that would stay open for months."""

    sentence = f"Anonymous answers are kept for {LONGEST_ANONYMOUS.days} days at most. Please let it close sooner."


class CheckinStays(Refusal):
    """Raised when a message that launched a check-in is changed."""

    sentence = (
        "That message has launched a check-in, which stays as it is. A facilitator can withdraw it with Manage, on its card."
    )


class CheckinPlan(Model):
    """A check-in to launch, now or each time it is due. `closes` are words, read anew at each launch."""

    kind: str
    topic: str = ""
    mode: Mode = Mode.ANONYMOUS
    closes: str = USUAL_CLOSING


def plan_for(kind: CheckinKind, *, topic: str = "", named: bool = False, closes: str = "") -> CheckinPlan:
    """A plan for `kind`. Wellbeing is always anonymous, whatever was wished. Raises `TopicMissing` or `TextTooLong`."""
    about = ""
    if kind.asks_about_a_topic:
        if not topic.strip():
            raise TopicMissing
        about = one_line(checked(topic, TOPIC_LIMIT), TOPIC_LIMIT)
    mode = Mode.NAMED if named and not kind.wellbeing else Mode.ANONYMOUS
    return CheckinPlan(kind=kind.slug, topic=about, mode=mode, closes=one_line(closes, CLOSES_LIMIT) or USUAL_CLOSING)


def check_closing(mode: Mode, closes_at: datetime, now: datetime) -> None:
    """Raise `OpenTooLong` for an anonymous round that would be open for longer than its answers may be kept."""
    if mode is Mode.ANONYMOUS and closes_at - now > LONGEST_ANONYMOUS:
        raise OpenTooLong


def in_one_line(said: str, kinds: Sequence[CheckinKind]) -> tuple[CheckinKind, str]:
    """The kind and the topic in “confidence: best interests meetings” or “confidence about best interests meetings”.

    Raises `KindGone`.
    """
    wanted = one_line(said, TOPIC_LIMIT * 4)
    names = sorted(((name, kind) for kind in kinds for name in (kind.label, kind.slug)), key=lambda pair: -len(pair[0]))
    for name, kind in names:
        rest = wanted[len(name) :]
        if wanted.casefold().startswith(name.casefold()) and not rest[:1].isalnum():
            return kind, _ABOUT.sub("", rest)
    return kind_called(wanted, kinds), ""
