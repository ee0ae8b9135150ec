"""Voting: a member answers a poll, changes the answer until it closes, and sees who voted where names are kept."""

from __future__ import annotations

from typing import NamedTuple

from cards.polls import poll_card, results_elements
from cards.votes import (
    MOST_PRESS,
    CastBallot,
    CastVote,
    OpenVote,
    SendBallot,
    SendVote,
    vote_form,
)
from community.polls import (
    Poll,
    PollKind,
    Shows,
    Vote,
    choice,
    counts_for,
    in_words,
    read_choice,
    read_words,
    recounted,
    said_choice,
)
from community.privacy import shortened
from community.refusals import Refusal
from community.rounds import ENOUGH, RoundGone, RoundOver, RoundState
from dialogs.boxes import cast, press_of
from dialogs.events import Scope
from dialogs.polling import close, read_poll, seen, subject
from dialogs.routing import Router
from dialogs.turn import Effect, Refresh, Reply, Say, ShowCard, ShowForm, Turn
from store.ballots import BoxSealed
from store.seals import KeyLost

router = Router()
TITLE = "Vote"
SAID_LIMIT = 200
COUNTED = "Your answer is counted. You can change it until the poll closes."
UNSAID = f"{COUNTED} It is not shown here, so that nobody else sees it."
NEWER = "Nothing was changed: you had answered since this card was shown. Press again here to change your answer."
NEWER_FORM = "Nothing was changed: you had answered since this form was opened. Open it again to change your answer."
KEY_LOST = "The key of this anonymous poll is lost, so it is closed now and nothing more is counted. Its card tells everybody."


@router.press(CastVote)
def vote(press: CastVote, turn: Turn) -> Reply:
    """Count one member's choice in a named poll."""
    poll = _open_poll(press.poll, turn, anonymous=False)
    counted = _count(poll, choice(poll, [press.option]), press.press, turn)
    said = f"You chose “{shortened(said_choice(poll, counted.stands), SAID_LIMIT)}”."
    told = f"{said} You can change it until the poll closes." if counted.kept else f"{said} {NEWER}"
    return Reply(_card(counted.poll, turn, told, press=counted.poll.revision), then=counted.then)


@router.press(CastBallot, traceless=True)
def ballot(press: CastBallot, turn: Turn) -> Reply:
    """Count one choice in an anonymous poll. What was chosen is never said back."""
    poll = _open_poll(press.poll, turn, anonymous=True)
    try:
        kept, then = _drop(poll, choice(poll, [press.option]), press.press, turn)
    except KeyLost:
        return _closed_without_key(poll, turn)
    return Reply(_card(poll, turn, UNSAID if kept else NEWER, press=_next_press(poll, turn)), then=then)


@router.opening(OpenVote)
def open_vote(wish: OpenVote, turn: Turn) -> Reply:
    """Open the form to vote in; in a named poll with the answer that was given."""
    poll = read_poll(wish.poll, turn)
    poll.check_open()
    community = str(turn.community.id)
    if poll.anonymous:
        return _form(poll, SendBallot(poll=poll.id, press=_next_press(poll, turn), community=community), turn)
    mine = turn.store.polls.vote_of(poll.id, turn.member.id)
    return _form(poll, _as_sent(poll, mine, community), turn, has_voted=mine is not None)


@router.sending(SendVote)
def send_vote(sent: SendVote, turn: Turn) -> Reply:
    """Vote in a named poll through the form."""
    poll = _open_poll(sent.poll, turn, anonymous=False)
    try:
        answer = _answer(poll, sent)
    except Refusal as refusal:
        return _form(poll, sent, turn, wrong=refusal.said)
    counted = _count(poll, answer, sent.press, turn)
    told = f"{COUNTED} Open the form again to see the results so far." if poll.shows is Shows.VOTED else COUNTED
    return Reply(Say(told if counted.kept else NEWER_FORM), then=counted.then)


@router.sending(SendBallot, traceless=True)
def send_ballot(sent: SendBallot, turn: Turn) -> Reply:
    """Vote in an anonymous poll through the form."""
    poll = _open_poll(sent.poll, turn, anonymous=True)
    try:
        answer = _answer(poll, sent)
    except Refusal as refusal:
        return _form(poll, sent, turn, wrong=refusal.said)
    try:
        kept, then = _drop(poll, answer, sent.press, turn)
    except KeyLost:
        return _closed_without_key(poll, turn)
    return Reply(Say(COUNTED if kept else NEWER_FORM), then=then)


def _open_poll(poll_id: str, turn: Turn, *, anonymous: bool) -> Poll:
    """A poll that takes this kind of answer now. Of a named one, other votes wait for this turn: its counts are kept."""
    poll = read_poll(poll_id, turn, to_change=not anonymous)
    if poll.anonymous is not anonymous:
        raise RoundGone(what="poll")
    poll.check_open()
    return poll


def _answer(poll: Poll, sent: SendVote | SendBallot) -> str:
    return in_words(sent.words) if poll.kind is PollKind.WORDS else choice(poll, sent.chosen)


class _Counted(NamedTuple):
    """What became of a named answer: the poll as it is then, and the member's answer that stands."""

    poll: Poll
    stands: str
    kept: bool
    then: tuple[Effect, ...] = ()


def _count(poll: Poll, answer: str, press: int, turn: Turn) -> _Counted:
    """Keep a named answer unless the member gave a newer one."""
    before = turn.store.polls.vote_of(poll.id, turn.member.id)
    if before is not None and (press < before.press or (press == before.press and answer != before.answer)):
        return _Counted(poll, before.answer, kept=False)
    if before is not None and press == before.press:
        return _Counted(poll, answer, kept=True)
    turn.store.polls.keep_vote(poll.id, Vote(member=turn.member.id, answer=answer, press=press), turn.now)
    more, fewer = counts_for(poll.kind, answer), counts_for(poll.kind, before.answer) if before else []
    turn.store.polls.count_for(poll.id, more, fewer)
    changed = recounted(poll, more, fewer, new=before is None)
    turn.store.polls.save(changed)
    shows = before is None or (answer != before.answer and poll.shows_results_to(has_voted=False))
    return _Counted(changed, answer, kept=True, then=(Refresh(subject(poll.id)),) if shows else ())


def _drop(poll: Poll, answer: str, press: int, turn: Turn) -> tuple[bool, tuple[Effect, ...]]:
    """Put an anonymous answer into the box. Returns whether it stands. Raises `RoundOver` or `KeyLost`."""
    try:
        became = cast(turn, subject(poll.id), answer, press)
    except BoxSealed:
        raise RoundOver(what="poll") from None
    if became.answered >= ENOUGH and not poll.enough and turn.store.polls.say_enough(poll.id):
        return became.kept, (Refresh(subject(poll.id)),)
    return became.kept, ()


def _next_press(poll: Poll, turn: Turn) -> int:
    """What the next press of this member must carry to count. Never says more than how often they pressed themselves."""
    return min(MOST_PRESS, max(poll.revision, press_of(turn, subject(poll.id)) + 1))


def _closed_without_key(poll: Poll, turn: Turn) -> Reply:
    now = read_poll(poll.id, turn, to_change=True)
    return Reply(Say(KEY_LOST), then=close(now, turn, lost_key=True) if now.state is RoundState.OPEN else ())


def _card(poll: Poll, turn: Turn, told: str, *, press: int) -> ShowCard:
    view = seen(poll, turn.store, turn.community.time_zone, has_voted=True)
    where = str(turn.community.id) if turn.place.scope is Scope.CHAT else ""
    return ShowCard(poll_card(view, private=told, press=press, community=where))


def _form(poll: Poll, sent: SendVote | SendBallot, turn: Turn, *, has_voted: bool = False, wrong: str = "") -> Reply:
    view = seen(poll, turn.store, turn.community.time_zone, has_voted=has_voted)
    above = results_elements(view, view.results) if has_voted and view.results and poll.shows is Shows.VOTED else []
    return Reply(ShowForm(TITLE, vote_form(view, sent, above=above, wrong=wrong)))


def _as_sent(poll: Poll, mine: Vote | None, community: str) -> SendVote:
    """The form as it would have been sent for the answer that was given."""
    fields: dict[str, str] = {}
    if mine is not None:
        numbers = [str(number) for number in read_choice(mine.answer)]
        ranks = {f"rank{place}": number for place, number in enumerate(numbers, 1)}
        fields = {"words": read_words(mine.answer), "choice": ",".join(numbers)} | (ranks if poll.kind is PollKind.RANKED else {})
    return SendVote.model_validate({"poll": poll.id, "press": poll.revision, "community": community, **fields})
