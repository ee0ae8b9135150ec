"""The memorandum of understanding: written by facilitators, read and accepted by everybody."""

from __future__ import annotations

import orjson

from community.memoranda import DEFAULT_WORDS, WORDS_LIMIT
from tests.support.cards import fields_of, words_of
from tests.support.memorandum_players import WORDS, adopted, adopts, changes, drafts, posted_last
from tests.support.players import read
from tests.support.stage import Stage


async def test_members_read_and_accept_it_on_the_card(stage: Stage) -> None:
    """The card in the channel shows the words; who presses reads that it counts, and the card how many have."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")

    answer = await ben.presses(card, "I accept")

    assert "Thank you. You accepted version 1 on" in words_of(answer.card or {})
    assert "Leave the name behind." in ben.sees(card)
    assert "2 of 6 members accepted it." in words_of(posted_last(stage).cards[0])
    assert stage.count("SELECT count(*) FROM acceptances") == 2, "who adopted it has accepted it"


async def test_accepting_twice_is_once(stage: Stage) -> None:
    """A double press, or another week's, leaves the first time as it is."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")
    await ben.presses(card, "I accept")
    before = stage.rows("SELECT accepted_at FROM acceptances ORDER BY member_id")

    await stage.comes_again(new_id=True)
    await stage.moves(days=7)
    await ben.presses(card, "I accept")

    assert stage.rows("SELECT accepted_at FROM acceptances ORDER BY member_id") == before


async def test_it_begins_with_a_sound_text(stage: Stage) -> None:
    """Nobody starts from an empty page."""
    amara = await stage.opens()
    shown = await amara.hears("mou")
    form = await amara.opens(shown, "Write it")
    assert fields_of(form.card or {})["words"]["value"] == DEFAULT_WORDS


async def test_members_of_a_community_without_one_are_told(stage: Stage) -> None:
    """Somebody asks for a memorandum that nobody has written."""
    await stage.opens()
    said = await stage.person("Ben").hears("memorandum")
    assert said.text == "This community has no memorandum yet. A facilitator can write one with @Canopy memorandum."


async def test_only_facilitators_write_it(stage: Stage) -> None:
    """Somebody else with the button, or the form, reads who can."""
    amara = await stage.opens()
    shown = await amara.hears("memorandum")
    form = await amara.opens(shown, "Write it")
    ben = stage.person("Ben")

    refused = await ben.opens_old(shown, amara.button(shown, "Write it"))
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), {"words": WORDS, "together": "false"})

    assert "Only a facilitator" in read(refused)
    assert "Only a facilitator" in read(sent)
    assert stage.count("SELECT count(*) FROM memoranda") == 0


async def test_two_facilitators_do_not_write_over_each_other(stage: Stage) -> None:
    """What was saved in between is not lost: the form comes back with what one typed."""
    amara = await stage.opens()
    await drafts(amara)
    shown = await amara.hears("memorandum")
    first, second = await amara.opens(shown, "Edit the draft"), await amara.opens(shown, "Edit the draft")
    await amara.sends(first, "Save the draft", words="One\nof us wrote this.")

    back = await amara.sends(second, "Save the draft", words="The other\nwrote this.")

    assert "The draft was changed since you opened it." in read(back)
    assert fields_of(back.card or {})["words"]["value"] == "The other\nwrote this."
    assert stage.rows("SELECT words FROM memoranda") == [("One\nof us wrote this.",)]


async def test_a_draft_can_be_discarded(stage: Stage) -> None:
    """Nothing is kept of it, and its card says so."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    card = posted_last(stage)

    await amara.sends(await amara.opens(card, "Edit the draft"), "Discard it")

    assert "This draft was discarded." in amara.sees(card)
    assert amara.buttons(card) == {}
    assert stage.count("SELECT count(*) FROM memoranda") == 0


async def test_an_older_card_cannot_be_accepted(stage: Stage) -> None:
    """Pressing an old card's button says what is in force, and nothing is kept."""
    amara = await stage.opens()
    card = await adopted(amara)
    ben = stage.person("Ben")
    old = ben.button(card, "I accept")
    await changes(amara, card, "Something else\nis in force now.")

    answer = await ben.presses_old(card, old)

    assert "The memorandum has changed since that card." in answer.text
    assert "superseded" in ben.sees(card)
    assert ben.buttons(card) == {}


async def test_it_can_be_read_and_accepted_in_private(stage: Stage) -> None:
    """In the 1:1 chat the same card is there, and says which community it belongs to."""
    amara = await stage.opens()
    await adopted(amara)
    ben = stage.person("Ben")

    told = await ben.whispers("memorandum")
    answer = await ben.presses(told, "I accept")

    assert "You accepted version 1" in words_of(answer.card or {})


async def test_hostile_words_stay_words(stage: Stage) -> None:
    """Markdown, tags and mentions in the memorandum are shown as they were typed."""
    amara = await stage.opens()
    card = await adopted(amara, "**Bold** <at>Ben</at>\n[link](https://evil.example) \u202eabc")
    made = orjson.dumps(card.cards[0]).decode()
    assert "**Bold** <at>Ben</at>" in amara.sees(card)
    assert "\\u202e" not in made
    assert '"entities"' not in made


async def test_a_very_long_one_fits_on_the_card(stage: Stage) -> None:
    """As many words as can be kept can be shown, in any script."""
    amara = await stage.opens()
    card = await adopted(amara, "ચ" * WORDS_LIMIT)
    assert len(orjson.dumps(card.cards[0])) <= 28 * 1024


async def test_too_long_a_text_comes_back(stage: Stage) -> None:
    """What does not fit is not cut off: the form says so and keeps what was typed."""
    amara = await stage.opens()
    back = await drafts(amara, "a" * (WORDS_LIMIT + 1))
    assert "Please shorten it" in read(back)
    assert stage.count("SELECT count(*) FROM memoranda") == 0


async def test_without_a_change_there_is_no_new_version(stage: Stage) -> None:
    """Adopting the same words again asks nobody to accept them anew."""
    amara = await stage.opens()
    card = await adopted(amara)
    await amara.sends(await amara.opens(card, "Change it"), "Save the draft", words=WORDS)
    form = await amara.opens(await amara.hears("memorandum"), "Adopt the draft")

    refused = await amara.sends(form, "Adopt it")

    assert "That is word for word what version 1 says already." in read(refused)
    assert stage.count("SELECT count(*) FROM memoranda WHERE state = 'adopted'") == 1


async def test_the_draft_is_shown_while_nothing_is_in_force(stage: Stage) -> None:
    """Members can read a draft before it is adopted."""
    amara = await stage.opens()
    await drafts(amara)
    shown = await stage.person("Ben").hears("agreement")
    assert "Draft of version 1" in stage.person("Ben").sees(shown)
    assert await adopts(amara)
