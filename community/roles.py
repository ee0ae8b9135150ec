"""Who has which role: one for each person, and always somebody who facilitates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from community.communities import NoFacilitatorLeft
from community.people import Member, MemberId, Model, Role
from community.refusals import Refusal

GIVEN: Final = (Role.FACILITATOR, Role.CO_FACILITATOR, Role.EXPERT, Role.SPONSOR)
"""The roles that are given to people, as a form asks for them. Everybody else is a member."""
MOST_OF_A_ROLE: Final = 20
"""More facilitators than that host nothing together, and a form could not show them."""


class OneRoleEach(Refusal):
    """Raised when somebody is chosen for two roles."""

    sentence = "{name} is chosen for more than one role. Please leave each person in one list."


class TooManyOfARole(Refusal):
    """Raised for a list that is longer than a role may have people."""

    sentence = "A role can have up to {most} people. Please choose fewer."


class RolesChanged(Refusal):
    """Raised when somebody else changed the roles while a form was open."""

    sentence = (
        "Somebody else changed the roles in the meantime. This is how they are now; please change what is still to be changed."
    )


class NoRoleToLeave(Refusal):
    """Raised for a member who would give up a role and has none."""

    sentence = "You are a member of {community}, which is not a role one gives up. Nothing was changed."


class SuccessorMissing(Refusal):
    """Raised when the last facilitator would step down and has not said who follows."""

    sentence = "You are the only facilitator. Please choose who facilitates after you."


class Wishes(Model):
    """What somebody chose for each role, unchecked: member ids, as many as they like."""

    chosen: Mapping[Role, Sequence[str]]


def settle_roles(wishes: Wishes, here: Mapping[MemberId, Member]) -> dict[MemberId, Role]:
    """Check who is to have which role; the rest are members.

    `here` are those of the chosen who are in the team now; whoever is not counts for nothing.
    Raises `OneRoleEach`, `TooManyOfARole` or `NoFacilitatorLeft`.
    """
    settled: dict[MemberId, Role] = {}
    for role in GIVEN:
        chosen = [who for who in map(MemberId, dict.fromkeys(wishes.chosen.get(role, ()))) if who in here]
        if len(chosen) > MOST_OF_A_ROLE:
            raise TooManyOfARole(most=MOST_OF_A_ROLE)
        for member_id in chosen:
            if member_id in settled:
                raise OneRoleEach(name=here[member_id].name or "Somebody")
            settled[member_id] = role
    if Role.FACILITATOR not in settled.values():
        raise NoFacilitatorLeft
    return settled


def changed(before: Sequence[Member], settled: Mapping[MemberId, Role]) -> list[MemberId]:
    """Whose role is another one now, of those who had or have one."""
    was = {member.id: member.role for member in before}
    return sorted(who for who in {*was, *settled} if was.get(who, Role.MEMBER) is not settled.get(who, Role.MEMBER))


def state_of(holders: Sequence[Member]) -> str:
    """A short sign for who has which role: another one once anything was changed."""
    told = "\n".join(sorted(f"{member.id} {member.role}" for member in holders))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def check_unchanged(seen: str, holders: Sequence[Member]) -> None:
    """Raise `RolesChanged` unless the roles are as they were when the form was opened."""
    if seen != state_of(holders):
        raise RolesChanged


def check_may_leave(leaver: Member, community: str, others: Sequence[Member], successor: Member | None) -> None:
    """Raise unless `leaver` may give up their role. `others` are those who facilitate besides them.

    Raises `NoRoleToLeave`, or `SuccessorMissing` when they are the last facilitator and nobody who is here follows.
    """
    if leaver.role is Role.MEMBER:
        raise NoRoleToLeave(community=community)
    if not needs_successor(leaver, others):
        return
    if successor is None or not successor.here or successor.id == leaver.id:
        raise SuccessorMissing


def needs_successor(leaver: Member, others: Sequence[Member]) -> bool:
    """True for the last one who leads."""
    return leaver.leads and not any(member.leads for member in others if member.id != leaver.id)
