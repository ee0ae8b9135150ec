"""Calling on who knows: an ask that nobody answers is put to two people in private, then to the facilitators."""

from __future__ import annotations

import pytest

from tests.support.call_players import COULD_YOU, HOARDING, UNANSWERED, called, calls_to, on_a_monday, settles_calls
from tests.support.players import read
from tests.support.profile_players import writes_profile
from tests.support.stage import Stage


async def knowing(stage: Stage, *names: str) -> None:
    """These people say that one can ask them about hoarding."""
    for name in names:
        await writes_profile(stage.person(name), can_help="hoarding")


async def test_after_two_working_days_two_who_know_are_asked_in_private(stage: Stage) -> None:
    """Once each; the channel hears nothing, and the ask's own member is not called on."""
    await stage.opens()
    await knowing(stage, "Ben", "Chidi", "Dana", "Efe")
    await on_a_monday(stage)
    ask = await stage.person("Ben").asks(HOARDING)
    before = len(stage.posted())

    await stage.moves(days=1, hours=23)
    assert called(stage, ask) == []
    await stage.moves(hours=2)

    assert [state for _, state in called(stage, ask)] == ["called", "called"]
    names = [name for name, _ in called(stage, ask)]
    assert "Ben" not in names
    told = calls_to(stage.person(names[0]))
    assert len(told) == 1
    said = stage.person(names[0]).sees(told[0])
    assert "Ben Carter asks in" in said
    assert HOARDING in said
    assert len(stage.posted()) == before


async def test_then_the_facilitators_are_told_once(stage: Stage) -> None:
    """After as many days again; and then no more is said of it."""
    amara = await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ask = await stage.person("Ben").asks(HOARDING)
    await stage.moves(days=2, hours=1)
    assert called(stage, ask) == [("Chidi", "called")]

    await stage.moves(days=2, hours=1)
    [told] = calls_to(amara, UNANSWERED)
    assert "I asked 1 colleague who may know, in private." in amara.sees(told)
    assert "Chidi" not in amara.sees(told)

    await stage.moves(days=30)
    assert len(calls_to(amara, UNANSWERED)) == 1
    assert called(stage, ask) == [("Amara", "facilitator"), ("Chidi", "called")]


async def test_weekends_do_not_count(stage: Stage) -> None:
    """Asked on a Friday, nobody is called on before Tuesday."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    await stage.moves(days=4)
    ask = await stage.person("Ben").asks(HOARDING)

    await stage.moves(days=3, hours=20)
    assert called(stage, ask) == []
    await stage.moves(hours=5)

    assert called(stage, ask) == [("Chidi", "called")]


async def test_i_can_help_opens_the_form_and_the_answer_is_in_the_thread(stage: Stage) -> None:
    """From the private message one answers where everybody reads it; then the message says thank you."""
    await stage.opens()
    await knowing(stage, "Chidi", "Dana")
    await on_a_monday(stage)
    ask = await stage.person("Ben").asks(HOARDING)
    await stage.moves(days=2, hours=1)
    chidi, dana = stage.people("Chidi", "Dana")
    [call], [other] = calls_to(chidi), calls_to(dana)

    form = await chidi.opens(call, "I can help")
    await chidi.sends(form, answer="We went with the fire service.")

    assert any("We went with the fire service." in said for said in ask.thread)
    assert chidi.sees(call) == "Thank you. Your answer is in the thread."
    assert dana.sees(other) == "This ask does not need you any more. Thank you all the same."
    await stage.moves(days=10)
    assert calls_to(stage.person("Amara"), UNANSWERED) == []


async def test_not_now_is_respected(stage: Stage) -> None:
    """For four weeks somebody is called on for nothing."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    first = await ben.asks(HOARDING)
    await stage.moves(days=2, hours=1)
    [call] = calls_to(chidi)

    await chidi.presses(call, "Not now")
    assert "I do not call on you for the next four weeks." in chidi.sees(call)
    assert called(stage, first) == [("Chidi", "not_now")]
    await stage.moves(days=19)
    second = await ben.asks("Has anyone had a similar experience with hoarding and pets?")
    await stage.moves(days=4)
    assert ("Chidi", "called") not in called(stage, second)

    await stage.moves(days=10)
    assert ("Chidi", "called") in called(stage, second), "four weeks are over, and it is still not answered"


async def test_nobody_is_called_on_more_than_once_a_week(stage: Stage) -> None:
    """Of two asks on one day, one calls; facilitators too hear of one a week, and of the other later."""
    amara = await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.asks(HOARDING)
    await ben.asks("Has anyone had a similar experience with hoarding and pets?")

    await stage.moves(days=2, hours=1)
    assert len(calls_to(chidi)) == 1
    assert len(calls_to(amara, UNANSWERED)) == 1, "nobody else could be asked about the other"

    await stage.moves(days=4)
    assert len(calls_to(amara, UNANSWERED)) == 1
    await stage.moves(days=5)
    assert len(calls_to(amara, UNANSWERED)) == 2
    assert len(calls_to(chidi)) == 1


@pytest.mark.parametrize("how", ["answered", "closed", "withdrawn", "deleted"])
async def test_an_ask_that_needs_nobody_calls_on_nobody(stage: Stage, how: str) -> None:
    """Answered, closed, withdrawn or deleted in time: nobody is asked."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ben, dana = stage.people("Ben", "Dana")
    ask = await ben.asks(HOARDING)

    if how == "answered":
        await dana.helps(ask, "Ask the fire service.")
    elif how == "closed":
        await ben.closes(ask)
    elif how == "withdrawn":
        await ben.withdraws(ask)
    else:
        await ben.deletes(ask.question)
    await stage.moves(days=10)

    assert stage.count("SELECT count(*) FROM calls") == 0
    assert calls_to(stage.person("Chidi")) == []


async def test_withdrawing_takes_the_words_out_of_private_messages_too(stage: Stage) -> None:
    """Nothing of a withdrawn ask is left anywhere."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(HOARDING)
    await stage.moves(days=2, hours=1)
    [call] = calls_to(chidi)

    await ben.withdraws(ask)

    assert chidi.sees(call) == "This ask does not need you any more. Thank you all the same."
    assert "refuses help" not in stage.everything_kept()


async def test_an_ask_without_a_name_stays_without_one(stage: Stage) -> None:
    """Its asker is not called on though they know, whoever is called on reads no name, and all facilitators are told alike."""
    amara = await stage.opens()
    await amara.allows_asking_without_a_name()
    await knowing(stage, "Ben", "Chidi")
    await on_a_monday(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    form = await ben.opens(await ben.whispers("help"), "Ask a question")
    ask = await ben.asks_through(form, question=HOARDING, unnamed="true")

    await stage.moves(days=2, hours=1)

    assert called(stage, ask) == [("Chidi", "called")]
    [call] = calls_to(chidi)
    assert "Ben" not in chidi.sees(call)
    await stage.moves(days=2, hours=1)
    assert "Ben" not in amara.sees(calls_to(amara, UNANSWERED)[0])


async def test_a_facilitator_who_asked_without_a_name_is_told_as_the_others_are(stage: Stage) -> None:
    """Whoever is left out would be known to the others."""
    amara = await stage.opens()
    await amara.allows_asking_without_a_name()
    await on_a_monday(stage)
    form = await amara.opens(await amara.whispers("help"), "Ask a question")
    await amara.asks_through(form, question=HOARDING, unnamed="true")
    await amara.asks("Has anyone had a similar experience with hoarding and pets?")

    await stage.moves(days=15)

    [told] = calls_to(amara, UNANSWERED)
    assert HOARDING in amara.sees(told), "of her own, asked with her name, she is not told"


async def test_who_left_is_not_called_on(stage: Stage) -> None:
    """Leavers are left alone at once."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ask = await stage.person("Ben").asks(HOARDING)
    await stage.leaves(stage.person("Chidi"))

    await stage.moves(days=2, hours=1)

    assert called(stage, ask) == [("Amara", "facilitator")]
    assert "I found nobody whom I could ask in private." in stage.person("Amara").sees(
        calls_to(stage.person("Amara"), UNANSWERED)[0]
    )


async def test_facilitators_settle_the_number_of_days(stage: Stage) -> None:
    """0 is never; what waits begins to count anew; words that are no number are refused, and members change nothing."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    shown = await ben.hears("calls")
    assert "After 2 working days without an answer I ask up to 2 colleagues who may know" in ben.sees(shown)
    assert "Ask one of them: Amara Osei." in read(await ben.opens(shown, "Change it"))
    assert "I cannot read “soon” as a number of working days." in read(await settles_calls(amara, "soon"))

    assert (await settles_calls(amara, "0")).kind == "closed"
    assert "I call on nobody." in ben.sees(await ben.hears("calls"))
    ask = await ben.asks(HOARDING)
    await stage.moves(days=7)
    assert called(stage, ask) == []

    await settles_calls(amara, "1")
    await stage.moves(days=1, hours=1)
    assert called(stage, ask) == [("Chidi", "called")]


async def test_an_ask_whose_kind_is_chosen_later_waits_from_then_on(stage: Stage) -> None:
    """What is being set up calls on nobody."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ben = stage.person("Ben")
    ask = await ben.asks("Hoarding and tenancy agreements")
    await stage.moves(days=7)
    assert stage.count("SELECT count(*) FROM calls") == 0

    await ben.presses(ask.card, "Ask", kind="experience")
    await stage.moves(days=2, hours=1)

    assert called(stage, ask) == [("Chidi", "called")]


async def test_a_call_is_answered_by_whom_it_was_to(stage: Stage) -> None:
    """Somebody else's press of an old card changes nothing."""
    await stage.opens()
    await knowing(stage, "Chidi")
    await on_a_monday(stage)
    ask = await stage.person("Ben").asks(HOARDING)
    await stage.moves(days=2, hours=1)
    chidi, dana = stage.people("Chidi", "Dana")
    [call] = calls_to(chidi)
    button = chidi.button(call, "Not now")

    mine = await dana.whispers("help")
    answer = await dana.presses_old(mine, button)

    assert "I did not call on you for this ask." in answer.text
    assert called(stage, ask) == [("Chidi", "called")]
    assert COULD_YOU in chidi.sees(call)
