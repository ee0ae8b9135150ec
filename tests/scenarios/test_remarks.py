"""Drafting together: members say what they would change in the memorandum before it is adopted."""

from __future__ import annotations

from tests.support.memorandum_players import adopts, drafts, posted_last
from tests.support.players import read
from tests.support.stage import Stage


async def test_members_comment_on_the_draft(stage: Stage) -> None:
    """A comment is kept with its name, counted on the card, and read by whoever comments next."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    card = posted_last(stage)
    ben, chidi = stage.people("Ben", "Chidi")

    sent = await ben.sends(await ben.opens(card, "Comment"), "Leave the comment", words="Say who decides in an emergency.")

    assert sent.text == "Thank you. Your comment is with the draft."
    assert "1 comment" in chidi.sees(card)
    assert "Ben Carter: Say who decides in an emergency." in read(await chidi.opens(card, "Comment"))


async def test_a_comment_sent_twice_is_one(stage: Stage) -> None:
    """A double press leaves one comment."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    ben = stage.person("Ben")
    await ben.sends(await ben.opens(posted_last(stage), "Comment"), "Leave the comment", words="Shorter, please.")
    await stage.comes_again(new_id=True)
    assert stage.count("SELECT count(*) FROM memorandum_comments") == 1


async def test_ones_own_comment_can_be_taken_back(stage: Stage) -> None:
    """Whoever wrote it, or a facilitator, takes it back; others are not offered to, and may not."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    card = posted_last(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.sends(await ben.opens(card, "Comment"), "Leave the comment", words="Shorter, please.")

    form = await ben.opens(card, "Comment")
    others = await chidi.opens(card, "Comment")
    back = next(action for action in _actions(form.card) if action["title"] == "Take it back")
    refused = await stage.teams.submit_form(chidi.member, others, back, {})
    taken = await ben.sends(form, "Take it back")

    assert [action["title"] for action in _actions(others.card)] == ["Leave the comment"]
    assert "Only the person who wrote this comment" in read(refused)
    assert taken.text == "Your comment is taken back. Nothing of it is kept."
    assert "No comments yet." in ben.sees(card)
    assert "taken back already" in read(await ben.sends(form, "Take it back"))


async def test_an_empty_comment_comes_back(stage: Stage) -> None:
    """Nothing to read is nothing to keep."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    ben = stage.person("Ben")
    back = await ben.sends(await ben.opens(posted_last(stage), "Comment"), "Leave the comment", words="  \u200b ")
    assert "There is nothing to read there yet." in read(back)


async def test_what_was_adopted_takes_no_comments(stage: Stage) -> None:
    """An old draft's button says what to do instead, and the draft's card what became of it."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    card = posted_last(stage)
    ben = stage.person("Ben")
    comment = ben.button(card, "Comment")
    await adopts(amara)

    refused = await ben.opens_old(card, comment)

    assert "Version 1 is not a draft any more." in read(refused)
    assert "This draft was adopted: it is version 1 now." in ben.sees(card)
    assert ben.buttons(card) == {}


async def test_ten_comments_are_enough(stage: Stage) -> None:
    """One member cannot fill the list."""
    amara = await stage.opens()
    await drafts(amara, together=True)
    ben = stage.person("Ben")
    for number in range(10):
        form = await ben.opens(posted_last(stage), "Comment")
        await ben.sends(form, "Leave the comment", words=f"Thought {number}.")
    back = await ben.sends(await ben.opens(posted_last(stage), "Comment"), "Leave the comment", words="One more.")
    assert "You have left 10 comments on this draft." in read(back)


def _actions(card: dict[str, object] | None) -> list[dict[str, object]]:
    """Every button of a form, those in its middle too."""
    found: list[dict[str, object]] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if str(part.get("type", "")).startswith("Action."):
                found.append(part)
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(card)
    return found
