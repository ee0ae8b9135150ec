"""Polls: what a facilitator asks the room, what members answer, and who may see how it fell.

The life of a poll: open → closed, and open again if it was named; or withdrawn at any time. An anonymous poll is closing
in between, while its answers are counted and what could tie them to anybody is destroyed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from community.ids import PollId
from community.people import Member, MemberId, Model
from community.privacy import checked
from community.refusals import Refusal
from community.results import Results
from community.rounds import Mode, RoundState, check_open

WORDS_LIMIT = 400
"""The longest answer in a member's own words."""
OUTCOME_LIMIT = 1_000
BUTTONS = 6
"""With this many options or fewer each has a button of its own; more are chosen in a form."""
COUNTED_TO = 100
"""Open polls are counted up to here; nobody needs to know how many more there are."""


class PollKind(StrEnum):
    """How a poll is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RATING = "rating"
    RANKED = "ranked"
    WORDS = "words"


class Shows(StrEnum):
    """When results are shown (the modes that Discourse and Loomio know)."""

    ALWAYS = "always"
    VOTED = "voted"
    """To whoever has voted; to everybody once it is closed."""
    CLOSED = "closed"


class OptionGone(Refusal):
    """Raised for an option that is not on the poll."""

    sentence = "That option is not on this poll. Look at its card in the channel and choose again; nothing was changed."


class ChoiceMissing(Refusal):
    """Raised for an answer that chooses nothing."""

    sentence = "Please choose something first. Nothing was changed."


class TooManyChosen(Refusal):
    """Raised for more options than a member may choose."""

    sentence = "You chose {chosen}, and this poll takes {most} at most. Please leave some out; nothing was changed."


class RankedTwice(Refusal):
    """Raised when an option is given two places."""

    sentence = "Each option can have one place only. Please choose a different one for each; nothing was changed."


class RunnersOnly(Refusal):
    """Raised when somebody else does what belongs to those who run a poll."""

    sentence = "Only a facilitator, or whoever launched this poll, can do that."


class PollNotOver(Refusal):
    """Raised for what can be done once a poll is closed."""

    sentence = "This poll is not closed yet. Close it first; then come back to this."


class NeverReopened(Refusal):
    """Raised when somebody reopens an anonymous poll."""

    sentence = "An anonymous poll cannot be opened again: what would be needed for that was destroyed when it closed."


class NotWithoutTime(Refusal):
    """Raised for an anonymous poll that would never close by itself."""

    sentence = "An anonymous poll needs a time to close at. Please write one, for example: Friday 17:00, or in 3 days."


class NamesNotKept(Refusal):
    """Raised when somebody asks who voted in an anonymous poll."""

    sentence = "This poll is anonymous, so nobody can see who voted."


class Option(Model):
    """One thing to choose; for a rating one point of its scale. Numbered from 1, in order."""

    number: int
    text: str
    votes: int = 0
    """How many chose it; in a ranked poll, how many put it first. Not kept while an anonymous poll is open."""


class Vote(Model):
    """One member's answer in a named poll."""

    member: MemberId
    answer: str
    press: int
    """Which card it was given on. A press from an older card never undoes a newer one."""
    name: str = ""


class Poll(Model):
    """One poll, as stored."""

    id: PollId
    kind: PollKind
    question: str
    options: tuple[Option, ...] = ()
    mode: Mode
    shows: Shows
    most: int = 1
    may_add: bool = False
    state: RoundState = RoundState.OPEN
    revision: int = 0
    """Counts every change that anybody may know of. Cards carry it, so that an older press is told from a newer one."""
    answered: int = 0
    """How many have answered. Stays 0 while an anonymous poll is open."""
    enough: bool = False
    """Whether as many have answered as are needed for results. All that an open anonymous poll says of its answers."""
    launcher: MemberId
    launcher_name: str | None = None
    thread: str | None = None
    """The conversation its card is in; None until it is posted into a thread of its own."""
    card: str | None = None
    """The message id of its card, once known."""
    results: Results | None = None
    outcome: str | None = None
    launched_at: datetime
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    reminded_at: datetime | None = None

    @property
    def anonymous(self) -> bool:
        """True when nobody is to know who answered what."""
        return self.mode is Mode.ANONYMOUS

    @property
    def in_a_form(self) -> bool:
        """True when it is answered in a form rather than with a button for each option."""
        return self.kind not in {PollKind.SINGLE, PollKind.RATING} or len(self.options) > BUTTONS

    def check_open(self) -> None:
        """Raise `RoundOver` or `RoundWithdrawn` unless it takes answers."""
        check_open(self.state, "poll")

    def check_here(self) -> None:
        """Raise `RoundWithdrawn` once withdrawn."""
        if self.state is RoundState.WITHDRAWN:
            check_open(self.state, "poll")

    def check_may_run(self, member: Member) -> None:
        """Raise `RunnersOnly` unless `member` facilitates, or launched it and is still here."""
        if not member.facilitates and not (member.here and member.id == self.launcher):
            raise RunnersOnly

    def option(self, number: int) -> Option:
        """The option with this number. Raises `OptionGone`."""
        found = next((option for option in self.options if option.number == number), None)
        if found is None:
            raise OptionGone
        return found

    def shows_results_to(self, *, has_voted: bool) -> bool:
        """Whether somebody who `has_voted`, or has not, may see the results now. For the channel nobody has voted."""
        if self.state is RoundState.CLOSED:
            return True
        if self.anonymous or self.state is not RoundState.OPEN:
            return False
        return self.shows is Shows.ALWAYS or (self.shows is Shows.VOTED and has_voted)


def choice(poll: Poll, numbers: Sequence[int]) -> str:
    """An answer that chooses `numbers`, as it is kept: a list in JSON, ranked ones in the order of their places.

    Raises `ChoiceMissing`, `OptionGone`, `RankedTwice` or `TooManyChosen`.
    """
    if not numbers:
        raise ChoiceMissing
    if poll.kind is PollKind.WORDS:
        raise OptionGone
    for number in numbers:
        poll.option(number)
    if len(set(numbers)) < len(numbers):
        if poll.kind is PollKind.RANKED:
            raise RankedTwice
        numbers = list(dict.fromkeys(numbers))
    most = 1 if poll.kind in {PollKind.SINGLE, PollKind.RATING} else poll.most
    if len(numbers) > most:
        raise TooManyChosen(chosen=len(numbers), most=most)
    return json.dumps(list(numbers) if poll.kind is PollKind.RANKED else sorted(numbers), separators=(",", ":"))


def in_words(text: str) -> str:
    """An answer in a member's own words, as it is kept. Raises `TextMissing` or `TextTooLong`."""
    return json.dumps(checked(text, WORDS_LIMIT), ensure_ascii=False)


def read_choice(answer: str) -> list[int]:
    """The numbers that an answer chooses; none for open words."""
    kept = json.loads(answer)
    return kept if isinstance(kept, list) else []


def read_words(answer: str) -> str:
    """The words of an answer; empty for one that chooses options."""
    kept = json.loads(answer)
    return kept if isinstance(kept, str) else ""


def counts_for(kind: PollKind, answer: str) -> list[int]:
    """The options that an answer counts for: all it chooses; in a ranked poll the first."""
    numbers = read_choice(answer)
    return numbers[:1] if kind is PollKind.RANKED else numbers


def recounted(poll: Poll, more: Sequence[int], fewer: Sequence[int], *, new: bool) -> Poll:
    """`poll` after an answer: one more for each option in `more`, one fewer for each in `fewer`; `new` from who had none."""
    options = tuple(
        option.model_copy(update={"votes": option.votes + (option.number in more) - (option.number in fewer)})
        for option in poll.options
    )
    answered = poll.answered + new
    return poll.model_copy(update={"options": options, "answered": answered, "revision": poll.revision + 1})


def said_choice(poll: Poll, answer: str) -> str:
    """An answer as its member reads it: “Mentoring”, “Mentoring, then Onboarding”, or their own words."""
    if poll.kind is PollKind.WORDS:
        return read_words(answer)
    texts = {option.number: option.text for option in poll.options}
    named = [texts[number] for number in read_choice(answer) if number in texts]
    return (", then " if poll.kind is PollKind.RANKED else ", ").join(named)


def outcome_text(text: str) -> str:
    """An outcome fit to keep. Raises `TextMissing` or `TextTooLong`."""
    return checked(text, OUTCOME_LIMIT)
