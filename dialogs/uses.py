"""I used this: who used a document, and in one line what came of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from cards.documents import UsedThis
from cards.uses import SendUnused, SendUsed, UseSeen, use_form
from community.documents import Document
from community.refusals import Refusal
from community.uses import NeverUsed, check_may_use, effect_line
from dialogs.cataloguing import pack_of, read_document, refreshed
from dialogs.events import Scope
from dialogs.routing import Router
from dialogs.turn import CloseForm, Reply, Say, ShowForm, Turn

router = Router()
TITLE = "I used this"
LISTED = 8
THANKS = "Thank you. Its card says how often it was used."


@router.opening(UsedThis)
def open_use(wish: UsedThis, turn: Turn) -> Reply:
    """Open the form: with what one said before, and who else used it."""
    document = read_document(wish.document, turn)
    own = turn.store.uses.by(document.id, turn.member.id)
    check_may_use(document, said=own is not None)
    effect = own.effect if own is not None else ""
    fresh = SendUsed(document=document.id, nonce=turn.new_id(), community=turn.community.id, effect=effect)
    return _form(fresh, document, turn)


def _form(sent: SendUsed, document: Document, turn: Turn, wrong: str = "") -> Reply:
    zone, uses = ZoneInfo(turn.community.time_zone), turn.store.uses
    seen = [
        UseSeen(use.name, use.effect, use.used_at.astimezone(zone), own=use.member == turn.member.id)
        for use in uses.of(document.id, LISTED)
    ]
    said = uses.by(document.id, turn.member.id) is not None
    return Reply(ShowForm(TITLE, use_form(sent, document, pack_of(turn), seen, said=said, wrong=wrong)))


@router.sending(SendUsed, once=lambda sent: ("used", sent.document, sent.nonce))
def send_use(sent: SendUsed, turn: Turn) -> Reply:
    """Keep that a member used it; said again, the new line takes the place of the old one."""
    document = read_document(sent.document, turn, to_change=True)
    try:
        check_may_use(document, said=turn.store.uses.by(document.id, turn.member.id) is not None)
        effect = effect_line(sent.effect)
    except Refusal as refusal:
        return _form(sent, document, turn, wrong=refusal.said)
    turn.store.uses.add(document.id, turn.member.id, effect, turn.now)
    return Reply(Say(THANKS) if turn.place.scope is Scope.CHAT else CloseForm(), then=refreshed(document))


@router.sending(SendUnused, once=lambda sent: ("unused", sent.document, sent.nonce))
def send_take_back(sent: SendUnused, turn: Turn) -> Reply:
    """Take back that a member used it, with their line."""
    document = read_document(sent.document, turn, to_change=True)
    if not turn.store.uses.take_back(document.id, turn.member.id):
        raise NeverUsed
    told = Say("It is taken back.") if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(told, then=refreshed(document))
