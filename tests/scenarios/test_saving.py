"""Saving what a message holds, from its menu: what members live through."""

from __future__ import annotations

import asyncio

from sandbox.attaching import FromOneDrive
from sandbox.graph_consent import Grant
from tests.support.cards import fields_of
from tests.support.document_players import (
    BRIEFING,
    documents,
    docx,
    opens_save,
    opens_save_told,
    pdf,
    posted_documents,
    saves,
    saves_one,
    shares,
    shelved,
)
from tests.support.players import kept, read
from tests.support.stage import Stage

LINK = "https://www.example.org/guides/capacity"
ONE_DRIVE = "https://contoso-my.sharepoint.com/personal/chidi/Documents/Notes.docx"
SHELF = "https://contoso.sharepoint.com/sites/mca/Shared Documents/General"


async def test_one_press_files_what_a_message_holds(stage: Stage) -> None:
    """A colleague's file becomes a document in the thread of their message: described where it lies, with a link to open it."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})

    document = await saves_one(ben, message)

    assert document.state == "Filed"
    assert document.title == "Hoarding - 7 minute briefing"
    assert document.kind == "7-minute briefing"
    assert "Hoarding" in document.words
    assert "Saved by Ben Carter" in document.words
    assert f"In the channel's files as {BRIEFING}" in document.words
    assert document.address.startswith("http")
    assert [file.name for file in stage.teams.graph.drive().files()] == [BRIEFING]
    assert not stage.teams.graph.asked("item_upload")


async def test_the_form_is_filled_in_as_far_as_can_be_told(stage: Stage) -> None:
    """The owner is who shared it, kind and topics come from the message, the review is a year away; nothing has to be typed."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {"scan0001.pdf": pdf("one")}, "A 7-minute briefing about DoLS #fireservice for all of you")

    form = await opens_save(ben, message)

    assert form.title == "Save to library"
    assert kept(form, "owner") == chidi.member.id
    assert kept(form, "kind") == "7-minute-briefing"
    assert kept(form, "topics") == "dols"
    assert kept(form, "tags") == "#fireservice"
    assert kept(form, "review") == f"{stage.now.year + 1}-{stage.now:%m-%d}"
    assert "recognised" in read(form)
    assert not [field for field in fields_of(form.card or {}).values() if field.get("isRequired")]


async def test_where_teams_tells_the_file_its_name_fills_in_the_form(stage: Stage) -> None:
    """Some messages bring their files along: then title, kind and topics come from the file's name."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")}, "For you")

    form = await opens_save_told(ben, message, {BRIEFING: f"{SHELF}/{BRIEFING}"})

    assert read(form).startswith(f"“{BRIEFING}”")
    assert kept(form, "title") == "Hoarding - 7 minute briefing"
    assert kept(form, "kind") == "7-minute-briefing"
    assert kept(form, "topics") == "hoarding"


async def test_what_the_form_says_is_on_the_card(stage: Stage) -> None:
    """Title, kind, topics, source, owner, review date and what it is good for are kept as they were typed."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {"scan0001.pdf": pdf("one")})

    document = await saves_one(
        ben, message, title="Talking about capacity", kind="guidance", topics="dols,best-interests", tags="#housing",
        source="Northshire Board, 2026", good_for="A first visit", owner=amara.member.id, review=f"{stage.now.year + 2}-03-01",
    )  # fmt: skip

    assert document.title == "Talking about capacity"
    assert document.kind == "Guidance"
    for said in ("Good for: A first visit", "Best interests · #housing", "Northshire Board, 2026 · Amara Osei vouches for it"):
        assert said in document.words
    assert f"to be looked at again by 1 March {stage.now.year + 2}" in document.words


async def test_a_form_that_cannot_be_kept_comes_back(stage: Stage) -> None:
    """A review date that has gone by is said above the form, with all that was typed, and nothing is filed."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    form = await opens_save(ben, message)

    sent = await ben.sends(form, "File it", title="Ours", review="2020-01-01")

    assert "has gone by" in read(sent)
    assert kept(sent, "title") == "Ours"
    assert not documents(stage, message)
    assert (await ben.sends(sent, "File it", review="")).kind == "closed"
    await shelved(stage)
    assert documents(stage, message)[0].title == "Ours"


async def test_several_files_become_several_documents(stage: Stage) -> None:
    """Each file of a message has a card of its own, with a title of its own."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one"), "DoLS procedure.docx": docx("two"), "Plain.pdf": pdf("three")})

    filed = await saves(ben, message, title="One title cannot fit three", good_for="Induction")

    assert sorted(document.title for document in filed) == ["DoLS procedure", "Hoarding - 7 minute briefing", "Plain"]
    assert {document.state for document in filed} == {"Filed"}
    assert {document.kind for document in filed} == {"7-minute briefing", "Procedure", "Document"}
    assert all("Good for: Induction" in document.words for document in filed)


async def test_saving_a_message_again_shows_what_is_there(stage: Stage) -> None:
    """The same message saved twice, by whomever, is filed once; the menu shows what came of it."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    await saves_one(ben, message)

    form = await opens_save(chidi, message)

    assert read(form).startswith("This is in the library already\nHoarding - 7 minute briefing")
    assert (await chidi.sends(form, "Look for more files")).kind == "closed"
    await shelved(stage)
    first, again = documents(stage, message)
    assert first.state == "Filed"
    assert again.state == "There already"
    assert "The library has this already: Hoarding - 7 minute briefing" in again.words
    assert stage.count("SELECT count(*) FROM documents WHERE state = 'filed'") == 1


async def test_two_who_save_the_same_message_at_once_file_it_once(stage: Stage) -> None:
    """Who sends the form second reads that the first was quicker."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    mine, theirs = await opens_save(ben, message), await opens_save(chidi, message)

    await ben.sends(mine, "File it")
    late = await chidi.sends(theirs, "File it")
    await shelved(stage)

    assert read(late).startswith("This is in the library already")
    assert [document.state for document in documents(stage, message)] == ["Filed"]


async def test_a_double_click_files_once(stage: Stage) -> None:
    """The same form sent twice, and sent again by Teams, is one document."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    form = await opens_save(ben, message)

    await asyncio.gather(ben.sends(form, "File it"), ben.sends(form, "File it"))
    await stage.comes_again()
    await stage.comes_again(new_id=True)
    await shelved(stage)

    assert len(documents(stage, message)) == 1


async def test_a_file_in_somebodys_onedrive_is_kept_as_a_link(stage: Stage) -> None:
    """What Canopy cannot reach is catalogued as a link, and the card says why and what would help."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {"Notes on DoLS.docx": FromOneDrive(docx("mine"))})

    document = await saves_one(ben, message)

    assert document.state == "Link"
    assert document.title == "Notes on DoLS"
    assert "somebody's own OneDrive, so it is kept as a link" in document.words
    assert "Open" in document.buttons


async def test_what_the_library_does_not_take_gets_a_sentence(stage: Stage) -> None:
    """A program among the files of a message is refused by name; the others are filed."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {"setup.exe": b"MZ", "macros.docm": b"PK", "notes.zip": b"PK", BRIEFING: pdf("one")})

    filed = await saves(ben, message)

    states = sorted((document.state, document.title) for document in filed)
    assert states == [
        ("Filed", "Hoarding - 7 minute briefing"),
        *[("Not filed", name) for name in ("macros.docm", "notes.zip", "setup.exe")],
    ]
    refused = [document for document in filed if document.state == "Not filed"]
    assert all("“" in document.words and not document.buttons for document in refused)
    assert any("could run on a colleague's computer" in document.words for document in refused)
    assert "Not filed" not in {document.state for document in await saves(ben, await shares(ben, {"b.pdf": pdf("b")}))}


async def test_a_message_without_a_file_says_so(stage: Stage) -> None:
    """Where there is nothing to file the card says so, and what to do instead."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {}, "Lovely conference yesterday")

    document = await saves_one(ben, message)

    assert document.state == "Not filed"
    assert "I found no file in that message" in document.words
    assert document.buttons == []


async def test_a_message_with_only_a_link_keeps_the_link(stage: Stage) -> None:
    """The one card that was posted becomes the link's; one need not know beforehand what a message holds."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {}, f"Have a look at {LINK} please")

    form = await opens_save(ben, message)
    assert kept(form, "keep") == "files,0"
    document = await saves_one(ben, message, title="Capacity guide")

    assert (document.state, document.title) == ("Link", "Capacity guide")
    assert document.address == LINK
    assert "A link to www.example.org" in document.words


async def test_files_and_links_of_one_message_are_kept_side_by_side(stage: Stage) -> None:
    """A message with a file and a link becomes two entries; without the tick at the link, one."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    both = await shares(chidi, {BRIEFING: pdf("one")}, f"See also {LINK}")
    one = await shares(chidi, {"Other.pdf": pdf("two")}, f"See also {LINK}/more")

    assert sorted(document.state for document in await saves(ben, both)) == ["Filed", "Link"]
    assert [document.state for document in await saves(ben, one, keep="files")] == ["Filed"]


async def test_a_link_alone_can_be_chosen(stage: Stage) -> None:
    """Without the tick at the files only the link is kept, at once; a second time it is there already."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")}, f"See {LINK}")

    [document] = await saves(ben, message, keep="0")
    sent = await ben.sends(await opens_save(ben, message), "File it", keep="0")

    assert document.state == "Link"
    assert sent.text == "That is in the library already."
    assert len(documents(stage, message)) == 1


async def test_nothing_can_be_read_outside_the_channel(stage: Stage) -> None:
    """In a chat only what Teams told of a message can be kept, as links; else a sentence says what to do."""
    await stage.opens()
    ben = stage.person("Ben")
    await ben.whispers("help")
    message = ben.told()

    form = await opens_save(ben, message)
    assert "I can read the files of messages in the community's own channel only" in form.text
    assert "Send me the file in our 1:1 chat" in form.text

    told = await opens_save_told(ben, message, {"Notes.docx": ONE_DRIVE})
    sent = await ben.sends(told, "File it")
    await shelved(stage)

    assert "library" in sent.text
    [document] = posted_documents(stage)
    assert (document.state, document.title) == ("Link", "Notes")
    assert "somebody's own OneDrive" in document.words


async def test_without_any_consent_what_teams_told_is_kept_as_a_link(stage: Stage) -> None:
    """Where Canopy may not even read messages, the file's address is kept, and the card says so kindly."""
    stage.teams.graph.grant = Grant.NOTHING
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})

    await ben.sends(await opens_save_told(ben, message, {BRIEFING: f"{SHELF}/{BRIEFING}"}), "File it")
    await shelved(stage)

    [document] = documents(stage, message)
    assert document.state == "Link"
    assert document.title == "Hoarding - 7 minute briefing"
    assert "kept as a link, because Canopy may not look after files here yet" in document.words
    assert document.address == f"{SHELF}/{BRIEFING}".replace(" ", "%20")


async def test_with_messages_only_files_are_catalogued_as_links(stage: Stage) -> None:
    """The first degree of consent: Canopy reads what a message holds, and keeps where it lies."""
    stage.teams.graph.grant = Grant.CATALOGUE
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one"), "Other.pdf": pdf("two")})

    kept_ones = await saves(ben, message)

    assert [document.state for document in kept_ones] == ["Link", "Link"]
    assert all("Canopy may not look after files here yet" in document.words for document in kept_ones)


async def test_who_has_left_vouches_for_nothing(stage: Stage) -> None:
    """Where whoever shared it has left before the form is sent, whoever saved it vouches for it."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    form = await opens_save(ben, message)
    await stage.leaves(chidi)

    assert (await ben.sends(form, "File it")).kind == "closed"
    await shelved(stage)

    [document] = documents(stage, message)
    assert "Ben Carter vouches for it" in document.words


async def test_hostile_names_are_shown_as_they_are(stage: Stage) -> None:
    """Markup, mentions and direction marks in a file's name are text on the card, and nothing else."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    name = "[Sign in](evil) _x_ &lt;at&gt;Everyone ${x} {{DATE}} - gnp.pdf"
    message = await shares(chidi, {name: pdf("one")})

    document = await saves_one(ben, message)

    assert "[Sign in](evil)" in document.words
    assert not document.card.cards[0]["msteams"].get("entities")
