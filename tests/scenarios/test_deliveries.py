"""What Teams did not confirm: nothing is said twice by itself, and a facilitator settles it."""

from __future__ import annotations

from tests.support.players import Ask
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"


async def test_a_facilitator_is_told_what_may_not_have_arrived(stage: Stage) -> None:
    """When Teams drops a post, nothing is sent again; the facilitators read about it in private and can post it again."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    stage.teams.faults.drop("POST", path="/activities")

    question = await ben.says(CLEAR)
    assert stage.posted() == []
    note = amara.told()
    assert "Did these arrive?" in amara.sees(note)
    assert f"The ask “{CLEAR[:70]}" in amara.sees(note)
    assert chidi.all_told() == []

    answer = await amara.presses(note, "Post again")
    assert "It is being posted again." in str(answer.card)
    ask = Ask(stage, stage.last_said(question), question)
    await chidi.helps(ask, "We asked who she trusts.")
    assert "Chidi Okafor: We asked who she trusts." in ask.words
    assert "Everything Canopy said in MCA community has arrived." in amara.sees(await amara.whispers("deliveries"))


async def test_what_is_there_after_all_is_left(stage: Stage) -> None:
    """When the post had arrived, the facilitator leaves it, and nothing is posted twice."""
    amara = await stage.opens(facilitator="Amara")
    stage.teams.faults.drop("POST", path="/activities", after_work=True)
    ben = stage.person("Ben")
    await ben.says(CLEAR)
    assert len(stage.posted()) == 1

    answer = await amara.presses(amara.told(), "Leave it")

    assert "Left as it is." in str(answer.card)
    assert len(stage.posted()) == 1
    assert "has arrived" in amara.sees(await amara.whispers("deliveries"))


async def test_a_press_on_a_card_proves_that_it_arrived(stage: Stage) -> None:
    """A card somebody presses is there: it is kept up to date from then on, and nobody needs to settle it."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    stage.teams.faults.drop("POST", path="/activities", after_work=True)
    ask = await ben.asks(CLEAR)

    await chidi.presses(ask.card, "Same here")

    assert "Same here · 1" in ask.buttons
    assert "has arrived" in amara.sees(await amara.whispers("deliveries"))
    assert len(stage.posted()) == 1


async def test_an_answer_on_a_card_that_was_not_confirmed_finds_its_thread(stage: Stage) -> None:
    """Somebody answers before anybody settled whether the card arrived: the answer is in the thread all the same."""
    await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    stage.teams.faults.drop("POST", path="/activities", after_work=True)
    ask = await ben.asks(CLEAR)

    await chidi.helps(ask, "We asked who she trusts.")

    assert ask.thread[0].startswith("Chidi Okafor answers")


async def test_posting_again_twice_posts_once(stage: Stage) -> None:
    """However often “Post again” is pressed or comes again, the message is posted once more only."""
    amara = await stage.opens(facilitator="Amara")
    stage.teams.faults.drop("POST", path="/activities")
    await stage.person("Ben").says(CLEAR)
    note = amara.told()
    button = amara.button(note, "Post again")

    await amara.presses_old(note, button)
    await stage.comes_again()
    await stage.comes_again(new_id=True)
    answer = await amara.presses_old(note, button)

    assert "settled already" in str(answer.card)
    assert len(stage.posted()) == 1


async def test_what_fails_again_can_be_posted_again(stage: Stage) -> None:
    """When posting again is not confirmed either, the facilitator is told again and can try once more."""
    amara = await stage.opens(facilitator="Amara")
    stage.teams.faults.drop("POST", path="/activities")
    await stage.person("Ben").says(CLEAR)
    stage.teams.faults.drop("POST", path="/activities")
    await amara.presses(amara.told(), "Post again")
    assert stage.posted() == []

    note = await amara.whispers("deliveries")
    await amara.presses(note, "Post again")

    assert len(stage.posted()) == 1


async def test_what_was_withdrawn_meanwhile_is_not_posted(stage: Stage) -> None:
    """An ask that its asker deleted before it was settled is not posted again, and its text is nowhere."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    stage.teams.faults.drop("POST", path="/activities")
    await ben.says("visit: your discharge hub?")
    stage.teams.faults.drop("POST", path="/activities")
    question = await ben.says(CLEAR)
    note = await amara.whispers("deliveries")
    await amara.presses(note, "Leave it")
    await ben.deletes(question)

    await amara.presses(note, "Post again")

    assert stage.posted() == []
    assert CLEAR not in stage.everything_kept()


async def test_only_facilitators_settle_deliveries(stage: Stage) -> None:
    """Somebody else who asks for the list, or presses its buttons, reads that it is for facilitators."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    stage.teams.faults.drop("POST", path="/activities")
    await ben.says(CLEAR)
    note = amara.told()

    assert "Only a facilitator of MCA community can do that" in (await ben.whispers("deliveries")).text
    for title in ("Post again", "Leave it"):
        answer = await ben.presses_old(note, amara.button(note, title))
        assert "Only a facilitator of MCA community can do that" in answer.text
    assert stage.posted() == []


async def test_a_delivery_nobody_knows_is_settled_already(stage: Stage) -> None:
    """An id that is made up, or another community's, posts nothing."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.says("help", channel=hoarding)
    stage.teams.faults.drop("POST", path="/activities")
    await ben.says(CLEAR, channel=hoarding)
    note = amara.told()
    button = amara.button(note, "Post again")
    [(ours,)] = stage.rows("SELECT community_id FROM communities WHERE name = 'MCA community'")

    for wrong in ({"community": ours}, {"delivery": "f" * 40}, {"delivery": "\0"}, {"delivery": "' OR 1=1 --"}):
        answer = await amara.presses_old(note, {**button, "data": {**button["data"], **wrong}})
        assert "settled already" in str(answer.card)
    assert not [message for message in stage.posted(hoarding) if CLEAR in ben.sees(message)]


async def test_several_are_settled_one_by_one(stage: Stage) -> None:
    """Each has its own buttons; what is left stays on the card."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    stage.teams.faults.drop("POST", path="/activities")
    await ben.says("visit: your discharge hub?")
    stage.teams.faults.drop("POST", path="/activities")
    await ben.says("visit: your dementia garden?")

    note = await amara.whispers("deliveries")
    assert "discharge hub" in amara.sees(note)
    assert "dementia garden" in amara.sees(note)
    await amara.presses(note, "Post again")

    assert "discharge hub" not in amara.sees(note)
    assert "dementia garden" in amara.sees(note)
    assert len(stage.posted()) == 1


async def test_in_several_communities_one_says_it_where_one_means_it(stage: Stage) -> None:
    """In 1:1 Canopy cannot know which community's deliveries are meant, and says where to ask."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    await amara.says("help", channel=hoarding)

    assert "write that to me in the channel" in (await amara.whispers("deliveries")).text
    assert "Everything Canopy said in Hoarding forum has arrived." in amara.sees(
        await amara.hears("deliveries", channel=hoarding)
    )
