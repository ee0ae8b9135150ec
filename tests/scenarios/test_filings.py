"""What comes of a filing: what members read when something stands in the way, and how they try again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.document_players import (
    BRIEFING,
    Document,
    documents,
    docx,
    files_one,
    opens_save,
    opens_save_told,
    pdf,
    posted_documents,
    saves,
    saves_one,
    sends_files,
    shares,
    shelved,
)
from tests.support.stage import Stage, set_stage

PATIENCE = 200
"""Seconds after which the librarian has stopped waiting for a message that Graph does not know."""


async def not_found(stage: Stage) -> Document:
    """A document whose message Graph never showed, although it was asked for often enough."""
    ben, chidi = stage.people("Ben", "Chidi")
    stage.teams.graph.faults.add("message_get", 404, times=None)
    message = await shares(chidi, {BRIEFING: pdf("one")})
    await ben.sends(await opens_save(ben, message), "File it")
    for _ in range(8):
        await shelved(stage)
        await stage.moves(seconds=PATIENCE)
    [document] = documents(stage, message)
    return document


async def test_trying_again_files_it(stage: Stage) -> None:
    """A card that says why not has a button that tries again; once the cause is gone, that files it."""
    await stage.opens()
    document = await not_found(stage)
    chidi = stage.person("Chidi")
    assert document.state == "Not filed"
    assert "Not filed, because Teams has not shown me that message yet. Please try again" in document.words

    stage.teams.graph.faults.clear()
    answer = await chidi.presses(document.card, "Try again")
    await shelved(stage)

    assert answer.kind == "card"
    assert document.state == "Filed"
    assert "Not filed" not in document.words


async def test_two_who_try_again_at_once_file_it_once(stage: Stage) -> None:
    """A double click, and somebody else's at the same moment, are one try; a later press on the old card says what is."""
    await stage.opens()
    document = await not_found(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    old = ben.button(document.card, "Try again")

    stage.teams.graph.faults.clear()
    presses = [who.presses_old(document.card, old) for who in (ben, ben, chidi)]
    await asyncio.gather(*presses)
    await shelved(stage)
    late = await stage.person("Dana").presses_old(document.card, old)

    assert document.state == "Filed"
    assert late.text == "There is nothing to try again: it is filed already."
    assert stage.count("SELECT count(*) FROM documents WHERE state <> 'taken_out'") == 1


async def test_what_was_taken_out_is_not_tried_again(stage: Stage) -> None:
    """Who gives up takes the entry out; an old card's button says that it is gone, and the librarian leaves it."""
    await stage.opens()
    document = await not_found(stage)
    ben = stage.person("Ben")
    old = ben.button(document.card, "Try again")

    await ben.sends(await ben.opens(document.card, "Take it out"), "Take it out")
    late = await ben.presses_old(document.card, old)

    assert document.state == "Taken out"
    assert "not in the library any more" in late.text
    assert stage.count("SELECT count(*) FROM filings") == 0


@pytest.mark.parametrize(
    ("status", "said"),
    [(507, "no room left"), (400, "Microsoft 365 refused it"), (403, "Canopy may not look after files here yet")],
    ids=["full", "bad", "not-allowed"],
)
async def test_what_graph_refuses_is_said_in_a_sentence(stage: Stage, status: int, said: str) -> None:
    """Whatever Graph answers, the card says why in words, and can be tried again."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.faults.add("message_get", status, times=None)

    await ben.sends(await opens_save(ben, message), "File it")
    await shelved(stage)

    [document] = documents(stage, message)
    assert document.state == "Not filed"
    assert said in document.words
    assert "Try again" in document.buttons


async def test_a_file_that_was_removed_meanwhile_says_so(stage: Stage) -> None:
    """The message still names it, but it is not there any more: trying again would not help, sharing it again does."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.drive().remove(BRIEFING)

    document = await saves_one(ben, message)

    assert document.state == "Not filed"
    assert "it is not there any more. Please share it again." in document.words
    assert document.buttons == []


async def test_another_file_under_the_same_name_is_not_filed_in_its_place(stage: Stage) -> None:
    """Where the name was given to another file meanwhile, nothing is filed: it is not what was shared."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.drive().remove(BRIEFING)
    stage.teams.graph.drive().put(BRIEFING, pdf("somebody else's"), by="person")

    document = await saves_one(ben, message)

    assert document.state == "Not filed"
    assert "another file has that name by now" in document.words


async def test_the_same_file_shared_in_two_messages_is_one_entry(stage: Stage) -> None:
    """A second message that refers to a stored file is shown the entry that there is."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    first = await shares(chidi, {BRIEFING: pdf("one")})
    second = await stage.teams.say(chidi.member, "Once more", mention=False)
    second.files = list(first.files)
    filed = await saves_one(ben, first)

    again = await saves_one(ben, second)

    assert filed.state == "Filed"
    assert again.state == "There already"
    assert "Open" in again.buttons
    assert stage.count("SELECT count(*) FROM documents WHERE state = 'filed'") == 1


async def test_the_same_content_shared_again_is_one_entry(stage: Stage) -> None:
    """Teams stores a file that is posted twice under two names: the second is offered the entry of the first, and stays."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await saves_one(ben, await shares(chidi, {BRIEFING: pdf("one")}))

    again = await saves_one(ben, await shares(ben, {"The briefing.pdf": pdf("one")}))

    assert again.state == "There already"
    assert "The library has this already: Hoarding - 7 minute briefing" in again.words
    assert len(stage.teams.graph.drive().files()) == 2


async def test_a_lost_answer_files_it_once(stage: Stage) -> None:
    """Slow and broken answers on the way are asked for again; the document is there once, and the channel sees one card."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one"), "Other.docx": docx("two")})
    for operation in ("message_get", "item_get", "columns_list"):
        stage.teams.graph.faults.add(operation, 503, times=1)
        stage.teams.graph.faults.add(operation, drop=True, times=1)

    await ben.sends(await opens_save(ben, message), "File it")
    for _ in range(6):
        await shelved(stage)
        await stage.moves(seconds=40)
    await shelved(stage)

    assert [document.state for document in documents(stage, message)] == ["Filed", "Filed"]
    assert not stage.teams.graph.violations


async def test_a_file_that_somebody_holds_back_is_said_to_be_so(stage: Stage) -> None:
    """In a library where files are checked out, the card says that only the author sees it until it is checked in."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.drive().named(BRIEFING).checked_out = True

    document = await saves_one(ben, message)

    assert document.state == "Filed"
    assert "holds it back until somebody checks it in" in document.words


async def test_several_files_fail_and_succeed_each_by_itself(stage: Stage) -> None:
    """One file that is gone does not keep the others out."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one"), "Gone.pdf": pdf("two"), "Third.pdf": pdf("three")})
    stage.teams.graph.drive().remove("Gone.pdf")

    filed = await saves(ben, message)

    assert {document.title: document.state for document in filed} == {
        "Hoarding - 7 minute briefing": "Filed", "Gone": "Not filed", "Third": "Filed",
    }  # fmt: skip


async def test_with_filing_switched_off_links_are_kept(database_url: str) -> None:
    """Where whoever runs Canopy switched filing off, the catalogue works with links, and cards say so."""
    async with set_stage(database_url, CANOPY_LIBRARY="off") as stage:
        await stage.opens()
        ben, chidi = stage.people("Ben", "Chidi")
        plain, told = await shares(chidi, {BRIEFING: pdf("one")}), await shares(chidi, {"Other.pdf": pdf("two")})

        nothing = await saves_one(ben, plain)
        form = await opens_save_told(ben, told, {"Other.pdf": "https://contoso.sharepoint.com/sites/a/Other.pdf"})
        await ben.sends(form, "File it")
        await shelved(stage)
        link = await files_one(ben, "@Canopy file https://www.example.org/guide")
        await ben.presses(await sends_files(ben, {"Third.pdf": pdf("three")}), "File it")
        await shelved(stage)

        assert "filing is switched off here. I can keep a link" in nothing.words
        [other] = documents(stage, told)
        assert (other.state, other.title) == ("Link", "Other")
        assert "kept as a link, because filing is switched off here" in other.words
        assert link.state == "Link"
        assert "filing is switched off here" in ben.sees(ben.told())
        assert not stage.teams.graph.log


async def test_in_a_folder_on_disk_everything_works_without_a_tenant(database_url: str, tmp_path: Path) -> None:
    """Filed into a folder, a file sent in 1:1 lies on disk with its bytes, and its card says where."""
    async with set_stage(database_url, CANOPY_LIBRARY="folder", CANOPY_LIBRARY_DIR=tmp_path) as stage:
        await stage.opens()
        ben = stage.person("Ben")

        await ben.presses(await sends_files(ben, {BRIEFING: pdf("one")}), "File it")
        await shelved(stage)

        assert stored_in(tmp_path, BRIEFING) == [pdf("one")]
        [document] = posted_documents(stage)
        assert document.state == "Filed"
        assert f"It lies in {tmp_path}" in document.words
        assert "Open" not in document.buttons


def stored_in(folder: Path, name: str) -> list[bytes]:
    """The bytes of every file of a name, in a folder and below it."""
    return [path.read_bytes() for path in folder.rglob(name)]
