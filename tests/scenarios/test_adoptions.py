"""Adopting the memorandum: one post, everybody is asked to accept, and facilitators see who has."""

from __future__ import annotations

from tests.support.memorandum_players import WORDS, adopted, changes, drafts, posted_last
from tests.support.players import read
from tests.support.stage import Stage

OTHER = "What stays here\nEverything, from now on."


async def test_adopting_posts_it_once(stage: Stage) -> None:
    """One card in the channel, and a second press posts no second one."""
    amara = await stage.opens()
    await drafts(amara)
    before = len(stage.posted())
    shown = await amara.hears("memorandum")
    form = await amara.opens(shown, "Adopt it")
    await amara.sends(form, "Adopt it")
    await stage.comes_again(new_id=True)

    assert "Version 1" in amara.sees(posted_last(stage))
    assert len(stage.posted()) == before + 2, "the answer to “memorandum”, and the version in force"


async def test_words_that_changed_meanwhile_are_not_adopted(stage: Stage) -> None:
    """Nobody adopts what they have not read."""
    amara = await stage.opens()
    await drafts(amara)
    shown = await amara.hears("memorandum")
    form = await amara.opens(shown, "Adopt it")
    await amara.sends(await amara.opens(shown, "Edit the draft"), "Save the draft", words=OTHER)

    refused = await amara.sends(form, "Adopt it")

    assert "The draft was changed since you opened it." in read(refused)
    assert stage.count("SELECT count(*) FROM memoranda WHERE state = 'adopted'") == 0


async def test_a_new_version_asks_everybody_again(stage: Stage) -> None:
    """Versions are kept, and accepting the first says nothing of the second."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")
    await ben.presses(card, "I accept")

    newer = await changes(amara, card, OTHER)

    assert "1 of 6 members accepted it." in ben.sees(newer)
    assert stage.rows("SELECT version, words, state FROM memoranda ORDER BY version") == [
        (1, WORDS, "superseded"),
        (2, OTHER, "adopted"),
    ]
    assert "Ben Carter: version 1 on" in read(await amara.opens(newer, "Who accepted"))
    assert "not the one in force" in read(await amara.opens(newer, "Who accepted"))


async def test_facilitators_see_who_has_accepted_and_others_do_not(stage: Stage) -> None:
    """The list is for facilitators."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")
    await ben.presses(card, "I accept")

    listed = read(await amara.opens(card, "Who accepted"))

    assert "2 of 6 members accepted version 1." in listed
    assert "Chidi Okafor: not yet" in listed
    assert "Only a facilitator" in read(await ben.opens(card, "Who accepted"))


async def test_the_others_are_reminded_once_and_in_private(stage: Stage) -> None:
    """Who has not accepted gets one private word with the way to do it; nobody gets two, and the channel hears nothing."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.presses(card, "I accept")
    before = len(stage.posted())

    await amara.sends(await amara.opens(card, "Who accepted"), "Remind the others")
    again = await amara.sends(await amara.opens(card, "Who accepted"), "Remind the others")

    assert ben.all_told() == []
    assert len(chidi.all_told()) == 1
    assert len(stage.posted()) == before
    assert "Everybody here has accepted version 1, or was reminded of it once." in read(again)
    form = await chidi.opens(chidi.told(), "Read it")
    assert "You accepted version 1" in read(await chidi.sends(form, "I accept"))


async def test_whoever_accepts_before_their_reminder_goes_out_is_left_in_peace(stage: Stage) -> None:
    """A reminder is drawn when it is sent: there is nothing to say to somebody who has accepted."""
    amara = await stage.opens()
    card = await adopted(amara)
    chidi = stage.person("Chidi")
    form = await amara.opens(card, "Who accepted")
    await chidi.presses(card, "I accept")
    await amara.sends(form, "Remind the others")
    assert chidi.all_told() == []


async def test_accepting_can_be_a_condition(stage: Stage) -> None:
    """Where facilitators say so, one accepts before asking and before sharing; then nothing else is needed."""
    amara = await stage.opens()
    card = await adopted(amara)
    form = await amara.opens(card, "Who accepted")
    saved = await amara.sends(form, "Save", condition="true")
    ben = stage.person("Ben")

    refused = await ben.hears("Has anybody had a similar experience?")
    in_form = await ben.sends(
        await ben.opens(await ben.hears("help"), "Ask a question"), question="Where can I find a template?", kind="information"
    )
    await ben.presses(card, "I accept")
    asked = await ben.asks("Has anybody had a similar experience?")

    assert "Saved." in read(saved)
    assert "In this community one accepts the memorandum before asking." in refused.text
    assert "In this community one accepts the memorandum before asking." in read(in_form)
    assert asked.kind == "Seeking experiences"
    assert "Accepting it is a condition here" in ben.sees(card)


async def test_an_older_acceptance_does_not_meet_the_condition(stage: Stage) -> None:
    """After a change one reads it again before asking."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")
    await ben.presses(card, "I accept")
    newer = await changes(amara, card, OTHER)
    await amara.sends(await amara.opens(newer, "Who accepted"), "Save", condition="true")

    refused = await ben.hears("Has anybody had a similar experience?")

    assert "The memorandum has changed since you accepted it." in refused.text


async def test_sharing_a_reflection_meets_the_condition_too(stage: Stage) -> None:
    """What is kept private needs nothing; what is shared does, and the form keeps what was typed."""
    amara = await stage.opens()
    card = await adopted(amara)
    await amara.sends(await amara.opens(card, "Who accepted"), "Save", condition="true")
    prompt = await amara.hears("reflect: a capacity assessment you finished")
    ben = stage.person("Ben")

    back = await ben.sends(await ben.opens(prompt, "Reflect"), "Done", part1="It went well.", sharing="named")

    assert "accepts the memorandum before sharing a reflection" in read(back)
    assert stage.count("SELECT count(*) FROM reflections") == 0
    kept = await ben.sends(back, "Done", part1="It went well.", sharing="private")
    assert kept.kind != "form"
    assert stage.count("SELECT count(*) FROM reflections") == 1
