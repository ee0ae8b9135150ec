"""Asking through the form, from the channel and from the 1:1 chat."""

from __future__ import annotations

from tests.support.cards import fields_of
from tests.support.players import kept, read
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
UNCLEAR = "fluctuating capacity and tenancy agreements"


async def test_the_form_on_the_help_card_asks_in_a_new_thread(stage: Stage) -> None:
    """Who presses “Ask a question” gets a form; the ask is a new thread in the channel."""
    await stage.opens()
    ben = stage.person("Ben")
    help_card = await ben.hears("help")

    form = await ben.opens(help_card, "Ask a question")
    assert form.title == "Ask the community"
    ask = await ben.asks_through(form, question=f"{CLEAR} #refusal")

    assert ask.card.root == ask.card.id != help_card.root
    assert ask.kind == "Seeking experiences"
    assert "Ben Carter asks" in ask.words
    assert "#refusal" in ask.words


async def test_what_happens_to_an_ask_from_a_form_stays_in_its_thread(stage: Stage) -> None:
    """Answers and what was learned are posted beneath the card."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks_through(await ben.opens(await ben.hears("help"), "Ask a question"), question=CLEAR)

    await chidi.helps(ask, "We asked who she trusts.")
    await ben.closes(ask, "Ask who she trusts.")

    assert [said.split("\n")[0] for said in ask.thread] == ["Chidi Okafor answers", "What we learned"]


async def test_a_kind_chosen_in_the_form_counts(stage: Stage) -> None:
    """The kind chosen in the form wins over what the text sounds like."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks_through(await ben.opens(await ben.hears("help"), "Ask a question"), question=CLEAR, kind="mapping")

    assert ask.kind == "Mapping knowledge and identifying gaps"


async def test_a_kind_written_in_the_form_counts(stage: Stage) -> None:
    """A kind and a colon in the text work in the form too, and are not repeated in the question."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks_through(await ben.opens(await ben.hears("help"), "Ask a question"), question=f"visit: {UNCLEAR}")

    assert ask.kind == "Visits"
    assert "visit:" not in ask.words


async def test_an_unclear_kind_comes_back_with_the_text_kept(stage: Stage) -> None:
    """Where the kind is not clear the form says so and keeps what was typed; choosing a kind then asks."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    again = await ben.sends(form, question=UNCLEAR)

    assert again.kind == "form"
    assert "Please choose one of the nine kinds" in read(again)
    assert kept(again, "question") == UNCLEAR
    assert stage.count("SELECT count(*) FROM asks") == 0
    ask = await ben.asks_through(again, kind="developments")
    assert ask.kind == "Discussing developments"


async def test_an_empty_form_comes_back(stage: Stage) -> None:
    """A form without a question, or with nothing but blanks and invisible marks, says what is missing."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    for nothing in ("", " \n\t ", "\u202e\u200b\0"):
        assert "nothing to read there yet" in read(await ben.sends(form, question=nothing))
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_a_kind_with_nothing_behind_it_is_no_question(stage: Stage) -> None:
    """A form that holds a kind and a colon, and no question, says what is missing."""
    await stage.opens()
    ben = stage.person("Ben")

    sent = await ben.sends(await ben.opens(await ben.hears("help"), "Ask a question"), question="visit:")

    assert "nothing to read there yet" in read(sent)


async def test_too_long_a_question_comes_back(stage: Stage) -> None:
    """Ten thousand characters are refused with a sentence, and what fits into the field is still there."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    for letter in ("x", "🌳"):
        sent = await ben.sends(form, question=letter * 10_000)
        assert "a card can carry 2000" in read(sent)
        assert kept(sent, "question").startswith(letter * 2_000)


async def test_a_form_sent_twice_asks_once(stage: Stage) -> None:
    """Sending the same form again, in whatever way, asks nothing new and closes the form all the same."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    first = await ben.sends(form, question=CLEAR)
    again = await ben.sends(form, question=CLEAR)
    other = await ben.sends(form, question="What do you think of something else?")

    assert [sent.kind for sent in (first, again, other)] == ["closed", "closed", "closed"]
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_a_corrected_form_is_not_taken_for_the_first_one(stage: Stage) -> None:
    """A form that came back can be corrected as often as it takes."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("help"), "Ask a question")

    assert (await ben.sends(form, question="")).kind == "form"
    assert (await ben.sends(form, question=UNCLEAR)).kind == "form"
    ask = await ben.asks_through(form, question=CLEAR)

    assert CLEAR in ask.words


async def test_each_form_asks_once(stage: Stage) -> None:
    """The same words sent from two forms are two asks: somebody meant it twice."""
    await stage.opens()
    ben = stage.person("Ben")
    help_card = await ben.hears("help")

    await ben.sends(await ben.opens(help_card, "Ask a question"), question=CLEAR)
    await ben.sends(await ben.opens(help_card, "Ask a question"), question=CLEAR)

    assert stage.count("SELECT count(*) FROM asks") == 2


async def test_a_question_written_in_the_chat_can_be_put_to_the_community(stage: Stage) -> None:
    """What is written in 1:1 is offered as an ask, and the form already holds it; the member reads that it was posted."""
    await stage.opens()
    ben = stage.person("Ben")

    offer = await ben.whispers(CLEAR)
    assert "Shall I put that to your community?" in ben.sees(offer)
    form = await ben.opens(offer, "Ask a question")
    assert kept(form, "question") == CLEAR
    assert "community" not in fields_of(form.card or {})
    sent = await ben.sends(form)

    assert "MCA community" in sent.text
    [card] = stage.posted()
    assert CLEAR in ben.sees(card)
    assert card.root == card.id


async def test_the_same_words_later_are_offered_again(stage: Stage) -> None:
    """Writing in 1:1 is answered each time, not only the first."""
    await stage.opens()
    ben = stage.person("Ben")

    await ben.whispers(CLEAR)
    await ben.whispers("help")
    before = len(ben.all_told())
    await ben.whispers(f"{CLEAR} Please.")

    assert len(ben.all_told()) == before + 1


async def test_too_long_a_text_in_the_chat_is_refused(stage: Stage) -> None:
    """What cannot be asked is not offered: the member reads how long it may be."""
    await stage.opens()

    told = await stage.person("Ben").whispers("x" * 10_000)

    assert "a card can carry 2000" in told.text


async def test_somebody_in_several_communities_says_where(stage: Stage) -> None:
    """With more than one community the form asks where, and nothing is asked in a community that was not chosen."""
    await stage.opens()
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.hears("help", channel=hoarding)

    form = await ben.opens(await ben.whispers(CLEAR), "Ask a question")
    where = {choice["title"]: choice["value"] for choice in fields_of(form.card or {})["community"]["choices"]}
    assert list(where) == ["Hoarding forum", "MCA community"]
    assert kept(form, "community") == ""

    again = await ben.sends(form)
    assert "choose" in read(again)
    assert kept(again, "question") == CLEAR
    assert stage.count("SELECT count(*) FROM asks") == 0

    ask = await ben.asks_through(again, channel=hoarding, community=where["Hoarding forum"])
    assert CLEAR in ask.words
    assert stage.posted() == []


async def test_nobody_asks_in_a_community_they_are_not_in(stage: Stage) -> None:
    """A community id that is made up, or another's, gets the words for one that does not exist."""
    await stage.opens()
    await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    [(foreign,)] = stage.rows("SELECT community_id FROM communities WHERE name <> 'MCA community'") or [("f" * 32,)]
    form = await ben.opens(await ben.whispers(CLEAR), "Ask a question")
    button = stage.only_button(form)

    for elsewhere in (foreign, "f" * 32, "x' OR '1'='1"):
        changed = {**button, "data": {**button["data"], "community": elsewhere}}
        sent = await stage.teams.submit_form(ben.member, form, changed, {"question": CLEAR, "kind": "any"})
        assert sent.text == "I cannot find that community, or you are not in its team any more."
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_somebody_in_no_community_is_told_what_to_do(stage: Stage) -> None:
    """In 1:1 with somebody Canopy has met in no channel, a sentence says how to begin."""
    ben = stage.person("Ben")

    told = await ben.whispers(CLEAR)

    assert "I do not know a community of yours yet" in told.text
