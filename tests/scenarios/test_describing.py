"""Saying what a document is, and taking it out of the list again: what members live through."""

from __future__ import annotations

from sandbox.graph_consent import Grant
from tests.support.document_players import BRIEFING, Document, documents, opens_save, pdf, saves_one, shares, shelved
from tests.support.players import kept, read
from tests.support.stage import Stage


async def filed(stage: Stage, name: str = BRIEFING) -> Document:
    """Chidi shared a file, and Ben saved it."""
    ben, chidi = stage.people("Ben", "Chidi")
    return await saves_one(ben, await shares(chidi, {name: pdf(name)}))


async def test_what_is_said_of_a_document_is_on_its_card(stage: Stage) -> None:
    """The form shows what is known; what is changed is on the card for everybody, and the file is not touched."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    document = await filed(stage)

    form = await ben.opens(document.card, "Describe it")
    assert kept(form, "title") == "Hoarding - 7 minute briefing"
    assert kept(form, "kind") == "7-minute-briefing"
    assert kept(form, "topics") == "hoarding"
    assert "recognised" in read(form)
    sent = await ben.sends(
        form, title="Hoarding in ten minutes", kind="guidance", topics="hoarding,dols", tags="#housing", owner=amara.member.id,
        good_for="Team meetings", source="Northshire Board",
    )  # fmt: skip

    assert sent.kind == "closed"
    assert (document.title, document.kind) == ("Hoarding in ten minutes", "Guidance")
    for said in ("Good for: Team meetings", "#housing", "Northshire Board · Amara Osei vouches for it", f"files as {BRIEFING}"):
        assert said in document.words
    assert [file.name for file in stage.teams.graph.drive().files()] == [BRIEFING]


async def test_emptied_fields_are_emptied(stage: Stage) -> None:
    """An empty title is the file's name again, an emptied owner is nobody, and the rest is simply gone."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    await ben.sends(await ben.opens(document.card, "Describe it"), good_for="Team meetings", title="Mine")

    await ben.sends(await ben.opens(document.card, "Describe it"), good_for="", title="", owner="", topics="", kind="any")

    assert document.title == "Hoarding - 7 minute briefing"
    assert document.kind == "Document"
    assert "Good for" not in document.words
    assert "vouches" not in document.words
    assert "Hoarding\n" not in document.words


async def test_who_may_describe_it(stage: Stage) -> None:
    """Whoever saved it, who vouches for it, and facilitators may; others read that they may not."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    document = await filed(stage)
    form = await ben.opens(document.card, "Describe it")

    refused = await dana.opens(document.card, "Describe it")
    sent = await stage.teams.submit_form(dana.member, form, Stage.only_button(form), {"title": "Theirs"})

    assert "Only whoever saved or owns it, or a facilitator, can do that" in refused.text
    assert "Only whoever saved or owns it" in sent.text
    assert document.title != "Theirs"
    for who in (amara, ben, chidi):
        assert (await who.opens(document.card, "Describe it")).kind == "form"


async def test_a_form_that_cannot_be_kept_comes_back(stage: Stage) -> None:
    """What is wrong is said above the form with all that was typed, and nothing is changed."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    before = document.words

    back = await ben.sends(await ben.opens(document.card, "Describe it"), title="Ours", review="2020-01-01", good_for="x" * 301)

    assert kept(back, "title") == "Ours"
    assert "Not sent yet." in read(back)
    assert document.words == before


async def test_topics_are_found_by_any_of_their_names(stage: Stage) -> None:
    """Who types an abbreviation, or with a slip, is offered the topic that is meant."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    form = await ben.opens(document.card, "Describe it")

    assert "Deprivation of liberty (DoLS)" in await ben.types(form, "topics", "dols")
    assert "Hoarding" in await ben.types(form, "topics", "hording")
    assert await ben.types(form, "topics", "quantum physics") == []
    assert await ben.types(form, "owner", "Dana") == [stage.person("Dana").name]


async def test_the_librarys_own_columns_follow(stage: Stage) -> None:
    """Where the channel's library has columns they say what the card says, also after it was changed."""
    stage.teams.graph.grant = Grant.COLUMNS
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    item = stage.teams.graph.drive().named(BRIEFING)
    assert item.fields["CanopyKind"] == "7-minute briefing"

    await ben.sends(await ben.opens(document.card, "Describe it"), kind="guidance", source="Northshire Board")
    await shelved(stage)

    assert item.fields["CanopyKind"] == "Guidance"
    assert item.fields["CanopySource"] == "Northshire Board"
    assert document.state == "Filed"


async def test_columns_that_cannot_be_written_leave_the_document_filed(stage: Stage) -> None:
    """A file that somebody has open keeps its old columns; the card is right all the same."""
    stage.teams.graph.grant = Grant.COLUMNS
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    stage.teams.graph.faults.add("item_fieldsPatch listItem_fieldsPatch", 423, times=None)

    await ben.sends(await ben.opens(document.card, "Describe it"), kind="guidance")
    for _ in range(5):
        await shelved(stage)
        await stage.moves(seconds=700)
    await shelved(stage)

    assert (document.state, document.kind) == ("Filed", "Guidance")


async def test_a_document_that_is_being_filed_can_be_described(stage: Stage) -> None:
    """One need not wait: what is said meanwhile is still there once it is filed."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    stage.teams.graph.faults.add("message_get", 404, times=2)
    await ben.sends(await opens_save(ben, message), "File it")
    [document] = documents(stage, message)
    assert document.state == "Being filed"

    await ben.sends(await ben.opens(document.card, "Describe it"), title="Ours", kind="guidance")
    for _ in range(3):
        await shelved(stage)
        await stage.moves(seconds=15)
    await shelved(stage)

    assert (document.state, document.title, document.kind) == ("Filed", "Ours", "Guidance")


async def test_taking_it_out_leaves_the_file_where_it_is(stage: Stage) -> None:
    """Asked once more, the entry goes and the file stays; saving the message again brings it back."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    message = await shares(chidi, {BRIEFING: pdf("one")})
    document = await saves_one(ben, message)

    form = await ben.opens(document.card, "Take it out")
    assert "The file itself stays where it is" in read(form)
    assert (await ben.sends(form)).kind == "closed"

    assert document.state == "Taken out"
    assert document.buttons == []
    assert [file.name for file in stage.teams.graph.drive().files()] == [BRIEFING]
    assert stage.count("SELECT count(*) FROM entries WHERE ref LIKE 'document:%'") == 0
    again = await saves_one(chidi, message)
    assert again.state == "Filed"


async def test_who_may_take_it_out(stage: Stage) -> None:
    """A colleague may not; a facilitator may, and a second press says that it is gone."""
    amara = await stage.opens(facilitator="Amara")
    dana = stage.person("Dana")
    document = await filed(stage)
    old = amara.button(document.card, "Take it out")

    assert "Only whoever saved or owns it" in (await dana.opens(document.card, "Take it out")).text
    await amara.sends(await amara.opens(document.card, "Take it out"))

    assert document.state == "Taken out"
    assert "not in the library any more" in (await amara.opens_old(document.card, old)).text


async def test_what_is_filed_can_be_found(stage: Stage) -> None:
    """The search holds what the card says, as it is now."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await filed(stage)
    await ben.sends(await ben.opens(document.card, "Describe it"), title="Clutter image rating", good_for="Home visits")

    [(title, body)] = stage.rows("SELECT title, body FROM entries WHERE ref LIKE 'document:%'")

    assert title == "Clutter image rating"
    assert "Home visits" in body
