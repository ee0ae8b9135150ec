"""Launching a check-in: in one line, with a form, from the box one writes in, and by the clock."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.support.cards import fields_of, words_of
from tests.support.checkin_players import Checkin, all_answer, answers, begins, ends, launch_form, launches, newest
from tests.support.players import kept, read
from tests.support.stage import Stage


async def test_one_line_launches_at_once(stage: Stage) -> None:
    """`check-in: mood` puts the card into that thread; `check-in: confidence about …` fills in the topic."""
    amara = await stage.opens()

    message = await amara.says("check-in: mood")
    assert "How are you, today?" in words_of(stage.last_said(message).cards[0])
    assert stage.last_said(message).root == message.root

    for words in ("check-in: confidence about best interests meetings", "Check in: Confidence: best interests meetings"):
        assert "How confident do you feel about best interests meetings?" in (await begins(amara, words)).words
    assert stage.count("SELECT count(*) FROM checkins WHERE mode = 'anonymous'") == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check-in: tea", "I do not know a check-in called “tea”. Write @Canopy check-in to see which there are."),
        ("check-in:", "I do not know a check-in called “”"),
        ("check-in: confidence", "Please say what, for example: best interests meetings."),
        ("check-in: confidence about " + "x" * 200, "200 characters long"),
    ],
)
async def test_a_line_that_is_not_clear_launches_nothing(stage: Stage, words: str, said: str) -> None:
    """A kind nobody knows, a topic that is missing or long: a sentence."""
    amara = await stage.opens()

    assert said in (await amara.hears(words)).text
    assert stage.count("SELECT count(*) FROM checkins") == 0


async def test_a_message_that_launched_one_launches_no_second(stage: Stage) -> None:
    """Edited, it is told so; a message that nothing came of is heard anew."""
    amara = await stage.opens()
    message = await amara.says("check-in: moood")
    await amara.edits(message, "@Canopy check-in: mood")
    assert "How are you, today?" in words_of(stage.last_said(message).cards[0])

    await amara.edits(message, "@Canopy check-in: shelter")

    assert "stays as it is" in stage.last_said(message).text
    assert stage.count("SELECT count(*) FROM checkins") == 1


async def test_facilitators_launch(stage: Stage) -> None:
    """Anybody else reads whom to ask, whichever way they try."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    card = await amara.hears("check-in")

    for said in (await ben.hears("check-in"), await ben.hears("check-in: mood")):
        assert "Only a facilitator of MCA community can do that. Ask one of them: Amara Osei." in said.text
    for title in ("Mood", "Make your own"):
        assert "Only a facilitator" in read(await ben.opens(card, title))
    form = await amara.opens(card, "Mood")
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), {"closes": "in 3 days", "repeat": ""})
    assert "Only a facilitator" in read(sent)
    assert stage.count("SELECT count(*) FROM checkins") == 0


async def test_the_form_asks_what_the_kind_needs(stage: Stage) -> None:
    """Wellbeing is always anonymous, and says so; confidence asks about what, and whether with names."""
    amara = await stage.opens()

    mood = await launch_form(amara, "Mood")
    assert set(fields_of(mood.card or {})) == {"closes", "repeat"}
    assert "Wellbeing check-ins are always anonymous" in read(mood)
    assert (kept(mood, "closes"), kept(mood, "repeat")) == ("in 3 days", "once")

    confidence = await launch_form(amara, "Confidence")
    assert set(fields_of(confidence.card or {})) == {"topic", "named", "closes", "repeat"}


async def test_the_form_launches_in_a_thread_of_its_own(stage: Stage) -> None:
    """Once, however often Teams sends it."""
    amara = await stage.opens()

    checkin = await launches(amara, "Confidence", topic="best interests meetings", named="true", closes="in 5 days")
    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert "How confident do you feel about best interests meetings?" in checkin.words
    assert "With names: members can see who answered what" in checkin.words
    assert checkin.card.root == checkin.card.id
    assert stage.count("SELECT count(*) FROM checkins") == 1


async def test_wellbeing_is_anonymous_whatever_is_sent(stage: Stage) -> None:
    """A form that claims names for a wellbeing kind gets none."""
    amara = await stage.opens()
    form = await launch_form(amara, "Mood")

    made_up = {"closes": "in 3 days", "repeat": "", "named": "true", "mode": "named"}
    await stage.teams.submit_form(amara.member, form, stage.only_button(form), made_up)
    await stage.settles()

    assert stage.rows("SELECT mode, wellbeing FROM checkins")[0][0] == "anonymous"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"topic": " "}, "Please say what"),
        ({"topic": "x", "closes": "when pigs fly"}, "I cannot tell when “when pigs fly” is."),
        ({"topic": "x", "closes": "in 40 days"}, "Anonymous answers are kept for 30 days at most."),
        ({"topic": "x", "closes": "in 40 days", "repeat": "weekly"}, "Anonymous answers are kept for 30 days at most."),
        ({"topic": "x", "closes": "yesterday"}, "has passed already"),
        ({"topic": "x", "repeat": "hourly"}, "I do not know how often that is."),
    ],
)
async def test_a_form_that_cannot_be_launched_comes_back(stage: Stage, inputs: dict[str, str], said: str) -> None:
    """With what was typed in it, and a sentence."""
    amara = await stage.opens()

    sent = await amara.sends(await launch_form(amara, "Confidence"), **inputs)

    assert said in read(sent)
    assert kept(sent, "topic") == inputs["topic"]
    assert stage.count("SELECT count(*) FROM checkins") == 0


async def test_named_rounds_may_be_open_for_longer(stage: Stage) -> None:
    """The thirty days are for anonymous answers."""
    amara = await stage.opens()

    await launches(amara, "Confidence", topic="hoarding", named="true", closes="in 40 days")

    assert stage.count("SELECT count(*) FROM checkins") == 1


async def test_the_box_one_writes_in_launches_too(stage: Stage) -> None:
    """From there one chooses the kind, then the form of that kind comes."""
    amara = await stage.opens()
    card = await amara.hears("check-in")
    button = amara.button(card, "Mood")

    composed = {**button, "data": {**button["data"], "verb": "compose.checkin"}}
    chosen = await amara.sends(await amara.opens_old(card, composed), kind="shelter")
    sent = await amara.sends(chosen)

    assert sent.kind == "closed"
    assert "How heavy is it for you" in Checkin(stage, stage.posted()[-1]).words


async def test_from_the_private_chat_it_goes_to_the_channel(stage: Stage) -> None:
    """A facilitator launches in 1:1 too; the card is in the channel, and they are told so."""
    amara = await stage.opens()

    told = await amara.whispers("check-in: mood")
    assert "on its way to MCA community" in told.text
    assert "How are you, today?" in Checkin(stage, stage.posted()[-1]).words

    card = await amara.whispers("check-in")
    sent = await amara.sends(await amara.opens(card, "Shelter"))
    assert "on its way" in sent.text
    assert "How heavy" in Checkin(stage, stage.posted()[-1]).words


async def test_a_check_in_that_repeats(stage: Stage) -> None:
    """It begins now and comes round each week; a round that is still open is closed before the next begins."""
    amara = await stage.opens()
    first = await launches(amara, "Mood", closes="in 10 days", repeat="weekly")
    await all_answer(stage, first, 4, 4, 4, 4, 4)

    await stage.moves(days=7, minutes=5)

    second = newest(stage)
    assert second.card is not first.card
    assert "around “Good”" in first.words
    assert "Fewer than 5 have answered" in second.words
    assert stage.rows("SELECT state FROM checkins ORDER BY launched_at") == [("closed",), ("open",)]
    await answers(stage.person("Ben"), second, 3)


async def test_a_repeat_with_a_date_in_its_closing_time_goes_on(stage: Stage) -> None:
    """“27 November” has passed when it comes round again: then it closes after three days."""
    amara = await stage.opens()
    tomorrow = stage.now + timedelta(days=1)
    await launches(amara, "Mood", closes=f"{tomorrow.day} {tomorrow:%B} 12:00", repeat="weekly")

    await stage.moves(days=7, minutes=5)

    [(opened, closes)] = stage.rows("SELECT launched_at, closes_at FROM checkins WHERE state = 'open'")
    assert stage.count("SELECT count(*) FROM checkins") == 2
    assert timedelta(days=2) < timedelta(milliseconds=closes - opened) < timedelta(days=4)


async def test_a_repeat_whose_kind_was_deleted_is_told_to_the_facilitators(stage: Stage) -> None:
    """Nothing is launched, and nothing fails silently."""
    amara = await stage.opens()
    form = await amara.opens(await amara.hears("check-in"), "Make your own")
    await amara.sends(
        form, label="Energy", question="How much energy?", first="None", last="Plenty", wellbeing="true", heavy="first"
    )
    chosen = await amara.sends(await launch_form(amara, "Another one"), kind=_slug(stage))
    await amara.sends(chosen, repeat="weekly")
    drop = await amara.opens(await amara.hears("check-in"), "Delete one of your own")
    await amara.sends(drop, kind=_slug(stage))

    await stage.moves(days=7, minutes=5)

    assert "could not be launched: its kind was deleted" in amara.sees(amara.told())
    assert stage.count("SELECT count(*) FROM checkins") == 1


async def test_old_rounds_keep_the_words_they_were_launched_with(stage: Stage) -> None:
    """What is stored of a round is all it needs to be shown for years."""
    amara = await stage.opens()
    checkin = await begins(amara)
    [(scale,)] = stage.rows("SELECT scale FROM checkins")
    assert json.loads(scale)["points"][0] == "Very low"
    await ends(amara, checkin)
    assert "How are you, today?" in checkin.words


def _slug(stage: Stage) -> str:
    return str(stage.rows("SELECT kind FROM checkin_kinds")[0][0])
