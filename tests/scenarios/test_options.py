"""Adding an option to a poll that takes more of them."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.answers import Form
from sandbox.world import Message
from tests.support.cards import buttons_of
from tests.support.launch_players import OPTIONS, launches
from tests.support.players import Player, kept, read
from tests.support.stage import Stage

HOSTILE = "[Sign in](https://evil.example) **bold** <at>Everyone</at> {{DATE(2020)}}"


async def adds(player: Player, card: Message, option: str) -> Form:
    """Add an option through the form that the card opens."""
    return await player.sends(await player.opens(card, "Add an option"), option=option)


async def test_a_member_adds_an_option(stage: Stage) -> None:
    """Where the launcher allowed it, anybody adds one; it is on the card for all, and can be voted for."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    card = await launches(amara, may_add="true")

    assert (await adds(ben, card, "  Fire \n safety ")).kind == "closed"

    assert "Fire safety" in chidi.buttons(card)
    assert "You chose “Fire safety”." in str((await chidi.presses(card, "Fire safety")).card)


async def test_pressing_twice_adds_once(stage: Stage) -> None:
    """The same form sent twice adds one option; so does Teams sending it again."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, may_add="true")
    form = await amara.opens(card, "Add an option")

    for _ in range(2):
        assert (await amara.sends(form, option="Fire safety")).kind == "closed"
    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert stage.count("SELECT count(*) FROM poll_options") == 4


@pytest.mark.parametrize("mode", ["named", "anonymous"])
@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (" mentoring", "“mentoring” is there already"),
        ("x" * 121, "Please keep each option to 120."),
        ("\u200b", "Please write the option you would like to add."),
    ],
)
async def test_an_option_that_cannot_be_added_comes_back(stage: Stage, mode: str, option: str, sentence: str) -> None:
    """A double, a long or an empty one is refused, with what was typed kept."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, mode=mode, may_add="true")

    back = await adds(amara, card, option)

    assert sentence in read(back)
    assert kept(back, "option") == option
    assert (await amara.sends(back, option="Fire safety")).kind == "closed"
    assert stage.count("SELECT count(*) FROM poll_options") == 4


async def test_twenty_options_are_all(stage: Stage) -> None:
    """A poll that has twenty takes no more, and says so."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, options="\n".join(f"Topic {number}" for number in range(20)), may_add="true")

    assert "20 options already" in read(await adds(amara, card, "Fire safety"))
    assert stage.count("SELECT count(*) FROM poll_options") == 20


async def test_options_are_fixed_unless_allowed(stage: Stage) -> None:
    """Without the permission there is no button, and whoever makes one up reads what to do instead."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    open_for_all = await launches(amara, may_add="true")
    fixed = await launches(amara, question="And then?")
    assert "Add an option" not in ben.buttons(fixed)
    old = ben.button(open_for_all, "Add an option")
    [(fixed_id,)] = stage.rows("SELECT poll_id FROM polls WHERE question = 'And then?'")

    for poll, sentence in ((fixed_id, "You can suggest another one in the thread."), ("f" * 32, "I cannot find that poll.")):
        forged = {**old, "data": {**old["data"], "poll": poll}}
        assert sentence in read(await ben.opens_old(open_for_all, forged))
        form = await ben.opens(open_for_all, "Add an option")
        button = stage.only_button(form)
        button = {**button, "data": {**button["data"], "poll": poll, "nonce": poll}}
        assert sentence in read(await stage.teams.submit_form(ben.member, form, button, {"option": "Fire safety"}))
    assert stage.count("SELECT count(*) FROM poll_options") == 6


@pytest.mark.parametrize("mode", ["named", "anonymous"])
async def test_nothing_is_added_once_it_is_over(stage: Stage, mode: str) -> None:
    """An old card, or a form that was open when the poll closed: a sentence, and nothing changed."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, mode=mode, may_add="true", closes="in 1 hour")
    old, form = amara.button(card, "Add an option"), await amara.opens(card, "Add an option")
    await stage.moves(hours=2)

    assert "This poll is closed" in read(await amara.opens_old(card, old))
    assert "This poll is closed" in read(await amara.sends(form, option="Fire safety"))
    assert "Add an option" not in amara.buttons(card)
    assert stage.count("SELECT count(*) FROM poll_options") == 3
    stage.change("UPDATE polls SET state = 'withdrawn'")
    assert "was withdrawn" in read(await amara.opens_old(card, old))


async def test_nothing_is_kept_of_who_added_to_an_anonymous_poll(stage: Stage) -> None:
    """After an option was added, no row of any table is there or changed but the poll and its options."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await ben.hears("help")
    card = await launches(amara, mode="anonymous", may_add="true")
    form = await ben.opens(card, "Add an option")
    assert "I do not keep who added it." in read(form)
    before = set(stage.everything_kept().split("\n"))

    assert (await ben.sends(form, option="Fire safety")).kind == "closed"

    new = set(stage.everything_kept().split("\n")) - before
    assert {row.split(":")[0] for row in new} == {"polls", "poll_options"}
    again = await ben.sends(form, option="Fire safety")
    assert "“Fire safety” is there already" in read(again)


async def test_the_form_of_the_other_mode_adds_nothing(stage: Stage) -> None:
    """A form that was changed to keep a trace of an addition to an anonymous poll is refused."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, mode="anonymous", may_add="true")
    form = await amara.opens(card, "Add an option")
    button = stage.only_button(form)
    forged = {**button, "data": {**button["data"], "verb": "poll.option.send"}}

    assert "I cannot find that poll." in (await stage.teams.submit_form(amara.member, form, forged, {"option": "Fire"})).text
    assert stage.count("SELECT count(*) FROM poll_options") == 3


async def test_everybody_adds_at_once(stage: Stage) -> None:
    """Four add different ones and two the same at the same time: five more, each with a number of its own."""
    amara = await stage.opens(facilitator="Amara")
    people = stage.people("Amara", "Ben", "Chidi", "Dana", "Efe", "Farah")
    card = await launches(amara, "multiple", may_add="true")
    forms = [await player.opens(card, "Add an option") for player in people]
    words = ["Leeds", "York", "Hull", "Bath", "Ely", "ely"]

    await asyncio.gather(*(player.sends(form, option=word) for player, form, word in zip(people, forms, words, strict=True)))

    assert [row[0] for row in stage.rows("SELECT number FROM poll_options ORDER BY number")] == list(range(1, 9))


async def test_markup_in_an_option_stays_text(stage: Stage) -> None:
    """What a member adds is shown as it is."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara, may_add="true")

    await adds(stage.person("Ben"), card, HOSTILE)

    assert HOSTILE in amara.sees(card)
    assert stage.rows("SELECT text FROM poll_options WHERE number = 4") == [(HOSTILE,)]
    assert len(buttons_of(card.cards[0])) >= len(OPTIONS.split("\n"))
