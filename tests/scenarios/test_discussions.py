"""Discussion points: a document and a question, posted to be talked about in a thread of its own."""

from __future__ import annotations

import asyncio

import orjson

from cards.parts import CARD_LIMIT_BYTES
from community.packs import pack_named
from sandbox.answers import Form
from sandbox.world import HOME_CHANNEL, Message
from tests.support.cards import buttons_of, words_of
from tests.support.finding_players import found_titles, keeps
from tests.support.players import OnACard, read
from tests.support.stage import Stage

TITLE = "Hoarding: a 7-minute briefing"
QUESTIONS = {question.text for question in pack_named("mca").questions}


def question_in(said: str) -> str:
    """The question of the pack that a form or a card shows."""
    [shown] = [line for line in said.split("\n") if line in QUESTIONS]
    return shown


def points(stage: Stage, channel: str = HOME_CHANNEL) -> list[OnACard]:
    """The discussion points in a channel, oldest first."""
    cards = [OnACard(stage, said) for said in stage.posted(channel) if said.cards]
    return [card for card in cards if card.words.startswith("Discussion point")]


def is_thread_of_its_own(stage: Stage, message: Message) -> bool:
    """True for a message that begins a thread."""
    return stage.teams.thread(message)[0] is message


async def test_a_document_is_posted_with_a_question(stage: Stage) -> None:
    """Any member posts it: a thread of its own, with the document, the question that was shown, and how to talk about it."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, TITLE, kind="7-minute-briefing", topics="hoarding", good_for="Ten minutes in a team meeting.")

    form = await chidi.opens(document.card, "Discuss")
    shown = question_in(read(form))
    sent = await chidi.sends(form, "Post it")

    assert sent.kind == "closed"
    [point] = points(stage)
    assert is_thread_of_its_own(stage, point.card)
    assert question_in(point.words) == shown
    assert TITLE in point.words
    assert "Good for: Ten minutes in a team meeting." in point.words
    assert point.buttons == ["Open", "I used this"]
    assert "hoarding" in {
        topic for question in pack_named("mca").questions if question.text == shown for topic in question.topics
    }


async def test_another_question_is_another_one_and_goes_round(stage: Stage) -> None:
    """Each press shows a different question, until every fitting one was shown; the one that is shown is posted."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, TITLE, kind="7-minute-briefing", topics="hoarding")
    form = await chidi.opens(document.card, "Discuss")
    first, seen = question_in(read(form)), []
    for _ in range(40):
        form = await _another(stage, form)
        seen.append(question_in(read(form)))
        if seen[-1] == first:
            break
    assert seen[-1] == first
    assert len({*seen}) == len(seen) > 2
    assert not points(stage)

    form = await _another(stage, form)
    await chidi.sends(form, "Post it")

    assert question_in(points(stage)[0].words) == seen[0]


async def _another(stage: Stage, form: Form) -> Form:
    return await stage.person("Chidi").sends(form, "Another question")


async def test_a_double_click_begins_one_thread(stage: Stage) -> None:
    """The same form sent twice is one thread; another form is another one."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, TITLE)
    form = await chidi.opens(document.card, "Discuss")

    await asyncio.gather(chidi.sends(form, "Post it"), chidi.sends(form, "Post it"))
    assert len(points(stage)) == 1
    await chidi.sends(await chidi.opens(document.card, "Discuss"), "Post it")
    assert len(points(stage)) == 2


async def test_the_word_offers_documents(stage: Stage) -> None:
    """The word alone offers the newest, with more words those that are found; each with a button to discuss it."""
    await stage.opens()
    chidi = stage.person("Chidi")
    assert "I found none in the library." in chidi.sees(await chidi.hears("discussion point"))
    await keeps(stage, "Consent, a checklist")
    await keeps(stage, TITLE, topics="hoarding")
    await chidi.asks("Has anyone supported somebody with hoarding?")

    newest = await chidi.hears("discussion point")
    found = await chidi.hears("Discussion points about checklists")

    assert found_titles(newest.cards[0]) == [TITLE, "Consent, a checklist"]
    assert found_titles(found.cards[0]) == ["Consent, a checklist"]
    await chidi.sends(await chidi.opens(found, "Discuss"), "Post it")
    assert "Consent, a checklist" in points(stage)[0].words


async def test_what_becomes_of_the_document_is_said(stage: Stage) -> None:
    """Renamed, superseded, taken out: the card in the thread says so; the question stays, for people have answered it."""
    await stage.opens()
    ben = stage.person("Ben")
    document, newer = await keeps(stage, TITLE), await keeps(stage, "The new edition")
    await ben.sends(await ben.opens(document.card, "Discuss"), "Post it")
    [point] = points(stage)
    asked = question_in(point.words)

    stage.change("UPDATE documents SET superseded_by = :new WHERE document_id = :old", new=newer.id, old=document.id)
    await ben.sends(await ben.opens(document.card, "Describe it"), title="Hoarding, as it was", topics="dols")
    assert "Hoarding, as it was" in point.words
    assert "Superseded. The newer one is “The new edition”." in point.words
    assert question_in(point.words) == asked

    await ben.sends(await ben.opens(document.card, "Take it out"))
    assert point.words == f"Discussion point\nThe document is not in the library any more.\nTo talk about\n{asked}"
    assert point.buttons == []


async def test_taken_out_while_its_discussion_begins(stage: Stage) -> None:
    """Whichever comes first: nobody reads in the channel that a document is there which was taken out at that moment."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    documents = [await keeps(stage, f"{TITLE} {number}") for number in range(6)]
    begun = [await chidi.opens(document.card, "Discuss") for document in documents]
    out = [await ben.opens(document.card, "Take it out") for document in documents]

    await asyncio.gather(*(chidi.sends(form, "Post it") for form in begun), *(ben.sends(form) for form in out))

    assert stage.count("SELECT count(*) FROM documents WHERE state <> 'taken_out'") == 0
    assert [point.words for point in points(stage) if "not in the library any more" not in point.words] == []


async def test_what_cannot_be_opened_is_not_posted(stage: Stage) -> None:
    """An old card, and an old form, of what is gone: a sentence, and no thread."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    document = await keeps(stage, TITLE)
    button, form = chidi.button(document.card, "Discuss"), await chidi.opens(document.card, "Discuss")
    stage.change("UPDATE documents SET state = 'gone' WHERE document_id = :id", id=document.id)

    assert "Nobody can open that document now" in (await chidi.opens_old(document.card, button)).text
    assert "Nobody can open that document now" in (await chidi.sends(form, "Post it")).text
    stage.change("UPDATE documents SET state = 'link' WHERE document_id = :id", id=document.id)
    await ben.sends(await ben.opens(document.card, "Take it out"))
    assert "not in the library any more" in (await chidi.sends(form, "Another question")).text
    assert not points(stage)


async def test_a_question_nobody_gave_out_is_none(stage: Stage) -> None:
    """What a changed form asks is not posted: the question is always one of the pack's."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, TITLE)
    form = await chidi.opens(document.card, "Discuss")
    button = buttons_of(form.card or {})["Post it"]
    forged = {**button, "data": {**button["data"], "question": "Whose fault was it? " * 50}}

    await stage.teams.submit_form(chidi.member, form, forged, {})
    await stage.settles()

    assert question_in(points(stage)[0].words) in QUESTIONS
    assert "fault" not in points(stage)[0].words


async def test_hostile_titles_are_text_and_fit(stage: Stage) -> None:
    """A title is shown as it was typed, and the fullest card stays small."""
    await stage.opens()
    chidi = stage.person("Chidi")
    title = "[x](https://evil.example) <at>Everyone</at> **b** " + "🌳" * 140
    document = await keeps(stage, title, good_for="🌳" * 300)

    await chidi.sends(await chidi.opens(document.card, "Discuss"), "Post it")

    [point] = points(stage)
    assert title.strip() in point.words
    assert len(orjson.dumps(point.card.cards[0])) < CARD_LIMIT_BYTES
    assert not point.card.cards[0]["msteams"].get("entities")


async def test_from_a_chat_it_goes_into_the_channel(stage: Stage) -> None:
    """In 1:1 one is told where it went."""
    await stage.opens()
    chidi = stage.person("Chidi")
    await keeps(stage, TITLE)

    sent = await chidi.sends(await chidi.opens(await chidi.whispers("discussion point"), "Discuss"), "Post it")

    assert "in a thread of its own" in sent.text
    assert TITLE in points(stage)[0].words
    assert words_of(points(stage)[0].card.cards[0]).startswith("Discussion point")
