"""The memorandum: facilitators write it, members comment on the draft, and accept what is adopted."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from cards.memoranda import (
    AcceptMemorandum,
    OpenDraft,
    OpenMemorandum,
    SendDiscard,
    SendDraft,
    draft_card,
    draft_form,
    memorandum_card,
    none_yet_card,
    over_card,
    read_form,
)
from community.communities import SayItThere
from community.memoranda import (
    DEFAULT_WORDS,
    Memorandum,
    MemorandumMovedOn,
    NoDraft,
    NoMemorandumYet,
    memorandum_words,
)
from community.refusals import Refusal
from community.times import said_date, wall_clock
from dialogs.agreeing import adopted_subject, day_of, draft_subject, seen_in
from dialogs.arriving import has_arrived
from dialogs.events import Said, Scope
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Effect, PostThread, Refresh, Reply, Say, ShowCard, ShowForm, Turn
from store.opened import Store

router = Router()
TITLE = "Memorandum of understanding"
ACCEPTED = "Thank you. You accepted version {version} on {day}."
DISCARDED = "This draft was discarded. What is in force stays as it is."
ADOPTED = "This draft was adopted: it is version {version} now. Thank you for every comment."


@router.word("memorandum", "memorandum of understanding", "mou", "agreement", "our agreement")
def show_memorandum(_said: Said, turn: Turn) -> Reply:
    """Show what is in force; or the draft; or, to facilitators, where to begin."""
    if len(turn.mine) > 1:
        raise SayItThere
    adopted, draft = turn.store.memoranda.adopted(), turn.store.memoranda.draft()
    community = turn.community.id if turn.place.scope is Scope.CHAT else ""
    if adopted is not None:
        since, coming = day_of(adopted, turn.community.time_zone), draft.version if draft else 0
        return Reply(ShowCard(memorandum_card(adopted, seen_in(turn.store), since=since, community=community, draft=coming)))
    if draft is not None:
        return Reply(ShowCard(draft_card(draft, turn.store.memorandum_comments.count(draft.version), community=community)))
    if not turn.member.facilitates:
        raise NoMemorandumYet
    return Reply(ShowCard(none_yet_card(community)))


@router.opening(OpenMemorandum)
def open_memorandum(_wish: OpenMemorandum, turn: Turn) -> Reply:
    """Open what is in force, to read and accept."""
    adopted = turn.store.memoranda.adopted()
    if adopted is None:
        raise NoMemorandumYet
    accepted = turn.store.acceptances.read(adopted.version, turn.member.id)
    day = said_date(wall_clock(accepted.accepted_at, turn.community.time_zone), with_year=True) if accepted else ""
    return Reply(ShowForm(TITLE, read_form(adopted, accepted=day, community=turn.community.id), wide=True))


def _accept(version: int, turn: Turn) -> str:
    """Note that this member accepts a version. Raises unless it is the one in force. Returns what they are told."""
    found = turn.store.memoranda.read(version)
    if found is None:
        raise MemorandumMovedOn
    found.check_may_accept()
    turn.store.acceptances.accept(version, turn.member.id, turn.now)
    kept = turn.store.acceptances.read(version, turn.member.id)
    day = (kept.accepted_at if kept else turn.now).astimezone(ZoneInfo(turn.community.time_zone))
    return ACCEPTED.format(version=version, day=said_date(day, with_year=True))


@router.press(AcceptMemorandum)
def accept(press: AcceptMemorandum, turn: Turn) -> Reply:
    """Accept a version on its card. Again is no harm: the first time stands."""
    has_arrived(turn, adopted_subject(press.version), turn.message)
    told = _accept(press.version, turn)
    found = turn.store.memoranda.adopted()
    if found is None:
        return Reply(Say(told))
    day = day_of(found, turn.community.time_zone)
    shown = memorandum_card(found, seen_in(turn.store), since=day, community=press.community, private=told)
    return Reply(ShowCard(shown), then=(Refresh(adopted_subject(press.version)),))


@router.sending(AcceptMemorandum)
def accept_in_form(sent: AcceptMemorandum, turn: Turn) -> Reply:
    """Accept a version in the form it was read in."""
    told = _accept(sent.version, turn)
    return Reply(Say(told), then=(Refresh(adopted_subject(sent.version)),))


@router.opening(OpenDraft)
def open_draft(_wish: OpenDraft, turn: Turn) -> Reply:
    """Open the draft to write on; a new one begins with what is in force, or with the text that comes with Canopy."""
    draft, adopted = turn.store.memoranda.draft(), turn.store.memoranda.adopted()
    start = adopted.words if adopted else DEFAULT_WORDS
    sent = SendDraft(community=turn.community.id, revision=draft.revision if draft else 0, words=draft.words if draft else start)
    return _draft_form(sent, draft, turn)


def _draft_form(sent: SendDraft, draft: Memorandum | None, turn: Turn, wrong: str = "") -> Reply:
    version = draft.version if draft else 0
    shown = bool(version) and turn.store.postings.read(draft_subject(version)) is not None
    return Reply(ShowForm(TITLE, draft_form(sent, draft=version, shown=shown, wrong=wrong), wide=True))


@router.sending(SendDraft)
def send_draft(sent: SendDraft, turn: Turn) -> Reply:
    """Keep what was written. What somebody else saved in between is not written over."""
    draft = turn.store.memoranda.draft(to_change=True)
    try:
        kept = memorandum_words(sent.words)
        if draft is not None:
            draft.check_may_change(sent.revision)
        elif sent.revision:
            raise NoDraft
    except Refusal as refusal:
        return _draft_form(sent, draft, turn, wrong=refusal.said)
    if draft is None:
        draft = turn.store.memoranda.begin(kept, turn.member.id, turn.now)
    elif draft.words != kept:
        turn.store.memoranda.write(draft.version, kept, turn.member.id, turn.now)
    return Reply(CloseForm(), then=_shown(draft.version, together=sent.together == "true", turn=turn))


def _shown(version: int, *, together: bool, turn: Turn) -> tuple[Effect, ...]:
    """The draft's card brought up to date, or posted where comments are wanted."""
    subject = draft_subject(version)
    if turn.store.postings.read(subject) is not None:
        return (Refresh(subject),)
    return (PostThread(subject),) if together else ()


@router.sending(SendDiscard, once=lambda sent: ("memorandum", "discard", str(sent.version)))
def discard(sent: SendDiscard, turn: Turn) -> Reply:
    """Keep nothing of a draft and its comments."""
    if not turn.store.memoranda.discard(sent.version):
        raise NoDraft
    return Reply(Say(DISCARDED), then=(Refresh(draft_subject(sent.version)),))


@router.paint("memorandum")
def paint_memorandum(version: str, store: Store) -> Drawn | None:
    """A version that was adopted, as the channel sees it now."""
    found, community = store.memoranda.read(int(version)), store.settlements.read()
    if found is None or found.draft or community is None:
        return None
    shown = memorandum_card(found, seen_in(store), since=day_of(found, community.time_zone))
    return Drawn(shown, f"{TITLE}, version {found.version}")


@router.paint("memorandum-draft")
def paint_draft(version: str, store: Store) -> Drawn | None:
    """A draft as the channel sees it now; what became of it once it is none any more."""
    number = int(version)
    found = store.memoranda.read(number)
    if found is None and store.postings.read(draft_subject(number)) is None:
        return None
    if found is None or not found.draft:
        return Drawn(over_card(number, DISCARDED if found is None else ADOPTED.format(version=number)), f"{TITLE}: a draft")
    return Drawn(draft_card(found, store.memorandum_comments.count(number)), f"{TITLE}: a draft")
