"""The knowledge map: what the community knows, and what it is missing, gaps first."""

from __future__ import annotations

import pytest

from tests.support.cards import Json, elements
from tests.support.export_players import SAVED, files_of, lines_of, offer_to, sheets_of, takes
from tests.support.knower_players import has_helped
from tests.support.players import read
from tests.support.profile_players import writes_profile
from tests.support.stage import Stage

PETS = "Has anyone had a similar experience with hoarding and pets?"


async def drawn(stage: Stage) -> None:
    """Somebody can help with best interests, several want to know about hoarding, and it was asked about."""
    for name in ("Chidi", "Dana", "Efe"):
        await writes_profile(stage.person(name), can_help="best-interests", wants="hoarding")
    await writes_profile(stage.person("Farah"), can_help="dols, #puppetry")
    await has_helped(stage, "Ben", PETS, "Chidi")
    await stage.person("Ben").asks("Has anyone had a similar experience with a deprivation of liberty at home? #dols")


def charted(card: Json) -> list[tuple[str, int]]:
    """The bars of the chart, from top to bottom; and what stands in its place where none is drawn says the same."""
    [chart] = [element for element in elements(card) if element.get("type") == "Chart.HorizontalBar"]
    bars = [(point["x"], point["y"]) for point in chart["data"]]
    in_words = ["".join(run["text"] for run in item["inlines"]) for item in chart["fallback"]["items"]]
    assert in_words == [f"{x.partition(' · ')[0]}: {y} ({x.partition(' · ')[2]})" for x, y in bars]
    return bars


async def test_gaps_come_first_in_the_chart_and_in_words(stage: Stage) -> None:
    """What is wanted and nobody can help with leads; what several can help with is said too."""
    await stage.opens()
    await drawn(stage)
    ben = stage.person("Ben")

    shown = await ben.hears("knowledge map")

    card = stage.teams.card_for(ben.member, shown)
    assert charted(card) == [("Hoarding · nobody can help yet", 4), ("Deprivation of liberty · 1 can help", 1)]
    said = ben.sees(shown)
    assert "Wanted, and nobody can help yet\nHoarding" in said
    assert "Several can help\nBest interests (3)" in said
    assert "Nobody has named these yet\nMental Capacity Act" in said
    assert "Chidi" not in said


@pytest.mark.parametrize("said", ["What are we missing?", "who knows what", "map", "our gaps", "the knowledge map please"])
async def test_it_is_asked_for_in_many_ways(stage: Stage, said: str) -> None:
    """A known word shows it, and nothing is put to the room."""
    await stage.opens()
    ben = stage.person("Ben")

    shown = await ben.hears(said)

    assert "There is nothing to draw yet" in ben.sees(shown)
    assert stage.count("SELECT count(*) FROM asks") == 0
    assert (await ben.opens(shown, "My profile")).kind == "form"


async def test_only_the_last_quarter_counts_and_nothing_that_was_withdrawn(stage: Stage) -> None:
    """Old asks and withdrawn ones leave the map; leavers no longer help."""
    await stage.opens()
    await writes_profile(stage.person("Chidi"), can_help="dementia")
    ben = stage.person("Ben")
    ask = await ben.asks(PETS)
    gone = await ben.asks("Has anyone had a similar experience with self-neglect?")
    await ben.closes(ask, "One room at a time.")
    await ben.withdraws(gone)

    before = ben.sees(await ben.hears("knowledge map"))
    await stage.leaves(stage.person("Chidi"))
    await stage.moves(days=92)
    after = ben.sees(await ben.hears("knowledge map"))

    assert "Wanted, and nobody can help yet\nHoarding" in before
    assert "self-neglect" not in before.lower().partition("nobody has named")[0]
    assert "There is nothing to draw yet" in after


async def test_the_table_has_every_topic_with_its_three_numbers(stage: Stage) -> None:
    """On demand, in front of the card."""
    await stage.opens()
    await drawn(stage)
    ben = stage.person("Ben")

    table = read(await ben.opens(await ben.hears("knowledge map"), "Show the table"))

    assert "Hoarding\n0 can help · 3 would like to learn · asked about 1 time" in table
    assert "Best interests\n3 can help · 0 would like to learn · asked about 0 times" in table
    assert "#puppetry\n1 can help · 0 would like to learn · asked about 0 times" in table
    assert table.index("Hoarding") < table.index("Deprivation of liberty") < table.index("Best interests")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_it_is_taken_along_as_a_file(stage: Stage, kind: str) -> None:
    """Any member may: it holds no names. It has every topic of the pack, too."""
    await stage.opens()
    await drawn(stage)
    ben = stage.person("Ben")
    form = await ben.opens(await ben.hears("knowledge map"), "Show the table")
    sent = await ben.sends(form, kind=kind)
    assert "1:1 chat" in sent.text

    await takes(ben, offer_to(ben))

    [file] = files_of(ben)
    assert file.name.startswith("Knowledge map - MCA community - ")
    rows = lines_of(file.content) if kind == "csv" else sheets_of(file.content)["Knowledge map"]
    lines = [[str(cell) for cell in row if cell is not None] for row in rows]
    assert ["Topic", "Can help", "Want to learn", "Asked about in the last quarter"] in lines
    assert ["Hoarding", "0", "3", "1"] in lines
    assert ["Covert medication", "0", "0", "0"] in lines
    assert not [line for line in lines if "Chidi" in " ".join(line)]
    assert SAVED in [ben.sees(message) for message in ben.all_told()]


async def test_in_the_chat_it_is_shown_too(stage: Stage) -> None:
    """With a table that says where it belongs."""
    await stage.opens()
    await drawn(stage)
    ben = stage.person("Ben")

    told = await ben.whispers("what are we missing")

    assert "Hoarding" in ben.sees(told)
    assert "3 would like to learn" in read(await ben.opens(told, "Show the table"))
