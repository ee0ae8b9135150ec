"""The end of a check-in: closed by hand or by the clock, given more time, withdrawn; and what came of it."""

from __future__ import annotations

from store.ballots import Ballots
from tests.support.cards import elements
from tests.support.checkin_players import EVERYBODY, Checkin, all_answer, answers, begins, ends, launches, writes
from tests.support.players import read
from tests.support.stage import Stage

TOO_FEW = "Fewer than 5 people answered, so nothing is shown."


async def _crowd_answers(stage: Stage, checkin: Checkin, *points: int) -> None:
    for number, point in enumerate(points):
        who = stage.person(EVERYBODY[number]) if number < len(EVERYBODY) else await stage.joins(f"Guest {number} Okoro")
        await answers(who, checkin, point)


async def test_it_closes_when_its_time_has_come(stage: Stage) -> None:
    """Three days after it was launched, by itself; the results are on its card and a line is in its thread."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 1, 2, 2, 2, 3)

    await stage.moves(days=2)
    assert checkin.state == "open"
    await stage.moves(days=1, hours=2)

    assert "Most answers were around “Low”, and answers were close together." in checkin.words
    assert "Most answers were around “Low”" in checkin.thread[-1]
    assert checkin.state == "closed"
    assert stage.keys() == set()


async def test_fewer_than_five_answers_are_not_shown(stage: Stage) -> None:
    """Not how many, not how: neither on the card nor in what is kept. Nothing is posted about it."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 1, 2, 3, 4)
    await writes(stage.person("Ben"), checkin, 1, "CANARY")

    await ends(amara, checkin)

    assert TOO_FEW in checkin.words
    assert checkin.bars is None
    assert checkin.thread == []
    assert "CANARY" not in stage.everything_kept()
    [(results,)] = stage.rows("SELECT results FROM checkins")
    assert results == '{"lost_key":false,"answered":null,"counts":[],"middle":null,"spread":null,"comments":[]}'


async def test_few_wellbeing_answers_are_told_in_words(stage: Stage) -> None:
    """From five to seven answers: the middle and the spread, no bars, and no number for any point, on the card or in store."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 1, 1, 1, 5, 5)

    await ends(amara, checkin)

    assert "The middle was around “Very low”, and answers were far apart." in checkin.words
    assert checkin.bars is None
    assert '"counts":[]' in stage.rows("SELECT results FROM checkins")[0][0]


async def test_eight_wellbeing_answers_are_drawn(stage: Stage) -> None:
    """With bars, and words that say the same for clients that draw none."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await _crowd_answers(stage, checkin, 1, 2, 2, 3, 3, 3, 4, 5)

    await ends(amara, checkin)

    assert checkin.bars == [1, 2, 3, 1, 1]
    [chart] = [element for element in elements(checkin.card.cards[0]) if element.get("type") == "Chart.HorizontalBar"]
    said = str(chart["fallback"])
    for words in ("1 · Very low", "3 · In between", "3 (38%)", "2 (25%)"):
        assert words in said


async def test_five_answers_about_confidence_are_drawn(stage: Stage) -> None:
    """What is not wellbeing is drawn from five answers on."""
    amara = await stage.opens()
    checkin = await begins(amara, "check-in: confidence about hoarding")
    await all_answer(stage, checkin, 2, 2, 3, 4, 5)

    await ends(amara, checkin)

    assert checkin.bars == [0, 2, 1, 1, 1]


async def test_comments_come_after_closing_in_no_order(stage: Stage) -> None:
    """From five answers on, apart from the points they were written with."""
    amara = await stage.opens()
    checkin = await begins(amara)
    written = ["alpha", "bravo", "charlie", "delta", "echo"]
    for name, comment in zip(EVERYBODY, written, strict=True):
        await writes(stage.person(name), checkin, 3, comment)
    assert "alpha" not in checkin.words

    await ends(amara, checkin)

    shown = [comment for line in checkin.words.split("\n") for comment in written if line == f"“{comment}”"]
    assert sorted(shown) == written
    assert "Comments, in no order" in checkin.words
    assert "[3" not in stage.rows("SELECT results FROM checkins")[0][0].split("comments")[1]


async def test_a_named_round_is_counted_at_once(stage: Stage) -> None:
    """However few answered; the card shows the bars and no name."""
    amara = await stage.opens()
    checkin = await launches(amara, "Confidence", topic="hoarding", named="true")
    await all_answer(stage, checkin, 2, 4)

    await ends(amara, checkin)

    assert checkin.bars == [0, 1, 0, 1, 0]
    assert "2 people answered." in checkin.words
    assert "Ben" not in checkin.words
    nobody = await launches(amara, "Confidence", topic="tea", named="true")
    await ends(amara, nobody)
    assert "Nobody answered." in nobody.words


async def test_only_facilitators_manage(stage: Stage) -> None:
    """Anybody else reads whom to ask, and nothing changes; also with a form that was made up."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)

    assert "Only a facilitator" in read(await ben.opens(checkin.card, "Manage"))
    form = await amara.opens(checkin.card, "Manage")
    for button in (form.card or {})["actions"]:
        sent = await stage.teams.submit_form(ben.member, form, button, {"closes": "in 1 day"})
        assert "Only a facilitator" in read(sent)
    assert checkin.state == "open"


async def test_more_time(stage: Stage) -> None:
    """The new time is on the card and is kept; words that say no time, or too late a time, come back."""
    amara = await stage.opens()
    checkin = await begins(amara)
    form = await amara.opens(checkin.card, "Manage")

    assert "I cannot tell when" in read(await amara.sends(form, "Change the time", closes="soonish"))
    assert "30 days at most" in read(await amara.sends(form, "Change the time", closes="in 31 days"))
    assert "It closes " in (await amara.sends(form, "Change the time", closes="in 6 days")).text
    await stage.moves(days=5)
    assert checkin.state == "open"
    await stage.moves(days=1, hours=2)

    assert checkin.state == "closed"


async def test_thirty_days_count_from_the_launch(stage: Stage) -> None:
    """An anonymous round cannot be extended for ever, a few days at a time."""
    amara = await stage.opens()
    checkin = await begins(amara)
    form = await amara.opens(checkin.card, "Manage")
    await amara.sends(form, "Change the time", closes="in 29 days")
    await stage.moves(days=20)

    sent = await amara.sends(await amara.opens(checkin.card, "Manage"), "Change the time", closes="in 15 days")

    assert "30 days at most" in read(sent)


async def test_withdrawing_deletes_the_answers(stage: Stage) -> None:
    """Asked once more, then gone: nobody sees an answer, no key and no box is left, and an old button says so."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    for words in ("check-in: mood", "check-in: shelter"):
        checkin = await begins(amara, words)
        old = next(iter(ben.buttons(checkin.card).values()))
        await all_answer(stage, checkin, 1, 1, 1, 1, 1)

        asked = await amara.sends(await amara.opens(checkin.card, "Manage"), "Withdraw")
        assert "All answers to it are deleted" in read(asked)
        assert (await amara.sends(asked)).kind == "closed"

        assert "This check-in was withdrawn." in checkin.words
        assert checkin.buttons == []
        assert "was withdrawn, so nothing was changed" in (await ben.presses_old(checkin.card, old)).text
    assert stage.keys() == set()


async def test_withdrawing_a_named_round(stage: Stage) -> None:
    """Its answers are deleted too, and with them what it was about."""
    amara = await stage.opens()
    checkin = await launches(amara, "Confidence", topic="hoarding", named="true")
    await writes(stage.person("Ben"), checkin, 1, "CANARY")

    asked = await amara.sends(await amara.opens(checkin.card, "Manage"), "Withdraw")
    await amara.sends(asked)

    assert "CANARY" not in stage.everything_kept()
    assert "hoarding" not in stage.everything_kept().lower()
    assert stage.count("SELECT count(*) FROM checkin_answers") == 0


async def test_what_is_over_stays_over(stage: Stage) -> None:
    """Closing twice, extending or withdrawing what is closed: a sentence, and nothing changed."""
    amara = await stage.opens()
    checkin = await begins(amara)
    form = await amara.opens(checkin.card, "Manage")
    await amara.sends(form, "Close now")
    await stage.comes_again()
    await stage.comes_again(new_id=True)
    kept = stage.rows("SELECT * FROM checkins")

    for title in ("Close now", "Change the time", "Withdraw"):
        assert "closed already. Nothing was changed." in read(await amara.sends(form, title, closes="in 2 days"))

    assert stage.rows("SELECT * FROM checkins") == kept
    assert "Manage" not in checkin.buttons


async def test_closing_goes_on_where_it_was_killed(stage: Stage) -> None:
    """Stopped after the box was sealed and before what was in it was kept: the count is done anew, and comes to the same."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 2, 2, 2, 2, 3)
    box, ballots = f"checkin:{checkin.id}", Ballots(stage.rules.database)
    stage.change("UPDATE checkins SET state = 'closing', closed_at = :now", now=round(stage.now.timestamp() * 1000))
    assert len(ballots.seal(box)) == 5
    told = await answers(stage.person("Ben"), checkin, 1)
    assert "This check-in is closed" in told.text

    _put_down(stage, checkin, "checkin.count")
    await stage.moves(minutes=1)

    assert "Most answers were around “Low”, and answers were close together." in checkin.words
    assert checkin.state == "closed"
    assert not ballots.boxes()
    assert stage.keys() == set()
    ballots.close()


async def test_a_step_of_closing_that_is_done_again_changes_nothing(stage: Stage) -> None:
    """Counting and destroying are put down on the clock; whichever is done again, the results stay as they were."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 3, 3, 3, 3, 3)
    await ends(amara, checkin)
    words = checkin.words

    for what in ("checkin.count", "checkin.burn", "checkin.close"):
        _put_down(stage, checkin, what)
    await stage.moves(minutes=1)

    assert checkin.words == words
    assert checkin.state == "closed"
    assert stage.keys() == set()


def _put_down(stage: Stage, checkin: Checkin, what: str) -> None:
    """Put work on the clock behind Canopy's back."""
    [(tenant, community)] = stage.rows("SELECT tenant_id, community_id FROM checkins")
    stage.change(
        "INSERT INTO due (tenant_id, community_id, id, what, about, at, planned, tries, failed) "
        "VALUES (:tenant, :community, :id, :what, :about, 0, 0, 0, false)",
        tenant=tenant, community=community, id=f"{what}:{checkin.id}", what=what, about=checkin.id,
    )  # fmt: skip
