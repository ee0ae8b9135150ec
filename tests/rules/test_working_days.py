"""Working days: nobody is written to at night or on a weekend."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.working_days import at_work, working_day, working_days_after, works

LONDON = ZoneInfo("Europe/London")


def _said(moment: datetime, zone: str = "Europe/London") -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


def _london(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works_then", "on"),
    [(27, True, 27), (28, False, 30), (29, False, 30), (30, True, 30)],
)
def test_which_days_are_working_days(day: int, works_then: bool, on: int) -> None:
    """Monday to Friday; a Saturday or Sunday counts as the Monday after."""
    assert works(date(2026, 11, day)) is works_then
    assert working_day(date(2026, 11, day)) == date(2026, 11, on)


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        (_london(27, 9), "Fri 27 Nov 09:00"),
        (_london(27, 16, 59), "Fri 27 Nov 16:59"),
        (_london(27, 17), "Mon 30 Nov 09:00"),
        (_london(26, 22), "Fri 27 Nov 09:00"),
        (_london(26, 3), "Thu 26 Nov 09:00"),
        (_london(28, 12), "Mon 30 Nov 09:00"),
        (_london(29, 3), "Mon 30 Nov 09:00"),
    ],
)
def test_when_people_are_at_work(moment: datetime, at: str) -> None:
    """At once in working hours, else on the next morning that is a working day's."""
    assert _said(at_work(moment, "Europe/London")) == at


@pytest.mark.parametrize(
    ("moment", "days", "at"),
    [
        (_london(23, 10), 2, "Wed 25 Nov 10:00"),
        (_london(26, 10, 30), 2, "Mon 30 Nov 10:30"),
        (_london(27, 15), 2, "Tue 01 Dec 15:00"),
        (_london(28, 15), 2, "Wed 02 Dec 09:00"),
        (_london(23, 22), 2, "Thu 26 Nov 09:00"),
        (_london(27, 20), 1, "Tue 01 Dec 09:00"),
        (_london(23, 10), 20, "Mon 21 Dec 10:00"),
        (_london(23, 10), 0, "Mon 23 Nov 10:00"),
        (_london(23, 10, month=10), 2, "Tue 27 Oct 10:00"),
    ],
)
def test_working_days_later(moment: datetime, days: int, at: str) -> None:
    """Weekends are skipped, nights do not count, and the hour on the wall stays the same when the clocks change."""
    assert _said(working_days_after(moment, days, "Europe/London")) == at


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 10),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_it_is_always_a_working_hour_and_never_before(moment: datetime, days: int, zone: str) -> None:
    """Wherever the community is: between nine and five, Monday to Friday, and not too early."""
    at = working_days_after(moment, days, zone)
    wall = at.astimezone(ZoneInfo(zone))

    assert at >= moment
    assert 9 <= wall.hour < 17
    assert wall.weekday() < 5
    assert (wall.date() - moment.astimezone(ZoneInfo(zone)).date()).days >= days
