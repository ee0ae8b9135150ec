"""Who voted: by option in named polls, and nobody in anonymous ones."""

from __future__ import annotations

from tests.support.players import read
from tests.support.poll_players import all_vote, chooses_several, poll, writes
from tests.support.stage import Stage


async def test_who_voted_is_listed_by_option(stage: Stage) -> None:
    """Named polls say who chose what, to everybody; of open words, only who wrote."""
    amara = await stage.opens()
    asked, words = await poll(amara), await poll(amara, "words")
    assert "Nobody has voted yet." in read(await amara.opens(asked.card, "Who voted"))
    await all_vote(stage, asked, Ben="Mentoring", Chidi="Mentoring", Farah="Onboarding")
    await writes(stage.person("Ben"), words, words="Cover")

    who = read(await stage.person("Dana").opens(asked.card, "Who voted"))

    assert "Mentoring\nBen Carter, Chidi Okafor" in who
    assert "Onboarding\nFarah Siddiqui" in who
    assert read(await amara.opens(words.card, "Who voted")).endswith("Ben Carter")


async def test_nobody_can_ask_who_voted_in_an_anonymous_poll(stage: Stage) -> None:
    """There is no such button, and a button that was made up gets a sentence."""
    amara = await stage.opens()
    named, asked = await poll(amara), await poll(amara, mode="anonymous")
    button = amara.button(named.card, "Who voted")

    assert "Who voted" not in asked.buttons
    made_up = {**button, "data": {**button["data"], "poll": asked.id}}
    assert (await amara.opens_old(asked.card, made_up)).text == "This poll is anonymous, so nobody can see who voted."


async def test_who_chose_several_is_listed_with_each(stage: Stage) -> None:
    """A name stands with everything it chose."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple")
    await chooses_several(stage.person("Ben"), asked, "Mentoring", "Onboarding")
    await chooses_several(stage.person("Chidi"), asked, "Onboarding")

    who = read(await amara.opens(asked.card, "Who voted"))

    assert who == "Which topic next?\nMentoring\nBen Carter\nOnboarding\nBen Carter, Chidi Okafor"


async def test_of_very_many_voters_as_many_are_named_as_fit(stage: Stage) -> None:
    """The list ends where a form does, and says how many more there are."""
    amara = await stage.opens()
    asked = await poll(amara)
    await all_vote(stage, asked, Ben="Mentoring")
    rows = [(f"made-up-{number:04}", f"Made-up Member {number:04}") for number in range(900)]
    columns = "tenant_id, community_id"
    for member, name in rows:
        stage.change(
            f"INSERT INTO members ({columns}, member_id, teams_id, name, role, here)"  # noqa: S608
            f" SELECT {columns}, :member, :member, :name, 'member', true FROM polls", member=member, name=name,
        )  # fmt: skip
        stage.change(
            f"INSERT INTO votes ({columns}, poll_id, member_id, answer, press, voted_at)"  # noqa: S608
            f" SELECT {columns}, poll_id, :member, '[2]', 0, launched_at FROM polls", member=member,
        )  # fmt: skip
    stage.change("UPDATE poll_options SET votes = 900 WHERE number = 2")

    who = read(await amara.opens(asked.card, "Who voted"))

    assert "Mentoring\nBen Carter" in who
    named = who.count("Made-up Member")
    assert named > 300
    assert who.endswith(f"…and {900 - named} more")
