"""Finding again what the library holds and what was asked: in the channel, in 1:1, and from the box one writes in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

from cards.documents import document_card, title_of
from cards.finding import (
    ANY,
    Find,
    Page,
    ShowFound,
    Shown,
    TurnPage,
    found_card,
    inserted_ask_card,
    nothing_card,
    shown_ask_card,
    shown_profile_card,
    what_for_card,
    where_card,
)
from cards.reflections import shared_card
from community.asks import AskGone, AskState, public_view
from community.communities import Community
from community.documents import Document, DocumentGone, DocumentState
from community.entries import ask_entry
from community.finding import Entry, Hit, Wanted, also_looked_for, said_plainly, understood, why_it_matched, widened
from community.ids import AskId, DocumentId, PromptId, ReflectionId
from community.packs import Pack, pack_named
from community.people import MemberId
from community.privacy import one_line
from community.profile_drafts import profile_view
from community.reflections import ReflectionState, shared_view
from community.search_words import SEARCH_MOST, SEARCHING, search_words
from community.templates import template_of
from dialogs.cataloguing import pack_in, pack_of
from dialogs.events import Due, Queried, Said
from dialogs.permitting import permitted_places
from dialogs.routing import Router
from dialogs.turn import At, Index, Reply, Result, Results, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
ON_A_PAGE = 5
MOST_PAGES = 40
"""Whoever has not found it by then looks for something else."""
MOST_FROM_THE_BOX = 25
MOST_COMMUNITIES = 8
"""So many of somebody's communities are looked through at once."""
IN_ENTRY = 200
"""So many answers of an ask are read for the search."""
AT_ONCE = 50
"""So many earlier asks are indexed in one go."""
BEGIN = "entries.begin"


@router.word(*SEARCHING, "find something", "search the library")
def ask_what_for(_said: Said, turn: Turn) -> Reply:
    """Somebody wants to find something: ask what."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(where_card("", turn.mine)))
    return Reply(ShowCard(what_for_card(pack_of(turn), turn.community)))


@router.begins(*SEARCHING)
def find_aloud(said: Said, turn: Turn) -> Reply | None:
    """Somebody looks for something. None when they are asking people."""
    text = search_words(said.text)
    if text is None:
        return None
    if len(turn.mine) > 1:
        return Reply(ShowCard(where_card(text, turn.mine)))
    return _found(_wanted(text, turn), TurnPage(community=turn.community.id, words=text), turn)


@router.press(Find)
def find_again(press: Find, turn: Turn) -> Reply:
    """Look for what the fields of a card say."""
    text = one_line(press.text, SEARCH_MOST)
    pack = pack_of(turn)
    wanted = _filtered(_wanted(text, turn), press.kind, press.topic, pack)
    if not (wanted.words or wanted.kind or wanted.topic):
        return Reply(ShowCard(what_for_card(pack, turn.community)))
    return _found(wanted, TurnPage(community=turn.community.id, words=text), turn)


@router.press(TurnPage)
def turn_page(press: TurnPage, turn: Turn) -> Reply:
    """Show another page."""
    page = min(max(press.page, 0), MOST_PAGES - 1)
    wanted = _filtered(_wanted(one_line(press.words, SEARCH_MOST), turn), press.of_kind, press.on_topic, pack_of(turn))
    return _found(wanted, press.model_copy(update={"community": turn.community.id, "page": page}), turn)


@router.opening(ShowFound)
def show_found(wish: ShowFound, turn: Turn) -> Reply:
    """Show one thing that was found, as it is now. Raises `DocumentGone` or `AskGone` for what is not there any more."""
    shown = _shown(wish.ref, "", turn.store)
    if shown is None:
        raise AskGone if wish.ref.startswith("ask:") else DocumentGone
    if shown.ask is not None:
        return Reply(ShowForm("An ask", shown_ask_card(shown.ask, turn.community.id)))
    if shown.profile is not None:
        return Reply(ShowForm("A colleague", shown_profile_card(shown.profile)))
    if shown.reflection is not None:
        return Reply(ShowForm("A reflection", shared_card(shown.reflection)))
    document: Document = shown.document  # type: ignore[assignment]  # the one or the other
    card = document_card(document, pack_of(turn), community=turn.community.id, newer=shown.newer)
    return Reply(ShowForm("From the library", card))


def _wanted(text: str, turn: Turn) -> Wanted:
    return understood(text, pack_of(turn), turn.store.entries.near)


def _filtered(wanted: Wanted, kind: str, topic: str, pack: Pack) -> Wanted:
    """The same with the filters that were chosen; those that were written count where none was."""
    chosen = {"kind": kind if pack.kind(kind) else "", "topic": "" if topic == ANY else one_line(topic, 40)}
    return wanted.model_copy(update={name: slug for name, slug in chosen.items() if slug})


def _found(wanted: Wanted, wish: TurnPage, turn: Turn) -> Reply:
    """A page of what matches; without the filters, where those leave nothing."""
    pack, entries = pack_of(turn), turn.store.entries
    hits = entries.search(wanted, ON_A_PAGE + 1, wish.page * ON_A_PAGE)
    wide = not hits and not wish.page and bool(wanted.kind or wanted.topic)
    if wide:
        hits = entries.search(widened(wanted, pack), ON_A_PAGE + 1)
    page = Page(
        wish=wish.model_copy(update={"of_kind": wanted.kind, "on_topic": wanted.topic}),
        shown=[shown for hit in hits[:ON_A_PAGE] if (shown := _shown(hit.ref, why_it_matched(hit), turn.store))],
        more=len(hits) > ON_A_PAGE and not wide and wish.page < MOST_PAGES - 1,
        plain=said_plainly(wanted),
        also=also_looked_for(wanted, hits),
        widened=wide,
        empty=not hits and not turn.store.documents.count(),
    )
    return Reply(ShowCard((found_card if page.shown else nothing_card)(page, pack)))


def _shown(ref: str, why: str, store: Store) -> Shown | None:
    """Something that was found, as it is now; None for what is not there any more, and for what is not shown in lists."""
    what, _, name = ref.partition(":")
    if what == "document":
        document = store.documents.read(DocumentId(name))
        if document is None or document.state is DocumentState.TAKEN_OUT:
            return None
        newer = store.documents.read(document.superseded_by) if document.superseded_by else None
        return Shown(ref, why, document=document, newer=newer)
    if what == "profile":
        profile = store.profiles.read(MemberId(name))
        found = profile if profile is not None and profile.found else None
        return None if found is None else Shown(ref, why, profile=profile_view(found, pack_in(store)))
    if what == "reflection":
        return _shown_reflection(ref, why, store)
    ask = store.asks.read(AskId(name)) if what == "ask" else None
    if ask is None or ask.state not in {AskState.OPEN, AskState.CLOSED}:
        return None
    return Shown(ref, why, ask=public_view(ask, store.answers.best(ask.id) if ask.answers else []))


def _shown_reflection(ref: str, why: str, store: Store) -> Shown | None:
    """A reflection that its author shared with their name; no other is found."""
    found = store.reflections.read(ReflectionId(ref.partition(":")[2]))
    if found is None or found.state is not ReflectionState.NAMED:
        return None
    prompt = store.prompts.read(PromptId(found.prompt))
    return Shown(ref, why, reflection=shared_view(found, template_of(prompt.template if prompt else "").label))


@router.query("findInLibrary")
def look_up(queried: Queried, turn: Turn) -> Reply:
    """Cards to put into a message: from this community, or elsewhere from all of the member's. The newest, without words."""
    most = min(max(queried.most, 1), MOST_FROM_THE_BOX)
    skip = min(max(queried.skip, 0), MOST_PAGES * MOST_FROM_THE_BOX)
    text = one_line(queried.words, SEARCH_MOST)
    places = permitted_places(f"query.{queried.command}", turn)[:MOST_COMMUNITIES]
    rows = [_results(text, community, turn, skip + most) for community in places]
    best = (result for rank in zip_longest(*rows) for result in rank if result is not None)
    sentence = f"I found nothing for “{text}”." if text else "The library is empty so far."
    return Reply(Results(tuple(islice(best, skip, skip + most)), sentence))


def _results(text: str, community: Community, turn: Turn, most: int) -> Iterator[Result]:
    """What is found in one community of the member's, best first."""
    same = community.id == turn.community.id
    store = turn.store if same else Store(turn.store.connection, turn.store.tenant, community.id, turn.store.service_url)
    pack = pack_named(community.pack)
    for ref, why in _refs(text, pack, store, most):
        shown = _shown(ref, why, store)
        if shown is not None and (shown.ask or shown.document):  # people are found here, and not handed round elsewhere
            yield _result(shown, community, pack)


def _refs(text: str, pack: Pack, store: Store, most: int) -> list[tuple[str, str]]:
    """What is found, and why. Without words: the newest documents."""
    if not text:
        return [(f"document:{document.id}", "") for document in store.documents.newest(most)]
    wanted = understood(text, pack, store.entries.near)
    hits: list[Hit] = store.entries.search(wanted, most) or store.entries.search(widened(wanted, pack), most)
    return [(hit.ref, why_it_matched(hit)) for hit in hits]


def _result(shown: Shown, community: Community, pack: Pack) -> Result:
    """What the list beside the box says of it, and its card."""
    if shown.ask is not None:
        return Result(one_line(shown.ask.text, 120), f"Ask · {shown.why}", inserted_ask_card(shown.ask, community.name))
    document: Document = shown.document  # type: ignore[assignment]
    told = [pack.label_of_kind(document.kind), "Superseded" if document.superseded_by else "", shown.why]
    card = document_card(document, pack, newer=shown.newer, inserted=True)
    return Result(one_line(title_of(document), 120), " · ".join(filter(None, told)), card)


@router.index("ask")
def index_ask(ask_id: str, store: Store) -> Entry | None:
    """What the search holds of an ask: nothing before its kind is chosen, and nothing once it is withdrawn."""
    ask = store.asks.read(AskId(ask_id))
    if ask is None:
        return None
    return ask_entry(ask, store.answers.best(ask.id, IN_ENTRY) if ask.answers else [], pack_in(store))


@router.due(BEGIN)
def index_earlier_asks(due: Due, turn: Turn) -> Reply:
    """Have asks from before there was a search be found: some at a time, then it is put down again for those that follow."""
    asks = turn.store.asks.page(AskId(due.detail), AT_ONCE)
    then = tuple(Index(f"ask:{ask}") for ask in asks)
    return Reply(then=(*then, At(turn.now, BEGIN, due.about, asks[-1])) if len(asks) == AT_ONCE else then)
