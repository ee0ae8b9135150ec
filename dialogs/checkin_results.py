"""Looking at what came of check-ins: all comments, who said what where names are kept, and how a line changes over time."""

from __future__ import annotations

from cards.checkin_results import (
    OpenComments,
    OpenTrend,
    OpenWho,
    TurnComments,
    TurnWho,
    comments_form,
    trend_card,
    trends_card,
    who_form,
)
from cards.checkin_results import (
    Said as SaidInCheckin,
)
from community.answers import FORMER_MEMBER
from community.checkin_results import ROUNDS_IN_A_TREND, trend_of
from community.checkins import NamedOnly, read_answer
from community.communities import SayItThere
from community.privacy import display_name
from community.rounds import RoundState
from community.times import MONTHS, wall_clock
from dialogs.checking import read_checkin
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import Reply, ShowCard, ShowForm, Turn

router = Router()
LOOKED_THROUGH = 60
"""So many closed rounds are looked through for their lines."""


@router.opening(OpenComments)
def open_comments(wish: OpenComments, turn: Turn) -> Reply:
    """Show the comments of a closed check-in."""
    return _comments(wish.checkin, 0, turn)


@router.sending(TurnComments)
def turn_comments(sent: TurnComments, turn: Turn) -> Reply:
    """Show another page of them."""
    return _comments(sent.checkin, sent.page, turn)


@router.opening(OpenWho)
def open_who(wish: OpenWho, turn: Turn) -> Reply:
    """Show who said what in a named check-in that is closed."""
    return _who(wish.checkin, 0, turn)


@router.sending(TurnWho)
def turn_who(sent: TurnWho, turn: Turn) -> Reply:
    """Show another page of it."""
    return _who(sent.checkin, sent.page, turn)


@router.opening(OpenTrend)
def open_trend(wish: OpenTrend, turn: Turn) -> Reply:
    """Show the line of a closed check-in over time."""
    checkin = read_checkin(wish.checkin, turn)
    checkin.check_closed()
    trend = trend_of(checkin.kind, checkin.topic, turn.store.checkins.closed_in_line(checkin.line, ROUNDS_IN_A_TREND))
    walls = [wall_clock(each.closed_at, turn.community.time_zone) for each in trend.rounds]
    years = len({wall.year for wall in walls}) > 1
    dates = [f"{wall.day} {MONTHS[wall.month - 1][:3]}{f' {wall.year}' if years else ''}" for wall in walls]
    return Reply(ShowForm("Over time", trend_card(trend, dates)))


@router.word("trend", "trends", "over time")
def show_trends(_said: Said, turn: Turn) -> Reply:
    """Show which check-ins can be seen over time, the latest first."""
    if len(turn.mine) > 1:
        raise SayItThere
    lines: dict[str, tuple[str, str]] = {}
    for checkin in turn.store.checkins.newest(RoundState.CLOSED, LOOKED_THROUGH):
        about = f" · {checkin.topic}" if checkin.topic else ""
        lines.setdefault(checkin.line, (checkin.id, f"{checkin.kind.label}{about}"))
    return Reply(ShowCard(trends_card(list(lines.values()), community=turn.community.id)))


def _comments(checkin_id: str, page: int, turn: Turn) -> Reply:
    checkin = read_checkin(checkin_id, turn)
    checkin.check_closed()
    comments = checkin.results.comments if checkin.results else ()
    return Reply(ShowForm("Comments", comments_form(checkin.id, comments, page, community=turn.community.id)))


def _who(checkin_id: str, page: int, turn: Turn) -> Reply:
    checkin = read_checkin(checkin_id, turn)
    if checkin.anonymous:
        raise NamedOnly
    checkin.check_closed()
    said = []
    for name, stored in turn.store.checkins.answers(checkin.id):
        answer = read_answer(stored)
        shown = display_name(name) if name else FORMER_MEMBER
        said.append(SaidInCheckin(name=shown, point=checkin.kind.title_of(answer.point), comment=answer.comment))
    return Reply(ShowForm("Who said what", who_form(checkin.id, said, page, community=turn.community.id)))
