"""The library to look through, how it is set up, and what is changed in it by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cards.libraries import (
    ANY,
    CHOICES,
    Browse,
    Counts,
    LookAgain,
    ShowIdeas,
    ShowListed,
    ShowSetup,
    ideas_card,
    library_card,
    list_card,
    setup_card,
    shown_card,
    which_library_card,
)
from community.communities import Community
from community.documents import Document
from community.ids import DocumentId
from community.library_setup import Setup, setup_of, setup_view, to_tell
from community.times import milliseconds, said_time
from dialogs.cataloguing import pack_of, read_document
from dialogs.events import Due, FilesChanged, LibraryLooked, Said
from dialogs.following import SWEEP, follow, sweep
from dialogs.routing import Router
from dialogs.turn import Drawn, FileAway, Reply, ShowCard, Turn, Whisper
from store.documents import After
from store.libraries import KeptLibrary
from store.opened import Store

router = Router()
SETUP = "librarysetup"
PAGE = 5
FIRST_LOOK = "I am looking through the channel's files for the first time. Ask again in a few minutes, and they are listed too."
LOOKING = "I am looking. That takes a few seconds."
JUST_LOOKED = "I looked less than half a minute ago, and this is what I found."
REST = timedelta(seconds=30)


@router.word(
    "library", "the library", "our library", "show library", "show the library", "browse", "browse library", "documents",
    "show documents",
)  # fmt: skip
def show_library(_said: Said, turn: Turn) -> Reply:
    """Show where to begin looking."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(which_library_card(turn.mine)))
    return _front(turn)


def _front(turn: Turn) -> Reply:
    """Where to begin. The first who asks wakes the librarian: nobody looks at the files of those who have no use for it."""
    first = turn.community.team is not None and turn.store.libraries.read() is None
    if first:
        turn.store.libraries.look_soon(turn.now)
    shown = library_card(
        _counts(turn), pack_of(turn), turn.community, facilitates=turn.member.facilitates, private=FIRST_LOOK if first else ""
    )
    return Reply(ShowCard(shown), then=(FileAway(),) if first else ())


def _counts(turn: Turn) -> Counts:
    documents = turn.store.documents
    return Counts(documents.count(), documents.count_by_kind(), documents.count_by_topic(CHOICES))


@router.press(Browse)
def browse(press: Browse, turn: Turn) -> Reply:
    """Show a page of the library, or where to begin."""
    chosen = {"kind": _chosen(press.kind), "topic": _chosen(press.topic), "community": turn.community.id}
    here = press.model_copy(update=chosen)
    if not (here.kind or here.topic or here.all or here.after):
        return _front(turn)
    documents = turn.store.documents
    found = documents.newest(PAGE + 1, kind=here.kind, topic=here.topic, after=_place(here.after))
    shown, following = found[:PAGE], _after(found[PAGE - 1]) if len(found) > PAGE else ""
    newer = {each: read for document in shown if (each := document.superseded_by) and (read := documents.read(each))}
    return Reply(ShowCard(list_card(shown, _counts(turn), pack_of(turn), here, newer=newer, following=following)))


def _chosen(slug: str) -> str:
    return "" if slug == ANY else slug


def _after(document: Document) -> str:
    return f"{milliseconds(document.saved_at)} {document.id}"


def _place(after: str) -> After | None:
    """The place that a card carries; None, which is the beginning, for one that makes no sense."""
    moment, _, document = after.partition(" ")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 15 and document):
        return None
    return datetime.fromtimestamp(int(moment) / 1000, UTC), DocumentId(document)


@router.press(ShowListed)
def show_listed(press: ShowListed, turn: Turn) -> Reply:
    """Show the card of a document, to who pressed."""
    found = read_document(press.document, turn)
    newer = turn.store.documents.read(found.superseded_by) if found.superseded_by else None
    back = Browse(community=turn.community.id, kind=press.kind, topic=press.topic, after=press.after, all="true")
    return Reply(ShowCard(shown_card(found, pack_of(turn), back, newer=newer)))


@router.press(ShowIdeas)
def show_ideas(_press: ShowIdeas, turn: Turn) -> Reply:
    """Show what to look for."""
    return Reply(ShowCard(ideas_card(pack_of(turn), turn.community)))


@router.word("library setup", "library set up", "library set-up", "library settings", "set up library", "set up the library")
def say_setup(_said: Said, turn: Turn) -> Reply:
    """Show facilitators how the library is set up."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(which_library_card(turn.mine)))
    return _setup(turn)


@router.press(ShowSetup)
def show_setup(_press: ShowSetup, turn: Turn) -> Reply:
    """Show facilitators how the library is set up."""
    return _setup(turn)


@router.press(LookAgain)
def look_again(_press: LookAgain, turn: Turn) -> Reply:
    """Have the librarian look as soon as it can. One who presses again and again is told what was found."""
    kept = turn.store.libraries.read()
    if kept is not None and kept.looked_at is not None and kept.looked_at > turn.now - REST:
        return _setup(turn, JUST_LOOKED)
    turn.store.libraries.look_soon(turn.now)
    reply = _setup(turn, LOOKING)
    return Reply(reply.answer, then=(FileAway(),))


def _setup(turn: Turn, private: str = "") -> Reply:
    return Reply(ShowCard(_setup_card(turn.community, turn.store.libraries.read(), turn.now, private)))


def _setup_card(community: Community, kept: KeptLibrary | None, now: datetime | None, private: str = "") -> dict[str, object]:
    looked_at = kept.looked_at if kept else None
    looked = said_time(looked_at, community.time_zone, now) if looked_at and now else ""
    view = setup_view(kept.state if kept else None)
    can_look = (community.team is not None or looked_at is not None) and view.setup is not Setup.GROUP_CHAT
    return setup_card(view, community, looked=looked, private=private, can_look=can_look)


@router.event(LibraryLooked)
def looked(event: LibraryLooked, turn: Turn) -> Reply:
    """It was found out how much is allowed: facilitators are told where that has changed, once."""
    kept = turn.store.libraries.read()
    told, setup = kept.told if kept else "", setup_of(event.state)
    if told == setup:
        return Reply()
    turn.store.libraries.tell(setup)
    if not to_tell(told, event.state):
        return Reply()
    return Reply(then=tuple(Whisper(each.id, f"{SETUP}:{setup}") for each in turn.store.members.facilitators()))


@router.paint(SETUP)
def paint_setup(setup: str, store: Store) -> Drawn | None:
    """How the library is set up, for a facilitator. Nothing where that is not so any more."""
    community, kept = store.settlements.read(), store.libraries.read()
    if community is None or kept is None or setup_of(kept.state) != setup:
        return None
    card = _setup_card(community, kept, None)
    return Drawn(card, f"The library of {community.name}: {setup_view(kept.state).title}")


@router.event(FilesChanged)
def files_changed(event: FilesChanged, turn: Turn) -> Reply:
    """Somebody changed files by hand: the catalogue follows, and nobody is disturbed."""
    return Reply(then=follow(event.changes, turn))


@router.due(SWEEP)
def go_on_sweeping(due: Due, turn: Turn) -> Reply:
    """The next few of those that are gone."""
    return Reply(then=sweep(due.detail, int(due.about), turn))
