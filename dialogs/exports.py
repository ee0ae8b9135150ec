"""Exports: a facilitator takes the results along as a file, in 1:1, into a OneDrive of their own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from cards.exports import (
    OfferAgain,
    OpenCheckinExport,
    OpenExport,
    SendExport,
    TakeExport,
    export_form,
    told_card,
)
from community.checkins import Checkin
from community.exports import check_checkin_exportable, check_poll_exportable, checkin_export, poll_export, title
from community.ids import CheckinId, PollId
from community.knowledge_maps import KnowledgeMap, map_export
from community.polls import Poll
from community.refusals import Refusal
from community.rounds import RoundGone, RoundState
from community.tables import Export, FileForm, export_tables, file_name, rough_size
from dialogs.checking import read_checkin
from dialogs.events import Scope
from dialogs.knowing import MAP, map_of
from dialogs.permitting import check_permitted
from dialogs.polling import check_may_run, read_poll
from dialogs.routing import Router
from dialogs.turn import Drawn, FileOffer, FileReady, Replace, Reply, Say, ShowCard, ShowForm, Turn, Upload, Uploaded, Whisper
from store.opened import Store

router = Router()
_ODD = re.compile("[^0-9a-zA-Z]")
ON_ITS_WAY = "The file is waiting for you in our 1:1 chat. Press Allow there, and Teams puts it into your OneDrive."
DECLINED = "The file was not saved, as you wished. Nothing was put into your OneDrive."
OFFERED_AGAIN = "I have offered the file again, below."
CAME = {
    Uploaded.DONE: "The file is in your OneDrive.",
    Uploaded.OVER: "That offer has run out. If the file is not in your OneDrive already, I can offer it again.",
    Uploaded.FULL: "Your OneDrive did not take the file; it may be full. Once there is room, I can offer it again.",
    Uploaded.ELSEWHERE: "Teams named a place for the file that I may not send anything to, so nothing was sent. "
    "Whoever runs Canopy can allow that place (CANOPY_FILE_HOSTS).",
    Uploaded.NOTHING: "There is nothing to save any more: what it was about is closed to exports, or gone. Nothing was sent.",
    Uploaded.FAILED: "Your OneDrive did not take the file. I can offer it again.",
}
"""What is said in place of an offer."""
MAP_HOLDS = "The knowledge map: counts by topic, and no names."
WORTH_ANOTHER_TRY = frozenset({Uploaded.OVER, Uploaded.FULL, Uploaded.FAILED})


_Exported = Poll | Checkin | KnowledgeMap


class _Named(NamedTuple):
    """What the subject of an export says: of what, how written, when asked for, and which offer."""

    about: str
    form: FileForm
    at: datetime
    offer: str


@router.opening(OpenExport)
def open_export(wish: OpenExport, turn: Turn) -> Reply:
    """Open the form for a poll."""
    return _form(f"poll:{wish.poll}", turn)


@router.opening(OpenCheckinExport)
def open_checkin_export(wish: OpenCheckinExport, turn: Turn) -> Reply:
    """Open the form for a check-in."""
    return _form(f"checkin:{wish.checkin}", turn)


def _form(about: str, turn: Turn) -> Reply:
    found = _round(about, turn)
    sent = SendExport(nonce=turn.new_id(), about=about, community=turn.community.id)
    form = export_form(sent, found.question, holds=_holds(found), still_open=found.state is RoundState.OPEN)
    return Reply(ShowForm("Export the results", form))


@router.sending(SendExport, once=lambda sent: ("export", sent.nonce))
def send_export(sent: SendExport, turn: Turn) -> Reply:
    """Offer the file to whoever asked for it, in 1:1."""
    _found(sent.about, turn)
    return Reply(Say(ON_ITS_WAY), then=(_offer(sent.about, sent.kind, turn),))


@router.press(OfferAgain, once=lambda press: ("export", "again", press.offer))
def offer_again(press: OfferAgain, turn: Turn) -> Reply:
    """Offer the file once more."""
    _found(press.about, turn)
    told = told_card(OFFERED_AGAIN)
    return Reply(ShowCard(told), then=(Replace(turn.message, Drawn(told, OFFERED_AGAIN)), _offer(press.about, press.kind, turn)))


def _holds(found: Poll | Checkin) -> str:
    if isinstance(found, Checkin):
        return "The file holds what its card shows, and no names."
    if found.anonymous:
        return "The answers are anonymous: the file holds counts and no names."
    return "The file holds who voted what, and when. Keep it where only those who may see it can."


def _offer(about: str, kind: str, turn: Turn) -> Whisper:
    return Whisper(turn.member.id, _subject(about, kind, turn, turn.new_id()))


@router.file(TakeExport, once=lambda taken: ("export", "take", taken.offer))
def take_export(taken: TakeExport, turn: Turn) -> Reply:
    """Put the file where Teams said, once; or say in place of the offer why not."""
    file = turn.file
    if file is None or turn.place.scope is not Scope.CHAT:
        return Reply()
    if not file.accepted:
        return Reply(then=(Replace(file.message, Drawn(told_card(DECLINED), DECLINED)),))
    try:
        _found(taken.about, turn)
    except Refusal as refusal:
        return Reply(then=(Replace(file.message, Drawn(told_card(refusal.said), refusal.said)),))
    return Reply(then=(Upload(_subject(taken.about, taken.kind, turn, taken.offer), file),))


def _found(about: str, turn: Turn) -> _Exported:
    """What is to be exported, by somebody who may. Raises a refusal. The knowledge map holds no names: every member may."""
    return map_of(turn.store, turn.now) if about == MAP else _round(about, turn)


def _round(about: str, turn: Turn) -> Poll | Checkin:
    what, _, name = about.partition(":")
    if what == "checkin":
        check_permitted(OpenCheckinExport.verb, turn)
        checkin = read_checkin(name, turn)
        check_checkin_exportable(checkin)
        return checkin
    if what != "poll":
        raise RoundGone(what="poll")
    poll = read_poll(name, turn)
    check_may_run(turn, poll)
    check_poll_exportable(poll)
    return poll


def _subject(about: str, kind: str, turn: Turn, offer: str) -> str:
    form = kind if kind in set(FileForm) else FileForm.WORKBOOK.value
    return f"export:{about}:{form}:{int(turn.now.timestamp())}:{_ODD.sub('', offer)[:40]}"


def _read(name: str) -> _Named:
    what, of, form, at, offer = name.split(":")
    return _Named(f"{what}:{of}", FileForm(form), datetime.fromtimestamp(int(at), UTC), offer)


@router.paint("export")
def paint_offer(name: str, store: Store) -> FileOffer | None:
    """The offer of a file. Nothing when there is nothing to export any more."""
    wanted = _read(name)
    found, community = _still_there(wanted, store), store.settlements.read()
    if found is None or community is None:
        return None
    take = TakeExport(about=wanted.about, kind=wanted.form.value, community=community.id, offer=wanted.offer)
    if isinstance(found, KnowledgeMap):
        called, rows, told = map_export(found, community.name, community.time_zone, wanted.at).title, 80, MAP_HOLDS
    elif isinstance(found, Checkin):
        called, rows, told = title("Check-in", found.kind.label, community.time_zone, wanted.at), 30, "What came of a check-in."
    else:
        called = title("Poll", found.question, community.time_zone, wanted.at)
        rows = 30 + (0 if found.anonymous else found.answered)
        told = f"The results of a poll{': counts only' if found.anonymous else ', with who voted what, and when'}."
    return FileOffer(file_name(called, wanted.form), told, rough_size(rows, wanted.form), take.carried())


@router.make("export")
def make_export(name: str, store: Store) -> FileReady | None:
    """The file as things are now."""
    wanted, community = _read(name), store.settlements.read()
    found = _still_there(wanted, store)
    if found is None or community is None:
        return None
    if isinstance(found, KnowledgeMap):
        export: Export = map_export(found, community.name, community.time_zone, wanted.at)
    elif isinstance(found, Checkin):
        export = checkin_export(found, community.time_zone, wanted.at)
    else:
        votes = [] if found.anonymous else store.exports.votes(found.id)
        export = poll_export(found, votes, community.time_zone, wanted.at)
    return FileReady(partial(export_tables, export, wanted.form))


def _still_there(wanted: _Named, store: Store) -> _Exported | None:
    """What is to be exported, unless nothing of it may be any more."""
    what, _, name = wanted.about.partition(":")
    if wanted.about == MAP:
        return map_of(store, wanted.at)
    try:
        if what == "checkin":
            checkin = store.checkins.read(CheckinId(name))
            if checkin is not None:
                check_checkin_exportable(checkin)
            return checkin
        poll = store.polls.read(PollId(name))
        if poll is not None:
            check_poll_exportable(poll)
        return poll
    except Refusal:
        return None


@router.receipt("export")
def receipt(name: str, came: Uploaded, store: Store) -> Drawn:
    """What stands in place of the offer, once something came of it."""
    wanted = _read(name)
    again = OfferAgain(about=wanted.about, kind=wanted.form.value, community=store.community, offer=wanted.offer)
    return Drawn(told_card(CAME[came], again if came in WORTH_ANOTHER_TRY else None), CAME[came])
