"""What comes round again: launched in time, or skipped with a word to the facilitators; seen and stopped by them."""

from __future__ import annotations

from datetime import datetime

from cards.rhythms import OpenStop, RhythmSeen, SendStop, rhythms_card, skipped_card, stop_form
from community.communities import SayItThere
from community.ids import RhythmId
from community.people import MemberId
from community.privacy import display_name
from community.rhythms import MOST, Look, Rhythm, RhythmGone, RhythmOver, RhythmState, after, look, said_rhythm, stopped
from community.times import said_date, said_time, wall_clock
from dialogs.events import Due, Said
from dialogs.repeating import RHYTHM, ZONE_CHANGED
from dialogs.routing import Router
from dialogs.turn import At, Drawn, Effect, NotAt, Refresh, Reply, Say, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
SAYING_WHEN = ("checkin", "poll", "prompt")
"""What says on its card when it closes, as its card is called; the clock calls that "poll.close"."""
MOST_SHOWN = 100


@router.due(RHYTHM)
def come_round(due: Due, turn: Turn) -> Reply:
    """The time has come: launch what is due, tell of what is too late, and put the next time down."""
    rhythm = turn.store.rhythms.read(RhythmId(due.about), to_change=True)
    if rhythm is None or rhythm.state is not RhythmState.RUNNING:
        return Reply()
    seen = look(rhythm, turn.community.time_zone, turn.now)
    turn.store.rhythms.save(after(rhythm, seen))
    then: list[Effect] = []
    if seen.launch is not None:
        then.append(At(turn.now, f"{rhythm.what}.launch", rhythm.id, detail=rhythm.plan))
    if seen.skipped:
        then += _told(rhythm, seen, turn)
    if seen.next_at is not None:
        then.append(At(seen.next_at, RHYTHM, rhythm.id))
    return Reply(then=tuple(then))


def _told(rhythm: Rhythm, seen: Look, turn: Turn) -> list[Effect]:
    subject = f"skipped:{rhythm.id}/{len(seen.skipped)}/{seen.skipped[-1]:%Y-%m-%dT%H:%M}"
    return [Whisper(member.id, subject) for member in turn.store.members.facilitators()]


@router.due(ZONE_CHANGED)
def follow_the_zone(_due: Due, turn: Turn) -> Reply:
    """The community's clocks are others now: what comes round at nine comes round when these show nine.

    What is open closes when it would have, and its card says when that is.
    """
    open_now = [(shown, about) for shown in SAYING_WHEN for about in turn.store.due.about(f"{shown}.close", MOST_SHOWN)]
    then: list[Effect] = [Refresh(f"{shown}:{about}") for shown, about in open_now]
    for each in turn.store.rhythms.running(MOST):
        rhythm = turn.store.rhythms.read(each.id, to_change=True)
        if rhythm is None or rhythm.state is not RhythmState.RUNNING:
            continue
        seen = look(rhythm, turn.community.time_zone, turn.now)
        at = turn.now if seen.launch or seen.skipped or seen.next_at is None else seen.next_at
        turn.store.rhythms.save(rhythm.model_copy(update={"next_at": at}))
        then.append(At(at, RHYTHM, rhythm.id))
    return Reply(then=tuple(then))


@router.word("rhythms", "repeats", "repeating", "what repeats")
def show_rhythms(_said: Said, turn: Turn) -> Reply:
    """Show facilitators what repeats, and when it comes round next."""
    if len(turn.mine) > 1:
        raise SayItThere
    seen = [_seen(rhythm, turn) for rhythm in turn.store.rhythms.running(MOST)]
    return Reply(ShowCard(rhythms_card(turn.community.id, turn.community.name, seen)))


@router.opening(OpenStop)
def open_stop(wish: OpenStop, turn: Turn) -> Reply:
    """Ask once more before stopping."""
    return Reply(ShowForm("Stop repeating", stop_form(turn.community.id, _seen(_running(wish.rhythm, turn), turn))))


@router.sending(SendStop, once=lambda sent: ("rhythm.stop", sent.rhythm))
def send_stop(sent: SendStop, turn: Turn) -> Reply:
    """Stop something that repeats, or waits to be launched."""
    rhythm = _running(sent.rhythm, turn, to_change=True)
    turn.store.rhythms.save(stopped(rhythm))
    told = Say(f"Stopped. “{rhythm.title}” is not launched again.")
    return Reply(told, then=(NotAt(RHYTHM, rhythm.id), NotAt(f"{rhythm.what}.launch", rhythm.id)))


def _running(rhythm_id: str, turn: Turn, *, to_change: bool = False) -> Rhythm:
    """A rhythm that goes on, for a facilitator. Raises a refusal."""
    rhythm = turn.store.rhythms.read(RhythmId(rhythm_id), to_change=to_change)
    if rhythm is None:
        raise RhythmGone
    if rhythm.state is not RhythmState.RUNNING:
        raise RhythmOver
    return rhythm


def _seen(rhythm: Rhythm, turn: Turn) -> RhythmSeen:
    when = said_rhythm(rhythm)
    if rhythm.next_at is not None and not rhythm.once:
        when += f" · next {said_time(rhythm.next_at, turn.community.time_zone, turn.now)}"
    return RhythmSeen(id=rhythm.id, title=rhythm.title, when=when, by=_name(rhythm.launcher, turn.store))


def _name(member_id: MemberId, store: Store) -> str:
    member = store.members.read(member_id)
    if member is None:
        return "somebody"
    return display_name(member.name) if member.here else f"{display_name(member.name)}, who has left"


@router.paint("skipped")
def paint_skipped(name: str, store: Store) -> Drawn | None:
    """What was not launched, for a facilitator in 1:1. Nothing when the rhythm was stopped meanwhile."""
    rhythm_id, count, latest = name.split("/")
    rhythm, community = store.rhythms.read(RhythmId(rhythm_id)), store.settlements.read()
    if rhythm is None or community is None or rhythm.state is RhythmState.STOPPED:
        return None
    missed = (
        _on(datetime.fromisoformat(latest)) if count == "1" else f"{count} times, last on {_on(datetime.fromisoformat(latest))}"
    )
    next_time = _on(wall_clock(rhythm.next_at, community.time_zone)) if rhythm.next_at else ""
    return Drawn(skipped_card(community.name, rhythm.title, missed, next_time), f"{rhythm.title} was not launched")


def _on(wall: datetime) -> str:
    return f"{said_date(wall)} at {wall:%H:%M}"
