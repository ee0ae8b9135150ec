"""Answering a check-in. Whoever answers at the heavy end is shown support in the answer to their click, and nowhere else."""

from __future__ import annotations

from cards.checkins import (
    MOST_PRESS,
    AnswerCheckin,
    CastAnswer,
    OpenComment,
    SendAnswer,
    SendBallot,
    checkin_card,
    checkins_card,
    comment_form,
    heard_card,
)
from cards.support import support_said
from community.checkin_kinds import Heavy
from community.checkin_results import Given
from community.checkins import COUNTED, WHAT, Checkin, NoSuchPoint, written
from community.communities import SayItThere
from community.ids import CheckinId
from community.privacy import shortened
from community.refusals import Refusal
from community.rounds import ENOUGH, RoundGone, RoundOver, RoundState
from community.support import support_words
from dialogs.boxes import cast, press_of
from dialogs.checking import close, read_checkin, seen, subject, zone_of
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Drawn, Effect, Refresh, Reply, Say, ShowCard, ShowForm, Turn, Whisper
from store.ballots import BoxSealed
from store.checkins import Stored
from store.opened import Store
from store.seals import KeyLost

router = Router()
TITLE = "Your answer"
LISTED = 6
NEWER = "Nothing was changed: you had answered since this card was shown. Press again here to change your answer."
NEWER_FORM = "Nothing was changed: you had answered since this form was opened. Open it again to change your answer."
KEY_LOST = "The key of this check-in is lost, so it is closed now and nothing more is counted. Its card tells everybody."


@router.press(AnswerCheckin, traceless=True)
def answer(press: AnswerCheckin, turn: Turn) -> Reply:
    """Count one member's answer to a named check-in. Nothing is kept of the card it is answered with."""
    checkin = _open_one(press.checkin, turn, anonymous=False)
    given = checkin.answer(press.point)
    changed, kept, then = _keep(checkin, given, press.press, turn)
    said = f"You answered “{checkin.kind.name_of(given.point)}”." if kept else NEWER
    return _shown(changed, given if kept else None, said, turn, then)


@router.press(CastAnswer, traceless=True)
def ballot(press: CastAnswer, turn: Turn) -> Reply:
    """Count one answer to an anonymous check-in. What was answered is never said back."""
    checkin = _open_one(press.checkin, turn, anonymous=True)
    given = checkin.answer(press.point)
    try:
        kept, then = _drop(checkin, given, press.press, turn)
    except KeyLost:
        return _closed_without_key(checkin, turn)
    return _shown(checkin, given if kept else None, COUNTED if kept else NEWER, turn, then)


@router.opening(OpenComment)
def open_comment(wish: OpenComment, turn: Turn) -> Reply:
    """Open the form that takes a comment; in a named check-in with the answer that was given."""
    checkin = read_checkin(wish.checkin, turn)
    checkin.check_open()
    form = SendBallot if checkin.anonymous else SendAnswer
    fresh = form(checkin=checkin.id, press=_next_press(checkin, turn), community=turn.community.id)
    return _form(checkin, fresh, turn)


@router.sending(SendAnswer, traceless=True)
def send_answer(sent: SendAnswer, turn: Turn) -> Reply:
    """Answer a named check-in, with a comment."""
    checkin = _open_one(sent.checkin, turn, anonymous=False)
    try:
        given = _given(checkin, sent)
    except Refusal as refusal:
        return _form(checkin, sent, turn, wrong=refusal.said)
    _, kept, then = _keep(checkin, given, sent.press, turn)
    return Reply(_said(checkin, given, kept, turn), then=then)


@router.sending(SendBallot, traceless=True)
def send_ballot(sent: SendBallot, turn: Turn) -> Reply:
    """Answer an anonymous one, with a comment."""
    checkin = _open_one(sent.checkin, turn, anonymous=True)
    try:
        given = _given(checkin, sent)
    except Refusal as refusal:
        return _form(checkin, sent, turn, wrong=refusal.said)
    try:
        kept, then = _drop(checkin, given, sent.press, turn)
    except KeyLost:
        return _closed_without_key(checkin, turn)
    return Reply(_said(checkin, given, kept, turn), then=then)


@router.word("check-ins", "checkins", "check ins", "open check-ins")
def list_checkins(_said: Said, turn: Turn) -> Reply:
    """Show the check-ins that take answers."""
    if len(turn.mine) > 1:
        raise SayItThere
    found = turn.store.checkins.newest(RoundState.OPEN, LISTED)
    views = [seen(checkin, turn.store, turn.community.time_zone) for checkin in found]
    return Reply(ShowCard(checkins_card(views, turn.community.name, turn.community.id)))


@router.paint("checkin")
def paint_checkin(checkin_id: str, store: Store) -> Drawn | None:
    """The check-in as the channel sees it now."""
    checkin = store.checkins.read(CheckinId(checkin_id))
    if checkin is None or (checkin.state is RoundState.WITHDRAWN and checkin.card is None):
        return None
    said = "A check-in was withdrawn" if checkin.state is RoundState.WITHDRAWN else f"Check-in: {checkin.question}"
    view = seen(checkin, store, zone_of(store))
    return Drawn(checkin_card(view, press=checkin.revision), shortened(said, 160))


def _open_one(checkin_id: str, turn: Turn, *, anonymous: bool) -> Checkin:
    """A check-in that takes this kind of answer now. Other answers to a named one wait for this turn: they are counted."""
    checkin = read_checkin(checkin_id, turn, to_change=not anonymous)
    if checkin.anonymous is not anonymous:
        raise RoundGone(what=WHAT)
    checkin.check_open()
    return checkin


def _given(checkin: Checkin, sent: SendAnswer | SendBallot) -> Given:
    if not (sent.point.isascii() and sent.point.isdigit() and len(sent.point) < 3):
        raise NoSuchPoint
    return checkin.answer(int(sent.point), sent.comment)


def _keep(checkin: Checkin, given: Given, press: int, turn: Turn) -> tuple[Checkin, bool, tuple[Effect, ...]]:
    """Keep a named answer unless the member gave a newer one. Returns the check-in as it is then, and whether it stands."""
    before, stored = turn.store.checkins.answer_of(checkin.id, turn.member.id), written(given)
    if before is not None and press <= before.press:
        return checkin, before == Stored(stored, press), ()
    turn.store.checkins.keep_answer(checkin.id, turn.member.id, Stored(stored, press))
    if before is not None:
        return checkin, True, ()
    changed = checkin.model_copy(update={"answered": checkin.answered + 1, "revision": checkin.revision + 1})
    turn.store.checkins.save(changed)
    return changed, True, (Refresh(subject(checkin.id)),)


def _drop(checkin: Checkin, given: Given, press: int, turn: Turn) -> tuple[bool, tuple[Effect, ...]]:
    """Put an anonymous answer into the box. Returns whether it stands. Raises `RoundOver` or `KeyLost`."""
    try:
        became = cast(turn, subject(checkin.id), written(given), press)
    except BoxSealed:
        raise RoundOver(what=WHAT) from None
    if became.answered >= ENOUGH and not checkin.enough and turn.store.checkins.has_enough(checkin.id):
        return became.kept, (Refresh(subject(checkin.id)),)
    return became.kept, ()


def _next_press(checkin: Checkin, turn: Turn) -> int:
    """What the next press of this member must carry to count."""
    if checkin.anonymous:
        before = press_of(turn, subject(checkin.id))
    else:
        stored = turn.store.checkins.answer_of(checkin.id, turn.member.id)
        before = stored.press if stored else 0
    return min(MOST_PRESS, max(checkin.revision, before + 1))


def _shown(checkin: Checkin, given: Given | None, said: str, turn: Turn, then: tuple[Effect, ...]) -> Reply:
    """The card for who pressed. `given` is the answer that stands, or None.

    On a scale with a heavy end it is for the response alone. Where no response is taken, what is said would be written down
    first: there everybody is told the same, light or heavy, with support.
    """
    if not turn.answerable and checkin.kind.heavy is not Heavy.NONE:
        return Reply(then=(*then, Whisper(turn.member.id, f"checkin-{'heard' if given else 'newer'}:{checkin.id}")))
    view = seen(checkin, turn.store, turn.community.time_zone)
    drawn = checkin_card(view, press=_next_press(checkin, turn), private=said, support=_support(checkin, given, turn))
    return Reply(ShowCard(drawn), then=then)


@router.paint("checkin-heard")
def paint_heard(_checkin: str, store: Store) -> Drawn | None:
    """What everybody is told whose client takes no answer on the card."""
    community = store.settlements.read()
    return Drawn(heard_card(COUNTED, support_words(community.support)), COUNTED) if community else None


@router.paint("checkin-newer")
def paint_newer(_checkin: str, store: Store) -> Drawn | None:
    """The same where a newer answer stands."""
    community = store.settlements.read()
    return Drawn(heard_card(NEWER_FORM, support_words(community.support)), NEWER_FORM) if community else None


def _said(checkin: Checkin, given: Given, kept: bool, turn: Turn) -> Say:
    support = _support(checkin, given if kept else None, turn)
    return Say(" ".join(filter(None, [COUNTED if kept else NEWER_FORM, support_said(support) if support else ""])))


def _support(checkin: Checkin, given: Given | None, turn: Turn) -> str:
    """Where to find support, for an answer at the heavy end; else nothing."""
    heavy = given is not None and checkin.kind.is_heavy(given.point)
    return support_words(turn.community.support) if heavy else ""


def _form(checkin: Checkin, sent: SendAnswer | SendBallot, turn: Turn, wrong: str = "") -> Reply:
    view = seen(checkin, turn.store, turn.community.time_zone)
    return Reply(ShowForm(TITLE, comment_form(view, sent, wrong=wrong)))


def _closed_without_key(checkin: Checkin, turn: Turn) -> Reply:
    now = read_checkin(checkin.id, turn, to_change=True)
    return Reply(Say(KEY_LOST), then=close(now, turn, lost_key=True) if now.state is RoundState.OPEN else ())
