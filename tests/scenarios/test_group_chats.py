"""A community that meets in a group chat: no team, no threads, no library of its own; everything else as in a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.world import Message
from tests.support.cards import words_of
from tests.support.document_players import docx, sends_files, shelved
from tests.support.players import Ask, Player, answers_of, read
from tests.support.stage import Stage, set_stage

CHAT = "Night shift"
CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
NO_LIBRARY = "this community meets in a group chat, which has no library of its own."


@pytest.fixture
async def night(database_url: str) -> AsyncIterator[Stage]:
    """Canopy in a group chat, and in no team."""
    async with set_stage(database_url) as stage:
        await stage.teams.open_group_chat(CHAT)
        await stage.settles()
        yield stage


async def _hears(player: Player, words: str) -> Message:
    """Write to Canopy in the group chat. Returns what it said last."""
    await player.says(words, channel=CHAT)
    return player.stage.posted(CHAT)[-1]


async def _asks(player: Player, words: str) -> Ask:
    card = await _hears(player, words)
    return Ask(player.stage, card, card)


def _said(stage: Stage) -> list[str]:
    return [message.text or words_of(message.cards[0]) for message in stage.posted(CHAT)]


async def test_a_community_is_born_in_a_group_chat(night: Stage) -> None:
    """Whoever added Canopy facilitates it and is told so in private; the chat is told once what Canopy is."""
    amara = night.person("Amara")

    [arrival] = night.arrivals(CHAT)
    assert "I help this chat to be a community of practice" in amara.sees(arrival)
    assert "Anybody here removes me" in amara.sees(arrival)
    assert "Canopy is ready" in amara.sees(amara.told())
    assert night.count("SELECT count(*) FROM communities") == 1
    assert night.count("SELECT count(*) FROM members WHERE here") == 6


async def test_asking_and_answering(night: Stage) -> None:
    """Everything is said in the chat, one after the other: the ask, the answers, and what was learned."""
    ben, chidi, dana = night.people("Ben", "Chidi", "Dana")
    ask = await _asks(ben, CLEAR)
    assert ask.kind == "Seeking experiences"

    await chidi.presses(ask.card, "Same here")
    await chidi.helps(ask, "We asked who she trusts.")
    await dana.helps(ask, "Her sister came along.")
    form = await ben.opens(ask.card, "Close")
    await ben.sends(form, helped=answers_of(form, "Dana"), learned="Whom she trusts matters.")

    assert "Same here" not in ask.buttons
    assert "✓ Helped · Dana Whitfield" in ask.words
    said = _said(night)
    assert "Chidi Okafor answers\nWe asked who she trusts." in said[1]
    assert "Dana Whitfield answers\nHer sister came along." in said[2]
    assert "What helped came from Dana Whitfield. Thank you." in said[3]
    assert len(said) == 4


async def test_an_ask_from_the_chat_with_canopy_goes_there(night: Stage) -> None:
    """Asked in 1:1, it is put to the group chat."""
    ben = night.person("Ben")

    form = await ben.opens(await ben.whispers(CLEAR), "Ask a question")
    ask = await ben.asks_through(form, channel=CHAT)

    assert ask.kind == "Seeking experiences"
    assert "Ben Carter asks" in ask.words


async def test_polls_check_ins_and_prompts(night: Stage) -> None:
    """They are launched in the chat and answered there; a reflection that is shared is posted there."""
    amara, ben = night.people("Amara", "Ben")

    poll = await _hears(amara, "poll: Which topic next? Mentoring | Onboarding")
    await ben.presses(poll, "Mentoring")
    checkin = await _hears(amara, "check-in: mood")
    prompt = await _hears(amara, "reflect: a visit that went well")
    form = await ben.opens(prompt, "Reflect")

    assert "Most chosen: Mentoring, 1 of 1." in ben.sees(poll)
    assert words_of(checkin.cards[0]).startswith("Check-in\nOpen")
    assert form.kind == "form"


async def test_files_cannot_be_filed_and_links_are_kept(night: Stage) -> None:
    """A group chat has no library: that is said before anybody has sent anything in vain, and what to do instead."""
    amara, ben = night.people("Amara", "Ben")

    offer = await sends_files(ben, {"Plan.docx": docx("one")})
    assert NO_LIBRARY in offer.text
    assert "write “file” and its link" in offer.text
    assert (await _hears(ben, "file this")).text == offer.text
    shared = await night.teams.say(ben.member, "our plan", channel=CHAT, mention=False, files={"Plan.docx": docx("one")})
    assert read(await night.teams.message_action(ben.member, "saveToLibrary", shared)) == offer.text

    await _hears(ben, "file https://example.org/guide")
    assert "A link to example.org" in _said(night)[-1]
    setup = amara.sees(await _hears(amara, "library set-up"))
    assert "Links only: a group chat has no library of its own" in setup
    assert "A team owner adds me to a channel" in setup
    assert night.teams.graph.log == []


async def test_with_a_channel_beside_it_files_go_there(night: Stage) -> None:
    """Whoever is in a channel's community too is asked nothing: only that one has a library."""
    await night.opens()
    ben = night.person("Ben")

    offer = await sends_files(ben, {"Plan.docx": docx("one")})
    assert "It goes into the channel's files of MCA community" in ben.sees(offer)
    await ben.presses(offer, "File it")
    await shelved(night)

    assert [file.name for file in night.teams.graph.drive().files()] == ["Plan.docx"]
    assert "Send me the file in our 1:1 chat" in (await ben.whispers("file this")).text


async def test_a_folder_on_disk_takes_files_of_a_group_chat(database_url: str, tmp_path: Path) -> None:
    """Where documents go into a folder, a group chat has one as channels have."""
    async with set_stage(database_url, CANOPY_LIBRARY="folder", CANOPY_LIBRARY_DIR=tmp_path) as night:
        await night.teams.open_group_chat(CHAT)
        await night.settles()
        ben = night.person("Ben")

        await ben.presses(await sends_files(ben, {"Plan.docx": docx("one")}), "File it")
        await shelved(night)

    assert _files_in(tmp_path) == ["Plan.docx"]


def _files_in(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*.docx")]


async def test_people_come_and_go(night: Stage) -> None:
    """Whoever is added to the chat is welcomed, and whoever leaves it can do nothing there any more."""
    ben = night.person("Ben")
    grace = Player(night, await night.teams.add_member("Grace Lin", chat=CHAT))
    await night.settles()
    assert "Welcome" in grace.sees(grace.told())

    await night.teams.remove_member(ben.member, chat=CHAT)
    await night.settles()

    assert night.count("SELECT count(*) FROM members WHERE member_id = :who AND here", who=ben.member.id) == 0


async def test_canopy_is_taken_out_and_comes_back(night: Stage) -> None:
    """Out of the chat it says nothing; back again it goes on where it was."""
    ben = night.person("Ben")
    ask = await _asks(ben, CLEAR)

    await night.teams.in_group_chat(CHAT, here=False)
    await night.settles()
    assert night.rows("SELECT state FROM communities") == [("dormant",)]
    said = len(_said(night))
    await night.moves(days=9)
    assert len(_said(night)) == said

    await night.teams.in_group_chat(CHAT)
    await night.settles()
    await ben.withdraws(ask)
    assert night.rows("SELECT state FROM communities") == [("active",)]
    assert ask.words.startswith("This ask was withdrawn.")
    assert len(night.arrivals(CHAT)) == 1
