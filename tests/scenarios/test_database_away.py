"""When the database is away: members are told at once that nothing was saved, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.players import read
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
NOT_SAVED = "I could not save that just now, so nothing was changed. Please try again in a minute."


@contextmanager
def _database_away(stage: Stage) -> Iterator[None]:
    """Asks can be neither read nor written."""
    stage.change("ALTER TABLE asks RENAME TO asks_away")
    try:
        yield
    finally:
        stage.change("ALTER TABLE asks_away RENAME TO asks")


async def test_who_asks_is_told_in_the_thread(stage: Stage) -> None:
    """A question that could not be saved gets a sentence and no card; asked again later, it is asked once."""
    await stage.opens()
    ben = stage.person("Ben")

    with _database_away(stage):
        told = await ben.hears(CLEAR)
        assert told.text == NOT_SAVED
    assert stage.count("SELECT count(*) FROM asks") == 0
    assert len(stage.posted()) == 1

    assert "Seeking experiences" in ben.sees(await ben.hears(CLEAR, thread=told))
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_who_presses_is_told_in_the_answer(stage: Stage) -> None:
    """A press that could not be saved is answered so, and counts once it is pressed again."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    with _database_away(stage):
        answer = await chidi.presses(ask.card, "Same here")
        assert answer.kind == "error"
        assert answer.text == NOT_SAVED
    assert "Same here · 1" not in ask.buttons

    await chidi.presses(ask.card, "Same here")
    assert "Same here · 1" in ask.buttons


async def test_who_sends_a_form_is_told_and_can_send_it_again(stage: Stage) -> None:
    """A form that could not be saved says so; the same form sent again asks once."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    with _database_away(stage):
        assert read(await ben.sends(form, question=CLEAR)) == NOT_SAVED
    assert len(stage.posted()) == 1

    await ben.asks_through(form, question=CLEAR)
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_who_opens_a_form_is_told(stage: Stage) -> None:
    """A form that cannot be opened says so."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    with _database_away(stage):
        assert read(await chidi.opens(ask.card, "I can help")) == NOT_SAVED


@pytest.mark.parametrize("fault", ["answers", "outbox"])
async def test_nothing_is_half_done(stage: Stage, fault: str) -> None:
    """When the last thing to write fails, the first is not kept either."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await chidi.opens(ask.card, "I can help")
    before = stage.everything_kept()

    stage.change(f"ALTER TABLE {fault} RENAME TO {fault}_away")
    sent = await stage.teams.submit_form(chidi.member, form, stage.only_button(form), {"answer": "We waited.", "link": ""})
    stage.change(f"ALTER TABLE {fault}_away RENAME TO {fault}")

    assert sent.text == NOT_SAVED
    assert stage.everything_kept() == before
    await chidi.sends(form, answer="We waited.")
    assert "Chidi Okafor: We waited." in ask.words


async def test_a_community_that_could_not_be_saved_is_born_by_the_first_mention(stage: Stage) -> None:
    """When the notice that Canopy was added is lost, the first question founds the community, and is asked."""
    ben = stage.person("Ben")
    stage.change("ALTER TABLE communities RENAME TO communities_away")
    [first, second] = await stage.teams.install("Amara")
    stage.change("ALTER TABLE communities_away RENAME TO communities")
    stage.faults_expected = 2

    assert (first.status, second.status) == (200, 200)
    assert CLEAR in (await ben.asks(CLEAR)).words
    assert "You are the first facilitator of MCA community." in ben.sees(ben.told())
