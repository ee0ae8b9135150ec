"""The cues themselves: each can be met."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from community.cues import nothing
from community.cues.language import END, cues, variants
from community.cues.words import MEANT, UNSAID
from community.recognition import CUES_OF


def words(*steps: str | int) -> tuple[frozenset[str] | int, ...]:
    """Steps as they are read: words by `|`, or how many may pass."""
    return tuple(step if isinstance(step, int) else frozenset(step.split("|")) for step in steps)


@pytest.mark.parametrize(
    ("cue", "read"),
    [
        ("in action", [words("in", "action")]),
        ("who (is|are) ~2 trained", [words("who", "is|are", 2, "trained")]),
        ("~ now", [words(4, "now")]),
        ("^ stuck", [words(".", "stuck")]),
        ("do? it", [words("do", "it"), words("it")]),
        ("we (team up|join) (now|then)?", [
            words("we", "join", "now|then"), words("we", "join"),
            words("we", "team", "up", "now|then"), words("we", "team", "up"),
        ]),
        ("let us {write}", [words("let", "us", "record|document|capture|compile|log")]),
    ],
)  # fmt: skip
def test_the_language_of_the_cues(cue: str, read: list[tuple[frozenset[str] | int, ...]]) -> None:
    """Words, choices, what may be missing, gaps, beginnings and groups are read as the language says."""
    assert list(variants(cue)) == read


def test_a_long_cue_goes_on_in_the_next_line() -> None:
    """A line that is indented further belongs to the one above, after a space or within a choice."""
    block = """
        one (two|
            three) four
            five
        six
    """
    assert list(cues(block)) == ["one (two|three) four five", "six"]


def test_no_cue_holds_a_word_that_is_never_read() -> None:
    """A cue with a word that is taken out or read as another could never be met."""
    for block in all_blocks():
        for cue in cues(block):
            for steps in variants(cue):
                words = {word for step in steps if not isinstance(step, int) for word in step} - {END}
                assert words.isdisjoint(UNSAID | MEANT.keys()), cue
                assert all(word.isalnum() and word == word.lower() for word in words), cue


def test_every_cue_begins_with_a_word() -> None:
    """A cue is found by its first word, so it cannot begin with a gap."""
    for block in all_blocks():
        for cue in cues(block):
            assert all(steps and not isinstance(steps[0], int) for steps in variants(cue)), cue


def all_blocks() -> Iterator[str]:
    """Every block of cues there is."""
    yield nothing.CUES
    for by_strength in CUES_OF.values():
        yield from by_strength.values()
