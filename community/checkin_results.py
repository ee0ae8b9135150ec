"""What a check-in came to: frozen when it closes, and worded so that nobody is found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from community.checkin_kinds import CheckinKind
from community.people import Model
from community.rounds import ENOUGH, ENOUGH_FOR_A_PICTURE, Mode

TOO_FEW = f"Fewer than {ENOUGH} people answered, so nothing is shown."
NOBODY = "Nobody answered."
LOST_KEY = (
    "The key that keeps these answers apart from names was lost, so this check-in closed early with the answers it had. "
    "Nobody's answer can be tied to their name."
)
ROUNDS_IN_A_TREND = 12


class Given(NamedTuple):
    """One answer: a point of the scale, from 1, and a comment or nothing."""

    point: int
    comment: str = ""


class Spread(StrEnum):
    """How far apart the middle half of the answers is."""

    CLOSE = "close"
    APART = "apart"
    FAR = "far"


_SPREAD_WORDS = {
    Spread.CLOSE: "answers were close together",
    Spread.APART: "answers were spread out",
    Spread.FAR: "answers were far apart",
}


class Results(Model):
    """What is kept of a closed round, and all that anybody is ever shown of it."""

    lost_key: bool = False
    answered: int | None = None
    """None where too few answered for anything to be shown."""
    counts: tuple[int, ...] = ()
    """How many chose each point; empty where a picture would say too much."""
    middle: float | None = None
    """The median point, from 1; halves lie between two points."""
    spread: Spread | None = None
    comments: tuple[str, ...] = ()
    """In an order that says nothing."""


def results_of(kind: CheckinKind, mode: Mode, answers: Sequence[Given], *, chance: str, lost_key: bool = False) -> Results:
    """Count a round. `chance` is any fresh random text: the comments are put in an order by it that says nothing."""
    points = sorted(answer.point for answer in answers)
    if mode is Mode.ANONYMOUS and len(points) < ENOUGH:
        return Results(lost_key=lost_key)
    if not points:
        return Results(lost_key=lost_key, answered=0)
    in_words = kind.wellbeing and len(points) < ENOUGH_FOR_A_PICTURE
    return Results(
        lost_key=lost_key,
        answered=len(points),
        counts=() if in_words else tuple(points.count(point) for point in range(1, len(kind.points) + 1)),
        middle=float(median(points)),
        spread=_spread(points, len(kind.points)),
        comments=shuffled([answer.comment for answer in answers if answer.comment], chance),
    )


def _spread(points: Sequence[int], scale: int) -> Spread:
    """How wide the middle half of `points` (sorted) is, on a scale of so many points."""
    outside = (len(points) - 1) // 4
    width = points[-1 - outside] - points[outside]
    if width <= 1:
        return Spread.CLOSE
    return Spread.FAR if width >= 0.75 * (scale - 1) else Spread.APART


def shuffled(texts: Sequence[str], chance: str) -> tuple[str, ...]:
    """`texts` in an order that depends on nothing but themselves and `chance`."""
    return tuple(sorted(texts, key=lambda text: hashlib.sha256(f"{chance}\x1f{text}".encode("utf-8", "replace")).digest()))


def in_words(kind: CheckinKind, results: Results) -> str:
    """The results in one sentence, which says the same as a picture of them would."""
    if results.answered is None:
        return TOO_FEW
    if results.middle is None or results.spread is None:
        return NOBODY
    where = place_words(kind, results.middle)
    beginning = f"Most answers were {where}" if results.spread is Spread.CLOSE else f"The middle was {where}"
    return f"{beginning}, and {_SPREAD_WORDS[results.spread]}."


def place_words(kind: CheckinKind, middle: float) -> str:
    """Where on a scale something is: “around ‘Heavy’”, or “between” two points."""
    low = int(middle)
    if middle == low:
        return f"around “{kind.name_of(low)}”"
    return f"between “{kind.name_of(low)}” and “{kind.name_of(low + 1)}”"


class TrendRound(Model):
    """One closed round of a line."""

    closed_at: datetime
    results: Results


class Trend(Model):
    """The same check-in over time."""

    kind: CheckinKind
    topic: str
    rounds: tuple[TrendRound, ...]
    """Those that had enough answers, oldest first."""
    left_out: int
    """How many had not."""


def trend_of(kind: CheckinKind, topic: str, rounds: Sequence[TrendRound]) -> Trend:
    """The trend of `rounds`, oldest first. Those with too few answers are left out, and counted."""
    told = tuple(each for each in rounds if each.results.middle is not None)
    return Trend(kind=kind, topic=topic, rounds=told, left_out=len(rounds) - len(told))
