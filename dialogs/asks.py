"""Asking: a member brings a question, colleagues bring what they know, and what was learned is kept."""

from __future__ import annotations

from cards.asks import (
    ANY_KIND,
    ChooseKind,
    OpenAsk,
    OpenKind,
    OpenWithdraw,
    SameHere,
    SendAsk,
    SendKind,
    SendWithdraw,
    ask_card,
    ask_form,
    asks_card,
    kind_form,
    withdraw_form,
)
from cards.help import ShowAsks, which_asks_card
from community.asks import AnonymousAskingOff, Ask, AskState, KindUnclear, public_view, question
from community.communities import WhichCommunity
from community.hashtags import hashtags
from community.ids import AskId
from community.kinds import AskKind, split_kind
from community.privacy import one_line, shortened
from community.recognition import recognise
from community.refusals import Refusal
from dialogs.agreeing import ASKING, check_accepted
from dialogs.events import Deleted, Edited, Said, Scope
from dialogs.holding import awaited, matter, read_ask, refreshed, seal_of, steered, subject, told_again, unsealed
from dialogs.permitting import permitted_places
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Effect, Index, Post, PostThread, Reply, Say, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
LISTED = 6


def ask_aloud(said: Said, turn: Turn) -> Reply:
    """Somebody asked in a channel or group chat: put it to the room, or offer the nine kinds where it is not clear."""
    kind, rest = split_kind(said.text)
    text = question(rest)
    check_accepted(turn, ASKING)
    ask = _new_ask(turn, text, kind or recognise(text), asker_tag=None)
    ask = ask.model_copy(update={"thread": turn.place.conversation})
    turn.store.asks.add(ask, source=said.id)
    return Reply(then=(Post(subject(ask.id)), Index(subject(ask.id)), *awaited(ask, turn)))


@router.word("asks", "open asks", "questions")
def list_asks(_said: Said, turn: Turn) -> Reply:
    """Show what waits for an answer; in a 1:1 chat with somebody in several communities, ask which."""
    return _open_asks(turn, chosen=len(turn.mine) < 2)


@router.press(ShowAsks)
def show_asks(press: ShowAsks, turn: Turn) -> Reply:
    """The same, to who pressed."""
    return _open_asks(turn, chosen=bool(press.community) or len(turn.mine) < 2)


def _open_asks(turn: Turn, *, chosen: bool) -> Reply:
    if not chosen:
        return Reply(ShowCard(which_asks_card(permitted_places(ShowAsks.verb, turn))))
    views = [public_view(ask, []) for ask in turn.store.asks.open_ones(LISTED)]
    return Reply(ShowCard(asks_card(views, turn.store.asks.count_open(), turn.community.name, turn.community.id)))


@router.opening(OpenAsk)
def open_ask(wish: OpenAsk, turn: Turn) -> Reply:
    """Open the form for a new ask."""
    only = "" if len(turn.mine) > 1 else turn.community.id
    fresh = SendAsk(nonce=turn.new_id(), community=wish.community or only, question=wish.text)
    return Reply(ShowForm("Ask the community", _ask_form(fresh, turn)))


@router.sending(SendAsk, once=lambda sent: ("ask", sent.nonce))
def send_ask(sent: SendAsk, turn: Turn) -> Reply:
    """Ask through the form: a new thread in the channel, with or without a name."""
    unnamed = sent.unnamed == "true"
    try:
        if unnamed and not turn.community.anonymous_asking:
            raise AnonymousAskingOff
        if len(turn.mine) > 1 and not sent.community:
            raise WhichCommunity
        check_accepted(turn, ASKING)
        written, rest = split_kind(question(sent.question))
        text = question(rest)
        kind = _kind(sent.kind) or written or recognise(text)
        if kind is None:
            raise KindUnclear
    except Refusal as refusal:
        return Reply(ShowForm("Ask the community", _ask_form(sent, turn, wrong=refusal.said)))
    ask = _new_ask(turn, text, kind, asker_tag="" if unnamed else None)
    turn.store.asks.add(ask, source=None)
    told = Say(f"Your question is in {turn.community.name} now. Answers come in its thread there.")
    then = (PostThread(subject(ask.id)), Index(subject(ask.id)), *awaited(ask, turn))
    return Reply(told if turn.place.scope is Scope.CHAT else CloseForm(), then=then)


def _ask_form(sent: SendAsk, turn: Turn, wrong: str = "") -> dict[str, object]:
    places = [(community.name, str(community.id)) for community in turn.mine]
    unnamed = any(community.anonymous_asking for community in turn.mine) or turn.community.anonymous_asking
    return ask_form(sent, communities=places, unnamed=unnamed, wrong=wrong)


def _new_ask(turn: Turn, text: str, kind: AskKind | None, *, asker_tag: str | None) -> Ask:
    """An ask by this turn's member; with a seal instead of the member's id when `asker_tag` is not None."""
    ask_id = AskId(turn.new_id())
    if asker_tag is not None:
        turn.seals.begin(matter(ask_id))
        asker_tag = turn.seals.tag(matter(ask_id), turn.member.id)
    return Ask(
        id=ask_id,
        kind=kind,
        text=text,
        tags=hashtags(text),
        asker=turn.member.id if asker_tag is None else None,
        asker_tag=asker_tag,
        asker_name=turn.member.name if asker_tag is None else None,
        state=AskState.OPEN if kind else AskState.UNSORTED,
        asked_at=turn.now,
    )


@router.press(ChooseKind, once=lambda press: ("choose", press.ask, press.kind))
def choose_kind(press: ChooseKind, turn: Turn) -> Reply:
    """The asker says what the ask is; the chooser becomes the ask."""
    ask = steered(press.ask, turn)
    ask.check_not_closed()
    kind = _kind(press.kind)
    if kind is None:
        raise KindUnclear
    return _kept(turn, ask, {"kind": kind, "state": AskState.OPEN if ask.state is AskState.UNSORTED else ask.state})


@router.press(SameHere, once=lambda press: ("same", press.ask, str(press.revision)))
def same_here(press: SameHere, turn: Turn) -> Reply:
    """Say "same here", or take it back."""
    ask = read_ask(press.ask, turn, to_change=True)
    ask.check_open()
    now_said = turn.store.asks.toggle_same(ask.id, turn.member.id)
    told = "You said “same here”. Press it again to take it back." if now_said else "You took your “same here” back."
    return _kept(turn, ask, {"same_here": ask.same_here + (1 if now_said else -1)}, private=told)


@router.opening(OpenKind)
def open_kind(wish: OpenKind, turn: Turn) -> Reply:
    """Open the form that changes the kind."""
    ask = read_ask(wish.ask, turn)
    ask.check_may_steer(turn.member, seal_of(ask, turn))
    ask.check_not_closed()
    return Reply(ShowForm("Change the kind", kind_form(public_view(ask, []))))


@router.sending(SendKind)
def send_kind(sent: SendKind, turn: Turn) -> Reply:
    """Change the kind of an ask."""
    ask = steered(sent.ask, turn)
    ask.check_not_closed()
    kind = _kind(sent.kind)
    if kind is None:
        return Reply(ShowForm("Change the kind", kind_form(public_view(ask, []), wrong=KindUnclear().said)))
    state = AskState.OPEN if ask.state is AskState.UNSORTED else ask.state
    changed = ask.model_copy(update={"kind": kind, "state": state, "revision": ask.revision + 1})
    turn.store.asks.save(changed)
    return Reply(CloseForm(), then=(*refreshed(ask), *_newly_open(ask, changed, turn)))


@router.opening(OpenWithdraw)
def open_withdraw(wish: OpenWithdraw, turn: Turn) -> Reply:
    """Ask once more before withdrawing."""
    ask = read_ask(wish.ask, turn)
    ask.check_may_steer(turn.member, seal_of(ask, turn))
    return Reply(ShowForm("Withdraw this ask", withdraw_form(public_view(ask, []))))


@router.sending(SendWithdraw, once=lambda sent: ("withdraw", sent.ask))
def send_withdraw(sent: SendWithdraw, turn: Turn) -> Reply:
    """Withdraw an ask: its text goes, from the store and from the card."""
    ask = steered(sent.ask, turn)
    _withdraw(ask, turn)
    return Reply(CloseForm(), then=(*refreshed(ask), *unsealed(ask), *told_again(ask, turn)))


def follow_edit(edited: Edited, turn: Turn) -> Reply | None:
    """The asker changed the message: the card follows while the ask is open. None when nothing was asked in it yet."""
    ask = turn.store.asks.asked_in(edited.id)
    if ask is None:
        return None
    if ask.asker != turn.member.id or ask.state not in {AskState.OPEN, AskState.UNSORTED}:
        return Reply()
    kind, rest = split_kind(edited.text)
    text = question(rest)
    found = ask.kind or kind or recognise(text)
    state = AskState.OPEN if found else AskState.UNSORTED
    changed = {"text": text, "tags": hashtags(text), "kind": kind or found, "state": state, "revision": ask.revision + 1}
    kept = ask.model_copy(update=changed)
    turn.store.asks.save(kept)
    return Reply(then=(*refreshed(ask), *told_again(ask, turn), *_newly_open(ask, kept, turn)))


@router.event(Deleted)
def follow_deletion(deleted: Deleted, turn: Turn) -> Reply:
    """The message is deleted, by the asker or by whom Teams lets delete it: nothing of it is kept on the card either."""
    ask = turn.store.asks.asked_in(deleted.id)
    if ask is None or ask.state is AskState.WITHDRAWN:
        return Reply()
    _withdraw(ask, turn)
    return Reply(then=(*refreshed(ask), *told_again(ask, turn)))


def _withdraw(ask: Ask, turn: Turn) -> None:
    gone = {"state": AskState.WITHDRAWN, "text": "", "tags": (), "learned": None, "revision": ask.revision + 1}
    turn.store.asks.save(ask.model_copy(update=gone))
    turn.store.forget(ask.id)


def _kept(turn: Turn, ask: Ask, changes: dict[str, object], private: str = "") -> Reply:
    """Save `changes`, show the card as it is now to who pressed, and refresh it for everybody."""
    changed = ask.model_copy(update={**changes, "revision": ask.revision + 1})
    turn.store.asks.save(changed)
    view = public_view(changed, turn.store.answers.best(ask.id) if ask.answers else [])
    return Reply(ShowCard(ask_card(view, private=private)), then=(*refreshed(ask), *_newly_open(ask, changed, turn)))


def _newly_open(before: Ask, now: Ask, turn: Turn) -> tuple[Effect, ...]:
    """An ask whose kind was chosen waits for answers from then on."""
    return awaited(now, turn) if before.state is AskState.UNSORTED else ()


def _kind(slug: str) -> AskKind | None:
    return AskKind(slug) if slug != ANY_KIND and slug in set(AskKind) else None


@router.paint("ask")
def paint_ask(ask_id: str, store: Store) -> Drawn | None:
    """The ask as the channel sees it now."""
    ask = store.asks.read(AskId(ask_id))
    if ask is None or (ask.state is AskState.WITHDRAWN and ask.card is None):
        return None
    view = public_view(ask, store.answers.best(ask.id) if ask.answers else [])
    return Drawn(ask_card(view), shortened(f"{view.asker} asks: {one_line(view.text, 120)}", 160))
