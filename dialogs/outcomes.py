"""What comes of a poll: whoever runs it says what will be done, in its thread and on its card."""

from __future__ import annotations

from cards.outcomes import OpenOutcome, SendOutcome, outcome_card, outcome_form
from community.ids import PollId
from community.poll_views import poll_view
from community.polls import Poll, PollNotOver, outcome_text
from community.privacy import shortened
from community.refusals import Refusal
from community.rounds import RoundState
from dialogs.polling import done, mine, outcome_follows, post_beside, run_by, subject
from dialogs.routing import Router
from dialogs.turn import Drawn, Refresh, Reply, ShowForm, Turn
from store.opened import Store

router = Router()


@router.opening(OpenOutcome)
def open_outcome(wish: OpenOutcome, turn: Turn) -> Reply:
    """Open the form for what will be done."""
    poll = mine(wish.poll, turn)
    if poll.state is not RoundState.CLOSED:
        raise PollNotOver
    return _outcome_form(poll, SendOutcome(poll=poll.id, outcome=poll.outcome or "", community=turn.community.id))


@router.sending(SendOutcome)
def send_outcome(sent: SendOutcome, turn: Turn) -> Reply:
    """Say what will be done: posted in the poll's thread once, edited there later, and shown on its card."""
    poll = run_by(sent.poll, turn)
    if poll.state is not RoundState.CLOSED:
        raise PollNotOver
    try:
        outcome = outcome_text(sent.outcome)
    except Refusal as refusal:
        return _outcome_form(poll, sent, wrong=refusal.said)
    told = done(turn, "It is in the poll's thread and on its card.")
    if outcome == poll.outcome:
        return Reply(told)
    turn.store.polls.save(poll.model_copy(update={"outcome": outcome, "revision": poll.revision + 1}))
    said = outcome_follows(poll) or (post_beside(poll, f"polloutcome:{poll.id}"),)
    return Reply(told, then=(*said, Refresh(subject(poll.id))))


@router.paint("polloutcome")
def paint_outcome(poll_id: str, store: Store) -> Drawn | None:
    """What will be done, in the thread of the poll."""
    poll = store.polls.read(PollId(poll_id))
    return (
        None if poll is None else Drawn(outcome_card(poll_view(poll)), shortened(f"What we will do: {poll.outcome or ''}", 160))
    )


def _outcome_form(poll: Poll, sent: SendOutcome, wrong: str = "") -> Reply:
    return Reply(ShowForm("What we will do", outcome_form(poll_view(poll), sent, wrong=wrong)))
