"""Adopting a memorandum, seeing who accepted it, and a word in private to those who have not."""

from __future__ import annotations

from cards.adoptions import (
    AcceptedLine,
    SendAdopt,
    SendCondition,
    SendNudge,
    accepted_form,
    adopt_form,
    nudge_card,
)
from cards.memoranda import OpenAccepted, OpenAdopt
from community.memoranda import EverybodyNudged, Memorandum, NoDraft, NoMemorandumYet
from community.people import MemberId
from community.times import said_date, wall_clock
from dialogs.agreeing import adopted_subject, draft_subject, seen_in
from dialogs.events import Due
from dialogs.routing import Router
from dialogs.turn import At, CloseForm, Drawn, PostThread, Refresh, Reply, Say, ShowForm, Turn, Whisper
from store.acceptances import Standing
from store.opened import Store

router = Router()
TITLE = "Memorandum of understanding"
NUDGE = "memorandum-nudge"
PAGE = 25
SLICE = 200
"""As many are reminded in one turn, so that turns stay short in a large community."""
REMINDING = "I am reminding those who have not accepted it, in private and once."
SAVED_ON = "Saved. Whoever has not accepted the memorandum is asked to, before asking or sharing a reflection."
SAVED_OFF = "Saved. Accepting the memorandum is no condition here."


@router.opening(OpenAdopt)
def open_adopt(wish: OpenAdopt, turn: Turn) -> Reply:
    """Open the draft for a last look."""
    draft = turn.store.memoranda.read(wish.version)
    if draft is None:
        raise NoDraft
    draft.check_draft()
    comments = turn.store.memorandum_comments.count(draft.version)
    return Reply(ShowForm(TITLE, adopt_form(draft, comments, community=turn.community.id), wide=True))


@router.sending(SendAdopt, once=lambda sent: ("memorandum", "adopt", str(sent.version)))
def adopt(sent: SendAdopt, turn: Turn) -> Reply:
    """Have a draft in force, exactly as it was read. It is posted once; who wrote it has accepted it."""
    memoranda = turn.store.memoranda
    before, draft = memoranda.adopted(to_change=True), memoranda.read(sent.version, to_change=True)
    if draft is None:
        raise NoDraft
    draft.check_may_adopt(sent.revision, before)
    memoranda.adopt(draft.version, turn.now)
    turn.store.acceptances.accept(draft.version, turn.member.id, turn.now)
    old = (Refresh(adopted_subject(before.version)),) if before and before.card else ()
    shown = (Refresh(draft_subject(draft.version)),) if turn.store.postings.read(draft_subject(draft.version)) else ()
    return Reply(CloseForm(), then=(PostThread(adopted_subject(draft.version)), *old, *shown))


@router.opening(OpenAccepted)
def open_accepted(wish: OpenAccepted, turn: Turn) -> Reply:
    """Open the list of who accepted what, for facilitators."""
    return _list(wish, _in_force(turn), turn)


def _in_force(turn: Turn) -> Memorandum:
    found = turn.store.memoranda.adopted()
    if found is None:
        raise NoMemorandumYet
    return found


def _list(wish: OpenAccepted, adopted: Memorandum, turn: Turn) -> Reply:
    after = (wish.name, MemberId(wish.member)) if wish.member else None
    page = turn.store.acceptances.everybody(PAGE + 1, after)
    shown, last = page[:PAGE], page[PAGE - 1] if len(page) > PAGE else None
    following = OpenAccepted(community=turn.community.id, name=last.name, member=last.member) if last else None
    lines = [AcceptedLine(name=each.name, said=_said(each, adopted, turn)) for each in shown]
    form = accepted_form(adopted, lines, seen_in(turn.store), following, community=turn.community.id)
    return Reply(ShowForm("Who accepted", form))


def _said(standing: Standing, adopted: Memorandum, turn: Turn) -> str:
    if standing.version is None or standing.accepted_at is None:
        return "not yet"
    day = said_date(wall_clock(standing.accepted_at, turn.community.time_zone), with_year=True)
    older = "" if standing.version == adopted.version else ", not the one in force"
    return f"version {standing.version} on {day}{older}"


@router.sending(SendCondition)
def settle_condition(sent: SendCondition, turn: Turn) -> Reply:
    """Settle whether accepting is a condition for asking and for sharing reflections."""
    condition = sent.condition == "true"
    turn.store.settlements.gate_memorandum(condition)
    adopted = turn.store.memoranda.adopted()
    then = (Refresh(adopted_subject(adopted.version)),) if adopted and adopted.card else ()
    return Reply(Say(SAVED_ON if condition else SAVED_OFF), then=then)


@router.sending(SendNudge)
def nudge(sent: SendNudge, turn: Turn) -> Reply:
    """Begin to remind those who have not accepted the version in force; nobody is, twice."""
    adopted = _in_force(turn)
    if adopted.version != sent.version or not turn.store.acceptances.to_nudge(adopted.version, 1):
        raise EverybodyNudged(version=adopted.version)
    return Reply(Say(REMINDING), then=(At(turn.now, "memorandum.nudge", str(adopted.version)),))


@router.due("memorandum.nudge")
def nudge_some(due: Due, turn: Turn) -> Reply:
    """Remind the next few, and put the rest down for a turn of their own."""
    adopted = turn.store.memoranda.adopted()
    if adopted is None or str(adopted.version) != due.about:
        return Reply()
    some = turn.store.acceptances.to_nudge(adopted.version, SLICE)
    told = [member.id for member in some if turn.store.acceptances.nudge(adopted.version, member.id)]
    whispers = tuple(Whisper(member, f"{NUDGE}:{adopted.version}:{member}") for member in told)
    rest = (At(turn.now, "memorandum.nudge", due.about),) if len(some) == SLICE else ()
    return Reply(then=(*whispers, *rest))


@router.paint(NUDGE)
def paint_nudge(name: str, store: Store) -> Drawn | None:
    """A word to somebody who has not accepted; nothing once they have, or once another version is in force."""
    version, _, member = name.partition(":")
    adopted, community = store.memoranda.adopted(), store.settlements.read()
    if adopted is None or community is None or str(adopted.version) != version:
        return None
    newest = store.acceptances.newest_of(MemberId(member))
    if newest == adopted.version:
        return None
    return Drawn(nudge_card(community.id, community.name, again=newest is not None), f"The memorandum of {community.name}")
