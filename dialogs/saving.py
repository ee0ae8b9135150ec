"""Saving what a message holds, from its menu: a form, filled in as far as can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cards.description import ANY_KIND
from cards.saving import (
    FILES,
    OpenSave,
    SendSave,
    existing_form,
    save_form,
)
from community.communities import WhichCommunity
from community.documents import Document, DocumentState
from community.file_addresses import file_address
from community.file_types import title_of
from community.filing_troubles import ELSEWHERE
from community.filing_words import checked_link, kind_of_link
from community.guessing import guessed
from community.people import MemberId
from community.refusals import Refusal
from community.shared_files import AttachedFile
from dialogs.accepting import how_else
from dialogs.cataloguing import (
    add_link,
    files_told,
    fitting,
    link_there,
    new_document,
    pack_of,
    said_in,
    send_on,
    shown_in,
    subject,
    suggested,
    thread_of,
    usual_day,
)
from dialogs.events import Scope
from dialogs.routing import Router
from dialogs.turn import CloseForm, Effect, Post, PostThread, Reply, Say, ShowForm, Turn
from store.filings import Step

router = Router()
TITLE = "Save to library"
MOST_LINKS = 3
THERE_ALREADY = "That is in the library already."
NOTHING_THERE = "I can read the files of messages in the community's own channel only, and this message has no link. "


@router.opening(OpenSave)
def open_save(wish: OpenSave, turn: Turn) -> Reply:
    """Open the form, filled in as far as can be told; or show what came of the message already."""
    files = fitting(files_told(wish.files))
    links = tuple(link for link in wish.links if _is_link(link))[:MOST_LINKS]
    if not _readable(wish.message, turn) and not files and not links:
        return Reply(Say(how_else(turn, NOTHING_THERE)))
    only = "" if len(turn.mine) > 1 else turn.community.id
    sent = SendSave(nonce=turn.new_id(), community=only, message=wish.message, root=wish.root, files=_carried(files), links=links)
    there = _there(sent, turn)
    if there:
        return Reply(ShowForm(TITLE, existing_form(there, sent, turn.community.id)))
    return _save_form(sent.model_copy(update=_guesses(wish, files, links, turn)), turn)


def _guesses(wish: OpenSave, files: Sequence[AttachedFile], links: Sequence[str], turn: Turn) -> dict[str, Any]:
    """What the form is filled in with: told from the file's name and the words of the message."""
    pack, name = pack_of(turn), files[0].name if len(files) == 1 else ""
    title = title_of(name) if name else ""
    guess = guessed(title, pack, name=name, said=wish.text)
    kind = guess.kind or (kind_of_link(links[0], pack) if links and not files else "")
    author = [member for member in turn.store.members.like(wish.author, 2) if member.name == wish.author] if wish.author else []
    both = "" if files or not links else f",{','.join(map(str, range(len(links))))}"
    return {
        "title": title,
        "kind": kind or ANY_KIND,
        "topics": ",".join(topic for topic in guess.topics if pack.topic(topic)),
        "tags": " ".join(f"#{topic}" for topic in guess.topics if not pack.topic(topic)),
        "owner": str(author[0].id if len(author) == 1 else turn.member.id),
        "review": usual_day(kind, turn).isoformat(),
        "keep": f"{FILES}{both}" if _readable(wish.message, turn) or files else both.lstrip(","),
    }


def _save_form(sent: SendSave, turn: Turn, wrong: str = "") -> Reply:
    people = suggested(turn, MemberId(sent.owner), turn.member.id)
    places = [(community.name, str(community.id)) for community in turn.mine]
    return Reply(ShowForm(TITLE, save_form(sent, pack_of(turn), people=people, places=places, wrong=wrong), wide=True))


@router.sending(SendSave, once=lambda sent: ("save", sent.nonce))
def send_save(sent: SendSave, turn: Turn) -> Reply:
    """Have the files of a message filed and its links kept, as the form says."""
    there = [] if sent.again == "true" else _there(sent, turn)
    if there:
        return Reply(ShowForm(TITLE, existing_form(there, sent, turn.community.id)))
    try:
        if len(turn.mine) > 1 and not sent.community:
            raise WhichCommunity
        then = _saved(sent, said_in(sent, turn), turn)
    except Refusal as refusal:
        return _save_form(sent, turn, wrong=refusal.said)
    if not then:
        return Reply(Say(THERE_ALREADY if sent.links or sent.files else how_else(turn, NOTHING_THERE)))
    told = Say(f"Saved. It is in {turn.community.name}'s library, and its card is in the channel.")
    return Reply(CloseForm() if turn.place.home == turn.community.home else told, then=then)


def _saved(sent: SendSave, known: dict[str, Any], turn: Turn) -> tuple[Effect, ...]:
    """Begin everything that was chosen to be kept. What is said goes into the message's own thread."""
    thread = thread_of(turn, sent.root) if turn.place.scope is Scope.CHANNEL else None
    chosen = set(sent.keep.split(",")) if sent.links else {FILES}
    links = [link for place, link in enumerate(sent.links) if str(place) in chosen]
    files = files_told(sent.files) if FILES in chosen else ()
    if FILES in chosen and _readable(sent.message, turn):
        document = new_document(turn, DocumentState.FILING, message=sent.message, thread=thread, **known)
        turn.store.documents.add(document)
        whole = {"files": [file.model_dump() for file in files], "links": links}
        said = Post(subject(document.id), thread) if thread else PostThread(subject(document.id))
        return (said, send_on(turn, document, Step.READ, kind="message", root=sent.root, message=sent.message, **whole))
    then: list[Effect] = []
    for link in links:
        if link_there(turn, link) is None:
            then += shown_in(add_link(turn, link, _for_link(known, link, turn)), thread)
    return (*then, *_as_links(files, known, turn))


def _for_link(known: dict[str, Any], link: str, turn: Turn) -> dict[str, Any]:
    return {**known, "kind": known["kind"] or kind_of_link(link, pack_of(turn))}


def _as_links(files: Iterable[AttachedFile], known: dict[str, Any], turn: Turn) -> list[Effect]:
    """Files of a message that lies elsewhere, which Canopy cannot read: where they lie is kept."""
    then: list[Effect] = []
    for file in files:
        if link_there(turn, file_address(file.address)) is None:
            named = {**known, "title": known["title"] or title_of(file.name)}
            then += shown_in(add_link(turn, file_address(file.address), named, reason=ELSEWHERE), None)
    return then


def _there(sent: SendSave, turn: Turn) -> list[Document]:
    """What came of a message already, as far as it is still in the library."""
    return turn.store.documents.of_message(sent.message) if _readable(sent.message, turn) else []


def _readable(message: str, turn: Turn) -> bool:
    """True for a message of the channel that the community meets in: that is all that Canopy may read."""
    return turn.place.scope is Scope.CHANNEL and turn.place.home == turn.community.home and message.isdigit()


def _is_link(address: str) -> bool:
    try:
        return bool(checked_link(address))
    except Refusal:
        return False


def _carried(files: Iterable[AttachedFile]) -> tuple[dict[str, str], ...]:
    return tuple({"id": file.id, "name": file.name, "address": file.address} for file in files)
