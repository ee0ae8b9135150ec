"""What a document is likely to be, told from its name and from what was said beside it."""

from __future__ import annotations

import pytest

from community.documents import MOST_TOPICS
from community.guessing import guessed, kind_named, together
from community.packs import pack_named

PACK = pack_named("mca")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Hoarding - 7 minute briefing", "7-minute-briefing"),
        ("Guidance on best interests", "guidance"),
        ("Templates", "template"),
        ("Template for a 7-minute briefing", "7-minute-briefing"),
        ("CASE STUDY - Mrs B", "case-study"),
        ("Minutes of the board", ""),
        ("", ""),
        ("🌳", ""),
    ],
)
def test_a_kind_is_what_the_title_names(title: str, kind: str) -> None:
    """Case, plurals and hyphens are forgiven; the longest name counts; nothing is guessed where nothing is named."""
    assert kind_named(title, PACK) == kind


def test_the_title_counts_before_what_was_said() -> None:
    """A message may speak of other things than the file it brings."""
    assert guessed("Guidance", PACK, said="as a template").kind == "guidance"
    assert guessed("scan0001", PACK, said="as a template").kind == "template"


@pytest.mark.parametrize(("name", "kind"), [("talk.MP4", "recording"), ("talk.m4a", "recording"), ("talk.pdf", "")])
def test_a_recording_is_told_by_its_type(name: str, kind: str) -> None:
    """Sound and pictures that move are recordings, whatever they are called."""
    assert guessed("talk", PACK, name=name).kind == kind


def test_topics_come_from_title_hashtags_and_words() -> None:
    """In that order, each once, with hashtags of the community's own among them."""
    found = guessed("Self-neglect and hoarding", PACK, said="For #DoLS and #ourward: hoarding, best interests")

    assert found.topics == ("self-neglect", "hoarding", "dols", "ourward", "best-interests")


def test_there_are_only_so_many_topics() -> None:
    """As many as a document can have."""
    assert len(together([str(number) for number in range(30)], ["1"])) == MOST_TOPICS
