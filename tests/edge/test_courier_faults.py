"""What the courier does on Teams' bad days: it tries again where that is safe, and asks a facilitator where it is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dialogs.catalogue import CATALOGUE
from sandbox.live import Recorded
from sandbox.world import Message
from store.opened import Store
from tests.support.cards import words_of
from tests.support.edge_house import all_said, say
from tests.support.players import Ask, Player
from tests.support.stage import Stage

QUESTION = "Where can I find an example of a best interests checklist?"
UNSURE = "SELECT count(*) FROM outbox WHERE state = 'unconfirmed'"


async def _opened(stage: Stage) -> tuple[Player, Player]:
    """Canopy is there, and both people have a chat with it."""
    amara, ben = await stage.opens(), stage.person("Ben")
    await amara.whispers("help")
    return amara, ben


def _calls(stage: Stage, method: str, part: str = "") -> list[Recorded]:
    return [call for call in stage.teams.requests if call.method == method and part in call.path and call.area == "connector"]


def _cards(stage: Stage) -> list[Message]:
    return [message for message in stage.posted() if message.cards]


def _told_of_unsure(person: Player) -> list[Message]:
    return [message for message in person.all_told() if "Did these arrive?" in words_of(message.cards[0])]


async def _asks_in_vain(stage: Stage, ben: Player, **fault: Any) -> None:
    """Ben asks, and Teams fails in the moment the card is posted."""
    stage.teams.faults.on("POST", path=";messageid=", **fault)
    await ben.says(QUESTION)
    await stage.teams.until(lambda: stage.count(UNSURE))
    await all_said(stage)


# ---- not done for certain: tried again


@pytest.mark.parametrize(("status", "asked", "least"), [(429, 1, 1.0), (412, None, 0.75)])
async def test_what_teams_puts_off_is_sent_when_it_says(stage: Stage, status: int, asked: int | None, least: float) -> None:
    """A refusal for now is no failure: the answer comes when Teams said it may, and comes once."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    stage.teams.faults.on("POST", path=ask.card.root, status=status, retry_after=asked)
    began = len(stage.teams.requests)
    await asyncio.to_thread(say, stage, "once", thread=ask.card)
    await all_said(stage)

    first, second = [call for call in stage.teams.requests[began:] if call.method == "POST" and ask.card.root in call.path]
    assert (first.status, second.status) == (status, 201)
    assert least <= second.at - first.at < least + 6
    assert [message.text for message in stage.teams.thread(ask.card)].count("once") == 1


async def test_what_could_not_be_sent_at_all_is_sent_later(stage: Stage) -> None:
    """While Teams cannot be reached nothing is lost; when it is back, everything is said, in order."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    port, https_port = (int(url.rpartition(":")[2]) for url in (stage.teams.url, stage.teams.login_url))
    await stage.teams.stop()
    await asyncio.to_thread(say, stage, "first", "second", thread=ask.card)
    await asyncio.sleep(0.6)
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'pending' AND tries > 0") == 1
    await stage.teams.start(port, https_port)
    await all_said(stage)

    assert [message.text for message in stage.teams.thread(ask.card)[-2:]] == ["first", "second"]


# ---- perhaps done: never sent again by itself


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500, "after_work": True}, {}, {"after_work": True}])
async def test_a_post_without_a_clear_answer_is_put_before_the_facilitator(stage: Stage, fault: dict[str, Any]) -> None:
    """A card that may have arrived is not posted again; the facilitator hears of it once, in 1:1, and decides."""
    amara, ben = await _opened(stage)
    await _asks_in_vain(stage, ben, **fault)
    await asyncio.sleep(0.6)

    assert len(_calls(stage, "POST", ";messageid=")) == 1
    (told,) = _told_of_unsure(amara)
    assert "The ask “Where can I find an example" in amara.sees(told)
    assert {"Post again", "Leave it"} <= set(amara.buttons(told))
    assert not _told_of_unsure(ben)

    await amara.presses(told, "Post again")
    arrived = 1 if fault.get("after_work") else 0
    assert len(_cards(stage)) == arrived + 1
    assert not stage.count("SELECT count(*) FROM outbox")
    await ben.presses(_cards(stage)[-1], "Same here")  # the card works


async def test_what_is_left_is_left(stage: Stage) -> None:
    """Pressing "Leave it" settles it without another post, and an old "Post again" does nothing any more."""
    amara, ben = await _opened(stage)
    await _asks_in_vain(stage, ben, status=503)
    (told,) = _told_of_unsure(amara)
    again = amara.button(told, "Post again")
    await amara.presses(told, "Leave it")
    answer = await amara.presses_old(told, again)

    assert "settled already" in words_of(answer.card or {})
    assert not _cards(stage)
    assert not stage.count("SELECT count(*) FROM outbox")


async def test_a_second_unclear_answer_is_told_again(stage: Stage) -> None:
    """When "Post again" ends unclear too, the facilitator hears of that as well."""
    amara, ben = await _opened(stage)
    await _asks_in_vain(stage, ben, status=503)
    stage.teams.faults.on("POST", path=";messageid=", status=503)
    await amara.presses(_told_of_unsure(amara)[0], "Post again")
    await stage.teams.until(lambda: len(_told_of_unsure(amara)) == 2)

    assert stage.count(UNSURE) == 1


async def test_a_press_on_the_card_shows_that_it_arrived(stage: Stage) -> None:
    """Whoever presses a button on a card proves that it is there: nobody needs to settle it, and it is edited from then on."""
    amara, ben = await _opened(stage)
    await _asks_in_vain(stage, ben, after_work=True)
    (card,) = _cards(stage)
    await stage.person("Chidi").presses(card, "Same here")

    assert not stage.count("SELECT count(*) FROM outbox")
    assert "Same here · 1" in amara.buttons(card)
    shown = await amara.presses(_told_of_unsure(amara)[0], "Post again")
    assert "settled already" in words_of(shown.card or {})
    assert len(_cards(stage)) == 1


# ---- safe to repeat: repeated until done


async def test_an_edit_is_repeated_until_it_is_done(stage: Stage) -> None:
    """An edit can be made twice without harm, so an unclear answer is no reason to give up."""
    _, ben = await _opened(stage)
    faults: list[dict[str, Any]] = [{"status": 500}, {"status": 502, "after_work": True}, {}, {"after_work": True}]
    asks = [await ben.asks(f"Where can I find an example of form number {number}?") for number in range(len(faults))]
    for ask, fault in zip(asks, faults, strict=True):
        stage.teams.faults.on("PUT", path=ask.card.id, times=2, **fault)
        await stage.teams.press("Chidi", ask.card, ben.button(ask.card, "Same here"), {})
    await all_said(stage)

    assert all("Same here · 1" in ask.buttons for ask in asks)
    assert not stage.count("SELECT count(*) FROM outbox")
    assert not any(fault.times for fault in stage.teams.faults.waiting)


async def test_an_edit_waits_for_the_card_that_is_still_on_its_way(stage: Stage) -> None:
    """Who corrects a question before its card has arrived finds the correction on the card."""
    await _opened(stage)
    stage.teams.faults.latency(0.5)
    message = await stage.teams.say("Ben", QUESTION)
    await stage.teams.edit("Ben", message, "Where can I find an example of a capacity assessment?")
    await all_said(stage)

    (card,) = _cards(stage)
    assert "capacity assessment" in words_of(card.cards[0])


async def test_a_card_that_was_deleted_is_let_go(stage: Stage) -> None:
    """Once somebody has deleted a card in Teams, Canopy does not try for ever to edit it."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    button = ben.button(ask.card, "Same here")
    stage.teams.world.messages[ask.card.id].deleted = True
    await stage.teams.press("Chidi", ask.card, button, {})
    await all_said(stage)

    assert len(_calls(stage, "PUT")) == 1
    assert not stage.count("SELECT count(*) FROM outbox")
    assert not stage.count("SELECT count(*) FROM postings WHERE subject LIKE 'ask:%'")


# ---- not allowed, not possible


async def _silenced(stage: Stage, ben: Player) -> Ask:
    """Canopy is taken out of the team without hearing of it, and then wants to say something."""
    ask = await ben.asks(QUESTION)
    stage.teams.world.installed = False
    await asyncio.to_thread(say, stage, "one", "two", thread=ask.card)
    await all_said(stage)
    return ask


async def test_where_canopy_may_not_speak_it_is_silent_until_somebody_speaks_to_it(stage: Stage) -> None:
    """A refusal for good is not argued with: what was to be said is held until a message comes from there."""
    _, ben = await _opened(stage)
    ask = await _silenced(stage, ben)
    assert len([call for call in _calls(stage, "POST") if call.status == 403]) == 1
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'held'") == 2

    stage.teams.world.installed = True
    await ben.says("help", thread=ask.card)

    said = [message.text for message in stage.teams.thread(ask.card) if message.text]
    assert said[-2:] == ["one", "two"]


async def test_a_card_that_could_not_be_edited_is_edited_after_all(stage: Stage) -> None:
    """An edit that Teams did not allow is made when Canopy is heard there again."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    stage.teams.faults.on("PUT", status=403)
    await stage.teams.press("Chidi", ask.card, ben.button(ask.card, "Same here"), {})
    await all_said(stage)
    assert "Same here" in ask.buttons

    await stage.person("Dana").presses(ask.card, "Same here")
    assert "Same here · 2" in ask.buttons
    assert not stage.count("SELECT count(*) FROM outbox")


async def test_an_edit_that_was_given_up_does_not_end_all_edits(stage: Stage) -> None:
    """After an edit that Teams would never take, the next change of the card is shown as ever."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    stage.teams.faults.on("PUT", status=400)
    await stage.teams.press("Chidi", ask.card, ben.button(ask.card, "Same here"), {})
    await all_said(stage)
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'failed'") == 1

    await stage.person("Dana").presses(ask.card, "Same here")
    assert "Same here · 2" in ask.buttons


async def test_what_is_too_big_fails_alone(stage: Stage) -> None:
    """A message over 28 KB is never sent; what comes after it is."""
    _, ben = await _opened(stage)
    ask = await ben.asks(QUESTION)
    await asyncio.to_thread(say, stage, "x" * 30_000, "and then", thread=ask.card)
    await all_said(stage)

    assert stage.rows("SELECT state, reason FROM outbox") == [("failed", "too big for a message")]
    assert stage.teams.thread(ask.card)[-1].text == "and then"


async def test_a_card_that_cannot_be_drawn_does_not_stop_the_others(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours in drawing one card costs that card only."""
    _, ben = await _opened(stage)

    def broken(_ask: str, _store: Store) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setitem(CATALOGUE.paints, "ask", broken)
        await ben.says(QUESTION)
        await stage.person("Chidi").hears("help")

    assert stage.rows("SELECT state, reason FROM outbox") == [("failed", "a fault of ours")]
    await ben.asks("Where can I find an example of a capacity assessment?")
