"""How a poll ends: by hand, at its time, later than planned, not at all, and after all once more."""

from __future__ import annotations

import pytest

from tests.support.players import read
from tests.support.poll_players import (
    EVERYBODY,
    all_vote,
    ends,
    erases,
    everything_said,
    extends,
    manages,
    poll,
    reopens,
    votes,
    writes,
)
from tests.support.stage import Stage

RUNNERS = "Only a facilitator, or whoever launched this poll, can do that."
FEW = "Fewer than 5 people answered, so no results are shown."
CLOSED = "This poll is closed, so nothing was changed. The results are on its card in the channel."
WITHDRAWN = "This poll was withdrawn, so nothing was changed."
LOST = "The key of this anonymous poll was lost, so it was closed early. What had been answered by then is counted."
each_mode = pytest.mark.parametrize("mode", ["named", "anonymous"])


def _lose_keys(stage: Stage) -> None:
    """Somebody deletes the key files of everything that is open."""
    lost = [stage.rules.keys_dir / name for name in stage.keys()]  # noqa: SIM118
    assert lost
    for file in lost:
        file.unlink()


# ---- who may


@each_mode
async def test_only_those_who_run_a_poll_manage_it(stage: Stage, mode: str) -> None:
    """Somebody else gets a sentence, whichever way they try."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode)
    ben = stage.person("Ben")

    assert (await ben.opens(asked.card, "Manage")).text == RUNNERS
    form = await amara.opens(asked.card, "Manage")
    for title in ("Close it now", "Change when it closes", "Withdraw it"):
        assert (await ben.sends(form, title)).text == RUNNERS
    confirm = await manages(amara, asked, "Close it now")
    assert (await ben.sends(confirm, "Close the poll")).text == RUNNERS
    assert asked.state == "open"


async def test_a_member_who_launched_a_poll_runs_it(stage: Stage) -> None:
    """Where everybody may launch, who launched manages their own poll and no other."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    await amara.sends(form, anyone_polls="true")
    asked = await poll(ben)

    assert (await chidi.opens(asked.card, "Manage")).text == RUNNERS
    await ends(ben, asked)

    assert asked.state == "closed"


async def test_a_facilitator_runs_the_poll_of_somebody_who_left(stage: Stage) -> None:
    """The launcher left the team: a facilitator, an old or a new one, brings the poll to its end."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    asked = await poll(amara, closes="in 2 days")
    await amara.gives_roles(facilitators=ben.member.id)
    assert (await ben.opens(asked.card, "Manage")).kind == "form"
    await stage.leaves(amara)
    told = len(everything_said(stage))

    await stage.moves(days=2, minutes=1)

    assert asked.state == "closed"
    assert not [body for body in everything_said(stage)[told:] if "Your poll closed" in str(body)]
    await reopens(ben, asked)
    assert asked.state == "open"


# ---- closing


async def test_closing_by_hand_edits_the_card_and_says_nothing_more(stage: Stage) -> None:
    """Quiet: one edit. The form has asked once more."""
    amara = await stage.opens()
    asked = await poll(amara)
    await votes(stage.person("Ben"), asked, "Mentoring")

    confirm = await manages(amara, asked, "Close it now")
    assert "You can open it again." in read(confirm)
    done = await amara.sends(confirm, "Close the poll")

    assert done.kind == "closed"
    assert "Poll · choose one\nClosed" in asked.words
    assert "1 answered." in asked.words
    assert asked.thread == []
    assert asked.buttons == ["Who voted", "Manage"]


async def test_closing_twice(stage: Stage) -> None:
    """The second time is told that it is closed; the same click again gets the same answer."""
    amara = await stage.opens()
    asked = await poll(amara)
    confirm = await manages(amara, asked, "Close it now")
    await amara.sends(confirm, "Close the poll")

    assert (await stage.comes_again()).kind == "closed"
    assert (await amara.sends(confirm, "Close the poll")).text == CLOSED
    assert "Close it now" not in read(await amara.opens(asked.card, "Manage"))


@each_mode
async def test_a_poll_closes_at_its_time(stage: Stage, mode: str) -> None:
    """When its time comes it closes by itself, and whoever launched it is told in 1:1, with a button to go on."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode, closes="in 2 days")
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Onboarding")
    await stage.moves(days=1)
    assert asked.state == "open"

    await stage.moves(days=1, minutes=1)

    assert asked.state == "closed"
    assert asked.results == {"Mentoring": 0, "Onboarding": 5}
    assert asked.thread == []
    told = amara.told()
    assert "Your poll closed: Which topic next?" in amara.sees(told)
    assert "5 answered. The results are on its card in the channel." in amara.sees(told)
    form = await amara.opens(told, "Say what we will do")
    assert (await amara.sends(form, outcome="Onboarding, from March.")).text == "It is in the poll's thread and on its card."
    assert "Onboarding, from March." in asked.words


async def test_few_answers_in_time_are_told_to_the_launcher_as_few(stage: Stage) -> None:
    """In 1:1 as on the card: not how many there were."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous", closes="in 2 days")
    for name in EVERYBODY[:3]:
        await votes(stage.person(name), asked, "Onboarding")

    await stage.moves(days=2, minutes=1)

    assert FEW in asked.words
    assert FEW in amara.sees(amara.told())
    assert "3" not in amara.sees(amara.told())


async def test_closed_by_hand_before_its_time_it_does_not_close_again(stage: Stage) -> None:
    """What was on the clock is off it: nobody is told that a poll closed which they closed."""
    amara = await stage.opens()
    asked = await poll(amara, closes="in 2 days")
    await ends(amara, asked)
    said = len(everything_said(stage))

    await stage.moves(days=3)

    assert len(everything_said(stage)) == said
    assert stage.count("SELECT count(*) FROM due") == 0


# ---- anonymous, in steps


async def test_an_anonymous_poll_leaves_no_key_and_no_box(stage: Stage) -> None:
    """Once it is counted, the answers and the key are destroyed; the confirmation says so before."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")
    assert len(stage.keys()) == 1

    confirm = await manages(amara, asked, "Close it now")
    assert "an anonymous poll cannot be opened again" in read(confirm)
    await amara.sends(confirm, "Close the poll")

    assert stage.keys() == set()
    assert stage.count("SELECT count(*) FROM due") == 0
    assert asked.results == {"Mentoring": 5, "Onboarding": 0}
    assert "Open it again" not in str((await amara.opens(asked.card, "Manage")).card)


async def test_a_lost_key_closes_the_poll_with_what_it_has(stage: Stage) -> None:
    """The key is gone: the next vote closes the poll, what was answered is counted, and everybody is told."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")
    _lose_keys(stage)

    answer = await votes(amara, asked, "Onboarding")

    assert answer.text.startswith("The key of this anonymous poll is lost, so it is closed now")
    assert asked.state == "closed"
    assert LOST in asked.words
    assert asked.results == {"Mentoring": 5, "Onboarding": 0}
    assert asked.thread == [f"Which topic next?\n{LOST}"]
    again = await stage.comes_again(new_id=True)
    assert again.text == CLOSED
    assert len(asked.thread) == 1


async def test_a_lost_key_is_noticed_by_a_form_too(stage: Stage) -> None:
    """The same through the form; of few answers nothing is shown, but why it closed."""
    amara = await stage.opens()
    asked = await poll(amara, "words", mode="anonymous")
    await writes(stage.person("Ben"), asked, words="Cover")
    _lose_keys(stage)

    sent = await writes(stage.person("Chidi"), asked, words="Visits")

    assert sent.text.startswith("The key of this anonymous poll is lost")
    assert f"{LOST}\n{FEW}" in asked.words


async def test_a_lost_key_does_not_stop_closing(stage: Stage) -> None:
    """Counting needs no key: a poll whose key is gone is closed and counted all the same."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")
    _lose_keys(stage)

    await ends(amara, asked)

    assert asked.results == {"Mentoring": 5, "Onboarding": 0}


# ---- extending


@each_mode
async def test_a_poll_is_extended(stage: Stage, mode: str) -> None:
    """A new time, in people's own words; the card says it, and the old time passes without effect."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode, closes="in 2 days")

    done = await extends(amara, asked, "in 4 days")

    assert done.kind == "closed"
    await stage.moves(days=3)
    assert asked.state == "open"
    await votes(stage.person("Ben"), asked, "Mentoring")
    await stage.moves(days=2)
    assert asked.state == "closed"


async def test_a_time_that_cannot_be_read_comes_back(stage: Stage) -> None:
    """The form says what is wrong, and keeps what was typed."""
    amara = await stage.opens()
    asked = await poll(amara)

    assert "I cannot tell when “when pigs fly” is." in read(await extends(amara, asked, "when pigs fly"))
    assert "days ahead" in read(await extends(amara, asked, "in 200 days"))
    assert "has passed already" in read(await extends(amara, asked, "yesterday 9am"))
    assert stage.rows("SELECT closes_at FROM polls") == [(None,)]


async def test_no_time_means_by_hand_but_not_for_an_anonymous_poll(stage: Stage) -> None:
    """A named poll may stay open; the key of an anonymous one is not kept for ever."""
    amara = await stage.opens()
    named, anonymous = await poll(amara, closes="in 2 days"), await poll(amara, mode="anonymous", closes="in 2 days")

    assert (await extends(amara, named, " ")).kind == "closed"
    assert "An anonymous poll needs a time to close at." in read(await extends(amara, anonymous, ""))

    await stage.moves(days=3)
    assert (named.state, anonymous.state) == ("open", "closed")


# ---- reopening


async def test_a_named_poll_is_opened_again(stage: Stage) -> None:
    """An undo of closing: every vote is still there, can be changed, and new ones are counted."""
    amara = await stage.opens()
    asked = await poll(amara, closes="in 2 days")
    ben = stage.person("Ben")
    await all_vote(stage, asked, Ben="Mentoring", Chidi="Mentoring")
    await stage.moves(days=2, minutes=1)

    assert (await reopens(amara, asked)).kind == "closed"
    await votes(ben, asked, "Onboarding")
    await votes(stage.person("Dana"), asked, "Onboarding")

    assert asked.state == "open"
    assert asked.results == {"Mentoring": 1, "Onboarding": 2}
    assert stage.rows("SELECT closes_at, closed_at, results FROM polls") == [(None, None, None)]
    assert stage.count("SELECT count(*) FROM due") == 0


async def test_an_anonymous_poll_is_never_opened_again(stage: Stage) -> None:
    """The button is not there, and one that was made up gets a sentence."""
    amara = await stage.opens()
    named, anonymous = await poll(amara), await poll(amara, mode="anonymous")
    await ends(amara, named)
    await ends(amara, anonymous)
    form = await amara.opens(named.card, "Manage")
    button = next(
        action for part in (form.card or {})["body"] for action in part.get("actions", []) if action["title"] == "Open it again"
    )
    made_up = {**button, "data": {**button["data"], "poll": anonymous.id}}

    sent = await stage.teams.submit_form(amara.member, form, made_up, {})

    assert sent.text.startswith("An anonymous poll cannot be opened again")
    assert anonymous.state == "closed"


async def test_opening_what_is_open(stage: Stage) -> None:
    """Sent twice, it is opened once."""
    amara = await stage.opens()
    asked = await poll(amara)
    await ends(amara, asked)
    form = await amara.opens(asked.card, "Manage")
    await amara.sends(form, "Open it again")
    revision = stage.rows("SELECT revision FROM polls")

    await amara.sends(form, "Open it again")

    assert stage.rows("SELECT revision FROM polls") == revision


# ---- withdrawing


@each_mode
async def test_a_poll_is_withdrawn_with_everything_it_held(stage: Stage, mode: str) -> None:
    """Nothing is left of its answers, its key, its box and what was on the clock for it."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode, closes="in 2 days")
    await votes(stage.person("Ben"), asked, "Mentoring")

    form = await manages(amara, asked, "Withdraw it")
    assert "That cannot be undone." in read(form)
    assert (await amara.sends(form)).kind == "closed"
    assert (await stage.comes_again(new_id=True)).kind == "closed"

    assert asked.words.startswith("This poll was withdrawn.")
    assert asked.buttons == []
    assert stage.keys() == set()
    for table in ("votes", "poll_options", "due"):
        assert stage.count(f"SELECT count(*) FROM {table}") == 0  # noqa: S608
    await stage.moves(days=3)
    assert asked.words.startswith("This poll was withdrawn.")


async def test_a_closed_poll_is_withdrawn_too(stage: Stage) -> None:
    """Also after it closed; and what manages it says so afterwards."""
    amara = await stage.opens()
    asked = await poll(amara)
    manage = amara.button(asked.card, "Manage")
    await ends(amara, asked)

    await erases(amara, asked)

    assert (await amara.opens_old(asked.card, manage)).text == WITHDRAWN


# ---- from the 1:1 chat


async def test_an_unknown_poll(stage: Stage) -> None:
    """A button that names no poll finds none."""
    amara = await stage.opens()
    asked = await poll(amara)
    button = amara.button(asked.card, "Manage")
    made_up = {**button, "data": {**button["data"], "poll": "0" * 32}}

    assert (await amara.opens_old(asked.card, made_up)).text.startswith("I cannot find that poll.")
