"""Documents: what a community keeps to use again. What it is, who vouches for it, when it must be looked at again.

The life of a document: filing → filed, or not filed (try again); a link is catalogued at once. A filed one may be gone from
SharePoint; any may be superseded by another, or taken out of the catalogue. Nothing in SharePoint is ever deleted by us.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time
from enum import StrEnum

from community.file_names import NAMELESS
from community.hashtags import hashtags
from community.ids import DocumentId
from community.packs import Pack
from community.people import Member, MemberId, Model
from community.privacy import checked, clean, display_name, one_line
from community.refusals import Refusal
from community.times import said_date

TITLE_LIMIT = 200
GOOD_FOR_LIMIT = 300
SOURCE_LIMIT = 200
MOST_TOPICS = 10
MOST_REVIEW_YEARS = 10
REVIEW_MONTHS = 12
"""After so many months a document is looked at again, unless somebody says otherwise."""


class DocumentState(StrEnum):
    """Where a document is in its life."""

    FILING = "filing"
    FILED = "filed"
    NOT_FILED = "not_filed"
    """Filing failed, and `reason` says why. It can be tried again."""
    LINK = "link"
    """Catalogued as a link: it lies somewhere that Canopy does not file."""
    GONE = "gone"
    """It was removed in SharePoint. The catalogue remembers that it was there."""
    TAKEN_OUT = "taken_out"
    """A member took it out of the catalogue. The file stays where it is."""


class DocumentGone(Refusal):
    """Raised for a document that is not in this community's catalogue (any more)."""

    sentence = "That document is not in the library any more. Write @Canopy library to see what is."


class SaversOnly(Refusal):
    """Raised when somebody changes an entry that is not theirs to change."""

    sentence = "Only whoever saved or owns it, or a facilitator, can do that. You can say “I used this” or write in the thread."


class NothingToTry(Refusal):
    """Raised when somebody tries again what is filed already, or under way."""

    sentence = "There is nothing to try again: {what}."


class Document(Model):
    """One entry of the catalogue, as stored."""

    id: DocumentId
    title: str
    kind: str = ""
    """The slug of a kind in the community's practice pack; empty while nobody has said."""
    topics: tuple[str, ...] = ()
    """Slugs of topics in the pack, or hashtags of the community's own."""
    source: str = ""
    """Where it comes from, in words: “Leicester SAB, 2025”."""
    good_for: str = ""
    """One line on what it is good for."""
    owner: MemberId | None = None
    """Who vouches for it and is asked when it must be looked at again."""
    owner_name: str | None = None
    saver: MemberId
    saver_name: str | None = None
    review_on: date | None = None
    state: DocumentState
    reason: str = ""
    """Why it was not filed: a sentence for members."""
    name: str = ""
    """The file's own name where it lies; empty for a link."""
    address: str = ""
    """Where it can be opened: https, or a path on disk where files are filed into a folder."""
    drive: str = ""
    item: str = ""
    """How SharePoint calls it; empty for a link and while it is not filed."""
    size: int = 0
    sha256: str = ""
    """Of the bytes we sent; empty where a file was already there and not read."""
    quick_hash: str = ""
    """SharePoint's own hash of what it stored."""
    superseded_by: DocumentId | None = None
    uses: int = 0
    revision: int = 0
    """Counts every change. Buttons carry it, so that one press is told from the next."""
    thread: str | None = None
    """The conversation its card is in; None until it is posted into a thread of its own."""
    card: str | None = None
    """The message id of its card, once known."""
    message: str = ""
    """The message it was shared in; empty for one from a 1:1 chat or a link."""
    attachment: str = ""
    """Which attachment of that message it is."""
    saved_at: datetime
    filed_at: datetime | None = None

    @property
    def usable(self) -> bool:
        """True for what can be opened now."""
        return self.state in {DocumentState.FILED, DocumentState.LINK}

    def check_there(self) -> None:
        """Raise `DocumentGone` for what was taken out of the catalogue."""
        if self.state is DocumentState.TAKEN_OUT:
            raise DocumentGone

    def check_may_change(self, member: Member) -> None:
        """Raise `SaversOnly` unless `member` saved it, owns it or facilitates."""
        if member.id not in {self.saver, self.owner} and not member.facilitates:
            raise SaversOnly

    @property
    def vouched_by(self) -> str:
        """Who vouches for it, by name; empty where nobody does."""
        return display_name(self.owner_name) if self.owner and self.owner_name else ""


class ReviewUnreadable(Refusal):
    """Raised for a review date that is no date."""

    sentence = "I cannot read “{words}” as a date. Please write it as year-month-day, for example {example}."


class ReviewPassed(Refusal):
    """Raised for a review date that has gone by."""

    sentence = "The review date {day} has gone by. Please choose a day that is to come."


class ReviewTooFar(Refusal):
    """Raised for a review date nobody would remember."""

    sentence = "The review date is more than {years} years away. Please choose one that somebody will still remember."


class TooManyTopics(Refusal):
    """Raised when a document is given more topics than help to find it."""

    sentence = f"A document can have {MOST_TOPICS} topics. Please choose those by which somebody would look for it."


class KindUnknown(Refusal):
    """Raised for a kind that the community's practice pack does not have."""

    sentence = "I do not know the kind “{kind}”. Please choose one from the list."


class Draft(Model):
    """What somebody typed into the form of a document, unchecked: every field as it was sent."""

    title: str = ""
    kind: str = ""
    topics: str = ""
    """Slugs, comma between them, as a list with several choices sends them."""
    tags: str = ""
    """Hashtags of the community's own, as typed: with or without `#`."""
    source: str = ""
    review: str = ""
    """ISO date; empty for the usual one."""
    good_for: str = ""


class Described(Model):
    """What a form says about a document, checked. Field names are those of `Document`."""

    title: str
    kind: str
    topics: tuple[str, ...]
    source: str
    good_for: str
    review_on: date


def described(draft: Draft, pack: Pack, today: date, *, usual_title: str, was: date | None = None) -> Described:
    """A form, checked. An empty title becomes `usual_title`; an empty review date the kind's usual one.

    `was` is the review date it has already, which may stay even if it has gone by.
    Raises `TextTooLong`, `KindUnknown`, `TooManyTopics`, `ReviewUnreadable`, `ReviewPassed` or `ReviewTooFar`.
    """
    return Described(
        title=_line(draft.title, TITLE_LIMIT) or one_line(usual_title, TITLE_LIMIT) or NAMELESS,
        kind=_kind(draft.kind, pack),
        topics=_topics(draft, pack),
        source=_line(draft.source, SOURCE_LIMIT),
        good_for=_line(draft.good_for, GOOD_FOR_LIMIT),
        review_on=_review(draft, pack, today, was),
    )


def usual_review(kind: str, pack: Pack, today: date) -> date:
    """When a document of this kind is looked at again, unless somebody says otherwise."""
    known = pack.kind(kind)
    return in_months(today, known.review_months if known else REVIEW_MONTHS)


def in_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last where it is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _line(text: str, limit: int) -> str:
    """Optional text on one line. Raises `TextTooLong`."""
    kept = " ".join(clean(text).split())
    return kept and checked(kept, limit)


def _kind(said: str, pack: Pack) -> str:
    """The slug of a kind; empty for none. Raises `KindUnknown`."""
    kept = clean(said)
    known = pack.kind(kept) or (pack.kind_called(kept) if kept else None)
    if kept and known is None:
        raise KindUnknown(kind=one_line(kept, 60))
    return known.slug if known else ""


def _topics(draft: Draft, pack: Pack) -> tuple[str, ...]:
    """Topics that were chosen, and hashtags that were typed: the pack's slug where it knows one by that name. Each once."""
    typed = hashtags(" ".join(f"#{word.lstrip('#＃')}" for word in re.split(r"[\s,;]+", clean(draft.tags)) if word))
    chosen = [slug for slug in (clean(piece) for piece in draft.topics.split(",")) if pack.topic(slug)]
    meant = [known.slug if (known := pack.topic_called(tag)) else tag for tag in typed]
    found = tuple(dict.fromkeys((*chosen, *meant)))
    if len(found) > MOST_TOPICS:
        raise TooManyTopics
    return found


def _review(draft: Draft, pack: Pack, today: date, was: date | None) -> date:
    """The review date that was chosen, or the usual one. Raises `ReviewUnreadable`, `ReviewPassed` or `ReviewTooFar`."""
    kept = clean(draft.review)
    usual = usual_review(_kind(draft.kind, pack), pack, today)
    if not kept:
        return usual
    try:
        chosen = date.fromisoformat(kept[:10])
    except ValueError as wrong:
        raise ReviewUnreadable(words=one_line(kept, 40), example=usual.isoformat()) from wrong
    if chosen != was and chosen <= today:
        raise ReviewPassed(day=said_date(datetime.combine(chosen, time()), with_year=True))
    if chosen > in_months(today, 12 * MOST_REVIEW_YEARS):
        raise ReviewTooFar(years=MOST_REVIEW_YEARS)
    return chosen
