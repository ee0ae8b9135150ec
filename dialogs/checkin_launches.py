"""Launching a check-in: with a form, in one line, from the box one writes in, or by the clock."""

from __future__ import annotations

from cards.checkin_launches import (
    LAUNCH,
    ONCE,
    ComposeCheckin,
    OpenCheckin,
    SendCheckin,
    SendKindChosen,
    kind_form,
    launch_card,
    launch_form,
    unlaunched_card,
)
from community.checkin_kinds import CheckinKind, KindGone, kind_called
from community.checkin_plans import USUAL_CLOSING, CheckinPlan, CheckinStays, check_closing, in_one_line, plan_for
from community.checkins import line_of
from community.communities import SayItThere
from community.privacy import one_line
from community.refusals import Refusal
from community.times import read_time
from dialogs.checking import close, kinds_of, launch
from dialogs.events import Due, Edited, Said, Scope
from dialogs.repeating import REPEATS, begin
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Effect, Reply, Say, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
WORDS = ("check-in", "check in", "checkin")


@router.word(*WORDS)
def show_launch(_said: Said, turn: Turn) -> Reply:
    """Show a facilitator how to launch one: Teams opens a form only when a button is pressed."""
    _check(turn)
    return Reply(ShowCard(launch_card(kinds_of(turn.store), turn.community.id)))


@router.prefix(*WORDS)
def launch_in_one_line(said: Said, turn: Turn) -> Reply:
    """Launch one at once, into the thread it was written in; from the 1:1 chat into the channel."""
    _check(turn)
    kind, topic = in_one_line(said.text.partition(":")[2], kinds_of(turn.store))
    plan = plan_for(kind, topic=topic)
    if turn.place.scope is Scope.CHAT:
        return Reply(_done(turn), then=launch(plan, turn, thread=None))
    return Reply(then=launch(plan, turn, thread=turn.place.conversation))


def check_edit(edited: Edited, turn: Turn) -> None:
    """Raise `CheckinStays` when a message that launched a check-in was changed. One that none came of is heard anew."""
    begun = " ".join(edited.text.lower().split()).partition(":")[0].strip()
    if begun in WORDS and turn.store.checkins.launched_in(turn.place.conversation, turn.member.id):
        raise CheckinStays


@router.opening(OpenCheckin)
def open_checkin(wish: OpenCheckin, turn: Turn) -> Reply:
    """Open the form of a kind, or the one to choose a kind in."""
    return _begin(wish.kind, turn)


@router.opening(ComposeCheckin)
def open_from_box(_wish: ComposeCheckin, turn: Turn) -> Reply:
    """Open the same from the box one writes in."""
    _check(turn)
    return _begin("", turn)


@router.sending(SendKindChosen)
def choose_kind(sent: SendKindChosen, turn: Turn) -> Reply:
    """A kind is chosen: go on to its form."""
    return _begin(sent.kind, turn)


@router.sending(SendCheckin, once=lambda sent: ("checkin", sent.nonce))
def send_checkin(sent: SendCheckin, turn: Turn) -> Reply:
    """Launch it, once; or put it down to come round again and again, beginning now."""
    kind = kind_called(sent.kind, kinds_of(turn.store))
    try:
        plan = plan_for(kind, topic=sent.topic, named=sent.named == "true", closes=sent.closes)
        once = sent.repeat in {"", ONCE}
        then = launch(plan, turn, thread=None) if once else _repeated(kind, plan, sent.repeat, turn)
    except Refusal as refusal:
        return _form(kind, sent, wrong=refusal.said)
    return Reply(_done(turn) if turn.place.scope is Scope.CHAT else CloseForm(), then=then)


@router.due("checkin.launch")
def launch_by_the_clock(due: Due, turn: Turn) -> Reply:
    """Launch one whose time has come. A round of the same line that is still open is closed first."""
    plan = CheckinPlan.model_validate_json(due.detail)
    try:
        kind = kind_called(plan.kind, kinds_of(turn.store))
    except KindGone:
        facilitators = turn.store.members.facilitators()
        return Reply(then=tuple(Whisper(member.id, f"checkin-unlaunched:{due.about}") for member in facilitators))
    before = turn.store.checkins.open_in_line(line_of(kind, plan.topic))
    closed = [effect for checkin in before for effect in close(checkin, turn)]
    try:
        then = launch(plan, turn, thread=None)
    except Refusal:  # words such as “27 November” say no time to come any more
        then = launch(plan.model_copy(update={"closes": USUAL_CLOSING}), turn, thread=None)
    return Reply(then=(*closed, *then))


@router.paint("checkin-unlaunched")
def paint_unlaunched(_rhythm: str, store: Store) -> Drawn | None:
    """Tells a facilitator that a check-in which repeats has no kind any more."""
    community = store.settlements.read()
    return Drawn(unlaunched_card(community.name), "A check-in could not be launched") if community else None


def _check(turn: Turn) -> None:
    """Raise unless it is clear which community is meant."""
    if len(turn.mine) > 1:
        raise SayItThere


def _begin(slug: str, turn: Turn) -> Reply:
    kinds = kinds_of(turn.store)
    if not slug:
        return Reply(ShowForm(LAUNCH, kind_form(kinds, turn.community.id)))
    try:
        kind = kind_called(slug, kinds)
    except KindGone as gone:
        return Reply(ShowForm(LAUNCH, kind_form(kinds, turn.community.id, wrong=gone.said)))
    return _form(kind, SendCheckin(nonce=turn.new_id(), community=turn.community.id, kind=kind.slug))


def _form(kind: CheckinKind, sent: SendCheckin, wrong: str = "") -> Reply:
    return Reply(ShowForm(LAUNCH, launch_form(kind, sent, repeats=REPEATS, wrong=wrong)))


def _repeated(kind: CheckinKind, plan: CheckinPlan, repeat: str, turn: Turn) -> tuple[Effect, ...]:
    check_closing(plan.mode, read_time(plan.closes, turn.community.time_zone, turn.now), turn.now)
    title = one_line(f"Check-in: {kind.label}{f' – {plan.topic}' if plan.topic else ''}", 120)
    return begin(turn, "checkin", title, plan.model_dump_json(), repeat, turn.now)


def _done(turn: Turn) -> Say:
    return Say(f"The check-in is on its way to {turn.community.name}.")
