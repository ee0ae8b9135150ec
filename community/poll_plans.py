"""What a poll will be, before it is launched, and what it must be to be launched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from community.communities import Community, NobodyFacilitates
from community.ids import PollId
from community.people import Member, Model
from community.poll_lines import FEWEST_OPTIONS, OptionTooLong
from community.polls import Option, Poll, PollKind, Shows
from community.privacy import clean, shortened
from community.refusals import Refusal
from community.rounds import Mode
from community.times import read_time

QUESTION_LIMIT = 300
OPTION_LIMIT = 120
MOST_OPTIONS = 20
OPTIONS_BYTES = 6_500
"""All options together: a preview holds them three times, and Teams takes 28 KB. Only scripts of wide signs reach it."""
CLOSES_LIMIT = 60
ANONYMOUS_DAYS = 30
MAY_STAY_OPEN = timedelta(days=ANONYMOUS_DAYS)
"""An anonymous poll that was given no time closes by itself after this long: its key must not be kept for ever."""
OPTION_KINDS = frozenset({PollKind.SINGLE, PollKind.MULTIPLE, PollKind.RANKED})
"""The kinds whose options somebody writes; members may add to these only."""


class QuestionMissing(Refusal):
    """Raised for a poll that asks nothing."""

    sentence = "A poll needs a question. Please write what you would like to know."


class QuestionTooLong(Refusal):
    """Raised for a question that does not fit on the card of a poll."""

    sentence = "The question is {length} characters long. Please keep it to {limit}; the thread has room for more."


class TooFewOptions(Refusal):
    """Raised for fewer than two options."""

    sentence = "A poll needs at least 2 options. Please write one on each line."


class TooManyOptions(Refusal):
    """Raised for more than twenty options."""

    sentence = "That is {number} options, and a poll can have {limit}. Please leave some out, or ask two questions."


class OptionsTooLong(Refusal):
    """Raised for options that are too long together."""

    sentence = "Together the options are longer than a card can carry. Please shorten some of them."


class OptionMissing(Refusal):
    """Raised for an added option that says nothing."""

    sentence = "Please write the option you would like to add."


class OptionTwice(Refusal):
    """Raised for two options that are the same but for capitals and spaces."""

    sentence = "“{option}” is there already. Please make each option different."


class PollFull(Refusal):
    """Raised when somebody adds an option to a poll that has twenty."""

    sentence = "This poll has {limit} options already, and that is as many as a poll can have."


class OptionsFixed(Refusal):
    """Raised when somebody adds an option where that was not allowed."""

    sentence = "The options of this poll are fixed. You can suggest another one in the thread."


class PollStays(Refusal):
    """Raised when somebody edits the message that launched a poll."""

    sentence = "The poll stays as it was posted. To change it, withdraw it under “Manage” on its card and launch it again."


class MayNotLaunch(Refusal):
    """Raised when a member launches a poll where only facilitators do."""

    sentence = "In {community} the facilitators launch polls. Ask one of them: {facilitators}. They can also let everybody do it."


class PollPlan(Model):
    """A poll that is ready to be launched."""

    kind: PollKind = PollKind.SINGLE
    question: str
    options: tuple[str, ...] = ()
    """What can be chosen, in order; for a rating the points of its scale, lowest first; for open words nothing."""
    mode: Mode = Mode.NAMED
    shows: Shows = Shows.ALWAYS
    most: int = 1
    """How many one member may choose. As many as there may be options where somebody may choose, or rank, them all."""
    may_add: bool = False
    closes: str = ""
    """When it closes, in the words it was said in; empty for by hand."""
    closes_at: datetime | None = None


def check_plan(plan: PollPlan) -> PollPlan:
    """`plan`, if it can be launched. Raises a refusal for a question or options that cannot be."""
    checked_question(plan.question)
    if plan.kind is PollKind.WORDS:
        return plan
    if len(plan.options) < FEWEST_OPTIONS:
        raise TooFewOptions
    if len(plan.options) > MOST_OPTIONS:
        raise TooManyOptions(number=len(plan.options), limit=MOST_OPTIONS)
    for before, option in enumerate(plan.options):
        _check_option(option, plan.options[:before])
    if len(json.dumps(plan.options, ensure_ascii=False).encode()) > OPTIONS_BYTES:
        raise OptionsTooLong
    return plan


def timed(plan: PollPlan, zone: str, now: datetime) -> PollPlan:
    """`plan` with the time its words mean if it is launched `now`. Raises a refusal for words that say no time to come."""
    if plan.closes:
        return plan.model_copy(update={"closes_at": read_time(plan.closes, zone, now)})
    anonymous = plan.mode is Mode.ANONYMOUS
    return plan.model_copy(update={"closes_at": now + MAY_STAY_OPEN if anonymous else None})


def as_if_posted(plan: PollPlan, launcher: Member, now: datetime) -> Poll:
    """The poll as it would be if it had been launched `now`, for a look at its card. It is kept nowhere."""
    return Poll(
        id=PollId("preview"),
        kind=plan.kind,
        question=plan.question,
        options=tuple(Option(number=number, text=text) for number, text in enumerate(plan.options, 1)),
        mode=plan.mode,
        shows=plan.shows,
        most=plan.most,
        may_add=plan.may_add,
        launcher=launcher.id,
        launcher_name=launcher.name,
        launched_at=now,
        closes_at=plan.closes_at,
    )


def checked_question(text: str) -> str:
    """A question fit to be asked, on one line. Raises `QuestionMissing` or `QuestionTooLong`."""
    question = " ".join(clean(text).split())
    if not question:
        raise QuestionMissing
    if len(question) > QUESTION_LIMIT:
        raise QuestionTooLong(length=len(question), limit=QUESTION_LIMIT)
    return question


def added_option(text: str, options: Sequence[str]) -> str:
    """An option fit to join `options`. Raises `OptionMissing`, `PollFull`, `OptionTooLong` or `OptionTwice`."""
    option = " ".join(clean(text).split())
    if not option:
        raise OptionMissing
    if len(options) >= MOST_OPTIONS:
        raise PollFull(limit=MOST_OPTIONS)
    _check_option(option, options)
    return option


def check_may_launch(member: Member, community: Community, facilitators: Iterable[str]) -> None:
    """Raise `MayNotLaunch`, naming up to three who can, or `NobodyFacilitates`, unless `member` may launch a poll."""
    if member.facilitates or community.anyone_launches:
        return
    names = list(facilitators)[:3]
    if not names:
        raise NobodyFacilitates(community=community.name)
    raise MayNotLaunch(community=community.name, facilitators=", ".join(names))


def _check_option(option: str, others: Iterable[str]) -> None:
    if len(option) > OPTION_LIMIT:
        raise OptionTooLong(option=shortened(option, 40), length=len(option), limit=OPTION_LIMIT)
    if option.casefold() in {other.casefold() for other in others}:
        raise OptionTwice(option=shortened(option, 40))
