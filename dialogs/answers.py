"""Answering: colleagues bring what they know, the asker says what helped, and closes with what was learned."""

from __future__ import annotations

from cards.answers import (
    OpenAnswer,
    OpenClose,
    OpenHelped,
    OpenTakeBack,
    SendAnswer,
    SendClose,
    SendHelped,
    SendTakeBack,
    answer_card,
    answer_form,
    close_form,
    helped_form,
    outcome_card,
    take_back_form,
    taken_back_card,
)
from cards.parts import Mentioned
from community.answers import Answer, AnswerGone, AnswerTakenBack, NoAnswersYet, answer_text, check_may_take_back, link
from community.asks import Ask, AskState, learned_text, public_view
from community.calls import CallState
from community.ids import AnswerId, AskId
from community.kinds import KINDS
from community.privacy import clean, display_name, one_line, shortened
from community.refusals import Refusal
from dialogs.arriving import has_arrived
from dialogs.events import Scope
from dialogs.holding import awaited, outcome, read_ask, refreshed, seal_of, steered, told_again, unsealed
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Effect, Post, PostThread, Refresh, Reply, Say, ShowForm, Turn
from store.opened import Store

router = Router()
MARKABLE = 20


@router.opening(OpenAnswer)
def open_answer(wish: OpenAnswer, turn: Turn) -> Reply:
    """Open the form for an answer."""
    ask = read_ask(wish.ask, turn)
    ask.check_open()
    return _answer_form(SendAnswer(ask=ask.id, nonce=turn.new_id(), community=turn.community.id), ask)


def _answer_form(sent: SendAnswer, ask: Ask, wrong: str = "") -> Reply:
    hint = KINDS[ask.kind].answering if ask.kind else ""
    return Reply(ShowForm("I can help", answer_form(sent, public_view(ask, []), hint=hint, wrong=wrong)))


@router.sending(SendAnswer, once=lambda sent: ("answer", sent.nonce))
def send_answer(sent: SendAnswer, turn: Turn) -> Reply:
    """Bring an answer: it is posted in the thread under its author's name, and the card shows it."""
    ask = read_ask(sent.ask, turn, to_change=True)
    try:
        ask.check_open()
        text, address = answer_text(sent.answer), link(sent.link)
    except Refusal as refusal:
        return _answer_form(sent, ask, wrong=refusal.said)
    answer = Answer(id=AnswerId(turn.new_id()), ask=ask.id, by=turn.member.id, name=turn.member.name, text=text, link=address)
    turn.store.answers.add(answer, turn.now)
    turn.store.asks.save(ask.model_copy(update={"answers": ask.answers + 1, "revision": ask.revision + 1}))
    turn.store.calls.say(ask.id, turn.member.id, CallState.HELPING, turn.now)
    told = Say(f"Your answer is in the thread now, in {turn.community.name}.")
    done = told if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(done, then=(_post_beside(ask, turn, f"answer:{ask.id}/{answer.id}"), *refreshed(ask), *told_again(ask, turn)))


@router.opening(OpenTakeBack)
def open_take_back(wish: OpenTakeBack, turn: Turn) -> Reply:
    """Ask once more before an answer is taken back."""
    return Reply(ShowForm("Take this answer back", take_back_form(_own(wish.ask, wish.answer, turn))))


@router.sending(SendTakeBack, once=lambda sent: ("back", sent.answer))
def send_take_back(sent: SendTakeBack, turn: Turn) -> Reply:
    """Take an answer back: its text goes, from the store and from both cards."""
    ask = read_ask(sent.ask, turn, to_change=True)
    answer = _own(sent.ask, sent.answer, turn)
    has_arrived(turn, f"answer:{ask.id}/{answer.id}", turn.shown_on)
    turn.store.answers.take_back(ask.id, answer.id)
    left = ask.model_copy(update={"answers": max(0, ask.answers - 1), "revision": ask.revision + 1})
    turn.store.asks.save(left)
    turn.store.forget(answer.id)
    waits = () if left.answers else (*awaited(left, turn), *told_again(left, turn))
    return Reply(CloseForm(), then=(Refresh(f"answer:{ask.id}/{answer.id}"), *refreshed(ask), *waits))


def _own(ask: str, answer: str, turn: Turn) -> Answer:
    """An answer this member may take back. Raises `AnswerTakenBack` or `AnswerersOnly`."""
    found = turn.store.answers.read(AskId(ask), AnswerId(answer))
    if found is None:
        raise AnswerTakenBack
    check_may_take_back(found, turn.member)
    return found


@router.opening(OpenHelped)
def open_helped(wish: OpenHelped, turn: Turn) -> Reply:
    """Open the form that says what helped."""
    ask = read_ask(wish.ask, turn)
    ask.check_may_steer(turn.member, seal_of(ask, turn))
    answers = turn.store.answers.best(ask.id, MARKABLE)
    if not answers:
        raise NoAnswersYet
    return Reply(ShowForm("What helped?", helped_form(public_view(ask, answers), answers)))


@router.sending(SendHelped)
def send_helped(sent: SendHelped, turn: Turn) -> Reply:
    """Say which answers helped; several may."""
    ask = steered(sent.ask, turn)
    _mark(turn, ask, sent.shown, sent.helped)
    turn.store.asks.save(ask.model_copy(update={"revision": ask.revision + 1}))
    return Reply(CloseForm(), then=refreshed(ask))


@router.opening(OpenClose)
def open_close(wish: OpenClose, turn: Turn) -> Reply:
    """Open the form that closes an ask."""
    ask = read_ask(wish.ask, turn)
    ask.check_may_steer(turn.member, seal_of(ask, turn))
    ask.check_open()
    return _close_form(ask, turn)


def _close_form(ask: Ask, turn: Turn, learned: str = "", wrong: str = "") -> Reply:
    answers = turn.store.answers.best(ask.id, MARKABLE)
    return Reply(ShowForm("Close this ask", close_form(public_view(ask, answers), answers, learned=learned, wrong=wrong)))


@router.sending(SendClose, once=lambda sent: ("close", sent.ask))
def send_close(sent: SendClose, turn: Turn) -> Reply:
    """Close an ask, and post what was learned."""
    ask = steered(sent.ask, turn)
    try:
        ask.check_open()
        learned = learned_text(sent.learned) if clean(sent.learned) else None
    except Refusal as refusal:
        return _close_form(ask, turn, learned=sent.learned, wrong=refusal.said)
    if sent.shown:
        _mark(turn, ask, sent.shown, sent.helped)
    closed = {"state": AskState.CLOSED, "learned": learned, "closed_at": turn.now, "revision": ask.revision + 1}
    turn.store.asks.save(ask.model_copy(update=closed))
    said: tuple[Effect, ...] = (_post_beside(ask, turn, outcome(ask.id)),) if learned else ()
    return Reply(CloseForm(), then=(*said, *refreshed(ask), *unsealed(ask), *told_again(ask, turn)))


def _mark(turn: Turn, ask: Ask, shown: str, helped: str) -> None:
    offered, ticked = set(filter(None, shown.split(","))), set(filter(None, helped.split(",")))
    known = {str(answer.id) for answer in turn.store.answers.best(ask.id, 200)}
    if not ticked <= known:
        raise AnswerGone
    turn.store.answers.mark(ask.id, {AnswerId(answer): answer in ticked for answer in offered & known})


def _post_beside(ask: Ask, turn: Turn, said: str) -> Effect:
    """Say something in the thread the ask's card is in; never in the 1:1 chat it may have been sent from."""
    if ask.thread:
        return Post(said, conversation=ask.thread)
    return PostThread(said) if turn.place.scope is Scope.CHAT else Post(said)


@router.paint("answer")
def paint_answer(name: str, store: Store) -> Drawn | None:
    """An answer, for the thread. It calls the asker by name, unless the asker answered."""
    ask_id, _, answer_id = name.partition("/")
    answer = store.answers.read(AskId(ask_id), AnswerId(answer_id))
    ask = store.asks.read(AskId(ask_id))
    if ask is None:
        return None
    if answer is None:
        said = store.postings.read(f"answer:{name}") is not None
        return Drawn(taken_back_card(), "This answer was taken back") if said else None
    asker = store.members.read(ask.asker) if ask.asker and ask.asker != answer.by else None
    called = Mentioned(teams_id=asker.teams_id, name=display_name(asker.name)) if asker and asker.here else None
    return Drawn(
        answer_card(answer, called), shortened(f"{display_name(answer.name)} answers: {one_line(answer.text, 120)}", 160)
    )


@router.paint("outcome")
def paint_outcome(ask_id: str, store: Store) -> Drawn | None:
    """What was learned, for the thread. It goes with an ask that is withdrawn."""
    ask = store.asks.read(AskId(ask_id))
    if ask is None or (not ask.learned and store.postings.read(outcome(ask.id)) is None):
        return None
    view = public_view(ask, store.answers.best(ask.id, MARKABLE), most=MARKABLE)
    said = f"What we learned: {one_line(ask.learned, 120)}" if ask.learned else "This ask was withdrawn"
    return Drawn(outcome_card(view), shortened(said, 160))
