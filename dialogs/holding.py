"""Finding an ask for a turn, with the right to change it. What asking and answering share."""

from __future__ import annotations

from community.asks import Ask, AskGone, AskState
from community.calls import calls_at
from community.ids import AskId
from dialogs.arriving import has_arrived
from dialogs.events import Scope
from dialogs.turn import At, Effect, Index, Refresh, Turn, Unseal
from store.seals import KeyLost

CALL = "calls.launch"
"""The work of calling on who knows; like all that begins something, it waits while a community is dormant."""
CALLED = "call"


def read_ask(ask_id: str, turn: Turn, *, to_change: bool = False) -> Ask:
    """The ask, or `AskGone`. With `to_change`, others who would change it wait for this turn."""
    ask = turn.store.asks.read(AskId(ask_id), to_change=to_change)
    if ask is None:
        raise AskGone
    if to_change and ask.card is None:
        has_arrived(turn, subject(ask.id), turn.message)
    if to_change and ask.thread is None and turn.place.scope is not Scope.CHAT:
        ask = ask.model_copy(update={"thread": turn.place.conversation})
    return ask


def steered(ask_id: str, turn: Turn) -> Ask:
    """An ask that this member may change beyond answering. Raises `AskGone` or `AskersOnly`."""
    ask = read_ask(ask_id, turn, to_change=True)
    ask.check_may_steer(turn.member, seal_of(ask, turn))
    return ask


def seal_of(ask: Ask, turn: Turn) -> str | None:
    """The member's seal for an ask without a name; None for others, and when the key is gone."""
    if not ask.anonymous:
        return None
    try:
        return turn.seals.tag(matter(ask.id), turn.member.id)
    except KeyLost:
        return None


def refreshed(ask: Ask) -> tuple[Effect, ...]:
    """Bring the card, what was posted about its outcome, and the search up to date with an ask that has changed."""
    learned = (Refresh(outcome(ask.id)),) if ask.learned else ()
    return (Refresh(subject(ask.id)), *learned, Index(subject(ask.id)))


def awaited(ask: Ask, turn: Turn) -> tuple[Effect, ...]:
    """Have it looked at again, should nobody answer it."""
    at = calls_at(turn.now, turn.community.call_after_days, turn.community.time_zone)
    return (At(at, CALL, ask.id),) if at and ask.state is AskState.OPEN else ()


def told_again(ask: Ask, turn: Turn) -> tuple[Effect, ...]:
    """Bring what was said in private to those who were called on up to date with an ask that has changed."""
    return tuple(Refresh(call_subject(ask.id, call.member)) for call in turn.store.calls.of(ask.id))


def call_subject(ask: str, member: str) -> str:
    """What the outbox and the postings call what one member is asked about an ask."""
    return f"{CALLED}:{ask}/{member}"


def unsealed(ask: Ask) -> tuple[Effect, ...]:
    """Once an ask without a name is over, nobody can say any more whose it was."""
    return (Unseal(matter(ask.id)),) if ask.anonymous else ()


def outcome(ask: AskId) -> str:
    """What the outbox and the postings call what was learned from an ask."""
    return f"outcome:{ask}"


def matter(ask: AskId) -> str:
    """What the keys call an ask."""
    return f"ask:{ask}"


def subject(ask: AskId) -> str:
    """What the outbox and the postings call an ask."""
    return f"ask:{ask}"
