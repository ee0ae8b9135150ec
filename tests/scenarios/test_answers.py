"""Answering, saying what helped, and closing with what was learned."""

from __future__ import annotations

from community.kinds import KINDS
from tests.support.cards import fields_of
from tests.support.players import answers_of, kept, read
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
UNCLEAR = "fluctuating capacity and tenancy agreements"
NO_LINKS = ("example.org", "javascript:alert(1)", "https://", "https://me:key@example.org", "https://exa mple.org", "https://[",
            "https://example.org/" + "x" * 500)  # fmt: skip


async def test_an_answer_is_posted_in_its_authors_name(stage: Stage) -> None:
    """What a colleague brings is in the thread with their name and link, calls the asker, and is counted on the card."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    form = await chidi.opens(ask.card, "I can help")
    assert CLEAR in read(form)
    assert "Your answer is posted in the thread under your name." in read(form)
    await chidi.sends(form, answer="We asked who she trusts.\n\nIt took a month.", link="https://example.org/a?b=c")

    assert ask.thread == [
        "Chidi Okafor answers\nWe asked who she trusts.\nIt took a month.\nexample.org\n<at>Ben Carter</at> – does this help?"
    ]
    assert "Chidi Okafor: We asked who she trusts." in ask.words
    assert "Ben Carter asks · 1 answer" in ask.words


async def test_the_answer_form_knows_the_kind(stage: Stage) -> None:
    """The empty field says what an answer to this kind looks like."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")

    for kind in list(KINDS.values())[:3]:
        ask = await ben.asks(f"{kind.label}: {UNCLEAR}")
        form = await chidi.opens(ask.card, "I can help")
        assert fields_of(form.card or {})["answer"]["placeholder"] == kind.answering


async def test_a_link_that_is_none_comes_back(stage: Stage) -> None:
    """What is not a web address is refused with a sentence; answer and link are still there, and can be corrected."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await chidi.opens(ask.card, "I can help")

    for link in NO_LINKS:
        form = await chidi.sends(form, answer="We asked who she trusts.", link=link)
        assert "That link does not look like a web address" in read(form)
        assert kept(form, "answer") == "We asked who she trusts."
        assert kept(form, "link") == link
    assert ask.thread == []

    assert (await chidi.sends(form, link="")).kind == "closed"
    assert "Chidi Okafor: We asked who she trusts." in ask.words


async def test_an_answer_with_nothing_in_it_comes_back(stage: Stage) -> None:
    """An empty answer is no answer, even with a link."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    again = await chidi.helps(ask, "  \n ", link="https://example.org")

    assert "nothing to read there yet" in read(again)
    assert kept(again, "link") == "https://example.org"
    assert "1 answer" not in ask.words


async def test_too_long_an_answer_comes_back(stage: Stage) -> None:
    """Ten thousand characters are refused with a sentence."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    again = await chidi.helps(ask, "word " * 2_000)

    assert "a card can carry 3000" in read(again)
    assert kept(again, "answer").startswith("word word")
    assert ask.thread == []


async def test_an_answer_sent_twice_is_posted_once(stage: Stage) -> None:
    """Sending the same form twice brings one answer; a second form brings another."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    form = await chidi.opens(ask.card, "I can help")
    sent = [await chidi.sends(form, answer="We asked who she trusts.") for _ in range(2)]
    assert [one.kind for one in sent] == ["closed", "closed"]
    assert len(ask.thread) == 1

    await chidi.helps(ask, "And we waited.")
    assert len(ask.thread) == 2
    assert "2 answers" in ask.words


async def test_many_answers_are_counted_and_the_newest_shown(stage: Stage) -> None:
    """The card shows five answers and says how many more the thread holds; what helped comes first."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    for number in range(1, 8):
        await chidi.helps(ask, f"thought number {number}")

    assert len(ask.thread) == 7
    assert "…and 2 more answers in the thread." in ask.words
    assert "thought number 1" not in ask.words
    assert "thought number 7" in ask.words

    form = await ben.opens(ask.card, "What helped?")
    await ben.sends(form, helped=answers_of(form, "Chidi Okafor: thought number 1"))
    assert "✓ Helped · Chidi Okafor: thought number 1" in ask.words
    assert ask.words.index("thought number 1") < ask.words.index("thought number 7")


async def test_the_asker_may_answer_too(stage: Stage) -> None:
    """Who found the answer meanwhile can bring it, and is not called by name for it."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)

    await ben.helps(ask, "Found it myself.")

    assert "Ben Carter: Found it myself." in ask.words
    assert ask.thread == ["Ben Carter answers\nFound it myself."]


async def test_nobody_answers_before_the_kind_is_chosen(stage: Stage) -> None:
    """The chooser offers no answering; a press from elsewhere reads that the ask is being set up."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    clear, unclear = await ben.asks(CLEAR), await ben.asks(UNCLEAR)
    assert "I can help" not in unclear.buttons

    button = chidi.button(clear.card, "I can help")
    button = {**button, "data": {**button["data"], "ask": unclear.id}}

    assert "still being set up" in read(await chidi.opens_old(clear.card, button))


async def test_an_answer_that_comes_too_late_is_not_lost(stage: Stage) -> None:
    """When the ask was closed while somebody wrote, they read so, and what they wrote is still in the form."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await chidi.opens(ask.card, "I can help")
    await ben.closes(ask)

    sent = await chidi.sends(form, answer="We asked who she trusts.")

    assert "This ask is closed" in read(sent)
    assert kept(sent, "answer") == "We asked who she trusts."
    assert "1 answer" not in ask.words


async def test_an_answer_to_what_was_withdrawn_is_not_lost(stage: Stage) -> None:
    """When the ask was withdrawn while somebody wrote, they read so, and nothing of the question is shown to them."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    form = await chidi.opens(ask.card, "I can help")
    await ben.withdraws(ask)

    sent = await chidi.sends(form, answer="We asked who she trusts.")

    assert "That ask is not here any more" in read(sent)
    assert kept(sent, "answer") == "We asked who she trusts."
    assert CLEAR not in read(sent)
    assert "Ben Carter" not in read(sent)
    assert stage.count("SELECT count(*) FROM answers") == 0


async def test_the_asker_marks_what_helped_and_closes_with_what_was_learned(stage: Stage) -> None:
    """What helped is marked, and closing posts what was learned."""
    await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks("Problem solving: how do we record a decision she changes every day?")
    await chidi.helps(ask, "Date each one, and write what she said.")
    await dana.helps(ask, "Fluctuating capacity has a page in the code of practice.")

    await ben.says_what_helped(ask, "Chidi")
    assert "✓ Helped · Chidi Okafor:" in ask.words
    assert "✓ Helped · Dana" not in ask.words

    await ben.closes(ask, "We date every entry now.")
    assert "Closed" in ask.words
    assert "We date every entry now." in ask.words
    assert any("What helped came from Chidi Okafor" in said for said in ask.thread)
    assert "I can help" not in ask.buttons


async def test_several_may_have_helped_and_marks_can_be_taken_back(stage: Stage) -> None:
    """The form shows what is marked; ticking several marks several, and unticking takes a mark back."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    await dana.helps(ask, "We waited.")

    await ben.says_what_helped(ask, "Chidi", "Dana")
    assert ask.words.count("✓ Helped") == 2

    form = await ben.opens(ask.card, "What helped?")
    assert set(kept(form, "helped").split(",")) == set(answers_of(form, "Chidi", "Dana").split(","))
    await ben.sends(form, helped=answers_of(form, "Dana"))
    assert "✓ Helped · Dana" in ask.words
    assert "✓ Helped · Chidi" not in ask.words

    await ben.says_what_helped(ask)
    assert "✓ Helped" not in ask.words


async def test_an_answer_that_came_meanwhile_keeps_its_mark(stage: Stage) -> None:
    """A form says nothing about answers it did not show."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    form = await ben.opens(ask.card, "What helped?")
    await dana.helps(ask, "We waited.")
    await amara.says_what_helped(ask, "Dana")

    await ben.sends(form, helped=answers_of(form, "Chidi"))

    assert ask.words.count("✓ Helped") == 2


async def test_there_is_nothing_to_mark_before_anybody_answered(stage: Stage) -> None:
    """“What helped?” without answers says so, and what can be done."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)

    assert "Nobody has answered yet" in read(await ben.opens(ask.card, "What helped?"))


async def test_only_the_asker_or_a_facilitator_says_what_helped(stage: Stage) -> None:
    """A colleague reads that it is not theirs, however they press; a facilitator may."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")

    assert "Only the person who asked, or a facilitator, can do that" in read(await chidi.opens(ask.card, "What helped?"))
    stolen = await ben.opens(ask.card, "What helped?")
    sent = await chidi.sends(stolen, helped=answers_of(stolen, "Chidi"))
    assert "Only the person who asked" in read(sent)
    assert "✓ Helped" not in ask.words

    await amara.says_what_helped(ask, "Chidi")
    assert "✓ Helped · Chidi" in ask.words


async def test_what_is_no_answer_cannot_have_helped(stage: Stage) -> None:
    """Ids that are made up, or belong to another ask, are refused with a sentence, and nothing is marked."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask, other = await ben.asks(CLEAR), await ben.asks("What do you think of the new guidance?")
    await chidi.helps(ask, "We asked who she trusts.")
    await chidi.helps(other, "It is long.")
    foreign = answers_of(await ben.opens(other.card, "What helped?"), "Chidi")

    for made_up in (foreign, "f" * 32, "' OR 1=1 --", "\0"):
        sent = await ben.sends(await ben.opens(ask.card, "What helped?"), helped=made_up)
        assert made_up == "\0" or "One of those answers is not here any more" in read(sent)
    assert "✓ Helped" not in ask.words
    assert "✓ Helped" not in other.words


async def test_the_closing_question_is_that_of_the_kind(stage: Stage) -> None:
    """Closing asks what this kind of ask teaches, and the outcome repeats the question."""
    await stage.opens()
    ben = stage.person("Ben")

    for kind in list(KINDS.values())[-3:]:
        ask = await ben.asks(f"{kind.label}: {UNCLEAR}")
        form = await ben.opens(ask.card, "Close")
        assert fields_of(form.card or {})["learned"]["label"] == kind.closing
        await ben.sends(form, learned="A good deal.")
        assert ask.thread == [f"What we learned\n{kind.closing}\nA good deal."]


async def test_an_ask_can_just_be_closed(stage: Stage) -> None:
    """Nothing needs to be written to close; then nothing is posted."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")

    await ben.closes(ask)

    assert "Closed" in ask.words
    assert "What we learned" not in ask.words
    assert len(ask.thread) == 1


async def test_what_helped_can_be_marked_while_closing(stage: Stage) -> None:
    """The closing form lists the answers too."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    await dana.helps(ask, "We waited.")

    form = await ben.opens(ask.card, "Close")
    await ben.sends(form, helped=answers_of(form, "Dana"), learned="Waiting is work.")

    assert "✓ Helped · Dana" in ask.words
    assert "✓ Helped · Chidi" not in ask.words
    assert any("What helped came from Dana Whitfield" in said for said in ask.thread)


async def test_everybody_who_helped_is_thanked(stage: Stage) -> None:
    """However many helped, the outcome names each once."""
    await stage.opens()
    ben, *others = stage.people("Ben", "Amara", "Chidi", "Dana", "Efe", "Farah")
    ask = await ben.asks(CLEAR)
    for other in (*others, others[0], ben):
        await other.helps(ask, "This is what we did.")
    form = await ben.opens(ask.card, "Close")

    await ben.sends(form, helped=answers_of(form, *(other.name for other in (*others, ben))), learned="We are many.")

    for other in others:
        assert ask.thread[-1].count(other.name) == 1


async def test_too_long_an_outcome_comes_back(stage: Stage) -> None:
    """What does not fit is refused with a sentence, the ask stays open, and the form can be corrected."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)

    again = await ben.closes(ask, "x" * 1_001)
    assert "a card can carry 1000" in read(again)
    assert kept(again, "learned") == "x" * 1_001
    assert "Open" in ask.words

    assert (await ben.sends(again, learned="We wait.")).kind == "closed"
    assert "Closed" in ask.words


async def test_only_the_asker_or_a_facilitator_closes(stage: Stage) -> None:
    """A colleague reads that it is not theirs, however they press; a facilitator may."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    assert "Only the person who asked, or a facilitator, can do that" in read(await chidi.opens(ask.card, "Close"))
    sent = await chidi.sends(await ben.opens(ask.card, "Close"), learned="Nothing.")
    assert "Only the person who asked" in read(sent)
    assert "Open" in ask.words

    await amara.closes(ask, "Seen to.")
    assert "Seen to." in ask.words


async def test_an_ask_is_closed_once(stage: Stage) -> None:
    """Who closes second reads that it is closed, keeps what they wrote, and nothing is posted twice."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)
    mine, theirs = await ben.opens(ask.card, "Close"), await amara.opens(ask.card, "Close")

    await ben.sends(mine, learned="We wait.")
    sent = await amara.sends(theirs, learned="Seen to.")

    assert "This ask is closed" in read(sent)
    assert kept(sent, "learned") == "Seen to."
    assert "We wait." in ask.words
    assert len(ask.thread) == 1


async def test_what_helped_can_be_marked_after_closing(stage: Stage) -> None:
    """A closed ask can still say what helped, and be withdrawn; nothing else."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    await ben.closes(ask, "Ask who she trusts.")

    assert ask.buttons == ["What helped?", "Withdraw"]
    await ben.says_what_helped(ask, "Chidi")
    assert "✓ Helped · Chidi" in ask.words
    assert "What helped came from Chidi Okafor" in ask.thread[-1]

    await ben.withdraws(ask)
    assert "who she trusts" not in ask.words
    assert ask.thread[-1] == "This ask was withdrawn, and what was learned from it."


async def test_who_left_is_a_former_member_on_no_card(stage: Stage) -> None:
    """What somebody brought stays under their name after they left; they are not called any more."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    await stage.leaves(ben)

    await dana.helps(ask, "We waited.")

    assert "Ben Carter asks" in ask.words
    assert "Chidi Okafor: We asked who she trusts." in ask.words
    assert ask.thread[-1] == "Dana Whitfield answers\nWe waited."


async def test_an_answer_can_be_taken_back_by_who_wrote_it(stage: Stage) -> None:
    """Its text goes from the thread, from the ask's card and from the store; pressed on an old card, a sentence says so."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts, on a quiet afternoon.")
    posted = stage.teams.thread(ask.card)[-1]
    old = chidi.button(posted, "Take it back")

    form = await chidi.opens(posted, "Take it back")
    assert "We asked who she trusts" in read(form)
    assert (await chidi.sends(form)).kind == "closed"

    assert ask.thread == ["This answer was taken back."]
    assert "trusts" not in ask.words
    assert "answer" not in ask.words
    assert "quiet afternoon" not in stage.everything_kept()
    assert "taken back already" in read(await chidi.opens_old(posted, old))

    await chidi.helps(ask, "Her sister came along.")
    assert "1 answer" in ask.words


async def test_nobody_is_thanked_for_what_they_took_back(stage: Stage) -> None:
    """What was learned stays when an answer is taken back after closing; the name of who gave it goes from there, too."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    posted = stage.teams.thread(ask.card)[-1]
    await dana.helps(ask, "Her sister came along.")
    await ben.says_what_helped(ask, "Chidi", "Dana")
    await ben.closes(ask, "Whom she trusts matters.")

    await chidi.sends(await chidi.opens(posted, "Take it back"))

    assert "Whom she trusts matters." in ask.thread[-1]
    assert "What helped came from Dana Whitfield. Thank you." in ask.thread[-1]


async def test_an_answer_sent_back_twice_is_taken_back_once(stage: Stage) -> None:
    """However often Teams delivers it, one answer goes, and the others are still counted."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(CLEAR)
    await dana.helps(ask, "Her sister came along.")
    await chidi.helps(ask, "We asked who she trusts.")
    await chidi.sends(await chidi.opens(stage.teams.thread(ask.card)[-1], "Take it back"))
    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert "1 answer" in ask.words
    assert "Dana" in ask.words


async def test_only_its_author_or_a_facilitator_takes_an_answer_back(stage: Stage) -> None:
    """Not even the asker does; a facilitator may, because somebody has to look after the room."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    await chidi.helps(ask, "We asked who she trusts.")
    posted = stage.teams.thread(ask.card)[-1]

    assert "Only the person who wrote this answer" in read(await ben.opens(posted, "Take it back"))
    form = await amara.opens(posted, "Take it back")
    forged = {**stage.only_button(form)["data"], "answer": "no-such-answer"}
    assert "taken back already" in read(
        await stage.teams.submit_form(ben.member, form, {**stage.only_button(form), "data": forged}, {})
    )
    await amara.sends(form)

    assert ask.thread == ["This answer was taken back."]


async def test_an_answer_that_was_never_confirmed_is_taken_back_too(stage: Stage) -> None:
    """Teams did not say that it arrived, but its author presses a button on it: so it is there, and its text goes."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    stage.teams.faults.drop("POST", path="/activities", after_work=True)
    await chidi.helps(ask, "We asked who she trusts.")
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'") == 1

    await chidi.sends(await chidi.opens(stage.teams.thread(ask.card)[-1], "Take it back"))

    assert ask.thread == ["This answer was taken back."]
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'") == 0
