"""The table of rights, and what it says to whom."""

from __future__ import annotations

import pytest

from community.communities import Community, FacilitatorsOnly, NobodyFacilitates
from community.people import CommunityId, Member, MemberId, Role, TeamsId, TenantId
from community.refusals import Refusal
from community.rights import (
    Deed,
    ForMembers,
    NobodyMay,
    NotForSponsors,
    Right,
    State,
    StillHosted,
    check_may,
    deed_of,
    right_of,
)

COMMUNITY = Community(
    tenant=TenantId("t"), id=CommunityId("c"), home="19:x@thread.tacv2", team="19:team", service_url="https://smba.example",
    bot="28:bot", name="MCA community",
)  # fmt: skip


def _member(role: Role, *, here: bool = True) -> Member:
    return Member(id=MemberId("ben"), teams_id=TeamsId("29:ben"), name="Ben", role=role, here=here)


@pytest.mark.parametrize(
    ("name", "deed"),
    [
        ("poll.vote", Deed.VOTE),
        ("poll.vote.send", Deed.VOTE),
        ("poll.close.send", Deed.RUN),
        ("checkin.comments.page", Deed.WHO),
        ("checkin.comment.send", Deed.VOTE),
        ("ask.answer.back.send", Deed.ANSWER),
        ("role.change.send", Deed.SETTLE),
        ("said.asks.list_asks", Deed.READ),
        ("said.asks.ask_aloud", Deed.ASK),
        ("pollster", None),
        ("", None),
        ("something.else", None),
    ],
)
def test_the_longest_declared_beginning_counts(name: str, deed: Deed | None) -> None:
    """Beginnings end at dots, so that nothing is allowed by looking alike."""
    assert deed_of(name) is deed


def test_nobody_but_facilitators_settles() -> None:
    """And nobody at all where there is none."""
    allowed = {(state, role) for state in State for role in Role if right_of(role, Deed.SETTLE, state) is not Right.NO}
    assert allowed == {(State.HOSTED, Role.FACILITATOR)}


def test_who_has_left_has_no_right() -> None:
    """Whatever they were."""
    assert {right_of(role, deed, State.GONE) for role in Role for deed in Deed} == {Right.NO}


def test_a_sponsor_sees_what_is_counted_and_nothing_else() -> None:
    """Orientation, the memorandum, overviews, and giving the role up."""
    allowed = {deed for deed in Deed if right_of(Role.SPONSOR, deed, State.HOSTED) is not Right.NO}
    assert allowed == {Deed.ORIENT, Deed.AGREE, Deed.OVERVIEW, Deed.STEP_DOWN}


@pytest.mark.parametrize(
    ("name", "member", "hosts", "refusal"),
    [
        ("memorandum.draft", _member(Role.MEMBER), ["Amara"], FacilitatorsOnly),
        ("memorandum.draft", _member(Role.MEMBER), [], NobodyFacilitates),
        ("memorandum.draft", _member(Role.FACILITATOR, here=False), ["Amara"], FacilitatorsOnly),
        ("community.settings", _member(Role.CO_FACILITATOR), ["Amara"], FacilitatorsOnly),
        ("community.settings", _member(Role.CO_FACILITATOR), [], NobodyFacilitates),
        ("role.take", _member(Role.CO_FACILITATOR), ["Amara"], StillHosted),
        ("role.take", _member(Role.MEMBER), [], NobodyFacilitates),
        ("role.take", _member(Role.EXPERT), ["Amara"], StillHosted),
        ("ask.new", _member(Role.EXPERT), ["Amara"], ForMembers),
        ("ask.new", _member(Role.SPONSOR), ["Amara"], NotForSponsors),
        ("something.else", _member(Role.FACILITATOR), ["Amara"], NobodyMay),
    ],
)
def test_what_is_refused_says_whom_to_ask(name: str, member: Member, hosts: list[str], refusal: type[Refusal]) -> None:
    """Each role reads its own reason."""
    with pytest.raises(refusal):
        check_may(name, member, COMMUNITY, lambda: hosts)


@pytest.mark.parametrize(
    ("name", "member", "hosts"),
    [
        ("memorandum.draft", _member(Role.CO_FACILITATOR), ["Amara"]),
        ("role.take", _member(Role.CO_FACILITATOR), []),
        ("ask.answer", _member(Role.EXPERT), []),
        ("map.table", _member(Role.SPONSOR), []),
        ("poll.manage", _member(Role.MEMBER), ["Amara"]),
    ],
)
def test_what_is_allowed_goes_on(name: str, member: Member, hosts: list[str]) -> None:
    """To the activity's own rule, where there is one."""
    check_may(name, member, COMMUNITY, lambda: hosts)


def test_names_are_not_looked_up_where_nothing_is_refused() -> None:
    """A press costs no more for being checked."""

    def never() -> list[str]:
        raise AssertionError("looked up")

    check_may("poll.vote", _member(Role.MEMBER), COMMUNITY, never)
