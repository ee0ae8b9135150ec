"""Putting down what is to be launched later, once or again and again. For every form that launches something."""

from __future__ import annotations

from datetime import datetime

from community.ids import RhythmId
from community.privacy import one_line
from community.rhythms import MOST, TITLE_LIMIT, Rhythm, TooManyRhythms, rule_of, starting
from community.rhythms import REPEATS as REPEATS
from dialogs.turn import At, Effect, Turn

RHYTHM = "rhythm"
ZONE_CHANGED = "rhythms.zone"


def begin(turn: Turn, what: str, title: str, plan: str, repeat: str, first_at: datetime) -> tuple[Effect, ...]:
    """Have the clock launch `what` ("checkin") for the first time at `first_at` (aware, or now), and as often as `repeat` says.

    `title` is how facilitators will know it; `plan` comes back as the detail of the due work "checkin.launch".
    Whoever calls this has checked that the member may launch. Raises `UnknownRepeat` or `TooManyRhythms`.
    """
    if turn.store.rhythms.count_running() >= MOST:
        raise TooManyRhythms(most=MOST)
    starts = starting(first_at, turn.community.time_zone)
    rhythm = Rhythm(
        id=RhythmId(turn.new_id()),
        what=what,
        title=one_line(title, TITLE_LIMIT),
        plan=plan,
        rule=rule_of(repeat, starts),
        starts=starts,
        launcher=turn.member.id,
        next_at=first_at,
    )
    turn.store.rhythms.add(rhythm)
    return (At(first_at, RHYTHM, rhythm.id),)


def follow_zone(turn: Turn, zone: str) -> tuple[Effect, ...]:
    """When the community's clocks become those of `zone`, what repeats follows them."""
    return () if zone == turn.community.time_zone else (At(turn.now, ZONE_CHANGED, "all"),)
