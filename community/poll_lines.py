"""How the options of a poll are written: on lines, in one line with the question, or as a scale with words at its ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from community.privacy import clean, shortened
from community.refusals import Refusal

LABEL_LIMIT = 40
FEWEST_OPTIONS = 2
SHORTEST_SCALE = 3
LONGEST_SCALE = 10
INLINE_FORM = "@Canopy poll: Which topic next? Mentoring | Onboarding"

_BULLET = re.compile(r"^[-*•–]\s+")
_NUMBER = re.compile(r"^(\d{1,2})[.)]\s+")
_POINT = re.compile(r"^\d{1,2} – ")
_ASKED = re.compile(r"^(.*\?)\s+(\S.*)$")
"""A question mark with something behind it: there the options begin. One inside a web address has no space behind it."""


class ScaleUnclear(Refusal):
    """Raised for a scale that is too short, too long or not a number."""

    sentence = "Please give the scale {fewest} to {most} points."


class OptionTooLong(Refusal):
    """Raised for an option that does not fit on the card of a poll."""

    sentence = "“{option}” is {length} characters long. Please keep each option to {limit}."


class InlineUnclear(Refusal):
    """Raised for a poll in one line whose options cannot be told from its question."""

    sentence = "I could not find a question and at least 2 options there. Write it like this: {form}"


def option_lines(text: str) -> tuple[str, ...]:
    """The options in what somebody typed or pasted: one a line, without bullets; one line with `|` or `;` holds several."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    lines = [_BULLET.sub("", line) for line in lines if line]
    if len(lines) == 1:
        lines = split_line(lines[0])
    numbered = [_NUMBER.match(line) for line in lines]
    if len(lines) > 1 and [found and int(found[1]) for found in numbered] == list(range(1, len(lines) + 1)):
        lines = [_NUMBER.sub("", line) for line in lines]
    return tuple(filter(None, lines))


def split_line(line: str) -> list[str]:
    """The pieces of one line, between `|` or else `;`."""
    mark = "|" if "|" in line else ";"
    return [piece.strip() for piece in line.split(mark)]


def scale(points: str, low: str, high: str) -> tuple[str, ...]:
    """The points of a scale, lowest first, with words at both ends. Raises `ScaleUnclear` or `OptionTooLong`."""
    said = clean(points)
    many = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    if not SHORTEST_SCALE <= many <= LONGEST_SCALE:
        raise ScaleUnclear(fewest=SHORTEST_SCALE, most=LONGEST_SCALE)
    ends = {1: _end(low), many: _end(high)}
    return tuple(f"{point} – {ends[point]}" if ends.get(point) else str(point) for point in range(1, many + 1))


def ends_of(points: Sequence[str]) -> tuple[str, str]:
    """The words at both ends of a scale that `scale` made; empty ones where it has none."""
    low, high = (_POINT.sub("", point) for point in (points[0], points[-1]))
    return ("" if low.isdigit() else low, "" if high.isdigit() else high)


def in_one_line(text: str) -> tuple[str, tuple[str, ...]]:
    """The question and the options in one message: “Which topic next? Mentoring | Onboarding”, or an option on each line.

    Raises `InlineUnclear`.
    """
    lines = [line for line in clean(text).split("\n") if line.strip()]
    first, *rest = lines if len(lines) > 1 else split_line(lines[0] if lines else "")
    asked = _ASKED.match(first) if len(lines) < 2 else None
    if asked:
        first, rest = asked[1], [asked[2], *rest]
    options = option_lines("\n".join(rest))
    if not first.strip(" ?") or len(options) < FEWEST_OPTIONS:
        raise InlineUnclear(form=INLINE_FORM)
    return first.strip(), options


def _end(words: str) -> str:
    kept = " ".join(clean(words).split())
    if len(kept) > LABEL_LIMIT:
        raise OptionTooLong(option=shortened(kept, 40), length=len(kept), limit=LABEL_LIMIT)
    return kept
