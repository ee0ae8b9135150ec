"""Launching a poll, finding it for a turn, and bringing it to its end. What all that is done with polls shares."""

from __future__ import annotations

from datetime import timedelta

from community.ids import PollId
from community.poll_plans import PollPlan
from community.poll_views import WORDS_SHOWN, PollView, poll_view
from community.polls import Option, Poll, PollKind, Shows, read_choice
from community.results import Results, run_off
from community.rounds import Mode, RoundGone, RoundState
from community.times import said_time
from dialogs.arriving import has_arrived
from dialogs.boxes import open_box
from dialogs.events import Scope
from dialogs.turn import At, CloseForm, Effect, NotAt, Post, PostThread, Refresh, Say, Turn
from store.opened import Store

FAR = timedelta(days=2)


def draft(plan: PollPlan, turn: Turn, *, thread: str | None = None) -> Poll:
    """The poll that a plan would become, not kept yet."""
    return Poll(
        id=PollId(turn.new_id()),
        kind=plan.kind,
        question=plan.question,
        options=tuple(Option(number=number, text=text) for number, text in enumerate(plan.options, 1)),
        mode=plan.mode,
        shows=Shows.CLOSED if plan.mode is Mode.ANONYMOUS else plan.shows,
        most=plan.most,
        may_add=plan.may_add,
        launcher=turn.member.id,
        launcher_name=turn.member.name,
        thread=thread,
        launched_at=turn.now,
        closes_at=plan.closes_at,
    )


def launch(plan: PollPlan, turn: Turn, *, thread: str | None) -> tuple[Poll, tuple[Effect, ...]]:
    """Launch a poll, into the conversation `thread` or a thread of its own. The plan is checked; who may, is for the caller."""
    poll = draft(plan, turn, thread=thread)
    turn.store.polls.add(poll)
    if poll.anonymous:
        open_box(turn, subject(poll.id))
    said: Effect = Post(subject(poll.id), thread) if thread else PostThread(subject(poll.id))
    return poll, (said, *on_the_clock(poll))


def on_the_clock(poll: Poll) -> tuple[Effect, ...]:
    """What the clock is to do for an open poll."""
    if poll.closes_at is None:
        return (NotAt("poll.close", poll.id),)
    return (At(poll.closes_at, "poll.close", poll.id),)


def read_poll(poll_id: str, turn: Turn, *, to_change: bool = False) -> Poll:
    """The poll, or `RoundGone`. With `to_change`, others who would change it wait for this turn."""
    poll = turn.store.polls.read(PollId(poll_id), to_change=to_change)
    if poll is None:
        raise RoundGone(what="poll")
    shown = poll.card is None and poll.state is not RoundState.WITHDRAWN
    if shown and has_arrived(turn, subject(poll.id), turn.message):
        poll = poll.model_copy(update={"card": turn.message, "thread": poll.thread or turn.place.conversation})
    return poll


def check_may_run(turn: Turn, poll: Poll) -> None:
    """Raise `RoundWithdrawn` or `RunnersOnly` unless this member may close, extend, withdraw, remind or export."""
    poll.check_here()
    poll.check_may_run(turn.member)


def run_by(poll_id: str, turn: Turn) -> Poll:
    """A poll, to be changed by somebody who may run it. Raises `RoundGone`, `RoundWithdrawn` or `RunnersOnly`."""
    poll = read_poll(poll_id, turn, to_change=True)
    check_may_run(turn, poll)
    return poll


def mine(poll_id: str, turn: Turn) -> Poll:
    """A poll to look at, for somebody who may run it."""
    poll = read_poll(poll_id, turn)
    check_may_run(turn, poll)
    return poll


def done(turn: Turn, told: str) -> CloseForm | Say:
    """In the channel one sees what was done; in the 1:1 chat it is said."""
    return Say(told) if turn.place.scope is Scope.CHAT else CloseForm()


def close(poll: Poll, turn: Turn, *, lost_key: bool = False) -> tuple[Effect, ...]:
    """Bring an open poll that was read `to_change` to its end: counted at once if it is named, on the way there if not."""
    changed: dict[str, object] = {"revision": poll.revision + 1, "closed_at": turn.now}
    then: tuple[Effect, ...] = (Refresh(subject(poll.id)), NotAt("poll.close", poll.id))
    if poll.anonymous:
        changed |= {"state": RoundState.CLOSING, "results": Results(lost_key=True) if lost_key else None}
        then = (At(turn.now, "poll.count", poll.id), *then)
    else:
        changed |= {"state": RoundState.CLOSED, "results": _named_results(poll, turn)}
    turn.store.polls.save(poll.model_copy(update=changed))
    return then


def _named_results(poll: Poll, turn: Turn) -> Results:
    numbers = [option.number for option in poll.options]
    ranked = poll.kind is PollKind.RANKED
    rankings = [read_choice(answer) for answer in turn.store.polls.answers(poll.id)] if ranked else []
    return Results(
        answered=poll.answered,
        votes={option.number: option.votes for option in poll.options},
        rounds=run_off(numbers, rankings) if ranked else (),
    )


def seen(poll: Poll, store: Store, zone: str, *, has_voted: bool = False) -> PollView:
    """What somebody sees of a poll who has voted or has not; for the channel nobody has. Times are said in `zone`."""
    named_words = poll.kind is PollKind.WORDS and not poll.anonymous and poll.shows_results_to(has_voted=has_voted)
    words = store.polls.newest_words(poll.id, WORDS_SHOWN) if named_words else []
    # A card is read for days, so it says the date and never “tomorrow”.
    when = "" if poll.closes_at is None else f"Closes {said_time(poll.closes_at, zone, poll.closes_at - FAR)}"
    return poll_view(poll, when=when, has_voted=has_voted, words=words)


def post_beside(poll: Poll, said: str) -> Effect:
    """Say something in the thread that the poll's card is in."""
    return Post(said, conversation=poll.thread) if poll.thread else PostThread(said)


def subject(poll: str) -> str:
    """What the outbox, the postings, the keys and the boxes call a poll."""
    return f"poll:{poll}"


def outcome_follows(poll: Poll) -> tuple[Effect, ...]:
    """What was posted about the outcome is brought up to date; nothing while nothing was."""
    return (Refresh(f"polloutcome:{poll.id}"),) if poll.outcome else ()
