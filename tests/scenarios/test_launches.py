"""Launching a poll: in one line, through the form, from the box one writes in, and again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.cards import buttons_of, fields_of, filled_in, words_of
from tests.support.launch_players import OPTIONS, QUESTION, begins, chooses, launches, launches_at_once, previews
from tests.support.players import Player, kept, read
from tests.support.stage import Stage

HOSTILE = "[Sign in](https://evil.example) **bold** <at>Everyone</at> {{DATE(2020)}} ${x}"


# ---- the word, and one line


async def test_the_word_brings_a_card_with_the_form_on_it(stage: Stage) -> None:
    """Teams opens no form for a word: the answer is a card with one button that does, and how to write it in one line."""
    amara = await stage.opens(facilitator="Amara")

    for words in ("poll", "Poll", "launch a poll", "poll please"):
        card = await amara.hears(words)
        assert list(amara.buttons(card)) == ["Launch a poll"]
        assert "@Canopy poll: Which topic next? Mentoring | Onboarding" in amara.sees(card)
    assert stage.count("SELECT count(*) FROM asks") == stage.count("SELECT count(*) FROM polls") == 0


@pytest.mark.parametrize(
    "words",
    [
        "poll: Which topic next? Mentoring | Onboarding",
        "Poll : Which topic next? Mentoring ; Onboarding",
        "poll:\nWhich topic next?\nMentoring\nOnboarding",
    ],
)
async def test_one_line_launches_at_once(stage: Stage, words: str) -> None:
    """A question and options in one message are a named single choice, in the thread they were written in."""
    amara = await stage.opens(facilitator="Amara")

    message = await amara.says(words)
    card = stage.last_said(message)

    assert card.root == message.root
    assert QUESTION in amara.sees(card)
    assert list(amara.buttons(card))[:2] == ["Mentoring", "Onboarding"]
    assert stage.rows("SELECT mode, kind, shows, closes_at FROM polls") == [("named", "single", "always", None)]


@pytest.mark.parametrize("word", ["anonymous poll", "poll anonymous", "Anon poll"])
async def test_one_line_can_be_anonymous(stage: Stage, word: str) -> None:
    """“anonymous poll:” keeps names out, shows results after closing, and closes by itself."""
    amara = await stage.opens(facilitator="Amara")

    card = await launches_at_once(amara, f"{word}: Which topic next? Mentoring | Onboarding")

    assert "Anonymous" in amara.sees(card)
    assert stage.rows("SELECT mode, shows, closes_at IS NULL FROM polls") in (
        [("anonymous", "closed", False)],
        [("anonymous", "closed", 0)],
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("poll: Which topic next?", "Write it like this: @Canopy poll: Which topic next? Mentoring | Onboarding"),
        ("poll: Which topic next? Mentoring", "Write it like this: @Canopy poll:"),
        ("poll:", "Write it like this: @Canopy poll:"),
        ("poll: Which? a | b | A", "“A” is there already."),
        (f"poll: {'x' * 301}? a | b", "Please keep it to 300"),
        (f"poll: Which? a | {'x' * 121}", "Please keep each option to 120."),
        (f"poll: Which? {' | '.join(map(str, range(21)))}", "That is 21 options, and a poll can have 20."),
    ],
)
async def test_what_cannot_be_a_poll_is_answered_with_how_to_write_it(stage: Stage, words: str, sentence: str) -> None:
    """Too few options, too many, or too long: a sentence that says what to do, and no poll."""
    amara = await stage.opens(facilitator="Amara")

    assert sentence in amara.sees(await amara.hears(words))
    assert stage.count("SELECT count(*) FROM polls") == 0


async def test_markup_in_a_poll_stays_text(stage: Stage) -> None:
    """What is written in a question or an option is shown as it is, and nobody is mentioned."""
    amara = await stage.opens(facilitator="Amara")

    card = await launches_at_once(amara, f"poll: {HOSTILE}? {HOSTILE} | Onboarding")

    assert HOSTILE.replace("<at>", "").replace("</at>", "") in amara.sees(card)
    assert "entities" not in card.cards[0].get("msteams", {})


async def test_teams_sending_it_again_launches_one_poll(stage: Stage) -> None:
    """The same message delivered twice, or written twice at once, is one poll."""
    amara = await stage.opens(facilitator="Amara")
    await amara.says("poll: Which topic next? Mentoring | Onboarding")

    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert stage.count("SELECT count(*) FROM polls") == 1


async def test_editing_the_message_launches_no_second_poll(stage: Stage) -> None:
    """A poll stays as it was posted: who corrects their message reads what to do. One that was refused is heard anew."""
    amara = await stage.opens(facilitator="Amara")
    message = await amara.says("poll: Which topc next? Mentoring | Onboarding")

    await amara.edits(message, "poll: Which topic next? Mentoring | Onboarding")

    assert stage.count("SELECT count(*) FROM polls") == 1
    assert "stays as it was posted" in amara.sees(stage.last_said(message))

    refused = await amara.says("poll: Which place next? Leeds")
    await amara.edits(refused, "poll: Which place next? Leeds | York")
    assert stage.count("SELECT count(*) FROM polls") == 2


# ---- who may


async def test_facilitators_launch_unless_everybody_may(stage: Stage) -> None:
    """A member reads whom to ask; once a facilitator lets everybody, the member launches, and reads so in the settings."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    old_card = await amara.hears("poll")

    for words in ("poll", "poll: Which topic next? Mentoring | Onboarding"):
        assert "Ask one of them: Amara Osei." in ben.sees(await ben.hears(words))
    assert "Ask one of them: Amara Osei." in read(await ben.opens(old_card, "Launch a poll"))
    assert stage.count("SELECT count(*) FROM polls") == 0
    assert "Facilitators launch polls." in ben.sees(await ben.hears("settings"))

    await lets_everybody_launch(amara)

    assert "Everybody may launch polls." in ben.sees(await ben.hears("settings"))
    assert QUESTION in ben.sees(await launches_at_once(ben, "poll: Which topic next? Mentoring | Onboarding"))
    assert "Launch a poll" in ben.buttons(await ben.hears("help"))


async def test_what_was_typed_survives_losing_the_right(stage: Stage) -> None:
    """Who may not launch any more when they post gets their words back, with whom to ask."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await lets_everybody_launch(amara)
    preview = await previews(ben, await chooses(ben, await begins(ben)), options=OPTIONS)
    await lets_everybody_launch(amara, allowed=False)

    back = await ben.sends(preview, "Post it")

    assert "Ask one of them: Amara Osei." in read(back)
    assert kept(back, "question") == QUESTION
    assert stage.count("SELECT count(*) FROM polls") == 0


async def lets_everybody_launch(amara: Player, *, allowed: bool = True) -> None:
    """Settle, as a facilitator, whether members may launch polls too."""
    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    assert (await amara.sends(form, anyone_polls="true" if allowed else "false")).kind == "closed"


# ---- the form


async def test_the_form_asks_in_steps_what_the_kind_needs(stage: Stage) -> None:
    """First the question, the kind and whether it is named; then only what this kind needs; then how it will look."""
    amara = await stage.opens(facilitator="Amara")
    needed = {
        "single": ["options", "may_add"],
        "multiple": ["options", "most", "may_add"],
        "rating": ["points", "low", "high"],
        "ranked": ["options", "may_add"],
        "words": [],
    }

    form = await begins(amara)
    assert list(fields_of(form.card or {})) == ["question", "kind", "mode"]
    assert "I keep who answered what" in str(form.card)
    assert "I keep no name with an answer" in str(form.card)
    for kind, fields in needed.items():
        second = await chooses(amara, form, kind)
        assert [name for name in fields_of(second.card or {}) if name not in {"shows", "closes", "repeat", "begins"}] == fields
        assert "shows" in fields_of(second.card or {})
        assert list(buttons_of(second.card or {})) == ["Preview", "Back"]
    assert stage.count("SELECT count(*) FROM polls") == 0


async def test_the_preview_is_the_card_as_it_will_be(stage: Stage) -> None:
    """It shows the same words as the card that is posted, and nothing on it can be pressed but “Post it” and “Change it”."""
    amara = await stage.opens(facilitator="Amara")

    preview = await previews(amara, await chooses(amara, await begins(amara)), options=OPTIONS, closes="in 3 days")

    assert list(buttons_of(preview.card or {})) == ["Post it", "Change it"]
    assert fields_of(preview.card or {}) == {}
    assert stage.posted()[-1].root != QUESTION
    assert stage.count("SELECT count(*) FROM polls") == 0
    assert (await amara.sends(preview, "Post it")).kind == "closed"
    card = stage.posted()[-1]
    shown = words_of(preview.card or {})
    for words in amara.sees(card).split("\n"):
        assert words in shown
    for option in OPTIONS.split("\n"):
        assert option in shown
    assert card.root == card.id


async def test_every_kind_can_be_launched(stage: Stage) -> None:
    """Single and several choices, a rating, a ranking and open words are each posted in a thread of their own."""
    amara = await stage.opens(facilitator="Amara")

    await launches(amara, "single")
    await launches(amara, "multiple", most="2", may_add="true")
    await launches(amara, "rating", points="4", low="Not at all", high="Very")
    await launches(amara, "ranked", shows="closed")
    await launches(amara, "words", shows="voted")

    kinds = stage.rows("SELECT kind, most, shows FROM polls ORDER BY launched_at")
    assert kinds == [
        ("single", 1, "always"),
        ("multiple", 2, "always"),
        ("rating", 1, "always"),
        ("ranked", 3, "closed"),
        ("words", 1, "voted"),
    ]
    scale = [row[0] for row in stage.rows("SELECT text FROM poll_options WHERE text LIKE '% – %' ORDER BY number")]
    assert scale == ["1 – Not at all", "4 – Very"]


async def test_an_anonymous_poll_says_what_it_does(stage: Stage) -> None:
    """When results come is not asked, as it is fixed; without a time the preview says on which day it closes."""
    amara = await stage.opens(facilitator="Amara")

    second = await chooses(amara, await begins(amara), mode="anonymous")
    assert "shows" not in fields_of(second.card or {})
    assert "after 30 days" in read(second)
    preview = await previews(amara, second, options=OPTIONS)

    assert "Closes " in read(preview)
    assert "Anonymous" in read(preview)


async def test_what_was_typed_survives_every_step(stage: Stage) -> None:
    """Forward, back, to another kind and to the preview and back again: nothing has to be typed twice."""
    amara = await stage.opens(facilitator="Amara")
    typed = {"options": OPTIONS, "most": "2", "may_add": "true", "closes": "Friday 17:00", "shows": "voted"}
    second = await chooses(amara, await begins(amara), "multiple")

    preview = await previews(amara, second, **typed)
    again = await amara.sends(preview, "Change it")
    assert {name: kept(again, name) for name in typed} == typed

    first = await amara.sends(again, "Back")
    assert {name: kept(first, name) for name in ("question", "kind", "mode")} == {
        "question": QUESTION,
        "kind": "multiple",
        "mode": "named",
    }

    rating = await chooses(amara, first, "rating", question="How sure are you?")
    single = await chooses(amara, await amara.sends(rating, "Back", low="Not at all"), "multiple", question="How sure are you?")
    assert {name: kept(single, name) for name in typed} == typed
    back = await chooses(amara, await amara.sends(single, "Back"), "rating")
    assert kept(back, "low") == "Not at all"


async def test_what_is_emptied_stays_empty(stage: Stage) -> None:
    """A time that was typed and then taken out does not come back."""
    amara = await stage.opens(facilitator="Amara")
    second = await chooses(amara, await begins(amara))
    again = await amara.sends(await previews(amara, second, options=OPTIONS, closes="in 3 days"), "Change it")

    button = buttons_of(again.card or {})["Preview"]
    filled = {name: value for name, value in filled_in(again.card or {}).items() if name != "closes"}
    preview = await stage.teams.submit_form(amara.member, again, button, filled)
    await amara.sends(preview, "Post it")

    assert stage.rows("SELECT closes_at FROM polls") == [(None,)]


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("single", {"options": "Mentoring"}, "at least 2 options"),
        ("single", {"options": "Mentoring\nmentoring"}, "“mentoring” is there already"),
        ("single", {"options": OPTIONS, "closes": "yesterday"}, "has passed already"),
        ("single", {"options": OPTIONS, "closes": "soonish"}, "I cannot tell when “soonish” is"),
        ("multiple", {"options": OPTIONS, "most": "9"}, "a number from 2 to 3"),
        ("rating", {"points": "99"}, "3 to 10 points"),
    ],
)
async def test_what_is_wrong_comes_back_with_what_was_typed(
    stage: Stage, kind: str, wrong: dict[str, str], sentence: str
) -> None:
    """The form says what to change and keeps every word."""
    amara = await stage.opens(facilitator="Amara")

    back = await previews(amara, await chooses(amara, await begins(amara), kind), **wrong)

    assert "Not sent yet." in read(back)
    assert sentence in read(back)
    assert {name: kept(back, name) for name in wrong} == wrong
    assert (await amara.sends(back, "Back")).kind == "form"


async def test_an_empty_question_comes_back(stage: Stage) -> None:
    """A question of blanks, or one that is too long, is refused in the first step."""
    amara = await stage.opens(facilitator="Amara")
    form = await begins(amara)

    assert "A poll needs a question" in read(await chooses(amara, form, question=" \u200b "))
    assert "Please keep it to 300" in read(await chooses(amara, form, question="x" * 301))


async def test_pressing_twice_posts_once(stage: Stage) -> None:
    """“Post it” pressed twice, or sent again by Teams, is one poll; the form opened anew is another."""
    amara = await stage.opens(facilitator="Amara")
    preview = await previews(amara, await chooses(amara, await begins(amara)), options=OPTIONS)

    first = await amara.sends(preview, "Post it")
    second = await amara.sends(preview, "Post it")
    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert first.kind == second.kind == "closed"
    assert stage.count("SELECT count(*) FROM polls") == 1
    await launches(amara)
    assert stage.count("SELECT count(*) FROM polls") == 2


async def test_a_form_that_was_tampered_with_is_no_fault(stage: Stage) -> None:
    """A kind nobody knows, a wrong step or fields that are missing: a form or a sentence, never a fault."""
    amara = await stage.opens(facilitator="Amara")
    form = await begins(amara)
    button = stage.only_button(form)

    for verb in ("poll.new.kind", "poll.new.back", "poll.new.details", "poll.new.change", "poll.new.post"):
        for data in (
            {},
            {"kind": "magic", "mode": "secret", "question": QUESTION},
            {"question": QUESTION, "kind": "rating", "points": "x"},
        ):
            changed = {**button, "data": {"verb": verb, **data}}
            assert (await stage.teams.submit_form(amara.member, form, changed, {})).kind == "form"
    assert stage.count("SELECT count(*) FROM polls") == 0


async def test_the_time_it_closes_counts_from_posting(stage: Stage) -> None:
    """“in 3 days” is counted from when it is posted; a time that has passed while the form was open is asked again."""
    amara = await stage.opens(facilitator="Amara")
    preview = await previews(amara, await chooses(amara, await begins(amara)), options=OPTIONS, closes="in 2 hours")
    await stage.moves(hours=3)
    await amara.sends(preview, "Post it")
    closes, launched = stage.rows("SELECT closes_at, launched_at FROM polls")[0]
    assert str(closes) > str(launched)

    date = stage.now.strftime("%-d %B %Y 23:59")
    late = await previews(amara, await chooses(amara, await begins(amara)), options=OPTIONS, closes=date)
    await stage.moves(days=2)
    back = await amara.sends(late, "Post it")
    assert "has passed already" in read(back)
    assert kept(back, "options") == OPTIONS


# ---- in 1:1


async def test_a_poll_from_the_chat_is_posted_in_the_channel(stage: Stage) -> None:
    """From 1:1, in one line or through the form, it is a new thread in the channel, and the facilitator reads where."""
    amara = await stage.opens(facilitator="Amara")

    told = await amara.whispers("poll: Which topic next? Mentoring | Onboarding")
    assert told.text == "Your poll is in MCA community now."
    form = await amara.opens(await amara.whispers("poll"), "Launch a poll")
    assert "community" not in fields_of(form.card or {})
    sent = await amara.sends(await previews(amara, await chooses(amara, form, question="And then?"), options=OPTIONS), "Post it")

    assert sent.text == "Your poll is in MCA community now."
    assert [card.root == card.id for card in stage.posted()] == [True, True]
    assert "And then?" in amara.sees(stage.posted()[-1])


async def test_with_several_communities_one_is_chosen(stage: Stage) -> None:
    """The form asks which community; nothing is posted before it is chosen, nor where one does not facilitate."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.hears("help", channel=hoarding)
    await amara.hears("help", channel=hoarding)

    form = await amara.opens(await amara.whispers("poll"), "Launch a poll")
    where = {choice["title"]: choice["value"] for choice in fields_of(form.card or {})["community"]["choices"]}
    assert list(where) == ["Hoarding forum", "MCA community"]
    back = await chooses(amara, form)
    assert "Please choose which one you mean." in read(back)

    there = await amara.sends(back, "Next", community=where["MCA community"])
    await amara.sends(await previews(amara, there, options=OPTIONS), "Post it")
    assert QUESTION in amara.sees(stage.posted()[-1])

    offer = await amara.whispers("poll: Which place next? Leeds | York")
    form = await amara.opens(offer, "Go on")
    assert kept(form, "question") == "Which place next?"
    second = await amara.sends(form, "Next", community=where["MCA community"])
    assert kept(second, "options") == "Leeds\nYork"


async def test_in_the_chat_rights_are_those_of_the_community_chosen(stage: Stage) -> None:
    """Who facilitates nowhere gets as far as choosing a community, and then reads whom to ask."""
    await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.hears("help", channel=hoarding)
    await ben.hears("help")

    form = await ben.opens(await ben.whispers("poll"), "Launch a poll")
    where = {choice["title"]: choice["value"] for choice in fields_of(form.card or {})["community"]["choices"]}
    back = await ben.sends(form, "Next", community=where["Hoarding forum"], question=QUESTION)

    assert "In Hoarding forum the facilitators launch polls." in read(back)
    assert kept(back, "question") == QUESTION
    form = await ben.opens(await ben.whispers("poll: Which place next? Leeds | York"), "Go on")
    assert "the facilitators launch polls" in read(await ben.sends(form, "Next", community=where["MCA community"]))
    assert stage.count("SELECT count(*) FROM polls") == 0


# ---- from the box one writes in


async def test_the_compose_box_opens_the_same_form(stage: Stage) -> None:
    """Beside the box of the channel a poll becomes a thread; beside the box of a thread it goes into that thread."""
    amara = await stage.opens(facilitator="Amara")
    thread = await amara.says("help")

    for where, root in ((None, None), (thread, thread.root)):
        form = await stage.teams.compose_open(amara.member, "poll", thread=where)
        assert (await amara.sends(await previews(amara, await chooses(amara, form), options=OPTIONS), "Post it")).kind == "closed"
        card = stage.posted()[-1]
        assert QUESTION in amara.sees(card)
        assert card.root == (root or card.id)


async def test_the_compose_box_of_the_chat_posts_into_the_community(stage: Stage) -> None:
    """In 1:1 with Canopy the poll goes into the community's channel, and a sentence says so."""
    amara = await stage.opens(facilitator="Amara")

    form = await stage.teams.compose_open(amara.member, "poll", chat=True)
    sent = await amara.sends(await previews(amara, await chooses(amara, form), options=OPTIONS), "Post it")

    assert sent.text == "Your poll is in MCA community now."
    assert QUESTION in amara.sees(stage.posted()[-1])


async def test_the_compose_box_between_people_posts_into_the_community(stage: Stage) -> None:
    """In a chat where Canopy is not, the same; and what Canopy says in private still goes to the chat with Canopy."""
    amara = await stage.opens(facilitator="Amara")
    before = len(amara.all_told())

    form = await stage.teams.compose_open(amara.member, "poll", elsewhere=True)
    sent = await amara.sends(await previews(amara, await chooses(amara, form), options=OPTIONS), "Post it")

    assert sent.text == "Your poll is in MCA community now."
    assert QUESTION in amara.sees(stage.posted()[-1])
    assert stage.rows("SELECT conversation FROM chats WHERE conversation LIKE '%unq.gbl.spaces%'") == []
    await amara.whispers("help")
    assert len(amara.all_told()) > before


async def test_a_member_at_the_compose_box_reads_whom_to_ask(stage: Stage) -> None:
    """The command is there for everybody; who may not launch reads who can."""
    await stage.opens(facilitator="Amara")

    form = await stage.teams.compose_open(stage.person("Ben").member, "poll")

    assert "Ask one of them: Amara Osei." in form.text


# ---- again


async def test_an_earlier_poll_can_be_launched_again(stage: Stage) -> None:
    """The word offers the last closed polls; the form holds everything but the time, and the earlier poll stays as it is."""
    amara = await stage.opens(facilitator="Amara")
    await launches(amara, "multiple", most="2", may_add="true", shows="voted", closes="in 1 hour")
    assert list(amara.buttons(await amara.hears("poll"))) == ["Launch a poll"]
    await stage.moves(hours=2)

    card = await amara.hears("poll")
    form = await amara.opens(card, f"Again: {QUESTION}")
    assert {name: kept(form, name) for name in ("question", "kind", "mode")} == {
        "question": QUESTION, "kind": "multiple", "mode": "named",
    }  # fmt: skip
    second = await amara.sends(form, "Next")
    assert {name: kept(second, name) for name in ("options", "most", "may_add", "shows", "closes")} == {
        "options": OPTIONS, "most": "2", "may_add": "true", "shows": "voted", "closes": "",
    }  # fmt: skip
    await amara.sends(await amara.sends(second, "Preview", closes="in 3 days"), "Post it")

    assert stage.rows("SELECT state, count(*) FROM polls GROUP BY state ORDER BY state") == [("closed", 1), ("open", 1)]
    ben = stage.person("Ben")
    assert "Ask one of them" in read(await ben.opens(card, f"Again: {QUESTION}"))


async def test_an_open_poll_is_launched_again_from_its_card(stage: Stage) -> None:
    """Under “Manage” the same form opens, and the new poll is a thread of its own."""
    amara = await stage.opens(facilitator="Amara")
    card = await launches(amara)

    form = await amara.sends(await amara.opens(card, "Manage"), "Launch it again")
    preview = await amara.sends(await amara.sends(form, "Next", question="And after that?"), "Preview")
    assert (await amara.sends(preview, "Post it")).kind == "closed"

    assert "And after that?" in amara.sees(stage.posted()[-1])
    assert stage.posted()[-1].root != card.root
    assert stage.rows("SELECT state, count(*) FROM polls GROUP BY state") == [("open", 2)]


async def test_a_rating_is_launched_again_with_its_words(stage: Stage) -> None:
    """The words at both ends of its scale and its length are there again."""
    amara = await stage.opens(facilitator="Amara")
    await launches(amara, "rating", points="4", low="Not at all", high="Very", closes="in 1 hour")
    await stage.moves(hours=2)

    form = await amara.opens(await amara.hears("poll"), f"Again: {QUESTION}")
    second = await amara.sends(form, "Next")

    assert {name: kept(second, name) for name in ("points", "low", "high")} == {
        "points": "4",
        "low": "Not at all",
        "high": "Very",
    }


async def test_at_most_three_earlier_polls_are_offered(stage: Stage) -> None:
    """The card stays short: the newest three, each with the beginning of its question."""
    amara = await stage.opens(facilitator="Amara")
    for number in range(5):
        await launches(amara, question=f"Question {number}, which is rather long for a button on a phone?", closes="in 1 hour")
    await stage.moves(hours=2)

    titles = list(amara.buttons(await amara.hears("poll")))

    assert [title[:17] for title in titles[1:]] == ["Again: Question 4", "Again: Question 3", "Again: Question 2"]
    assert max(map(len, titles)) <= 45


async def test_a_poll_that_is_gone_cannot_be_launched_again(stage: Stage) -> None:
    """A withdrawn poll, one of another community or one that never was: a sentence."""
    amara = await stage.opens(facilitator="Amara")
    await launches(amara, closes="in 1 hour")
    await stage.moves(hours=2)
    card = await amara.hears("poll")
    button = amara.button(card, f"Again: {QUESTION}")

    for poll in ("f" * 32, "x' OR '1'='1", ""):
        changed = {**button, "data": {**button["data"], "poll": poll}}
        assert "I cannot find that poll." in read(await amara.opens_old(card, changed))
    stage.change("UPDATE polls SET state = 'withdrawn'")
    assert "was withdrawn" in read(await amara.opens(card, f"Again: {QUESTION}"))


async def test_a_command_where_canopy_was_never_called_begins_nothing(stage: Stage) -> None:
    """The box one writes in is everywhere: a command there founds no community and wakes none that sleeps."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")

    form = await stage.teams.compose_open(amara.member, "poll", channel=hoarding)
    assert "write @Canopy there once" in form.text
    assert stage.count("SELECT count(*) FROM communities") == 1

    stage.change("UPDATE communities SET state = 'dormant'")
    assert "write @Canopy there once" in (await stage.teams.compose_open(amara.member, "poll")).text
    assert stage.rows("SELECT state FROM communities") == [("dormant",)]


# ---- later, and again and again


async def test_a_poll_can_be_posted_later(stage: Stage) -> None:
    """With a time it is posted then, in a thread of its own, and closes so long after; until then nothing is to be seen."""
    amara = await stage.opens(facilitator="Amara")
    second = await chooses(amara, await begins(amara))
    preview = await previews(amara, second, options=OPTIONS, begins="in 2 hours", closes="in 3 hours")
    assert "It is posted to" in read(preview)
    posted = len(stage.posted())

    sent = await amara.sends(preview, "Post it")

    assert sent.text.endswith("Write @Canopy rhythms to see or stop it.")
    assert len(stage.posted()) == posted
    await stage.comes_again(new_id=True)
    await stage.moves(hours=2.5)
    card = stage.posted()[-1]
    assert QUESTION in amara.sees(card)
    assert card.root == card.id
    await stage.moves(hours=2)
    assert stage.rows("SELECT state FROM polls") == [("open",)]
    await stage.moves(hours=1)
    assert stage.rows("SELECT state FROM polls") == [("closed",)]


async def test_a_poll_can_come_back_every_week(stage: Stage) -> None:
    """It is posted now and again each week, each time as a poll of its own that closes in its own time."""
    amara = await stage.opens(facilitator="Amara")
    second = await chooses(amara, await begins(amara), mode="anonymous")
    preview = await previews(amara, second, options=OPTIONS, repeat="weekly", closes="in 3 days")
    assert "It is posted now, and then every week." in read(preview)

    await amara.sends(preview, "Post it")
    await stage.settles()
    assert stage.count("SELECT count(*) FROM polls") == 1
    await stage.moves(days=7, hours=1)
    await stage.moves(days=7)

    assert stage.rows("SELECT state, count(*) FROM polls GROUP BY state ORDER BY state") == [("closed", 2), ("open", 1)]
    assert stage.count("SELECT count(DISTINCT poll_id) FROM polls") == 3
    assert QUESTION in amara.sees(await amara.hears("rhythms"))


async def test_what_comes_back_cannot_close_on_one_date(stage: Stage) -> None:
    """A date comes once: the form comes back and says what to write instead."""
    amara = await stage.opens(facilitator="Amara")
    second = await chooses(amara, await begins(amara))
    words = (stage.now + timedelta(days=20)).strftime("%-d %B %Y 12:30")

    back = await previews(amara, second, options=OPTIONS, repeat="weekly", closes=words)

    assert "comes once, and this poll comes back" in read(back)
    assert kept(back, "closes") == words
    assert kept(back, "repeat") == "weekly"


async def test_who_cannot_stop_it_does_not_let_it_repeat(stage: Stage) -> None:
    """A member who may launch is not asked; one who makes the fields up launches once, now."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await lets_everybody_launch(amara)
    second = await chooses(ben, await begins(ben))
    assert {"repeat", "begins"}.isdisjoint(fields_of(second.card or {}))
    button = buttons_of(second.card or {})["Preview"]
    forged = {**button, "data": {**button["data"], "repeat": "weekly", "begins": "in 2 hours"}}

    preview = await stage.teams.submit_form(ben.member, second, forged, {"options": OPTIONS, "shows": "always"})
    assert (await ben.sends(preview, "Post it")).kind == "closed"

    assert stage.count("SELECT count(*) FROM rhythms") == 0
    assert QUESTION in ben.sees(stage.posted()[-1])
