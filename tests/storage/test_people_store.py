"""Profiles and their topics, welcomes, and who was called on: what the database keeps of people, once each and only here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.asks import Ask, AskState
from community.calls import LEFT_IN_PEACE, ONCE_IN, CallState
from community.ids import AskId
from community.kinds import AskKind
from community.people import MemberId, Person, TeamsId
from community.profile_drafts import ProfileDraft
from community.profiles import KEPT_AFTER_LEAVING, Experience, Profile
from community.welcomes import Welcome, WelcomeState
from store.columns import metadata
from store.opened import Store
from store.postings import Posting
from store.profile_topics import Wish
from store.schema_people import profile_topics
from tests.storage.conftest import NOW, Shelf

AMARA, BEN, CHIDI = map(MemberId, ("amara", "ben", "chidi"))
ONE, TWO = AskId("1"), AskId("2")


def _meet(store: Store, *people: MemberId) -> None:
    store.members.met(Person(id=one, teams_id=TeamsId(f"29:{one}"), name=one.title()) for one in people)


def _profile(member: MemberId = AMARA, /, **more: object) -> Profile:
    usual = {"member": member, "name": member.title(), "matters": "Time", "written_at": NOW, "confirmed_at": NOW}
    return Profile.model_validate({**usual, **more})


def _save(store: Store, member: MemberId = AMARA, /, **more: object) -> Profile:
    profile = _profile(member, **more)
    store.profiles.save(profile)
    return profile


def _ask(store: Store, ask: AskId) -> None:
    asked = Ask(
        id=ask, kind=AskKind.VISIT, text="May we come?", asker=AMARA, asker_tag=None, asker_name=None, state=AskState.OPEN,
        asked_at=NOW,
    )  # fmt: skip
    store.asks.add(asked, source=None)


def _counts(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    return store.profiles.count_helping(), store.profiles.count_learning()


def test_a_profile_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    """Everything on the page survives the database, with the member's name of today and where it was introduced."""
    full = _save(
        shelf.here, appreciated="Größe 😀\nzwei", support="Ask", job="Nurse", organisation="A hospital", years=0,
        experience=Experience.LEADING, can_help=("dols", "our-way"), wants_to_learn=("lps",), reach="By phone",
        pronouns="she/her", introduced=True, written_at=NOW + timedelta(milliseconds=7), revision=3,
    )  # fmt: skip
    shelf.here.postings.keep("profile:amara", Posting("19:x", "99"), NOW)
    kept = full.model_copy(update={"thread": "19:x", "card": "99"})

    assert shelf.here.profiles.read(AMARA) == kept
    assert shelf.here.profiles.read(AMARA, to_change=True) == kept
    assert shelf.here.profiles.of([AMARA, BEN]) == {AMARA: kept}
    assert shelf.there.profiles.read(AMARA) is None
    assert shelf.there.profiles.of([AMARA]) == {}
    shelf.here.members.met([Person(id=AMARA, teams_id=TeamsId("29:amara"), name="Amara Osei")])
    found = shelf.here.profiles.read(AMARA)
    assert found is not None
    assert found.name == "Amara Osei"


def test_the_table_of_profiles_has_no_place_for_what_the_roster_knows() -> None:
    """Name, address and photo are not copied out of the roster."""
    assert not {"name", "email", "photo", "teams_id"} & set(metadata.tables["profiles"].c.keys())


def test_a_changed_profile_takes_the_place_of_the_old(shelf: Shelf) -> None:
    """One for each member; its topics and counts follow, and its draft is done with."""
    _save(shelf.here, can_help=("dols", "mca"), wants_to_learn=("lps",))
    _meet(shelf.here, BEN)
    _save(shelf.here, BEN, can_help=("dols",), wants_to_learn=("dols",))
    _save(shelf.there, can_help=("dols",))
    assert _counts(shelf.here) == ({"dols": 2, "mca": 1}, {"dols": 1, "lps": 1})

    shelf.here.profiles.keep_draft(AMARA, ProfileDraft(matters="More"), NOW)
    _save(shelf.here, can_help=("mca", "hoarding"), revision=2)
    assert _counts(shelf.here) == ({"dols": 1, "hoarding": 1, "mca": 1}, {"dols": 1})
    assert _counts(shelf.there) == ({"dols": 1}, {})
    assert shelf.here.profiles.draft(AMARA) is None
    found = shelf.here.profiles.read(AMARA)
    assert found is not None
    assert found.revision == 2


def test_who_can_help_and_who_would_like_to_learn(shelf: Shelf) -> None:
    """By topic and wish; who said so last comes first; who has left is not among them."""
    _meet(shelf.here, BEN, CHIDI)
    _save(shelf.here, can_help=("dols",))
    _save(shelf.here, BEN, can_help=("dols",), confirmed_at=NOW + timedelta(days=1))
    _save(shelf.here, CHIDI, wants_to_learn=("dols",))
    profiles = shelf.here.profiles

    assert profiles.helping("dols", 9) == [BEN, AMARA]
    assert profiles.helping("dols", 1) == [BEN]
    assert profiles.learning("dols", 9) == [CHIDI]
    assert profiles.helping("lps", 9) == []
    assert shelf.there.profiles.helping("dols", 9) == []
    shelf.here.members.left(BEN, NOW)
    assert profiles.helping("dols", 9) == [AMARA], "at once, and not only once it was put away"


def test_a_leaver_s_profile_disappears_at_once_and_comes_back_with_them(shelf: Shelf) -> None:
    """Put away it is found by nobody and counts for nothing; back in time it is as it was."""
    profiles = shelf.here.profiles
    _meet(shelf.here, BEN)
    before = _save(shelf.here, BEN, can_help=("dols",), wants_to_learn=("lps",))
    _save(shelf.here)
    shelf.here.members.left(BEN, NOW)
    assert profiles.of([AMARA, BEN]).keys() == {AMARA}
    assert [profile.member for profile in profiles.page("", 9)] == [AMARA]
    assert [profile.member for profile in profiles.of_leavers(9)] == [BEN]

    assert profiles.put_away(BEN, NOW)
    assert not profiles.put_away(BEN, NOW + timedelta(days=9)), "the days count from when they left"
    assert profiles.of_leavers(9) == []
    assert _counts(shelf.here) == ({}, {})
    _meet(shelf.here, BEN)
    assert profiles.of([BEN]) == {}, "not before it is brought back"
    found = profiles.bring_back(BEN, NOW + KEPT_AFTER_LEAVING - timedelta(milliseconds=1))
    assert found == profiles.read(BEN) == before
    assert _counts(shelf.here) == ({"dols": 1}, {"lps": 1})
    assert profiles.bring_back(BEN, NOW) is None, "it is back already"


def test_nothing_is_kept_of_a_leaver_s_profile_in_the_end(shelf: Shelf) -> None:
    """After thirty days it does not come back; forgetting leaves no row of it in any table."""
    profiles = shelf.here.profiles
    _meet(shelf.here, BEN)
    _save(shelf.here, BEN, can_help=("dols",))
    profiles.keep_draft(BEN, ProfileDraft(job="Nurse"), NOW)
    profiles.put_away(BEN, NOW)

    assert profiles.bring_back(BEN, NOW + KEPT_AFTER_LEAVING) is None
    assert profiles.ended_before(NOW - timedelta(milliseconds=1), 9) == []
    assert profiles.ended_before(NOW, 9) == [BEN]
    assert shelf.there.profiles.ended_before(NOW, 9) == []
    assert profiles.forget(BEN)
    assert not profiles.forget(BEN)
    assert profiles.ended_before(NOW, 9) == []
    for name in ("profiles", "profile_drafts", "profile_topics"):
        table = metadata.tables[name]
        assert shelf.connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_withdrawn_profile_counts_for_nothing(shelf: Shelf) -> None:
    """Its topics and its place in the counts go with it; another's stay."""
    _meet(shelf.here, BEN)
    _save(shelf.here, can_help=("dols", "mca"))
    _save(shelf.here, BEN, can_help=("dols",))
    assert shelf.here.profiles.forget(AMARA)

    assert _counts(shelf.here) == ({"dols": 1}, {})
    assert shelf.here.profiles.read(AMARA) is None
    standing = shelf.connection.execute(select(profile_topics.c.member_id)).scalars().all()
    assert standing == [BEN]
    assert shelf.here.profiles.topics.who("dols", Wish.HELP, 9) == [BEN]


def test_going_through_all_profiles_page_by_page(shelf: Shelf) -> None:
    """Each once, however many there are."""
    people = [MemberId(f"m{number:02}") for number in range(7)]
    _meet(shelf.here, *people)
    for person in people:
        _save(shelf.here, person)
    walked: list[MemberId] = []
    while page := shelf.here.profiles.page(walked[-1] if walked else "", 3):
        walked += [profile.member for profile in page]

    assert walked == people


def test_a_draft_is_its_member_s_alone_and_one_each(shelf: Shelf) -> None:
    """What was typed last is kept, until it is sent or thrown away."""
    profiles = shelf.here.profiles
    profiles.keep_draft(AMARA, ProfileDraft(matters="One"), NOW)
    profiles.keep_draft(AMARA, ProfileDraft(matters="Two", years="many"), NOW + timedelta(hours=1))

    assert profiles.draft(AMARA) == ProfileDraft(matters="Two", years="many")
    assert profiles.draft(BEN) is None
    assert shelf.there.profiles.draft(AMARA) is None
    assert profiles.read(AMARA) is None, "a draft is no profile"
    assert profiles.drop_draft(AMARA)
    assert not profiles.drop_draft(AMARA)


def test_nobody_is_welcomed_twice(shelf: Shelf) -> None:
    """One row each: two hundred at once, met again by the roster, are two hundred welcomes."""
    people = [MemberId(f"m{number:03}") for number in range(200)]
    _meet(shelf.here, *people)
    welcomes = shelf.here.welcomes

    assert welcomes.begin([*people, *people], NOW) == people
    assert welcomes.begin([*reversed(people), AMARA], NOW + timedelta(hours=1)) == [AMARA]
    assert [welcome.member for welcome in welcomes.due(3)] == people[:3]
    assert len(welcomes.due(999)) == 201
    assert shelf.there.welcomes.due(9) == []
    assert shelf.there.welcomes.begin([AMARA], NOW) == [AMARA], "in another community they are new"


def _told(welcome: Welcome) -> Welcome:
    return welcome.told(NOW + timedelta(hours=1))


def _stopped(welcome: Welcome) -> Welcome:
    return welcome.stopped(NOW + timedelta(hours=1))


@pytest.mark.parametrize(("act", "state"), [(_told, WelcomeState.TOLD), (_stopped, WelcomeState.STOPPED)])
def test_a_welcome_moves_on_once(shelf: Shelf, act: Callable[[Welcome], Welcome], state: WelcomeState) -> None:
    """Of two who change it at once, one does: the other sees that it is not as it was."""
    welcomes = shelf.here.welcomes
    welcomes.begin([AMARA], NOW)
    shelf.there.welcomes.begin([AMARA], NOW)
    was = welcomes.read(AMARA, to_change=True)
    assert was == Welcome(member=AMARA, state=WelcomeState.DUE, at=NOW)

    assert welcomes.change(was, act(was))
    assert not welcomes.change(was, act(was)), "it was not as it is thought to have been"
    assert welcomes.read(AMARA) == Welcome(member=AMARA, state=state, at=NOW + timedelta(hours=1))
    assert not welcomes.change(act(was), act(act(was))), "nothing changes"
    assert welcomes.due(9) == []
    assert [welcome.member for welcome in shelf.there.welcomes.due(9)] == [AMARA]


def test_who_has_left_before_is_not_welcomed(shelf: Shelf) -> None:
    """A welcome waits until its member is here; forgotten, they are new again."""
    _meet(shelf.here, BEN)
    welcomes = shelf.here.welcomes
    welcomes.begin([BEN], NOW)
    shelf.here.members.left(BEN, NOW)
    assert welcomes.due(9) == []
    _meet(shelf.here, BEN)
    assert [welcome.member for welcome in welcomes.due(9)] == [BEN]

    assert welcomes.forget(BEN)
    assert not welcomes.forget(BEN)
    assert welcomes.read(BEN) is None
    assert welcomes.begin([BEN], NOW) == [BEN]


def test_somebody_is_called_on_once_for_an_ask(shelf: Shelf) -> None:
    """The database says so; what they say is kept, in the order in which they were called on."""
    for store in (shelf.here, shelf.there):
        _ask(store, ONE)
    calls = shelf.here.calls

    assert calls.add(ONE, BEN, NOW)
    assert not calls.add(ONE, BEN, NOW + timedelta(days=9))
    assert calls.add(ONE, AMARA, NOW + timedelta(days=2), CallState.FACILITATOR)
    assert [(call.member, call.state) for call in calls.of(ONE)] == [(BEN, CallState.CALLED), (AMARA, CallState.FACILITATOR)]
    assert calls.say(ONE, BEN, CallState.HELPING, NOW + timedelta(hours=1))
    assert not calls.say(ONE, CHIDI, CallState.HELPING, NOW)
    found = calls.read(ONE, BEN)
    assert found is not None
    assert (found.state, found.at) == (CallState.HELPING, NOW + timedelta(hours=1))
    assert calls.read(ONE, CHIDI) is None
    assert shelf.there.calls.of(ONE) == []
    assert not shelf.there.calls.say(ONE, BEN, CallState.NOT_NOW, NOW)


def test_who_is_left_in_peace(shelf: Shelf) -> None:
    """A week after any call, four after “not now”, whatever the ask; in another community it is another matter."""
    for ask in (ONE, TWO):
        _ask(shelf.here, ask)
    calls, everybody = shelf.here.calls, [AMARA, BEN, CHIDI]
    calls.add(ONE, BEN, NOW)
    calls.add(ONE, CHIDI, NOW)
    calls.say(ONE, CHIDI, CallState.NOT_NOW, NOW)
    week, peace = NOW + ONCE_IN, NOW + LEFT_IN_PEACE

    assert calls.resting(everybody, NOW) == {BEN, CHIDI}
    assert calls.resting(everybody, week - timedelta(seconds=1)) == {BEN, CHIDI}
    assert calls.resting(everybody, week) == {CHIDI}
    assert calls.resting(everybody, peace - timedelta(seconds=1)) == {CHIDI}
    assert calls.resting(everybody, peace) == set()
    assert calls.resting([], NOW) == set()
    assert shelf.there.calls.resting(everybody, NOW) == set()

    calls.add(TWO, CHIDI, week)
    assert [call.ask for call in calls.recent(everybody, week)[CHIDI]] == [TWO, ONE], "the latest first"
    assert CHIDI in calls.resting(everybody, week + ONCE_IN), "a later call does not cut “not now” short"
    assert calls.count_since(week) == 1
    calls.forget(ONE)
    assert calls.of(ONE) == []
    assert calls.resting(everybody, NOW) == {CHIDI}


def test_a_call_belongs_to_an_ask_of_the_same_community(shelf: Shelf) -> None:
    """The database says so."""
    _ask(shelf.there, ONE)
    with pytest.raises(Exception, match=r"(?i)foreign key"), shelf.connection.begin_nested():
        shelf.here.calls.add(ONE, BEN, NOW)


def test_what_a_community_settles_about_people(shelf: Shelf) -> None:
    """Whether the memorandum is a condition, and how long an ask waits: the usual until it has settled otherwise."""
    before = shelf.here.settlements.read()
    shelf.here.settlements.gate_memorandum(True)
    shelf.here.settlements.call_after_days(0)
    after, other = shelf.here.settlements.read(), shelf.there.settlements.read()

    assert [found and (found.gate_memorandum, found.call_after_days) for found in (before, after, other)] == [
        (False, 2),
        (True, 0),
        (False, 2),
    ]
