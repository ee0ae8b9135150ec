"""The starter pack: a few good documents, chosen by a facilitator, for whoever joins."""

from __future__ import annotations

from sandbox.answers import Form
from tests.support.cards import buttons_of, fields_of, filled_in
from tests.support.document_players import Document, pdf, saves_one, shares
from tests.support.players import Player, read
from tests.support.stage import Stage


async def library(stage: Stage, *names: str) -> list[Document]:
    """Documents that Ben saved, in this order."""
    ben = stage.person("Ben")
    return [await saves_one(ben, await shares(ben, {name: pdf(name)})) for name in names]


async def form_of(facilitator: Player) -> Form:
    """The form that says what is in the pack."""
    return await facilitator.opens(await facilitator.hears("starter pack"), "Choose documents")


async def chooses(facilitator: Player, *documents: Document) -> Form:
    """Have these in the pack, and no others."""
    return await facilitator.sends(await form_of(facilitator), documents=",".join(each.id for each in documents))


async def test_whoever_joins_is_sent_the_pack_once_in_private(stage: Stage) -> None:
    """A new member gets what was chosen in a private message; the channel hears nothing of it."""
    amara = await stage.opens()
    hoarding, capacity = await library(stage, "Hoarding briefing.pdf", "Capacity assessment.pdf")
    sent = await chooses(amara, capacity, hoarding)
    assert sent.kind == "closed", sent.text
    before = len(stage.posted())

    newcomer = await stage.joins("Noor Rahman")

    said = newcomer.sees(newcomer.told())
    assert said.index("Capacity assessment") < said.index("Hoarding briefing"), "in the order in which they were chosen"
    assert len(newcomer.all_told()) == 1
    assert len(stage.posted()) == before


async def test_who_comes_back_is_not_sent_it_again(stage: Stage) -> None:
    """Leaving and coming back brings no second copy."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    await chooses(amara, hoarding)
    newcomer = await stage.joins("Noor Rahman")

    await stage.leaves(newcomer)
    again = await stage.joins("Noor Rahman")

    assert len(again.all_told()) == 1


async def test_without_a_pack_the_welcome_says_nothing_of_one(stage: Stage) -> None:
    """No documents are chosen: the welcome has no empty list."""
    await stage.opens()
    newcomer = await stage.joins("Noor Rahman")
    assert "Good places to start" not in newcomer.sees(newcomer.told())


async def test_what_is_gone_is_not_recommended(stage: Stage) -> None:
    """What was taken out of the library since is not recommended to anybody."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    await chooses(amara, hoarding)
    await amara.sends(await amara.opens(hoarding.card, "Take it out"))

    newcomer = await stage.joins("Noor Rahman")

    assert "Hoarding briefing" not in newcomer.sees(newcomer.told())
    assert "No documents are chosen" in amara.sees(await amara.hears("starter pack"))


async def test_the_pack_is_there_for_everybody_to_read(stage: Stage) -> None:
    """Anybody can ask for it; only facilitators are offered to change it."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    await chooses(amara, hoarding)

    shown = await stage.person("Ben").hears("starter pack")

    assert "Hoarding briefing" in stage.person("Ben").sees(shown)
    assert stage.person("Ben").buttons(shown) == {}


async def test_before_anything_is_chosen_the_card_says_what_to_do(stage: Stage) -> None:
    """An empty pack is no dead end."""
    amara = await stage.opens()
    shown = await amara.hears("starter pack")
    assert "No documents are chosen for new members yet." in amara.sees(shown)
    assert list(amara.buttons(shown)) == ["Choose documents"]


async def test_only_facilitators_choose(stage: Stage) -> None:
    """Somebody else with an old button reads who chooses, and nothing is changed."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    await chooses(amara, hoarding)
    shown = await amara.hears("starter pack")
    form = await amara.opens(shown, "Choose documents")
    ben = stage.person("Ben")

    refused = await ben.opens_old(shown, amara.button(shown, "Choose documents"))
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), {"documents": ""})

    assert "Only a facilitator of" in read(refused)
    assert "Only a facilitator of" in read(sent)
    assert stage.count("SELECT count(*) FROM starter_documents") == 1


async def test_more_than_ten_come_back_with_a_sentence(stage: Stage) -> None:
    """A pack nobody would read is not kept; what was chosen is still in the form."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    form = await form_of(amara)
    many = ",".join([hoarding.id, *(f"d{number}" for number in range(10))])

    back = await amara.sends(form, documents=many)

    assert "That is 11 documents, and a starter pack has at most 10." in read(back)
    assert hoarding.id in filled_in(back.card or {})["documents"]
    assert stage.count("SELECT count(*) FROM starter_documents") == 0


async def test_documents_are_found_while_typing(stage: Stage) -> None:
    """The list holds the newest; others are found by what they are called."""
    amara = await stage.opens()
    hoarding, capacity = await library(stage, "Hoarding briefing.pdf", "Capacity assessment.pdf")
    form = await form_of(amara)
    dataset = fields_of(form.card or {})["documents"]["choices.data"]["dataset"]

    found = await stage.teams.typeahead(amara.member, dataset, "hoardin")
    newest = await stage.teams.typeahead(amara.member, dataset, "")

    assert [each["value"] for each in found] == [hoarding.id]
    assert [each["value"] for each in newest] == [capacity.id, hoarding.id]


async def test_what_was_gone_when_others_were_chosen_does_not_come_back(stage: Stage) -> None:
    """A file that turns up again is in the library, and not in a pack that was chosen without it."""
    amara = await stage.opens()
    hoarding, capacity = await library(stage, "Hoarding briefing.pdf", "Capacity assessment.pdf")
    await chooses(amara, hoarding)
    stage.change("UPDATE documents SET state = 'gone', usable = false WHERE document_id = :document", document=hoarding.id)
    await chooses(amara, capacity)
    stage.change("UPDATE documents SET state = 'filed', usable = true WHERE document_id = :document", document=hoarding.id)

    shown = amara.sees(await amara.hears("starter pack"))

    assert "Capacity assessment" in shown
    assert "Hoarding briefing" not in shown


async def test_sent_twice_it_is_the_same(stage: Stage) -> None:
    """A double press leaves what one press leaves."""
    amara = await stage.opens()
    [hoarding] = await library(stage, "Hoarding briefing.pdf")
    await chooses(amara, hoarding)
    await stage.comes_again(new_id=True)
    assert stage.count("SELECT count(*) FROM starter_documents") == 1
    assert buttons_of(hoarding.card.cards[0])
