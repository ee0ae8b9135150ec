"""Charts, each with words that say the same for clients that draw none."""

from __future__ import annotations

from collections.abc import Sequence

from cards.parts import Element, words
from community.privacy import shortened

LABEL_LIMIT = 40
"""The longest label that a chart or a button has room for on a phone."""
_MARKS = str.maketrans(dict.fromkeys('<>[]()*_~`\\#&"{}$|', " "))


def bars(title: str, rows: Sequence[tuple[str, int, str]]) -> Element:
    """A bar for each (label, count, share in words): `("Mentoring", 5, "63%")`. The title is in our own words."""
    return {
        "type": "Chart.HorizontalBar",
        "title": title,
        "displayMode": "AbsoluteWithAxis",
        "data": [{"x": _beside(plain(label), share), "y": count} for label, count, share in rows],
        "fallback": _in_words(
            [(shortened(label, LABEL_LIMIT), f"{count} ({share})" if share else str(count)) for label, count, share in rows]
        ),
    }


def line(title: str, points: Sequence[tuple[str, float]]) -> Element:
    """A line through (label, value) points, in order. The title is in our own words."""
    return {
        "type": "Chart.Line",
        "title": title,
        "data": [{"legend": title, "values": [{"x": plain(label), "y": value} for label, value in points]}],
        "fallback": _in_words([(shortened(label, LABEL_LIMIT), f"{value:g}") for label, value in points]),
    }


def plain(text: str, limit: int = LABEL_LIMIT) -> str:
    """What somebody wrote, for a place that may read markup: without the signs that markup is made of, and short."""
    return shortened(" ".join(text.translate(_MARKS).split()), limit) or "–"


def _beside(label: str, share: str) -> str:
    return f"{label} · {share}" if share else label


def _in_words(rows: Sequence[tuple[str, str]]) -> Element:
    lines = [words(f"{label}: {value}", spacing="Small") for label, value in rows]
    return {"type": "Container", "items": lines}
