"""The card of a poll: what it says of itself, what came of it in numbers, words and charts, and the list of polls."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from tests.support.cards import buttons_of, elements, words_of
from tests.support.launch_players import launches_at_once
from tests.support.players import read
from tests.support.poll_players import (
    EVERYBODY,
    Poll,
    all_vote,
    chart_of,
    charts_say_the_same,
    chooses_several,
    ends,
    erases,
    everything_said,
    poll,
    ranks,
    says_what_we_will_do,
    votes,
    writes,
)
from tests.support.stage import Stage

FEW = "Fewer than 5 people answered, so no results are shown."
LIMIT = 28 * 1024
HOSTILE = "[Sign in](https://evil.example) **b** <at>Everyone</at> {{DATE(2020)}}"


# ---- what the card says


async def test_a_named_poll_says_what_is_kept(stage: Stage) -> None:
    """The mode stands on the card in plain English, with who sees what."""
    amara = await stage.opens()

    always, voted, closed = [await poll(amara, shows=shows) for shows in ("always", "voted", "closed")]

    assert "Named: Canopy keeps your name with your answer, and everybody here can see both." in always.words
    assert "and everybody here who has voted can see both." in voted.words
    assert "and everybody here can see both once the poll is closed." in closed.words
    assert always.words.startswith("Poll · choose one\nOpen\nWhich topic next?")
    assert "Nobody has answered yet. Asked by Amara Osei." in always.words


async def test_an_anonymous_poll_says_what_is_kept_and_its_limits(stage: Stage) -> None:
    """What is stored, when results come, and what it cannot do."""
    amara = await stage.opens()

    asked = await poll(amara, mode="anonymous", closes="in 3 days")

    assert "Anonymous: Canopy keeps your answer, but not whose it is or when it came." in asked.words
    assert "Results come after closing, from 5 answers." in asked.words
    assert "Limits: Microsoft Teams carries your click to Canopy with your name" in asked.words
    assert "Fewer than 5 have answered · Closes " in asked.words
    assert "Colleagues may guess" in (await poll(amara, "words", mode="anonymous")).words


async def test_a_card_says_the_day_it_closes_and_never_tomorrow(stage: Stage) -> None:
    """A card is read for days."""
    amara = await stage.opens()

    asked = await poll(amara, closes="tomorrow 9am")

    assert re.search(r"Closes \w+day \d{1,2} \w+( \d{4})? at 09:00\.", asked.words)


async def test_long_options_are_numbered_and_told_in_full(stage: Stage) -> None:
    """A button has room for a few words: what does not fit stands above, with the same number."""
    amara = await stage.opens()
    long = "Mentoring for everybody who joined after the merger, in pairs across teams"

    asked = await poll(amara, options=(long, "Onboarding"), shows="closed")

    assert asked.buttons[:2] == ["1. Mentoring for everybody who joined…", "2. Onboarding"]
    assert f"1. {long}\n2. Onboarding" in asked.words


# ---- results


def _bars(asked: Poll) -> list[str]:
    chart = chart_of(asked.card.cards[0])
    return [bar["x"] for bar in chart["data"]] if chart else []


async def test_counts_and_shares_add_up(stage: Stage) -> None:
    """Whole percentages that add up to 100, in the chart and in the words that stand in for it; who is ahead is said."""
    amara = await stage.opens()
    asked = await poll(amara, options=("Mentoring", "Onboarding", "Visits"))
    await all_vote(stage, asked, Ben="Mentoring", Chidi="Onboarding", Dana="Visits")

    assert "A tie: Mentoring, Onboarding and Visits, 1 each." in asked.words
    assert _bars(asked) == ["Mentoring · 34%", "Onboarding · 33%", "Visits · 33%"]
    assert charts_say_the_same(asked.card.cards[0])
    await all_vote(stage, asked, Efe="Visits")
    assert "Most chosen: Visits, 2 of 4." in asked.words
    assert [bar["x"] for bar in (chart_of(asked.card.cards[0]) or {})["data"]] == [
        "Mentoring · 25%",
        "Onboarding · 25%",
        "Visits · 50%",
    ]


async def test_several_choices_are_shares_of_people(stage: Stage) -> None:
    """Where one can choose several, shares are of those who answered, and the card says so."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple")
    await chooses_several(stage.person("Ben"), asked, "Mentoring", "Onboarding")
    await chooses_several(stage.person("Chidi"), asked, "Mentoring")

    assert _bars(asked) == ["Mentoring · 100%", "Onboarding · 50%"]
    assert "Shares of those who answered." in asked.words
    assert "Most chosen: Mentoring, 2 of 2." in asked.words
    assert charts_say_the_same(asked.card.cards[0])


@pytest.mark.parametrize("mode", ["named", "anonymous"])
async def test_a_run_off_is_told_round_by_round(stage: Stage, mode: str) -> None:
    """Ranked choice: who is out in which round, and who wins with how many."""
    amara = await stage.opens()
    asked = await poll(amara, "ranked", ("Mentoring", "Onboarding", "Visits"), mode=mode)
    for name in ("Ben", "Chidi"):
        await ranks(stage.person(name), asked, "Mentoring", "Onboarding")
    for name in ("Dana", "Efe"):
        await ranks(stage.person(name), asked, "Onboarding")
    await ranks(stage.person("Farah"), asked, "Visits", "Onboarding")

    await ends(amara, asked)

    assert "Onboarding wins with 3 of the 5 votes that still count." in asked.words
    assert "Round 1: Visits (1) out.\nRound 2: Onboarding (3) and Mentoring (2)." in asked.words
    assert asked.results == {"Mentoring": 2, "Onboarding": 2, "Visits": 1}
    assert charts_say_the_same(asked.card.cards[0])


async def test_a_run_off_that_ties_says_so(stage: Stage) -> None:
    """No chance decides: a tie is a tie."""
    amara = await stage.opens()
    asked = await poll(amara, "ranked")
    await ranks(stage.person("Ben"), asked, "Mentoring")
    await ranks(stage.person("Chidi"), asked, "Onboarding", "Mentoring")

    await ends(amara, asked)

    assert "A tie: Mentoring and Onboarding in round 1, 1 each." in asked.words


async def test_a_poll_nobody_answered(stage: Stage) -> None:
    """Closed without an answer: said in words, and no chart of nothing."""
    amara = await stage.opens()
    asked, anonymous = await poll(amara), await poll(amara, mode="anonymous")

    await ends(amara, asked)
    await ends(amara, anonymous)

    assert "Nobody answered." in asked.words
    assert asked.results is None
    assert FEW in anonymous.words


# ---- anonymous


async def test_anonymous_results_come_after_closing_from_five(stage: Stage) -> None:
    """Nobody sees how the votes fall before the poll is closed."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")
    assert asked.results is None

    await ends(amara, asked)

    assert asked.results == {"Mentoring": 5, "Onboarding": 0}
    assert "5 answered." in asked.words
    assert "Anonymous: nobody can tell any more whose answer was whose." in asked.words
    assert asked.state == "closed"


async def test_fewer_than_five_come_to_nothing(stage: Stage) -> None:
    """Of four answers neither the results nor how many there were is said or kept."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY[:4]:
        await votes(stage.person(name), asked, "Mentoring")

    await ends(amara, asked)

    assert FEW in asked.words
    assert asked.results is None
    assert "4" not in asked.words.replace("5 ", "")
    assert stage.rows("SELECT answered, results FROM polls") == [(0, '{"few":true}')]


async def test_anonymous_words_are_shuffled_and_nameless(stage: Stage) -> None:
    """Open words come after closing, from five, without names."""
    amara = await stage.opens()
    asked = await poll(amara, "words", mode="anonymous")
    for name in EVERYBODY:
        await writes(stage.person(name), asked, words=f"What {name[::-1]} wrote")

    await ends(amara, asked)

    for name in EVERYBODY:
        assert f"• What {name[::-1]} wrote" in asked.words
        assert name not in asked.words


def _without_ids(value: Any, asked: Poll) -> str:
    """What was sent, without ids and times, which differ by themselves."""
    text = orjson.dumps(value).decode().replace(asked.id, "ID")
    return re.sub(r"\d{10,}", "N", text)


async def test_nothing_that_is_sent_tells_how_an_open_anonymous_poll_stands(stage: Stage) -> None:
    """Not one byte: whatever people choose, everybody is sent the same, and the card changes once, when it is enough."""
    amara = await stage.opens()
    one, other = await poll(amara, mode="anonymous"), await poll(amara, mode="anonymous")
    voters = stage.people(*EVERYBODY)
    answers: dict[str, list[str]] = {one.id: [], other.id: []}
    cards: dict[str, list[str]] = {one.id: [], other.id: []}
    for asked, titles in (
        (one, ["Mentoring"] * 5),
        (other, ["Onboarding", "Mentoring", "Onboarding", "Onboarding", "Onboarding"]),
    ):
        for voter, title in zip(voters, titles, strict=True):
            before = len(everything_said(stage))
            answer = await votes(voter, asked, title)
            answers[asked.id].append(_without_ids(answer.card, asked))
            cards[asked.id].append(_without_ids(everything_said(stage)[before:], asked))
        await votes(voters[0], asked, "Onboarding" if titles[0] == "Mentoring" else "Mentoring")

    assert answers[one.id] == answers[other.id]
    assert len(set(answers[one.id][:4])) == 1
    assert cards[one.id] == cards[other.id]
    assert cards[one.id][:4] == ["[]"] * 4
    assert "5 or more have answered" in cards[one.id][4]
    said = [words_of(card).replace("5 or more have", "").replace("Fewer than 5 have", "") for card in _cards(stage)]
    assert not [text for text in said if re.search(r"\d+\s*%|\b\d+ (have |has )?answered\b", text)]
    assert not [card for card in _cards(stage) if chart_of(card)]


def _cards(stage: Stage, since: int = 0) -> list[dict[str, Any]]:
    bodies = [body.get("activity", body) for body in everything_said(stage)[since:] if isinstance(body, dict)]
    return [attachment["content"] for body in bodies for attachment in body.get("attachments", [])]


async def test_nothing_that_is_kept_in_the_database_tells_who_answered_an_anonymous_poll(stage: Stage) -> None:
    """No row of the database is written for a vote, but the one that says it is enough."""
    amara = await stage.opens()
    asked = await poll(amara, mode="anonymous")
    for name in EVERYBODY:  # they are known, and have their own card, before anything is compared
        await stage.person(name).opens(asked.card, "Manage")
    before = stage.everything_kept()

    for name in EVERYBODY[:4]:
        await votes(stage.person(name), asked, "Mentoring")

    changed = set(stage.everything_kept().split("\n")) ^ set(before.split("\n"))
    assert not [line for line in changed if not line.startswith(("leases", "boxes", "leaves", "settlements"))]


# ---- lists


async def test_the_list_of_polls(stage: Stage) -> None:
    """`polls` shows what is open, with a button to vote, and what was closed lately with what will be done."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    assert "No open polls in" in ben.sees(await ben.hears("polls"))
    over = await poll(amara, question="Where do we meet?")
    await ends(amara, over)
    await says_what_we_will_do(amara, over, "We meet online.")
    await poll(amara, question="Which topic next?", closes="in 3 days")
    await poll(amara, mode="anonymous", question="Who is tired?")

    listed = await ben.hears("polls")

    seen = ben.sees(listed)
    assert "2 open polls" in seen
    assert "Which topic next?\nnobody has answered yet · closes " in seen
    assert "Who is tired?\nAnonymous · Fewer than 5 have answered" in seen
    assert "Closed lately\nWhere do we meet?" in seen
    assert "What we will do: We meet online." in seen
    form = await ben.opens(listed, "Vote")
    await ben.sends(form, choice="1")
    assert "Who is tired?" in read(form)


async def test_voting_from_the_list_leaves_the_list_alone(stage: Stage) -> None:
    """The list is a message of its own: it does not become the poll's card."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben = stage.person("Ben")
    listed = await ben.hears("polls")

    await ben.sends(await ben.opens(listed, "Vote"), choice="2")

    assert asked.results == {"Mentoring": 0, "Onboarding": 1}
    assert "1 open poll" in ben.sees(listed)


# ---- odd places and odd words


@pytest.mark.parametrize("mode", ["named", "anonymous"])
async def test_a_card_that_was_never_confirmed_is_known_once_it_is_pressed(stage: Stage, mode: str) -> None:
    """Teams posted the card and lost its answer: the first press tells where the card is, and it is kept up to date there."""
    amara = await stage.opens()
    stage.teams.faults.drop("POST", path="/activities", after_work=True)
    asked = Poll(stage, await launches_at_once(amara, f"{mode} poll: Which topic next? Mentoring | Onboarding"))
    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'") == 1

    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")

    assert stage.count("SELECT count(*) FROM outbox WHERE state = 'unconfirmed'") == 0
    assert ("5 or more have answered" if mode == "anonymous" else "5 have answered") in asked.words
    await ends(amara, asked)
    assert asked.results == {"Mentoring": 5, "Onboarding": 0}


async def test_a_poll_whose_thread_was_deleted(stage: Stage) -> None:
    """The card is gone: nothing is posted anew by itself, and nothing breaks."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben = stage.person("Ben")
    buttons = ben.buttons(asked.card)
    listed = await ben.hears("polls")
    asked.card.deleted = True
    posted = len(stage.posted())

    await ben.sends(await ben.opens(listed, "Vote"), choice="1")

    assert len(stage.posted()) == posted
    assert stage.rows("SELECT answered FROM polls") == [(1,)]
    assert buttons


async def test_hostile_words_are_words(stage: Stage) -> None:
    """Questions, options, answers and outcomes full of markup are shown as they are, or in places that read none."""
    amara = await stage.opens()
    asked = await poll(amara, options=(HOSTILE, "Onboarding"), question=HOSTILE)
    words = await poll(amara, "words", question=HOSTILE)
    ben = stage.person("Ben")
    launched = len(everything_said(stage))
    await votes(ben, asked, asked.buttons[0])
    await writes(ben, words, words=HOSTILE)
    await ben.opens(asked.card, "Who voted")
    await ends(amara, asked)
    await says_what_we_will_do(amara, asked, HOSTILE)
    await ben.hears("polls")

    assert f"1. {HOSTILE}" in asked.words
    assert f"Ben Carter: {HOSTILE}" in words.words
    for card in _cards(stage, launched):
        assert len(orjson.dumps(card)) <= LIMIT
        markdown = [element["text"] for element in elements(card) if element.get("type") == "TextBlock"]
        markdown += [bar["x"] for bar in (chart_of(card) or {"data": []})["data"]]
        markdown += list(buttons_of(card))
        assert not [text for text in markdown if set(text) & set("[]<>*{}")]
        assert card["msteams"].get("entities") is None


async def test_the_biggest_poll_fits(stage: Stage) -> None:
    """Twenty options of 120 signs of four bytes, and names of 150: every card and form stays under 28 KB."""
    amara = await stage.opens()
    voters = [await stage.joins(f"{number} {'🌳' * 150}") for number in range(6)]
    options = [f"{number:02}" for number in range(20)]
    for kind in ("single", "multiple", "ranked"):
        asked = Poll(stage, await launches_at_once(amara, "\n".join([f"poll: {'🌱' * 300}", *options])))
        stage.change("UPDATE polls SET kind = :kind, most = 20 WHERE poll_id = :id", kind=kind, id=asked.id)
        more = f" {'🌊' * 117}"  # longer in bytes than the form takes
        stage.change("UPDATE poll_options SET text = text || :more WHERE poll_id = :id", more=more, id=asked.id)
        for voter in voters:
            form = await voter.opens(asked.card, "Vote")
            assert form.kind == "form"
            assert (await voter.sends(form, **({"rank1": "1"} if kind == "ranked" else {"choice": "20"}))).kind == "message"
        assert (await amara.opens(asked.card, "Who voted")).kind == "form"
        assert (await amara.opens(asked.card, "Manage")).kind == "form"
        await ends(amara, asked)
        await says_what_we_will_do(amara, asked, "🌿" * 1_000)
        assert "Closed" in asked.words
        assert (await amara.opens(asked.card, "Who voted")).kind == "form"
    assert all(len(orjson.dumps(card)) <= LIMIT for card in _cards(stage))


async def test_a_withdrawn_poll_leaves_nothing(stage: Stage) -> None:
    """Its question, options and answers go from the card and from the store."""
    amara = await stage.opens()
    asked = await poll(amara, options=("Elderflower", "Hawthorn"), question="Which hedge?")
    await votes(stage.person("Ben"), asked, "Hawthorn")
    await votes(stage.person("Chidi"), asked, "Elderflower")

    await erases(amara, asked)

    assert asked.words == "This poll was withdrawn.\nNothing of it is kept."
    for word in ("hedge", "Elderflower", "Hawthorn"):
        assert word not in stage.everything_kept()
