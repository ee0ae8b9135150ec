"""Finding again: documents, links and asks, by any of their names, with a slip or without."""

from __future__ import annotations

import orjson
import pytest

from cards.parts import CARD_LIMIT_BYTES
from dialogs.finding import AT_ONCE
from tests.support.cards import buttons_of, fields_of, words_of
from tests.support.document_players import says_file
from tests.support.finding_players import Finding, finds, keeps, looks_up
from tests.support.players import kept, read
from tests.support.stage import Stage

HOARDING = "Hoarding: a 7-minute briefing"
QUESTION = "Has anyone supported somebody who refuses help with hoarding?"


async def test_a_document_is_found_with_why_it_matched(stage: Stage) -> None:
    """The list names it, says what it is, who vouches for it and why it is there."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, HOARDING, kind="7-minute-briefing", good_for="Before a joint visit.")
    await keeps(stage, "Something else")

    found = await finds(ben, "hoarding")

    assert found.titles == [HOARDING]
    assert "7-minute briefing · Link · Ben Carter vouches for it" in found.words
    assert "Before a joint visit." in found.words
    assert "Its title has “Hoarding”." in found.words


async def test_an_ask_is_found_by_its_answers_and_what_was_learned(stage: Stage) -> None:
    """Asks, documents and links are in one list; an ask is found by every word of its life."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(QUESTION)
    await chidi.helps(ask, "The clutter scale helped us to agree on one room.")
    assert (await finds(ben, "clutter scale")).titles == [QUESTION]

    await ben.closes(ask, "Go with the fire service, twice.")
    found = await finds(ben, "fire service")

    assert found.titles == [QUESTION]
    assert "Closed · 1 answer" in found.words
    assert "What we learned: Go with the fire service, twice." in found.words
    assert "The question or an answer has “fire” and “service”." in found.words


async def test_slips_and_other_names_are_forgiven(stage: Stage) -> None:
    """A typo and an abbreviation find it all the same, and the list says what else was looked for."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, "Deprivation of liberty in a care home")
    await keeps(stage, "Clutterbuck's checklist")

    dols = await finds(ben, "dols")
    typo = await finds(ben, "cluterbuck")

    assert dols.titles == ["Deprivation of liberty in a care home"]
    assert "I also looked for “deprivation of liberty”" in dols.words
    assert typo.titles == ["Clutterbuck's checklist"]


async def test_a_kind_in_front_filters_and_the_fields_say_so(stage: Stage) -> None:
    """Of "briefings about hoarding" only briefings are found; the fields hold what was understood, and can be changed."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, HOARDING, kind="7-minute-briefing", topics="hoarding")
    await keeps(stage, "Hoarding template", kind="template")

    found = await finds(ben, "briefings about hoarding")
    assert found.titles == [HOARDING]
    assert "Only 7-minute briefing" in found.words
    fields = fields_of(found.card)
    assert (fields["text"]["value"], fields["kind"]["value"], fields["topic"]["value"]) == (
        "hoarding",
        "7-minute-briefing",
        "any",
    )

    await found.looks_again(kind="any")
    assert sorted(found.titles) == ["Hoarding template", HOARDING]
    await found.looks_again(text="", kind="template")
    assert found.titles == ["Hoarding template"]
    await found.looks_again(text="", kind="any", topic="hoarding")
    assert found.titles == [HOARDING]
    await found.looks_again(text="", kind="any", topic="any")
    assert "What are you looking for?" in found.words


async def test_filters_that_leave_nothing_are_dropped_and_said(stage: Stage) -> None:
    """Rather than an empty page: what was found without the filter, and that it was dropped."""
    await stage.opens()
    await keeps(stage, "Hoarding template", kind="template")

    found = await finds(stage.person("Ben"), "kind:recording hoarding template")

    assert found.titles == ["Hoarding template"]
    assert "Nothing is kept as Recording. This I found without that filter." in found.words


async def test_pages_go_on_and_back(stage: Stage) -> None:
    """Five on a page; what was typed into the fields meanwhile does not turn the page of something else."""
    await stage.opens()
    ben, dana = stage.people("Ben", "Dana")
    for number in range(7):
        await says_file(ben, f"file https://www.example.org/visits/{number} : Joint visit {number}")
    found = await finds(ben, "joint visit")
    first = found.titles
    assert len(first) == 5
    assert "Next page" in found.buttons
    assert "Page before" not in found.buttons

    await ben.presses(found.message, "Next page", text="hoarding", kind="template", topic="any")
    assert len(found.titles) == 2
    assert not {*first} & {*found.titles}
    assert "Page 2" in found.words
    assert "Next page" not in found.buttons
    assert Finding(dana, found.message).titles == first

    await ben.presses(found.message, "Page before")
    assert found.titles == first


async def test_nothing_found_asks_the_community_with_the_words_kept(stage: Stage) -> None:
    """Where nothing is found one press opens the form to ask, with what was looked for in it."""
    await stage.opens()
    ben = stage.person("Ben")

    found = await finds(ben, "zebra crossings in care homes")

    assert "Nothing found" in found.words
    assert "The library is empty so far." in found.words
    form = await ben.opens(found.message, "Ask the community")
    assert kept(form, "question") == "zebra crossings in care homes"


async def test_find_alone_asks_what_for(stage: Stage) -> None:
    """The word alone brings the fields; they find."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, HOARDING)

    asked = Finding(ben, await ben.hears("find"))
    assert "What are you looking for?" in asked.words
    await asked.looks_again(text="hoarding")

    assert asked.titles == [HOARDING]


@pytest.mark.parametrize(
    "words", ["find somebody who has set up a forum", "Find it hard to tell when to stop, does anyone else?"]
)
async def test_looking_for_people_is_an_ask(stage: Stage, words: str) -> None:
    """Whoever looks for somebody asks the community, as before."""
    await stage.opens()

    ask = await stage.person("Ben").asks(words)

    assert words.split()[2] in ask.words
    assert "What I found" not in ask.words
    assert "Nothing found" not in ask.words


async def test_what_is_shown_is_as_it_is_now(stage: Stage) -> None:
    """One thing of the list, whole, in front of it; what can be done with it can be done from there."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(QUESTION)
    document = await keeps(stage, HOARDING)
    found = await finds(chidi, "hoarding")
    assert sorted(found.titles) == sorted([HOARDING, QUESTION])
    await ben.helps(ask, "Small steps.")

    shown = await found.shows(QUESTION)
    assert "Ben Carter: Small steps." in read(shown)
    assert list(buttons_of(shown.card or {})) == ["I can help"]
    answering = await chidi.sends(shown, "I can help")
    await chidi.sends(answering, answer="The fire service.")
    assert "Chidi Okafor: The fire service." in ask.words

    shown = await found.shows(HOARDING)
    assert read(shown).startswith("Library · ")
    assert list(buttons_of(shown.card or {})) == document.buttons
    using = await chidi.sends(shown, "I used this")
    await chidi.sends(using, effect="It helped.")
    assert "Used 1 time" in document.words


async def test_a_superseded_document_says_so_in_the_list(stage: Stage) -> None:
    """It is found, behind the newer one, and names it."""
    await stage.opens()
    old, new = await keeps(stage, "Hoarding briefing, first edition"), await keeps(stage, "Hoarding briefing, second edition")
    stage.change("UPDATE documents SET superseded_by = :new WHERE document_id = :old", new=new.id, old=old.id)

    found = await finds(stage.person("Ben"), "first edition hoarding")

    assert found.titles[0] == "Hoarding briefing, first edition"
    assert "Superseded. The newer one is “Hoarding briefing, second edition”." in found.words


async def test_what_is_gone_is_not_found_and_an_old_list_says_so(stage: Stage) -> None:
    """A document that was taken out is not in new lists; an old list does not show it any more."""
    await stage.opens()
    ben = stage.person("Ben")
    document = await keeps(stage, HOARDING)
    before = await finds(ben, "hoarding")
    await ben.sends(await ben.opens(document.card, "Take it out"))

    shown = await before.shows(HOARDING)

    assert "not in the library any more" in shown.text
    assert "Nothing found" in (await finds(ben, "the hoarding")).words


async def test_a_withdrawn_ask_vanishes(stage: Stage) -> None:
    """Once withdrawn nothing of an ask is found, by any word of it, its answers or what was learned; an old list says so."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(QUESTION)
    await chidi.helps(ask, "The clutterbuck scale.")
    before = await finds(ben, "clutterbuck")

    await ben.withdraws(ask)

    assert "Nothing found" in (await finds(chidi, "clutterbuck")).words
    assert "Nothing found" in (await finds(chidi, "refuses")).words
    assert stage.count("SELECT count(*) FROM entries") == 0
    assert "That ask is not here any more." in (await before.shows(QUESTION)).text


async def test_a_deleted_question_vanishes_and_an_edited_one_follows(stage: Stage) -> None:
    """The search follows the message: what it says now is found, what it said is not."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks("Has anyone used the clutterbuck scale?")

    await ben.edits(ask.question, "@Canopy Has anyone used the bramblewood scale?")
    assert (await finds(ben, "bramblewood")).titles == ["Has anyone used the bramblewood scale?"]
    assert "Nothing found" in (await finds(ben, "clutterbuck")).words

    await ben.deletes(ask.question)
    assert "Nothing found" in (await finds(ben, "the bramblewood")).words


async def test_an_answer_that_is_taken_back_is_not_found(stage: Stage) -> None:
    """Nothing of it is left to be found; the question is."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(QUESTION)
    await chidi.helps(ask, "The clutterbuck scale.")
    [answer] = [
        said
        for said in stage.teams.thread(ask.card)
        if said.from_bot and "Chidi Okafor" in chidi.sees(said) and said is not ask.card
    ]
    assert (await finds(ben, "clutterbuck")).titles == [QUESTION]

    await chidi.sends(await chidi.opens(answer, "Take it back"))

    assert "Nothing found" in (await finds(ben, "the clutterbuck")).words
    assert (await finds(ben, "hoarding")).titles == [QUESTION]


async def test_an_ask_without_a_name_stays_without(stage: Stage) -> None:
    """It is found by its words, not by who asked it; no list and no card names them."""
    amara = await stage.opens()
    await amara.allows_asking_without_a_name()
    ben, chidi = stage.people("Ben", "Chidi")
    await ben.whispers("hello")
    form = await ben.opens(ben.told(), "Ask a question")
    sent = await ben.sends(form, question="Has anyone had a clutterbuck assessment go wrong?", kind="experience", unnamed="true")
    assert sent.kind == "message", read(sent)

    found = await finds(chidi, "clutterbuck")
    assert found.titles == ["Has anyone had a clutterbuck assessment go wrong?"]
    assert "Ben" not in found.words
    assert "Someone in this community asks" in read(await found.shows(found.titles[0]))
    [inserted] = (await looks_up(chidi, "clutterbuck")).results
    assert "Ben" not in words_of(inserted.card)
    assert "Nothing found" in (await finds(chidi, "Ben Carter")).words
    entries = repr(stage.rows("SELECT * FROM entries"))
    assert ben.member.id not in entries
    assert "Carter" not in entries


async def test_cards_to_put_into_a_message(stage: Stage) -> None:
    """The search beside the box one writes in gives documents and asks; their cards name nobody who asked or answered."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(QUESTION)
    await chidi.helps(ask, "Small steps.")
    await keeps(stage, HOARDING, kind="7-minute-briefing")

    found = await looks_up(chidi, "hoarding")

    assert sorted(result.title for result in found.results) == sorted([HOARDING, QUESTION])
    cards = {result.title: result.card for result in found.results}
    assert "Small steps." in words_of(cards[QUESTION])
    assert "Chidi" not in words_of(cards[QUESTION])
    assert "actions" not in cards[QUESTION]
    assert [action["title"] for action in cards[HOARDING]["actions"]] == ["Open"]
    assert "7-minute briefing · Its title has “Hoarding”." in [result.text for result in found.results]


async def test_the_box_shows_the_newest_before_anything_is_typed(stage: Stage) -> None:
    """Without words: the newest documents; and a sentence while there are none."""
    await stage.opens()
    ben = stage.person("Ben")
    assert (await looks_up(ben, "")).text == "The library is empty so far."
    assert (await looks_up(ben, "zebra")).text == "I found nothing for “zebra”."

    await keeps(stage, "First")
    await keeps(stage, "Second")

    assert [result.title for result in (await looks_up(ben, "")).results] == ["Second", "First"]
    assert [result.title for result in (await looks_up(ben, "", skip=1)).results] == ["First"]


async def test_elsewhere_all_of_ones_communities_are_looked_through(stage: Stage) -> None:
    """In a chat without Canopy, what any of the member's own communities knows; nobody finds what is another's."""
    await stage.opens()
    await stage.adds_channel("Hoarding forum")
    ben, dana = stage.people("Ben", "Dana")
    await ben.asks("Has anyone used the clutterbuck scale?", channel="Hoarding forum")
    await keeps(stage, "The clutterbuck scale, a guide")

    found = await looks_up(ben, "clutterbuck", elsewhere=True)
    assert sorted(result.title for result in found.results) == [
        "Has anyone used the clutterbuck scale?", "The clutterbuck scale, a guide",
    ]  # fmt: skip
    here = await looks_up(ben, "clutterbuck")
    assert [result.title for result in here.results] == ["The clutterbuck scale, a guide"]
    stage.change("UPDATE members SET here = false WHERE member_id = :dana AND community_id = (SELECT community_id FROM asks)",
                 dana=dana.member.id)  # fmt: skip
    theirs = await looks_up(dana, "clutterbuck", elsewhere=True)
    assert [result.title for result in theirs.results] == ["The clutterbuck scale, a guide"]


async def test_in_a_chat_one_chooses_the_community(stage: Stage) -> None:
    """With several communities the card asks where, and keeps the words; its pages and cards stay in that community."""
    await stage.opens()
    await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await keeps(stage, "The clutterbuck scale, a guide")
    await ben.asks("Has anyone used the clutterbuck scale?", channel="Hoarding forum")
    asked = Finding(ben, await ben.whispers("find clutterbuck"))
    assert fields_of(asked.card)["text"]["value"] == "clutterbuck"
    places = {choice["title"]: choice["value"] for choice in fields_of(asked.card)["community"]["choices"]}

    await asked.looks_again(community=places["Hoarding forum"])
    assert asked.titles == ["Has anyone used the clutterbuck scale?"]
    await ben.sends(await ben.sends(await asked.shows(asked.titles[0]), "I can help"), answer="Yes, twice.")
    assert "Yes, twice." in stage.posted("Hoarding forum")[-1].text + words_of(
        stage.teams.thread(stage.posted("Hoarding forum")[0])[-1].cards[0]
    )


async def test_the_same_may_be_looked_for_again_at_once(stage: Stage) -> None:
    """Looking twice is meant twice: the second list has what came in between."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, "Hoarding, one")
    assert Finding(ben, await ben.whispers("find the hoarding briefings")).titles == ["Hoarding, one"]
    await keeps(stage, "Hoarding, two")

    told = len(ben.all_told())
    again = Finding(ben, await ben.whispers("find the hoarding briefings"))

    assert sorted(again.titles) == ["Hoarding, one", "Hoarding, two"]
    assert len(ben.all_told()) == told + 1


async def test_an_old_client_is_told_in_a_message(stage: Stage) -> None:
    """Where a press takes no answer, the next page comes as a message."""
    await stage.opens()
    ben = stage.person("Ben")
    for number in range(6):
        await says_file(ben, f"file https://www.example.org/visits/{number} : Joint visit {number}")
    found = await finds(ben, "joint visit")

    await ben.presses_on_an_old_client(found.message, "Next page")

    assert len(Finding(ben, ben.told()).titles) == 1


async def test_hostile_words_are_text(stage: Stage) -> None:
    """What is looked for is shown as it was typed, and nothing of it is obeyed, by the card or by the search."""
    await stage.opens()
    ben = stage.person("Ben")
    await keeps(stage, HOARDING)
    words = '"hoarding" OR NEAR(a b) * -x \'; DROP TABLE entries; -- [x](https://evil.example) <at>Everyone</at> **b**'

    found = await finds(ben, words)

    assert "[x](https://evil.example)" in found.words
    assert not found.card["msteams"].get("entities")
    assert all("evil" not in element.get("text", "") for element in found.card["body"] if element["type"] == "TextBlock")
    assert found.titles == [HOARDING]


async def test_a_full_page_fits(stage: Stage) -> None:
    """Five of the longest titles people can type, and the fields, stay under what a card may be."""
    await stage.opens()
    for number in range(6):
        await keeps(stage, f"Joint {number} " + "🌳" * 190, good_for="🌳" * 300, source="🌳" * 200)

    found = await finds(stage.person("Ben"), "joint")

    assert len(found.titles) == 5
    assert len(orjson.dumps(found.card)) < CARD_LIMIT_BYTES


async def test_pages_nobody_gave_out_are_kept_in_bounds(stage: Stage) -> None:
    """What a changed button asks for is brought back to what there is."""
    await stage.opens()
    ben = stage.person("Ben")
    for number in range(6):
        await says_file(ben, f"file https://www.example.org/visits/{number} : Joint visit {number}")
    found = await finds(ben, "joint visit")
    button = ben.button(found.message, "Next page")

    for page in (-3, 10**9):
        answer = await stage.teams.press(ben.member, found.message, {**button, "data": {**button["data"], "page": page}}, {})
        assert answer.status == 200
    assert "Nothing found" in found.words
    await ben.presses(found.message, "Find", text="joint visit", kind="any", topic="any")
    assert len(found.titles) == 5


async def test_asks_from_before_are_found_bit_by_bit(stage: Stage) -> None:
    """What was asked before there was a search is indexed by the clock, page after page, until none is left."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks("Has anyone used the clutterbuck scale?")
    [(tenant, community)] = stage.rows("SELECT tenant_id, community_id FROM asks")
    for number in range(AT_ONCE + 10):
        stage.change(
            "INSERT INTO asks (tenant_id, community_id, ask_id, kind, question, tags, asker_id, state, revision, same_here,"
            " answers, asked_at) SELECT tenant_id, community_id, :id, kind, :question, tags, asker_id, state, 0, 0, 0, asked_at"
            " FROM asks WHERE ask_id = :like",
            id=f"{number:032x}", question=f"Has anyone met bramblewood {number}?", like=ask.id,
        )  # fmt: skip
    stage.change("DELETE FROM entries")
    stage.change(
        "INSERT INTO due (tenant_id, community_id, id, what, about, at, planned, tries, failed)"
        " VALUES (:tenant, :community, 'entries.begin:asks', 'entries.begin', 'asks', 0, 0, 0, false)",
        tenant=tenant, community=community,
    )  # fmt: skip

    await stage.moves(seconds=1)

    assert stage.count("SELECT count(*) FROM entries") == AT_ONCE + 11
    assert (await finds(ben, "clutterbuck")).titles == ["Has anyone used the clutterbuck scale?"]
    assert len((await finds(ben, "bramblewood")).titles) == 5
    assert stage.count("SELECT count(*) FROM due WHERE what = 'entries.begin'") == 0


async def test_a_sponsor_finds_nothing_of_the_community_they_sponsor(stage: Stage) -> None:
    """From a chat elsewhere, where all of one's communities are looked through, only those are in which one may read."""
    amara = await stage.opens()
    await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.asks("Has anyone used the clutterbuck scale?", channel="Hoarding forum")
    await keeps(stage, "The clutterbuck scale, a guide")
    sponsored = "Has anyone used the clutterbuck scale?"

    form = await amara.opens(await amara.hears("roles", channel="Hoarding forum"), "Change roles")
    await amara.sends(form, sponsors=ben.member.id)
    found = await looks_up(ben, "clutterbuck", elsewhere=True)
    assert [result.title for result in found.results] == ["The clutterbuck scale, a guide"]

    await amara.gives_roles(sponsors=ben.member.id)
    nothing = await looks_up(ben, "clutterbuck", elsewhere=True)
    assert nothing.results == ()
    assert sponsored not in nothing.text
    assert "as its sponsor" in nothing.text
