"""When something is: read in people's own words, said in plain English, and repeated by the clock on the wall.

Inside, a moment is aware and in UTC. A wall time is naive: what the clocks show where the community is. Where clocks go forward
over a wall time, it counts from before the change; where they go back over it, the first of the two is meant (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from community.privacy import one_line
from community.refusals import Refusal

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LONGEST_AHEAD: Final = timedelta(days=90)
END_OF_DAY: Final = time(17, 0)
"""What a day alone means."""
TIME_LIMIT: Final = 60
"""How long a time may be in letters."""
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DAY_SAID = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:|s|r|rs|day|sday|nesday|rsday|urday)\b")
_FROM_NOW = re.compile(r"\b(day|week|fortnight|month|year)s?\b")
_BY_THE_MINUTE = re.compile(r"\b(h|hr|hour|m|min|minute|sec|second)s?\b")
_HALF_SAID = re.compile(r"^\d+$|\b(at|by)\s+\d{1,2}$|\b(at|by)\s+\d{1,2}\s+(?!am|pm|a\.m|p\.m|o'clock)[a-z]")
"""A number that may be a day or an hour, of the morning or the evening."""
_reading = threading.Lock()
"""The library keeps what it knows of a language in one place for all threads."""


def milliseconds(moment: datetime, ahead: float = 0.0) -> int:
    """Whole milliseconds since 1970 UTC, `ahead` seconds after `moment` (aware): how the database counts time."""
    return round((moment.timestamp() + ahead) * 1000)


class TimeUnreadable(Refusal):
    """Raised for words that say no time, or may mean more than one."""

    sentence = "I cannot tell when “{words}” is. Write, for example: Friday 17:00, tomorrow 9am, in 3 days, or 27 November 12:30."


class TimePassed(Refusal):
    """Raised for a time that is not ahead."""

    sentence = "{when} has passed already. Please write a time ahead, for example: tomorrow 9am, or in 3 days."


class TimeTooFar(Refusal):
    """Raised for a time further ahead than a round may be open."""

    sentence = "{when} is more than {days} days ahead. Please choose a time before that."


class OtherDay(Refusal):
    """Raised when a day of the week and a date do not go together."""

    sentence = "{date} is a {day}. Please write the day or the date again, for example: {day} 17:00."


def read_time(words: str, zone: str, now: datetime) -> datetime:
    """The moment that `words` say, for somebody whose clocks are in `zone`: aware, UTC, ahead of `now`. A day alone means 17:00.

    Raises `TimeUnreadable`, `OtherDay`, `TimePassed` or `TimeTooFar`.
    """
    said = " ".join(words.split()).lower()
    base = wall_clock(now, zone)
    if not said or len(said) > TIME_LIMIT or _HALF_SAID.search(said):
        raise TimeUnreadable(words=one_line(words, 40))
    found, to_the_minute = _parsed(said, base)
    if found is None or not 2000 <= found.year < 3000:
        raise TimeUnreadable(words=one_line(words, 40))
    moment = _moment(found, to_the_minute, said, zone, now)
    _check_day(said, wall_clock(moment, zone))
    if moment <= now:
        raise TimePassed(when=_capital(said_time(moment, zone, now)))
    if moment > now + LONGEST_AHEAD:
        raise TimeTooFar(when=_capital(said_time(moment, zone, now)), days=LONGEST_AHEAD.days)
    return moment


def _parsed(said: str, base: datetime) -> tuple[datetime | None, bool]:
    """What the library makes of it, and whether a time of day was said."""
    try:
        with _reading:
            found = _reader(base).get_date_data(_DAY_SAID.sub(r"\1", said))
    except Exception:  # whatever a reader of other people's making chokes on, it could not read it
        return None, False
    return found.date_obj, found.period in {"time", "part_of_day"}


def _reader(base: datetime) -> DateDataParser:
    from dateparser.date import DateDataParser  # takes a third of a second and 25 MB: for those who need it

    settings: Any = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": base,
        "RETURN_TIME_AS_PERIOD": True,
        "TIMEZONE": "UTC",
    }
    return DateDataParser(languages=["en"], settings=settings)


def _moment(found: datetime, to_the_minute: bool, said: str, zone: str, now: datetime) -> datetime:
    """The moment of what was read: a wall time, a time in a zone that was named, or so much from now."""
    base = wall_clock(now, zone)
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    if to_the_minute and _BY_THE_MINUTE.search(said) and not _FROM_NOW.search(said):
        return now + (found - base)
    if not to_the_minute and (not _FROM_NOW.search(said) or "next" in said):
        found = datetime.combine(found.date(), END_OF_DAY)
    if (found.month, found.day, found.year) == (base.month, base.day, base.year + 1):
        found = found.replace(year=base.year)  # today's date is today, whatever time it is
    moment = moment_of(found, zone)
    return moment if moment > now else moment_of(found, zone, second=True)


def _check_day(said: str, wall: datetime) -> None:
    named = _DAY_SAID.search(said)
    if named is not None and not DAYS[wall.weekday()].lower().startswith(named[1]):
        raise OtherDay(date=f"{wall.day} {MONTHS[wall.month - 1]}", day=DAYS[wall.weekday()])


def said_time(moment: datetime, zone: str, now: datetime) -> str:
    """When `moment` is, as one says it in `zone`: “today at 17:00”, “Friday 27 November at 17:00”.

    Where the clocks show a time twice, it is said which one.
    """
    wall, today = wall_clock(moment, zone), wall_clock(now, zone).date()
    ahead = (wall.date() - today).days
    day = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(ahead) or said_date(wall, with_year=wall.year != today.year)
    which = f" {moment.astimezone(_zone(zone)).tzname()}" if _comes_twice(wall, zone) else ""
    return f"{day} at {wall:%H:%M}{which}"


def said_date(wall: datetime, *, with_year: bool = False) -> str:
    """The day of a wall time: “Friday 27 November”."""
    return f"{DAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]}{f' {wall.year}' if with_year else ''}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def wall_clock(moment: datetime, zone: str) -> datetime:
    """What the clocks show in `zone` at `moment` (aware): naive."""
    return moment.astimezone(_zone(zone)).replace(tzinfo=None, fold=0)


def moment_of(wall: datetime, zone: str, *, second: bool = False) -> datetime:
    """The moment at which the clocks in `zone` show `wall` (naive); of two such moments the first or the `second`. In UTC."""
    first = wall.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)
    return max(first, wall.replace(tzinfo=_zone(zone), fold=1).astimezone(UTC)) if second else first


def _comes_twice(wall: datetime, zone: str) -> bool:
    return moment_of(wall, zone, second=True) > moment_of(wall, zone)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def occurrences(rule: str, starts: datetime, since: datetime) -> Iterator[datetime]:
    """The wall times (naive) at which something comes round, from `since` (naive) on.

    `rule` is an RFC 5545 RRULE, `starts` the wall time of the first occurrence.
    """
    from dateutil.rrule import rrulestr  # for those who need it

    found: Iterator[datetime] = rrulestr(rule, dtstart=starts).xafter(since, inc=True)
    return found


def next_occurrence(rule: str, starts: datetime, zone: str, after: datetime) -> datetime | None:
    """When a recurrence comes round next after `after` (aware), in UTC, by the clocks in `zone`; None when it is over."""
    walls = occurrences(rule, starts, wall_clock(after, zone) - timedelta(days=1))
    return next((moment for wall in walls if (moment := moment_of(wall, zone)) > after), None)
