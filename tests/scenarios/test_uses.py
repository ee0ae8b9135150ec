"""I used this: members say that a document helped, and read what it did for others."""

from __future__ import annotations

import asyncio

import orjson

from cards.parts import CARD_LIMIT_BYTES
from tests.support.document_players import Document
from tests.support.finding_players import keeps
from tests.support.players import Player, kept, read
from tests.support.stage import Stage

EFFECT = "We offered two visits, and she chose."


async def uses(who: Player, document: Document, effect: str = "") -> None:
    """Say that one used a document."""
    sent = await who.sends(await who.opens(document.card, "I used this"), effect=effect)
    assert sent.kind == "closed", read(sent)


async def test_a_use_is_counted_and_its_line_is_read_by_others(stage: Stage) -> None:
    """The card says how often; the form shows who, when and what came of it, newest first."""
    await stage.opens()
    chidi, dana, efe = stage.people("Chidi", "Dana", "Efe")
    document = await keeps(stage, "Hoarding briefing")

    await uses(chidi, document, EFFECT)
    assert "Used 1 time" in document.words
    await stage.moves(days=1)
    await uses(dana, document)

    assert "Used 2 times" in document.words
    form = await efe.opens(document.card, "I used this")
    said = read(form)
    assert "Who used it" in said
    assert EFFECT in said
    assert said.index("Dana Whitfield") < said.index("Chidi Okafor")
    assert "Everybody who opens this form sees your name and your line." in said
    assert kept(form, "effect") == ""


async def test_said_again_the_new_line_counts_once(stage: Stage) -> None:
    """The form holds what one said; a new line takes the place of the old one, and the count stays."""
    await stage.opens()
    chidi, dana = stage.people("Chidi", "Dana")
    document = await keeps(stage, "Hoarding briefing")
    await uses(chidi, document, EFFECT)

    form = await chidi.opens(document.card, "I used this")
    assert kept(form, "effect") == EFFECT
    await chidi.sends(form, "Save", effect="Used it twice by now.")
    await uses_again(chidi, document, EFFECT)
    await uses_again(chidi, document, "Used it thrice.")

    assert "Used 1 time" in document.words
    said = read(await dana.opens(document.card, "I used this"))
    assert "Used it thrice." in said
    assert EFFECT not in said


async def uses_again(who: Player, document: Document, effect: str) -> None:
    """Say something else of what one said before."""
    await who.sends(await who.opens(document.card, "I used this"), "Save", effect=effect)


async def test_a_use_is_taken_back_with_its_line(stage: Stage) -> None:
    """Nothing of it is kept, and it can be said anew."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, "Hoarding briefing")
    await uses(chidi, document, EFFECT)
    form = await chidi.opens(document.card, "I used this")

    sent = await chidi.sends(form, "Take it back")

    assert sent.kind == "closed"
    assert "Used" not in document.words
    assert EFFECT not in stage.everything_kept()
    again = await chidi.sends(await chidi.opens(document.card, "I used this"), effect="After all.")
    assert again.kind == "closed"
    assert "Used 1 time" in document.words
    sent = await chidi.sends(form, "Take it back")
    assert "Used 1 time" in document.words


async def test_what_was_never_said_is_not_taken_back(stage: Stage) -> None:
    """Two forms open at once: the second to take it back is told so."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, "Hoarding briefing")
    await uses(chidi, document)
    one, other = await chidi.opens(document.card, "I used this"), await chidi.opens(document.card, "I used this")

    await chidi.sends(one, "Take it back")
    sent = await chidi.sends(other, "Take it back")

    assert "You have not said that you used it" in sent.text


async def test_a_double_click_counts_once(stage: Stage) -> None:
    """The same form sent twice, and two forms of one member at the same moment, are one use."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, "Hoarding briefing")
    one, other = await chidi.opens(document.card, "I used this"), await chidi.opens(document.card, "I used this")

    await asyncio.gather(chidi.sends(one), chidi.sends(one), chidi.sends(other))

    assert "Used 1 time" in document.words
    assert stage.count("SELECT count(*) FROM document_uses") == 1


async def test_everybody_at_once_is_counted(stage: Stage) -> None:
    """Five members at the same moment are five uses."""
    await stage.opens()
    document = await keeps(stage, "Hoarding briefing")
    people = stage.people("Amara", "Ben", "Chidi", "Dana", "Efe")
    forms = [await who.opens(document.card, "I used this") for who in people]

    await asyncio.gather(*(who.sends(form) for who, form in zip(people, forms, strict=True)))

    assert "Used 5 times" in document.words


async def test_too_long_a_line_comes_back_with_what_was_typed(stage: Stage) -> None:
    """Nothing is cut off silently, and nothing is counted."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, "Hoarding briefing")

    sent = await chidi.sends(await chidi.opens(document.card, "I used this"), effect="x" * 201)

    assert "201 characters long" in read(sent)
    assert kept(sent, "effect").startswith("xxx")
    assert "Used" not in document.words


async def test_what_cannot_be_opened_is_not_used_but_taken_back(stage: Stage) -> None:
    """An old card of what is gone: a sentence; whoever used it before may still take it back. Out of the library nothing is."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    document = await keeps(stage, "Hoarding briefing")
    await uses(chidi, document, EFFECT)
    button = chidi.button(document.card, "I used this")
    waiting = await dana.opens(document.card, "I used this")
    stage.change("UPDATE documents SET state = 'gone' WHERE document_id = :id", id=document.id)

    assert "Nobody can open that document now" in (await dana.opens_old(document.card, button)).text
    assert "Nobody can open that document now" in read(await dana.sends(waiting))
    await chidi.sends(await chidi.opens_old(document.card, button), "Take it back")
    assert stage.count("SELECT count(*) FROM document_uses") == 0
    stage.change("UPDATE documents SET state = 'link' WHERE document_id = :id", id=document.id)
    await ben.sends(await ben.opens(document.card, "Describe it"))
    await ben.sends(await ben.opens(document.card, "Take it out"))
    assert "not in the library any more" in (await dana.opens_old(document.card, button)).text


async def test_the_more_used_comes_first(stage: Stage) -> None:
    """Among equals, the list of what was found begins with what helped more often."""
    await stage.opens()
    chidi, dana = stage.people("Chidi", "Dana")
    await keeps(stage, "Joint visits, north")
    used = await keeps(stage, "Joint visits, south")
    await keeps(stage, "Joint visits, west")

    await uses(chidi, used)
    await uses(dana, used)

    found = await chidi.hears("find joint visits")
    words = chidi.sees(found)
    assert words.index("south") < words.index("north")
    assert words.index("south") < words.index("west")


async def test_hostile_lines_are_text_and_the_fullest_form_fits(stage: Stage) -> None:
    """What members write is shown as they wrote it; after many long lines the form stays small and says how many there are."""
    await stage.opens()
    chidi = stage.person("Chidi")
    document = await keeps(stage, "Hoarding briefing")
    await uses(chidi, document, "[x](https://evil.example) <at>Everyone</at> **b** \u202eevil")
    shown = await stage.person("Dana").opens(document.card, "I used this")
    assert "[x](https://evil.example) <at>Everyone</at> **b** evil" in read(shown)
    [(tenant, community)] = stage.rows("SELECT tenant_id, community_id FROM documents")
    for number in range(20):
        stage.change(
            "INSERT INTO document_uses (tenant_id, community_id, document_id, member_id, effect, used_at)"
            " SELECT :tenant, :community, :document, :member, :effect, used_at FROM document_uses WHERE member_id = :like",
            tenant=tenant, community=community, document=document.id, member=f"m{number}", effect="🌳" * 200,
            like=chidi.member.id,
        )  # fmt: skip
    stage.change("UPDATE documents SET uses = 21")

    form = await chidi.opens(document.card, "I used this")

    assert "Used by 21 members, the last 8 of them" in read(form)
    assert "A former member" in read(form)
    assert len(orjson.dumps(form.card)) < CARD_LIMIT_BYTES


async def test_in_the_chat_it_is_said_and_counted_in_the_right_community(stage: Stage) -> None:
    """From a card in 1:1 the form belongs to the card's community, whatever else the member is in."""
    await stage.opens()
    await stage.adds_channel("Another forum")
    ben = stage.person("Ben")
    await ben.says("asks", channel="Another forum")
    document = await keeps(stage, "Hoarding briefing")
    asked = await ben.whispers("find hoarding")
    [home] = stage.rows("SELECT community_id FROM documents")
    await ben.presses(asked, "Find", text="hoarding", community=home[0])

    sent = await ben.sends(await ben.opens(asked, "I used this"), effect=EFFECT)

    assert "Its card says how often it was used." in sent.text
    assert "Used 1 time" in document.words
