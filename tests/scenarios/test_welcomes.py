"""Welcoming: one private message for who is new, one in the channel when Canopy arrives, and no more than somebody wants."""

from __future__ import annotations

from sandbox.people import Member
from tests.support.cards import words_of
from tests.support.memorandum_players import adopted
from tests.support.players import read
from tests.support.stage import Stage


async def test_whoever_joins_is_welcomed_once_and_in_private(stage: Stage) -> None:
    """What the community is for, three things to do first, and nothing in the channel."""
    await stage.opens()
    before = len(stage.posted())

    newcomer = await stage.joins("Noor Rahman")

    said = newcomer.sees(newcomer.told())
    assert said.startswith("Welcome to MCA community")
    assert "Three things to do first" in said
    assert list(newcomer.buttons(newcomer.told())) == ["Write my profile", "Ask a question", "Not now", "Stop"]
    assert len(newcomer.all_told()) == 1
    assert len(stage.posted()) == before


async def test_a_memorandum_is_read_from_the_welcome(stage: Stage) -> None:
    """The first thing to do is what members hold each other to."""
    amara = await stage.opens()
    await adopted(amara)
    newcomer = await stage.joins("Noor Rahman")

    form = await newcomer.opens(newcomer.told(), "Read the memorandum")
    accepted = await newcomer.sends(form, "I accept")

    assert "Leave the name behind." in read(form)
    assert "You accepted version 1" in read(accepted)


async def test_everything_the_welcome_offers_works(stage: Stage) -> None:
    """No button leads nowhere."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")
    for title in ("Write my profile", "Ask a question"):
        form = await newcomer.opens(newcomer.told(), title)
        assert form.card is not None, form.text


async def test_guests_are_welcomed_alike(stage: Stage) -> None:
    """Members of other organisations get the same message."""
    await stage.opens()
    guest = await stage.joins("Gita Shah", guest=True)
    assert guest.sees(guest.told()).startswith("Welcome to MCA community")


async def test_who_was_there_before_canopy_is_not_welcomed(stage: Stage) -> None:
    """Adding Canopy to a team of six writes to nobody but its facilitator."""
    await stage.opens()
    assert all(stage.person(name).all_told() == [] for name in ("Ben", "Chidi", "Dana", "Efe", "Farah"))


async def test_not_now_comes_once_more_after_a_week(stage: Stage) -> None:
    """Put off twice it stays away; the word brings it back."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")

    first = await newcomer.presses(newcomer.told(), "Not now")
    await stage.moves(days=8)
    again = newcomer.all_told()
    second = await newcomer.presses(newcomer.told(), "Not now")
    await stage.moves(days=30)

    assert "I come back to this in a week, once." in words_of(first.card or {})
    assert len(again) == 2
    assert "shows it whenever you like" in words_of(second.card or {})
    assert len(newcomer.all_told()) == 2
    assert newcomer.sees(await newcomer.whispers("welcome")).startswith("Welcome to MCA community")


async def test_stop_means_stop(stage: Stage) -> None:
    """After “Stop” nothing of this kind comes, not even for somebody who leaves and comes back."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")
    later = newcomer.button(newcomer.told(), "Not now")
    message = newcomer.told()

    stopped = await newcomer.presses(message, "Stop")
    await newcomer.presses_old(message, later)
    await stage.moves(days=8)
    await stage.leaves(newcomer)
    back = await stage.joins("Noor Rahman")

    assert "I will not write to you like this again" in words_of(stopped.card or {})
    assert len(back.all_told()) == 1


async def test_who_leaves_before_the_week_is_over_is_left_in_peace(stage: Stage) -> None:
    """Nobody is written to who is not here any more."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")
    await newcomer.presses(newcomer.told(), "Not now")
    await stage.leaves(newcomer)
    await stage.moves(days=8)
    assert len(newcomer.all_told()) == 1


async def test_a_welcome_that_teams_refuses_is_offered_at_the_first_mention(stage: Stage) -> None:
    """Where Canopy may not write in private, the welcome is one press away in the thread; once."""
    await stage.opens()
    stage.teams.faults.on("POST", status=403, times=None, path="/v3/conversations/a:")
    newcomer = await stage.joins("Noor Rahman")
    assert newcomer.all_told() == []

    asked = await newcomer.says("Has anybody had a similar experience?")
    [offer] = [each for each in stage.teams.thread(asked) if each.cards and "a welcome for you" in words_of(each.cards[0])]
    form = await newcomer.opens(offer, "Read it")
    again = await newcomer.says("Where can I find a template?")

    assert "Three things to do first" in read(form)
    assert not [each for each in stage.teams.thread(again) if each.cards and "a welcome for you" in words_of(each.cards[0])]


async def test_two_hundred_people_at_once_are_each_welcomed_once(stage: Stage) -> None:
    """A whole organisation joins: two hundred private messages, none twice, none in the channel."""
    await stage.opens()
    before = len(stage.posted())
    crowd: list[Member] = [await stage.teams.add_member(f"Person Number{number}") for number in range(200)]
    await stage.settles()

    told = [len([message for message in stage.teams.chat(member) if message.from_bot]) for member in crowd]

    assert told == [1] * 200
    assert len(stage.posted()) == before


async def test_the_same_news_twice_welcomes_once(stage: Stage) -> None:
    """Teams tells of somebody's joining again, under another id."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")
    await stage.teams.redeliver(stage.teams.sent[-1], new_id=True)
    await stage.settles()
    assert len(newcomer.all_told()) == 1


async def test_the_channel_is_told_once_what_canopy_is(stage: Stage) -> None:
    """What it reads, what it keeps, who facilitates, and how to switch parts off."""
    await stage.opens()
    [arrival] = stage.arrivals()
    said = words_of(arrival.cards[0])
    for part in ("What I read:", "What I keep:", "Who facilitates: Amara Osei", "To switch parts off:"):
        assert part in said


async def test_coming_back_is_not_announced_again(stage: Stage) -> None:
    """Removed and added again, Canopy does not repeat itself."""
    await stage.opens()
    await stage.teams.event("installationUpdate", action="remove")
    await stage.teams.install("Amara")
    await stage.settles()
    assert len(stage.arrivals()) == 1
