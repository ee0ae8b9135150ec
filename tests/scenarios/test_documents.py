"""A document as people come upon it: what its card says in each state of its life."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from cards.parts import CARD_LIMIT_BYTES
from tests.support.document_players import (
    BRIEFING,
    Document,
    documents,
    files_one,
    opens_save,
    pdf,
    saves,
    saves_one,
    shares,
    shelved,
)
from tests.support.players import read
from tests.support.stage import Stage


async def two(stage: Stage) -> tuple[Document, Document]:
    """Two documents of one message."""
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {"First.pdf": pdf("one"), "Second.pdf": pdf("two")})
    first, second = await saves(ben, message)
    return first, second


async def redrawn(stage: Stage, document: Document) -> None:
    """Bring a card up to date, as any change of its document does."""
    amara = stage.person("Amara")
    await amara.sends(await amara.opens(document.card, "Describe it"))


async def test_a_card_goes_from_being_filed_to_filed(stage: Stage) -> None:
    """The press is answered at once; the card says that it is being filed, and then that it is, in the same message."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.faults.add("message_get", 404, times=1)

    await ben.sends(await opens_save(ben, message), "File it")
    [document] = documents(stage, message)
    assert document.state == "Being filed"
    assert "This card will say when it is there." in document.words
    assert document.buttons == ["Describe it"]
    await shelved(stage)
    await stage.moves(seconds=2)
    await shelved(stage)

    assert document.state == "Filed"
    assert document.buttons == ["Open", "I used this", "Discuss", "Review", "Describe it", "Take it out"]
    assert len(documents(stage, message)) == 1


async def test_a_superseded_document_says_so_and_opens_the_newer_one(stage: Stage) -> None:
    """Wherever a superseded document appears it names the one that took its place."""
    await stage.opens()
    first, second = await two(stage)
    newer = second.id

    stage.change("UPDATE documents SET superseded_by = :newer WHERE document_id = :older", newer=newer, older=first.id)
    await redrawn(stage, first)

    assert first.state == "Superseded"
    assert "Superseded by Second" in first.words
    assert "Open the newer one" in first.buttons
    assert "Open" not in first.buttons


async def test_a_removed_file_leaves_what_is_known_of_it(stage: Stage) -> None:
    """Where the file was removed in SharePoint the card says so and offers nothing to open."""
    await stage.opens()
    first, _ = await two(stage)
    stage.change("UPDATE documents SET state = 'gone' WHERE document_id = :document", document=first.id)
    await redrawn(stage, first)

    assert first.state == "Removed"
    assert "removed from the channel's library in SharePoint" in first.words
    assert "Open" not in first.buttons
    assert "I used this" not in first.buttons


async def test_a_long_and_hostile_title_is_text_and_fits(stage: Stage) -> None:
    """Two hundred characters of Markdown, HTML and right-to-left marks are shown as they were typed, and the card stays small."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    title = ("[x](https://evil.example) <b>**bold**</b> <at>Everyone</at> \u202eevil " + "שלום 🌳 " * 40)[:200]

    document = await saves_one(ben, message, title=title, good_for=title, source=title[:200])

    assert "[x](https://evil.example) <b>**bold**</b> <at>Everyone</at>" in document.title
    assert "\u202e" not in document.words
    assert len(orjson.dumps(document.card.cards[0])) < CARD_LIMIT_BYTES
    assert not document.card.cards[0]["msteams"].get("entities")
    assert all(
        "evil" not in element.get("text", "") for element in document.card.cards[0]["body"] if element["type"] == "TextBlock"
    )


async def test_too_long_a_title_comes_back(stage: Stage) -> None:
    """What no client lets one type is refused with a sentence, and the form keeps what was typed."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})

    sent = await ben.sends(await opens_save(ben, message), "File it", title="x" * 201)

    assert "201 characters long" in read(sent)
    assert not documents(stage, message)


async def test_a_member_who_left_is_still_named(stage: Stage) -> None:
    """Who vouched for a document stays on its card; somebody who has left can change nothing any more."""
    await stage.opens()
    ben = stage.person("Ben")
    first, _ = await two(stage)
    form = await ben.opens(first.card, "Describe it")
    await stage.leaves(stage.person("Chidi"))
    await redrawn(stage, first)
    assert "Saved by Ben Carter" in first.words

    await stage.leaves(ben)
    sent = await stage.teams.submit_form(ben.member, form, Stage.only_button(form), {"title": "Mine"})

    assert first.title == "First"
    assert sent.kind in {"message", "error", "closed"}


async def test_the_card_says_when_it_must_be_looked_at_again(stage: Stage) -> None:
    """A year from the day it was saved, unless the kind is one that is looked at sooner or later."""
    await stage.opens()
    ben = stage.person("Ben")
    await stage.moves_to(datetime(stage.now.year + 1, 1, 15, 9, tzinfo=UTC))

    document = await files_one(ben, "@Canopy file this", files={"Plain.pdf": pdf("one")})

    assert f"to be looked at again by 15 January {stage.now.year + 1}" in document.words


async def test_members_see_what_they_saved(stage: Stage) -> None:
    """Newest first, with the state each is in; what was taken out is not there, nor what others saved."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    first, second = await two(stage)
    await saves_one(chidi, await shares(chidi, {"Theirs.pdf": pdf("three")}))
    assert "You have not saved anything yet." in stage.person("Dana").sees(await stage.person("Dana").whispers("my documents"))

    await ben.sends(await ben.opens(first.card, "Take it out"))
    listed = await ben.whispers("my documents")

    assert ben.sees(listed) == "What you saved\nSecond\nDocument · Filed"
    form = await ben.opens(listed, "Describe it")
    assert "Its card says so now." in (await ben.sends(form, title="Second edition")).text
    assert second.title == "Second edition"
