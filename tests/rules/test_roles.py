"""Who has which role: what may be settled, and what changed."""

from __future__ import annotations

import pytest

from community.communities import NoFacilitatorLeft
from community.people import Member, MemberId, Role, TeamsId
from community.refusals import Refusal
from community.roles import (
    MOST_OF_A_ROLE,
    NoRoleToLeave,
    OneRoleEach,
    RolesChanged,
    SuccessorMissing,
    TooManyOfARole,
    Wishes,
    changed,
    check_may_leave,
    check_unchanged,
    settle_roles,
    state_of,
)


def _member(name: str, role: Role = Role.MEMBER, *, here: bool = True) -> Member:
    return Member(id=MemberId(name), teams_id=TeamsId(f"29:{name}"), name=name.title(), role=role, here=here)


AMARA, BEN = _member("amara", Role.FACILITATOR), _member("ben", Role.CO_FACILITATOR)
HERE = {member.id: member for member in (AMARA, BEN, _member("chidi"))}


def test_everybody_chosen_and_here_gets_their_role() -> None:
    """Twice in one list is once; who is not here counts for nothing."""
    wishes = Wishes(chosen={Role.FACILITATOR: ["amara", "amara", "nobody"], Role.SPONSOR: ["chidi"]})
    assert settle_roles(wishes, HERE) == {"amara": Role.FACILITATOR, "chidi": Role.SPONSOR}


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ({}, NoFacilitatorLeft),
        ({Role.FACILITATOR: ["nobody"], Role.CO_FACILITATOR: ["ben"]}, NoFacilitatorLeft),
        ({Role.FACILITATOR: ["amara"], Role.SPONSOR: ["amara"]}, OneRoleEach),
        ({Role.FACILITATOR: ["amara"], Role.EXPERT: ["ben"], Role.CO_FACILITATOR: ["ben"]}, OneRoleEach),
    ],
)
def test_what_cannot_be_settled(chosen: dict[Role, list[str]], refusal: type[Refusal]) -> None:
    """A facilitator there must be, and one role for each."""
    with pytest.raises(refusal):
        settle_roles(Wishes(chosen=chosen), HERE)


def test_a_role_has_no_end_of_people() -> None:
    """No more than a form can show: nobody loses a role because a list was cut."""
    many = {member.id: member for member in (_member(f"m{number}") for number in range(MOST_OF_A_ROLE + 1))}
    with pytest.raises(TooManyOfARole):
        settle_roles(Wishes(chosen={Role.FACILITATOR: list(many)}), many)
    assert len(settle_roles(Wishes(chosen={Role.FACILITATOR: [*many][:-1]}), many)) == MOST_OF_A_ROLE


def test_whose_role_changed() -> None:
    """New ones, lost ones and other ones; not those who kept theirs."""
    settled = {AMARA.id: Role.FACILITATOR, BEN.id: Role.EXPERT, MemberId("chidi"): Role.SPONSOR}
    assert changed([AMARA, BEN, _member("dana", Role.SPONSOR)], settled) == ["ben", "chidi", "dana"]


def test_a_form_from_before_a_change_is_noticed() -> None:
    """Whatever order the members come in."""
    check_unchanged(state_of([AMARA, BEN]), [BEN, AMARA])
    for others in ([AMARA], [AMARA, _member("ben", Role.EXPERT)], []):
        with pytest.raises(RolesChanged):
            check_unchanged(state_of([AMARA, BEN]), others)


@pytest.mark.parametrize(
    ("leaver", "others", "successor", "refusal"),
    [
        (_member("chidi"), [AMARA], None, NoRoleToLeave),
        (AMARA, [AMARA, BEN], None, SuccessorMissing),
        (AMARA, [AMARA, BEN], AMARA, SuccessorMissing),
        (AMARA, [AMARA], _member("chidi", here=False), SuccessorMissing),
    ],
)
def test_who_may_not_leave(leaver: Member, others: list[Member], successor: Member | None, refusal: type[Refusal]) -> None:
    """Nobody without a role, and not the last facilitator without somebody to follow."""
    with pytest.raises(refusal):
        check_may_leave(leaver, "MCA community", others, successor)


@pytest.mark.parametrize(
    ("leaver", "others", "successor"),
    [
        (BEN, [AMARA, BEN], None),
        (AMARA, [AMARA, _member("efe", Role.FACILITATOR)], None),
        (AMARA, [AMARA], _member("chidi")),
    ],
)
def test_who_may_leave(leaver: Member, others: list[Member], successor: Member | None) -> None:
    """Everybody else."""
    check_may_leave(leaver, "MCA community", others, successor)
