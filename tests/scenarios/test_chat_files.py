"""Files sent to Canopy in 1:1: what members live through."""

from __future__ import annotations

import asyncio

from sandbox.graph_consent import Grant
from sandbox.world import Message
from tests.support.document_players import BRIEFING, docx, pdf, posted_documents, sends_files, shelved
from tests.support.players import Player, kept, read
from tests.support.stage import Stage


async def test_a_file_sent_in_the_chat_is_filed_once_one_says_so(stage: Stage) -> None:
    """Canopy asks; one press files it into the channel's own folder, tells the member, and shows its card in the channel."""
    await stage.opens()
    ben = stage.person("Ben")

    offer = await sends_files(ben, {BRIEFING: pdf("one")})
    assert ben.sees(offer).startswith(f"Shall I file it?\n{BRIEFING}\nIt goes into the channel's files of MCA community")
    assert not stage.teams.graph.drive().files()
    answer = await ben.presses(offer, "File it")
    await shelved(stage)

    assert "on the way into MCA community's library" in str(answer.card)
    [stored] = stage.teams.graph.drive().files()
    assert (stored.name, stored.content) == (BRIEFING, pdf("one"))
    [document] = posted_documents(stage)
    assert (document.state, document.kind) == ("Filed", "7-minute briefing")
    assert "Ben Carter vouches for it" in document.words
    assert "Your file is in MCA community's library now" in ben.sees(ben.told())
    assert "Open" in ben.buttons(ben.told())


async def test_it_can_be_described_before_it_is_filed(stage: Stage) -> None:
    """The form is filled in from the file's name; what one types is on the card, and the offer says that it was taken."""
    await stage.opens()
    ben = stage.person("Ben")
    offer = await sends_files(ben, {BRIEFING: pdf("one")})

    form = await ben.opens(offer, "Describe it first")
    assert (kept(form, "title"), kept(form, "kind"), kept(form, "topics")) == (
        "Hoarding - 7 minute briefing", "7-minute-briefing", "hoarding",
    )  # fmt: skip
    sent = await ben.sends(form, "File it", title="Ten minutes on hoarding", good_for="Team meetings")
    await shelved(stage)

    assert "on the way" in sent.text
    assert "on the way" in ben.sees(offer)
    [document] = posted_documents(stage)
    assert document.title == "Ten minutes on hoarding"
    assert "Good for: Team meetings" in document.words


async def test_words_beside_a_file_say_what_it_is(stage: Stage) -> None:
    """With a file, "file this as guidance" says the kind beforehand."""
    await stage.opens()
    ben = stage.person("Ben")

    await ben.presses(await sends_files(ben, {"scan.pdf": pdf("one")}, "file this as guidance #dols"), "File it")
    await shelved(stage)

    [document] = posted_documents(stage)
    assert document.kind == "Guidance"
    assert "Deprivation of liberty" in document.words


async def test_a_double_click_files_once(stage: Stage) -> None:
    """The button pressed twice, and by Teams again, stores one file."""
    await stage.opens()
    ben = stage.person("Ben")
    offer = await sends_files(ben, {BRIEFING: pdf("one")})
    button = ben.button(offer, "File it")

    await asyncio.gather(ben.presses_old(offer, button), ben.presses_old(offer, button))
    await ben.presses_old(offer, button)
    await shelved(stage)

    assert len(stage.teams.graph.drive().files()) == 1
    assert len(posted_documents(stage)) == 1


async def test_an_old_offer_answers_as_a_button_does(stage: Stage) -> None:
    """Filed through the form, an offer still open on another screen says so when its button is pressed; and the other way."""
    await stage.opens()
    ben = stage.person("Ben")
    offer, other = await sends_files(ben, {BRIEFING: pdf("one")}), await sends_files(ben, {"Notes.docx": docx("two")})
    button, form = ben.button(offer, "File it"), await ben.opens(other, "Describe it first")

    await ben.sends(await ben.opens(offer, "Describe it first"), "File it")
    pressed = await ben.presses_old(offer, button)
    await ben.presses(other, "File it")
    sent = await ben.sends(form, "File it")
    await shelved(stage)

    assert pressed.kind == "message"
    assert pressed.text.startswith(f"“{BRIEFING}” is on the way")
    assert sent.kind == "closed"
    assert len(stage.teams.graph.drive().files()) == 2


async def test_several_files_at_once(stage: Stage) -> None:
    """Each becomes a document of its own; what the library does not take is said at once, by name."""
    await stage.opens()
    ben = stage.person("Ben")

    offer = await sends_files(ben, {BRIEFING: pdf("one"), "Notes.docx": docx("two"), "setup.exe": b"MZ"})
    assert "Shall I file these?" in ben.sees(offer)
    assert "“setup.exe” could run on a colleague's computer" in ben.sees(offer)
    await ben.presses(offer, "File them")
    await shelved(stage)

    assert sorted(file.name for file in stage.teams.graph.drive().files()) == [BRIEFING, "Notes.docx"]
    assert sorted(document.title for document in posted_documents(stage)) == ["Hoarding - 7 minute briefing", "Notes"]


async def test_only_what_is_refused_offers_nothing(stage: Stage) -> None:
    """A program alone gets its sentence and no button."""
    await stage.opens()
    ben = stage.person("Ben")

    offer = await sends_files(ben, {"setup.exe": b"MZ"})

    assert "could run on a colleague's computer" in ben.sees(offer)
    assert not ben.buttons(offer)


async def test_a_file_that_is_not_what_its_name_says_is_refused(stage: Stage) -> None:
    """A program with the name of a PDF is found out by its bytes; nothing is stored, and the member reads why."""
    await stage.opens()
    ben = stage.person("Ben")

    await ben.presses(await sends_files(ben, {"Harmless.pdf": b"MZ\x90\x00 this program cannot be run"}), "File it")
    await shelved(stage)

    assert not stage.teams.graph.drive().files()
    assert not posted_documents(stage)
    assert "Your file did not go into MCA community's library." in ben.sees(ben.told())
    assert "it is of a type the library does not take, or not what its name says" in ben.sees(ben.told())


async def test_the_same_content_again_is_offered_the_existing_entry(stage: Stage) -> None:
    """The same bytes under another name are not stored again: the member is shown what is there."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.presses(await sends_files(ben, {BRIEFING: pdf("one")}), "File it")
    await shelved(stage)

    await chidi.presses(await sends_files(chidi, {"Copy of it.pdf": pdf("one")}), "File it")
    await shelved(stage)

    assert [file.name for file in stage.teams.graph.drive().files()] == [BRIEFING]
    assert len(posted_documents(stage)) == 1
    assert "The library has this already: Hoarding - 7 minute briefing" in chidi.sees(chidi.told())


async def test_a_taken_name_is_left_to_whoever_has_it(stage: Stage) -> None:
    """Another file of that name is not touched: the new one is stored beside it."""
    await stage.opens()
    ben = stage.person("Ben")
    stage.teams.graph.drive().put(BRIEFING, pdf("theirs"), by="person")

    await ben.presses(await sends_files(ben, {BRIEFING: pdf("ours")}), "File it")
    await shelved(stage)

    stored = {file.name: file.content for file in stage.teams.graph.drive().files()}
    assert stored[BRIEFING] == pdf("theirs")
    assert pdf("ours") in stored.values()
    assert posted_documents(stage)[0].title == "Hoarding - 7 minute briefing"


async def test_a_file_that_teams_lends_no_longer_is_asked_for_again(stage: Stage) -> None:
    """The address of a sent file is short-lived: once it is over the member is asked to send the file again."""
    await stage.opens()
    ben = stage.person("Ben")
    stage.teams.graph.state.download_seconds = 0.0
    offer = await sends_files(ben, {BRIEFING: pdf("one")})

    await asyncio.sleep(0.05)
    await ben.presses(offer, "File it")
    await shelved(stage)

    assert "Teams lends me a file for a short time only, and that is over. Please send it to me again." in ben.sees(ben.told())
    assert not posted_documents(stage)


async def test_without_consent_to_file_the_member_is_told(stage: Stage) -> None:
    """Where Canopy may not store files the member reads so in 1:1, the channel sees nothing, and it can be tried again."""
    stage.teams.graph.grant = Grant.CATALOGUE
    await stage.opens()
    ben = stage.person("Ben")

    await ben.presses(await sends_files(ben, {BRIEFING: pdf("one")}), "File it")
    await shelved(stage)
    told = ben.told()
    assert "Your file is not in MCA community's library yet." in ben.sees(told)
    assert "Canopy may not look after files here yet" in ben.sees(told)
    assert not posted_documents(stage)

    stage.teams.graph.grant = Grant.FILES
    await ben.presses(told, "Try again")
    await shelved(stage)
    assert "Your file is in MCA community's library now" in ben.sees(ben.told())
    assert len(posted_documents(stage)) == 1


async def two_communities(stage: Stage) -> tuple[Player, Message]:
    """Ben is in two communities and sends a file. Returns the offer."""
    await stage.opens()
    channel = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.hears("help", channel=channel)
    return ben, await sends_files(ben, {BRIEFING: pdf("one")})


async def test_in_several_communities_one_chooses_which(stage: Stage) -> None:
    """The offer asks which library; without a choice nothing is filed, with one it goes there and nowhere else."""
    ben, offer = await two_communities(stage)
    assert "Which community's library?" in str(stage.teams.card_for(ben.member, offer))
    where = stage.rows("SELECT community_id FROM communities WHERE name = 'Hoarding forum'")[0][0]

    missing = await ben.presses(offer, "File it", community="")
    assert "community" in missing.text
    await ben.presses(offer, "File it", community=where)
    await shelved(stage)

    assert [file.name for file in stage.teams.graph.drive("Hoarding forum").files()] == [BRIEFING]
    assert not stage.teams.graph.drive().files()
    assert "Your file is in Hoarding forum's library now" in ben.sees(ben.told())
    assert stage.rows("SELECT community_id FROM documents") == [(where,)]


async def test_another_communitys_library_cannot_be_chosen(stage: Stage) -> None:
    """An offer that is made to name a community one is not in files nothing."""
    ben, offer = await two_communities(stage)
    button = ben.button(offer, "File it")
    foreign = {**button, "data": {**button["data"], "community": "f" * 32}}

    answer = await ben.presses_old(offer, foreign)

    assert answer.kind in {"message", "error"}
    assert stage.count("SELECT count(*) FROM documents") == 0


async def test_a_made_up_address_is_not_fetched(stage: Stage) -> None:
    """Only hosts where Microsoft keeps files are asked for one; the bytes of nothing else are filed."""
    await stage.opens()
    ben = stage.person("Ben")
    offer = await sends_files(ben, {BRIEFING: pdf("one")})
    button = ben.button(offer, "File it")
    file = {**button["data"]["files"][0], "download": "https://169.254.169.254/latest/meta-data"}

    await ben.presses_old(offer, {**button, "data": {**button["data"], "files": [file]}})
    await shelved(stage)

    assert not stage.teams.graph.drive().files()
    assert "did not go into" in ben.sees(ben.told()) or "not in MCA community's library yet" in ben.sees(ben.told())


async def test_nothing_of_the_lent_address_is_kept(stage: Stage) -> None:
    """Once a file is filed, the address that Teams lent it under is nowhere in the database."""
    await stage.opens()
    ben = stage.person("Ben")

    await ben.presses(await sends_files(ben, {BRIEFING: pdf("one")}), "File it")
    await shelved(stage)

    assert "/download/" not in stage.everything_kept()


async def test_a_message_without_words_or_files_gets_a_polite_answer(stage: Stage) -> None:
    """Teams has been seen to pass a file on as an empty message: Canopy says how it can be sent instead."""
    await stage.opens()
    ben = stage.person("Ben")

    told = await ben.whispers("")

    assert "If you sent me a file, Teams did not pass it on" in read_said(ben, told)


def read_said(player: Player, message: Message) -> str:
    """What a message says."""
    return message.text or player.sees(message)


async def test_who_leaves_while_it_is_filed_is_told_nothing_more(stage: Stage) -> None:
    """The file goes where it was sent; who has left the team gets no message about it."""
    await stage.opens()
    ben = stage.person("Ben")
    offer = await sends_files(ben, {BRIEFING: pdf("one")})
    stage.teams.graph.faults.add("item_upload", 503, times=1)
    await ben.presses(offer, "File it")
    before = len(ben.all_told())

    await stage.leaves(ben)
    for _ in range(3):
        await shelved(stage)
        await stage.moves(seconds=20)
    await shelved(stage)

    assert len(stage.teams.graph.drive().files()) == 1
    assert len(ben.all_told()) == before
    assert posted_documents(stage)[0].state == "Filed"


async def test_the_form_that_cannot_be_kept_comes_back(stage: Stage) -> None:
    """What is wrong is said above the form, with all that was typed and the file still in it."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await sends_files(ben, {BRIEFING: pdf("one")}), "Describe it first")

    back = await ben.sends(form, "File it", title="Ours", review="2020-01-01")
    assert "has gone by" in read(back)
    assert kept(back, "title") == "Ours"
    await ben.sends(back, "File it", review="")
    await shelved(stage)

    assert posted_documents(stage)[0].title == "Ours"
