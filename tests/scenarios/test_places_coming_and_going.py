"""Canopy is removed and comes back; channels and teams are archived, renamed and restored."""

from __future__ import annotations

import pytest

from sandbox.world import HOME_CHANNEL
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
LATER = "What do you think of the new guidance?"


def _writes(stage: Stage) -> int:
    return len([request for request in stage.teams.requests if request.method in {"POST", "PUT"} and request.area == "connector"])


async def test_nothing_is_said_once_canopy_is_removed(stage: Stage) -> None:
    """After Canopy was removed nothing is posted or edited, not even what was asked from the 1:1 chat; all is kept."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    form = await ben.opens(await ben.whispers(LATER), "Ask a question")

    await stage.teams.event("installationUpdate", action="remove")
    said = _writes(stage)
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), {"question": LATER, "kind": "any"})
    await stage.a_moment()

    assert "Add me to a channel" in sent.text
    assert _writes(stage) == said
    assert CLEAR in ask.words
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_canopy_comes_back_to_what_it_knew(stage: Stage) -> None:
    """Added again, everything is as it was: cards work, asks are open, and nobody is greeted again."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    greeted = len(amara.all_told())

    await stage.teams.event("installationUpdate", action="remove")
    await stage.teams.install("Amara")
    await stage.settles()

    assert len(amara.all_told()) == greeted
    await chidi.helps(ask, "We asked who she trusts.")
    assert "Chidi Okafor: We asked who she trusts." in ask.words
    assert "1 open ask" in ben.sees(await ben.hears("asks"))


async def test_canopy_comes_back_although_nobody_said_it_was_gone(stage: Stage) -> None:
    """When Teams shut Canopy out without a notice, its cards are brought up to date once it is let in again."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await ben.opens(await ben.whispers(LATER), "Ask a question")
    stage.teams.world.installed = False
    await chidi.presses(ask.card, "Same here")
    await ben.sends(form)
    assert "Same here · 1" not in ask.buttons

    await stage.teams.install("Amara")
    await stage.settles()

    assert "Same here · 1" in ask.buttons
    assert LATER in ben.sees(stage.posted()[-1])
    await chidi.presses(ask.card, "Same here")
    assert "Same here · 1" not in ask.buttons


async def test_somebody_speaking_in_a_channel_opens_all_of_it(stage: Stage) -> None:
    """A new thread can be started again as soon as anybody writes to Canopy anywhere in the channel."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.whispers(LATER), "Ask a question")
    stage.teams.world.installed = False
    await ben.sends(form)
    stage.teams.world.installed = True

    await ben.hears("help")

    assert any(LATER in ben.sees(message) for message in stage.posted())


@pytest.mark.parametrize("end", ["teamArchived", "channelDeleted", "teamDeleted"])
async def test_a_place_that_is_closed_is_left_alone(stage: Stage, end: str) -> None:
    """In an archived or deleted team or channel nothing is said; when it is back, everything works again."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await chidi.opens(await chidi.whispers(LATER), "Ask a question")
    where = {"channel": HOME_CHANNEL} if end == "channelDeleted" else {}
    back = {"teamArchived": "teamUnarchived", "channelDeleted": "channelRestored", "teamDeleted": "teamRestored"}[end]

    await stage.teams.event(end, **where)
    said = _writes(stage)
    await stage.teams.submit_form(chidi.member, form, stage.only_button(form), {"question": LATER, "kind": "any"})
    await stage.a_moment()
    assert _writes(stage) == said

    await stage.teams.event(back, **where)
    await stage.settles()
    await chidi.helps(ask, "We asked who she trusts.")
    assert "Chidi Okafor: We asked who she trusts." in ask.words


async def test_a_closed_channel_leaves_the_others_open(stage: Stage) -> None:
    """Deleting one channel of a team does not silence the community in another."""
    await stage.opens()
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.asks(CLEAR, channel=hoarding)

    await stage.teams.event("channelDeleted", channel=hoarding)

    assert CLEAR in (await ben.asks(CLEAR)).words


async def test_a_new_name_in_teams_is_not_the_communitys(stage: Stage) -> None:
    """Renaming the channel or the team changes nothing: the community has the name its facilitators see in the settings."""
    await stage.opens()
    ben = stage.person("Ben")

    await stage.teams.event("channelRenamed", channel=HOME_CHANNEL, name="Old stuff")
    await stage.teams.event("teamRenamed", name="Another team")

    assert "No open asks in MCA community." in ben.sees(await ben.hears("asks", channel="Old stuff"))


async def test_what_teams_tells_that_is_of_no_use_is_passed_over(stage: Stage) -> None:
    """Events of other kinds change nothing and are taken without complaint."""
    await stage.opens()
    before = stage.everything_kept()

    for name in ("channelCreated", "channelShared", "channelMemberAdded", "teamHardDeletedSomehow"):
        delivered = await stage.teams.event(name, **({"name": "Another"} if name == "channelCreated" else {}))
        assert delivered.status == 200

    assert stage.everything_kept() == before
    assert stage.posted() == []
