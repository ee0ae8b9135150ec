"""What people write is shown as they wrote it, or refused; it is never markup, never a mention, never somebody else's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.support.cards import elements
from tests.support.players import read
from tests.support.stage import Stage

NASTY = {
    "markdown": "**bold** _it_ # head\n- list [Sign in](https://evil.example) ![x](https://evil.example/x.png)",
    "html": "<b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)> &lt;i&gt; &amp;",
    "mentions": "<at>Everyone</at> <at id=0>Amara Osei</at> @Amara Osei",
    "templates": "{{DATE(2020-01-01T00:00:00Z,SHORT)}} ${x} {text} %s \\u0041",
    "another alphabet": "Ꭺmara Οsei – Facilitatоr",
    "many signs": "🌳🌳🏽‍♀️👩‍👩‍👧‍👦" * 40,
}
DECEIVING = "see \u202egnp.exe\u202c here\u200b\u2066 \u0000and\u0007 there\ufeff"
PLAIN = "see gnp.exe here and there"
LIMIT = 28 * 1024


def _ours(stage: Stage) -> Iterator[dict[str, Any]]:
    """Everything Canopy ever sent to Teams that holds a card."""
    for request in stage.teams.requests:
        body = request.body if isinstance(request.body, dict) else {}
        activity = body.get("activity", body)
        if activity.get("attachments"):
            yield activity


def _check(stage: Stage, *written: str) -> None:
    """No card reads what was written as markup, calls anybody Canopy did not call, or is too big."""
    pieces = {piece for text in written for piece in text.split() if len(piece) > 6}
    for activity in _ours(stage):
        card = activity["attachments"][0]["content"]
        assert len(orjson.dumps(activity)) <= LIMIT
        read_as_markdown = [element["text"] for element in elements(card) if element.get("type") == "TextBlock"]
        assert not [text for text in read_as_markdown if any(piece in text for piece in pieces)]
        called = [entity["mentioned"]["name"] for entity in card.get("msteams", {}).get("entities", [])]
        assert set(called) <= {"Ben Carter"}


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
async def test_hostile_text_is_plain_text_everywhere(stage: Stage, nasty: str) -> None:
    """In a question, an answer, what was learned, and every list and form they come back in, nasty text is just text."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks_through(await ben.opens(await ben.hears("help"), "Ask a question"), question=nasty, kind="problem")
    await chidi.helps(ask, nasty)
    await ben.says_what_helped(ask, "Chidi")
    await ben.hears("asks")
    await ben.closes(ask, nasty)

    shown = [line for line in nasty.split("\n") if line.strip()]
    for line in shown:
        assert line[:60] in ask.words
        assert line in ask.thread[0]
        assert line in ask.thread[1]
    assert f"Chidi Okafor: {nasty[:60]}".replace("\n", " ") in ask.words
    _check(stage, nasty)


@pytest.mark.parametrize("nasty", ["markdown", "templates", "another alphabet"])
async def test_hostile_words_in_the_channel_are_asked_as_they_are(stage: Stage, nasty: str) -> None:
    """The same for what is written to Canopy in the channel, and for the chooser."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks(NASTY[nasty])

    assert ask.kind == "What are you after?"
    for line in NASTY[nasty].split("\n"):
        assert line in ask.words
    _check(stage, NASTY[nasty])


async def test_what_could_deceive_a_reader_is_taken_out(stage: Stage) -> None:
    """Direction overrides, invisible signs, NUL and bells are not kept; the words are."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")

    ask = await ben.asks(f"problem: {DECEIVING}")
    await chidi.helps(ask, DECEIVING, link="https://example.org/\u202egnp")
    await ben.closes(ask, DECEIVING)

    assert PLAIN in ask.words
    assert f"Chidi Okafor: {PLAIN}" in ask.words
    assert PLAIN in ask.thread[0]
    assert PLAIN in ask.thread[1]
    for activity in _ours(stage):
        sent = orjson.dumps(activity).decode()
        assert not set("\u202e\u202c\u200b\u2066\ufeff") & set(sent)
        assert "\\u00" not in sent


async def test_somebody_elses_name_in_a_question_calls_nobody(stage: Stage) -> None:
    """Mentioning a colleague in the question names them, and only Teams tells them."""
    await stage.opens()
    ben = stage.person("Ben")

    ask = await ben.asks("@Canopy problem: @Chidi Okafor and I wonder who pays for the skip")

    assert "Chidi Okafor and I wonder who pays for the skip" in ask.words
    assert ask.card.cards[0]["msteams"].get("entities") is None


async def test_a_nasty_name_is_just_a_name(stage: Stage) -> None:
    """A person's name is text as well, also where they are called by it."""
    await stage.opens()
    chidi = stage.person("Chidi")
    nasty = "<at>Everyone</at> **Eve** [x](https://evil.example)"
    eve = await stage.joins(nasty)

    ask = await eve.asks("Has anyone had a similar experience with a landlord?")
    await chidi.helps(ask, "We wrote to him.")

    assert f"{nasty} asks" in ask.words
    card = stage.teams.thread(ask.card)[-1].cards[0]
    [called] = card["msteams"]["entities"]
    assert called["mentioned"]["id"] == eve.member.teams_id
    assert called["text"] == "<at>atEveryone/at Eve xhttps://evil.example</at>"
    assert ask.thread[0].endswith(f"{called['text']} – does this help?")


async def test_a_name_without_an_end_is_cut(stage: Stage) -> None:
    """Ten thousand characters of name do not fill a card."""
    await stage.opens()
    eve = await stage.joins("Eve " + "x" * 10_000)

    ask = await eve.asks("Has anyone had a similar experience with a landlord?")

    assert f"Eve {'x' * 55}… asks" in ask.words


async def test_a_link_shows_where_it_leads(stage: Stage) -> None:
    """What is shown of a link is its host, so that it cannot claim to lead elsewhere."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks("Has anyone had a similar experience with a landlord?")

    await chidi.helps(ask, "Here.", link='https://evil.example/nhs.uk")[x](https://nhs.uk)')

    assert "evil.example" in ask.words
    assert "nhs.uk" not in ask.words


async def test_a_communitys_name_is_just_a_name(stage: Stage) -> None:
    """A name and a purpose that look like markup are shown as they are, wherever they are shown."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    form = await amara.opens(await amara.hears("settings"), "Change the settings")
    nasty = "**MCA** [x](https://evil.example) <at>Everyone</at>"

    await amara.sends(form, name=nasty, purpose=f"{nasty} {DECEIVING}")

    assert f"No open asks in {nasty}." in ben.sees(await ben.hears("asks"))
    assert nasty in ben.sees(await ben.hears("settings"))
    assert f"{nasty} {PLAIN}" in ben.sees(await ben.hears("help"))
    assert f"You are in: {nasty}" in ben.sees(await ben.whispers("help"))
    assert nasty in read(await ben.opens(await ben.hears("settings"), "Change the settings"))
    _check(stage, nasty)


async def test_the_longest_of_everything_fits(stage: Stage) -> None:
    """Text as long as it may be, in signs of four bytes, is asked, answered, helped and closed without a card too big."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    ask = await ben.asks_through(
        await ben.opens(await ben.hears("help"), "Ask a question"), question="🌳" * 2_000, kind="problem"
    )
    for _ in range(6):
        await chidi.helps(ask, "🌊" * 3_000, link=f"https://example.org/{'x' * 370}")
    await ben.hears("asks")
    assert (await ben.opens(ask.card, "What helped?")).kind == "form"
    assert (await ben.opens(await ben.whispers("🌳" * 2_000), "Ask a question")).kind == "form"
    await ben.closes(ask, "🌱" * 1_000)

    assert "🌱" * 1_000 in ask.words
    assert "…and 1 more answer in the thread." in ask.words
    _check(stage)
