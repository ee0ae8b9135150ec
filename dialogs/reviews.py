"""Looking at documents again: their owners are asked when the day has come, and say what is to become of them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import orjson

from cards.documents import OpenReview, said_review
from cards.reviews import BACK, NotNow, SendReview, StillRight, asked_card, review_form, settled_card
from community.documents import Document, DocumentGone, in_months
from community.ids import DocumentId
from community.people import Member, MemberId
from community.privacy import display_name, shortened
from community.refusals import Refusal
from community.reviews import Verdict, ask_at, check_supersedes, next_review, whom_to_ask
from dialogs.cataloguing import REVIEWS, columns_too, describable, next_morning, pack_in, pack_of, refreshed_everywhere, today
from dialogs.events import Due, Scope
from dialogs.routing import Router
from dialogs.turn import At, CloseForm, Drawn, Effect, Reply, Say, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
TITLE = "Look at it again"
REVIEW = "review"
SLICE = 50
OFFERED = 15
MOST_A_MORNING = 3
"""Nobody is asked about more documents in one morning; the rest waits for the next."""
NEEDS_UPDATE = "It needs an update"
UPDATE_MONTHS = 1


class NewerMissing(Refusal):
    """Raised when it is not said which document takes the place of another."""

    sentence = "Please choose the document that takes its place. If it is not in the library yet, save it there first."


class VerdictMissing(Refusal):
    """Raised when nothing was chosen, or nothing that can be said of this document."""

    sentence = "Please choose what you say about it."


@router.due(REVIEWS)
def ask_owners(due: Due, turn: Turn) -> Reply:
    """Ask about the documents whose day has come; the next few, and the rest in a turn of their own."""
    asked: dict[str, int] = orjson.loads(due.detail) if due.detail else {}
    some = turn.store.documents.due_for_review(today(turn), SLICE)
    whispers = tuple(effect for document in some for effect in _ask(document, asked, turn))
    if len(some) == SLICE:
        return Reply(then=(*whispers, At(turn.now, REVIEWS, "all", detail=orjson.dumps(asked).decode())))
    return Reply(then=(*whispers, At(next_morning(turn), REVIEWS, "all")))


def _ask(document: Document, asked: dict[str, int], turn: Turn) -> tuple[Effect, ...]:
    """Ask about one document, as long as there is somebody to ask who was not asked enough this morning."""
    reviews, who = turn.store.reviews, _whom(document, turn)
    times = reviews.times(document.id)
    if who is None or asked.get(who.id, 0) >= MOST_A_MORNING:
        reviews.ask(document.id, next_morning(turn).astimezone(ZoneInfo(turn.community.time_zone)).date(), times)
        return ()
    asked[who.id] = asked.get(who.id, 0) + 1
    reviews.ask(document.id, _again_on(document, turn, times + 1), times + 1)
    return (Whisper(who.id, f"{REVIEW}:{document.id}"),)


def _whom(document: Document, turn: Turn) -> Member | None:
    """Who is asked: the owner, or who saved it; a facilitator where they have left. None where there is nobody."""
    first = turn.store.members.read(whom_to_ask(document))
    return first if first is not None and first.here else next(iter(turn.store.members.facilitators()), None)


def _again_on(document: Document, turn: Turn, times: int) -> date | None:
    """The day on which somebody is asked again, who was asked so often; None where that was often enough."""
    zone = turn.community.time_zone
    at = ask_at(document.review_on or today(turn), zone, turn.now, times)
    return at.astimezone(ZoneInfo(zone)).date() if at else None


@router.paint(REVIEW)
def paint_asked(document_id: str, store: Store) -> Drawn | None:
    """What somebody is asked about a document. Nothing once it was looked at."""
    document, community = store.documents.read(DocumentId(document_id)), store.settlements.read()
    if document is None or community is None or not document.usable or document.superseded_by:
        return None
    times = store.reviews.times(document.id)
    if not times:
        return None
    card = asked_card(document, pack_in(store), community.id, times=times, why=_why(document, store))
    return Drawn(card, shortened(f"Is this still right? {document.title}", 160))


def _why(document: Document, store: Store) -> str:
    """Why it is not the owner who is asked; empty where it is."""
    owner = store.members.read(document.owner) if document.owner else None
    if owner is None:
        return "Nobody vouches for it, so I ask you."
    return "" if owner.here else "Who vouched for it is not in the team any more, so I ask you."


@router.press(StillRight, once=lambda press: ("review.right", press.document, press.review))
def still_right(press: StillRight, turn: Turn) -> Reply:
    """A document is still right: whoever is asked says so with one press."""
    found = describable(press.document, turn)
    if _passed(found, press.review):
        return _settled(found, _looked_at_already(found), turn)
    changed, told = _right(found, turn)
    return _settled(changed, told, turn, then=_kept(changed, turn))


@router.press(NotNow, once=lambda press: ("review.later", press.document, press.review, str(press.times)))
def not_now(press: NotNow, turn: Turn) -> Reply:
    """Leave a document for later."""
    found = describable(press.document, turn)
    if _passed(found, press.review):
        return _settled(found, _looked_at_already(found), turn)
    times = turn.store.reviews.times(found.id)
    again = _again_on(found, turn, times)
    turn.store.reviews.ask(found.id, again, times)
    told = (
        f"I ask again on {again:%-d %B %Y}."
        if again
        else "I shall not ask again. “Review” on its card is there whenever you are."
    )
    return _settled(found, told, turn)


def _passed(document: Document, review: str) -> bool:
    """True when what was asked has been answered: it has another review date by now, or was superseded."""
    return document.superseded_by is not None or review != (document.review_on.isoformat() if document.review_on else "")


def _looked_at_already(document: Document) -> str:
    """What is said to whoever comes after somebody else."""
    said = "superseded by another document" if document.superseded_by else said_review(document.review_on)
    return f"Somebody has looked at it already: it is {said}." if said else "Somebody has looked at it already."


def _settled(document: Document, told: str, turn: Turn, then: tuple[Effect, ...] = ()) -> Reply:
    return Reply(ShowCard(settled_card(document, told, turn.community.id)), then=then)


@router.opening(OpenReview)
def open_review(wish: OpenReview, turn: Turn) -> Reply:
    """Open the form."""
    found = describable(wish.document, turn, to_change=False)
    review = found.review_on.isoformat() if found.review_on else ""
    verdict = wish.verdict or ("" if found.usable and found.superseded_by is None else Verdict.SUPERSEDED)
    sent = SendReview(
        document=found.id, community=turn.community.id, review=review, verdict=verdict, newer=found.superseded_by or ""
    )
    return _form(sent, found, turn)


def _form(sent: SendReview, found: Document, turn: Turn, wrong: str = "") -> Reply:
    documents = turn.store.documents
    chosen = documents.read(DocumentId(sent.newer)) if sent.newer else None
    others = {each.id: each for each in ([chosen] if chosen else []) + documents.newest(OFFERED) if each.id != found.id}
    newer = documents.read(found.superseded_by) if found.superseded_by else None
    form = review_form(sent, found, pack_of(turn), others=list(others.values()), newer=newer, wrong=wrong)
    return Reply(ShowForm(TITLE, form))


@router.sending(SendReview)
def send_review(sent: SendReview, turn: Turn) -> Reply:
    """Keep what somebody says about a document."""
    found = describable(sent.document, turn)
    try:
        changed, told = _said(sent, found, turn)
    except DocumentGone:
        raise
    except Refusal as refusal:
        return _form(sent, found, turn, wrong=refusal.said)
    return Reply(Say(told) if turn.place.scope is Scope.CHAT else CloseForm(), then=_kept(changed, turn))


def _said(sent: SendReview, found: Document, turn: Turn) -> tuple[Document, str]:
    """The document as somebody says it is, and what they are told. Raises a refusal."""
    if sent.verdict == Verdict.SUPERSEDED:
        return _superseded(sent, found, turn)
    if sent.verdict == BACK and found.superseded_by is not None:
        changed, _ = _right(found.model_copy(update={"superseded_by": None}), turn)
        return changed, "It is not superseded any more."
    if sent.verdict == Verdict.RIGHT and found.usable:
        return _right(found, turn)
    if sent.verdict == Verdict.UPDATE and found.usable:
        return _to_update(found, turn)
    raise VerdictMissing


def _right(found: Document, turn: Turn) -> tuple[Document, str]:
    """Still right, says somebody: who vouches for it where nobody does, or where who did has left."""
    owner = turn.store.members.read(found.owner) if found.owner else None
    vouches: MemberId | None = found.owner if owner is not None and owner.here else turn.member.id
    review = next_review(found, pack_of(turn), today(turn))
    reason = "" if found.reason.startswith(NEEDS_UPDATE) else found.reason
    changed = found.model_copy(update={"owner": vouches, "review_on": review, "reason": reason})
    told = f"Thank you. It is {said_review(review)}."
    return changed, told if vouches == found.owner else f"{told} You vouch for it now."


def _to_update(found: Document, turn: Turn) -> tuple[Document, str]:
    review = in_months(today(turn), UPDATE_MONTHS)
    reason = f"{NEEDS_UPDATE}, says {display_name(turn.member.name)}."
    changed = found.model_copy(update={"reason": reason, "review_on": review})
    return changed, "Its card says so now. Change the file where it lies. I ask again in a month."


def _superseded(sent: SendReview, found: Document, turn: Turn) -> tuple[Document, str]:
    if not sent.newer:
        raise NewerMissing
    documents = turn.store.documents
    newer = documents.read(DocumentId(sent.newer))
    if newer is None:
        raise NewerMissing
    check_supersedes(found, newer, documents.read)
    return found.model_copy(update={"superseded_by": newer.id}), "Its card and every list say so now."


def _kept(changed: Document, turn: Turn) -> tuple[Effect, ...]:
    kept = changed.model_copy(update={"revision": changed.revision + 1})
    turn.store.documents.save(kept)
    return (*refreshed_everywhere(kept, turn), *columns_too(kept, turn))
