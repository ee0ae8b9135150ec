"""Saying that one looks for something: what is looked for, and when people are asked instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.finding import EntryKind, Hit, also_looked_for, said_plainly, understood
from community.packs import USUAL, pack_named
from community.search_words import SEARCH_MOST, search_words

MCA = pack_named(USUAL)


def hit(*matched: str) -> Hit:
    """Something that was found for the words it matched."""
    at = datetime(2026, 11, 2, tzinfo=UTC)
    return Hit(ref="ask:a", what=EntryKind.ASK, kind="", topics=(), title="", at=at, matched=matched, in_title=False)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("find capacity assessment template", "capacity assessment template"),
        ("Find: #dols guidance", "#dols guidance"),
        ("search for joint visits", "joint visits"),
        ("search joint visits", "joint visits"),
        ("look up the clutter scale", "the clutter scale"),
        ("look for\na checklist", "a checklist"),
        ("search the library for joint visits", "joint visits"),
        ("find in our library for forms", "forms"),
        ("find what people say about hoarding", "what people say about hoarding"),
        ("find", None),
        ("finding templates", None),
        ("find me somebody who has done this", None),
        ("find someone with experience of the court", None),
        ("Find a new mentor", None),
        ("look for people who", None),
        ("find it hard to say no", None),
        ("find out whether it helps", None),
        ("find " + "x" * SEARCH_MOST, None),
    ],
)
def test_what_is_to_be_found(said: str, wanted: str | None) -> None:
    """What stands behind the word; nothing where people are looked for, or a story is told."""
    assert search_words(said) == wanted


@given(st.text(max_size=200))
def test_whatever_is_said_is_short_and_on_one_line(text: str) -> None:
    """What is looked for fits on a card, whatever somebody writes."""
    wanted = search_words(f"find {text}")
    assert wanted is None or (0 < len(wanted) <= SEARCH_MOST and "\n" not in wanted)


def test_what_else_was_looked_for_is_told() -> None:
    """Other names that were found, or all of them where nothing was; never singular and plural, or what they wrote."""
    wanted = understood("the dols templates", MCA)

    assert also_looked_for(wanted, [hit("Deprivation of liberty", "template", "DoLS")]) == ("deprivation of liberty",)
    assert also_looked_for(wanted, [hit("templates")]) == ()
    assert "deprivation of liberty" in also_looked_for(wanted)
    assert "template" not in also_looked_for(wanted)
    assert len(also_looked_for(wanted)) == 4


def test_the_field_holds_the_words_without_filters() -> None:
    """What the filters say is in fields of its own; looking again with them changes nothing."""
    wanted = understood("briefings about Hoarding and fire #dols", MCA)

    assert said_plainly(wanted) == "hoarding fire"
    assert understood(said_plainly(wanted), MCA).words == wanted.words
