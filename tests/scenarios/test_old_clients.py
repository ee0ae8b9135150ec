"""Clients that know no Action.Execute send a press as a message: it counts, and what there is to say is said in private."""

from __future__ import annotations

from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
UNCLEAR = "fluctuating capacity and tenancy agreements"


async def test_a_press_counts(stage: Stage) -> None:
    """“Same here” works, once for each press; the card says so and nothing is posted."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    await chidi.presses_on_an_old_client(ask.card, "Same here")
    assert "Same here · 1" in ask.buttons
    await stage.comes_again()
    await stage.comes_again(new_id=True)
    assert "Same here · 1" in ask.buttons

    await chidi.presses_on_an_old_client(ask.card, "Same here")
    assert "Same here · 1" not in ask.buttons
    assert len(stage.posted()) == 1
    assert chidi.all_told() == []


async def test_a_kind_is_chosen(stage: Stage) -> None:
    """The chooser works with the choice made on it."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)

    await ben.presses_on_an_old_client(ask.card, "Ask", kind="visit")

    assert ask.kind == "Visits"


async def test_the_same_press_on_another_device_is_answered(stage: Stage) -> None:
    """What was pressed on an old phone, and again on a computer that shows the old card yet, has its answer there."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)
    button = ben.button(ask.card, "Ask")
    await ben.presses_on_an_old_client(ask.card, "Ask", kind="visit")

    again = await ben.presses_old(ask.card, button, kind="visit")

    assert (again.kind, again.text) == ("message", "Done.")
    assert ask.kind == "Visits"


async def test_a_refusal_is_told_in_private(stage: Stage) -> None:
    """Who may not, or chose nothing, reads so in 1:1; the channel hears nothing of it."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)

    await chidi.presses_on_an_old_client(ask.card, "Ask", kind="visit")
    await ben.presses_on_an_old_client(ask.card, "Ask")

    assert "Only the person who asked, or a facilitator, can choose here" in chidi.told().text
    assert "Please choose one of the nine kinds" in ben.told().text
    assert ask.kind == "What are you after?"
    assert len(stage.posted()) == 1


async def test_a_refusal_that_comes_again_is_told_once(stage: Stage) -> None:
    """Teams sending the press again does not repeat the sentence."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)
    await chidi.presses_on_an_old_client(ask.card, "Ask", kind="visit")

    await stage.comes_again()

    assert len(chidi.all_told()) == 1


async def test_what_is_to_be_shown_is_shown_in_private(stage: Stage) -> None:
    """The list of open asks has no card to replace, so it is sent in 1:1."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.asks(CLEAR)
    card = await ben.hears("help")
    said = len(stage.posted())

    await chidi.presses_on_an_old_client(card, "See open asks")

    assert "1 open ask" in chidi.sees(chidi.told())
    assert len(stage.posted()) == said


async def test_an_old_button_is_answered_in_private(stage: Stage) -> None:
    """A press on a card of a withdrawn ask, or of a button nobody knows, gets its sentence too."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    old = chidi.button(ask.card, "Same here")["fallback"]
    await ben.withdraws(ask)

    await chidi.presses_old(ask.card, old)
    assert "That ask is not here any more" in chidi.told().text
    await chidi.presses_old(ask.card, {**old, "data": {"verb": "tea.make"}})
    assert "comes from an older card" in chidi.told().text
