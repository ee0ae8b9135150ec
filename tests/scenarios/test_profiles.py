"""Profiles as people come upon them: a colleague's, their own, and what happens to them over the years."""

from __future__ import annotations

import pytest

from tests.support.cards import words_of
from tests.support.players import Player, kept, read
from tests.support.profile_players import MATTERS, found, is_introduced, looks_up, opens_form, writes_profile
from tests.support.stage import Stage


@pytest.mark.parametrize("asked", ["Ben", "ben carter", "Carter?", "@Ben Carter", "Car"])
async def test_a_colleague_is_found_by_what_one_calls_them(stage: Stage, asked: str) -> None:
    """First name, last name, the beginning of one, or a mention: the same profile."""
    await stage.opens()
    await writes_profile(stage.person("Ben"), matters=MATTERS)
    shown = await looks_up(stage.person("Chidi"), asked)
    assert shown.startswith("Profile\n")
    assert MATTERS in shown


async def test_a_mention_counts_by_who_is_meant(stage: Stage) -> None:
    """Of two people with the same name, the one who was mentioned is shown: Teams says who that is."""
    await stage.opens()
    await writes_profile(stage.person("Ben"), matters=MATTERS)
    await stage.joins("Ben Ashworth")
    stage.change("UPDATE members SET name = 'Ben Carter' WHERE name = 'Ben Ashworth'")
    assert MATTERS in await looks_up(stage.person("Chidi"), "@Ben Carter")


async def test_of_several_one_is_chosen(stage: Stage) -> None:
    """Two colleagues are called so: who looks chooses, told apart by what they do, and sees the profile alone."""
    await stage.opens()
    chidi, efe = stage.people("Chidi", "Efe")
    ben = await stage.joins("Ben Ashworth")
    await writes_profile(ben, matters=MATTERS, job="Fire officer")

    card = await chidi.hears("who is Ben")
    assert "Which colleague do you mean?" in chidi.sees(card)
    assert list(chidi.buttons(card)) == ["Ben Ashworth · Fire officer", "Ben Carter"]
    answer = await chidi.presses(card, "Ben Ashworth · Fire officer")

    assert MATTERS in words_of(answer.card or {})
    assert "Which colleague" in efe.sees(card)
    without = await efe.presses(card, "Ben Carter")
    assert "has not written a profile yet" in str(without.text)


async def test_a_slip_of_the_finger_is_asked_about(stage: Stage) -> None:
    """Nobody is called just so, but somebody nearly: the name is offered and not taken for granted."""
    await stage.opens()
    await writes_profile(stage.person("Chidi"), matters=MATTERS)
    ben = stage.person("Ben")
    card = await ben.hears("who is Chidi Okafr")
    assert "Do you mean one of these?" in ben.sees(card)
    assert MATTERS in words_of((await ben.presses(card, "Chidi Okafor")).card or {})


async def test_nobody_of_that_name(stage: Stage) -> None:
    """A sentence says so, and what to try; nothing is asked of the community."""
    await stage.opens()
    said = await looks_up(stage.person("Ben"), "Zanele")
    assert said == "I find nobody called “Zanele” in MCA community. Try the first or last name alone, or mention them with @."
    assert stage.count("SELECT count(*) FROM asks") == 0


@pytest.mark.parametrize(
    "question",
    ["Who is free to co-facilitate on Friday?", "Who is responsible for DoLS here?", "who is working on hoarding", "who is DoLS"],
)
async def test_a_question_that_only_begins_so_is_asked(stage: Stage, question: str) -> None:
    """“Who is” is how many questions begin: the community is asked, as always."""
    await stage.opens()
    ben = stage.person("Ben")
    said = ben.sees(await ben.hears(question))
    assert "I find nobody" not in said
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_a_colleague_without_a_profile(stage: Stage) -> None:
    """A kind sentence; and somebody who looks for themselves is shown how to write one."""
    await stage.opens()
    ben = stage.person("Ben")
    assert await looks_up(ben, "Amara") == (
        "Amara Osei has not written a profile yet. You can simply say hello: most people like to be asked."
    )
    assert "one line is enough" in await looks_up(ben, "Ben Carter")


async def test_in_the_channel_ones_own_profile_is_not_shown(stage: Stage) -> None:
    """“@Canopy profile” in the channel has buttons and no content; in 1:1 the whole page is there."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(ben, matters=MATTERS)

    card = await ben.hears("profile")

    assert MATTERS not in str(card.cards[0])
    assert kept(await ben.opens(card, "Change it"), "matters") == MATTERS
    assert kept(await chidi.opens(card, "Change it"), "matters") == "", "each opens their own"
    assert MATTERS in ben.sees(await ben.whispers("my profile"))


async def test_whoever_leaves_is_found_no_more_at_once(stage: Stage) -> None:
    """Their name, their profile, the search and the introduction: all gone the moment Teams says so."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    card = await is_introduced(ben, matters=MATTERS, can_help="hoarding")
    looked_up = await chidi.hears("who is Ben")
    assert found(stage, "deciding about") == [f"profile:{ben.member.id}"]

    await stage.leaves(ben)

    assert found(stage, "deciding about") == []
    assert stage.count("SELECT count(*) FROM profile_topics") == 0
    assert "I find nobody called" in await looks_up(chidi, "Ben Carter")
    for shown in (card, looked_up):
        assert words_of(shown.cards[0]) == "This profile is not shown here any more."


async def test_whoever_is_back_within_30_days_has_all_of_it(stage: Stage) -> None:
    """Profile, search, topics and introduction are as they were."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    card = await is_introduced(ben, matters=MATTERS, can_help="hoarding")
    await stage.leaves(ben)
    await stage.moves(days=29)

    ben = await stage.joins("Ben Carter")

    assert MATTERS in words_of(card.cards[0])
    assert MATTERS in await looks_up(chidi, "Ben")
    assert found(stage, "deciding about") == [f"profile:{ben.member.id}"]
    assert stage.rows("SELECT topic FROM profile_topics") == [("hoarding",)]
    await stage.moves(days=5)
    assert stage.count("SELECT count(*) FROM profiles") == 1, "the clock forgets that it was to be erased"


async def test_after_30_days_nothing_is_kept(stage: Stage) -> None:
    """The clock erases it, draft included; whoever comes back later starts with an empty page."""
    await stage.opens()
    ben, dana = stage.people("Ben", "Dana")
    await writes_profile(ben, matters=MATTERS)
    await dana.sends(await opens_form(dana), "Save for later", matters="Half a thought of mine")
    await stage.leaves(ben)
    await stage.leaves(dana)

    await stage.moves(days=29, hours=23)
    assert stage.count("SELECT count(*) FROM profiles") == 1
    await stage.moves(hours=2)

    assert stage.count("SELECT count(*) FROM profiles") == 0
    assert stage.count("SELECT count(*) FROM profile_drafts") == 0
    everything = stage.everything_kept()
    assert MATTERS not in everything and "Half a thought" not in everything
    ben = await stage.joins("Ben Carter")
    assert kept(await opens_form(ben), "matters") == ""


async def test_who_comes_back_by_writing_has_it_too(stage: Stage) -> None:
    """Teams did not tell that they are back: their own message does."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    await stage.leaves(ben)
    stage.teams.world.welcome("Ben Carter", "Care home manager", guest=False)

    await ben.hears("help")

    assert MATTERS in await looks_up(stage.person("Chidi"), "Ben")


async def test_the_roster_tells_of_leavers_too(stage: Stage) -> None:
    """Somebody left without a notice: once the roster is read, their profile is found no more, and comes back the same way."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(ben, matters=MATTERS)
    ben.member.here = False
    await _reads_roster(stage)
    assert found(stage, "deciding about") == []
    assert "I find nobody called" in await looks_up(chidi, "Ben Carter")

    ben.member.here = True
    await _reads_roster(stage)
    assert found(stage, "deciding about") == [f"profile:{ben.member.id}"]


async def _reads_roster(stage: Stage) -> None:
    await stage.teams.event("installationUpdate", action="add")
    await stage.settles()


async def test_once_a_year_its_member_is_asked(stage: Stage) -> None:
    """After twelve months a private message asks once whether it is still right; a press keeps it for another year."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    told = len(ben.all_told())
    await stage.moves(days=360)
    assert len(ben.all_told()) == told

    await stage.moves(days=10)

    question = ben.told()
    assert "Is your profile still right?" in ben.sees(question)
    assert MATTERS in ben.sees(question)
    answer = await ben.presses(question, "Still right")
    assert "I ask again in a year" in words_of(answer.card or {})
    before = len(ben.all_told())
    await stage.moves(days=300)
    assert len(ben.all_told()) == before
    await stage.moves(days=75)
    assert len(ben.all_told()) == before + 1


async def test_who_does_not_answer_is_asked_once_only(stage: Stage) -> None:
    """The profile stays as it is, and so does its member's peace."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    await stage.moves(days=370)
    told = len(ben.all_told())
    await stage.moves(days=400)
    assert len(ben.all_told()) == told
    assert MATTERS in await looks_up(stage.person("Chidi"), "Ben")


async def test_the_question_can_be_answered_with_a_change_or_a_withdrawal(stage: Stage) -> None:
    """Both are on the card; an old “Still right” of a withdrawn profile reads what to do."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    await stage.moves(days=370)
    question = ben.told()
    assert kept(await ben.opens(question, "Change it"), "matters") == MATTERS

    await ben.sends(await ben.opens(question, "Withdraw it"), "Withdraw it")

    assert "You have no profile here" in str((await ben.presses(question, "Still right")).text)
    assert stage.count("SELECT count(*) FROM due WHERE what = 'profile.confirm'") == 0


async def test_who_has_changed_it_since_is_not_asked(stage: Stage) -> None:
    """Writing is confirming: the year begins anew."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    await stage.moves(days=300)
    await writes_profile(ben, matters="Being on time.")
    told = len(ben.all_told())
    await stage.moves(days=100)
    assert len(ben.all_told()) == told


async def test_a_guest_has_a_profile_like_everybody(stage: Stage) -> None:
    """Somebody from another organisation writes one, and is found."""
    await stage.opens()
    farah = stage.person("Farah")
    await is_introduced(farah, matters=MATTERS)
    assert MATTERS in await looks_up(stage.person("Ben"), "Farah")


async def test_a_chosen_colleague_who_left_meanwhile(stage: Stage) -> None:
    """An old button shows nothing of somebody who is not here any more."""
    await stage.opens()
    chidi = stage.person("Chidi")
    ben: Player = await stage.joins("Ben Ashworth")
    await writes_profile(ben, matters=MATTERS)
    card = await chidi.hears("who is Ben")

    await stage.leaves(ben)

    answer = await chidi.presses(card, "Ben Ashworth")
    assert words_of(answer.card or {}) == "This profile is not shown here any more."


async def test_the_search_finds_colleagues_too(stage: Stage) -> None:
    """Who looks for a topic in other words finds whom to ask, and reads the profile whole."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(ben, job="Care home manager", can_help="dols")

    card = await chidi.whispers("find deprivation of liberty")

    said = chidi.sees(card)
    assert "Ben Carter" in said
    assert "Colleague · Care home manager" in said
    assert "Their profile has" in said
    assert "Ask me about" in read(await chidi.opens(card, "Show it"))
    await stage.leaves(ben)
    assert "Ben Carter" not in chidi.sees(await chidi.whispers("find deprivation liberty"))


async def test_colleagues_are_not_handed_round(stage: Stage) -> None:
    """What is looked up to be put into a message elsewhere holds no profile."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(ben, matters=MATTERS, can_help="dols")
    composed = await stage.teams.compose_search(chidi.member, "findInLibrary", "deprivation of liberty")
    assert "Ben Carter" not in str(composed)


async def test_the_draft_of_somebody_who_left_unseen_is_erased(stage: Stage) -> None:
    """The roster tells that they left: what they typed and nobody read is gone 30 days later."""
    await stage.opens()
    dana = stage.person("Dana")
    await dana.sends(await opens_form(dana), "Save for later", matters="Half a thought of mine")
    dana.member.here = False
    await _reads_roster(stage)
    await stage.moves(days=20)
    await _reads_roster(stage)
    assert stage.count("SELECT count(*) FROM profile_drafts") == 1

    await stage.moves(days=11)

    assert stage.count("SELECT count(*) FROM profile_drafts") == 0
