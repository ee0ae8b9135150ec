"""Saying what a document is, once it is in the library; and taking it out of the list again."""

from __future__ import annotations

from cards.describing import SendDescribe, SendTakeOut, describe_form, take_out_form
from cards.description import ANY_KIND, TOPICS_DATASET
from cards.documents import OpenDescribe, OpenTakeOut
from community.documents import Document, DocumentState, described
from community.file_types import title_of
from community.filing_words import title_of_link
from community.refusals import Refusal
from dialogs.cataloguing import (
    changeable,
    columns_too,
    describable,
    draft_of,
    owner_in,
    pack_of,
    refreshed_everywhere,
    suggested,
    today,
)
from dialogs.events import Scope
from dialogs.routing import Router
from dialogs.turn import Choices, CloseForm, Reply, Say, ShowForm, Turn

router = Router()
DESCRIBE = "Describe it"
TAKE_OUT = "Take it out"
FOUND = 15


@router.opening(OpenDescribe)
def open_describe(wish: OpenDescribe, turn: Turn) -> Reply:
    """Open the form, filled in with what is known."""
    found = describable(wish.document, turn, to_change=False)
    pack = pack_of(turn)
    now = SendDescribe(
        document=found.id,
        community=turn.community.id,
        title=found.title,
        kind=found.kind or ANY_KIND,
        topics=",".join(topic for topic in found.topics if pack.topic(topic)),
        tags=" ".join(f"#{topic}" for topic in found.topics if not pack.topic(topic)),
        good_for=found.good_for,
        source=found.source,
        owner=found.owner or "",
        review=found.review_on.isoformat() if found.review_on else "",
    )
    return _form(now, found, turn)


def _form(sent: SendDescribe, found: Document, turn: Turn, wrong: str = "") -> Reply:
    people = suggested(turn, found.owner, found.saver, turn.member.id)
    return Reply(ShowForm(DESCRIBE, describe_form(sent, found, pack_of(turn), people=people, wrong=wrong), wide=True))


@router.sending(SendDescribe)
def send_describe(sent: SendDescribe, turn: Turn) -> Reply:
    """Keep what the form says, all of it or nothing. The columns of the channel's library follow, where it has them."""
    found = describable(sent.document, turn)
    usual = title_of(found.name) if found.name else title_of_link(found.address) if found.address else ""
    try:
        said = described(draft_of(sent), pack_of(turn), today(turn), usual_title=usual, was=found.review_on)
    except Refusal as refusal:
        return _form(sent, found, turn, wrong=refusal.said)
    known = {**said.model_dump(), "owner": owner_in(sent, turn, None)}
    changed = found.model_copy(update={**known, "revision": found.revision + 1})
    turn.store.documents.save(changed)
    told = Say("Saved. Its card says so now.") if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(told, then=(*refreshed_everywhere(changed, turn), *columns_too(changed, turn)))


@router.opening(OpenTakeOut)
def open_take_out(wish: OpenTakeOut, turn: Turn) -> Reply:
    """Ask once more."""
    found = changeable(wish.document, turn, to_change=False)
    return Reply(ShowForm(TAKE_OUT, take_out_form(found, turn.community.id)))


@router.sending(SendTakeOut, once=lambda sent: ("document.out", sent.document))
def send_take_out(sent: SendTakeOut, turn: Turn) -> Reply:
    """Take a document out of the catalogue: nobody finds it any more. Nothing in SharePoint is changed."""
    found = changeable(sent.document, turn)
    out = {"state": DocumentState.TAKEN_OUT, "reason": "", "superseded_by": None, "revision": found.revision + 1}
    changed = found.model_copy(update=out)
    turn.store.documents.save(changed)
    filing = turn.store.filings.of_document(found.id)
    if filing is not None:
        turn.store.filings.end(filing.id)
    told = Say("It is out of the library. Its file stays where it is.") if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(told, then=refreshed_everywhere(changed, turn))


@router.search(TOPICS_DATASET)
def find_topics(query: str, turn: Turn) -> Reply:
    """Topics by any of their names: "DoLS" finds the deprivation of liberty."""
    pack, words = pack_of(turn), query.lower().lstrip("#")
    meant = pack.topic_called(words)
    holding = [topic for topic in pack.topics if any(words in name.lower() for name in (topic.label, *topic.names))]
    found = list({topic.slug: topic for topic in ([meant] if meant else []) + holding}.values())
    return Reply(Choices(tuple((topic.label, topic.slug) for topic in found[:FOUND])))
