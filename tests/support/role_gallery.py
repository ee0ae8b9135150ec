"""The cards and forms of who has which role, for the gallery."""

from __future__ import annotations

from typing import Any

from cards.roles import SendLeave, SendRoles, leave_form, roles_card, roles_form, told_card, which_roles_card
from community.communities import Community
from community.people import Member, MemberId, Role, TeamsId
from community.roles import GIVEN, RolesChanged

Json = dict[str, Any]
ID = "0123456789abcdef0123456789abcdef"


def _member(name: str, number: int, role: Role = Role.MEMBER) -> Member:
    return Member(
        id=MemberId(f"{number:08d}-0000-4000-8000-000000000000"), teams_id=TeamsId(f"29:{number}"), name=name, role=role
    )


def usual(community: Community, other: Community) -> dict[str, Json]:
    """As on an ordinary day."""
    amara, ben = _member("Amara Osei", 1, Role.FACILITATOR), _member("Ben Carter", 2, Role.CO_FACILITATOR)
    grace, dana = _member("Grace Lin", 3, Role.EXPERT), _member("Dana Whitfield", 4, Role.SPONSOR)
    people = [amara, ben, grace, dana, _member("Chidi Okafor", 5), _member("Efe Demir", 6)]
    sent = SendRoles(
        community=ID, nonce=ID, seen="f" * 16, facilitators=amara.id, co_facilitators=ben.id, experts=grace.id, sponsors=dana.id
    )
    known = dict.fromkeys(GIVEN, people)
    holders = {each.role: [each] for each in people[:4]}
    leave = SendLeave(community=ID, nonce=ID)
    return {
        "roles": roles_card(community, holders),
        "roles-alone": roles_card(community, {Role.FACILITATOR: [amara]}),
        "roles-orphaned": roles_card(community, {Role.CO_FACILITATOR: [ben]}),
        "roles-which": which_roles_card([community, other]),
        "roles-form": roles_form(sent, known=known),
        "roles-form-wrong": roles_form(sent, known=known, wrong=RolesChanged().said),
        "role-leave": leave_form(leave, Role.SPONSOR, others=None),
        "role-leave-last": leave_form(leave, Role.FACILITATOR, others=people[1:]),
        "role-told": told_card(community, Role.CO_FACILITATOR),
        "role-told-member": told_card(community, Role.MEMBER),
    }


def filled_with(text: str, name: str, community: Community) -> dict[str, Json]:
    """Holding just that, as many as there may be."""
    many = [_member(name, number, Role.FACILITATOR) for number in range(100, 132)]
    ids = ",".join(member.id for member in many[:20])
    sent = SendRoles(community=ID, nonce=ID, seen="f" * 16, facilitators=ids, co_facilitators=ids, experts=ids, sponsors=ids)
    return {
        "roles": roles_card(community, dict.fromkeys(GIVEN, many)),
        "roles-which": which_roles_card([community] * 20),
        "roles-form": roles_form(sent, known=dict.fromkeys(GIVEN, many), wrong=text),
        "role-leave": leave_form(SendLeave(community=ID, nonce=ID), Role.FACILITATOR, others=many, wrong=text),
        "role-told": told_card(community, Role.SPONSOR),
    }
