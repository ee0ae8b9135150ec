"""Launching a check-in, finding it for a turn, and bringing it to its end. What all that is done with check-ins shares."""

from __future__ import annotations

from datetime import timedelta

from community.checkin_kinds import BUILT_IN, CheckinKind, kind_called
from community.checkin_plans import CheckinPlan, check_closing
from community.checkin_results import ROUNDS_IN_A_TREND, Results, results_of
from community.checkins import WHAT, Checkin, CheckinView, public_view, read_answer
from community.communities import DEFAULT_TIME_ZONE
from community.ids import CheckinId
from community.rounds import RoundGone, RoundState
from community.times import read_time, said_time
from dialogs.arriving import has_arrived
from dialogs.boxes import open_box
from dialogs.turn import At, Effect, NotAt, Post, PostThread, Refresh, Turn
from store.opened import Store

FAR = timedelta(days=8)
"""A card is read for days, so it says the date and never “tomorrow”."""


def kinds_of(store: Store) -> list[CheckinKind]:
    """The kinds a community can launch: those that come with Canopy first."""
    return [*BUILT_IN.values(), *store.checkin_kinds.all()]


def launch(plan: CheckinPlan, turn: Turn, *, thread: str | None) -> tuple[Effect, ...]:
    """Launch a check-in, into the conversation `thread` or a thread of its own. Who may, is for the caller.

    Raises `KindGone`, `OpenTooLong`, or what `read_time` does.
    """
    kind = kind_called(plan.kind, kinds_of(turn.store))
    closes_at = read_time(plan.closes, turn.community.time_zone, turn.now)
    check_closing(plan.mode, closes_at, turn.now)
    checkin = Checkin(
        id=CheckinId(turn.new_id()),
        kind=kind,
        topic=plan.topic,
        mode=plan.mode,
        launcher=turn.member.id,
        thread=thread,
        launched_at=turn.now,
        closes_at=closes_at,
    )
    turn.store.checkins.add(checkin)
    if checkin.anonymous:
        open_box(turn, subject(checkin.id))
    said: Effect = Post(subject(checkin.id), thread) if thread else PostThread(subject(checkin.id))
    return (said, At(closes_at, "checkin.close", checkin.id))


def read_checkin(checkin_id: str, turn: Turn, *, to_change: bool = False) -> Checkin:
    """The check-in, or `RoundGone`. With `to_change`, others who would change it wait for this turn."""
    checkin = turn.store.checkins.read(CheckinId(checkin_id), to_change=to_change)
    if checkin is None:
        raise RoundGone(what=WHAT)
    shown = checkin.card is None and checkin.state is not RoundState.WITHDRAWN
    if shown and has_arrived(turn, subject(checkin.id), turn.message):
        checkin = checkin.model_copy(update={"card": turn.message, "thread": checkin.thread or turn.place.conversation})
    return checkin


def seen(checkin: Checkin, store: Store, zone: str) -> CheckinView:
    """A check-in as the channel sees it. Times are said in `zone`."""
    closes = "" if checkin.closes_at is None else said_time(checkin.closes_at, zone, checkin.closes_at - FAR)
    has_trend = checkin.state is RoundState.CLOSED and _rounds_told(checkin, store) > 1
    return public_view(checkin, closes=closes, has_trend=has_trend)


def _rounds_told(checkin: Checkin, store: Store) -> int:
    rounds = store.checkins.closed_in_line(checkin.line, ROUNDS_IN_A_TREND)
    return sum(each.results.middle is not None for each in rounds)


def zone_of(store: Store) -> str:
    """The time zone of the community, for what is drawn outside a turn."""
    community = store.settlements.read()
    return community.time_zone if community else DEFAULT_TIME_ZONE


def close(checkin: Checkin, turn: Turn, *, lost_key: bool = False) -> tuple[Effect, ...]:
    """Bring an open check-in that was read to be changed to its end: counted at once if it is named, on the way there if not."""
    changed: dict[str, object] = {"revision": checkin.revision + 1, "closed_at": turn.now}
    then: tuple[Effect, ...] = (Refresh(subject(checkin.id)), NotAt("checkin.close", checkin.id))
    if checkin.anonymous:
        changed |= {"state": RoundState.CLOSING, "results": Results(lost_key=True) if lost_key else None}
        then = (At(turn.now, "checkin.count", checkin.id), *then)
    else:
        answers = [read_answer(answer) for _, answer in turn.store.checkins.answers(checkin.id)]
        results = results_of(checkin.kind, checkin.mode, answers, chance=turn.new_id())
        changed |= {"state": RoundState.CLOSED, "results": results}
        then = (*told(checkin, results), *then)
    turn.store.checkins.save(checkin.model_copy(update=changed))
    return then


def told(checkin: Checkin, results: Results) -> tuple[Effect, ...]:
    """What is said in the thread of a check-in that is counted: nothing where there is nothing to say or nowhere to say it."""
    worth_it = results.lost_key or results.middle is not None
    return (Post(f"checkin-told:{checkin.id}", conversation=checkin.thread),) if worth_it and checkin.thread else ()


def subject(checkin: str) -> str:
    """What the outbox, the postings, the keys and the boxes call a check-in."""
    return f"checkin:{checkin}"
