"""People join, leave and come back; what they may do follows, and what they wrote stays."""

from __future__ import annotations

from tests.support.players import Player, kept, read
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
STRANGER = "I do not know a community of yours yet. Add me to a channel and write @Canopy there once; then come back."


async def test_somebody_new_can_ask_and_answer_at_once(stage: Stage) -> None:
    """Who joins the team is a member, by their name, without anything being posted about it: they are welcomed in private."""
    await stage.opens()
    ask = await stage.person("Ben").asks(CLEAR)

    grace = await stage.joins("Grace Lin")
    await grace.helps(ask, "I saw this in Leeds.")

    assert "Grace Lin: I saw this in Leeds." in ask.words
    assert len(stage.posted()) == 2
    assert [message.activity["summary"] for message in grace.all_told()] == ["Welcome to MCA community"]


async def test_a_guest_takes_part_like_everybody(stage: Stage) -> None:
    """Somebody from another organisation asks, answers and can facilitate."""
    amara = await stage.opens(facilitator="Amara")
    farah = stage.person("Farah")

    ask = await farah.asks(CLEAR)
    await farah.presses(ask.card, "Same here")
    await farah.closes(ask, "We wait.")
    assert "Farah Siddiqui asks" in ask.words

    await amara.gives_roles(facilitators=f"{amara.member.id},{farah.member.id}")
    assert kept(await farah.opens(await farah.hears("settings"), "Change the settings"), "name") == "MCA community"


async def test_somebody_canopy_was_never_told_about_is_met_as_they_act(stage: Stage) -> None:
    """A press by somebody unknown counts at once, under the name Teams gives."""
    await stage.opens()
    ask = await stage.person("Ben").asks(CLEAR)
    grace = Player(stage, stage.teams.world.welcome("Grace Lin", "Nurse", guest=False))

    await grace.presses(ask.card, "Same here")
    await grace.helps(ask, "I saw this in Leeds.")

    assert "Same here · 1" in ask.buttons
    assert "Grace Lin: I saw this in Leeds." in ask.words


async def test_a_name_that_teams_leaves_out_is_asked_for(stage: Stage) -> None:
    """Where Teams names nobody in an event, the roster tells the name, and a known name is never lost."""
    await stage.opens()
    ask = await stage.person("Ben").asks(CLEAR)
    grace = Player(stage, stage.teams.world.welcome("Grace Lin", "Nurse", guest=False))
    await stage.person("Ben").presses(ask.card, "Same here")
    by_her = {"id": grace.member.teams_id, "aadObjectId": grace.member.id}
    unnamed = {**stage.teams.sent[-1], "id": "f:1", "from": by_her}

    await stage.teams.post_activity(unnamed)
    await stage.settles()

    assert stage.rows("SELECT name FROM members WHERE member_id = :who", who=grace.member.id) == [("Grace Lin",)]


async def test_who_leaves_can_do_nothing_in_the_chat_any_more(stage: Stage) -> None:
    """A leaver finds no community in 1:1, with words or with old cards; what they asked stays under their name."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    offer = await ben.whispers("Could we visit your hub?")
    form = await ben.opens(offer, "Ask a question")

    await stage.leaves(ben)

    # Teams lets nothing through to somebody who left, so what Canopy would say is looked at in its answers.
    assert read(await ben.opens(offer, "Ask a question")) == STRANGER
    assert read(await ben.sends(form, question="Could we visit your hub?")) == STRANGER
    assert (await ben.presses(offer, "See open asks")).text == STRANGER
    assert "Ben Carter asks" in ask.words
    assert len(stage.posted()) == 1


async def test_leaving_one_team_leaves_its_communities_alone(stage: Stage) -> None:
    """A leaver is in none of the team's communities, and cannot steer what they asked there."""
    await stage.opens()
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.asks(CLEAR)
    await ben.asks(CLEAR, channel=hoarding)

    await stage.leaves(ben)

    assert stage.count("SELECT count(*) FROM members WHERE member_id = :who AND here", who=ben.member.id) == 0


async def test_who_comes_back_is_who_they_were(stage: Stage) -> None:
    """Somebody who rejoins has their name, their asks and their role again."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    await amara.gives_roles(facilitators=f"{amara.member.id},{ben.member.id}")

    await stage.leaves(ben)
    await stage.joins("Ben Carter")

    assert "Ben Carter asks" in ask.words
    assert (await ben.closes(ask, "We wait.")).kind == "closed"
    assert (await ben.opens(await ben.hears("settings"), "Change the settings")).kind == "form"


async def test_who_was_replaced_while_away_is_a_member_when_they_come_back(stage: Stage) -> None:
    """Facilitators are settled by those who are here: who was not chosen meanwhile does not facilitate on return."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await amara.gives_roles(facilitators=f"{amara.member.id},{ben.member.id}")
    await stage.leaves(ben)
    form = await amara.opens(await amara.hears("roles"), "Change roles")
    assert kept(form, "facilitators") == amara.member.id
    await amara.sends(form)

    await stage.joins("Ben Carter")

    assert "Only a facilitator" in read(await ben.opens(await ben.hears("settings"), "Change the settings"))


async def test_the_last_facilitator_leaves(stage: Stage) -> None:
    """When nobody facilitates any more the settings say how to get a facilitator, and adding Canopy again makes one."""
    amara = await stage.opens(facilitator="Amara")
    ben, dana = stage.people("Ben", "Dana")
    await stage.leaves(amara)

    card = await ben.hears("settings")
    assert "nobody yet" in ben.sees(card)
    refused = read(await ben.opens(card, "Change the settings"))
    assert refused == (
        "Nobody facilitates MCA community any more. A co-facilitator can take over with @Canopy roles; or a team owner adds "
        "Canopy to the team again, and becomes its facilitator."
    )

    await stage.teams.event("installationUpdate", action="remove", member="Dana")
    await stage.teams.install("Dana")
    await stage.settles()

    assert (await dana.opens(await dana.hears("settings"), "Change the settings")).kind == "form"
    assert "Ask one of them: Dana Whitfield." in read(await ben.opens(card, "Change the settings"))


async def test_adding_canopy_again_takes_nothing_from_those_who_facilitate(stage: Stage) -> None:
    """While somebody facilitates, who adds Canopy again does not become a facilitator by it."""
    await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    await stage.teams.event("installationUpdate", action="remove", member="Ben")
    await stage.teams.install("Ben")
    await stage.settles()

    assert "Ask one of them: Amara Osei." in read(await ben.opens(await ben.hears("settings"), "Change the settings"))


async def test_a_community_begins_after_who_added_canopy_has_left(stage: Stage) -> None:
    """Where the installer is gone, who calls Canopy first in a new channel facilitates it."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    await stage.leaves(amara)
    ben = stage.person("Ben")

    await ben.says("help", channel=hoarding)

    assert "You are the first facilitator of Hoarding forum." in ben.sees(ben.told())
    assert (await ben.opens(await ben.hears("settings", channel=hoarding), "Change the settings")).kind == "form"
