"""What comes round again: every week, every month, or once at a time to come; and what is done about what was missed.

A rhythm is a rule for the clock on the wall. Its occurrences are known by their wall time, so that none happens twice, whatever
becomes of clocks and time zones meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from community.ids import RhythmId
from community.people import MemberId, Model
from community.refusals import Refusal
from community.times import DAYS, moment_of, occurrences, said_date, wall_clock

CATCH_UP: Final = timedelta(hours=6)
"""How late an occurrence that was missed may still be done."""
MOST: Final = 20
"""How many rhythms a community may have at a time."""
TITLE_LIMIT: Final = 120
REPEATS: Final[tuple[tuple[str, str], ...]] = (
    ("Just once", ""),
    ("Every week", "weekly"),
    ("Every two weeks", "fortnightly"),
    ("Every month", "monthly"),
)
"""How often something may come round, as (title, value) pairs for a form."""
_LAST_OF_ALL_MONTHS: Final = 28


class RhythmState(StrEnum):
    """Where a rhythm is."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVER = "over"


class Rhythm(Model):
    """Something that is launched again and again, or once later."""

    id: RhythmId
    what: str
    """What is launched: "poll", "checkin", "reflection"."""
    title: str
    plan: str
    """What is launched, as those who launch it understand it."""
    rule: str
    """An RFC 5545 RRULE."""
    starts: datetime
    """The wall time of the first occurrence: naive."""
    state: RhythmState = RhythmState.RUNNING
    launcher: MemberId
    next_at: datetime | None = None
    done: datetime | None = None
    """The wall time of the last occurrence that was done or skipped: naive."""

    @property
    def once(self) -> bool:
        """True for what is launched one time only."""
        return "COUNT=1" in self.rule


class RhythmGone(Refusal):
    """Raised for a rhythm that is not there. Says the same for one of another community."""

    sentence = "I cannot find that any more. Write @Canopy rhythms to see what repeats here."


class RhythmOver(Refusal):
    """Raised for a rhythm that was stopped or has ended."""

    sentence = "That had ended already, so nothing was changed. Write @Canopy rhythms to see what repeats here."


class TooManyRhythms(Refusal):
    """Raised when a community would have more going on than anybody can follow."""

    sentence = "{most} things repeat or wait here already. Write @Canopy rhythms, stop one that is not needed, and try again."


class UnknownRepeat(Refusal):
    """Raised for a way of repeating that is not in the list."""

    sentence = "I do not know how often that is. Please choose from the list, for example: Every week."


def rule_of(repeat: str, starts: datetime) -> str:
    """The RRULE of one of `REPEATS` for something that begins at `starts` (wall time). Raises `UnknownRepeat`.

    What happens every month on a day that not every month has, happens on the last day it has.
    """
    match repeat:
        case "":
            return "FREQ=DAILY;COUNT=1"
        case "weekly":
            return "FREQ=WEEKLY"
        case "fortnightly":
            return "FREQ=WEEKLY;INTERVAL=2"
        case "monthly" if starts.day > _LAST_OF_ALL_MONTHS:
            days = ",".join(str(day) for day in range(_LAST_OF_ALL_MONTHS, starts.day + 1))
            return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"
        case "monthly":
            return "FREQ=MONTHLY"
    raise UnknownRepeat


def said_rhythm(rhythm: Rhythm) -> str:
    """How often it comes round: “Every Monday at 09:00”."""
    day, at = DAYS[rhythm.starts.weekday()], f"{rhythm.starts:%H:%M}"
    match rhythm.rule.split(";"):
        case ["FREQ=WEEKLY"]:
            return f"Every {day} at {at}"
        case ["FREQ=WEEKLY", "INTERVAL=2"]:
            return f"Every other {day} at {at}"
        case ["FREQ=MONTHLY", *_] if rhythm.starts.day > _LAST_OF_ALL_MONTHS:
            return f"Every month on day {rhythm.starts.day}, or the last one, at {at}"
        case ["FREQ=MONTHLY"]:
            return f"Every month on day {rhythm.starts.day} at {at}"
    return f"Once, on {said_date(rhythm.starts)} at {at}"


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the clock says of a rhythm. Occurrences are wall times."""

    launch: datetime | None
    """The occurrence to do now."""
    skipped: tuple[datetime, ...]
    """Those that are too late to be done, oldest first."""
    next_wall: datetime | None
    next_at: datetime | None
    """When it comes round next: aware, UTC."""


def look(rhythm: Rhythm, zone: str, now: datetime) -> Look:
    """What is to be done at `now` (aware): at most one occurrence, the latest, and only if it is not older than `CATCH_UP`."""
    passed: list[datetime] = []
    coming: datetime | None = None
    for wall in occurrences(rhythm.rule, rhythm.starts, rhythm.done or rhythm.starts):
        if rhythm.done is not None and wall <= rhythm.done:
            continue
        if moment_of(wall, zone) > now:
            coming = wall
            break
        passed.append(wall)
    in_time = bool(passed) and now - moment_of(passed[-1], zone) <= CATCH_UP
    return Look(
        launch=passed[-1] if in_time else None,
        skipped=tuple(passed[:-1] if in_time else passed),
        next_wall=coming,
        next_at=None if coming is None else moment_of(coming, zone),
    )


def after(rhythm: Rhythm, seen: Look) -> Rhythm:
    """The rhythm once what `seen` says was done."""
    last = seen.launch or (seen.skipped[-1] if seen.skipped else rhythm.done)
    if seen.next_at is None:
        return rhythm.model_copy(update={"done": last, "next_at": None, "state": RhythmState.OVER, "plan": ""})
    return rhythm.model_copy(update={"done": last, "next_at": seen.next_at})


def stopped(rhythm: Rhythm) -> Rhythm:
    """The rhythm once it was stopped: what it would have launched is forgotten. Raises `RhythmOver`."""
    if rhythm.state is not RhythmState.RUNNING:
        raise RhythmOver
    return rhythm.model_copy(update={"state": RhythmState.STOPPED, "next_at": None, "plan": ""})


def starting(first_at: datetime, zone: str) -> datetime:
    """The wall time, to the minute, of something that happens first at `first_at` (aware)."""
    return wall_clock(first_at, zone).replace(second=0, microsecond=0)
