"""Asking without a name: what the channel sees, who can steer it, and what nobody can find out."""

from __future__ import annotations

import pytest

from sandbox.answers import Form
from tests.support.cards import fields_of
from tests.support.players import Ask, Player, read
from tests.support.stage import Stage

HARD = "How do I tell my manager that I got an assessment wrong?"


async def _asks_without_a_name(stage: Stage, who: Player) -> Ask:
    form = await _form(stage, who)
    return await who.asks_through(form, question=HARD, kind="problem", unnamed="true")


async def _form(_stage: Stage, who: Player) -> Form:
    return await who.opens(await who.hears("help"), "Ask a question")


async def test_asking_without_a_name_is_off_at_first(stage: Stage) -> None:
    """Until a facilitator allows it, the form does not offer it, and a form that claims it is refused with the text kept."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await _form(stage, ben)
    assert "unnamed" not in fields_of(form.card or {})

    asked = {"question": HARD, "kind": "problem", "unnamed": "true"}
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), asked)

    assert "This community does not take asks without a name" in read(sent)
    assert fields_of(sent.card or {})["question"]["value"] == HARD
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_the_channel_sees_no_name(stage: Stage) -> None:
    """Once allowed, the form offers it and says what is kept; the card, and what is said about it, name nobody."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben, chidi = stage.people("Ben", "Chidi")

    form = await _form(stage, ben)
    assert "Canopy does not keep who asked" in read(form)
    ask = await ben.asks_through(form, question=HARD, kind="problem", unnamed="true")
    await chidi.helps(ask, "Tell her soon, and with a plan.")

    assert "Someone in this community asks" in ask.words
    said = [message.activity for message in stage.posted() if message.root == ask.card.root]
    assert not [activity for activity in said if "Ben" in str(activity) or ben.member.teams_id in str(activity)]
    assert "Someone in this community" in chidi.sees(await chidi.hears("asks"))


async def test_asking_with_a_name_stays_the_usual_thing(stage: Stage) -> None:
    """Where it is allowed, an ask still carries the name unless the box is ticked."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")

    ask = await ben.asks_through(await _form(stage, ben), question=HARD, kind="problem")

    assert "Ben Carter asks" in ask.words
    assert stage.keys() == set()


async def test_only_the_asker_steers_it(stage: Stage) -> None:
    """Canopy knows the asker again without knowing who it is; a colleague reads that it is not theirs."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await _asks_without_a_name(stage, ben)
    await chidi.helps(ask, "Tell her soon, and with a plan.")

    for title in ("What helped?", "Close", "Change the kind", "Withdraw"):
        assert "Only the person who asked, or a facilitator" in read(await dana.opens(ask.card, title))
    await ben.says_what_helped(ask, "Chidi")
    assert "✓ Helped · Chidi Okafor" in ask.words
    assert (await ben.closes(ask, "She thanked me.")).kind == "closed"
    assert "She thanked me." in ask.words


async def test_a_facilitator_steers_it_too(stage: Stage) -> None:
    """A facilitator may do what the asker may, and does not learn who asked."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ask = await _asks_without_a_name(stage, stage.person("Ben"))

    await amara.sends(await amara.opens(ask.card, "Change the kind"), kind="experience")
    await amara.closes(ask)

    assert ask.kind == "Seeking experiences"
    assert "Someone in this community asks" in ask.words


@pytest.mark.parametrize("where", ["channel", "chat"])
async def test_nothing_kept_ties_the_asker_to_the_ask(stage: Stage, where: str, caplog: pytest.LogCaptureFixture) -> None:
    """No row that asking writes, and no line that is logged, names the asker or the chat it was asked from."""
    caplog.set_level("DEBUG", logger="canopy")
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")
    form = await (ben.opens(await ben.whispers(HARD), "Ask a question") if where == "chat" else _form(stage, ben))
    before = set(stage.everything_kept().split("\n"))
    caplog.clear()

    ask = await ben.asks_through(form, question=HARD, kind="problem", unnamed="true")

    written = [row for row in stage.everything_kept().split("\n") if row not in before]
    assert any(ask.id in row for row in written)
    traces = (ben.member.id, ben.member.teams_id, ben.member.name, ben.member.chat_id)
    assert not [row for row in written if any(trace in row for trace in traces)]
    assert caplog.records
    assert not [line for line in caplog.messages if any(trace in line for trace in (*traces, HARD))]


async def test_a_first_act_without_a_name_is_not_tied_to_meeting_somebody(stage: Stage) -> None:
    """Somebody Canopy never met can ask without a name, and is not written down by the turn that asks."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    help_card = await amara.hears("help")
    grace = Player(stage, stage.teams.world.welcome("Grace Lin", "Care assistant", guest=True))
    form = await grace.opens(help_card, "Ask a question")
    before = set(stage.everything_kept().split("\n"))

    await grace.asks_through(form, question=HARD, kind="problem", unnamed="true")

    written = [row for row in stage.everything_kept().split("\n") if row not in before]
    assert not [row for row in written if grace.member.id in row or grace.member.teams_id in row]


async def test_steering_it_leaves_no_name_either(stage: Stage) -> None:
    """Closing one's ask without a name names nobody in the rows it writes."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")
    ask = await _asks_without_a_name(stage, ben)
    before = set(stage.everything_kept().split("\n"))

    await ben.closes(ask, "She thanked me.")

    written = [row for row in stage.everything_kept().split("\n") if row not in before]
    assert written
    assert not [row for row in written if ben.member.id in row or ben.member.teams_id in row or ben.name in row]


async def test_the_key_is_destroyed_when_it_is_closed(stage: Stage) -> None:
    """While the ask is open one key outside the database tells the asker; once closed nobody can say who asked."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await _asks_without_a_name(stage, ben)
    await chidi.helps(ask, "Tell her soon, and with a plan.")
    assert len(stage.keys()) == 1

    await ben.closes(ask)

    assert stage.keys() == set()
    assert "I no longer know who asked" in read(await ben.opens(ask.card, "What helped?"))
    assert (await amara.says_what_helped(ask, "Chidi")).kind == "closed"
    assert "✓ Helped · Chidi Okafor" in ask.words


async def test_the_key_is_destroyed_when_it_is_withdrawn(stage: Stage) -> None:
    """The asker can withdraw it; text and key are gone."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")
    ask = await _asks_without_a_name(stage, ben)

    assert (await ben.withdraws(ask)).kind == "closed"

    assert stage.keys() == set()
    assert ask.words.startswith("This ask was withdrawn.")
    assert HARD not in stage.everything_kept()


async def test_switching_it_off_changes_nothing_about_what_was_asked(stage: Stage) -> None:
    """An ask without a name stays one, and stays its asker's, when a facilitator switches the offer off."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")
    ask = await _asks_without_a_name(stage, ben)
    form = await _form(stage, ben)

    await amara.allows_asking_without_a_name(allowed=False)

    refused = await ben.sends(form, question=HARD, kind="problem", unnamed="true")
    assert "This community does not take asks without a name" in read(refused)
    assert (await ben.closes(ask)).kind == "closed"
    assert "Someone in this community asks" in ask.words


async def test_an_asker_without_a_name_can_answer_with_one(stage: Stage) -> None:
    """Answering one's own ask without a name shows the name, as every answer does, and ties it to nothing."""
    amara = await stage.opens(facilitator="Amara")
    await amara.allows_asking_without_a_name()
    ben = stage.person("Ben")
    ask = await _asks_without_a_name(stage, ben)

    await ben.helps(ask, "The policy says within a day.")

    assert "Ben Carter: The policy says within a day." in ask.words
    assert "Someone in this community asks" in ask.words
