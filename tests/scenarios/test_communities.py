"""How a community begins, and what its facilitators settle."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from community.packs import pack_named, packs
from sandbox.answers import Form
from sandbox.world import GENERAL
from tests.support.cards import fields_of
from tests.support.checkin_players import launches
from tests.support.players import Player, kept, read
from tests.support.poll_players import poll
from tests.support.reflection_players import TOPIC, launches_through_the_form
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
UNSETTLED = (
    ("name", " \u200b ", "nothing to read there yet"),
    ("time_zone", "Mars/Phobos", "“Mars/Phobos” is not a time zone I know"),
    ("time_zone", "x" * 10_000, "is not a time zone I know"),
)


async def _settings(player: Player) -> Form:
    return await player.opens(await player.hears("settings"), "Change the settings")


# ---- beginning


async def test_a_community_is_born_where_canopy_is_added(stage: Stage) -> None:
    """The channel that was chosen becomes a community; who added Canopy facilitates it and is written to in private, once."""
    amara = await stage.opens(facilitator="Amara")

    [told] = amara.all_told()
    assert "Canopy is ready" in amara.sees(told)
    assert "You are the first facilitator of MCA community." in amara.sees(told)
    assert stage.posted() == stage.posted(GENERAL) == []
    assert "Amara Osei" in amara.sees(await amara.hears("settings"))
    assert stage.count("SELECT count(*) FROM communities") == 1


async def test_the_set_up_card_opens_the_settings(stage: Stage) -> None:
    """The first facilitator says what the community is for, right from the private card."""
    amara = await stage.opens(facilitator="Amara")

    form = await amara.opens(amara.told(), "Settings")
    assert kept(form, "name") == "MCA community"
    await amara.sends(form, purpose="Get better at capacity assessments, together.")

    assert "Get better at capacity assessments" in amara.sees(await amara.hears("help"))


async def test_a_community_is_born_by_the_first_mention(stage: Stage) -> None:
    """Where nobody is known to have added Canopy, whoever calls it first facilitates, and their question is not lost."""
    ben = stage.person("Ben")

    ask = await ben.asks(CLEAR)

    assert CLEAR in ask.words
    assert "You are the first facilitator of MCA community." in ben.sees(ben.told())
    assert (await _settings(ben)).kind == "form"


async def test_adding_canopy_tells_nobody_twice(stage: Stage) -> None:
    """Teams' notices that come again found nothing and greet nobody a second time."""
    amara = await stage.opens(facilitator="Amara")
    for activity in stage.teams.sent[:2]:
        await stage.teams.redeliver(activity)
        await stage.teams.redeliver(activity, new_id=True)
    await stage.settles()

    assert len(amara.all_told()) == 1
    assert stage.count("SELECT count(*) FROM communities") == 1


async def test_a_second_channel_is_a_community_of_its_own(stage: Stage) -> None:
    """The first mention in another channel founds another community; who added Canopy facilitates it, the caller does not."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")

    ask = await ben.asks(CLEAR, channel=hoarding)

    assert CLEAR in ask.words
    assert "You are the first facilitator of Hoarding forum." in amara.sees(amara.told())
    assert ben.all_told() == []
    assert "Only a facilitator of Hoarding forum can do that" in read(
        await ben.opens(await ben.hears("settings", channel=hoarding), "Change the settings")
    )
    assert "No open asks in MCA community." in ben.sees(await ben.hears("asks"))


async def test_the_general_channel_is_called_as_its_team(stage: Stage) -> None:
    """A community in the general channel has the team's name."""
    ben = stage.person("Ben")

    assert "No open asks in Adult Safeguarding Practice." in ben.sees(await ben.hears("asks", channel=GENERAL))


@pytest.mark.parametrize("born", ["by adding", "by a mention"])
async def test_names_that_teams_does_not_send_are_asked_for(stage: Stage, born: str) -> None:
    """Teams often sends ids only; the community gets its name all the same, also on the private card."""
    stage.teams.sparse = True
    amara = stage.person("Amara")
    if born == "by adding":
        await stage.opens(facilitator="Amara")
    else:
        await amara.says("help")

    assert "You are the first facilitator of MCA community." in amara.sees(amara.told())
    assert "No open asks in MCA community." in amara.sees(await amara.hears("asks"))


async def test_what_people_say_to_each_other_is_not_heard(stage: Stage) -> None:
    """Even if Teams tells Canopy everything that is written, it reads only what is addressed to it."""
    stage.teams.hears_everything = True
    await stage.opens()
    ben = stage.person("Ben")

    message = await stage.teams.say(ben.member, CLEAR, mention=False)
    await stage.teams.edit(ben.member, message, f"{CLEAR} Please.")
    await stage.settles()

    assert stage.posted() == []
    assert CLEAR not in stage.everything_kept()


# ---- settings


async def test_everybody_may_read_the_settings(stage: Stage) -> None:
    """`settings` shows what was settled; the button is for facilitators, and anybody else reads whom to ask."""
    await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    card = await ben.hears("settings")
    shown = ben.sees(card)
    assert "MCA community" in shown
    assert "Amara Osei" in shown
    assert "Asks carry the asker's name." in shown
    assert "Times are in Europe/London." in shown

    refused = read(await ben.opens(card, "Change the settings"))
    assert refused == "Only a facilitator of MCA community can do that. Ask one of them: Amara Osei."


async def test_a_facilitator_settles_everything(stage: Stage) -> None:
    """Name, purpose, time zone and asking without a name are kept, all of them."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    zone = "Europe/Dublin"
    await amara.sends(await _settings(amara), name="Capacity", purpose="Ask, and be asked.", time_zone=zone, unnamed="true")

    shown = ben.sees(await ben.hears("settings"))
    for settled in ("Capacity", "Ask, and be asked.", "Amara Osei", "Members may ask without their name.", zone):
        assert settled in shown
    again = await _settings(amara)
    assert kept(again, "name") == "Capacity"
    assert kept(again, "time_zone") == zone
    assert kept(again, "unnamed") == "true"


async def test_what_cannot_be_settled_is_refused_and_kept_in_the_form(stage: Stage) -> None:
    """One wrong field keeps nothing; the form says what is wrong and still holds everything that was typed."""
    amara = await stage.opens(facilitator="Amara")
    right = {"name": "Capacity", "purpose": "Ask, and be asked.", "unnamed": "true"}
    form = await _settings(amara)

    for field, typed, said in UNSETTLED:
        again = await amara.sends(form, **{**right, field: typed})
        assert again.kind == "form"
        assert said in read(again)
        assert [name for name, value in right.items() if name != field and kept(again, name) != value] == []

    shown = amara.sees(await amara.hears("settings"))
    assert "MCA community" in shown
    assert "Ask, and be asked." not in shown
    assert "Amara Osei" in shown


async def test_the_settings_are_not_for_everybody(stage: Stage) -> None:
    """A member who gets hold of the form cannot send it."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    sent = await ben.sends(await _settings(amara), name="Ben's")

    assert "Only a facilitator of MCA community can do that" in sent.text
    assert "Ben's" not in ben.sees(await ben.hears("settings"))


async def test_time_zones_are_found_by_typing(stage: Stage) -> None:
    """The list of time zones is filled as somebody types."""
    amara = await stage.opens(facilitator="Amara")
    form = await _settings(amara)

    assert await amara.types(form, "time_zone", "dubl") == ["Europe/Dublin"]
    assert "America/New_York" in await amara.types(form, "time_zone", "new york")
    assert await amara.types(form, "time_zone", "narnia") == []


async def test_other_clocks_change_what_open_cards_say(stage: Stage) -> None:
    """With another time zone, open cards say when they close on the community's new clocks; they close when they would have."""
    amara = await stage.opens(facilitator="Amara")
    closes = f"{stage.now + timedelta(days=3):%Y-%m-%d} 09:00"
    cards = [
        (await poll(amara, closes=closes)).card,
        (await launches(amara, closes=closes)).card,
        (await launches_through_the_form(amara, topic=TOPIC, closes=closes)).card,
    ]
    before = stage.rows("SELECT at FROM due WHERE what LIKE '%.close' ORDER BY what")
    assert all("09:00" in amara.sees(card) for card in cards)

    await amara.sends(await _settings(amara), time_zone="Asia/Kolkata")
    await stage.settles()

    assert all(re.search("1[34]:30", amara.sees(card)) for card in cards)
    assert stage.rows("SELECT at FROM due WHERE what LIKE '%.close' ORDER BY what") == before


async def test_each_community_has_settings_of_its_own(stage: Stage) -> None:
    """In 1:1, a facilitator of several communities chooses which one; what is settled there stays there."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    await amara.says("help", channel=hoarding)

    which = await amara.whispers("settings")
    form = await amara.opens(which, "Hoarding forum")
    assert kept(form, "name") == "Hoarding forum"
    await amara.sends(form, name="Hoarding circle")

    assert "Hoarding circle" in amara.sees(await amara.hears("settings", channel=hoarding))
    assert "MCA community" in amara.sees(await amara.hears("settings"))


async def test_somebody_in_many_communities_can_choose_every_one(stage: Stage) -> None:
    """Teams leaves out what goes beyond six buttons beside each other: there is a second row, and the last one works."""
    amara = await stage.opens(facilitator="Amara")
    for number in range(1, 8):
        await amara.says("help", channel=await stage.adds_channel(f"Forum {number}"))

    which = await amara.whispers("settings")
    form = await amara.opens(which, "Forum 7")

    card = amara.stage.teams.card_for("Amara", which)
    rows = [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]
    assert [len(row) for row in rows] == [6, 2]
    assert "actions" not in card
    assert kept(form, "name") == "Forum 7"


async def test_settings_in_the_chat_are_those_of_the_only_community(stage: Stage) -> None:
    """With one community there is nothing to choose."""
    amara = await stage.opens(facilitator="Amara")

    card = await amara.whispers("settings")

    assert "MCA community" in amara.sees(card)
    assert kept(await amara.opens(card, "Change the settings"), "name") == "MCA community"


async def test_nobody_settles_a_community_they_are_not_in(stage: Stage) -> None:
    """An id that is made up gets the words for a community that does not exist."""
    amara = await stage.opens(facilitator="Amara")
    button = amara.button(amara.told(), "Settings")

    for elsewhere in ("f" * 32, "' OR 1=1 --", "\0x"):
        changed = {**button, "data": {**button["data"], "community": elsewhere}}
        opened = await amara.opens_old(amara.told(), changed)
        assert opened.text == "I cannot find that community, or you are not in its team any more."


# ---- the practice pack


async def test_a_community_chooses_its_practice_pack(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is more than one, the settings ask which words the library uses; with one, they do not."""
    amara = await stage.opens(facilitator="Amara")
    assert "pack" not in fields_of((await _settings(amara)).card or {})
    other = pack_named("mca").model_copy(update={"slug": "housing", "label": "Housing and support"})
    monkeypatch.setattr("community.packs._KNOWN", {each.slug: each for each in (*packs(), other)})

    form = await _settings(amara)
    assert kept(form, "pack") == "mca"
    sent = await amara.sends(form, pack="housing")
    assert sent.kind == "closed", read(sent)
    assert stage.rows("SELECT pack FROM communities") == [("housing",)]
    await amara.sends(await _settings(amara), pack="one that is not there")
    assert stage.rows("SELECT pack FROM communities") == [("housing",)]
    assert kept(await _settings(amara), "pack") == "housing"
