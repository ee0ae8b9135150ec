"""What an export holds: of a named poll who voted what and when, of an anonymous one its counts and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from community.answers import FORMER_MEMBER
from community.checkins import Checkin, as_table
from community.polls import Poll, PollKind, read_choice, read_words
from community.privacy import display_name
from community.refusals import Refusal
from community.results import Results, elected, percentages, shares
from community.rounds import ENOUGH, RoundState
from community.tables import Cell, Export, Table, moment, moment_named, titled

MOST_VOTES = 30_000
"""A team in Teams has 25,000 members at most."""
KINDS = {
    PollKind.SINGLE: "Single choice",
    PollKind.MULTIPLE: "Multiple choice",
    PollKind.RATING: "Rating",
    PollKind.RANKED: "Ranked choice",
    PollKind.WORDS: "Open words",
}


class AnonymousStillOpen(Refusal):
    """Raised for an export of anonymous answers before they are counted."""

    sentence = "The answers are anonymous, so they can be exported once the {what} is closed. Close it first; then come back."


class TooFewToExport(Refusal):
    """Raised for an export of too few anonymous answers."""

    sentence = "Fewer than {enough} people answered this anonymous {what}, so there is nothing to export."


class CastVote(NamedTuple):
    """One member's vote in a named poll."""

    name: str
    answer: str
    at: datetime


def check_poll_exportable(poll: Poll) -> None:
    """Raise `RoundWithdrawn`, `AnonymousStillOpen` or `TooFewToExport` unless there is something to export."""
    poll.check_here()
    if not poll.anonymous:
        return
    if poll.state is not RoundState.CLOSED or poll.results is None:
        raise AnonymousStillOpen(what="poll")
    if poll.results.few or poll.results.answered < ENOUGH:
        raise TooFewToExport(enough=ENOUGH, what="poll")


def check_checkin_exportable(checkin: Checkin) -> None:
    """Raise `RoundGone`, `NotClosedYet` or `TooFewToExport` unless there is something to export."""
    checkin.check_closed()
    if checkin.results is None or checkin.results.answered is None:
        raise TooFewToExport(enough=ENOUGH, what="check-in")


def title(what: str, called: str, zone: str, now: datetime) -> str:
    """What a file is called: “Poll - Which topic next - 22 Nov 2026”."""
    return titled(what, called, now.astimezone(ZoneInfo(zone)).date())


def poll_export(poll: Poll, votes: Sequence[CastVote], zone: str, now: datetime) -> Export:
    """A poll as a file. `votes` are left out where it is anonymous. Raises what `check_poll_exportable` raises."""
    check_poll_exportable(poll)
    results = _results_table(poll, zone, now)
    tables = (results,) if poll.anonymous else (results, _votes_table(poll, votes, zone))
    return Export(title=title("Poll", poll.question, zone, now), tables=tables, made_at=now)


def checkin_export(checkin: Checkin, zone: str, now: datetime) -> Export:
    """A check-in as a file. Raises what `check_checkin_exportable` raises."""
    check_checkin_exportable(checkin)
    _, facts, columns, rows = as_table(checkin, closed=moment_named(checkin.closed_at, zone))
    counted = tuple(tuple(_number(cell) if place else cell for place, cell in enumerate(row)) for row in rows)
    table = Table(name="Results", facts=(*facts, *_made(zone, now)), columns=tuple(columns), rows=counted)
    return Export(title=title("Check-in", checkin.kind.label, zone, now), tables=(table,), made_at=now)


def _number(cell: str) -> Cell:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else cell


def _made(zone: str, now: datetime) -> tuple[tuple[str, Cell], ...]:
    return (("Exported", moment_named(now, zone)),)


def _results_table(poll: Poll, zone: str, now: datetime) -> Table:
    results = poll.results or Results(answered=poll.answered, votes={option.number: option.votes for option in poll.options})
    facts: list[tuple[str, Cell]] = [
        ("Question", poll.question),
        ("Kind", KINDS[poll.kind]),
        ("Answers", "Anonymous: counts only" if poll.anonymous else "Named"),
        ("Opened", moment_named(poll.launched_at, zone)),
    ]
    if poll.state is RoundState.CLOSED:
        facts.append(("Closed", moment_named(poll.closed_at, zone)))
    else:
        facts.append(("Closed", "Still open: these are the votes so far, and they can change"))
    facts.append(("People who answered", results.answered))
    if poll.kind is PollKind.RANKED and results.rounds:
        facts.append(("Result", _who_won(poll, results)))
    if poll.outcome:
        facts.append(("Outcome", poll.outcome))
    columns, rows = _counts(poll, results)
    return Table(name="Results", facts=(*facts, *_made(zone, now)), columns=columns, rows=rows)


def _who_won(poll: Poll, results: Results) -> str:
    names = [option.text for option in poll.options if option.number in elected(results.rounds)]
    return f"Tied: {', '.join(names)}" if len(names) > 1 else "".join(names)


def _counts(poll: Poll, results: Results) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The counts of each option; in a ranked poll those of each round too; or anonymous answers in open words."""
    if poll.kind is PollKind.WORDS:
        return (("Answer",), tuple((words,) for words in results.words)) if poll.anonymous else ((), ())
    counts = [results.votes.get(option.number, 0) for option in poll.options]
    several = poll.kind is PollKind.MULTIPLE
    percents = shares(counts, results.answered) if several else percentages(counts)
    columns = ["Option", "First choices" if poll.kind is PollKind.RANKED else "Votes"]
    columns.append("Percent of those who answered" if several else "Percent")
    columns += [f"Round {number}" for number in range(1, len(results.rounds) + 1)]
    rows = [
        (option.text, count, percent, *(each.counts.get(option.number) for each in results.rounds))
        for option, count, percent in zip(poll.options, counts, percents, strict=True)
    ]
    return tuple(columns), tuple(rows)


def _votes_table(poll: Poll, votes: Sequence[CastVote], zone: str) -> Table:
    answers = [_said(poll, vote.answer) for vote in votes]
    width = max((len(answer) for answer in answers), default=1)
    columns = ("Answer",) if width == 1 else tuple(f"{_place(poll)} {number}" for number in range(1, width + 1))
    rows = tuple(
        (display_name(vote.name) if vote.name else FORMER_MEMBER, *answer, *[None] * (width - len(answer)), moment(vote.at, zone))
        for vote, answer in zip(votes, answers, strict=True)
    )
    return Table(name="Votes", columns=("Name", *columns, f"Voted ({zone})"), rows=rows)


def _place(poll: Poll) -> str:
    return "Choice" if poll.kind is PollKind.RANKED else "Answer"


def _said(poll: Poll, answer: str) -> list[str]:
    if poll.kind is PollKind.WORDS:
        return [read_words(answer)]
    texts = {option.number: option.text for option in poll.options}
    return [texts.get(number, f"Option {number}") for number in read_choice(answer)]
