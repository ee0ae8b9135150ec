"""What comes of a poll: “what we will do”, in its thread and on its card."""

from __future__ import annotations

from tests.support.players import kept, read
from tests.support.poll_players import ends, erases, manages, poll, reopens, says_what_we_will_do, votes
from tests.support.stage import Stage


async def test_what_we_will_do_is_posted_and_shown(stage: Stage) -> None:
    """After closing, whoever runs the poll says what comes of it: in the thread, and on the card."""
    amara = await stage.opens()
    asked = await poll(amara)
    await votes(stage.person("Ben"), asked, "Mentoring")
    await ends(amara, asked)

    await says_what_we_will_do(amara, asked, "We start with mentoring, in March.")

    assert asked.thread == ["What we will do\nWhich topic next?\nWe start with mentoring, in March."]
    assert "What we will do\nWe start with mentoring, in March." in asked.words


async def test_it_can_be_changed_and_is_edited_in_place(stage: Stage) -> None:
    """A better sentence takes the place of the first one; the same again posts nothing."""
    amara = await stage.opens()
    asked = await poll(amara)
    await ends(amara, asked)
    await says_what_we_will_do(amara, asked, "We start in March.")

    await says_what_we_will_do(amara, asked, "We start in April.")
    await stage.comes_again(new_id=True)
    form = await manages(amara, asked, "Change what we will do")
    assert kept(form, "outcome") == "We start in April."
    await amara.sends(form)

    assert asked.thread == ["What we will do\nWhich topic next?\nWe start in April."]
    assert "We start in March." not in stage.everything_kept()


async def test_nothing_is_said_before_it_is_closed(stage: Stage) -> None:
    """First close, then say; and something has to be said."""
    amara = await stage.opens()
    asked = await poll(amara)
    await ends(amara, asked)
    form = await manages(amara, asked, "Say what we will do")
    assert "There is nothing to read there yet." in read(await amara.sends(form, outcome=" "))
    assert "1001 characters" in read(await amara.sends(form, outcome="x" * 1_001))
    await reopens(amara, asked)

    assert (await amara.sends(form, outcome="Mentoring.")).text.startswith("This poll is not closed yet.")
    assert asked.thread == []


async def test_only_those_who_run_it_say_it(stage: Stage) -> None:
    """Somebody else gets a sentence."""
    amara = await stage.opens()
    asked = await poll(amara)
    await ends(amara, asked)
    form = await manages(amara, asked, "Say what we will do")

    sent = await stage.person("Ben").sends(form, outcome="Nothing.")

    assert sent.text == "Only a facilitator, or whoever launched this poll, can do that."


async def test_it_goes_when_the_poll_is_opened_again_or_withdrawn(stage: Stage) -> None:
    """What was said in the thread follows."""
    amara = await stage.opens()
    asked = await poll(amara)
    await ends(amara, asked)
    await says_what_we_will_do(amara, asked, "Mentoring.")

    await reopens(amara, asked)
    assert asked.thread == ["This poll is open again."]
    assert "Mentoring.\n" not in asked.words
    await ends(amara, asked)
    await says_what_we_will_do(amara, asked, "Mentoring, after all.")
    assert asked.thread == ["What we will do\nWhich topic next?\nMentoring, after all."]
    await erases(amara, asked)

    assert asked.thread == ["This poll was withdrawn."]
    assert "after all" not in stage.everything_kept()
