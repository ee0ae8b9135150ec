"""When something is: what people write, what they read, and what comes round again while clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.refusals import Refusal
from community.times import (
    LONGEST_AHEAD,
    OtherDay,
    TimePassed,
    TimeTooFar,
    TimeUnreadable,
    moment_of,
    next_occurrence,
    read_time,
    said_time,
    wall_clock,
)

LONDON = "Europe/London"
SUNDAY = datetime(2026, 11, 22, 8, 13, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)

READ = {
    "in 3 days": "Wednesday 25 November at 08:13",
    "3 days": "Wednesday 25 November at 08:13",
    "in 2 hours": "today at 10:13",
    "in an hour": "today at 09:13",
    "in 90 minutes": "today at 09:43",
    "in a fortnight": "Sunday 6 December at 08:13",
    "in 3 days at 9am": "Wednesday 25 November at 09:00",
    "in 1 month": "Tuesday 22 December at 08:13",
    "tomorrow": "tomorrow at 17:00",
    "Tomorrow 9am": "tomorrow at 09:00",
    "noon tomorrow": "tomorrow at 12:00",
    "tomorrow morning": "tomorrow at 09:00",
    "today": "today at 17:00",
    "tonight": "today at 20:00",
    "at 17:00": "today at 17:00",
    "5pm": "today at 17:00",
    "07:00": "tomorrow at 07:00",
    "Friday": "Friday 27 November at 17:00",
    "this friday": "Friday 27 November at 17:00",
    "Friday 17:00": "Friday 27 November at 17:00",
    "next Friday 5pm": "Friday 27 November at 17:00",
    "  Fri   at 9.30am ": "Friday 27 November at 09:30",
    "Thurs 4pm": "Thursday 26 November at 16:00",
    "next week": "Sunday 29 November at 17:00",
    "27 November": "Friday 27 November at 17:00",
    "Friday 27 November": "Friday 27 November at 17:00",
    "the 27th": "Friday 27 November at 17:00",
    "27 Nov 12:30": "Friday 27 November at 12:30",
    "27/11/2026 17:00": "Friday 27 November at 17:00",
    "01/12": "Tuesday 1 December at 17:00",
    "1.12.2026 9:00": "Tuesday 1 December at 09:00",
    "2026-12-01": "Tuesday 1 December at 17:00",
    "2026-12-01T09:00": "Tuesday 1 December at 09:00",
    "1 January": "Friday 1 January 2027 at 17:00",
    "22 November": "today at 17:00",
    "22 November 12:30": "today at 12:30",
    "Friday 17:00 UTC": "Friday 27 November at 17:00",
}
REFUSED: dict[str, type[Refusal]] = {
    "": TimeUnreadable,
    "   ": TimeUnreadable,
    "banana": TimeUnreadable,
    "soon": TimeUnreadable,
    "9": TimeUnreadable,
    "tomorrow at 9": TimeUnreadable,
    "at 9 tomorrow": TimeUnreadable,
    "Friday 1700": TimeUnreadable,
    "31 February": TimeUnreadable,
    "in 99999999999 years": TimeUnreadable,
    "tomorrow " * 20: TimeUnreadable,
    "{words} tomorrow {0}": TimeUnreadable,
    "Friday 28 November": OtherDay,
    "yesterday": TimePassed,
    "3 days ago": TimePassed,
    "now": TimePassed,
    "22 November 07:00": TimePassed,
    "27/11/2020": TimePassed,
    "today 07:00": TimePassed,
    "in 91 days": TimeTooFar,
    "1 March": TimeTooFar,
}


@pytest.mark.parametrize(("words", "meant"), READ.items())
def test_times_are_read_as_they_are_meant(words: str, meant: str) -> None:
    """A time is read the way people in Britain write it; a day alone means five o'clock."""
    assert said_time(read_time(words, LONDON, SUNDAY), LONDON, SUNDAY) == meant


@pytest.mark.parametrize(("words", "refusal"), REFUSED.items())
def test_what_is_no_time_ahead_is_refused(words: str, refusal: type[Refusal]) -> None:
    """What cannot be read, may mean two things, is past or too far away is refused, with words on what to write instead."""
    with pytest.raises(refusal, match=r"Write,|[Pp]lease") as refused:
        read_time(words, LONDON, SUNDAY)
    assert len(str(refused.value)) < 200


def test_a_friday_said_on_a_friday_is_the_next_one() -> None:
    """Whoever means today says today."""
    assert said_time(read_time("Friday 19:00", LONDON, FRIDAY), LONDON, FRIDAY) == "Friday 4 December at 19:00"
    assert said_time(read_time("19:00", LONDON, FRIDAY), LONDON, FRIDAY) == "today at 19:00"
    with pytest.raises(TimePassed, match="Today at 17:00"):
        read_time("today", LONDON, FRIDAY)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("America/New_York", datetime(2026, 11, 27, 22, 0, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 11, 27, 11, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 27, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_where_the_community_is(zone: str, moment: datetime) -> None:
    """Five o'clock is five o'clock on the community's clocks, wherever Canopy runs."""
    assert read_time("Friday 17:00", zone, SUNDAY) == moment
    assert said_time(moment, zone, SUNDAY) == "Friday 27 November at 17:00"


@given(words=st.text(max_size=70), minutes=st.integers(0, 60 * 24 * 800), zone=st.sampled_from([LONDON, "Asia/Kolkata"]))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_ahead_or_refused(words: str, minutes: int, zone: str) -> None:
    """Whatever somebody writes, it is a time ahead and not too far, or a sentence; never a fault."""
    _ahead_or_refused(words, zone, SUNDAY + timedelta(minutes=minutes))


_PIECES = st.sampled_from(
    """in at on next the noon midnight friday sunday 31 29 28 0 1 99 february march october november 2027 2028 01:30 02:30 25:00
    am 12am 5pm days hours minutes weeks tomorrow today bst gmt utc 29/02/2028 31/10/2027 9999 -1 half past""".split()  # noqa: SIM905
)


@given(pieces=st.lists(_PIECES, min_size=1, max_size=5), minutes=st.integers(0, 60 * 24 * 800))
@settings(max_examples=300, deadline=None)
def test_whatever_is_put_together_is_ahead_or_refused(pieces: list[str], minutes: int) -> None:
    """The same for words that look like times, at any time of two years."""
    _ahead_or_refused(" ".join(pieces), LONDON, SUNDAY + timedelta(minutes=minutes))


def _ahead_or_refused(words: str, zone: str, now: datetime) -> None:
    try:
        moment = read_time(words, zone, now)
    except Refusal as refusal:
        assert refusal.said
        return
    assert moment.tzinfo is UTC
    assert now < moment <= now + LONGEST_AHEAD
    assert said_time(moment, zone, now)


# ---- clocks that change: Britain's go forward on 28 March 2027 at 01:00, and back on 31 October 2027 at 02:00


def test_a_time_that_is_skipped_counts_from_before_the_change() -> None:
    """On the night the clocks go forward there is no 01:30: it is the moment an hour and a half after midnight."""
    night = datetime(2027, 3, 27, 20, 0, tzinfo=UTC)
    moment = read_time("28 March 01:30", LONDON, night)
    assert moment == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert said_time(moment, LONDON, night) == "tomorrow at 02:30"


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    """The night the clocks go back has two 01:30s: the first is meant, or the second once that is past; it is said which."""
    night = datetime(2027, 10, 30, 20, 0, tzinfo=UTC)
    moment = read_time("31 October 01:30", LONDON, night)
    assert moment == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert said_time(moment, LONDON, night) == "tomorrow at 01:30 BST"
    between = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    again = read_time("today 01:30", LONDON, between)
    assert again == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert said_time(again, LONDON, between) == "today at 01:30 GMT"


def test_hours_go_by_and_days_are_counted() -> None:
    """“In 3 hours” is three hours later, whatever the clocks do; “in 1 day” is the same time on the next day."""
    before = datetime(2027, 10, 30, 23, 30, tzinfo=UTC)  # 00:30 on the night the clocks go back
    assert read_time("in 3 hours", LONDON, before) == before + timedelta(hours=3)
    assert read_time("in 1 day", LONDON, before) == before + timedelta(hours=25)


def _wall(shown: str) -> datetime:
    """What clocks show."""
    return datetime.fromisoformat(shown)


def _walls(rule: str, starts: datetime, zone: str, count: int) -> list[str]:
    after, found = moment_of(starts, zone) - timedelta(days=3), []
    for _ in range(count):
        moment = next_occurrence(rule, starts, zone, after)
        assert moment is not None
        assert moment > after
        found.append(f"{wall_clock(moment, zone):%d %b %H:%M} {moment:%H:%MZ}")
        after = moment
    return found


def test_nine_o_clock_stays_nine_o_clock() -> None:
    """What is at 09:00 every week is at 09:00 on the wall before and after both of Britain's changes."""
    spring = _walls("FREQ=WEEKLY", _wall("2027-03-22 09:00"), LONDON, 3)
    assert spring == ["22 Mar 09:00 09:00Z", "29 Mar 09:00 08:00Z", "05 Apr 09:00 08:00Z"]
    autumn = _walls("FREQ=WEEKLY", _wall("2027-10-25 09:00"), LONDON, 3)
    assert autumn == ["25 Oct 09:00 08:00Z", "01 Nov 09:00 09:00Z", "08 Nov 09:00 09:00Z"]


def test_the_other_hemisphere_changes_the_other_way() -> None:
    """Auckland's clocks go forward in September and back in April."""
    spring = _walls("FREQ=WEEKLY", _wall("2027-09-20 09:00"), "Pacific/Auckland", 2)
    assert spring == ["20 Sep 09:00 21:00Z", "27 Sep 09:00 20:00Z"]


def test_half_past_one_happens_once_on_each_day() -> None:
    """An occurrence at a time that is skipped happens when it would have been; one at a time that comes twice happens once."""
    spring = _walls("FREQ=DAILY", _wall("2027-03-27 01:30"), LONDON, 3)
    assert spring == ["27 Mar 01:30 01:30Z", "28 Mar 02:30 01:30Z", "29 Mar 01:30 00:30Z"]
    autumn = _walls("FREQ=DAILY", _wall("2027-10-30 01:30"), LONDON, 3)
    assert autumn == ["30 Oct 01:30 00:30Z", "31 Oct 01:30 00:30Z", "01 Nov 01:30 01:30Z"]


def test_what_happens_once_is_over_after_that() -> None:
    """A recurrence with an end has one."""
    starts = _wall("2026-12-01 09:00")
    assert next_occurrence("FREQ=DAILY;COUNT=1", starts, LONDON, SUNDAY) == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert next_occurrence("FREQ=DAILY;COUNT=1", starts, LONDON, datetime(2026, 12, 1, 9, 0, tzinfo=UTC)) is None


_RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"]
)


@given(
    rule=_RULES,
    minutes=st.integers(0, 60 * 24 * 400),
    later=st.integers(0, 60 * 24 * 900),
    zone=st.sampled_from([LONDON, "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
@settings(max_examples=150, deadline=None)
def test_occurrences_follow_one_another(rule: str, minutes: int, later: int, zone: str) -> None:
    """From whenever one looks, occurrences come one after the other, none twice, at the time on the wall wherever it exists."""
    starts = _wall("2026-11-22 00:00") + timedelta(minutes=minutes)
    after = moment_of(starts, zone) + timedelta(minutes=later)
    found = [after]
    for _ in range(4):
        moment = next_occurrence(rule, starts, zone, found[-1])
        assert moment is not None
        found.append(moment)
    assert all(earlier < later for earlier, later in pairwise(found))
    for moment in found[1:]:
        wall = wall_clock(moment, zone)
        exists = wall.replace(hour=starts.hour, minute=starts.minute).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert (wall.hour, wall.minute) == (starts.hour, starts.minute) or exists.astimezone(ZoneInfo(zone)).hour != starts.hour
