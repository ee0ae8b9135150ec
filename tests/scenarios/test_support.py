"""Where to find support: for whoever asks, in words that facilitators can make their own."""

from __future__ import annotations

from tests.support.checkin_players import answers, begins, shown_to
from tests.support.players import kept, read
from tests.support.stage import Stage

OWN = "Talk to Dana, our wellbeing lead.\nEAP: ring 0800 000 0000, day or night.\n[Sign in](https://evil.example)"


async def test_whoever_asks_is_shown_support(stage: Stage) -> None:
    """`support` names supervision, employee assistance and the safeguarding route, in the channel and in 1:1."""
    await stage.opens()
    ben = stage.person("Ben")

    for said in (ben.sees(await ben.hears("support")), ben.sees(await ben.whispers("Support please"))):
        for words in ("Supervision: ", "Employee assistance: ", "Safeguarding: ", "999"):
            assert words in said
    assert ben.buttons(await ben.hears("support")) == {}


async def test_facilitators_change_the_words(stage: Stage) -> None:
    """Their words are shown instead, as text, and to whoever answers at the heavy end."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    card = await amara.hears("support")
    form = await amara.opens(card, "Change the words")
    assert "Supervision: " in kept(form, "support")

    assert (await amara.sends(form, support=OWN)).text == "Saved."

    said = ben.sees(await ben.hears("support"))
    assert "Talk to Dana, our wellbeing lead." in said
    assert "EAP: ring 0800 000 0000" in said
    assert "Samaritans" not in said
    checkin = await begins(amara, "check-in: shelter")
    assert "Talk to Dana" in shown_to(await answers(ben, checkin, 1))
    assert "Talk to Dana" not in checkin.words


async def test_emptied_words_bring_back_those_canopy_came_with(stage: Stage) -> None:
    """Nobody is left without a place to go; words that were not changed are not kept as the community's own."""
    amara = await stage.opens()
    form = await amara.opens(await amara.hears("support"), "Change the words")
    assert "the words I came with" in (await amara.sends(form)).text
    await amara.sends(form, support=OWN)

    assert "the words I came with" in (await amara.sends(form, support=" \n ")).text

    assert "Samaritans" in amara.sees(await amara.hears("support"))
    assert stage.rows("SELECT support FROM communities") == [("",)]


async def test_words_that_are_too_long_come_back(stage: Stage) -> None:
    """With all that was written, and a sentence."""
    amara = await stage.opens()
    form = await amara.opens(await amara.hears("support"), "Change the words")

    sent = await amara.sends(form, support="x" * 1_501)

    assert "1501 characters long" in read(sent)
    assert kept(sent, "support") == "x" * 1_501


async def test_only_facilitators_change_the_words(stage: Stage) -> None:
    """Anybody else sees no button, and a pressed one changes nothing."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    card = await amara.hears("support")
    form = await amara.opens(card, "Change the words")

    assert "Only a facilitator" in read(await ben.opens(card, "Change the words"))
    assert "Only a facilitator" in read(await ben.sends(form, support="mine"))
    assert stage.rows("SELECT support FROM communities") == [("",)]


async def test_somebody_in_several_communities_reads_what_each_says(stage: Stage) -> None:
    """In 1:1, by community where their words differ, and once where they are the same."""
    amara = await stage.opens()
    await stage.adds_channel("Hoarding forum")
    await amara.says("help", channel="Hoarding forum")
    await amara.hears("help", channel="Hoarding forum")
    told = amara.sees(await amara.whispers("support"))
    assert told.count("Samaritans") == 1

    form = await amara.opens(await amara.hears("support"), "Change the words")
    await amara.sends(form, support="Talk to Dana.")

    told = amara.sees(await amara.whispers("support"))
    assert "Talk to Dana." in told
    assert "Samaritans" in told
    assert "Hoarding forum" in told
