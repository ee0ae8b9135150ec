"""Reminding those who have not answered a poll."""

from __future__ import annotations

import pytest

import dialogs.reminders
from sandbox.answers import Form
from tests.support.cards import buttons_of
from tests.support.players import Player, read
from tests.support.poll_players import Poll, poll, votes
from tests.support.stage import Stage


async def looks(player: Player, asked: Poll) -> Form:
    """Open the form that reminds, from the form that manages the poll."""
    return await player.sends(await player.opens(asked.card, "Manage"), "Remind who has not answered")


async def reminds(player: Player, asked: Poll) -> Form:
    """Remind those who have not answered."""
    return await player.sends(await looks(player, asked), "Remind them")


def reminded(stage: Stage, asked: Poll) -> list[str]:
    """Who was sent the poll in 1:1, by first name."""
    found = []
    for member in stage.teams.world.members.values():
        cards = [str(message.cards) for message in stage.teams.chat(member) if message.from_bot]
        if any(asked.id in card and ("poll.vote" in card or "poll.ballot" in card) for card in cards):
            found.append(member.name.split()[0])
    return sorted(found)


@pytest.mark.parametrize("mode", ["named", "anonymous"])
async def test_only_those_who_have_not_answered_are_reminded(stage: Stage, mode: str) -> None:
    """They get the poll in 1:1 and can vote there; those who answered get nothing, and the launcher learns no name."""
    amara = await stage.opens(facilitator="Amara")
    ben, dana = stage.people("Ben", "Dana")
    asked = await poll(amara, mode=mode)
    for name in ("Amara", "Ben", "Chidi"):
        await votes(stage.person(name), asked, "Mentoring")

    told = await reminds(amara, asked)

    assert told.text == "I am reminding those who have not answered, in private. You can close this."
    assert reminded(stage, asked) == ["Dana", "Efe", "Farah"]
    ballot = dana.told()
    assert "Which topic next?" in dana.sees(ballot)
    assert "Manage" not in dana.buttons(ballot)
    assert (await dana.presses(ballot, "Onboarding")).kind == "card"
    assert all(name not in read(told) for name in ("Dana", "Efe", "Farah"))
    assert stage.count("SELECT count(*) FROM due WHERE what = 'poll.remind'") == 0
    assert len(ben.all_told()) == 0


async def test_who_withdraws_a_poll_is_told_that_reminders_stay(stage: Stage) -> None:
    """Nobody keeps whom a poll was brought to, so what stands in their chats cannot be taken back: that is said beforehand."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    form = await amara.opens(asked.card, "Manage")
    assert "reminders" not in read(await amara.sends(form, "Withdraw it"))

    await reminds(amara, asked)

    assert "and so do reminders in 1:1 chats." in read(await amara.sends(form, "Withdraw it"))


async def test_the_form_says_how_many_have_not_answered(stage: Stage) -> None:
    """Of a named poll it says how many of how many; of an anonymous one it says no number at all."""
    amara = await stage.opens(facilitator="Amara")
    named, unnamed = await poll(amara), await poll(amara, mode="anonymous", question="How sure are you?")
    for asked in (named, unnamed):
        await votes(stage.person("Ben"), asked, "Mentoring")

    assert "5 of 6 members have not answered." in read(await looks(amara, named))
    shown = read(await looks(amara, unnamed))
    assert "How many they are stays with me" in shown
    assert not any(sign.isdigit() for sign in shown)


async def test_a_poll_reminds_once(stage: Stage) -> None:
    """A second press, the form opened anew, another facilitator and a delivery that comes twice remind nobody again."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    form = await looks(amara, asked)

    first = await amara.sends(form, "Remind them")
    second = await amara.sends(form, "Remind them")
    await stage.comes_again(new_id=True)

    assert first.text == second.text
    dana = stage.person("Dana")
    assert len(dana.all_told()) == 1
    refused = read(await looks(amara, asked))
    assert "People were reminded today at" in refused
    assert "a poll reminds once" in refused
    stage.change("UPDATE members SET role = 'facilitator'")
    assert "a poll reminds once" in read(await stage.person("Ben").sends(form, "Remind them"))
    assert len(dana.all_told()) == 1


async def test_somebody_new_is_not_reminded_later(stage: Stage) -> None:
    """Who joins before the reminder is reminded; who joins after it finds the card in the channel."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    await stage.joins("Gita Rao")
    assert "7 of 7 members have not answered." in read(await looks(amara, asked))
    await reminds(amara, asked)
    hana = await stage.joins("Hana Novak")

    assert "Its card in the channel is there for everybody." in read(await looks(amara, asked))
    assert "Gita" in reminded(stage, asked)
    assert [message.activity["summary"] for message in hana.all_told()] == ["Welcome to MCA community"]


async def test_nobody_is_left_to_remind(stage: Stage) -> None:
    """When all have answered a named poll a sentence says so; of an anonymous one nobody may know, so it is done in silence."""
    amara = await stage.opens(facilitator="Amara")
    everybody = stage.people("Amara", "Ben", "Chidi", "Dana", "Efe", "Farah")
    named, unnamed = await poll(amara), await poll(amara, mode="anonymous", question="How sure are you?")
    for asked in (named, unnamed):
        for player in everybody:
            await votes(player, asked, "Mentoring")

    assert read(await looks(amara, named)) == "Everybody who is here has answered. There is nobody to remind."
    assert "I am reminding" in read(await reminds(amara, unnamed))
    assert reminded(stage, named) == reminded(stage, unnamed) == []


async def test_who_left_is_not_reminded(stage: Stage) -> None:
    """Only those who are here now count and are reminded."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    await stage.leaves(stage.person("Farah"))

    assert "5 of 5 members have not answered." in read(await looks(amara, asked))
    await reminds(amara, asked)

    assert "Farah" not in reminded(stage, asked)


async def test_a_large_room_is_reminded_in_slices(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each few in a turn of their own, nobody twice and nobody forgotten, also where the last slice is full."""
    monkeypatch.setattr(dialogs.reminders, "SLICE", 2)
    amara = await stage.opens(facilitator="Amara")

    everybody = ["Amara", "Ben", "Chidi", "Dana", "Efe", "Farah"]

    even, odd = await poll(amara), await poll(amara, question="And then?")
    await reminds(amara, even)
    await stage.joins("Gita Rao")
    await reminds(amara, odd)

    assert reminded(stage, even) == everybody
    assert reminded(stage, odd) == [*everybody, "Gita"]
    assert len(stage.person("Ben").all_told()) == 2


async def test_who_answers_meanwhile_is_left_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two slices somebody answers: their turn passes without a reminder."""
    monkeypatch.setattr(dialogs.reminders, "SLICE", 2)
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    ids = {member.name.split()[0]: member.id for member in stage.teams.world.members.values()}
    last = max(ids, key=lambda name: ids[name])
    first_two = sorted(ids, key=lambda name: ids[name])[:2]
    stage.change("UPDATE polls SET reminded_at = launched_at")
    await votes(stage.person(last), asked, "Mentoring")

    stage.change(
        "INSERT INTO due (tenant_id, community_id, id, what, about, at, planned, tries, failed, detail)"
        " SELECT tenant_id, community_id, 'poll.remind:' || poll_id, 'poll.remind', poll_id, 0, 0, 0, false, :cursor FROM polls",
        cursor=ids[first_two[-1]],
    )
    await stage.moves(seconds=1)

    assert reminded(stage, asked) == sorted(ids.keys() - {last, *first_two})


async def test_those_who_cannot_be_reached_are_counted(stage: Stage) -> None:
    """Who blocked Canopy is skipped, the others are reminded, and how many were not reached is said afterwards."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara)
    for name in ("Dana", "Efe"):
        stage.teams.member(name).blocked = True

    await reminds(amara, asked)

    assert reminded(stage, asked) == ["Amara", "Ben", "Chidi", "Farah"]
    assert "2 could not be reached in 1:1." in read(await looks(amara, asked))
    later = await poll(amara, question="And then?")
    await reminds(amara, later)
    assert "2 could not be reached in 1:1." in read(await looks(amara, later))

    stage.teams.member("Dana").blocked = False
    await stage.person("Dana").whispers("help")
    assert "1 could not be reached in 1:1." in read(await looks(amara, asked))
    assert "Dana" in reminded(stage, asked)


async def test_of_an_anonymous_poll_nobody_learns_how_many_were_not_reached(stage: Stage) -> None:
    """The number would tell how many had not answered."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara, mode="anonymous")
    stage.teams.member("Dana").blocked = True

    await reminds(amara, asked)

    assert "could not be reached" not in read(await looks(amara, asked))


async def test_only_who_runs_the_poll_reminds(stage: Stage) -> None:
    """Another member who presses a facilitator's button reads who can; nobody is reminded."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    asked = await poll(amara)
    form = await looks(amara, asked)

    assert "Only a facilitator, or whoever launched this poll" in read(await ben.sends(form, "Remind them"))
    assert reminded(stage, asked) == []


async def test_a_member_reminds_of_a_poll_of_their_own(stage: Stage) -> None:
    """Where members launch polls, who launched one may remind of it."""
    amara = await stage.opens(facilitator="Amara")
    settings = await amara.opens(await amara.hears("settings"), "Change the settings")
    await amara.sends(settings, anyone_polls="true")
    ben = stage.person("Ben")
    asked = await poll(ben)
    await votes(ben, asked, "Mentoring")

    await reminds(ben, asked)

    assert reminded(stage, asked) == ["Amara", "Chidi", "Dana", "Efe", "Farah"]


async def test_nobody_is_reminded_of_what_is_over(stage: Stage) -> None:
    """A closed, a withdrawn and an unknown poll: a sentence. One that closes while it reminds stops there."""
    amara = await stage.opens(facilitator="Amara")
    asked = await poll(amara, closes="in 1 hour")
    form = await looks(amara, asked)
    await stage.moves(hours=2)

    assert "This poll is closed" in read(await amara.sends(form, "Remind them"))
    button = buttons_of(form.card or {})["Remind them"]
    unknown = {**button, "data": {**button["data"], "poll": "f" * 32}}
    assert "I cannot find that poll." in read(await stage.teams.submit_form(amara.member, form, unknown, {}))
    stage.change(
        "INSERT INTO due (tenant_id, community_id, id, what, about, at, planned, tries, failed, detail)"
        " SELECT tenant_id, community_id, 'poll.remind:' || poll_id, 'poll.remind', poll_id, 0, 0, 0, false, '' FROM polls"
    )
    await stage.moves(seconds=1)
    assert reminded(stage, asked) == []
    stage.change("UPDATE polls SET state = 'withdrawn'")
    assert "was withdrawn" in read(await amara.sends(form, "Remind them"))


async def test_the_reminder_of_a_poll_that_closed_is_an_old_card(stage: Stage) -> None:
    """Who votes in 1:1 after the poll closed reads that it is closed."""
    amara = await stage.opens(facilitator="Amara")
    dana = stage.person("Dana")
    asked = await poll(amara, closes="in 1 hour")
    await reminds(amara, asked)
    ballot = dana.told()
    await stage.moves(hours=2)

    assert "This poll is closed" in (await dana.presses(ballot, "Mentoring")).text
