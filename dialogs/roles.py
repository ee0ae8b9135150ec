"""Who has which role: shown to everybody, changed by facilitators, given up by whoever has one."""

from __future__ import annotations

from cards.roles import (
    FIELDS,
    OpenLeave,
    OpenRoles,
    SendLeave,
    SendRoles,
    TakeOver,
    leave_form,
    roles_card,
    roles_form,
    told_card,
    which_roles_card,
)
from community.people import Member, MemberId, Role
from community.refusals import Refusal
from community.roles import (
    GIVEN,
    MOST_OF_A_ROLE,
    Wishes,
    changed,
    check_may_leave,
    check_unchanged,
    needs_successor,
    settle_roles,
    state_of,
)
from dialogs.arriving import arrival
from dialogs.events import Said
from dialogs.routing import Router
from dialogs.turn import CloseForm, Drawn, Effect, Reply, Say, ShowCard, ShowForm, Turn, Whisper
from store.opened import Store

router = Router()
SUBJECT = "role"
TITLE = "Who does what"
SUGGESTED = 12


@router.word("roles", "role", "who does what", "facilitators", "who facilitates", "who is the facilitator", "co-facilitators",
             "change roles", "step down", "take over")  # fmt: skip
def show_roles(_said: Said, turn: Turn) -> Reply:
    """Show who has which role."""
    if len(turn.mine) > 1:
        return Reply(ShowCard(which_roles_card(turn.mine)))
    return Reply(ShowCard(_card(turn)))


def _card(turn: Turn) -> dict[str, object]:
    holders = turn.store.members.with_roles()
    return roles_card(turn.community, {role: [each for each in holders if each.role is role] for role in GIVEN})


@router.opening(OpenRoles)
def open_roles(_wish: OpenRoles, turn: Turn) -> Reply:
    """Open the form, as things are."""
    return _form(_as_it_is(turn), turn)


def _as_it_is(turn: Turn) -> SendRoles:
    holders = turn.store.members.with_roles()
    chosen = {FIELDS[role]: ",".join(each.id for each in holders if each.role is role) for role in GIVEN}
    return SendRoles(community=turn.community.id, nonce=turn.new_id(), seen=state_of(holders), **chosen)


def _form(sent: SendRoles, turn: Turn, wrong: str = "") -> Reply:
    known = {role: _with_others(turn, list(_here(turn, _chosen(sent, role)[:MOST_OF_A_ROLE]).values())) for role in GIVEN}
    return Reply(ShowForm(TITLE, roles_form(sent, known=known, wrong=wrong)))


def _with_others(turn: Turn, first: list[Member]) -> list[Member]:
    return list({member.id: member for member in (*first, *turn.store.members.like("", SUGGESTED))}.values())


def _chosen(sent: SendRoles, role: Role) -> list[str]:
    pieces = getattr(sent, FIELDS[role]).split(",")
    return [piece.strip() for piece in pieces[: 2 * MOST_OF_A_ROLE] if piece.strip()]


def _here(turn: Turn, wanted: list[str]) -> dict[MemberId, Member]:
    found = (turn.store.members.read(MemberId(who)) for who in dict.fromkeys(wanted))
    return {member.id: member for member in found if member is not None and member.here}


@router.sending(SendRoles, once=lambda sent: ("role.change", sent.nonce))
def send_roles(sent: SendRoles, turn: Turn) -> Reply:
    """Keep who has which role, all of it or nothing. Whose role is another one is told so in private."""
    holders = turn.store.members.with_roles(to_change=True)
    chosen = {role: _chosen(sent, role) for role in GIVEN}
    try:
        check_unchanged(sent.seen, holders)
    except Refusal as refusal:
        return _form(_as_it_is(turn), turn, wrong=refusal.said)
    try:
        settled = settle_roles(Wishes(chosen=chosen), _here(turn, [who for people in chosen.values() for who in people]))
    except Refusal as refusal:
        return _form(sent, turn, wrong=refusal.said)
    turn.store.members.settle_roles(settled)
    return Reply(
        CloseForm(),
        then=(*_told(turn, [who for who in changed(holders, settled) if who != turn.member.id]), arrival(turn.community.id)),
    )


def _told(turn: Turn, whom: list[MemberId]) -> tuple[Effect, ...]:
    return tuple(Whisper(who, f"{SUBJECT}:{who}") for who in whom)


@router.opening(OpenLeave)
def open_leave(_wish: OpenLeave, turn: Turn) -> Reply:
    """Open the form that gives up one's role."""
    return _leave_form(SendLeave(community=turn.community.id, nonce=turn.new_id()), turn)


def _leave_form(sent: SendLeave, turn: Turn, wrong: str = "") -> Reply:
    holders = turn.store.members.with_roles()
    if turn.member.role is Role.MEMBER:
        check_may_leave(turn.member, turn.community.name, holders, None)
    others = None
    if needs_successor(turn.member, holders):
        co = [member for member in holders if member.role is Role.CO_FACILITATOR]
        others = [each for each in _with_others(turn, co) if each.id != turn.member.id and each.role is not Role.SPONSOR]
    return Reply(ShowForm("Give up my role", leave_form(sent, turn.member.role, others=others, wrong=wrong)))


@router.sending(SendLeave, once=lambda sent: ("role.leave", sent.nonce))
def send_leave(sent: SendLeave, turn: Turn) -> Reply:
    """Give up one's role. The last facilitator does so only with somebody to follow."""
    members = turn.store.members
    holders = members.with_roles(to_change=True)
    successor = members.read(MemberId(sent.successor)) if sent.successor else None
    following = needs_successor(turn.member, holders)
    try:
        check_may_leave(turn.member, turn.community.name, holders, successor)
    except Refusal as refusal:
        if turn.member.role is Role.MEMBER:
            raise
        return _leave_form(sent, turn, wrong=refusal.said)
    members.give_role(turn.member.id, Role.MEMBER)
    if not following or successor is None:
        return Reply(CloseForm(), then=(arrival(turn.community.id),))
    members.give_role(successor.id, Role.FACILITATOR)
    return Reply(CloseForm(), then=(*_told(turn, [successor.id]), arrival(turn.community.id)))


@router.press(TakeOver)
def take_over(_press: TakeOver, turn: Turn) -> Reply:
    """A co-facilitator becomes the facilitator of a community whose facilitators have all left."""
    turn.store.members.give_role(turn.member.id, Role.FACILITATOR)
    told = ShowCard(_card(turn)) if turn.answerable else Say(f"You facilitate {turn.community.name} now.")
    return Reply(told, then=(arrival(turn.community.id),))


@router.paint(SUBJECT)
def paint_told(member: str, store: Store) -> Drawn | None:
    """Tells somebody which role they have now. Nothing to who has left."""
    community, found = store.settlements.read(), store.members.read(MemberId(member))
    if community is None or found is None or not found.here:
        return None
    return Drawn(told_card(community, found.role), f"Your role in {community.name} has changed")
