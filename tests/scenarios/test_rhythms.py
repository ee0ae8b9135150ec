"""What repeats: launched in time, once, whatever clocks do; skipped aloud when too late; seen and stopped by facilitators."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from community.rhythms import MOST, TooManyRhythms
from tests.support.cards import words_of
from tests.support.checkin_players import launches, newest
from tests.support.rhythm_players import bell_hung, plan_ringing, rung
from tests.support.stage import Stage, set_stage

AUTUMN = datetime(2027, 10, 20, 12, 0, tzinfo=UTC)
"""A Wednesday, eleven days before Britain's clocks go back."""


@pytest.fixture(autouse=True)
def bell() -> Iterator[None]:
    with bell_hung():
        yield


@pytest.fixture
async def autumn(database_url: str) -> AsyncIterator[Stage]:
    async with set_stage(database_url, at=AUTUMN) as stage:
        yield stage


def _at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


async def test_every_monday_at_nine_is_nine_on_the_wall(autumn: Stage) -> None:
    """What is launched every Monday at 09:00 is launched at 09:00 before and after the clocks go back, once each time."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")

    await autumn.moves_to(_at(25, 7, 59))
    assert rung(autumn) == []
    await autumn.moves_to(_at(25, 8))
    assert rung(autumn) == ["ding"]
    await autumn.moves_to(_at(1, 8, 59, month=11))  # it was 09:59 on the wall a week ago at this moment
    assert rung(autumn) == ["ding"]
    await autumn.moves_to(_at(1, 9, month=11))
    await autumn.moves(hours=1)

    assert rung(autumn) == ["ding"] * 2
    assert autumn.rows("SELECT what, at FROM due") == [("rhythm", _at(8, 9, month=11).timestamp() * 1000)]


async def test_launched_later_is_launched_once(autumn: Stage) -> None:
    """What was to be launched once, later, is launched then, and is not on the list any more."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=AUTUMN + timedelta(hours=2))
    assert "Once, on Wednesday 20 October at 15:00" in amara.sees(await amara.hears("rhythms"))

    await autumn.moves(hours=2, minutes=1)
    await autumn.moves(days=40)

    assert rung(autumn) == ["ding"]
    assert "Nothing repeats" in amara.sees(await amara.hears("rhythms"))
    assert autumn.count("SELECT count(*) FROM due") == 0
    assert autumn.rows("SELECT plan, state FROM rhythms") == [("", "over")]


async def test_what_begins_now_is_launched_now(autumn: Stage) -> None:
    """Something that repeats from now on is launched at once, and a month later again."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=autumn.now, repeat="monthly")
    await autumn.settles()
    assert rung(autumn) == ["ding"]

    await autumn.moves_to(_at(20, 13, month=11))

    assert rung(autumn) == ["ding", "ding"]


async def test_the_end_of_every_month_is_its_last_day(database_url: str) -> None:
    """What is launched on the 31st is launched on the last day of shorter months."""
    async with set_stage(database_url, at=datetime(2027, 1, 31, 8, 0, tzinfo=UTC)) as stage:
        amara = await stage.opens()
        plan_ringing(stage, amara, "ding", first=datetime(2027, 1, 31, 9, 0, tzinfo=UTC), repeat="monthly")
        await stage.moves(hours=2)
        seen = amara.sees(await amara.hears("rhythms"))

    assert "Every month on day 31, or the last one, at 09:00" in seen
    assert "next Sunday 28 February at 09:00" in seen


@pytest.mark.parametrize("words", ["rhythms", "repeats", "What repeats?"])
async def test_facilitators_see_what_repeats(autumn: Stage, words: str) -> None:
    """Facilitators see what repeats, soonest first, with when it comes round next and who set it up."""
    amara = await autumn.opens()
    assert "Nothing repeats" in amara.sees(await amara.hears(words))
    plan_ringing(autumn, amara, "ding later", first=_at(28, 8), repeat="fortnightly")
    plan_ringing(autumn, amara, "ding [soon](https://example.org)", first=_at(25, 8), repeat="weekly")

    seen = amara.sees(await amara.hears(words))

    assert seen.index("Ring ding [soon](https://example.org)") < seen.index("Ring ding later")
    assert "Every Monday at 09:00 · next Monday 25 October at 09:00 · set up by Amara" in seen
    assert "Every other Thursday at 09:00 · next Thursday 28 October at 09:00" in seen


async def test_only_facilitators_see_and_stop(autumn: Stage) -> None:
    """Members who do not facilitate are told who does; nothing is stopped."""
    amara = await autumn.opens()
    ben = autumn.person("Ben")
    await ben.asks("Has anyone had a similar experience?")
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")
    listed = await amara.hears("rhythms")

    assert "Only a facilitator" in autumn.last_said(await ben.says("rhythms")).text
    assert "Only a facilitator" in (await ben.opens(listed, "Stop")).text

    await autumn.moves_to(_at(25, 8))
    assert rung(autumn) == ["ding"]


async def test_what_is_stopped_is_launched_no_more(autumn: Stage) -> None:
    """A facilitator stops what repeats, after being asked once more; its plan is forgotten. From old cards it stays stopped."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")
    listed = await amara.hears("rhythms")
    form = await amara.opens(listed, "Stop")
    again = await amara.opens(listed, "Stop")
    assert "Every Monday at 09:00" in words_of(form.card or {})

    assert "Stopped" in (await amara.sends(form)).text
    assert "Stopped" in (await amara.sends(again)).text
    assert "ended already" in (await amara.opens(listed, "Stop")).text
    await autumn.moves(days=30)

    assert rung(autumn) == []
    assert autumn.rows("SELECT plan, state FROM rhythms") == [("", "stopped")]
    assert autumn.count("SELECT count(*) FROM due") == 0
    assert "Nothing repeats" in amara.sees(await amara.hears("rhythms"))


async def test_stopping_what_is_over_or_unknown_is_refused(autumn: Stage) -> None:
    """A form that was left open until it was over, or that names something unknown, changes nothing and says so."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=AUTUMN + timedelta(hours=1))
    form = await amara.opens(await amara.hears("rhythms"), "Stop")
    await autumn.moves(hours=1)
    assert "ended already" in (await amara.sends(form)).text
    button = autumn.only_button(form)
    button["data"]["rhythm"] = "somebody else's"
    assert "cannot find" in (await amara.sends(form)).text
    assert rung(autumn) == ["ding"]


async def test_what_was_missed_for_less_than_six_hours_is_done_once(autumn: Stage) -> None:
    """Canopy was down when it was due: within six hours it is launched, once, and nobody is troubled."""
    amara = await autumn.opens()
    told = len(amara.all_told())
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")

    await autumn.moves_to(_at(25, 13, 59))
    await autumn.moves_to(_at(25, 14, 30))

    assert rung(autumn) == ["ding"]
    assert len(amara.all_told()) == told


async def test_what_was_missed_for_longer_is_skipped_aloud(autumn: Stage) -> None:
    """More than six hours late nothing is launched: each facilitator is told what was not, and when it comes round next."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")

    await autumn.moves_to(_at(25, 14, 1))

    told = amara.sees(amara.told())
    assert rung(autumn) == []
    assert "This was not launched" in told
    assert "when it was due: Monday 25 October at 09:00." in told
    assert "next on Monday 1 November at 09:00" in told


@pytest.mark.parametrize(("days", "rings"), [(400, 0), (397, 1)])
async def test_a_clock_that_jumps_brings_no_burst(autumn: Stage, days: int, rings: int) -> None:
    """When the clock jumps more than a year ahead, at most the latest occurrence is done; one message tells of the others."""
    amara = await autumn.opens()
    told = len(amara.all_told())
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")
    assert (AUTUMN + timedelta(days=397)).weekday() == 0

    await autumn.moves(days=days)

    assert rung(autumn) == ["ding"] * rings
    assert len(amara.all_told()) == told + 1
    assert f"{57 - rings} times, last on " in amara.sees(amara.told())
    assert autumn.count("SELECT count(*) FROM due") == 1


async def test_a_launch_that_comes_too_late_for_good_says_so(autumn: Stage) -> None:
    """What was to be launched once and could not be is told, with what to do."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=AUTUMN + timedelta(hours=1))

    await autumn.moves(hours=8)

    assert rung(autumn) == []
    assert "You can launch it by hand" in amara.sees(amara.told())


async def test_clocks_going_back_and_forth_launch_nothing_twice(autumn: Stage) -> None:
    """A machine's clock that jumps an hour ahead and back launches what is due once."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")

    await autumn.moves_to(_at(25, 7, 30))
    await autumn.moves(hours=1)
    await autumn.moves(hours=-1)
    await autumn.moves(hours=1)

    assert rung(autumn) == ["ding"]


async def test_another_time_zone_keeps_nine_o_clock(autumn: Stage) -> None:
    """When the community's time zone is changed, what comes round at nine comes round when its new clocks show nine."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")
    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    await amara.sends(form, time_zone="America/New_York")
    await autumn.settles()

    await autumn.moves_to(_at(25, 12, 59))
    assert rung(autumn) == []
    await autumn.moves_to(_at(25, 13))
    assert rung(autumn) == ["ding"]

    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    await amara.sends(form, time_zone="America/Los_Angeles")
    await autumn.moves(hours=12)
    assert rung(autumn) == ["ding"]  # nine o'clock came again in Los Angeles that day; this Monday was done already


async def test_it_goes_on_when_whoever_set_it_up_has_left(autumn: Stage) -> None:
    """What repeats belongs to the community: it goes on without whoever set it up, and the list says that they left."""
    amara = await autumn.opens()
    ben = autumn.person("Ben")
    await ben.asks("Has anyone had a similar experience?")
    plan_ringing(autumn, ben, "ding", first=_at(25, 8), repeat="weekly")
    await autumn.leaves(ben)

    await autumn.moves_to(_at(25, 8))

    assert rung(autumn) == ["ding"]
    assert "set up by Ben Carter, who has left" in amara.sees(await amara.hears("rhythms"))


async def test_while_canopy_is_away_nothing_is_launched(autumn: Stage) -> None:
    """In a team Canopy was removed from nothing is launched; once it is back, the same is said as if it had been down."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "ding", first=_at(25, 8), repeat="weekly")
    await autumn.teams.event("installationUpdate", action="remove")
    await autumn.moves_to(_at(26, 8))
    assert rung(autumn) == []

    await autumn.teams.install("Amara")
    await autumn.settles()
    assert rung(autumn) == []
    assert "This was not launched" in amara.sees(amara.told())

    await autumn.moves_to(_at(1, 9, month=11))
    assert rung(autumn) == ["ding"]


async def test_a_community_repeats_only_so_much(autumn: Stage) -> None:
    """There is an end to what one community may have going on, and stopping something makes room."""
    amara = await autumn.opens()
    for number in range(MOST):
        plan_ringing(autumn, amara, f"ding {number}", first=_at(25, 8), repeat="weekly")
    with pytest.raises(TooManyRhythms, match="stop one"):
        plan_ringing(autumn, amara, "ding too", first=_at(25, 8), repeat="weekly")
    listed = await amara.hears("rhythms")
    await amara.sends(await amara.opens(listed, "Stop"))
    plan_ringing(autumn, amara, "ding too", first=_at(25, 8), repeat="weekly")


async def test_what_nobody_knows_how_to_launch_is_not_tried_for_ever(autumn: Stage) -> None:
    """Something that this Canopy cannot launch is tried a few times, counted, and keeps nothing else back."""
    amara = await autumn.opens()
    plan_ringing(autumn, amara, "gone", first=_at(25, 8), what="carrier pigeon")
    plan_ringing(autumn, amara, "ding", first=_at(25, 8))

    await autumn.moves_to(_at(25, 8))
    assert rung(autumn) == ["ding"]
    for _ in range(8):
        await autumn.moves(hours=3)

    assert autumn.rows("SELECT what, tries, failed FROM due") == [("carrier pigeon.launch", 8, True)]
    autumn.faults_expected = 8


async def test_a_weekly_check_in_keeps_its_hour(database_url: str) -> None:
    """A check-in launched at nine on a Monday to come back weekly is there at nine on the Monday after the clocks went back."""
    async with set_stage(database_url, at=_at(25, 8)) as stage:
        amara = await stage.opens()
        await launches(amara, "Mood", repeat="weekly", closes="in 2 days")
        await stage.settles()
        assert stage.count("SELECT count(*) FROM checkins") == 1
        assert "Every Monday at 09:00 · next Monday 1 November at 09:00" in amara.sees(await amara.hears("rhythms"))

        await stage.moves_to(_at(1, 8, 59, month=11))
        assert stage.rows("SELECT state FROM checkins") == [("closed",)]
        await stage.moves_to(_at(1, 9, month=11))

        assert sorted(stage.rows("SELECT state FROM checkins")) == [("closed",), ("open",)]
        assert "How are you, today?" in newest(stage).words
