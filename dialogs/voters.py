"""Who voted: in named polls, and for what where the results may be seen."""

from __future__ import annotations

from cards.voters import OpenVoters, Voters, voters_form
from community.answers import FORMER_MEMBER
from community.polls import NamesNotKept, Poll, PollKind, Shows, Vote, counts_for
from community.privacy import display_name
from dialogs.polling import read_poll, seen
from dialogs.routing import Router
from dialogs.turn import Reply, ShowForm, Turn

router = Router()
NAMED = 1_000
"""The list of who voted holds this many names."""
NAMES_BYTES = 10_000
"""…and no more than this, so that it fits into a form with every option in full."""


@router.opening(OpenVoters)
def open_voters(wish: OpenVoters, turn: Turn) -> Reply:
    """Show who voted; and for what, to whom the results are shown."""
    poll = read_poll(wish.poll, turn)
    poll.check_here()
    if poll.anonymous:
        raise NamesNotKept
    has_voted = turn.store.polls.vote_of(poll.id, turn.member.id) is not None
    shown = poll.shows_results_to(has_voted=has_voted)
    told = "" if shown else "Vote to see who chose what."
    if not shown and poll.shows is Shows.CLOSED:
        told = "Who chose what is shown when the poll is closed."
    by_option = _voters(poll, turn.store.polls.voters(poll.id, NAMED), by_option=shown and poll.kind is not PollKind.WORDS)
    view = seen(poll, turn.store, turn.community.time_zone, has_voted=has_voted)
    return Reply(ShowForm("Who voted", voters_form(view, by_option, total=poll.answered, private=told)))


def _voters(poll: Poll, votes: list[Vote], *, by_option: bool) -> list[Voters]:
    """Names by option, in their order and as many as fit; or in one list."""
    places = [option.number for option in poll.options] if by_option else [0]
    votes_for = {option.number: option.votes for option in poll.options} if by_option else {0: poll.answered}
    names: dict[int, list[str]] = {number: [] for number in places}
    left = NAMES_BYTES
    named = sorted((display_name(each.name) if each.name else FORMER_MEMBER, each.answer) for each in votes)
    for name, answer in named:
        for number in counts_for(poll.kind, answer) if by_option else [0]:
            left -= len(name.encode()) + 2
            if left > 0 and number in names:
                names[number].append(name)
    return [
        Voters(number=number, names=tuple(names[number]), more=max(0, votes_for[number] - len(names[number])))
        for number in places
    ]
