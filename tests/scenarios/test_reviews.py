"""Looking at documents again: owners are asked in private when the day has come, a few times and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

import dialogs.reviews
from tests.support.cards import buttons_of, words_of
from tests.support.document_players import Document, pdf, saves_one, shares
from tests.support.library_players import files_tab, looks, ten_minutes, titles, wakes
from tests.support.players import Player, read
from tests.support.stage import Stage, set_stage

UPDATE, RIGHT, SUPERSEDED, BACK = "update", "right", "superseded", "back"


@pytest.fixture
async def winter(database_url: str) -> AsyncIterator[Stage]:
    """A stage on a Tuesday in December 2026."""
    async with set_stage(database_url, at=datetime(2026, 12, 1, 10, 30, tzinfo=UTC)) as stage:
        yield stage


async def saved(who: Player, name: str = "Hoarding briefing.pdf", **inputs: str) -> Document:
    """A document that somebody saved."""
    return await saves_one(who, await shares(who, {name: pdf(name)}), **inputs)


def questions(who: Player) -> list[str]:
    """What somebody was asked about documents in 1:1, as it was sent."""
    sent = [words_of(said.cards[0]) for said in who.all_told() if said.cards]
    return [words for words in sent if words.startswith("Is this still right?")]


async def reviews(who: Player, document: Document, verdict: str, newer: str = "") -> str:
    """Say something about a document through the form of its card. Returns what comes back, if anything does."""
    form = await who.opens(document.card, "Review")
    sent = await who.sends(form, verdict=verdict, newer=newer)
    return "" if sent.kind == "closed" else read(sent)


# ---- asking


async def test_the_owner_is_asked_in_private_when_the_day_has_come(stage: Stage) -> None:
    """Not before; and with one press it is still right for another year, on its card too."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    posted = len(stage.posted())

    await stage.moves(days=360)
    assert questions(ben) == []
    await stage.moves(days=10)

    assert len(questions(ben)) == 1
    assert "Hoarding briefing" in questions(ben)[0]
    before = document.words
    answer = await ben.presses(ben.told(), "Still right")
    assert "Thank you. It is to be looked at again by" in str(answer.card)
    assert document.words != before
    assert len(stage.posted()) == posted
    await stage.moves(days=40)
    assert len(questions(ben)) == 1
    assert all(questions(who) == [] for who in stage.people("Amara", "Chidi"))


async def test_nobody_is_asked_at_the_weekend_or_at_night(winter: Stage) -> None:
    """A date on a Saturday is asked about on Monday morning at nine."""
    await winter.opens()
    ben = winter.person("Ben")
    document = await saved(ben)
    winter.change("UPDATE documents SET review_on = :day, ask_on = :day", day="2027-06-12")

    await winter.moves_to(datetime(2027, 6, 11, 12, 0, tzinfo=UTC))
    await winter.moves_to(datetime(2027, 6, 14, 7, 59, tzinfo=UTC))
    assert questions(ben) == []
    await winter.moves_to(datetime(2027, 6, 14, 8, 1, tzinfo=UTC))
    assert len(questions(ben)) == 1
    assert document.state == "Filed"


async def test_who_does_not_answer_is_asked_three_times(stage: Stage) -> None:
    """A fortnight apart; then the card alone says when it was to be looked at."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.moves(days=370)
    asked = [len(questions(ben))]
    for _ in range(5):
        await stage.moves(days=17)
        asked.append(len(questions(ben)))

    assert asked == [1, 2, 3, 3, 3, 3]
    assert "to be looked at again by" in document.words


async def test_not_now_is_asked_again_in_a_fortnight(stage: Stage) -> None:
    """Each time one may say so; after the third time it is said that nobody will ask again."""
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben)
    await stage.moves(days=370)
    told = []
    for _ in range(3):
        answer = await ben.presses(ben.told(), "Not now")
        told.append(words_of(answer.card or {}))
        await stage.moves(days=17)

    assert [words.startswith("I ask again on") for words in told] == [True, True, False]
    assert told[2].startswith("I shall not ask again.")
    assert len(questions(ben)) == 3


async def test_who_left_is_not_asked_but_a_facilitator(stage: Stage) -> None:
    """And who says that it is still right vouches for it from then on."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.leaves(ben)
    await stage.moves(days=370)

    assert questions(ben) == []
    [question] = questions(amara)
    assert "Who vouched for it is not in the team any more, so I ask you." in question
    answer = await amara.presses(amara.told(), "Still right")
    assert "You vouch for it now." in str(answer.card)
    assert "Amara Osei vouches for it" in document.words


async def test_what_was_found_by_hand_is_asked_about_once_it_has_a_date(stage: Stage) -> None:
    """Nobody is asked about what is nobody's; once somebody described it without an owner, a facilitator is."""
    amara = await wakes(stage)
    files_tab(stage).put("Notes.pdf", pdf("one"))
    await ten_minutes(stage)
    await stage.moves(days=800)
    assert questions(amara) == []
    shown = await looks(amara)
    await shown.presses("Newest first")
    await shown.presses("Show its card")
    message = stage.posted()[-1]
    await amara.sends(await amara.opens_old(message, buttons_of(shown.card)["Describe it"]))
    await stage.moves(days=370)
    assert "Nobody vouches for it, so I ask you." in questions(amara)[0]


async def test_nobody_is_asked_about_more_than_three_in_a_morning(winter: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest comes on the mornings after, in slices or not, and none is forgotten."""
    monkeypatch.setattr(dialogs.reviews, "SLICE", 2)
    await winter.opens()
    ben, chidi = winter.people("Ben", "Chidi")
    names = [f"Document {letter}" for letter in "ABCDEFGH"]
    for name in names:
        await saved(ben, f"{name}.pdf")
    await saved(chidi, "Chidi's.pdf")
    winter.change("UPDATE documents SET review_on = '2027-11-30', ask_on = '2027-11-30'")

    seen = []
    for day in (30, 31, 32, 33):
        await winter.moves_to(datetime(2027, 11, 30, 9, 30, tzinfo=UTC) if day == 30 else _day(day))
        seen.append(len(questions(ben)))

    assert seen == [3, 6, 8, 8]
    assert len(questions(chidi)) == 1
    assert {name for name in names if any(name in words for words in questions(ben))} == set(names)


def _day(day: int) -> datetime:
    """A morning, counted from the beginning of November 2027."""
    return datetime(2027, 12, day - 30, 9, 30, tzinfo=UTC)


async def test_a_silent_community_is_not_written_to(stage: Stage) -> None:
    """While Canopy is out of the team nobody is asked; once it is back, they are."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    await saved(ben)
    stage.change("UPDATE communities SET state = 'dormant'")
    await stage.moves(days=370)
    assert questions(ben) == []
    stage.change("UPDATE communities SET state = 'active'")
    await stage.moves(days=3)
    assert len(questions(ben)) == 1
    assert questions(amara) == []


async def test_who_comes_after_somebody_else_reads_so(stage: Stage) -> None:
    """It was reviewed on its card meanwhile: what was asked in private changes nothing any more."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.moves(days=370)
    question = ben.told()
    buttons = ben.buttons(question)
    assert await reviews(ben, document, RIGHT) == ""
    for title in ("Still right", "Not now"):
        answer = await ben.presses_old(question, buttons[title])
        assert "Somebody has looked at it already: it is to be looked at again by" in str(answer.card)


# ---- what is said


async def test_a_double_press_is_one(stage: Stage) -> None:
    """The same press twice, or delivered twice, reviews once."""
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben)
    await stage.moves(days=370)
    question, button = ben.told(), ben.button(ben.told(), "Still right")
    first = await ben.presses_old(question, button)
    before = stage.rows("SELECT revision, review_on FROM documents")
    again = await stage.comes_again(new_id=True)
    second = await ben.presses_old(question, button)

    assert str(first.card) == str(getattr(again, "card", None)) == str(second.card)
    assert stage.rows("SELECT revision, review_on FROM documents") == before


async def test_an_old_client_reviews_too(stage: Stage) -> None:
    """A client that sends the press as a message gets its answer as one."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.moves(days=370)
    before = document.words
    await ben.presses_on_an_old_client(ben.told(), "Still right")
    assert document.words != before


async def test_it_needs_an_update(stage: Stage) -> None:
    """Its card says so, and by whom; a month later the owner is asked again, and then the note goes."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.moves(days=370)

    form = await ben.opens(ben.told(), "It needs an update")
    sent = await ben.sends(form)
    assert "I ask again in a month." in read(sent)
    assert "It needs an update, says Ben Carter." in document.words
    await stage.moves(days=34)
    assert len(questions(ben)) == 2
    await ben.presses(ben.told(), "Still right")
    assert "It needs an update" not in document.words


async def test_another_document_takes_its_place(stage: Stage) -> None:
    """It is found by typing; the older one says so on its card and in lists, nobody is asked about it, and it can be undone."""
    await stage.opens()
    ben = stage.person("Ben")
    older, newer = await saved(ben, "First edition.pdf"), await saved(ben, "Second edition.pdf")
    form = await ben.opens(older.card, "Review")
    assert any("Second edition" in title for title in await ben.types(form, "newer", "second"))

    assert await reviews(ben, older, SUPERSEDED, newer.id) == ""
    assert older.state == "Superseded"
    assert "Superseded by Second edition" in older.words
    assert "Superseded by “Second edition”." in await titles(ben)
    await stage.moves(days=370)
    assert ["Second edition" in words for words in questions(ben)] == [True]

    assert await reviews(ben, older, BACK) == ""
    assert older.state == "Filed"
    assert "Superseded" not in older.words


async def test_what_cannot_supersede(stage: Stage) -> None:
    """Itself, a circle, one that was taken out, none at all: each a sentence, and what was chosen is still in the form."""
    await stage.opens()
    ben = stage.person("Ben")
    first, second = await saved(ben, "First.pdf"), await saved(ben, "Second.pdf")
    older = first.id
    assert await reviews(ben, first, SUPERSEDED, second.id) == ""

    assert "is superseded by this very document" in await reviews(ben, second, SUPERSEDED, older)
    assert "cannot be superseded by itself" in await reviews(ben, second, SUPERSEDED, second.id)
    assert "Please choose the document that takes its place." in await reviews(ben, second, SUPERSEDED)
    assert "Please choose what you say about it." in await reviews(ben, second, BACK)
    await ben.sends(await ben.opens(first.card, "Take it out"))
    assert "cannot be opened here any more" in await reviews(ben, second, SUPERSEDED, older)


async def test_a_removed_document_can_be_superseded_only(stage: Stage) -> None:
    """Its file is gone: there is nothing that could still be right."""
    await stage.opens()
    ben = stage.person("Ben")
    first, second = await saved(ben, "First.pdf"), await saved(ben, "Second.pdf")
    stage.change("UPDATE documents SET state = 'gone', usable = false WHERE document_id = :first", first=first.id)
    await ben.sends(await ben.opens(first.card, "Describe it"))

    assert "Please choose what you say about it." in await reviews(ben, first, RIGHT)
    assert await reviews(ben, first, SUPERSEDED, second.id) == ""
    assert "Superseded by Second" in first.words


async def test_only_those_who_may_say_so(stage: Stage) -> None:
    """Owner, saver and facilitators; others read so, and change nothing with a form they got hold of."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    document = await saved(ben)
    form = await ben.opens(document.card, "Review")

    assert "Only whoever saved or owns it" in read(await chidi.opens(document.card, "Review"))
    assert "Only whoever saved or owns it" in read(await chidi.sends(form, verdict=UPDATE))
    assert "It needs an update" not in document.words
    assert await reviews(amara, document, UPDATE) == ""
    assert "It needs an update, says Amara Osei." in document.words


async def test_a_document_that_was_taken_out_is_not_reviewed(stage: Stage) -> None:
    """An old question about it is answered with a sentence."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben)
    await stage.moves(days=370)
    await ben.sends(await ben.opens(document.card, "Take it out"))

    assert "not in the library any more" in (await ben.presses(ben.told(), "Still right")).text
    assert "not in the library any more" in read(await ben.opens(ben.told(), "It needs an update"))


async def test_the_review_date_goes_into_sharepoint_s_column(stage: Stage) -> None:
    """Where the library has columns, the new date stands there too."""
    stage.teams.graph.grant = "columns"
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben)
    await stage.moves(days=370)
    await ben.presses(ben.told(), "Still right")
    await ten_minutes(stage)

    [(review,)] = stage.rows("SELECT review_on FROM documents WHERE state = 'filed'")
    assert files_tab(stage).named("Hoarding briefing.pdf").fields["CanopyReview"].startswith(review)
