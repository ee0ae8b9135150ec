"""Polls as people come upon them: the card in the channel, the ballot in a 1:1 chat, and the list of what is open."""

from __future__ import annotations

from cards.help import chat_help_card
from cards.polls import PollLine, poll_card, polls_card
from community.communities import DEFAULT_TIME_ZONE
from community.ids import PollId
from community.polls import Poll
from community.privacy import shortened
from community.rounds import Mode, RoundState, how_many_words
from community.times import said_time
from dialogs.events import Said
from dialogs.polling import seen
from dialogs.routing import Router
from dialogs.turn import Drawn, Reply, ShowCard, Turn
from store.opened import Store
from store.polls import Listed

router = Router()
LISTED = 6
LISTED_CLOSED = 3

REMINDER = "You have not answered this poll yet, so here it is once more. This is the only reminder."


@router.word("polls", "open polls", "list polls", "show polls", "the polls")
def list_polls(_said: Said, turn: Turn) -> Reply:
    """Show the polls that take answers, and the last few that are over."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(chat_help_card(turn.mine)))
    polls = turn.store.polls
    open_ones = [_line(poll, turn, closed=False) for poll in polls.newest(RoundState.OPEN, LISTED)]
    over = [_line(poll, turn, closed=True) for poll in polls.newest(RoundState.CLOSED, LISTED_CLOSED)]
    return Reply(ShowCard(polls_card(open_ones, over, polls.count_open(), turn.community.name, turn.community.id)))


def _line(poll: Listed, turn: Turn, *, closed: bool) -> PollLine:
    zone, facts = turn.community.time_zone, []
    if poll.mode is Mode.ANONYMOUS and not closed:
        facts = ["Anonymous", how_many_words(poll.enough)]
    elif poll.mode is Mode.NAMED or poll.answered:
        facts = [f"{poll.answered} answered" if poll.answered else "nobody has answered yet"]
    if closed and poll.closed_at:
        facts.append(f"closed {said_time(poll.closed_at, zone, turn.now)}")
    elif poll.closes_at and not closed:
        facts.append(f"closes {said_time(poll.closes_at, zone, turn.now)}")
    said = f"What we will do: {shortened(' '.join(poll.outcome.split()), 160)}" if closed and poll.outcome else ""
    return PollLine(id=poll.id, question=poll.question, facts=" · ".join(facts), outcome=said)


@router.paint("poll")
def paint_poll(poll_id: str, store: Store) -> Drawn | None:
    """The poll as the channel sees it now."""
    poll = store.polls.read(PollId(poll_id))
    if poll is None or (poll.state is RoundState.WITHDRAWN and poll.card is None):
        return None
    return Drawn(poll_card(seen(poll, store, _zone(store))), _summary(poll))


@router.paint("ballot")
def paint_ballot(poll_id: str, store: Store) -> Drawn | None:
    """The same for a 1:1 chat, to vote there. Nothing once the poll takes no answers any more."""
    poll = store.polls.read(PollId(poll_id))
    if poll is None or poll.state is not RoundState.OPEN:
        return None
    card = poll_card(seen(poll, store, _zone(store)), private=REMINDER, community=store.community)
    return Drawn(card, shortened(f"A reminder: {poll.question}", 160))


def _zone(store: Store) -> str:
    community = store.settlements.read()
    return community.time_zone if community else DEFAULT_TIME_ZONE


def _summary(poll: Poll) -> str:
    return shortened(f"Poll: {poll.question}" if poll.question else "A poll was withdrawn", 160)
