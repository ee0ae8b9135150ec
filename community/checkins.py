"""Check-ins: how people are, or how sure they are of something, asked of everybody at once on a scale of words.

The life of a check-in: open → (closing, if anonymous) → closed; or withdrawn before it is closed.
"""

from __future__ import annotations

import json
from datetime import datetime

from community.checkin_kinds import CheckinKind
from community.checkin_results import Given, Results, in_words
from community.ids import CheckinId
from community.people import MemberId, Model
from community.privacy import TextTooLong, clean
from community.refusals import Refusal
from community.rounds import Mode, RoundGone, RoundState, check_open

COMMENT_LIMIT = 500
WHAT = "check-in"
"""How members call one, in sentences that polls and check-ins share."""
COUNTED = "Your answer is counted."
"""All that is said to whoever answers anonymously."""


class NoSuchPoint(Refusal):
    """Raised for a point that is not on the scale."""

    sentence = "That is not a point on this scale, so nothing was changed. Please choose one from the card."


class AnsweredSince(Refusal):
    """Raised when a click arrives late: the same member has answered again since."""

    sentence = "You have answered again since that card was shown. Your newer answer stays."


class NotClosedYet(Refusal):
    """Raised when somebody reaches for the results of a round that is still open."""

    sentence = "This check-in is still open. What came of it is shown once it is closed."


class AlreadyClosed(Refusal):
    """Raised when a round is to be closed, extended or withdrawn that is over already."""

    sentence = "This check-in is closed already. Nothing was changed."


class NamedOnly(Refusal):
    """Raised when somebody asks who said what in an anonymous round."""

    sentence = "This check-in is anonymous: nobody can see who answered what, facilitators included."


class Checkin(Model):
    """One round of a check-in, as stored."""

    id: CheckinId
    kind: CheckinKind
    """The kind as it was when this round was launched."""
    topic: str = ""
    mode: Mode
    state: RoundState = RoundState.OPEN
    revision: int = 0
    answered: int = 0
    """How many have answered; kept for named rounds only."""
    enough: bool = False
    """True once five or more have answered an anonymous round."""
    launcher: MemberId
    thread: str | None = None
    card: str | None = None
    results: Results | None = None
    launched_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def anonymous(self) -> bool:
        """True when nobody, Canopy included, keeps who answered what."""
        return self.mode is Mode.ANONYMOUS

    @property
    def question(self) -> str:
        """What is asked."""
        return self.kind.asked(self.topic)

    @property
    def line(self) -> str:
        """What this round has in common with those before and after it: the same kind, scale and topic."""
        return line_of(self.kind, self.topic)

    def check_here(self) -> None:
        """Raise `RoundGone` once withdrawn."""
        if self.state is RoundState.WITHDRAWN:
            raise RoundGone(what=WHAT)

    def check_open(self) -> None:
        """Raise `RoundOver` or `RoundWithdrawn` unless it takes answers."""
        check_open(self.state, WHAT)

    def check_closed(self) -> None:
        """Raise `RoundGone` or `NotClosedYet` unless its results are there to be seen."""
        self.check_here()
        if self.state is not RoundState.CLOSED or self.results is None:
            raise NotClosedYet

    def check_not_over(self) -> None:
        """Raise `RoundGone` or `AlreadyClosed` unless it can still be closed, extended or withdrawn."""
        self.check_here()
        if self.state is not RoundState.OPEN:
            raise AlreadyClosed

    def answer(self, point: int, comment: str = "") -> Given:
        """An answer fit to keep. Raises `NoSuchPoint` or `TextTooLong`."""
        if not 1 <= point <= len(self.kind.points):
            raise NoSuchPoint
        kept = clean(comment)
        if len(kept) > COMMENT_LIMIT:
            raise TextTooLong(length=len(kept), limit=COMMENT_LIMIT)
        return Given(point, kept)


class CheckinView(Model):
    """What anybody in the channel may see of a check-in. `closes` is said in words."""

    id: CheckinId
    kind: CheckinKind
    question: str
    mode: Mode
    state: RoundState
    enough: bool
    answered: int | None
    """None where nobody may know how many."""
    results: Results | None
    closes: str = ""
    has_trend: bool = False


def public_view(checkin: Checkin, *, closes: str = "", has_trend: bool = False) -> CheckinView:
    """What the channel sees: of an anonymous round that is open, nothing about its answers but whether there are enough."""
    return CheckinView(
        id=checkin.id,
        kind=checkin.kind,
        question="" if checkin.state is RoundState.WITHDRAWN else checkin.question,
        mode=checkin.mode,
        state=checkin.state,
        enough=checkin.enough,
        answered=None if checkin.anonymous else checkin.answered,
        results=checkin.results if checkin.state is RoundState.CLOSED else None,
        closes=closes,
        has_trend=has_trend,
    )


def line_of(kind: CheckinKind, topic: str) -> str:
    """The name of a line of rounds. A scale that changes its length begins a new line."""
    return f"{kind.slug}:{len(kind.points)}:{topic.casefold()}"[:200]


def written(answer: Given) -> str:
    """An answer as it is stored."""
    return json.dumps([answer.point, answer.comment], ensure_ascii=False)


def read_answer(stored: str) -> Given:
    """An answer as it was stored."""
    point, comment = json.loads(stored)
    return Given(int(point), str(comment))


Table = tuple[str, list[tuple[str, str]], list[str], list[list[str]]]
"""A title, facts about the whole, the columns, the rows."""


def as_table(checkin: Checkin, *, closed: str) -> Table:
    """A closed check-in as a table for export. `closed` is when, in words. Raises `RoundGone` or `NotClosedYet`.

    It holds what the card may show and not one number more.
    """
    checkin.check_closed()
    results = checkin.results or Results()
    facts = [("Question", checkin.question), ("Answers", checkin.mode.value.capitalize()), ("Closed", closed)]
    if results.answered is not None:
        facts.append(("Answered", str(results.answered)))
    facts.append(("In words", in_words(checkin.kind, results)))
    rows = [[checkin.kind.name_of(point), str(count)] for point, count in enumerate(results.counts, 1)]
    rows += [["Comment", comment] for comment in results.comments]
    return f"Check-in: {checkin.kind.label}", facts, ["Point", "Answers"], rows
