"""A facilitator's own kinds of check-in."""

from __future__ import annotations

import pytest

from sandbox.answers import Form
from tests.support.checkin_players import Checkin, all_answer, answers, begins, ends, newest, shown_to, writes
from tests.support.players import Player, kept, read
from tests.support.stage import Stage

ENERGY = {"label": "Energy", "question": "How much energy do you have today?", "first": "None left", "last": "Plenty"}
HOSTILE = "[Sign in](https://evil.example) **x**"


async def _form(player: Player) -> Form:
    return await player.opens(await player.hears("check-in"), "Make your own")


async def _makes(player: Player, **inputs: str) -> Form:
    return await player.sends(await _form(player), **{**ENERGY, **inputs})


async def test_a_kind_of_ones_own(stage: Stage) -> None:
    """Made once, it can be launched like any other; points between the ends go by their number."""
    amara = await stage.opens()

    told = await _makes(amara, wellbeing="true", heavy="first")
    assert "“Energy” is there now." in told.text
    await stage.comes_again(new_id=True)
    checkin = await begins(amara, "check-in: energy")

    assert "How much energy do you have today?" in checkin.words
    assert checkin.buttons[:5] == ["1 · None left", "2 of 5", "3 of 5", "4 of 5", "5 · Plenty"]
    assert "Anonymous: " in checkin.words
    assert "Where to find support" in shown_to(await answers(stage.person("Ben"), checkin, 2))
    assert stage.count("SELECT count(*) FROM checkin_kinds") == 1


async def test_a_heavy_end_can_be_the_last(stage: Stage) -> None:
    """Support is shown at the end that is heavy, also for a kind that is not wellbeing, and with names."""
    amara = await stage.opens()
    await _makes(amara, points="3", heavy="last", label="Load", first="Light", last="Heavy")
    checkin = await _launched(stage, amara, named="true")
    ben = stage.person("Ben")

    assert "Where to find support" not in shown_to(await answers(ben, checkin, 2))
    assert "Where to find support" in shown_to(await answers(ben, checkin, 3))
    assert "Where to find support" not in stage.everything_kept()
    assert "Samaritans" not in stage.everything_kept()
    await ends(amara, checkin)
    assert checkin.bars == [0, 0, 1]


async def test_seven_points_are_answered_in_a_form(stage: Stage) -> None:
    """A card has room for six buttons; a longer scale is a list."""
    amara = await stage.opens()
    await _makes(amara, points="7", wellbeing="true", heavy="first")
    checkin = await begins(amara, "check-in: energy")

    assert checkin.buttons == ["Answer", "Manage"]
    assert (await writes(stage.person("Ben"), checkin, 7)).text == "Your answer is counted."


async def test_a_topic_in_a_question_of_ones_own(stage: Stage) -> None:
    """Where the question says {topic}, it is asked for at each launch."""
    amara = await stage.opens()
    await _makes(amara, question="How useful was {topic}?")

    assert "Please say what" in (await amara.hears("check-in: energy")).text
    assert "How useful was the visit?" in (await begins(amara, "check-in: energy about the visit")).words


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"label": " "}, "nothing to read there yet"),
        ({"label": "x" * 41}, "41 characters long"),
        ({"label": "mood"}, "There is a check-in called “mood” already."),
        ({"question": ""}, "nothing to read there yet"),
        ({"first": "Same", "last": "same"}, "Both ends of the scale say the same."),
        ({"last": ""}, "nothing to read there yet"),
        ({"points": "2"}, "A scale has 3 to 7 points."),
        ({"points": "9" * 5_000}, "A scale has 3 to 7 points."),
        ({"points": "five"}, "A scale has 3 to 7 points."),
        ({"wellbeing": "true"}, "A wellbeing check-in needs a heavy end"),
        ({"wellbeing": "true", "heavy": "both"}, "A wellbeing check-in needs a heavy end"),
    ],
)
async def test_a_kind_that_cannot_be_kept_comes_back(stage: Stage, inputs: dict[str, str], said: str) -> None:
    """With what was typed in it, and a sentence."""
    amara = await stage.opens()
    form = await _form(amara)

    typed = {**ENERGY, "points": "5", "wellbeing": "false", "heavy": "none", **inputs}
    sent = await stage.teams.submit_form(amara.member, form, stage.only_button(form), typed)

    assert said in read(sent)
    assert kept(sent, "first") == typed["first"]
    assert stage.count("SELECT count(*) FROM checkin_kinds") == 0


async def test_a_community_has_a_dozen_at_most(stage: Stage) -> None:
    """Then one has to go first."""
    amara = await stage.opens()
    for number in range(12):
        assert "is there now" in (await _makes(amara, label=f"Kind {number}")).text

    assert "12 check-ins of its own already" in read(await _makes(amara, label="One more"))


async def test_a_kind_is_deleted_and_its_rounds_stay(stage: Stage) -> None:
    """It cannot be launched any more; what was launched goes on as it is."""
    amara = await stage.opens()
    await _makes(amara, wellbeing="true", heavy="first")
    checkin = await begins(amara, "check-in: energy")
    [(slug,)] = stage.rows("SELECT kind FROM checkin_kinds")
    form = await amara.opens(await amara.hears("check-in"), "Delete one of your own")

    assert "“Energy” is deleted." in (await amara.sends(form, kind=slug)).text
    assert "There is no check-in of your own to delete." in read(await amara.sends(form, kind=slug))

    assert "I do not know a check-in called “energy”" in (await amara.hears("check-in: energy")).text
    await all_answer(stage, checkin, 1, 1, 1, 1, 1)
    await ends(amara, checkin)
    assert "around “None left”" in checkin.words
    assert "Energy" in amara.buttons(await amara.hears("trend"))


async def test_only_facilitators_make_and_delete(stage: Stage) -> None:
    """Anybody else reads whom to ask."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    form = await _form(amara)
    await _makes(amara)
    card = await amara.hears("check-in")

    for title in ("Make your own", "Delete one of your own"):
        assert "Only a facilitator" in read(await ben.opens(card, title))
    assert "Only a facilitator" in read(await ben.sends(form, **ENERGY))
    drop = await amara.opens(card, "Delete one of your own")
    assert "Only a facilitator" in read(await ben.sends(drop, kind="x"))
    assert stage.count("SELECT count(*) FROM checkin_kinds") == 1


async def test_what_a_facilitator_writes_never_becomes_markup(stage: Stage) -> None:
    """Words of one's own are text, in the card, in the bars and in the sentence about them."""
    amara = await stage.opens()
    await _makes(amara, label="L" + HOSTILE[:30], question=HOSTILE, first=HOSTILE[:36], last="**y**")
    checkin = await _launched(stage, amara, named="true")
    await all_answer(stage, checkin, 1, 5)
    await ends(amara, checkin)

    read_as_markup = _blocks(checkin.card.cards[0])
    assert not [text for text in read_as_markup if "](" in text or "**x" in text or "**y" in text]
    assert HOSTILE in checkin.words


def _blocks(card: object) -> list[str]:
    """Every text that a client may read markup in, wherever it is in a card."""
    if isinstance(card, list):
        return [text for part in card for text in _blocks(part)]
    if not isinstance(card, dict):
        return []
    found = [card["text"]] if card.get("type") == "TextBlock" else []
    found += [bar["x"] for bar in card.get("data", []) if card.get("type") == "Chart.HorizontalBar"]
    return found + [text for part in card.values() for text in _blocks(part)]


async def _launched(stage: Stage, player: Player, **inputs: str) -> Checkin:
    [(slug,)] = stage.rows("SELECT kind FROM checkin_kinds")
    chosen = await player.sends(await player.opens(await player.hears("check-in"), "Another one"), kind=slug)
    sent = await player.sends(chosen, **inputs)
    assert sent.kind == "closed", read(sent)
    return newest(stage)
