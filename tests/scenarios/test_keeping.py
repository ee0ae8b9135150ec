"""Keeping what somebody says belongs into the library: "file this" beneath a message, or a link. What members live through."""

from __future__ import annotations

from sandbox.world import Message
from tests.support.document_players import (
    BRIEFING,
    documents,
    files_one,
    pdf,
    posted_documents,
    says_file,
    shares,
    shelved,
)
from tests.support.players import kept, read
from tests.support.stage import Stage

LINK = "https://www.example.org/guides/capacity-and-consent"


async def test_file_this_beneath_a_message_files_its_file(stage: Stage) -> None:
    """A reply without a file of its own means the file that the thread began with; kind and topic are as they were said."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    shared = await shares(chidi, {"scan0001.pdf": pdf("one")})

    document = await files_one(ben, "@Canopy file this as 7-minute briefing #hoarding", thread=shared)

    assert (document.state, document.kind) == ("Filed", "7-minute briefing")
    assert "Hoarding" in document.words
    assert "In the channel's files as scan0001.pdf" in document.words
    assert [call.status for call in stage.teams.graph.asked("reply_get")] == [200]


async def test_a_file_in_the_same_message_is_meant_first(stage: Stage) -> None:
    """Who posts a file and says "file this" means that file, also in a thread that began with another."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    thread = await shares(chidi, {"Older.pdf": pdf("old")})

    reply = await files_one(ben, "@Canopy file this as guidance", thread=thread, files={"Newer.pdf": pdf("new")})
    post = await files_one(ben, "@Canopy please file this", files={BRIEFING: pdf("one")})

    assert (reply.title, reply.kind) == ("Newer", "Guidance")
    assert (post.title, post.kind) == ("Hoarding - 7 minute briefing", "7-minute briefing")
    assert post.card.root != reply.card.root


async def test_where_there_is_no_file_the_card_says_so(stage: Stage) -> None:
    """Neither the message nor the one its thread began with has a file: the card says what to do instead."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    talk = await shares(chidi, {}, "Lovely conference yesterday")

    document = await files_one(ben, "@Canopy file this", thread=talk)

    assert document.state == "Not filed"
    assert "I found no file in that message" in document.words


async def test_a_thread_that_was_filed_already_shows_what_is_there(stage: Stage) -> None:
    """Somebody who says it again in the same thread is shown the entry that there is."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    shared = await shares(chidi, {BRIEFING: pdf("one")})
    await files_one(ben, "@Canopy file this", thread=shared)

    again = await files_one(chidi, "@Canopy file this as guidance please", thread=shared)

    assert again.state == "There already"
    assert "The library has this already: Hoarding - 7 minute briefing" in again.words


async def test_an_edit_says_the_kind_anew(stage: Stage) -> None:
    """Who corrects their message corrects the entry that came of it; an edit that says nothing new shows it."""
    await stage.opens()
    ben = stage.person("Ben")
    message = await says_file(ben, "@Canopy file this as guidance", files={"scan.pdf": pdf("one")})
    [document] = documents(stage, message)

    await ben.edits(message, "@Canopy file this as procedure #dols")
    await shelved(stage)

    assert document.kind == "Procedure"
    assert "Deprivation of liberty" in document.words
    assert len(documents(stage, message)) == 1
    await ben.edits(message, "@Canopy file this")
    assert "This is in the library already" in ben.sees(stage.last_said(message))


async def test_a_kind_nobody_knows_is_left_open_and_said(stage: Stage) -> None:
    """The file is filed all the same; the member reads which word was not understood."""
    await stage.opens()
    ben = stage.person("Ben")

    message = await says_file(ben, "@Canopy file this as wombat", files={"scan.pdf": pdf("one")})

    [document] = documents(stage, message)
    assert (document.state, document.kind) == ("Filed", "Document")
    assert any("I do not know the kind “wombat”" in said.text for said in stage.teams.thread(message))


async def test_a_question_that_begins_alike_is_still_a_question(stage: Stage) -> None:
    """A word like others: without "this" or a link nothing is filed."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks("File notes: has anyone had a similar experience with how long we keep them?")

    assert ask.kind == "Seeking experiences"
    assert not posted_documents(stage)


async def test_a_link_is_catalogued_at_once(stage: Stage) -> None:
    """A link with a kind, a topic and a title becomes an entry in the thread, and opens the page."""
    await stage.opens()
    ben = stage.person("Ben")

    document = await files_one(ben, f"@Canopy file {LINK} as guidance #dols: Capacity, in plain words")

    assert (document.state, document.kind, document.title) == ("Link", "Guidance", "Capacity, in plain words")
    assert document.address == LINK
    assert "A link to www.example.org" in document.words
    assert "Ben Carter vouches for it" in document.words


async def test_a_video_is_a_recording_and_a_onedrive_link_says_what_it_is(stage: Stage) -> None:
    """What can be told from an address is told."""
    await stage.opens()
    ben = stage.person("Ben")

    video = await files_one(ben, "@Canopy file https://www.youtube.com/watch?v=abc123")
    own = await files_one(ben, "@Canopy file https://contoso-my.sharepoint.com/personal/ben/Documents/Notes.docx")

    assert (video.kind, video.state) == ("Recording", "Link")
    assert own.state == "Link"
    assert "somebody's own OneDrive, so it is kept as a link" in own.words


async def test_several_links_become_several_entries(stage: Stage) -> None:
    """Each link of a message is an entry of its own; one that is there already is not added again."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    first = await says_file(ben, f"@Canopy save these links {LINK}/a {LINK}/b")
    second = await says_file(chidi, f"@Canopy save these links {LINK}/b {LINK}/c")
    third = await says_file(chidi, f"@Canopy file {LINK}/c")

    assert [document.address for document in documents(stage, first)] == [f"{LINK}/a", f"{LINK}/b"]
    assert [document.address for document in documents(stage, second)] == [f"{LINK}/c"]
    assert not documents(stage, third)
    assert "This is in the library already" in chidi.sees(stage.last_said(third))


async def test_a_link_that_cannot_be_kept_is_no_link(stage: Stage) -> None:
    """An address with a password, or without https, is not catalogued."""
    await stage.opens()
    ben = stage.person("Ben")

    for address in ("https://ben:secret@example.org/a", "http://example.org/a", "javascript:alert(1)"):
        await says_file(ben, f"@Canopy file this {address}")

    assert not [document for document in posted_documents(stage) if document.state == "Link"]
    assert "secret" not in "".join(str(row) for row in stage.rows("SELECT address, title FROM documents"))


async def test_a_link_from_the_chat_goes_into_the_only_community(stage: Stage) -> None:
    """Written in 1:1, a link gets a card in a thread of its own in the channel, and the member is told."""
    await stage.opens()
    ben = stage.person("Ben")

    told = await ben.whispers(f"file {LINK} as guidance")
    await shelved(stage)

    assert "Kept in MCA community's library. Its card is in the channel." in told.text
    [document] = posted_documents(stage)
    assert (document.state, document.kind) == ("Link", "Guidance")


async def two_communities(stage: Stage) -> Message:
    """Ben is in two communities. Returns the message that began the second."""
    await stage.opens()
    channel = await stage.adds_channel("Hoarding forum")
    return await stage.person("Ben").hears("help", channel=channel)


async def test_in_several_communities_one_chooses_which(stage: Stage) -> None:
    """With a choice of communities the link waits for a form that asks which; all that was said is in it."""
    await two_communities(stage)
    ben = stage.person("Ben")

    told = await ben.whispers(f"file {LINK} as guidance #dols: Capacity")
    form = await ben.opens(told, "Go on")

    assert "You are in more than one community" in ben.sees(told)
    assert (kept(form, "title"), kept(form, "kind"), kept(form, "topics")) == ("Capacity", "guidance", "dols")
    assert "Please write that" not in read(await ben.sends(form, "Keep it"))
    where = stage.rows("SELECT community_id FROM communities WHERE name = 'Hoarding forum'")[0][0]
    sent = await ben.sends(await ben.opens(told, "Go on"), "Keep it", community=where)
    await shelved(stage)
    assert "Kept in Hoarding forum's library" in sent.text
    assert stage.rows("SELECT community_id, title FROM documents") == [(where, "Capacity")]
    assert "already" in (await ben.sends(await ben.opens(told, "Go on"), "Keep it", community=where)).text


async def test_file_this_in_the_chat_says_how(stage: Stage) -> None:
    """Without a file or a link there is nothing to file: Canopy says what to send."""
    await stage.opens()

    told = await stage.person("Ben").whispers("file this")

    assert "Send me the file in our 1:1 chat" in told.text


async def test_a_message_that_graph_does_not_know_yet_is_waited_for(stage: Stage) -> None:
    """Just after posting Graph may not know a message: it is asked again, and never is another message read instead."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    thread = await shares(chidi, {"Older.pdf": pdf("old")})
    stage.teams.graph.faults.add("reply_get", 404, times=2)

    message = await stage.teams.say(ben.member, "@Canopy file this", thread=thread, files={"Newer.pdf": pdf("new")})
    await stage.settles()
    [document] = documents(stage, message)
    assert document.state == "Being filed"
    for seconds in (1, 3):
        await shelved(stage)
        await stage.moves(seconds=seconds + 1)
    await shelved(stage)

    assert (document.state, document.title) == ("Filed", "Newer")
    assert not stage.teams.graph.asked("message_get") or "Older" not in document.words
