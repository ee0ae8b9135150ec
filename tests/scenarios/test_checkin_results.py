"""Looking at what came of check-ins: comments in full, who said what where names are kept, and how a line changes over time."""

from __future__ import annotations

from tests.support.cards import words_of
from tests.support.checkin_players import (
    EVERYBODY,
    all_answer,
    answers,
    begins,
    chart_of,
    ends,
    launches,
    round_of,
    writes,
)
from tests.support.players import read
from tests.support.stage import Stage

LONG = "x" * 480


async def test_who_said_what(stage: Stage) -> None:
    """In a named round that is closed, by name, with the comment; before that, and in an anonymous one, nobody sees it."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    checkin = await launches(amara, "Confidence", topic="hoarding", named="true")
    assert "Who said what" not in checkin.buttons
    await writes(ben, checkin, 2, "I need a **template**.")
    await answers(chidi, checkin, 5)
    await ends(amara, checkin)

    said = read(await ben.opens(checkin.card, "Who said what"))
    assert "Ben Carter: 2 · A little confident – “I need a **template**.”" in said
    assert "Chidi Okafor: 5 · Very confident" in said

    unnamed = await round_of(stage, amara, "check-in: mood", 1, 2, 3, 4, 5)
    assert "Who said what" not in unnamed.buttons
    button = ben.button(checkin.card, "Who said what")
    made_up = {**button, "data": {**button["data"], "checkin": unnamed.id}}
    assert "nobody can see who answered what" in read(await ben.opens_old(unnamed.card, made_up))


async def test_results_of_an_open_round_cannot_be_asked_for(stage: Stage) -> None:
    """With a button that was made up: a sentence."""
    amara = await stage.opens()
    closed = await round_of(stage, amara, "check-in: mood", 1, 2, 3, 4, 5)
    await round_of(stage, amara, "check-in: mood", 1, 2, 3, 4, 5)
    button = amara.button(await amara.hears("trend"), "Mood")
    unnamed = await begins(amara)
    named = await launches(amara, "Confidence", topic="tea", named="true")
    for name in EVERYBODY:
        await answers(stage.person(name), unnamed, 1)

    ids = [row[0] for row in stage.rows("SELECT checkin_id FROM checkins WHERE state = 'open'")]
    for checkin in ids:
        for verb in ("checkin.trend", "checkin.comments"):
            made_up = {**button, "data": {**button["data"], "verb": verb, "checkin": checkin}}
            assert "is still open" in read(await amara.opens_old(closed.card, made_up))
    made_up = {**button, "data": {**button["data"], "verb": "checkin.who", "checkin": named.id}}
    assert "is still open" in read(await amara.opens_old(closed.card, made_up))


async def test_all_comments(stage: Stage) -> None:
    """What does not fit on the card is read in a form, in full."""
    amara = await stage.opens()
    checkin = await begins(amara)
    for number, name in enumerate(EVERYBODY):
        await writes(stage.person(name), checkin, 3, f"{number}{LONG}")
    await ends(amara, checkin)

    assert LONG not in checkin.words
    said = read(await amara.opens(checkin.card, "All comments"))
    assert all(f"“{number}{LONG}”" in said for number in range(5))
    assert "5 comments" in said


async def test_over_time(stage: Stage) -> None:
    """The middle of each closed round of the same kind and topic, as a line and in words; rounds with too few are left out."""
    amara = await stage.opens()
    first = await round_of(stage, amara, "check-in: shelter", 1, 1, 1, 1, 1)
    assert "Over time" not in first.buttons
    await stage.moves(days=7)
    await round_of(stage, amara, "check-in: shelter", 1, 1)
    await stage.moves(days=7)
    last = await round_of(stage, amara, "check-in: shelter", 3, 3, 4, 4, 4)
    await begins(amara, "check-in: shelter")

    form = await stage.person("Ben").opens(last.card, "Over time")

    chart = chart_of(form, "Chart.Line")
    assert chart is not None
    assert [point["y"] for point in chart["data"][0]["values"]] == [1.0, 4.0]
    assert "4" in words_of(chart["fallback"])
    assert "around “Very heavy”" in read(form)
    assert "around “Fairly light”" in read(form)
    assert "1 round had too few answers and is left out." in read(form)
    assert "1 is “Very heavy”, 5 is “Light”." in read(form)


async def test_the_last_twelve_rounds(stage: Stage) -> None:
    """Older rounds are not drawn any more."""
    amara = await stage.opens()
    for number in range(13):
        checkin = await launches(amara, "Confidence", topic="tea", named="true")
        await answers(amara, checkin, 1 if number == 0 else 5)
        await ends(amara, checkin)
        await stage.moves(hours=1)

    chart = chart_of(await amara.opens(await amara.hears("trend"), "Confidence · tea"), "Chart.Line")

    assert chart is not None
    assert [point["y"] for point in chart["data"][0]["values"]] == [5.0] * 12


async def test_the_lines_of_a_community(stage: Stage) -> None:
    """`trend` lists what has been asked, each topic for itself; before anything is closed it says so."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    assert "No check-in has been closed yet." in ben.sees(await ben.hears("trend"))

    for words in ("check-in: mood", "check-in: confidence about hoarding", "check-in: confidence about Hoarding"):
        await round_of(stage, amara, words, 1, 2, 3, 4, 5)
    await round_of(stage, amara, "check-in: confidence about tea", 1)

    listed = await ben.hears("trend")
    assert set(ben.buttons(listed)) == {"Mood", "Confidence · Hoarding", "Confidence · tea"}
    form = await ben.opens(listed, "Confidence · tea")
    assert "No round of this check-in had enough answers yet." in read(form)
    assert "1 round had too few answers" in read(form)
    assert "Mood" in ben.buttons(await ben.whispers("trends"))


async def test_many_comments_come_in_pages(stage: Stage) -> None:
    """Each page fits into a message; More and Back lead through them, and a page that is not there is the nearest."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 3, 3, 3, 3, 3)
    await ends(amara, checkin)
    comments = ",".join(f'"{number} ' + "🌳" * 498 + '"' for number in range(20))
    stage.change(
        "UPDATE checkins SET results = :results",
        results=f'{{"answered":20,"counts":[],"middle":3,"spread":"close","comments":[{comments}]}}',
    )
    button = amara.button(await amara.hears("trend"), "Mood")
    made_up = {**button, "data": {**button["data"], "verb": "checkin.comments"}}

    form = await amara.opens_old(checkin.card, made_up)
    assert "20 comments, page 1 of 3" in read(form)
    form = await amara.sends(await amara.sends(form, "More"), "More")
    assert "page 3 of 3" in read(form)
    assert "page 2 of 3" in read(await amara.sends(form, "Back"))


async def test_facilitators_take_the_results_along(stage: Stage) -> None:
    """A closed check-in offers an export; where too few answered there is nothing to take, and members are told whom to ask."""
    amara = await stage.opens()
    checkin = await round_of(stage, amara, "check-in: mood", 1, 2, 3, 4, 5)

    assert "The file holds what its card shows, and no names." in read(await amara.opens(checkin.card, "Export the results"))
    assert "Only a facilitator" in read(await stage.person("Ben").opens(checkin.card, "Export the results"))
    assert "Export the results" not in (await round_of(stage, amara, "check-in: shelter", 1)).buttons
