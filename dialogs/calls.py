"""Calling on who knows: an ask that nobody answers is put to two people in private, then the facilitators are told."""

from __future__ import annotations

from collections.abc import Sequence

from cards.calls import NotNow, OpenCalls, SendCalls, call_card, calls_card, calls_form, over_card, unanswered_card
from community.asks import Ask, AskState, public_view
from community.calls import Call, CallState, CallStep, NotCalled, call_days, calls_at, next_step, rests, when_free, whom_to_call
from community.communities import SayItThere
from community.ids import AskId
from community.people import MemberId
from community.privacy import one_line, shortened
from community.refusals import Refusal
from dialogs.events import Due, Said
from dialogs.holding import CALL, CALLED, awaited, call_subject, matter
from dialogs.knowing import who_may_help
from dialogs.routing import Router
from dialogs.turn import At, CloseForm, Drawn, Effect, Refresh, Reply, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store
from store.seals import KeyLost

router = Router()
TITLE = "When nobody answers"
MOST_CONSIDERED = 50
MOST_WAITING = 100
"""So many open asks begin to wait anew when another number of days is settled."""
IN_PEACE = "Thank you for saying so. I do not call on you for the next four weeks. You can always answer an ask on its card."
HELPED = "Thank you. Your answer is in the thread."
OVER = "This ask does not need you any more. Thank you all the same."


@router.word("calls", "calling", "unanswered", "unanswered asks", "when nobody answers")
def show_calls(_said: Said, turn: Turn) -> Reply:
    """Say what happens to an ask that nobody answers."""
    if len(turn.mine) > 1:
        raise SayItThere
    return Reply(ShowCard(calls_card(turn.community)))


@router.opening(OpenCalls)
def open_calls(_wish: OpenCalls, turn: Turn) -> Reply:
    """Open the form, for facilitators."""
    sent = SendCalls(community=turn.community.id, days=str(turn.community.call_after_days))
    return Reply(ShowForm(TITLE, calls_form(sent)))


@router.sending(SendCalls)
def send_calls(sent: SendCalls, turn: Turn) -> Reply:
    """Settle the number of days. Asks that wait now count from today on."""
    try:
        days = call_days(sent.days)
    except Refusal as refusal:
        return Reply(ShowForm(TITLE, calls_form(sent, wrong=refusal.said)))
    turn.store.settlements.call_after_days(days)
    at = calls_at(turn.now, days, turn.community.time_zone)
    waiting = [ask for ask in turn.store.asks.open_ones(MOST_WAITING) if not ask.answers] if at else []
    return Reply(CloseForm(), then=tuple(At(at, CALL, ask.id) for ask in waiting if at))


@router.due(CALL)
def call_on(due: Due, turn: Turn) -> Reply:
    """An ask has waited: call on who knows, or tell the facilitators; nothing where it was answered, or is over."""
    ask = turn.store.asks.read(AskId(due.about), to_change=True)
    if ask is None or not turn.community.call_after_days:
        return Reply()
    turn.store.calls.alone()
    calls = turn.store.calls.of(ask.id)
    match next_step(ask, calls):
        case CallStep.KNOWERS:
            return Reply(then=_call_knowers(ask, turn) or _tell_facilitators(ask, calls, turn))
        case CallStep.FACILITATORS:
            return Reply(then=_tell_facilitators(ask, calls, turn))
        case CallStep.NOTHING:
            return Reply()


def _call_knowers(ask: Ask, turn: Turn) -> tuple[Effect, ...]:
    """Up to two who know and do not rest are asked in private. Nothing where there is nobody."""
    people = [knower.member for knower in who_may_help(ask.text, turn)][:MOST_CONSIDERED]
    try:
        askers = _askers(ask, people, turn)
    except KeyLost:  # nobody can say any more who asked, and they must not be called on
        return ()
    chosen = whom_to_call(people, turn.store.calls.resting(people, turn.now), not_these=askers)
    called = [member for member in chosen if turn.store.calls.add(ask.id, member, turn.now)]
    whispers = tuple(Whisper(member, call_subject(ask.id, member)) for member in called)
    return (*whispers, *awaited(ask, turn)) if whispers else ()


def _askers(ask: Ask, people: Sequence[MemberId], turn: Turn) -> set[MemberId]:
    """Who of `people` asked it. Of an ask without a name, its seal tells. Raises `KeyLost`."""
    if ask.asker is not None:
        return {ask.asker}
    return {member for member in people if turn.seals.tag(matter(ask.id), member) == ask.asker_tag}


def _tell_facilitators(ask: Ask, calls: Sequence[Call], turn: Turn) -> tuple[Effect, ...]:
    """Facilitators are told once, a week apart from whatever else they were asked; later where all of them were lately.

    Of an ask without a name all of them are, whoever asked it: one who is left out would be known to the others.
    """
    called = {call.member for call in calls}
    people = [member.id for member in turn.store.members.facilitators() if ask.anonymous or member.id != ask.asker]
    others = [member for member in people if member not in called]
    recent = turn.store.calls.recent(others, turn.now)
    # “Not now” is said by somebody who was asked for what they know; as a facilitator they are told all the same
    latest = {member: made[0].model_copy(update={"state": CallState.CALLED}) for member, made in recent.items()}
    free = [member for member in others if member not in latest or not rests(latest[member], turn.now)]
    if others and not free:
        return (At(when_free(latest.values(), turn.now, turn.community.time_zone), CALL, ask.id),)
    told = [member for member in free if turn.store.calls.add(ask.id, member, turn.now, CallState.FACILITATOR)]
    return tuple(Whisper(member, call_subject(ask.id, member)) for member in told)


@router.press(NotNow, once=lambda press: ("call.not_now", press.ask))
def not_now(press: NotNow, turn: Turn) -> Reply:
    """Leave somebody in peace for a while."""
    ask, member = AskId(press.ask), turn.member.id
    found = turn.store.calls.read(ask, member)
    if found is None or found.state is CallState.FACILITATOR:
        raise NotCalled
    if found.state is CallState.CALLED:
        turn.store.calls.say(ask, member, CallState.NOT_NOW, turn.now)
    told = HELPED if found.state is CallState.HELPING else IN_PEACE
    return Reply(ShowCard(over_card(told)), then=(Refresh(call_subject(ask, member)),))


@router.paint(CALLED)
def paint_call(name: str, store: Store) -> Drawn | None:
    """What somebody is asked, or told as a facilitator, as things are now. Nothing new is said of an ask that is over."""
    ask_id, _, member = name.partition("/")
    ask, community = store.asks.read(AskId(ask_id)), store.settlements.read()
    call, known = store.calls.read(AskId(ask_id), MemberId(member)), store.members.read(MemberId(member))
    if community is None or call is None or known is None or not known.here:
        return None
    said = {CallState.NOT_NOW: IN_PEACE, CallState.HELPING: HELPED}.get(call.state)
    if said is None and (ask is None or ask.state is not AskState.OPEN or ask.answers):
        said = OVER
    if said is not None or ask is None:
        there = store.postings.read(call_subject(ask_id, member)) is not None
        return Drawn(over_card(said or OVER), "An ask is over") if there else None
    view = public_view(ask, [])
    text = one_line(view.text, 120)
    if call.state is CallState.FACILITATOR:
        called = sum(each.state is not CallState.FACILITATOR for each in store.calls.of(ask.id))
        return Drawn(unanswered_card(view, community, called), shortened(f"Nobody has answered yet: {text}", 160))
    return Drawn(call_card(view, community), shortened(f"Could you help? {text}", 160))
