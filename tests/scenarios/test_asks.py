"""Asking in the channel: what members and facilitators live through."""

from __future__ import annotations

from community.kinds import KINDS
from tests.support.cards import fields_of
from tests.support.players import kept, read
from tests.support.stage import Stage

UNCLEAR = "fluctuating capacity and tenancy agreements"
CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"


async def test_somebody_asks_and_a_colleague_answers_on_the_card(stage: Stage) -> None:
    """A question asked in the channel becomes a card, and what a colleague brings is on it and in the thread."""
    await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")

    ask = await ben.asks("Has anyone had a similar experience with somebody who refuses every assessment? #selfneglect")
    await chidi.helps(ask, "We asked who she trusts, and went with him.", link="https://example.org/guide")

    assert ask.kind == "Seeking experiences"
    assert "Ben Carter asks" in ask.words
    assert "#selfneglect" in ask.words
    assert "Chidi Okafor: We asked who she trusts, and went with him." in ask.words
    assert "example.org" in ask.words
    assert any("Chidi Okafor answers" in said for said in ask.thread)


async def test_it_all_works_when_teams_sends_ids_only(stage: Stage) -> None:
    """Teams often leaves names out of what it sends; asking, answering, helping and closing work all the same."""
    stage.teams.sparse = True
    await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")

    ask = await ben.asks(CLEAR)
    await chidi.presses(ask.card, "Same here")
    await chidi.helps(ask, "We asked who she trusts.")
    await ben.says_what_helped(ask, "Chidi")
    await ben.closes(ask, "Ask who she trusts.")

    assert ask.kind == "Seeking experiences"
    assert "✓ Helped · Chidi Okafor: We asked who she trusts." in ask.words
    assert "What helped came from Chidi Okafor" in ask.thread[-1]


async def test_each_of_the_nine_kinds_can_be_asked_by_name(stage: Stage) -> None:
    """A kind and a colon in front of the text ask at once, whatever the text says."""
    await stage.opens()
    ben = stage.person("Ben")

    for kind in KINDS.values():
        ask = await ben.asks(f"{kind.label}: hoarding and the fire service")
        assert ask.kind == kind.label
        assert "hoarding and the fire service" in ask.words
        assert kind.label not in ask.words.split("\n", 1)[1]
        assert "I can help" in ask.buttons


async def test_a_hurried_question_is_understood(stage: Stage) -> None:
    """Case, slips of the finger and politeness are forgiven."""
    await stage.opens()
    ben = stage.person("Ben")

    for said, kind in (
        ("hi all, sorry to bother you, has anyon had a simmilar experiance?? thanks x", "Seeking experiences"),
        ("Pls where can I find an example of a clutter rating scale", "Requests for information"),
        ("VISITS - could we come and see your discharge hub?", "Visits"),
    ):
        assert (await ben.asks(said)).kind == kind


async def test_an_ask_is_put_where_it_was_asked(stage: Stage) -> None:
    """The card is posted into the thread of the message, also when that thread was about something else."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    talk = await stage.teams.say(ben.member, "Lovely conference yesterday", mention=False)

    ask = await chidi.asks("Can we visit your discharge hub to see how it works?", thread=talk)

    assert ask.card.root == talk.id
    assert ask.kind == "Visits"


async def test_an_unclear_question_is_offered_the_nine_kinds(stage: Stage) -> None:
    """Where the kind is not clear the asker chooses among the nine, with their examples; the chooser becomes the ask."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks(f"{UNCLEAR} #housing")
    assert ask.kind == "What are you after?"
    assert UNCLEAR in ask.words
    choices = [choice["title"] for choice in fields_of(ask.card.cards[0])["kind"]["choices"]]
    assert choices == [f"{kind.label} – “{kind.example}”" for kind in KINDS.values()]

    answer = await ben.presses(ask.card, "Ask", kind="developments")

    assert answer.kind == "card"
    assert ask.kind == "Discussing developments"
    assert UNCLEAR in ask.words
    assert "#housing" in ask.words
    assert "I can help" in ask.buttons


async def test_nothing_is_asked_before_a_kind_is_chosen(stage: Stage) -> None:
    """Pressing “Ask” without a choice says what is missing, and nobody is shown the ask as open."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)

    answer = await ben.presses(ask.card, "Ask")

    assert "Please choose one of the nine kinds" in answer.text
    assert ask.kind == "What are you after?"
    assert "No open asks" in ben.sees(await ben.hears("asks"))


async def test_only_the_asker_or_a_facilitator_chooses_the_kind(stage: Stage) -> None:
    """A colleague who presses the chooser reads that it is not theirs; a facilitator may choose."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)

    answer = await chidi.presses(ask.card, "Ask", kind="visit")
    assert "Only the person who asked, or a facilitator, can choose" in answer.text
    assert ask.kind == "What are you after?"

    await amara.presses(ask.card, "Ask", kind="visit")
    assert ask.kind == "Visits"
    assert "Ben Carter asks" in ask.words


async def test_never_mind_takes_the_chooser_away(stage: Stage) -> None:
    """Who did not mean to ask anything withdraws the chooser, and nothing of it is left."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(UNCLEAR)

    assert "Only the person who asked" in read(await chidi.opens(ask.card, "Never mind"))
    await ben.sends(await ben.opens(ask.card, "Never mind"))

    assert UNCLEAR not in ask.words
    assert ask.buttons == []


async def test_the_asker_changes_the_kind(stage: Stage) -> None:
    """The form shows the kind as it is; the asker or a facilitator changes it, nobody else."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks("Visits: could we come and see how you do it?")

    form = await ben.opens(ask.card, "Change the kind")
    assert kept(form, "kind") == "visit"
    assert (await ben.sends(form, kind="mapping")).kind == "closed"
    assert ask.kind == "Mapping knowledge and identifying gaps"

    await amara.sends(await amara.opens(ask.card, "Change the kind"), kind="problem")
    assert ask.kind == "Problem solving"

    assert "Only the person who asked, or a facilitator, can do that" in read(await chidi.opens(ask.card, "Change the kind"))


async def test_a_kind_nobody_knows_is_refused(stage: Stage) -> None:
    """A kind that is none of the nine leaves the ask as it is, and the form says what to do."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks("Visits: could we come and see how you do it?")

    sent = await ben.sends(await ben.opens(ask.card, "Change the kind"), kind="tenth")

    assert "Please choose one of the nine kinds" in read(sent)
    assert ask.kind == "Visits"


async def test_a_kind_without_a_question_is_no_ask(stage: Stage) -> None:
    """A kind with nothing behind it gets a sentence, and no ask."""
    await stage.opens()
    ben = stage.person("Ben")

    told = await ben.hears("visit:")

    assert "nothing to read there yet" in told.text
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_too_long_a_question_can_be_shortened_by_editing_it(stage: Stage) -> None:
    """Ten thousand characters are refused with a sentence; shortening the message in Teams asks it."""
    await stage.opens()
    ben = stage.person("Ben")

    message = await ben.says(CLEAR + " Please." * 1_250)
    told = stage.last_said(message)
    assert "a card can carry 2000" in told.text
    assert stage.count("SELECT count(*) FROM asks") == 0

    await ben.edits(message, CLEAR)
    card = stage.last_said(message)
    assert "Seeking experiences" in ben.sees(card)
    assert CLEAR in ben.sees(card)


async def test_the_card_follows_the_message(stage: Stage) -> None:
    """Editing the message edits the card; a kind written in front counts."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks("Has anyone had a similar experience? #one")

    await ben.edits(ask.question, "Has anyone had a similar experience with a landlord? #two")
    assert "with a landlord?" in ask.words
    assert "#two" in ask.words
    assert "#one" not in ask.words
    assert ask.kind == "Seeking experiences"

    await ben.edits(ask.question, "Visit: has anyone seen how the landlord does it?")
    assert ask.kind == "Visits"
    assert len(stage.posted()) == 1


async def test_an_edit_that_makes_it_clear_asks(stage: Stage) -> None:
    """Making an unclear question clear turns the chooser into the ask."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(UNCLEAR)

    await ben.edits(ask.question, f"What do you think of {UNCLEAR}?")

    assert ask.kind == "Discussing developments"


async def test_an_edit_that_cannot_be_kept_leaves_the_card(stage: Stage) -> None:
    """An edit to nothing or to far too much leaves the card as it is, and the thread says why."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)

    await ben.edits(ask.question, "")
    assert "nothing to read there yet" in ask.thread[-1]
    await ben.edits(ask.question, "x" * 10_000)
    assert "That is 10000 characters long" in ask.thread[-1]

    assert CLEAR in ask.words


async def test_what_is_edited_after_the_end_changes_nothing(stage: Stage) -> None:
    """A closed or withdrawn ask does not follow its message any more."""
    await stage.opens()
    ben = stage.person("Ben")
    closed, withdrawn = await ben.asks(CLEAR), await ben.asks(f"{CLEAR} Again.")
    await ben.closes(closed)
    await ben.withdraws(withdrawn)

    await ben.edits(closed.question, "What do you think of something else?")
    await ben.edits(withdrawn.question, "What do you think of something else?")

    assert CLEAR in closed.words
    assert withdrawn.words.startswith("This ask was withdrawn.")
    assert len(stage.posted()) == 2


async def test_deleting_the_message_withdraws_the_ask(stage: Stage) -> None:
    """Who deletes the message in Teams has nothing left of it on the card or in the database."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(f"{CLEAR} #secret")
    await chidi.presses(ask.card, "Same here")
    await chidi.hears("asks")

    await ben.deletes(ask.question)

    assert ask.words.startswith("This ask was withdrawn.")
    assert ask.buttons == []
    assert "refuses every assessment" not in stage.everything_kept()
    assert "secret" not in stage.everything_kept()


async def test_a_message_that_an_owner_deleted_withdraws_the_ask(stage: Stage) -> None:
    """Whoever Teams lets delete the message, its text goes."""
    await stage.opens()
    ben, dana = stage.people("Ben", "Dana")
    ask = await ben.asks(CLEAR)
    message = stage.teams.sent[-1]
    deletion = {**message, "type": "messageDelete", "from": dana.member.as_account(), "text": ""}
    deletion["channelData"] = {**message["channelData"], "eventType": "softDeleteMessage"}

    await stage.teams.post_activity(deletion)
    await stage.settles()

    assert ask.words.startswith("This ask was withdrawn.")
    assert CLEAR not in stage.everything_kept()


async def test_a_withdrawn_ask_leaves_nothing_of_its_text(stage: Stage) -> None:
    """Withdrawing deletes the text from the card and from every table, answers to earlier presses included."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks(f"{UNCLEAR} #secret")
    await ben.presses(ask.card, "Ask", kind="developments")
    await chidi.presses(ask.card, "Same here")
    await dana.helps(ask, "Ask the housing team.", link="not a link")
    await dana.presses(await dana.hears("help"), "See open asks")

    form = await ben.opens(ask.card, "Withdraw")
    assert "Its text is deleted" in read(form)
    assert (await ben.sends(form)).kind == "closed"

    assert ask.words == "This ask was withdrawn.\nNothing of its text is kept."
    assert ask.buttons == []
    assert UNCLEAR not in stage.everything_kept()
    assert "secret" not in stage.everything_kept()
    assert "No open asks" in ben.sees(await ben.hears("asks"))


async def test_a_facilitator_may_withdraw_an_ask_and_nobody_else(stage: Stage) -> None:
    """What should not have been asked can be taken down by a facilitator; a colleague is told that they cannot."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    assert "Only the person who asked, or a facilitator, can do that" in read(await chidi.opens(ask.card, "Withdraw"))
    assert CLEAR in ask.words

    await amara.withdraws(ask)
    assert CLEAR not in ask.words


async def test_same_here_toggles_and_counts(stage: Stage) -> None:
    """“Same here” counts each member once, and a second press takes it back."""
    await stage.opens()
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    ask = await ben.asks("Where can I find an example of a best interests checklist?")

    answer = await chidi.presses(ask.card, "Same here")
    assert answer.kind == "card"
    await dana.presses(ask.card, "Same here")
    assert "Same here · 2" in ask.buttons
    await chidi.presses(ask.card, "Same here")
    assert "Same here · 1" in ask.buttons


async def test_who_said_same_here_is_told_so_and_named_to_nobody(stage: Stage) -> None:
    """The presser reads what the press did; the card counts and names nobody."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    answer = await chidi.presses(ask.card, "Same here")

    assert "You said “same here”" in str(answer.card)
    assert "1 said “same here”" in ask.words
    assert "You said" not in ask.words
    assert "Chidi" not in ask.words


async def test_the_open_asks_are_listed(stage: Stage) -> None:
    """`asks` lists what waits for an answer, newest first, and each can be answered from the list."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    first = await ben.asks(CLEAR)
    await chidi.asks("Visits: could we come and see your discharge hub?")
    closed = await ben.asks("Problem solving: who pays for the skip?")
    await ben.closes(closed)
    await ben.asks(UNCLEAR)

    listed = await chidi.hears("asks")
    shown = chidi.sees(listed)
    assert shown.startswith("2 open asks")
    assert shown.index("discharge hub") < shown.index("refuses every assessment")
    assert "who pays for the skip" not in shown
    assert UNCLEAR not in shown

    await chidi.sends(await chidi.opens(listed, "I can help"), answer="Come any Tuesday.")
    assert not first.thread
    assert "1 answer" in chidi.sees(await chidi.whispers("open asks"))


async def test_a_long_list_shows_the_newest(stage: Stage) -> None:
    """Only so many asks fit; the list says how many there are."""
    await stage.opens()
    ben = stage.person("Ben")
    for number in range(7):
        await ben.asks(f"Visits: number {number}")

    shown = ben.sees(await ben.whispers("asks"))

    assert shown.startswith("7 open asks")
    assert "number 6" in shown
    assert "number 0" not in shown
    assert "Showing the newest 6." in shown


async def test_an_empty_list_invites_the_first_ask(stage: Stage) -> None:
    """With nothing open, the list says so and its button opens the form."""
    await stage.opens()
    ben = stage.person("Ben")

    listed = await ben.hears("asks")

    assert "No open asks in MCA community." in ben.sees(listed)
    ask = await ben.asks_through(await ben.opens(listed, "Ask a question"), question=CLEAR)
    assert ask.kind == "Seeking experiences"
