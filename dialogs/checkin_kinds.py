"""A facilitator makes a check-in of their own, or deletes one."""

from __future__ import annotations

from cards.checkin_kinds import OpenDropKind, OpenOwnKind, SendDropKind, SendOwnKind, drop_kind_form, own_kind_form
from community.checkin_kinds import KindGone, OwnKindWish, own_kind
from community.refusals import Refusal
from dialogs.checking import kinds_of
from dialogs.routing import Router
from dialogs.turn import Reply, Say, ShowForm, Turn

router = Router()
MAKE = "A check-in of your own"
DELETE = "Delete one of your own"


@router.opening(OpenOwnKind)
def open_own_kind(_wish: OpenOwnKind, turn: Turn) -> Reply:
    """Open the form for a kind of one's own."""
    return Reply(ShowForm(MAKE, own_kind_form(SendOwnKind(nonce=turn.new_id(), community=turn.community.id))))


@router.sending(SendOwnKind, once=lambda sent: ("checkin.kind", sent.nonce))
def send_own_kind(sent: SendOwnKind, turn: Turn) -> Reply:
    """Keep it; from then on it can be launched like those that come with Canopy."""
    wish = OwnKindWish(
        label=sent.label,
        question=sent.question,
        first=sent.first,
        last=sent.last,
        points=sent.points,
        wellbeing=sent.wellbeing == "true",
        heavy=sent.heavy,
    )
    try:
        kind = own_kind(wish, turn.new_id(), kinds_of(turn.store))
    except Refusal as refusal:
        return Reply(ShowForm(MAKE, own_kind_form(sent, wrong=refusal.said)))
    turn.store.checkin_kinds.add(kind, turn.now)
    return Reply(Say(f"“{kind.label}” is there now. Write @Canopy check-in to launch it."))


@router.opening(OpenDropKind)
def open_drop_kind(_wish: OpenDropKind, turn: Turn) -> Reply:
    """Open the form that deletes one."""
    return Reply(ShowForm(DELETE, drop_kind_form(turn.store.checkin_kinds.all(), turn.community.id)))


@router.sending(SendDropKind)
def send_drop_kind(sent: SendDropKind, turn: Turn) -> Reply:
    """Delete a kind of one's own. Rounds of it stay."""
    label = next((kind.label for kind in turn.store.checkin_kinds.all() if kind.slug == sent.kind), "")
    if not turn.store.checkin_kinds.drop(sent.kind):
        wrong = KindGone(kind=label or "that").said
        return Reply(ShowForm(DELETE, drop_kind_form(turn.store.checkin_kinds.all(), turn.community.id, wrong=wrong)))
    return Reply(Say(f"“{label}” is deleted. Its rounds stay as they are."))
