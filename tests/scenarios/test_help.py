"""Help: what one can do, as buttons that do it."""

from __future__ import annotations

from tests.support.cards import buttons_of
from tests.support.players import read
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"


async def test_who_greets_canopy_sees_what_one_can_do(stage: Stage) -> None:
    """`@Canopy` alone, a greeting or a cry for help brings the help card; nothing is asked."""
    await stage.opens()
    ben = stage.person("Ben")

    for words in ("", "help", "Hello!", "HELP.", "  hi \n", "?", "good morning", "Hi Canopy", "what can you do?", "help please"):
        card = await ben.hears(words)
        assert "What would you like to do?" in ben.sees(card)
        assert list(ben.buttons(card)) == ["Ask a question", "See open asks", "My profile"]
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_thanks_are_not_taken_for_a_question(stage: Stage) -> None:
    """Who thanks Canopy in a thread is not asked what they are after."""
    await stage.opens()
    ben = stage.person("Ben")
    ask = await ben.asks(CLEAR)

    for words in ("thanks", "Thank you!", "cheers", "ok"):
        assert ben.sees(await ben.hears(words, thread=ask.card)) == "You are welcome."
    assert stage.count("SELECT count(*) FROM asks") == 1


async def test_the_help_card_says_what_waits(stage: Stage) -> None:
    """It says what the community is for and how many asks are open."""
    await stage.opens()
    ben = stage.person("Ben")
    assert "No ask is open. Be the first." in ben.sees(await ben.hears("help"))
    await ben.asks(CLEAR)

    shown = ben.sees(await ben.hears("help"))

    assert "Learn from each other's practice" in shown
    assert "1 ask is open now." in shown


async def test_a_facilitators_help_offers_what_they_launch(stage: Stage) -> None:
    """Who facilitates has buttons to launch things, and for the settings; somebody else who presses one reads whom to ask."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    card = await amara.hears("help")

    launching = ["Launch a poll", "Check in", "Reflect", "Settings"]
    assert list(amara.buttons(card)) == ["Ask a question", "See open asks", *launching, "My profile"]
    for title in launching:
        assert (await amara.opens(card, title)).kind == "form"
        assert "Ask one of them: Amara Osei." in read(await ben.opens(card, title))
    privately = list(amara.buttons(await amara.whispers("help")))
    assert privately == ["Ask a question", "See open asks", *launching[:3], "My profile"]


async def test_the_list_is_shown_to_who_pressed(stage: Stage) -> None:
    """“See open asks” answers the presser and posts nothing; an ask can be answered from there."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)
    card = await ben.hears("help")
    said = len(stage.posted())

    answer = await chidi.presses(card, "See open asks")

    assert answer.kind == "card"
    assert len(stage.posted()) == said
    assert "What would you like to do?" in ben.sees(card)
    assert "1 open ask" in chidi.sees(card)
    await chidi.sends(await chidi.opens(card, "I can help"), answer="We waited.")
    assert "Chidi Okafor: We waited." in ask.words
    assert ask.thread[-1].startswith("Chidi Okafor answers")


async def test_the_chat_says_where_one_is(stage: Stage) -> None:
    """In 1:1 the help names the member's communities and lists each one's asks."""
    await stage.opens()
    hoarding = await stage.adds_channel("Hoarding forum")
    ben = stage.person("Ben")
    await ben.asks(CLEAR, channel=hoarding)

    card = await ben.whispers("help")

    assert "You are in: Hoarding forum, MCA community" in ben.sees(card)
    answer = await ben.presses(card, "Open asks: Hoarding forum")
    assert "1 open ask" in ben.sees(card)
    assert CLEAR in str(answer.card)


async def test_asks_in_the_chat_are_those_of_a_community(stage: Stage) -> None:
    """With one community its asks are listed at once; with several the member chooses which."""
    await stage.opens()
    ben = stage.person("Ben")
    await ben.asks(CLEAR)
    for words in ("asks", "Open asks", "questions?"):
        assert "1 open ask" in ben.sees(await ben.whispers(words))

    hoarding = await stage.adds_channel("Hoarding forum")
    await ben.says("help", channel=hoarding)

    card = await ben.whispers("asks")
    assert "Which community's open asks?" in ben.sees(card)
    assert list(ben.buttons(card)) == ["Hoarding forum", "MCA community"]
    await ben.presses(card, "MCA community")
    assert "1 open ask\nMCA community" in ben.sees(card)


async def test_somebody_in_many_communities_reaches_each_ones_asks(stage: Stage) -> None:
    """With more communities than buttons are good for, the help card asks which, and none is left out."""
    await stage.opens()
    ben = stage.person("Ben")
    rooms = [await stage.adds_channel(f"Forum {letter}") for letter in "ABCDEF"]
    for room in rooms:
        await ben.says("help", channel=room)
    await ben.asks(CLEAR, channel=rooms[-1])

    card = await ben.whispers("help")
    assert [title for title in ben.buttons(card) if "asks" in title] == ["See open asks"]
    await ben.presses(card, "See open asks")
    await ben.presses(card, "Forum F")
    assert "1 open ask\nForum F" in ben.sees(card)


async def test_a_sponsor_of_one_reads_the_asks_of_the_others(stage: Stage) -> None:
    """Who only looks on in the first of many communities chooses among those in which they may read asks."""
    amara = await stage.opens()
    dana = stage.person("Dana")
    await amara.gives_roles(sponsors=dana.member.id)
    rooms = [await stage.adds_channel(f"Room {letter}") for letter in "ABCDE"]
    for room in rooms:
        await dana.says("help", channel=room)
    await stage.person("Ben").asks(CLEAR, channel=rooms[-1])

    card = await dana.whispers("help")
    await dana.presses(card, "See open asks")
    assert list(dana.buttons(card)) == [f"Room {letter}" for letter in "ABCDE"]
    await dana.presses(card, "Room E")
    assert "1 open ask\nRoom E" in dana.sees(card)


async def test_an_ask_can_be_answered_from_the_chat(stage: Stage) -> None:
    """Who answers from the list in 1:1 reads where the answer went, and it is in the ask's thread."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks(CLEAR)

    sent = await chidi.sends(await chidi.opens(await chidi.whispers("asks"), "I can help"), answer="We waited.")

    assert "MCA community" in sent.text
    assert "Chidi Okafor: We waited." in ask.words
    assert ask.thread[-1].startswith("Chidi Okafor answers")


async def test_the_first_word_in_the_chat_is_a_welcome(stage: Stage) -> None:
    """Who adds Canopy for themselves sees the help, once."""
    await stage.opens()
    ben = stage.person("Ben")

    await ben.whispers("asks")

    said = [ben.sees(message).split("\n")[0] for message in ben.all_told()]
    assert said == ["What would you like to do?", "No open asks in MCA community."]


async def test_no_button_of_the_help_leads_nowhere(stage: Stage) -> None:
    """Every button of the cards in the chat answers."""
    amara = await stage.opens(facilitator="Amara")
    await amara.asks(CLEAR)

    words_of_others = ("poll", "polls", "check-in", "reflect", "my reflections", "support")
    for words in ("help", CLEAR, "asks", "settings", "deliveries", *words_of_others):
        card = await amara.whispers(words)
        for button in buttons_of(stage.teams.card_for(amara.member, card)).values():
            if button["type"] == "Action.Submit":
                assert (await amara.opens_old(card, button)).kind == "form"
            else:
                assert (await amara.presses_old(card, button)).kind in {"card", "message"}
