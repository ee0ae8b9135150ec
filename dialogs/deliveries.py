"""What Canopy is not sure to have said: a facilitator looks, and decides."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from cards.deliveries import LeaveIt, PostAgain, Unsure, unconfirmed_card
from community.communities import Community, SayItThere
from community.privacy import one_line
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Drawn, Reply, ShowCard, Turn
from store.opened import Store
from store.outbox import Delivery, Kind

router = Router()
SUBJECT = "unconfirmed:"
_WHAT = {
    "ask": "An ask",
    "answer": "An answer in a thread",
    "outcome": "What was learned from an ask",
    "setup": "The set-up card",
    "poll": "A poll",
    "polloutcome": "What will be done after a poll",
    "pollkey": "News that a poll had to be closed",
    "pollover": "News that a poll closed",
    "ballot": "A reminder of a poll",
    "checkin": "A check-in",
    "checkin-told": "News of a check-in",
    "checkin-unlaunched": "News of a check-in",
    "prompt": "A reflective prompt",
    "reflection": "A shared reflection",
    "export": "An offered file",
    "skipped": "News of what was skipped",
    "discussion": "A discussion point",
    "document": "A document's card",
    "profile": "An introduction",
    "profileshown": "A profile that somebody looked for",
    "profileasked": "The question whether a profile is still right",
    "documentnews": "News of a file that was sent in 1:1",
    "memorandum": "The memorandum",
    "memorandum-draft": "A draft of the memorandum",
    "memorandum-nudge": "A reminder of the memorandum",
    "welcome": "A welcome",
    "welcome-offer": "The offer of a welcome",
    "arrival": "The word on arrival",
    "role": "News of somebody's role",
}


@router.word("deliveries", "unconfirmed")
def show_unconfirmed(_said: Said, turn: Turn) -> Reply:
    """Show a facilitator what may or may not have arrived."""
    if len(turn.mine) > 1:
        raise SayItThere
    return Reply(ShowCard(_card(turn.community, turn.store)))


@router.press(PostAgain)
def post_again(press: PostAgain, turn: Turn) -> Reply:
    """Say it once more. Pressed twice, it is said once more only."""
    sent = turn.store.outbox.again(press.delivery, turn.now)
    told = "It is being posted again." if sent else "That was settled already. Nothing was posted."
    return Reply(ShowCard(_card(turn.community, turn.store, told)))


@router.press(LeaveIt)
def leave_it(press: LeaveIt, turn: Turn) -> Reply:
    """Leave it as it is."""
    turn.store.outbox.drop(press.delivery)
    return Reply(ShowCard(_card(turn.community, turn.store, "Left as it is.")))


def _card(community: Community, store: Store, private: str = "") -> dict[str, object]:
    unsure = [_unsure(row, store, community) for row in store.outbox.unconfirmed()]
    return unconfirmed_card(community.id, community.name, unsure, private=private)


def _unsure(row: Delivery, store: Store, community: Community) -> Unsure:
    kind, _, subject_id = row.subject.partition(":")
    what = _WHAT.get(kind, "A message")
    if kind == "ask":
        ask = store.asks.read(subject_id)  # type: ignore[arg-type]
        if ask is not None and ask.text:
            what = f"The ask “{one_line(ask.text, 80)}”"
    if row.kind is Kind.WHISPER:
        what = f"{what}, in a private message"
    when = row.written_at.astimezone(ZoneInfo(community.time_zone))
    return Unsure(id=row.id, about=row.subject, what=what, when=f"{when:%-d %B, %H:%M}")


@router.paint("unconfirmed")
def paint_unconfirmed(_member: str, store: Store) -> Drawn | None:
    """The same, sent to a facilitator in 1:1. Nothing when all was settled meanwhile."""
    community = store.settlements.read()
    if community is None or not store.outbox.unconfirmed(1):
        return None
    return Drawn(_card(community, store), f"Did these arrive in {community.name}?")
