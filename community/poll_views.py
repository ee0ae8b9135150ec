"""Who may see what of a poll: what the channel sees, and what a member sees who has voted."""

from __future__ import annotations

from collections.abc import Sequence

from community.answers import FORMER_MEMBER
from community.ids import PollId
from community.people import Model
from community.polls import Option, Poll, PollKind, Shows, Vote, read_words
from community.privacy import display_name
from community.results import Results
from community.rounds import Mode, RoundState, how_many_words

WORDS_SHOWN = 20
"""A card shows at most this many answers in open words."""


class WordsSeen(Model):
    """One answer in open words, as the card shows it; without a name in an anonymous poll."""

    name: str
    text: str


class PollView(Model):
    """What somebody may see of a poll. Of a withdrawn one only that it was there."""

    id: PollId
    kind: PollKind
    question: str
    options: tuple[Option, ...]
    """Without counts: those that may be seen are in `results`."""
    mode: Mode
    shows: Shows
    most: int
    may_add: bool
    """Whether members may add options now."""
    state: RoundState
    revision: int
    launcher: str
    """Who asks; empty for a poll that the clock launched."""
    answered: str
    """How many have answered, in words; all that is said of it while an anonymous poll is open."""
    when: str
    """When it closes, in words; empty when somebody will close it, or when it is over."""
    results: Results | None
    """None while they are not shown."""
    words: tuple[WordsSeen, ...]
    outcome: str | None
    in_a_form: bool

    @property
    def anonymous(self) -> bool:
        """True when nobody is to know who answered what."""
        return self.mode is Mode.ANONYMOUS


def poll_view(poll: Poll, *, when: str = "", has_voted: bool = False, words: Sequence[Vote] = ()) -> PollView:
    """What a member sees who `has_voted` or has not; for the channel nobody has. `words` are named answers, newest first."""
    gone = poll.state is RoundState.WITHDRAWN
    results = _results(poll) if poll.shows_results_to(has_voted=has_voted) and not gone else None
    return PollView(
        id=poll.id,
        kind=poll.kind,
        question=poll.question,
        options=tuple(Option(number=option.number, text=option.text) for option in poll.options),
        mode=poll.mode,
        shows=poll.shows,
        most=poll.most,
        may_add=poll.may_add and poll.state is RoundState.OPEN,
        state=poll.state,
        revision=poll.revision,
        launcher=display_name(poll.launcher_name) if poll.launcher_name else "",
        answered=how_many(poll),
        when=when if poll.state is RoundState.OPEN else "",
        results=results,
        words=_words(results, words) if results else (),
        outcome=poll.outcome if poll.state is RoundState.CLOSED else None,
        in_a_form=poll.in_a_form,
    )


def how_many(poll: Poll) -> str:
    """How many have answered, in words. Of an anonymous poll before it is closed, only whether it is enough; of few, nothing."""
    if poll.anonymous and poll.state is RoundState.OPEN:
        return how_many_words(poll.enough)
    if poll.state is RoundState.CLOSING or (poll.results is not None and poll.results.few):
        return ""
    if not poll.answered:
        return "Nobody has answered yet" if poll.state is RoundState.OPEN else "Nobody answered"
    verb = ("has" if poll.answered == 1 else "have") if poll.state is RoundState.OPEN else ""
    return " ".join(filter(None, [str(poll.answered), verb, "answered"]))


def _results(poll: Poll) -> Results:
    if poll.results is not None:
        return poll.results
    return Results(answered=poll.answered, votes={option.number: option.votes for option in poll.options})


def _words(results: Results, named: Sequence[Vote]) -> tuple[WordsSeen, ...]:
    if results.words:
        return tuple(WordsSeen(name="", text=text) for text in results.words[:WORDS_SHOWN])
    return tuple(
        WordsSeen(name=display_name(vote.name) if vote.name else FORMER_MEMBER, text=read_words(vote.answer))
        for vote in named[:WORDS_SHOWN]
    )
