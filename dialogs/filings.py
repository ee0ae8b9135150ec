"""What comes of a filing: which files a message holds, that one is in the library, or that it is not, and trying again."""

from __future__ import annotations

from cards.documents import document_card
from cards.filings import TryAgain, news
from community.by_hand import is_untouched
from community.documents import Document, DocumentState, NothingToTry
from community.filing_troubles import FINAL, because, kept_as_link
from community.ids import DocumentId, FilingId
from community.shared_files import StoredItem, Trouble
from dialogs.arriving import has_arrived
from dialogs.cataloguing import pack_in, pack_of, read_document, refreshed, shown_in, subject
from dialogs.events import DocumentFiled, FilesRead, FilingFailed
from dialogs.reading import Origin, as_link, look_at_root, origin_of, out, sorted_out, without_files
from dialogs.routing import Router
from dialogs.turn import Drawn, Effect, FileAway, Refresh, Reply, ShowCard, Turn, Whisper
from store.filings import Filing, Step
from store.opened import Store

router = Router()
CHECKED_OUT = "SharePoint holds it back until somebody checks it in: until then only its author sees it."
NOT_FILED = "Not filed, because "
WHERE = {
    DocumentState.FILING: "it is being filed just now",
    DocumentState.FILED: "it is filed already",
    DocumentState.LINK: "it is kept as a link",
    DocumentState.GONE: "its file was removed. Please share it again",
}


@router.event(FilesRead)
def files_read(event: FilesRead, turn: Turn) -> Reply:
    """It is known what a message holds: each file becomes a document of its own."""
    found = _under_way(event.filing, turn)
    if found is None or found[1].state is not DocumentState.FILING:
        return Reply()
    filing, document, origin = found
    if not event.files and origin.message != origin.root:  # the reply itself has none: "this" is what the thread began with
        return Reply(then=look_at_root(filing, document, origin, turn))
    return Reply(then=sorted_out(filing, document, origin, event.files, turn))


@router.event(DocumentFiled)
def document_filed(event: DocumentFiled, turn: Turn) -> Reply:
    """A document is in the library; or the library had the very same already, and that is what is shown."""
    found = _under_way(event.filing, turn)
    if found is None or found[1].state not in {DocumentState.FILING, DocumentState.NOT_FILED, DocumentState.FILED}:
        return Reply()
    _, document, origin = found
    filed_before = document.state is DocumentState.FILED  # its columns were written anew; what it is was settled then
    found_before = None if filed_before else _found_by_hand(document, event.item, turn)
    twin = None if filed_before or found_before else _twin(document, event.item, event.sha256, turn)
    if twin is not None:
        then = out(document, turn, twin=twin.id)
        return Reply(then=_news(document, turn) if origin.kind == "chat" else then)
    changed = _filed(document, event, turn)
    turn.store.documents.save(changed)
    gives_way = () if found_before is None else _gives_way(found_before, changed, turn)
    if origin.kind == "chat":
        return Reply(then=(*gives_way, *shown_in(changed, None), *_news(changed, turn)))
    return Reply(then=(*gives_way, *refreshed(changed)))


def _filed(document: Document, event: DocumentFiled, turn: Turn) -> Document:
    item = event.item
    lies = {"name": item.name, "address": item.address, "drive": item.drive, "item": item.id, "size": item.size}
    known = {"sha256": event.sha256 or document.sha256, "quick_hash": item.quick_hash}
    known["reason"] = CHECKED_OUT if item.hidden else ""
    return document.model_copy(
        update={
            **lies, **known, "state": DocumentState.FILED, "filed_at": document.filed_at or turn.now,
            "revision": document.revision + 1,
        }
    )  # fmt: skip


def _found_by_hand(document: Document, item: StoredItem, turn: Turn) -> Document | None:
    """What Canopy made of this very file when it found it, as long as nobody has touched that since."""
    found = turn.store.documents.by_item(item.drive, item.id)
    return found if found is not None and found.id != document.id and is_untouched(found) else None


def _gives_way(found: Document, document: Document, turn: Turn) -> tuple[Effect, ...]:
    """A document that nobody saved gives way to the one that somebody did."""
    starters = turn.store.starter_packs
    if starters.remove(found.id):
        starters.add(document.id, document.saver, turn.now)
    return out(found, turn, twin=document.id)


def _twin(document: Document, item: StoredItem, sha256: str, turn: Turn) -> Document | None:
    """Another document of the library that is the same stored file, or has the same content."""
    documents = turn.store.documents
    alike = documents.by_quick_hash(item.quick_hash, item.size) if item.quick_hash and item.size else []
    same = [documents.by_item(item.drive, item.id), documents.by_content(sha256) if sha256 else None, *alike]
    return next((other for other in same if other is not None and other.id != document.id and other.usable), None)


@router.event(FilingFailed)
def filing_failed(event: FilingFailed, turn: Turn) -> Reply:
    """A document is not in the library. Where it lies is kept as a link, where that helps; else its card says why not."""
    found = _under_way(event.filing, turn)
    if found is None:
        return Reply()
    filing, document, origin = found
    if document.state is not DocumentState.FILING:  # it is filed; what failed is only to write its columns anew
        turn.store.filings.end(filing.id)
        return Reply()
    if filing.step is Step.READ and event.why in {Trouble.NOT_ALLOWED, Trouble.OFF} and (origin.files or origin.links):
        return Reply(then=without_files(filing, document, origin, event.why, turn))
    linked = as_link(document, kept_as_link(event.why, document.address), turn) if origin.kind == "message" else None
    if linked is not None:
        turn.store.filings.end(filing.id)
        return Reply(then=refreshed(linked))
    return Reply(then=_not_filed(filing, document, origin, event, turn))


def _not_filed(filing: Filing, document: Document, origin: Origin, event: FilingFailed, turn: Turn) -> tuple[Effect, ...]:
    told, final = because(event.why, event.request_id), event.why in FINAL
    state = DocumentState.TAKEN_OUT if final else DocumentState.NOT_FILED
    reason = f"{NOT_FILED}{told}" if final else told
    changed = document.model_copy(update={"state": state, "reason": reason, "revision": document.revision + 1})
    turn.store.documents.save(changed)
    if final:
        turn.store.filings.end(filing.id)
    return _news(changed, turn) if origin.kind == "chat" else refreshed(changed)


def _under_way(filing_id: str, turn: Turn) -> tuple[Filing, Document, Origin] | None:
    """A filing, its document and where that comes from; None where there is nothing to do any more."""
    filing = turn.store.filings.read(FilingId(filing_id))
    document = turn.store.documents.read(filing.document, to_change=True) if filing else None
    return None if filing is None or document is None else (filing, document, origin_of(filing))


@router.press(TryAgain, once=lambda press: ("filing.again", press.document, str(press.revision)))
def try_again(press: TryAgain, turn: Turn) -> Reply:
    """Have the librarian go on where it stopped. Anybody in the community may ask for that."""
    document = read_document(press.document, turn, to_change=True)
    if not press.community:
        has_arrived(turn, subject(document.id), turn.message)
    if document.state is not DocumentState.NOT_FILED:
        raise NothingToTry(what=WHERE[document.state])
    if not turn.store.filings.again(document.id, turn.now):
        raise NothingToTry(what="I do not know any more where its file was. Please share it again")
    begun = {"state": DocumentState.FILING, "reason": "", "revision": document.revision + 1}
    changed = document.model_copy(update=begun)
    turn.store.documents.save(changed)
    shown = document_card(changed, pack_of(turn), community=press.community)
    return Reply(ShowCard(shown), then=(Refresh(subject(document.id)), FileAway()))


def _news(document: Document, turn: Turn) -> tuple[Effect, ...]:
    """Tell whoever sent the file, in 1:1, as long as they are a member."""
    saver = turn.store.members.read(document.saver)
    return (Whisper(saver.id, f"documentnews:{document.id}"),) if saver is not None and saver.here else ()


@router.paint("documentnews")
def paint_news(document_id: str, store: Store) -> Drawn | None:
    """What came of a file that was sent in 1:1, for whoever sent it."""
    document, community = store.documents.read(DocumentId(document_id)), store.settlements.read()
    if document is None or community is None:
        return None
    newer = store.documents.read(document.superseded_by) if document.superseded_by else None
    said = news(document.state, community.name)
    card = document_card(document, pack_in(store), community=community.id, private=said, newer=newer)
    return Drawn(card, said)
