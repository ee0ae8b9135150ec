"""The kinds of check-in: those that come with Canopy, one file each, and those that facilitators make themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated, Final

from pydantic import Field, ValidationError, field_validator, model_validator

from community.people import Model
from community.privacy import checked, one_line
from community.refusals import Refusal

FOLDER = Path(__file__).resolve().parent.parent / "content" / "checkins"
LABEL_LIMIT = 40
KIND_QUESTION_LIMIT = 300
POINT_LIMIT = 36
"""A point is the title of a button."""
FEWEST_POINTS, MOST_POINTS = 3, 7
MOST_OWN_KINDS = 12
TOPIC = "{topic}"


class Heavy(StrEnum):
    """Which end of a scale is the heavy one."""

    FIRST = "first"
    LAST = "last"
    NONE = "none"


class BrokenKind(Exception):
    """Raised at start for a kind that cannot be used. Says which file, which field and why."""


class KindGone(Refusal):
    """Raised for a kind of check-in that is not there (any more)."""

    sentence = "I do not know a check-in called “{kind}”. Write @Canopy check-in to see which there are."


class PointsUnclear(Refusal):
    """Raised for a scale of a facilitator's own with too few or too many points."""

    sentence = f"A scale has {FEWEST_POINTS} to {MOST_POINTS} points. Please choose how many."


class EndsAlike(Refusal):
    """Raised for a scale whose two ends are called the same."""

    sentence = "Both ends of the scale say the same. Please use different words for them."


class HeavyEndMissing(Refusal):
    """Raised for a wellbeing kind without a heavy end."""

    sentence = "A wellbeing check-in needs a heavy end, so that whoever answers there is shown where to find support."


class TooManyKinds(Refusal):
    """Raised when a community makes more kinds than a list can hold."""

    sentence = f"This community has {MOST_OWN_KINDS} check-ins of its own already. Delete one that you do not use any more first."


class KindThere(Refusal):
    """Raised for a second kind with the same name."""

    sentence = "There is a check-in called “{label}” already. Please give this one another name."


_Words = Annotated[str, Field(min_length=1)]


class CheckinKind(Model):
    """One kind of check-in. A point without words of its own is called by its number."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    label: _Words = Field(max_length=LABEL_LIMIT)
    question: _Words = Field(max_length=KIND_QUESTION_LIMIT)
    intro: str = Field(default="", max_length=300)
    points: tuple[Annotated[str, Field(max_length=POINT_LIMIT)], ...] = Field(min_length=FEWEST_POINTS, max_length=MOST_POINTS)
    heavy: Heavy
    wellbeing: bool
    comment: str = Field(default="", max_length=200)
    own: bool = False

    @field_validator("points")
    @classmethod
    def _ends_have_words(cls, points: tuple[str, ...]) -> tuple[str, ...]:
        if not (points and points[0].strip() and points[-1].strip()):
            raise ValueError("both ends need words")
        return points

    @model_validator(mode="after")
    def _support_has_a_place(self) -> CheckinKind:
        if self.wellbeing and self.heavy is Heavy.NONE:
            raise ValueError("heavy: a wellbeing kind needs a heavy end")
        return self

    @property
    def asks_about_a_topic(self) -> bool:
        """True when the question has a place for a topic."""
        return TOPIC in self.question

    def asked(self, topic: str) -> str:
        """The question, with the topic in its place."""
        return self.question.replace(TOPIC, topic or "this")

    def name_of(self, point: int) -> str:
        """What a point (from 1) is called: its words, or its number where it has none."""
        return self.points[point - 1] or f"{point} of {len(self.points)}"

    def title_of(self, point: int) -> str:
        """The same with its number in front, as on a button."""
        name = self.points[point - 1]
        return f"{point} · {name}" if name else self.name_of(point)

    def is_heavy(self, point: int) -> bool:
        """True for the heaviest point, and for the one beside it where the scale has room for both."""
        if self.heavy is Heavy.NONE:
            return False
        from_the_end = point if self.heavy is Heavy.FIRST else len(self.points) + 1 - point
        return from_the_end <= (2 if len(self.points) >= 5 else 1)


def read_kinds(folder: Path) -> dict[str, CheckinKind]:
    """Every kind in `folder`, by slug: the name of its file. Raises `BrokenKind`, naming the file and the field."""
    kinds = {path.stem: read_kind(path) for path in sorted(folder.glob("*.toml"))}
    if not kinds:
        raise BrokenKind(f"{folder}: there is no check-in kind here")
    return kinds


def read_kind(path: Path) -> CheckinKind:
    """One kind from its file. Raises `BrokenKind`."""
    try:
        kind = CheckinKind.model_validate({"slug": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BrokenKind(f"{path.name}: {f'{field}: ' if field else ''}{first['msg']}") from wrong
    except ValueError as wrong:  # not TOML, or not UTF-8
        raise BrokenKind(f"{path.name}: {wrong}") from wrong
    if kind.slug != path.stem or kind.own:
        raise BrokenKind(f"{path.name}: {'own' if kind.own else 'slug'}: is not for a file to say")
    if _filled_in(kind.question) - {"topic"}:
        raise BrokenKind(f"{path.name}: question: only {{topic}} can be filled in")
    if not all(point.strip() for point in kind.points):
        raise BrokenKind(f"{path.name}: points: every point needs words")
    return kind


def _filled_in(question: str) -> set[str]:
    """What a question has places for; for one with a stray brace, something that nothing can fill."""
    try:
        return {field for _, field, _, _ in Formatter().parse(question) if field is not None}
    except ValueError:
        return {"{"}


BUILT_IN: Final = read_kinds(FOLDER)
"""The kinds that come with Canopy. Read once, so that a broken file is noticed at start."""


class OwnKindWish(Model):
    """What a facilitator typed into the form for a kind of their own, unchecked."""

    label: str
    question: str
    first: str
    last: str
    points: str
    wellbeing: bool
    heavy: str


def own_kind(wish: OwnKindWish, slug: str, others: Sequence[CheckinKind]) -> CheckinKind:
    """A facilitator's own kind, checked. `others` are the kinds the community has.

    Raises `TextMissing`, `TextTooLong`, `PointsUnclear`, `EndsAlike`, `HeavyEndMissing`, `KindThere` or `TooManyKinds`.
    """
    label = one_line(checked(wish.label, LABEL_LIMIT), LABEL_LIMIT)
    question = checked(wish.question, KIND_QUESTION_LIMIT)
    first, last = (one_line(checked(end, POINT_LIMIT), POINT_LIMIT) for end in (wish.first, wish.last))
    if not (wish.points.isascii() and wish.points.isdigit() and FEWEST_POINTS <= int(wish.points[:3]) <= MOST_POINTS):
        raise PointsUnclear
    if first.casefold() == last.casefold():
        raise EndsAlike
    heavy = Heavy(wish.heavy) if wish.heavy in set(Heavy) else Heavy.NONE
    if wish.wellbeing and heavy is Heavy.NONE:
        raise HeavyEndMissing
    if label.casefold() in {other.label.casefold() for other in others}:
        raise KindThere(label=label)
    if sum(other.own for other in others) >= MOST_OWN_KINDS:
        raise TooManyKinds
    middle = [""] * (int(wish.points) - 2)
    return CheckinKind(
        slug=slug, label=label, question=question, points=(first, *middle, last), heavy=heavy, wellbeing=wish.wellbeing, own=True
    )


def kind_called(words: str, kinds: Sequence[CheckinKind]) -> CheckinKind:
    """The kind that somebody means by `words`: its name or its slug. Raises `KindGone`."""
    wanted = one_line(words, LABEL_LIMIT).casefold()
    for kind in kinds:
        if wanted in {kind.slug.casefold(), kind.label.casefold()}:
            return kind
    raise KindGone(kind=one_line(words, LABEL_LIMIT))
