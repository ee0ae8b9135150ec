"""Double clicks, what Teams sends again, and buttons of cards from another time: one effect, and always an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.answers import Answer, Form
from tests.support.cards import Json
from tests.support.players import Ask, Player, answers_of, read
from tests.support.stage import Stage, same_answer

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
UNCLEAR = "fluctuating capacity and tenancy agreements"
GONE = "That ask is not here any more. Nothing was changed."
Act = Callable[[Player, Ask], Awaitable[Answer | Form]]


async def _asks_through_a_form(ben: Player, _ask: Ask) -> Form:
    return await ben.sends(await ben.opens(await ben.hears("help"), "Ask a question"), question="visit: your hub?")


async def _answers(ben: Player, ask: Ask) -> Form:
    return await ben.helps(ask, "Found it myself.")


async def _marks(ben: Player, ask: Ask) -> Form:
    return await ben.says_what_helped(ask, "Chidi")


async def _closes(ben: Player, ask: Ask) -> Form:
    return await ben.closes(ask, "We wait.")


async def _withdraws(ben: Player, ask: Ask) -> Form:
    return await ben.withdraws(ask)


async def _changes_the_kind(ben: Player, ask: Ask) -> Form:
    return await ben.sends(await ben.opens(ask.card, "Change the kind"), kind="visit")


async def _says_same(ben: Player, ask: Ask) -> Answer:
    return await ben.presses(ask.card, "Same here")


async def _lists_asks(ben: Player, _ask: Ask) -> Answer:
    return await ben.presses(await ben.hears("help"), "See open asks")


def _effects(stage: Stage) -> list[Any]:
    """What was done, as members would see it: rows and posts, without what only counts changes."""
    columns = "kind, question, state, same_here, answers, learned"
    asked = stage.rows(f"SELECT {columns} FROM asks ORDER BY asked_at, ask_id")  # noqa: S608
    answered = stage.rows("SELECT answer, helped FROM answers ORDER BY answered_at, answer_id")
    return [asked, answered, len(stage.posted())]


@pytest.mark.parametrize(
    "act", [_asks_through_a_form, _answers, _marks, _closes, _withdraws, _changes_the_kind, _says_same, _lists_asks]
)
async def test_what_teams_sends_again_has_one_effect_and_the_same_answer(stage: Stage, act: Act) -> None:
    """Whatever is pressed or sent, when it comes again, under its id or a new one, nothing changes and the answer is the same."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")

    first = await act(ben, ask)
    done = _effects(stage)
    again = [await stage.comes_again(new_id=new_id) for new_id in (False, True, False)]

    assert all(same_answer(first, one) for one in again)
    assert _effects(stage) == done


async def test_a_message_that_comes_again_is_heard_once(stage: Stage) -> None:
    """A question that Teams delivers again is asked once, and what is said about it is said once."""
    await stage.opens()

    for words in (CLEAR, UNCLEAR, "x" * 3_000):
        await stage.person("Ben").says(words)
        done = _effects(stage)
        for new_id in (False, True):
            await stage.comes_again(new_id=new_id)
            assert _effects(stage) == done


async def test_a_choice_of_kind_that_comes_again_is_made_once(stage: Stage) -> None:
    """The chooser's answer is the same each time, and the ask is posted once."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)

    first = await ben.presses(ask.card, "Ask", kind="visit")

    for new_id in (False, True):
        assert same_answer(first, await stage.comes_again(new_id=new_id))
    assert len(stage.posted()) == 1


async def test_a_double_click_counts_once(stage: Stage) -> None:
    """Two presses of the same button at the same moment are one; two people's presses are two."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    button = chidi.button(ask.card, "Same here")

    answers = await asyncio.gather(
        *(stage.teams.press(who.member, ask.card, button) for who in (chidi, chidi, dana, dana, chidi))
    )
    await stage.settles()

    assert {answer.kind for answer in answers} == {"card"}
    assert "Same here · 2" in ask.buttons
    assert stage.count("SELECT count(*) FROM same_here") == 2


async def test_many_people_at_once_are_all_counted(stage: Stage) -> None:
    """Nobody's press or answer is lost when everybody acts in the same second."""
    await stage.opens()
    everybody = stage.people("Amara", "Ben", "Chidi", "Dana", "Efe", "Farah")
    ask = await everybody[1].asks(CLEAR)
    forms = [await one.opens(ask.card, "I can help") for one in everybody]
    same = everybody[0].button(ask.card, "Same here")

    await asyncio.gather(
        *(stage.teams.press(one.member, ask.card, same) for one in everybody),
        *(stage.teams.submit_form(one.member, form, stage.only_button(form), {"answer": f"{one} was there", "link": ""})
          for one, form in zip(everybody, forms, strict=True)),
    )  # fmt: skip
    await stage.settles()

    assert "Same here · 6" in ask.buttons
    assert "6 answers" in ask.words
    assert len(ask.thread) == 6


async def test_an_edit_takes_nothing_from_those_who_press_meanwhile(stage: Stage) -> None:
    """The asker edits the message while others press: the card has the new words, and everybody is counted."""
    await stage.opens()
    ben, *others = stage.people("Ben", "Amara", "Chidi", "Dana", "Efe", "Farah")
    ask = await ben.asks(CLEAR)

    for times in range(1, 6):
        same = ben.button(ask.card, "Same here")
        presses = [stage.teams.press(one.member, ask.card, same) for one in others]
        await asyncio.gather(*presses, stage.teams.edit(ben.member, ask.question, CLEAR + "?" * times))
        await stage.settles()
        assert f"{CLEAR}{'?' * times}\n" in ask.words
        assert ("Same here · 5" in ask.buttons) == bool(times % 2)


async def test_a_press_on_the_card_as_it_is_now_is_a_new_press(stage: Stage) -> None:
    """Only the same press is the same: pressing the button that came back takes it back, and so on."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    for standing in (1, 0, 1, 0):
        await chidi.presses(ask.card, "Same here")
        assert ("Same here · 1" in ask.buttons) == bool(standing)


async def _old_buttons(player: Player, ask: Ask) -> list[Json]:
    return [button for button in player.buttons(ask.card).values() if button["type"] != "Action.OpenUrl"]


async def _pressed(player: Player, ask: Ask, button: Json) -> str:
    if button["type"] == "Action.Execute":
        answer = await player.presses_old(ask.card, button, kind="problem")
        return answer.text or answer.kind
    return read(await player.opens_old(ask.card, button))


async def test_no_old_button_does_anything_to_a_withdrawn_ask(stage: Stage) -> None:
    """Whoever presses whatever button the ask ever had reads that it is not here any more."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)
    old = await _old_buttons(ben, ask)
    await ben.presses(ask.card, "Ask", kind="visit")
    await chidi.helps(ask, "Come on Tuesday.")
    old += await _old_buttons(ben, ask)
    forms = [await ben.opens(ask.card, title) for title in ("What helped?", "Close", "Change the kind", "Withdraw")]
    await ben.closes(ask)
    old += await _old_buttons(ben, ask)
    await amara.withdraws(ask)
    done = _effects(stage)

    assert len(old) == 10
    for presser in (ben, amara, chidi):
        assert {await _pressed(presser, ask, button) for button in old} == {GONE}
    assert {(await amara.sends(form)).text for form in forms[:3]} == {GONE}
    assert _effects(stage) == done


async def test_old_buttons_of_a_closed_ask_say_that_it_is_closed(stage: Stage) -> None:
    """After closing, what was for open asks is refused with a sentence, to the asker too."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)
    chooser = ben.button(ask.card, "Ask")
    await ben.presses(ask.card, "Ask", kind="visit")
    old = {title: ben.button(ask.card, title) for title in ("I can help", "Same here", "Close", "Change the kind")}
    change = await ben.opens(ask.card, "Change the kind")
    await ben.closes(ask, "We went.")
    done = _effects(stage)

    for button in (chooser, *old.values()):
        assert "This ask is closed" in await _pressed(ben, ask, button)
    assert "This ask is closed" in read(await ben.sends(change, kind="mapping"))
    assert "This ask is closed" in await _pressed(chidi, ask, old["Same here"])
    assert "Only the person who asked" in await _pressed(chidi, ask, old["Close"])
    assert _effects(stage) == done


async def test_old_lists_and_private_cards_still_answer(stage: Stage) -> None:
    """A list shown before an ask was closed, and a set-up card from before a handover, say what has changed."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    setup = amara.told()
    ask = await ben.asks(CLEAR)
    listed, in_chat = await chidi.hears("asks"), await chidi.whispers("asks")
    await ben.closes(ask)
    await amara.gives_roles(facilitators=ben.member.id)

    assert "This ask is closed" in read(await chidi.opens(listed, "I can help"))
    assert "This ask is closed" in read(await chidi.opens(in_chat, "I can help"))
    assert "Ask one of them: Ben Carter." in read(await amara.opens(setup, "Settings"))


async def test_an_old_chooser_still_works_for_its_asker(stage: Stage) -> None:
    """Who chose one kind on the chooser and another on its old copy gets what was chosen last."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)
    chooser = ben.button(ask.card, "Ask")
    await ben.presses(ask.card, "Ask", kind="visit")

    answer = await ben.presses_old(ask.card, chooser, kind="mapping")

    assert answer.kind == "card"
    assert ask.kind == "Mapping knowledge and identifying gaps"


async def test_a_button_that_nobody_knows_says_so(stage: Stage) -> None:
    """A verb from another time, or one that belongs to a form, gets a sentence that says what to do."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    button = ben.button(ask.card, "Same here")

    for verb in ("tea.make", "", "ask.close.send", "ask.answer", "__class__", "x" * 5_000):
        unknown = {**button, "verb": verb, "data": {**button["data"], "verb": verb}}
        answer = await ben.presses_old(ask.card, unknown)
        assert "comes from an older card" in answer.text
        assert "Write @Canopy help" in answer.text


async def test_a_form_that_nobody_knows_says_so(stage: Stage) -> None:
    """Opening or sending a form under the verb of a button gets the same sentence."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    button = ben.button(ask.card, "Close")

    for verb in ("tea.make", "ask.same", "ask.close.send"):
        opened = await ben.opens_old(ask.card, {**button, "data": {**button["data"], "verb": verb}})
        assert "comes from an older card" in read(opened)

    form = await ben.opens(ask.card, "Close")
    send = stage.only_button(form)
    sent = await stage.teams.submit_form(ben.member, form, {**send, "data": {**send["data"], "verb": "ask.same"}})
    assert "comes from an older card" in read(sent)
    assert "Open" in ask.words


async def test_wrong_types_are_refused_politely(stage: Stage) -> None:
    """What no card of ours would send gets a sentence, and changes nothing."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    button = ben.button(ask.card, "Same here")

    odd = ({"ask": 5}, {"ask": None}, {"ask": ["a"]}, {"ask": {"id": "a"}}, {"ask": "x" * 30_000}, {"revision": "many"})
    for wrong in odd:
        answer = await ben.presses_old(ask.card, {**button, "data": {**button["data"], **wrong}})
        assert answer.text == "I could not read that. Please open the form again, or write @Canopy help."
    assert "Same here" in ask.buttons


async def test_a_form_with_wrong_fields_is_refused_politely(stage: Stage) -> None:
    """The same for forms: a list or a number where a text should be, a missing nonce, nothing at all."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    form = await ben.opens(ask.card, "I can help")
    send = stage.only_button(form)
    nameless = {name: value for name, value in send["data"].items() if name != "nonce"}

    for data, fields in (
        (send["data"], {"answer": ["a"]}),
        (send["data"], {"answer": 5, "link": None}),
        (nameless, {"answer": "We waited."}),
        ({"verb": send["data"]["verb"]}, {}),
    ):
        sent = await stage.teams.submit_form(ben.member, form, {**send, "data": data}, fields)
        assert sent.text == "I could not read that. Please open the form again, or write @Canopy help."
    assert stage.count("SELECT count(*) FROM answers") == 0


async def test_another_communitys_ask_is_as_if_it_did_not_exist(stage: Stage) -> None:
    """An id from another channel, one that is made up, and one that is no id at all get the same words."""
    await stage.opens(facilitator="Amara")
    amara, ben = stage.people("Amara", "Ben")
    hoarding = await stage.adds_channel("Hoarding forum")
    theirs = await ben.asks(CLEAR, channel=hoarding)
    ours = await ben.asks(CLEAR)

    for title, button in amara.buttons(ours.card).items():
        for elsewhere in (theirs.id, "f" * 32, "\0", "' OR '1'='1", ""):
            said = await _pressed(amara, ours, {**button, "data": {**button["data"], "ask": elsewhere}})
            assert (title, said) == (title, GONE)
    assert theirs.kind == "Seeking experiences"


async def test_a_card_says_nothing_about_who_may_act(stage: Stage) -> None:
    """Whoever claims in a press to be somebody else, or a facilitator, is still who Teams says."""
    await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    button = chidi.button(ask.card, "Close")
    claims = {"member": ben.member.id, "from": {"aadObjectId": ben.member.id}, "role": "facilitator", "facilitates": True}

    opened = await chidi.opens_old(ask.card, {**button, "data": {**button["data"], **claims}})

    assert "Only the person who asked, or a facilitator, can do that" in read(opened)


async def test_marks_come_only_from_the_forms_own_ask(stage: Stage) -> None:
    """A form sent under another ask's id changes neither ask."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    mine, other = await ben.asks(CLEAR), await chidi.asks("What do you think of the new guidance?")
    await chidi.helps(mine, "We asked who she trusts.")
    form = await ben.opens(mine.card, "What helped?")
    send = stage.only_button(form)

    changed = {**send, "data": {**send["data"], "ask": other.id}}
    sent = await stage.teams.submit_form(ben.member, form, changed, {"helped": answers_of(form, "Chidi")})

    assert "Only the person who asked" in sent.text
    assert "✓ Helped" not in mine.words
