"""Looking at documents again: when their owners are asked, what they can say, and what supersedes what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from community.documents import Document, usual_review
from community.ids import DocumentId
from community.packs import Pack
from community.people import MemberId
from community.privacy import shortened
from community.refusals import Refusal
from community.times import moment_of, wall_clock

MOST_TIMES: Final = 3
"""How often an owner is asked about one review date before Canopy leaves it to the card to say so."""
AGAIN_AFTER: Final = timedelta(days=14)
MORNING: Final = time(9, 0)
LONGEST_LINE: Final = 50
"""So many documents in a row may supersede each other; nobody reads back further."""
_FRIDAY: Final = 4
_TITLE_SHOWN: Final = 80

Reader = Callable[[DocumentId], Document | None]


class Verdict(StrEnum):
    """What an owner says about a document that is looked at again."""

    RIGHT = "right"
    """Still right: it is looked at again after its kind's usual months."""
    UPDATE = "update"
    """It needs an update: it is described anew, and the file is changed where it lies."""
    SUPERSEDED = "superseded"
    """Another document takes its place."""


class SupersedesItself(Refusal):
    """Raised for a document that is to be superseded by itself."""

    sentence = "A document cannot be superseded by itself. Please choose the one that takes its place."


class SupersededInCircle(Refusal):
    """Raised when the newer one is itself superseded by the older, directly or through others."""

    sentence = "“{newer}” is superseded by this very document. Choose another, or say of “{newer}” first that it is still right."


class NewerGone(Refusal):
    """Raised when the newer one cannot be opened."""

    sentence = "“{newer}” cannot be opened here any more. Please choose another document."


class LineTooLong(Refusal):
    """Raised when more documents supersede each other than anybody follows."""

    sentence = "Too many documents supersede each other there. Please choose the newest of them."


def review_due(document: Document, today: date) -> bool:
    """True for a document that can be opened, is not superseded, and whose review date has come."""
    return bool(document.usable and document.superseded_by is None and document.review_on and document.review_on <= today)


def next_review(document: Document, pack: Pack, today: date) -> date:
    """When a document that is still right is looked at again: its kind's usual months from today."""
    return usual_review(document.kind, pack, today)


def ask_at(on: date, zone: str, now: datetime, times: int = 0) -> datetime | None:
    """When the owner is asked about a review date: on the morning of a working day, never in the past. UTC.

    `times` says how often they were asked already. They are asked again a fortnight from now, and None is said once that was
    often enough.
    """
    if times >= MOST_TIMES:
        return None
    today = wall_clock(now, zone).date()
    return morning_on(max(on, today) if times == 0 else today + AGAIN_AFTER, zone, now)


def morning_on(day: date, zone: str, now: datetime) -> datetime:
    """The morning of a day, or of the first working day from then on that is still ahead of `now`. UTC."""
    at = moment_of(datetime.combine(_working(day), MORNING), zone)
    return at if at > now else moment_of(datetime.combine(_working(day + timedelta(days=1)), MORNING), zone)


def whom_to_ask(document: Document) -> MemberId:
    """Who is asked: the owner, or else who saved it."""
    return document.owner or document.saver


def check_supersedes(older: Document, newer: Document, read: Reader) -> None:
    """Raise unless `newer` may take the place of `older`. Both are of one community; `read` finds a document of it by its id.

    `SupersedesItself`, `NewerGone`, `SupersededInCircle` or `LineTooLong`.
    """
    if newer.id == older.id:
        raise SupersedesItself
    title = shortened(newer.title, _TITLE_SHOWN)
    if not newer.usable:
        raise NewerGone(newer=title)
    line = _line(newer, read)
    if any(document.id == older.id for document in line):
        raise SupersededInCircle(newer=title)
    if len(line) >= LONGEST_LINE:
        raise LineTooLong


def newest(document: Document, read: Reader) -> Document:
    """What stands in a document's place now: the last of those that supersede it and can be opened; else itself."""
    return next((later for later in reversed(_line(document, read)) if later.usable), document)


def _line(document: Document, read: Reader) -> list[Document]:
    """The document, what supersedes it, what supersedes that, and so on; each once, at most `LONGEST_LINE`."""
    line, seen = [document], {document.id}
    while len(line) < LONGEST_LINE and (following := line[-1].superseded_by) and following not in seen:
        later = read(following)
        if later is None:
            break
        line.append(later)
        seen.add(later.id)
    return line


def _working(day: date) -> date:
    """The day itself, or the Monday after a Saturday or Sunday."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > _FRIDAY else day
