"""Asking: what members and facilitators live through."""

from __future__ import annotations

from tests.support.stage import Stage


async def test_somebody_asks_and_a_colleague_answers_on_the_card(stage: Stage) -> None:
    """A question asked in the channel becomes a card, and what a colleague brings is on it and in the thread."""
    await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")

    ask = await ben.asks("Has anyone had a similar experience with somebody who refuses every assessment? #selfneglect")
    await chidi.helps(ask, "We asked who she trusts, and went with him.", link="https://example.org/guide")

    assert ask.kind == "Seeking experiences"
    assert "Ben Carter asks" in ask.words
    assert "#selfneglect" in ask.words
    assert "Chidi Okafor: We asked who she trusts, and went with him." in ask.words
    assert "example.org" in ask.words
    assert any("Chidi Okafor answers" in said for said in ask.thread)


async def test_the_asker_marks_what_helped_and_closes_with_what_was_learned(stage: Stage) -> None:
    """What helped is marked, and closing posts what was learned."""
    await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks("Problem solving: how do we record a decision she changes every day?")
    await chidi.helps(ask, "Date each one, and write what she said.")
    await dana.helps(ask, "Fluctuating capacity has a page in the code of practice.")

    form = await ben.opens(ask.card, "What helped?")
    choices = form.card["body"][0]["choices"] if form.card else []
    best = next(choice["value"] for choice in choices if choice["title"].startswith("Chidi"))
    await ben.sends(form, helped=best)
    assert "✓ Helped · Chidi Okafor:" in ask.words
    assert "✓ Helped · Dana" not in ask.words

    closing = await ben.opens(ask.card, "Close")
    await ben.sends(closing, learned="We date every entry now.")
    assert "Closed" in ask.words
    assert "We date every entry now." in ask.words
    assert any("What helped came from Chidi Okafor" in said for said in ask.thread)
    assert "I can help" not in ask.buttons


async def test_same_here_toggles_and_counts(stage: Stage) -> None:
    """“Same here” counts each member once, and a second press takes it back."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks("Where can I find an example of a best interests checklist?")

    answer = await chidi.presses(ask.card, "Same here")
    assert answer.kind == "card"
    await dana.presses(ask.card, "Same here")
    assert "Same here · 2" in ask.buttons
    await chidi.presses(ask.card, "Same here")
    assert "Same here · 1" in ask.buttons
