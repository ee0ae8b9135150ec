"""Bringing a poll to its end: closing by hand or at its time, extending, withdrawing, reopening, and what will be done."""

from __future__ import annotations

from cards.actions import Action
from cards.closings import (
    OpenEnd,
    OpenErase,
    OpenExtend,
    OpenManage,
    SendEnd,
    SendErase,
    SendExtend,
    SendReopen,
    end_form,
    erase_form,
    extend_form,
    lost_key_card,
    manage_form,
    over_card,
)
from cards.exports import OpenExport
from cards.launches import OpenAgain
from cards.polls import LOST_KEY
from cards.reminders import OpenRemind
from community.ids import PollId
from community.people import MemberId
from community.poll_views import poll_view
from community.polls import NeverReopened, NotWithoutTime, Poll, PollKind
from community.privacy import clean, shortened
from community.refusals import Refusal
from community.results import anonymous_results
from community.rounds import RoundState
from community.times import read_time, said_time
from dialogs.boxes import burnt, count
from dialogs.events import Due
from dialogs.polling import close, done, mine, on_the_clock, outcome_follows, post_beside, run_by, seen, subject
from dialogs.routing import Router
from dialogs.turn import At, Drawn, Effect, NotAt, Refresh, Reply, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
TITLE = "Manage this poll"


@router.opening(OpenManage)
def open_manage(wish: OpenManage, turn: Turn) -> Reply:
    """Show whoever may run a poll what they can do with it."""
    poll = mine(wish.poll, turn)
    community = str(turn.community.id)
    more: list[tuple[str, Action]] = []
    if poll.state is RoundState.OPEN:
        more.append(("Remind who has not answered", OpenRemind(poll=poll.id, community=community)))
    more.append(("Launch it again", OpenAgain(poll=poll.id, community=community)))
    if poll.state is RoundState.CLOSED or not poll.anonymous:
        more.append(("Export the results", OpenExport(poll=poll.id, community=community)))
    view = seen(poll, turn.store, turn.community.time_zone)
    return Reply(ShowForm(TITLE, manage_form(view, more=more, community=community)))


@router.opening(OpenEnd)
def open_end(wish: OpenEnd, turn: Turn) -> Reply:
    """Ask once more before a poll is closed."""
    poll = mine(wish.poll, turn)
    poll.check_open()
    return Reply(ShowForm("Close this poll", end_form(poll_view(poll), str(turn.community.id))))


@router.sending(SendEnd)
def send_end(sent: SendEnd, turn: Turn) -> Reply:
    """Close a poll now."""
    poll = run_by(sent.poll, turn)
    poll.check_open()
    return Reply(done(turn, "The poll is closed. Its results are on its card."), then=close(poll, turn))


@router.opening(OpenExtend)
def open_extend(wish: OpenExtend, turn: Turn) -> Reply:
    """Open the form that says when a poll closes."""
    poll = mine(wish.poll, turn)
    poll.check_open()
    return _extend_form(poll, SendExtend(poll=poll.id, community=turn.community.id), turn)


@router.sending(SendExtend)
def send_extend(sent: SendExtend, turn: Turn) -> Reply:
    """Let a poll close at another time, or by hand. An anonymous one always has a time: its key is not kept for ever."""
    poll = run_by(sent.poll, turn)
    poll.check_open()
    try:
        if poll.anonymous and not clean(sent.closes):
            raise NotWithoutTime
        closes_at = read_time(sent.closes, turn.community.time_zone, turn.now) if clean(sent.closes) else None
    except Refusal as refusal:
        return _extend_form(poll, sent, turn, wrong=refusal.said)
    changed = poll.model_copy(update={"closes_at": closes_at, "revision": poll.revision + 1})
    turn.store.polls.save(changed)
    when = said_time(closes_at, turn.community.time_zone, turn.now) if closes_at else "when somebody closes it"
    return Reply(done(turn, f"The poll closes {when}."), then=(*on_the_clock(changed), Refresh(subject(poll.id))))


@router.opening(OpenErase)
def open_erase(wish: OpenErase, turn: Turn) -> Reply:
    """Ask once more before a poll is withdrawn."""
    poll = mine(wish.poll, turn)
    form = erase_form(poll_view(poll), str(turn.community.id), reminded=poll.reminded_at is not None)
    return Reply(ShowForm("Withdraw this poll", form))


@router.sending(SendErase, once=lambda sent: ("poll.withdraw", sent.poll))
def send_erase(sent: SendErase, turn: Turn) -> Reply:
    """Withdraw a poll: its text and every answer go, from the store, from the box and from the card."""
    poll = run_by(sent.poll, turn)
    gone = {
        "state": RoundState.WITHDRAWN, "question": "", "options": (), "results": None, "outcome": None, "answered": 0,
        "closes_at": None, "revision": poll.revision + 1,
    }  # fmt: skip
    turn.store.polls.save(poll.model_copy(update=gone))
    turn.store.polls.forget(poll.id)
    turn.store.forget(poll.id)
    then: tuple[Effect, ...] = (NotAt("poll.close", poll.id), NotAt("poll.count", poll.id), Refresh(subject(poll.id)))
    then = (*then, *outcome_follows(poll))
    if poll.anonymous:
        # In a turn of its own: what is burnt stays burnt, and this turn may yet be undone.
        then = (*then, At(turn.now, "poll.burn", poll.id))
    return Reply(done(turn, "The poll is withdrawn. Nothing of it is kept."), then=then)


@router.sending(SendReopen)
def send_reopen(sent: SendReopen, turn: Turn) -> Reply:
    """Open a named poll again, with every answer it had."""
    poll = run_by(sent.poll, turn)
    if poll.anonymous:
        raise NeverReopened
    if poll.state is RoundState.OPEN:
        return Reply(done(turn, "The poll is open."))
    closes_at = poll.closes_at if poll.closes_at and poll.closes_at > turn.now else None
    opened = {
        "state": RoundState.OPEN, "results": None, "closed_at": None, "closes_at": closes_at, "revision": poll.revision + 1
    }  # fmt: skip
    changed = poll.model_copy(update=opened)
    turn.store.polls.save(changed)
    told = "The poll is open again" + ("." if closes_at else ", until somebody closes it.")
    return Reply(done(turn, told), then=(*on_the_clock(changed), Refresh(subject(poll.id)), *outcome_follows(poll)))


@router.due("poll.close")
def close_in_time(due: Due, turn: Turn) -> Reply:
    """The time of a poll has come: close it, and tell whoever launched it, who can say what comes of it."""
    poll = turn.store.polls.read(PollId(due.about), to_change=True)
    if poll is None or poll.state is not RoundState.OPEN:
        return Reply()
    then = close(poll, turn)
    return Reply(then=then if poll.anonymous else (*then, *_told_launcher(poll, turn)))


@router.due("poll.count")
def count_up(due: Due, turn: Turn) -> Reply:
    """Count an anonymous poll that is closing. Few answers come to nothing. Safe to do again."""
    poll = turn.store.polls.read(PollId(due.about), to_change=True)
    if poll is None or poll.state is not RoundState.CLOSING:
        return Reply(then=(At(turn.now, "poll.burn", due.about),) if poll and poll.anonymous and _is_over(poll) else ())
    lost = poll.results is not None and poll.results.lost_key
    numbers = [option.number for option in poll.options]
    answers = count(turn, subject(poll.id))
    results = anonymous_results(numbers, answers, ranked=poll.kind is PollKind.RANKED, lost_key=lost)
    closed = {"state": RoundState.CLOSED, "results": results, "answered": results.answered, "revision": poll.revision + 1}
    turn.store.polls.save(poll.model_copy(update=closed))
    then: tuple[Effect, ...] = (At(turn.now, "poll.burn", poll.id), Refresh(subject(poll.id)))
    if lost:
        then = (*then, post_beside(poll, f"pollkey:{poll.id}"))
    by_itself = poll.closes_at is not None and poll.closed_at is not None and poll.closed_at >= poll.closes_at
    return Reply(then=(*then, *_told_launcher(poll, turn)) if by_itself and not lost else then)


@router.due("poll.burn")
def burn_ballots(due: Due, turn: Turn) -> Reply:
    """Destroy the answers of an anonymous poll that was counted or withdrawn, and then its key. Safe to do again."""
    poll = turn.store.polls.read(PollId(due.about))
    return Reply(then=burnt(turn, subject(due.about)) if poll is None or _is_over(poll) else ())


def _is_over(poll: Poll) -> bool:
    return poll.state in {RoundState.CLOSED, RoundState.WITHDRAWN}


def _told_launcher(poll: Poll, turn: Turn) -> tuple[Effect, ...]:
    launcher = turn.store.members.read(MemberId(poll.launcher))
    return (Whisper(launcher.id, f"pollover:{poll.id}"),) if launcher and launcher.here else ()


@router.paint("pollover")
def paint_over(poll_id: str, store: Store) -> Drawn | None:
    """Tells whoever launched a poll that it closed at its time. Nothing once they have said what comes of it."""
    poll = store.polls.read(PollId(poll_id))
    if poll is None or poll.state is not RoundState.CLOSED or poll.outcome:
        return None
    return Drawn(over_card(poll_view(poll), store.community), shortened(f"Your poll closed: {poll.question}", 160))


@router.paint("pollkey")
def paint_lost_key(poll_id: str, store: Store) -> Drawn | None:
    """Tells everybody that an anonymous poll had to be closed."""
    poll = store.polls.read(PollId(poll_id))
    if poll is None or poll.state is RoundState.WITHDRAWN:
        return None
    return Drawn(lost_key_card(poll_view(poll), LOST_KEY), "An anonymous poll had to be closed")


def _extend_form(poll: Poll, sent: SendExtend, turn: Turn, wrong: str = "") -> Reply:
    view = seen(poll, turn.store, turn.community.time_zone)
    return Reply(ShowForm("When this poll closes", extend_form(view, sent, wrong=wrong)))
