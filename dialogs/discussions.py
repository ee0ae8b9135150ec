"""Discussion points: a document is posted with a question from the practice pack, and the thread is for talking about it."""

from __future__ import annotations

from cards.discussions import AnotherQuestion, SendDiscussion, choose_card, discussion_card, discussion_form, gone_card
from cards.documents import OpenDiscussion
from community.communities import SayItThere
from community.discussions import another_question, check_may_discuss, first_question, key_of, question_with
from community.documents import Document, DocumentState
from community.finding import TEXT_LIMIT, understood, widened
from community.ids import DocumentId
from community.pack_parts import Question
from community.privacy import one_line, shortened
from dialogs.cataloguing import pack_in, pack_of, read_document
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, PostThread, Reply, Say, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
TITLE = "Discussion point"
WORDS = ("discussion point", "discussion points")
LISTED = 5
LOOKED_AT = 25


@router.word(*WORDS, "discuss")
def choose_document(_said: Said, turn: Turn) -> Reply:
    """Offer the newest documents to talk about."""
    if len(turn.mine) > 1:
        raise SayItThere
    return Reply(ShowCard(choose_card(turn.store.documents.newest(LISTED), pack_of(turn), turn.community.id)))


@router.begins(*WORDS)
def choose_among_found(said: Said, turn: Turn) -> Reply:
    """Offer documents about something to talk about."""
    if len(turn.mine) > 1:
        raise SayItThere
    text = one_line(said.text[len("discussion point") :].removeprefix("s").lstrip(" :,"), TEXT_LIMIT)
    entries, documents, pack = turn.store.entries, turn.store.documents, pack_of(turn)
    wanted = understood(text.removeprefix("about "), pack, entries.near)
    hits = entries.search(wanted, LOOKED_AT) or entries.search(widened(wanted, pack), LOOKED_AT)
    names = [name for what, _, name in (hit.ref.partition(":") for hit in hits) if what == "document"]
    found = [each for name in names if (each := documents.read(DocumentId(name))) and each.usable][:LISTED]
    return Reply(ShowCard(choose_card(found, pack, turn.community.id, looked_for=text)))


@router.opening(OpenDiscussion)
def open_discussion(wish: OpenDiscussion, turn: Turn) -> Reply:
    """Open the form, with a question that fits the document."""
    document, nonce = _discussed(wish.document, turn), turn.new_id()
    return _form(document, nonce, first_question(document, pack_of(turn), nonce), turn)


@router.sending(AnotherQuestion)
def show_another(sent: AnotherQuestion, turn: Turn) -> Reply:
    """The form again, with another question."""
    document = _discussed(sent.document, turn)
    return _form(document, sent.nonce, another_question(document, pack_of(turn), sent.question), turn)


def _form(document: Document, nonce: str, question: Question, turn: Turn) -> Reply:
    sent = SendDiscussion(document=document.id, nonce=nonce, question=key_of(question), community=turn.community.id)
    return Reply(ShowForm(TITLE, discussion_form(sent, document, question)))


def _discussed(document_id: str, turn: Turn, *, to_post: bool = False) -> Document:
    """A document that can be talked about. Raises `DocumentGone` or `NothingToDiscuss`.

    With `to_post`, whoever changes it meanwhile comes after, and finds what is to be posted.
    """
    document = read_document(document_id, turn, to_change=to_post)
    check_may_discuss(document)
    return document


@router.sending(SendDiscussion, once=lambda sent: ("discussion", sent.document, sent.nonce))
def send_discussion(sent: SendDiscussion, turn: Turn) -> Reply:
    """Begin the thread."""
    document = _discussed(sent.document, turn, to_post=True)
    key = key_of(question_with(sent.question, document, pack_of(turn)))
    told = Say(f"It is in {turn.community.name} now, in a thread of its own.")
    done = told if turn.place.scope is Scope.CHAT else CloseForm()
    return Reply(done, then=(PostThread(f"discussion:{document.id}/{key}.{turn.new_id()[:12]}"),))


@router.paint("discussion")
def paint_discussion(name: str, store: Store) -> Drawn | None:
    """The document and its question, as they are now."""
    document_id, _, chosen = name.partition("/")
    document, pack = store.documents.read(DocumentId(document_id)), pack_in(store)
    if document is None:
        return None
    question = question_with(chosen.partition(".")[0], document, pack)
    if document.state is DocumentState.TAKEN_OUT:
        said = store.postings.read(f"discussion:{name}") is not None
        return Drawn(gone_card(question), TITLE) if said else None
    newer = store.documents.read(document.superseded_by) if document.superseded_by else None
    told = f"Discussion point: {one_line(document.title, 100)}. {question.text}"
    return Drawn(discussion_card(document, question, pack, newer=newer), shortened(told, 160))
