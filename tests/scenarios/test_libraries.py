"""The library: looked through by kind and topic, set up, and followed where files are changed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import dialogs.following
from sandbox.graph_consent import Grant
from sandbox.graph_drive import SharePointDrive
from tests.support.cards import buttons_of
from tests.support.document_players import Document, docx, pdf, posted_documents, saves, saves_one, sends_files, shares, shelved
from tests.support.library_hands import OnDisk
from tests.support.library_players import (
    Shown,
    files_tab,
    looked_again,
    looks,
    noticed,
    out_and_back,
    ten_minutes,
    titles,
    wakes,
    whispers_of_setup,
)
from tests.support.players import Player, read
from tests.support.stage import Stage, set_stage

BRIEFING = "Hoarding - 7 minute briefing.pdf"
STATES = "SELECT title, state FROM documents ORDER BY title"


async def saved(who: Player, name: str, **inputs: str) -> Document:
    """A document that somebody saved."""
    return await saves_one(who, await shares(who, {name: pdf(name)}), **inputs)


async def shows(who: Player, title: str) -> Shown:
    """The card of a document that the library lists first."""
    shown = await looks(who)
    await shown.presses("Newest first")
    assert title in shown.words
    await shown.presses("Show its card")
    return shown


# ---- looking through it


async def test_an_empty_library_says_how_to_begin(stage: Stage) -> None:
    """It says that nothing is there, how to save something, and what others have found useful."""
    amara = await stage.opens()
    shown = await looks(amara)

    assert "Nothing is in the library yet." in shown.words
    assert "Save to library" in shown.words
    assert "MCA how-to guides" in shown.words
    assert "for the first time" in shown.words
    assert shown.buttons == ["How it is set up"]
    assert (await looks(stage.person("Ben"))).buttons == []


async def test_it_is_looked_through_by_kind_and_by_topic(stage: Stage) -> None:
    """Kinds and topics come with counts; a press shows what there is, lists narrow it down, and one finds back."""
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben, BRIEFING)
    await saved(ben, "Self-neglect guidance.pdf")
    await saved(ben, "Hoarding guidance.pdf")
    shown = await looks(ben)

    assert "3 documents." in shown.words
    assert "Guidance · 2" in shown.buttons
    await shown.presses("Guidance · 2")
    assert [title in shown.words for title in ("Self-neglect guidance", "Hoarding guidance", "7 minute")] == [True, True, False]
    await shown.presses("Show these", topic="hoarding")
    assert [title in shown.words for title in ("Self-neglect guidance", "Hoarding guidance", "7 minute")] == [False, True, False]
    await shown.presses("Show these", kind="recording")
    assert "Nothing in the library is of that kind and on that topic yet." in shown.words
    await shown.presses("Show these", kind="any", topic="any")
    assert "All documents, newest first" in shown.words
    await shown.presses("Kinds and topics")
    assert "By topic" in shown.words
    await shown.presses("What else to look for")
    assert "7-minute briefings" in shown.words


async def test_a_card_of_a_document_is_shown_and_left_again(stage: Stage) -> None:
    """From the list one comes to the whole card, with all its buttons, and back to the same list."""
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben, BRIEFING)
    shown = await looks(ben)
    await shown.presses("7-minute briefing · 1")

    await shown.presses("Show its card")
    assert {"Open", "I used this", "Describe it"} <= set(shown.buttons)
    await shown.presses("Back to the list")
    assert shown.words.startswith("7-minute briefing")


async def test_a_long_list_comes_page_by_page(stage: Stage) -> None:
    """Five on a page; the next page goes on where this one ends, and nothing is left out or comes twice."""
    amara = await wakes(stage)
    names = [f"Note {number} on supervision" for number in range(13)]
    for name in names:
        files_tab(stage).put(f"{name}.pdf", pdf(name))
    await ten_minutes(stage)
    shown = await looks(amara)
    await shown.presses("Newest first")
    pages = [shown.words]
    while "Next page" in shown.buttons:
        await shown.presses("Next page")
        pages.append(shown.words)

    assert [sum(name in page for name in names) for page in pages] == [5, 5, 3]
    assert sorted(name for page in pages for name in names if name in page) == sorted(names)
    await shown.presses("First page")
    assert shown.words == pages[0]


@pytest.mark.parametrize("after", ["", "x", "12", "12 ", "99999999999999999999 a", "٣ a", "-5 a"])
async def test_an_old_card_s_place_that_makes_no_sense_is_the_beginning(stage: Stage, after: str) -> None:
    """What a card carries is not believed."""
    await stage.opens()
    ben = stage.person("Ben")
    await saved(ben, BRIEFING)
    message = await ben.hears("library")
    button = ben.button(message, "Newest first")

    answer = await ben.presses_old(message, {**button, "data": {**button["data"], "after": after}})
    assert BRIEFING.removesuffix(".pdf") in str(answer.card)


async def test_a_superseded_document_says_so_in_the_list(stage: Stage) -> None:
    """And by what."""
    await stage.opens()
    ben = stage.person("Ben")
    older, newer = await saved(ben, "First.pdf"), await saved(ben, "Second.pdf")
    stage.change("UPDATE documents SET superseded_by = :newer WHERE document_id = :older", newer=newer.id, older=older.id)

    assert "Superseded by “Second”." in await titles(ben)


async def test_in_1_1_one_chooses_whose_library(stage: Stage) -> None:
    """Who is in one community sees it at once; who is in two is asked first."""
    amara = await stage.opens()
    assert "Nothing is in the library yet." in amara.sees(await amara.whispers("library"))
    channel = await stage.adds_channel("Hoarding forum")
    await amara.says("library", channel=channel)

    message = await amara.whispers("library")
    assert "Which community's library?" in amara.sees(message)
    answer = await amara.presses(message, "Hoarding forum")
    assert "Hoarding forum" in str(answer.card)
    assert "Which community's library?" in amara.sees(await amara.whispers("library setup"))


async def test_somebody_else_s_library_is_not_shown(stage: Stage) -> None:
    """A card that names another community, or none that there is, shows nothing of it."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben, BRIEFING)
    channel = await stage.adds_channel("Hoarding forum")
    there = await ben.hears("library", channel=channel)
    button = buttons_of((await looks(ben)).card)["Newest first"]
    stray = {**button, "verb": "library.show", "data": {"verb": "library.show", "document": document.id}}

    answer = await ben.presses_old(there, stray)
    assert "not in the library any more" in answer.text


# ---- what is changed by hand


async def test_a_file_added_by_hand_is_listed_without_a_post(stage: Stage) -> None:
    """It is in the catalogue ten minutes later, with its kind and topic; nobody vouches for it, and the channel stays quiet."""
    amara = await wakes(stage)
    posted, told = len(stage.posted()), len(amara.all_told())
    files_tab(stage).put(BRIEFING, pdf("one"))

    await ten_minutes(stage)

    assert (len(stage.posted()), len(amara.all_told())) == (posted, told)
    listed = await titles(amara)
    assert "Hoarding - 7 minute briefing" in listed
    assert "nobody vouches for it yet" in listed
    assert stage.rows("SELECT kind, topics, owner_id, review_on, state FROM documents") == [
        ("7-minute-briefing", "hoarding", None, None, "filed")
    ]
    assert "Added to the channel's files by hand; nobody vouches for it yet" in (await shows(amara, "Hoarding")).words


async def test_what_was_there_before_canopy_is_listed_too(stage: Stage) -> None:
    """The first look tells of everything, as old as it is."""
    files_tab(stage).put("Capacity template.docx", docx("one"))
    amara = await wakes(stage)
    assert "Capacity template" in await titles(amara)


async def test_anybody_may_say_what_a_file_is_that_is_nobody_s(stage: Stage) -> None:
    """Once somebody vouches for it, it is theirs; to take it out is for facilitators."""
    amara = await wakes(stage)
    ben, chidi = stage.people("Ben", "Chidi")
    files_tab(stage).put("Notes.pdf", pdf("one"))
    await ten_minutes(stage)
    shown = await shows(ben, "Notes")
    message = stage.posted()[-1]
    buttons = buttons_of(shown.card)

    assert "Only whoever saved or owns it" in read(await ben.opens_old(message, buttons["Take it out"]))
    form = await ben.opens_old(message, buttons["Describe it"])
    ben_id = stage.rows("SELECT member_id FROM members WHERE name LIKE 'Ben%'")[0][0]
    sent = await ben.sends(form, title="Hoarding notes", owner=ben_id)

    assert sent.kind == "closed", read(sent)
    assert "Only whoever saved or owns it" in read(await chidi.opens_old(message, buttons["Describe it"]))
    assert "Ben Carter vouches for it" in await titles(amara)
    assert (await amara.opens_old(message, buttons["Take it out"])).card is not None


async def test_a_rename_is_followed_and_a_title_of_one_s_own_stays(stage: Stage) -> None:
    """A title that came from the file's name goes with it; one that somebody chose does not. The card in the channel follows."""
    await stage.opens()
    ben = stage.person("Ben")
    first, second = await saved(ben, "First.pdf"), await saved(ben, "Second.pdf", title="What we agreed")
    await noticed(stage)

    files_tab(stage).rename("First.pdf", "Primer.pdf")
    files_tab(stage).rename("Second.pdf", "Agreement.pdf")
    await ten_minutes(stage)

    assert first.title == "Primer"
    assert "In the channel's files as Primer.pdf" in first.words
    assert second.title == "What we agreed"
    assert "Agreement.pdf" in second.words
    assert len(posted_documents(stage)) == 2, "nothing was posted beside the cards that were there"
    assert "Primer" in await titles(ben)


async def test_a_removed_file_is_not_listed_and_comes_back(stage: Stage) -> None:
    """The card says that it was removed; the list leaves it out. Back in the folder it is what it was, or is gone for good."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben, BRIEFING)
    await noticed(stage)

    await out_and_back(stage, BRIEFING)
    assert document.state == "Removed"
    assert "Nothing is in the library yet." in await titles(ben)
    await out_and_back(stage, BRIEFING, back=True)
    assert document.state == "Filed"
    assert "Ben Carter vouches for it" in await titles(ben)
    files_tab(stage).remove(BRIEFING)
    await ten_minutes(stage)
    assert document.state == "Removed"
    assert stage.count("SELECT count(*) FROM documents WHERE state <> 'taken_out'") == 1


async def test_nothing_in_sharepoint_changes_because_of_it(stage: Stage) -> None:
    """Following only reads."""
    await wakes(stage)
    tab = files_tab(stage)
    tab.put("A.pdf", pdf("a"))
    tab.put("B.pdf", pdf("b"))
    tab.rename("B.pdf", "C.pdf")
    before = tab.drive.seq
    await ten_minutes(stage)

    assert tab.drive.seq == before
    assert {exchange.method for exchange in stage.teams.graph.log} == {"GET"}
    assert stage.teams.graph.violations == []


async def test_told_afresh_only_what_is_not_told_again_is_gone(stage: Stage) -> None:
    """Microsoft 365 has forgotten how far we were: everything is told anew, and what is missing by the end was removed."""
    amara = await wakes(stage)
    tab, graph = files_tab(stage), stage.teams.graph
    for name in "ABCDEFG":
        tab.put(f"{name}.pdf", pdf(name))
    await ten_minutes(stage)
    forget(tab.drive, "B.pdf")
    tab.put("H.pdf", pdf("h"))
    tab.drive.resync()
    graph.state.page = 2

    await ten_minutes(stage)

    assert [(title, state) for title, state in stage.rows(STATES) if state != "filed"] == [("B", "gone")]
    assert stage.rows("SELECT walk FROM libraries") == [(None,)]
    listed = await looks(amara)
    assert "7 documents." in listed.words


async def test_a_walk_that_is_cut_off_takes_nothing_away(stage: Stage) -> None:
    """As long as not everything has been told again, nothing counts as gone; and then it goes on where it was."""
    await wakes(stage)
    tab, graph = files_tab(stage), stage.teams.graph
    for name in "ABCDEFG":
        tab.put(f"{name}.pdf", pdf(name))
    await ten_minutes(stage)
    forget(tab.drive, "G.pdf")
    tab.drive.resync()
    graph.state.page = 2
    graph.faults.add("root_deltaToken", 503, times=None, path=f"{tab.drive.epoch}.")

    await ten_minutes(stage)
    assert {state for _, state in stage.rows(STATES)} == {"filed"}
    assert stage.count("SELECT count(*) FROM libraries WHERE walk IS NOT NULL") == 1
    graph.faults.clear()
    await ten_minutes(stage)

    assert [title for title, state in stage.rows(STATES) if state == "gone"] == ["G"]


async def test_many_that_are_gone_are_found_in_slices(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each few in a turn of their own, and none is forgotten."""
    monkeypatch.setattr(dialogs.following, "SLICE", 2)
    await wakes(stage)
    tab = files_tab(stage)
    for name in "ABCDEFG":
        tab.put(f"{name}.pdf", pdf(name))
    await ten_minutes(stage)
    for name in "ABCDE":
        forget(tab.drive, f"{name}.pdf")
    tab.drive.resync()
    await ten_minutes(stage)

    assert [title for title, state in stage.rows(STATES) if state == "gone"] == list("ABCDE")
    assert stage.count("SELECT count(*) FROM due WHERE what = 'library.sweep'") == 0


async def test_what_is_no_document_is_not_listed(stage: Stage) -> None:
    """Leftovers of programs, shortcuts, programs and empty files are passed over."""
    await wakes(stage)
    tab = files_tab(stage)
    for name in (".DS_Store", "setup.exe", "Board.url", "copy.tmp", "macro.docm", "archive.zip"):
        tab.drive.store(tab.folder, name, pdf(name), tab.folder.created_by, "rename")
    tab.put("Empty.pdf", b"")
    await ten_minutes(stage)
    assert stage.rows(STATES) == []


async def test_somebody_saves_what_was_found_before(stage: Stage) -> None:
    """The entry that nobody made gives way to theirs: one document, with what they said of it, and no word of “there already”."""
    await wakes(stage)
    ben = stage.person("Ben")
    message = await shares(ben, {BRIEFING: pdf("one")})
    await ten_minutes(stage)
    assert stage.rows(STATES) == [("Hoarding - 7 minute briefing", "filed")]

    document = await saves_one(ben, message, title="The hoarding briefing", good_for="Team meetings")

    assert document.state == "Filed"
    assert "Ben Carter vouches for it" in document.words
    listed = await titles(ben)
    assert "The hoarding briefing" in listed
    assert "Hoarding - 7 minute briefing" not in listed
    await ten_minutes(stage)
    assert stage.count("SELECT count(*) FROM documents WHERE state = 'filed'") == 1


async def test_what_somebody_has_described_is_there_already(stage: Stage) -> None:
    """Their words count: who saves the same file later is shown the entry that is there."""
    amara = await wakes(stage)
    ben = stage.person("Ben")
    message = await shares(ben, {BRIEFING: pdf("one")})
    await ten_minutes(stage)
    shown = await shows(amara, "Hoarding")
    await amara.sends(await amara.opens_old(stage.posted()[-1], buttons_of(shown.card)["Describe it"]), title="For new staff")

    [document] = await saves(ben, message)
    assert document.state == "There already"
    assert "For new staff" in document.words


async def test_what_was_taken_out_stays_out(stage: Stage) -> None:
    """Neither a change by hand nor being told everything afresh brings it back."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await saved(ben, BRIEFING)
    await ben.sends(await ben.opens(document.card, "Take it out"))
    await noticed(stage)
    files_tab(stage).replace(BRIEFING, pdf("two"))
    await ten_minutes(stage)
    files_tab(stage).drive.resync()
    await ten_minutes(stage)

    assert {state for _, state in stage.rows(STATES)} == {"taken_out"}


async def test_what_canopy_files_is_not_found_beside_it(stage: Stage) -> None:
    """A file sent in 1:1 is in the catalogue once, whatever is told of it."""
    await wakes(stage)
    ben = stage.person("Ben")
    offer = await sends_files(ben, {BRIEFING: pdf("one")})
    await ben.presses(offer, "File it")
    await shelved(stage)
    await ten_minutes(stage)
    assert stage.rows("SELECT title, state FROM documents") == [("Hoarding - 7 minute briefing", "filed")]


async def test_a_link_becomes_a_file_once_files_are_allowed(stage: Stage) -> None:
    """What was kept as a link is recognised in the folder: the same entry, with its owner and words, filed."""
    await stage.opens()
    stage.teams.graph.grant = Grant.CATALOGUE
    ben = stage.person("Ben")
    document = await saves_one(ben, await shares(ben, {BRIEFING: pdf("one")}), good_for="Team meetings")
    assert document.state == "Link", document.words
    stage.teams.graph.grant = Grant.FILES
    await looked_again(stage)
    await noticed(stage)

    assert document.state == "Filed"
    assert stage.rows("SELECT state, good_for, item IS NULL FROM documents") == [("filed", "Team meetings", False)]


async def test_hostile_names_are_text(stage: Stage) -> None:
    """A name made to deceive is shown as what it is, and nothing of it is Markdown."""
    amara = await wakes(stage)
    tab = files_tab(stage)
    tab.put("[Sign in](evil) \u202egpj.exe __x__ ${y} {{z}}.pdf", pdf("x"))
    await ten_minutes(stage)
    shown = await looks(amara)
    await shown.presses("Newest first")

    assert "\u202e" not in shown.words
    blocks = [element for element in shown.card["body"] if element["type"] == "TextBlock"]
    assert not any("Sign in" in block["text"] for block in blocks)


# ---- how it is set up


DEGREES: list[tuple[Grant, str, tuple[str, ...]]] = [
    (Grant.NOTHING, "Catalogue only", ("ChannelMessage.Read.Group", "File.Read.Group", "Sites.Selected")),
    (Grant.CATALOGUE, "Catalogue only", ("Sites.Selected", "role “write”")),
    (Grant.FILES, "Files", ("CanopyKind", "CanopyReview", "Everything works without them")),
    (Grant.COLUMNS, "Files and columns", ("stand beside the file",)),
]


@pytest.mark.parametrize(("grant", "title", "said"), DEGREES, ids=[grant.value for grant, _, _ in DEGREES])
async def test_facilitators_see_what_works_and_what_to_ask_for(
    stage: Stage, grant: Grant, title: str, said: tuple[str, ...]
) -> None:
    """Each degree says what works in it and names exactly what there is to ask for."""
    stage.teams.graph.grant = grant
    amara = await wakes(stage)
    shown = await looks(amara)
    await shown.presses("How it is set up")

    assert f"MCA community · {title}\n" in shown.words
    assert all(words in shown.words for words in said)
    assert "Found out today at" in shown.words


async def test_others_do_not(stage: Stage) -> None:
    """It is the facilitators' card; a member who gets hold of the button reads so."""
    amara = await wakes(stage)
    ben = stage.person("Ben")
    message = await amara.hears("library")
    assert "Only a facilitator of MCA community" in (await ben.presses(message, "How it is set up")).text
    assert "Only a facilitator of MCA community" in ben.sees(await ben.hears("library setup"))


async def test_a_change_is_whispered_to_facilitators_once(stage: Stage) -> None:
    """What is new in the degree is told in private, to them alone; the same again is not told again."""
    amara = await wakes(stage)
    assert whispers_of_setup(amara) == [], "nothing to ask for: nothing to tell"
    stage.teams.graph.grant = Grant.CATALOGUE
    await looked_again(stage)
    await looked_again(stage)
    assert len(whispers_of_setup(amara)) == 1
    assert "Sites.Selected" in whispers_of_setup(amara)[0]
    stage.teams.graph.grant = Grant.COLUMNS
    await looked_again(stage)
    await looked_again(stage)

    assert ["Catalogue only" in said or "Files and columns" in said for said in whispers_of_setup(amara)] == [True, True]
    assert all(whispers_of_setup(who) == [] for who in stage.people("Ben", "Dana"))


async def test_what_is_missing_from_the_start_is_whispered(stage: Stage) -> None:
    """The first look that finds something to ask for says so, without being asked."""
    stage.teams.graph.grant = Grant.CATALOGUE
    amara = await wakes(stage)
    assert len(whispers_of_setup(amara)) == 1


async def test_a_channel_whose_files_tab_nobody_opened(stage: Stage) -> None:
    """The card says to open it once."""
    files_tab(stage).opened = False
    amara = await wakes(stage)
    assert "opens the channel's Files tab once" in whispers_of_setup(amara)[0]


async def test_a_facilitator_has_it_looked_at_again(stage: Stage) -> None:
    """The press is answered at once; seconds later the card shows what was found. In haste nothing is asked again."""
    stage.teams.graph.grant = Grant.CATALOGUE
    amara = await wakes(stage)
    shown = await looks(amara, "library setup")
    await stage.moves(minutes=2)
    stage.teams.graph.grant = Grant.FILES

    await shown.presses("Look again")
    assert "I am looking." in shown.words
    await noticed(stage)
    await shown.presses("Show what was found")
    assert "MCA community · Files\n" in shown.words
    look_at = stage.rows("SELECT look_at FROM libraries")
    await shown.presses("Look again")
    assert "less than half a minute ago" in shown.words
    assert stage.rows("SELECT look_at FROM libraries") == look_at


async def test_filing_switched_off(database_url: str) -> None:
    """The card says so, and how it is switched on."""
    async with set_stage(database_url, CANOPY_LIBRARY="off") as stage:
        amara = await wakes(stage)
        shown = await looks(amara, "library setup")
        assert "Links only: filing is switched off" in shown.words
        assert "CANOPY_LIBRARY=graph" in shown.words
        assert whispers_of_setup(amara) == []


async def test_files_in_a_folder_on_disk(database_url: str, tmp_path: Path) -> None:
    """The same in local mode: what is put into the folder by hand is listed, renamed and gone."""
    by_hand = OnDisk(tmp_path)
    async with set_stage(database_url, CANOPY_LIBRARY="folder", CANOPY_LIBRARY_DIR=tmp_path) as stage:
        amara = await wakes(stage)
        assert "A folder on disk" in (await looks(amara, "library setup")).words
        by_hand.put(BRIEFING, pdf("one"))
        await ten_minutes(stage)
        assert "Hoarding - 7 minute briefing" in await titles(amara)
        by_hand.rename(BRIEFING, "Briefing.pdf")
        await ten_minutes(stage)
        assert stage.rows(STATES) == [("Briefing", "filed")]
        by_hand.remove("Briefing.pdf")
        await ten_minutes(stage)
        assert stage.rows(STATES) == [("Briefing", "gone")]


def forget(drive: SharePointDrive, name: str) -> None:
    """Take a file away without a trace: Microsoft 365 does not tell of it any more."""
    [item] = [item for item in drive.items.values() if item.name == name]
    drive.remove(item)
    del drive.items[item.id]
