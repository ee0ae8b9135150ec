"""A member adds an option to a poll, where whoever launched it allows that."""

from __future__ import annotations

from cards.options import OpenAddOption, SendOption, SendUnnamedOption, option_form
from community.poll_plans import OptionsFixed, added_option
from community.polls import Option, Poll
from community.refusals import Refusal
from community.rounds import RoundGone
from dialogs.events import Scope
from dialogs.polling import read_poll, subject
from dialogs.routing import Router
from dialogs.turn import CloseForm, Refresh, Reply, Say, ShowForm, Turn

router = Router()
TITLE = "Add an option"


@router.opening(OpenAddOption)
def open_option(wish: OpenAddOption, turn: Turn) -> Reply:
    """Open the form."""
    poll = read_poll(wish.poll, turn)
    _check(poll)
    form = SendUnnamedOption if poll.anonymous else SendOption
    fresh = form(poll=poll.id, nonce=turn.new_id(), community=turn.community.id)
    return Reply(ShowForm(TITLE, option_form(fresh, poll.question)))


@router.sending(SendOption, once=lambda sent: ("option", sent.nonce))
def send_option(sent: SendOption, turn: Turn) -> Reply:
    """Add an option to a named poll."""
    return _add(sent, turn, anonymous=False)


@router.sending(SendUnnamedOption, traceless=True)
def send_unnamed_option(sent: SendUnnamedOption, turn: Turn) -> Reply:
    """Add an option to an anonymous poll. Of who did nothing is kept; sent twice, it is there once."""
    return _add(sent, turn, anonymous=True)


def _add(sent: SendOption, turn: Turn, *, anonymous: bool) -> Reply:
    poll = read_poll(sent.poll, turn, to_change=True)
    if poll.anonymous is not anonymous:
        raise RoundGone(what="poll")
    _check(poll)
    try:
        text = added_option(sent.option, [option.text for option in poll.options])
    except Refusal as refusal:
        return Reply(ShowForm(TITLE, option_form(sent, poll.question, wrong=refusal.said)))
    number = 1 + max((option.number for option in poll.options), default=0)
    turn.store.polls.add_option(poll.id, Option(number=number, text=text))
    turn.store.polls.save(poll.model_copy(update={"revision": poll.revision + 1}))
    told = Say("Your option is on the poll now.")
    return Reply(told if turn.place.scope is Scope.CHAT else CloseForm(), then=(Refresh(subject(poll.id)),))


def _check(poll: Poll) -> None:
    """Raise unless members may add options to `poll` now: `RoundOver`, `RoundWithdrawn` or `OptionsFixed`."""
    poll.check_open()
    if not poll.may_add:
        raise OptionsFixed
