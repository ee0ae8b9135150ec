"""Reminding: those who are here and have not answered a poll get it in 1:1, once. Nobody learns who they are."""

from __future__ import annotations

from cards.reminders import OpenRemind, SendRemind, remind_form
from community.ids import PollId
from community.polls import Poll
from community.reminders import NobodyToRemind, Waiting, check_may_remind
from community.rounds import RoundState
from community.times import said_time
from dialogs.boxes import answered_by
from dialogs.events import Due
from dialogs.polling import check_may_run, read_poll, run_by, subject
from dialogs.routing import Router
from dialogs.turn import At, Reply, Say, ShowForm, Turn, Whisper

router = Router()
SLICE = 200
"""As many are reminded in one turn, so that turns stay short in a large room."""


@router.opening(OpenRemind)
def open_remind(wish: OpenRemind, turn: Turn) -> Reply:
    """Say what is about to happen."""
    poll = read_poll(wish.poll, turn)
    check_may_run(turn, poll)
    waiting = _checked(poll, turn)
    sent = SendRemind(poll=poll.id, community=turn.community.id)
    return Reply(ShowForm("Remind", remind_form(sent, poll.question, waiting)))


@router.sending(SendRemind, once=lambda sent: ("remind", sent.poll))
def send_remind(sent: SendRemind, turn: Turn) -> Reply:
    """Begin to remind. Who answers before their turn comes is left out."""
    poll = run_by(sent.poll, turn)
    _checked(poll, turn)
    turn.store.polls.save(poll.model_copy(update={"reminded_at": turn.now}))
    told = "I am reminding those who have not answered, in private. You can close this."
    return Reply(Say(told), then=(At(turn.now, "poll.remind", poll.id),))


@router.due("poll.remind")
def remind_some(due: Due, turn: Turn) -> Reply:
    """Remind the next few, and put the rest down for a turn of their own. Nobody is reminded of what takes no answers."""
    poll = turn.store.polls.read(PollId(due.about))
    if poll is None or poll.state is not RoundState.OPEN:
        return Reply()
    some = turn.store.reminders.waiting(poll.id, due.detail, SLICE)
    reachable = [each.member for each in some if not each.silent]
    answered = answered_by(turn, subject(poll.id), reachable) if poll.anonymous else set()
    whispers = tuple(Whisper(member, ballot(poll.id)) for member in reachable if member not in answered)
    rest = (At(turn.now, "poll.remind", poll.id, detail=some[-1].member),) if len(some) == SLICE else ()
    return Reply(then=(*whispers, *rest))


def ballot(poll: str) -> str:
    """What the outbox calls a poll that is sent to one member."""
    return f"ballot:{poll}"


def _checked(poll: Poll, turn: Turn) -> Waiting | None:
    """How many have not answered; None for an anonymous poll. Raises where nobody can be reminded."""
    when = said_time(poll.reminded_at, turn.community.time_zone, turn.now) if poll.reminded_at else ""
    unreached = turn.store.reminders.unreached(poll.id, ballot(poll.id)) if poll.reminded_at else 0
    check_may_remind(poll, when, unreached)
    if poll.anonymous:
        return None
    waiting = turn.store.reminders.count_waiting(poll.id)
    if not waiting:
        raise NobodyToRemind
    return Waiting(waiting=waiting, here=turn.store.members.count_voters())
