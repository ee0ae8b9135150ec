"""Looking at documents again: when owners are asked, and what supersedes what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.documents import Document, DocumentState
from community.ids import DocumentId
from community.packs import USUAL, pack_named
from community.people import MemberId
from community.refusals import Refusal
from community.reviews import (
    LONGEST_LINE,
    MOST_TIMES,
    LineTooLong,
    NewerGone,
    SupersededInCircle,
    SupersedesItself,
    ask_at,
    check_supersedes,
    newest,
    next_review,
    review_due,
    whom_to_ask,
)

LONDON = "Europe/London"
TODAY = date(2026, 11, 28)
SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def document(name: str = "a", /, **more: object) -> Document:
    """A filed document, to be looked at again today."""
    return Document.model_validate(
        {
            "id": DocumentId(name), "title": name.upper(), "kind": "template", "saver": MemberId("amara"),
            "owner": MemberId("ben"), "state": DocumentState.FILED, "saved_at": SATURDAY, "review_on": TODAY, **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({}, True),
        ({"review_on": TODAY + timedelta(days=1)}, False),
        ({"review_on": TODAY - timedelta(days=90)}, True),
        ({"review_on": None}, False),
        ({"state": DocumentState.LINK}, True),
        ({"state": DocumentState.GONE}, False),
        ({"state": DocumentState.TAKEN_OUT}, False),
        ({"superseded_by": DocumentId("b")}, False),
    ],
)
def test_when_a_review_is_due(more: dict[str, object], due: bool) -> None:
    """On its day and after, for what can still be opened and stands for itself."""
    assert review_due(document(**more), TODAY) is due


@pytest.mark.parametrize(
    ("on", "now", "times", "at"),
    [
        (date(2026, 12, 1), MONDAY, 0, "Tue 01 Dec 09:00"),
        (date(2026, 11, 30), MONDAY, 0, "Mon 30 Nov 09:00"),
        (date(2026, 11, 30), MONDAY.replace(hour=9), 0, "Tue 01 Dec 09:00"),
        (date(2026, 11, 28), SATURDAY, 0, "Mon 30 Nov 09:00"),
        (date(2026, 11, 29), SATURDAY, 0, "Mon 30 Nov 09:00"),
        (date(2025, 1, 1), MONDAY, 0, "Mon 30 Nov 09:00"),
        (date(2027, 7, 1), MONDAY, 0, "Thu 01 Jul 09:00"),
        (date(2026, 11, 30), MONDAY, 1, "Mon 14 Dec 09:00"),
        (date(2026, 11, 30), MONDAY, 2, "Mon 14 Dec 09:00"),
        (date(2026, 11, 30), MONDAY, MOST_TIMES, None),
    ],
)
def test_when_an_owner_is_asked(on: date, now: datetime, times: int, at: str | None) -> None:
    """On a working day's morning by the clock on their wall, again after a fortnight, and not for ever."""
    when = ask_at(on, LONDON, now, times)
    assert (f"{when.astimezone(ZoneInfo(LONDON)):%a %d %b %H:%M}" if when else None) == at


@given(
    st.dates(date(2026, 1, 1), date(2036, 1, 1)),
    st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([LONDON, "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
    st.integers(0, MOST_TIMES - 1),
)
def test_nobody_is_asked_at_night_or_too_early(on: date, now: datetime, zone: str, times: int) -> None:
    """Always ahead, at nine, never on a weekend, never before the date itself."""
    at = ask_at(on, zone, now, times)

    assert at is not None
    assert at > now
    wall = at.astimezone(ZoneInfo(zone))
    assert (wall.hour, wall.minute) == (9, 0)
    assert wall.weekday() < 5
    assert times or wall.date() >= on


def test_what_is_still_right_is_looked_at_again_later() -> None:
    """After the months that are usual for its kind, counted from today."""
    pack = pack_named(USUAL)
    assert next_review(document(), pack, TODAY) == date(2027, 11, 28)
    assert next_review(document(kind="publication"), pack, TODAY) == date(2028, 11, 28)


def test_who_is_asked() -> None:
    """Whoever vouches for it; else whoever saved it."""
    assert whom_to_ask(document()) == "ben"
    assert whom_to_ask(document(owner=None)) == "amara"


class Shelf:
    """Documents that supersede each other."""

    def __init__(self, **superseded_by: str) -> None:
        names = {*superseded_by, *superseded_by.values()} - {""}
        self.kept = {name: document(name, superseded_by=superseded_by.get(name) or None) for name in names}

    def read(self, wanted: DocumentId) -> Document | None:
        """One of them."""
        return self.kept.get(wanted)


@pytest.mark.parametrize(
    ("shelf", "older", "newer", "refused"),
    [
        (Shelf(a="", b=""), "a", "b", None),
        (Shelf(a="b", c=""), "b", "c", None),
        (Shelf(a="b", c=""), "a", "c", None),
        (Shelf(a=""), "a", "a", SupersedesItself),
        (Shelf(a="b"), "b", "a", SupersededInCircle),
        (Shelf(a="b", b="c", c="d"), "d", "a", SupersededInCircle),
        (Shelf(a="b", b="c", c="a", d=""), "d", "a", None),
        (Shelf(d="", **{f"x{number}": f"x{number + 1}" for number in range(LONGEST_LINE)}), "d", "x0", LineTooLong),
    ],
)
def test_what_may_supersede_what(shelf: Shelf, older: str, newer: str, refused: type[Refusal] | None) -> None:
    """Anything but itself, and never in a circle."""
    if refused is None:
        check_supersedes(shelf.kept[older], shelf.kept[newer], shelf.read)
        return
    with pytest.raises(refused) as caught:
        check_supersedes(shelf.kept[older], shelf.kept[newer], shelf.read)
    assert caught.value.said.endswith(".")


@pytest.mark.parametrize("state", [DocumentState.GONE, DocumentState.TAKEN_OUT, DocumentState.FILING, DocumentState.NOT_FILED])
def test_what_cannot_be_opened_takes_no_place(state: DocumentState) -> None:
    """Nobody is sent to a document that is not there."""
    with pytest.raises(NewerGone) as caught:
        check_supersedes(document("a"), document("b", state=state), Shelf().read)
    assert caught.value.said.startswith("“B” cannot be opened here any more.")


def test_the_newest_stands_in_for_all_before_it() -> None:
    """One is led to the end of the line, past what is gone, and never round in a circle."""
    shelf = Shelf(a="b", b="c")
    assert newest(shelf.kept["a"], shelf.read).id == "c"
    assert newest(shelf.kept["c"], shelf.read).id == "c"
    shelf.kept["c"] = document("c", state=DocumentState.GONE)
    assert newest(shelf.kept["a"], shelf.read).id == "b"
    del shelf.kept["b"]
    assert newest(shelf.kept["a"], shelf.read).id == "a"
    circle = Shelf(a="b", b="a")
    assert newest(circle.kept["a"], circle.read).id == "b"


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_no_circle_ever_comes_about(wishes: list[tuple[int, int]]) -> None:
    """Whatever is superseded by whatever, in whatever order: from each document one comes to an end."""
    shelf = Shelf(**{f"d{number}": "" for number in range(8)})
    for older, newer in wishes:
        try:
            check_supersedes(shelf.kept[f"d{older}"], shelf.kept[f"d{newer}"], shelf.read)
        except Refusal:
            continue
        shelf.kept[f"d{older}"] = document(f"d{older}", superseded_by=DocumentId(f"d{newer}"))
    for each in shelf.kept.values():
        steps, here = 0, each
        while here.superseded_by:
            here, steps = shelf.kept[here.superseded_by], steps + 1
            assert steps < len(shelf.kept)
        assert newest(each, shelf.read) is here
