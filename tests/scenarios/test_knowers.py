"""Who knows about something: colleagues who may, by what they wrote and what helped."""

from __future__ import annotations

import pytest

from tests.support.cards import buttons_of
from tests.support.knower_players import has_helped, people_on
from tests.support.players import kept, read
from tests.support.profile_players import writes_profile
from tests.support.reflection_players import launches, writes
from tests.support.stage import Stage

DOLS = "Has anyone had a similar experience with deprivation of liberty in a care home?"


async def test_who_says_ask_me_about_it_is_found_by_any_name_of_the_topic(stage: Stage) -> None:
    """An abbreviation, another name and a slip of the finger find the same colleague, with the reason."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(chidi, matters="Being asked twice.", can_help="deprivation-of-liberty", job="Social worker")

    for said in ("who knows about deprivation of liberty?", "Who knows about DoLS", "who can help with deprivation of libery?"):
        found = await ben.hears(said)
        assert people_on(ben, found) == ["Chidi Okafor"], said
        assert "Their profile says: ask me about Deprivation of liberty" in ben.sees(found)
        assert "Social worker" in ben.sees(found)
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_whose_answer_helped_is_found_with_the_ask(stage: Stage) -> None:
    """An answer speaks for somebody once its asker says that it helped; one that did not, does not."""
    await stage.opens()
    ben, dana = stage.people("Ben", "Dana")
    ask = await has_helped(stage, "Ben", DOLS, "Chidi")
    await dana.helps(ask, "I do not know.")

    found = await dana.hears("who has experience with deprivation of liberty?")

    assert people_on(dana, found) == ["Chidi Okafor"]
    assert "Helped with “Has anyone had a similar experience with deprivation of liberty in a care home?”" in dana.sees(found)
    assert "Profile" not in dana.buttons(found)
    await ben.withdraws(ask)
    assert "I find nobody who says so." in dana.sees(await dana.hears("who has experience of deprivation of liberty?"))


async def test_the_most_likely_come_first_and_never_more_than_five(stage: Stage) -> None:
    """Whom more speaks for comes first."""
    await stage.opens()
    for name in ("Amara", "Chidi", "Dana", "Efe", "Farah"):
        await writes_profile(stage.person(name), can_help="hoarding")
    await writes_profile(await stage.joins("Gwen Hall"), matters="People who live with hoarding.")
    await has_helped(stage, "Amara", "Has anyone had a similar experience with hoarding and fire safety?", "Efe")
    ben = stage.person("Ben")

    shown = await ben.hears("who knows about hoarding?")

    people = people_on(ben, shown)
    assert people[0] == "Efe Demir"
    assert len(people) == 5
    assert "Gwen Hall" not in people
    assert "And 1 more." in ben.sees(shown)


async def test_wanting_to_learn_is_not_knowing(stage: Stage) -> None:
    """Who would like to learn about it is not sent colleagues who ask."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(chidi, matters="Being asked twice.", wants="hoarding")

    shown = ben.sees(await ben.hears("who knows about hoarding?"))

    assert "I find nobody who says so." in shown


async def test_a_reflection_counts_where_its_author_shared_it_with_a_name(stage: Stage) -> None:
    """Private ones and those without a name give nobody away; one that is taken back counts no more."""
    amara = await stage.opens()
    ben, chidi, dana, efe = stage.people("Ben", "Chidi", "Dana", "Efe")
    prompt = await launches(amara)
    await writes(chidi, prompt, "We worked with self-neglect for a year.", sharing="named")
    await writes(dana, prompt, "I got self-neglect wrong.", sharing="unnamed")
    await writes(efe, prompt, "Self-neglect frightens me.", sharing="private")

    found = await ben.hears("who knows about self-neglect?")

    assert people_on(ben, found) == ["Chidi Okafor"]
    assert "Shared a reflection that speaks of" in ben.sees(found)
    listed = ben.sees(await ben.hears("find self-neglect"))
    assert "Chidi Okafor" in listed
    assert "Dana" not in listed
    assert "frightens" not in listed
    [his, _] = prompt.shared
    await chidi.sends(await chidi.opens(his, "Take it back"))
    assert "I find nobody who says so." in ben.sees(await ben.hears("who knows about self neglect?"))


async def test_what_was_shared_before_is_found_too(stage: Stage) -> None:
    """Updating a community puts its earlier reflections on the clock, and they are indexed some at a time."""
    amara = await stage.opens()
    prompt = await launches(amara)
    await writes(stage.person("Chidi"), prompt, "We worked with self-neglect for a year.", sharing="named")
    await writes(stage.person("Dana"), prompt, "Self-neglect frightens me.", sharing="private")
    stage.change("DELETE FROM entries")
    stage.change(
        "INSERT INTO due (tenant_id, community_id, id, what, about, at, planned, tries, failed)"
        " SELECT tenant_id, community_id, 'knowers.begin:reflections', 'knowers.begin', 'reflections', 0, 0, 0, false"
        " FROM communities"
    )
    await stage.settles()

    assert [(what,) for (what,) in stage.rows("SELECT what FROM entries")] == [("reflection",)]
    assert stage.count("SELECT count(*) FROM due WHERE what = 'knowers.begin'") == 0


async def test_words_of_their_own_are_found_too(stage: Stage) -> None:
    """A topic the pack does not know is answered as soon as somebody speaks of it, and asked of the room before."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    asked = await ben.asks("Who knows about puppetry?")
    assert asked.kind.startswith("Mapping knowledge")
    await writes_profile(chidi, can_help="#puppetry")

    found = await ben.hears("Who knows about  puppetry??")

    assert people_on(ben, found) == ["Chidi Okafor"]
    assert stage.count("SELECT count(*) FROM asks") == 1


@pytest.mark.parametrize(
    "said",
    [
        "Who knows already - what are we missing?",
        "Who knows what already - what are we missing?",
        "Who knows about hoarding? and who else should we be asking",
        "Who knows how to fill in a hoarding template?",
    ],
)
async def test_what_is_for_the_room_is_asked(stage: Stage, said: str) -> None:
    """A question that goes on, or is no search for people, is put to the community."""
    await stage.opens()
    await writes_profile(stage.person("Chidi"), can_help="hoarding")

    asked = await stage.person("Ben").asks(said)

    assert "Ben Carter asks" in asked.words
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_where_nobody_is_found_the_community_can_be_asked(stage: Stage) -> None:
    """The button keeps the words."""
    await stage.opens()
    ben = stage.person("Ben")

    shown = await ben.hears("who knows about advance decisions?")
    form = await ben.opens(shown, "Ask the community")

    assert "I find nobody who says so." in ben.sees(shown)
    assert kept(form, "question") == "Who knows about advance decisions?"
    ask = await ben.asks_through(form)
    assert "advance decisions" in ask.words


async def test_only_oneself_is_said_so(stage: Stage) -> None:
    """Nobody is told to ask themselves."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, can_help="hoarding")
    assert "Only you, as far as I can see." in ben.sees(await ben.hears("who knows about hoarding?"))


async def test_who_left_and_who_said_not_now_is_left_out(stage: Stage) -> None:
    """Leavers are not found at once; “not now” lasts four weeks."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    await has_helped(stage, "Ben", "Has anyone had a similar experience with hoarding?", "Chidi", "Dana")
    stage.change(
        "INSERT INTO calls (tenant_id, community_id, ask_id, member_id, at, state)"
        " SELECT tenant_id, community_id, ask_id, :who, :now, 'not_now' FROM asks",
        who=dana.member.id,
        now=round(stage.now.timestamp() * 1000),
    )
    assert people_on(ben, await ben.hears("who knows about hoarding?")) == ["Chidi Okafor"]

    await stage.leaves(chidi)
    assert "I find nobody who says so." in ben.sees(await ben.hears("who knows about hoarding"))

    await stage.moves(days=29)
    assert people_on(ben, await ben.hears("who can help with hoarding?")) == ["Dana Whitfield"]


async def test_the_profile_opens_in_front_of_the_list(stage: Stage) -> None:
    """As it is now: withdrawn in between, it says so kindly."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(chidi, matters="Being asked twice.", can_help="hoarding")
    found = await ben.hears("who knows about hoarding?")
    assert "Being asked twice." in read(await ben.opens(found, "Profile"))

    shown = await chidi.whispers("profile")
    form = await chidi.opens(shown, "Withdraw it")
    await chidi.sends(form, next(iter(buttons_of(form.card or {}))))

    assert "Chidi Okafor has not written a profile yet." in read(await ben.opens(found, "Profile"))


async def test_in_the_chat_it_works_as_in_the_channel(stage: Stage) -> None:
    """Asked in private, it is answered in private."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await writes_profile(chidi, can_help="hoarding")

    told = await ben.whispers("who knows about hoarding?")

    assert people_on(ben, told) == ["Chidi Okafor"]
    assert "Chidi Okafor" in read(await ben.opens(told, "Profile"))
    assert "Shall I put that to your community?" in ben.sees(await ben.whispers("who knows about gardening?"))
