"""What somebody wishes for in the form of a poll, or in one line, made into a plan; and an earlier poll, wished for again."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.people import Model
from community.poll_lines import FEWEST_OPTIONS, ends_of, in_one_line, option_lines, scale
from community.poll_plans import CLOSES_LIMIT, MOST_OPTIONS, OPTION_KINDS, PollPlan, check_plan, checked_question, timed
from community.polls import Poll, PollKind, Shows
from community.privacy import clean, one_line
from community.refusals import Refusal
from community.rounds import Mode

USUAL_SCALE = "5"
_FAR = timedelta(days=60)


class MostUnclear(Refusal):
    """Raised for a number of choices that is none, or more than there are options."""

    sentence = "How many somebody may choose is a number from 2 to {most}; leave it empty for as many as they like."


class OneTimeOnly(Refusal):
    """Raised for a closing time that comes once only, in a poll that is launched again and again."""

    sentence = "“{words}” comes once, and this poll comes back. Please write, for example: in 3 days, or Friday 17:00."


class PollWishes(Model):
    """What somebody typed into the form of a poll, unchecked."""

    kind: str = PollKind.SINGLE
    question: str = ""
    options: str = ""
    mode: str = Mode.NAMED
    shows: str = Shows.ALWAYS
    most: str = ""
    may_add: bool = False
    low: str = ""
    high: str = ""
    points: str = ""
    closes: str = ""


def planned(wishes: PollWishes, zone: str, now: datetime) -> PollPlan:
    """The poll that somebody wishes for, checked. Raises a refusal that says what to change."""
    kind = PollKind(wishes.kind) if wishes.kind in set(PollKind) else PollKind.SINGLE
    mode = Mode(wishes.mode) if wishes.mode in set(Mode) else Mode.NAMED
    may_add = wishes.may_add and kind in OPTION_KINDS
    plan = check_plan(
        PollPlan(
            kind=kind,
            question=checked_question(wishes.question),
            options=_options(kind, wishes),
            mode=mode,
            shows=_shows(mode, wishes.shows),
            may_add=may_add,
            closes=one_line(wishes.closes, CLOSES_LIMIT),
        )
    )
    most = _most(kind, wishes.most, MOST_OPTIONS if may_add else len(plan.options))
    return timed(plan.model_copy(update={"most": most}), zone, now)


def wishes_of(poll: Poll) -> PollWishes:
    """What the form held from which `poll` was launched; but not when it closed."""
    options = [option.text for option in poll.options]
    rating = poll.kind is PollKind.RATING and len(options) > 1
    low, high = ends_of(options) if rating else ("", "")
    limited = poll.kind is PollKind.MULTIPLE and poll.most < len(options)
    return PollWishes(
        kind=poll.kind,
        question=poll.question,
        options="" if rating else "\n".join(options),
        mode=poll.mode,
        shows=poll.shows,
        most=str(poll.most) if limited else "",
        may_add=poll.may_add,
        low=low,
        high=high,
        points=str(len(options)) if rating else USUAL_SCALE,
    )


def check_each_time(plan: PollPlan, zone: str, first_at: datetime) -> None:
    """Raise `OneTimeOnly` unless the words for when it closes say a time whenever it is launched again."""
    try:
        timed(plan, zone, first_at + _FAR)
    except Refusal as refusal:
        raise OneTimeOnly(words=plan.closes) from refusal


def inline_plan(text: str, mode: Mode, zone: str, now: datetime) -> PollPlan:
    """The poll in one message. Raises `InlineUnclear`, or what `planned` raises."""
    question, options = in_one_line(text)
    return planned(PollWishes(question=question, options="\n".join(options), mode=mode), zone, now)


def _options(kind: PollKind, wishes: PollWishes) -> tuple[str, ...]:
    match kind:
        case PollKind.WORDS:
            return ()
        case PollKind.RATING:
            return scale(wishes.points, wishes.low, wishes.high)
        case _:
            return option_lines(wishes.options)


def _most(kind: PollKind, said: str, options: int) -> int:
    if kind in {PollKind.RANKED, PollKind.MULTIPLE}:
        kept = clean(said)
        if kind is PollKind.RANKED or not kept:
            return options
        many = int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 4 else 0
        if not FEWEST_OPTIONS <= many <= max(options, FEWEST_OPTIONS):
            raise MostUnclear(most=max(options, FEWEST_OPTIONS))
        return many
    return 1


def _shows(mode: Mode, said: str) -> Shows:
    if mode is Mode.ANONYMOUS:
        return Shows.CLOSED
    return Shows(said) if said in set(Shows) else Shows.ALWAYS
