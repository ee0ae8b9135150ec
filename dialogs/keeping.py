"""Keeping what somebody says belongs into the library: "file this" beneath a message, or a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cards.description import ANY_KIND
from cards.keeping import OpenLink, SendLink, existing_card, link_form, where_card
from community.communities import WhichCommunity
from community.documents import Document, DocumentState
from community.filing_words import OPENINGS, WORDS, FilingWish, checked_link, filing_wish, kind_of_link, title_of_link
from community.refusals import Refusal
from dialogs.accepting import how_else
from dialogs.cataloguing import (
    IN_THREAD,
    add_link,
    link_there,
    new_document,
    pack_of,
    refreshed,
    said_in,
    send_on,
    shown_in,
    subject,
    usual_day,
)
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import Effect, Post, Reply, Say, ShowCard, ShowForm, Turn
from store.filings import Step

router = Router()
TITLE = "Keep a link"
NO_CHANNEL = "I can read the files of messages in a channel only. "
KEPT = "Kept in {community}'s library. Its card is in the channel."
KIND_UNKNOWN = "I do not know the kind “{kind}”, so I left it open. Press Describe it on the card to choose one."


@router.word(*WORDS)
@router.begins(*OPENINGS)
def file_aloud(said: Said, turn: Turn) -> Reply | None:
    """Somebody says that something belongs into the library. None when they are talking about something else."""
    wish = filing_wish(said.text, pack_of(turn))
    if wish is None:
        return None
    if wish.links:
        return _keep_links(wish, turn)
    if turn.place.scope is not Scope.CHANNEL:
        return Reply(Say(how_else(turn, "" if turn.place.scope is Scope.CHAT else NO_CHANNEL)))
    return _file_message(wish, said, turn)


def _file_message(wish: FilingWish, said: Said, turn: Turn) -> Reply:
    """File what this message holds, or else the one that began its thread."""
    there = turn.store.documents.of_message(said.id)
    if there:
        return _said_anew(wish, there, turn)
    root, thread = turn.place.conversation.partition(IN_THREAD)[2] or said.id, turn.place.conversation
    known = {"kind": wish.kind, "topics": wish.topics, "title": wish.title}
    document = new_document(turn, DocumentState.FILING, message=said.id, thread=thread, **known)
    turn.store.documents.add(document)
    sent = send_on(turn, document, Step.READ, kind="message", root=root, message=said.id)
    return Reply(_said([], wish), then=(Post(subject(document.id)), sent))


def _said_anew(wish: FilingWish, there: Sequence[Document], turn: Turn) -> Reply:
    """The message was edited, or heard twice: what it says now counts. Where it says nothing new, what came of it is shown."""
    then: list[Effect] = []
    for document in there:
        kind, topics = wish.kind or document.kind, wish.topics or document.topics
        if (kind, topics) != (document.kind, document.topics):
            document.check_may_change(turn.member)
            changed = {"kind": kind, "topics": topics, "revision": document.revision + 1}
            turn.store.documents.save(document.model_copy(update=changed))
            then += refreshed(document)
    return Reply(then=tuple(then)) if then else Reply(ShowCard(existing_card(there, turn.community.id)))


def _keep_links(wish: FilingWish, turn: Turn) -> Reply:
    """Keep links at once; in the 1:1 chat of somebody in several communities, once they have chosen which."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(where_card([_open(wish, link, turn) for link in wish.links])))
    there = [document for link in wish.links if (document := link_there(turn, link))]
    fresh = [link for link in wish.links if link_there(turn, link) is None]
    if not fresh:
        return Reply(ShowCard(existing_card(there, turn.community.id)))
    thread = None if turn.place.scope is Scope.CHAT else turn.place.conversation
    then: list[Effect] = []
    known: dict[str, Any] = {"topics": wish.topics, "title": wish.title if len(wish.links) == 1 else ""}
    for link in fresh:
        document = add_link(turn, link, {**known, "kind": wish.kind or kind_of_link(link, pack_of(turn))})
        then += shown_in(document, thread)
    told = [KEPT.format(community=turn.community.name)] if thread is None else []
    return Reply(_said(told, wish), then=tuple(then))


def _open(wish: FilingWish, link: str, turn: Turn) -> OpenLink:
    """What the button for one of several links carries."""
    pack = pack_of(turn)
    known = {
        "address": link,
        "title": wish.title if len(wish.links) == 1 else "",
        "kind": wish.kind or kind_of_link(link, pack),
        "topics": ",".join(topic for topic in wish.topics if pack.topic(topic)),
        "tags": " ".join(f"#{topic}" for topic in wish.topics if not pack.topic(topic)),
    }
    return OpenLink.model_validate({name: value for name, value in known.items() if value})


def _said(told: list[str], wish: FilingWish) -> Say | None:
    """What is said beside the card: where it is, and that a kind is not known."""
    unknown = [KIND_UNKNOWN.format(kind=wish.kind_said)] if wish.kind_said else []
    return Say(" ".join([*told, *unknown])) if told or unknown else None


@router.opening(OpenLink)
def open_link(wish: OpenLink, turn: Turn) -> Reply:
    """Open the form for a link, with what was said of it."""
    day = usual_day("" if wish.kind == ANY_KIND else wish.kind, turn).isoformat()
    return _form(SendLink.model_validate({**dict(wish), "nonce": turn.new_id(), "review": wish.review or day}), turn)


def _form(sent: SendLink, turn: Turn, wrong: str = "") -> Reply:
    places = [(community.name, str(community.id)) for community in turn.mine]
    return Reply(ShowForm(TITLE, link_form(sent, pack_of(turn), communities=places, wrong=wrong), wide=True))


@router.sending(SendLink, once=lambda sent: ("link", sent.nonce))
def send_link(sent: SendLink, turn: Turn) -> Reply:
    """Keep a link, as the form says; or say that it is there already."""
    try:
        if len(turn.mine) > 1 and not sent.community:
            raise WhichCommunity
        kept = checked_link(sent.address)
        known = said_in(sent, turn, title_of_link(kept))
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    if turn.store.documents.by_address(kept) is not None:
        return Reply(Say(f"{turn.community.name} has this link in its library already."))
    document = add_link(turn, kept, known)
    return Reply(Say(KEPT.format(community=turn.community.name)), then=shown_in(document, None))
