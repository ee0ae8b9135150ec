"""Working days: Monday to Friday, by the clock on the community's wall. Public holidays are not known, and count as any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from community.times import moment_of, wall_clock

MORNING: Final = time(9, 0)
EVENING: Final = time(17, 0)
"""Between the two, Canopy may write to somebody who has not written first."""
_FRIDAY: Final = 4


def works(day: date) -> bool:
    """True from Monday to Friday."""
    return day.weekday() <= _FRIDAY


def working_day(day: date) -> date:
    """The day itself, or the Monday after a Saturday or Sunday."""
    return day if works(day) else day + timedelta(days=7 - day.weekday())


def at_work(moment: datetime, zone: str) -> datetime:
    """`moment` (aware) if people are at work then, or else the next morning on which they are. UTC."""
    wall = wall_clock(moment, zone)
    if works(wall.date()) and MORNING <= wall.time() < EVENING:
        return moment.astimezone(UTC)
    day = wall.date() if wall.time() < MORNING else wall.date() + timedelta(days=1)
    return moment_of(datetime.combine(working_day(day), MORNING), zone)


def working_days_after(moment: datetime, days: int, zone: str) -> datetime:
    """So many working days after `moment` (aware), at the same time by the clocks in `zone`; weekends are skipped. UTC.

    What happens outside working hours counts from the next morning.
    """
    wall = wall_clock(at_work(moment, zone), zone)
    day = wall.date()
    for _ in range(days):
        day = working_day(day + timedelta(days=1))
    return moment_of(datetime.combine(day, wall.time()), zone)
