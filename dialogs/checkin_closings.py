"""The end of a check-in: by hand or by the clock, counted and its box destroyed in steps that can each be repeated."""

from __future__ import annotations

from cards.checkin_closings import (
    AskWithdraw,
    CloseCheckin,
    ExtendCheckin,
    OpenManage,
    WithdrawCheckin,
    manage_form,
    withdraw_form,
)
from cards.checkin_results import told_card
from community.checkin_plans import check_closing
from community.checkin_results import in_words, results_of
from community.checkins import Checkin, read_answer
from community.ids import CheckinId
from community.privacy import shortened
from community.refusals import Refusal
from community.rounds import RoundState
from community.times import read_time, said_time
from dialogs.boxes import burnt, count
from dialogs.checking import close, read_checkin, seen, subject, told, zone_of
from dialogs.events import Due
from dialogs.routing import Router
from dialogs.turn import At, CloseForm, Drawn, NotAt, Refresh, Reply, Say, ShowForm, Turn
from store.opened import Store

router = Router()
TITLE = "Manage this check-in"


@router.opening(OpenManage)
def open_manage(wish: OpenManage, turn: Turn) -> Reply:
    """Open the form to close, extend or withdraw."""
    checkin = read_checkin(wish.checkin, turn)
    checkin.check_not_over()
    return _form(checkin, turn)


@router.sending(CloseCheckin)
def close_now(sent: CloseCheckin, turn: Turn) -> Reply:
    """Close it now."""
    return Reply(CloseForm(), then=close(_run(sent.checkin, turn), turn))


@router.sending(ExtendCheckin)
def extend(sent: ExtendCheckin, turn: Turn) -> Reply:
    """Close it at another time."""
    checkin = _run(sent.checkin, turn)
    zone = turn.community.time_zone
    try:
        closes_at = read_time(sent.closes, zone, turn.now)
        check_closing(checkin.mode, closes_at, checkin.launched_at)
    except Refusal as refusal:
        return _form(checkin, turn, typed=sent.closes, wrong=refusal.said)
    turn.store.checkins.save(checkin.model_copy(update={"closes_at": closes_at, "revision": checkin.revision + 1}))
    then = (At(closes_at, "checkin.close", checkin.id), Refresh(subject(checkin.id)))
    return Reply(Say(f"It closes {said_time(closes_at, zone, turn.now)} now."), then=then)


@router.sending(AskWithdraw)
def ask_withdraw(sent: AskWithdraw, turn: Turn) -> Reply:
    """Ask once more before withdrawing."""
    checkin = _run(sent.checkin, turn)
    return Reply(ShowForm("Withdraw this check-in", withdraw_form(checkin.id, checkin.question, community=turn.community.id)))


@router.sending(WithdrawCheckin)
def withdraw(sent: WithdrawCheckin, turn: Turn) -> Reply:
    """Withdraw it: its question and its answers are deleted, and nobody saw any of them."""
    checkin = _run(sent.checkin, turn)
    turn.store.checkins.save(checkin.model_copy(update={"state": RoundState.WITHDRAWN, "revision": checkin.revision + 1}))
    turn.store.checkins.forget(checkin.id)
    turn.store.forget(checkin.id)
    burn = (At(turn.now, "checkin.burn", checkin.id),) if checkin.anonymous else ()
    return Reply(CloseForm(), then=(*burn, NotAt("checkin.close", checkin.id), Refresh(subject(checkin.id))))


@router.due("checkin.close")
def close_by_the_clock(due: Due, turn: Turn) -> Reply:
    """The time has come: close it, unless it is over or was given more time meanwhile."""
    checkin = turn.store.checkins.read(CheckinId(due.about), to_change=True)
    if checkin is None or checkin.state is not RoundState.OPEN:
        return Reply()
    if checkin.closes_at is not None and checkin.closes_at > turn.now:
        return Reply(then=(At(checkin.closes_at, "checkin.close", checkin.id),))
    return Reply(then=close(checkin, turn))


@router.due("checkin.count")
def count_by_the_clock(due: Due, turn: Turn) -> Reply:
    """Count an anonymous check-in that takes no answers any more. What it came to is kept before the box is destroyed."""
    checkin = turn.store.checkins.read(CheckinId(due.about), to_change=True)
    if checkin is None or checkin.state is not RoundState.CLOSING:
        return Reply()
    answers = [read_answer(answer) for answer in count(turn, subject(checkin.id))]
    lost_key = checkin.results is not None and checkin.results.lost_key
    results = results_of(checkin.kind, checkin.mode, answers, chance=turn.new_id(), lost_key=lost_key)
    changed = {"state": RoundState.CLOSED, "results": results, "revision": checkin.revision + 1}
    turn.store.checkins.save(checkin.model_copy(update=changed))
    burn = At(turn.now, "checkin.burn", checkin.id)
    return Reply(then=(burn, Refresh(subject(checkin.id)), *told(checkin, results)))


@router.due("checkin.burn")
def burn_by_the_clock(due: Due, turn: Turn) -> Reply:
    """Destroy the box and the key of a check-in that is over."""
    checkin = turn.store.checkins.read(CheckinId(due.about))
    if checkin is not None and checkin.state not in {RoundState.CLOSED, RoundState.WITHDRAWN}:
        return Reply()
    return Reply(then=burnt(turn, subject(due.about)))


@router.paint("checkin-told")
def paint_told(checkin_id: str, store: Store) -> Drawn | None:
    """What is said in the thread when a check-in is counted."""
    checkin = store.checkins.read(CheckinId(checkin_id))
    if checkin is None or checkin.state is not RoundState.CLOSED or checkin.results is None:
        return None
    said = in_words(checkin.kind, checkin.results)
    return Drawn(told_card(seen(checkin, store, zone_of(store))), shortened(f"Check-in closed. {said}", 160))


def _run(checkin_id: str, turn: Turn) -> Checkin:
    """A check-in, to be changed by a facilitator while it is open."""
    checkin = read_checkin(checkin_id, turn, to_change=True)
    checkin.check_not_over()
    return checkin


def _form(checkin: Checkin, turn: Turn, typed: str = "", wrong: str = "") -> Reply:
    zone = turn.community.time_zone
    closes = "" if checkin.closes_at is None else said_time(checkin.closes_at, zone, turn.now)
    drawn = manage_form(checkin.id, checkin.question, closes, typed=typed, wrong=wrong, community=turn.community.id)
    return Reply(ShowForm(TITLE, drawn))
