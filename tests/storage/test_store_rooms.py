"""The store is opened for one community: nobody sees, or changes, what belongs to another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from community.answers import Answer
from community.asks import COUNTED_TO, Ask, AskState
from community.communities import Settled
from community.ids import AnswerId, AskId
from community.kinds import AskKind
from community.people import MemberId, Person, Role, TeamsId, TenantId
from store import inbox
from store.chats import chat_with, keep_chat
from store.columns import metadata
from store.communities import Directory
from store.opened import Store
from store.postings import Posting
from tests.storage.conftest import NOW, TENANT, URL, Shelf

BEN = MemberId("ben")


def _ask(name: str = "1", **changes: object) -> Ask:
    given = {"id": AskId(name), "kind": AskKind.VISIT, "text": "May we come?", "tags": ("#visit",), "asker": MemberId("amara")}
    rest = {"asker_tag": None, "asker_name": None, "state": AskState.OPEN, "asked_at": NOW}
    return Ask(**{**given, **rest, **changes})


def _answer(name: str, text_: str = "Do come.", ask: str = "1") -> Answer:
    return Answer(id=AnswerId(name), ask=AskId(ask), by=MemberId("amara"), name="", teams_id="", text=text_, link=None)


def _fill(store: Store) -> None:
    """Something of every kind, under the same ids in every community."""
    store.asks.add(_ask(), source="17")
    store.asks.toggle_same(AskId("1"), BEN)
    store.answers.add(_answer("1"), NOW)
    store.postings.keep("ask:1", Posting("19:x", "17"), NOW)
    store.members.met([Person(id=BEN, teams_id=TeamsId("29:ben"), name="Ben")])


def _all_of(shelf: Shelf, community: str) -> str:
    rows = [
        (name, tuple(row))
        for name, table in metadata.tables.items()
        if "community_id" in table.c
        for row in shelf.connection.execute(table.select().where(table.c.community_id == community))
    ]
    return repr(sorted(rows, key=repr))


def test_another_community_is_neither_seen_nor_changed(shelf: Shelf) -> None:
    """Everything that can be done in one community leaves another, which holds the same ids, byte for byte as it was."""
    for store in (shelf.here, shelf.there):
        _fill(store)
    before = _all_of(shelf, "there")
    here, one = shelf.here, AskId("1")

    here.asks.save(_ask(text="Changed", state=AskState.CLOSED, learned="Much"))
    here.asks.toggle_same(one, BEN)
    here.asks.toggle_same(one, MemberId("amara"))
    here.asks.add(_ask("2"), source="18")
    here.answers.mark(one, {AnswerId("1"): True})
    here.postings.keep("ask:1", Posting("19:y", "18"), NOW)
    here.postings.forget("ask:1")
    here.members.met([Person(id=BEN, teams_id=TeamsId("29:other"), name="Benjamin")])
    here.members.settle_roles({BEN: Role.FACILITATOR})
    here.members.left_unless(set(), NOW)
    here.settlements.settle(Settled(name="New", purpose="x", time_zone="UTC", anonymous_asking=True))
    here.settlements.roster_read(NOW)

    assert _all_of(shelf, "there") == before
    assert shelf.there.asks.read(AskId("2")) is None
    assert [ask.text for ask in shelf.there.asks.open_ones(9)] == ["May we come?"]
    assert here.asks.count_open() == 1
    assert (here.members.count(), shelf.there.members.count()) == (0, 2)


def test_an_ask_comes_back_as_it_was_kept(shelf: Shelf) -> None:
    """What an ask holds survives the database: kind, tags, times to the millisecond, its card and its asker's name."""
    asked = _ask(asked_at=NOW + timedelta(milliseconds=7), tags=("#a", "#b"), text="Größe 😀\nzwei")
    shelf.here.asks.add(asked, source="17")
    shelf.here.postings.keep("ask:1", Posting("19:x", "99"), NOW)
    found = shelf.here.asks.read(AskId("1"), to_change=True)

    assert found == asked.model_copy(update={"asker_name": "Amara", "card": "99", "thread": "19:x"})
    assert shelf.here.asks.asked_in("17") == found
    assert shelf.here.asks.asked_in("18") is None


def test_the_newest_open_asks_come_first(shelf: Shelf) -> None:
    """The list shows open asks, the newest first, and counts them all."""
    for number in range(8):
        state = AskState.CLOSED if number == 7 else AskState.OPEN
        shelf.here.asks.add(_ask(str(number), asked_at=NOW + timedelta(minutes=number), state=state), source=None)

    assert [ask.id for ask in shelf.here.asks.open_ones(3)] == ["6", "5", "4"]
    assert shelf.here.asks.count_open() == 7


def test_counting_open_asks_never_costs_more(shelf: Shelf) -> None:
    """Open asks are counted up to a hundred: a community with thousands is answered as quickly as a new one."""
    for number in range(COUNTED_TO + 20):
        shelf.here.asks.add(_ask(str(number)), source=None)

    assert shelf.here.asks.count_open() == COUNTED_TO


def test_what_helped_comes_first_then_the_newest(shelf: Shelf) -> None:
    """Answers are shown in the order in which they are of use."""
    shelf.here.asks.add(_ask(), source=None)
    for number in range(4):
        shelf.here.answers.add(_answer(str(number)), NOW + timedelta(minutes=number))
    shelf.here.answers.mark(AskId("1"), {AnswerId("1"): True})

    assert [answer.id for answer in shelf.here.answers.best(AskId("1"), 3)] == ["1", "3", "2"]


def test_the_database_keeps_one_same_here_each(shelf: Shelf) -> None:
    """One "same here" each is a rule of the table, not of a question asked before."""
    shelf.here.asks.add(_ask(), source=None)
    assert shelf.here.asks.toggle_same(AskId("1"), BEN)
    assert not shelf.here.asks.toggle_same(AskId("1"), BEN)
    assert shelf.here.asks.toggle_same(AskId("1"), BEN)
    with pytest.raises(Exception, match=r"(?i)unique"), shelf.connection.begin_nested():
        shelf.connection.execute(
            text("INSERT INTO same_here (tenant_id, community_id, ask_id, member_id) VALUES ('tenant', 'here', '1', 'ben')")
        )


def test_who_is_met_again_keeps_their_role(shelf: Shelf) -> None:
    """The roster brings names and addresses up to date, and makes nobody more or less than they were."""
    amara = Person(id=MemberId("amara"), teams_id=TeamsId("29:new"), name="Amara Osei")
    shelf.here.members.left(amara.id, NOW)
    assert shelf.here.members.facilitators() == []
    shelf.here.members.met([amara], role=Role.MEMBER)
    (found,) = shelf.here.members.facilitators()

    assert (found.name, found.teams_id, found.here) == ("Amara Osei", "29:new", True)


def test_people_are_found_by_part_of_their_name(shelf: Shelf) -> None:
    """What is typed is looked for in names, whatever signs it holds."""
    people = [("a", "Ann_e"), ("b", "Anne"), ("c", "100% Bob")]
    shelf.here.members.met([Person(id=MemberId(key), teams_id=TeamsId(key), name=name) for key, name in people])

    assert [member.name for member in shelf.here.members.like("N_E", 9)] == ["Ann_e"]
    assert [member.name for member in shelf.here.members.like("%", 9)] == ["100% Bob"]
    assert [member.name for member in shelf.here.members.like("ann", 1)] == ["Ann_e"]


def test_a_community_is_found_where_it_meets(shelf: Shelf) -> None:
    """A channel has one community, seen with the member who acts there; another tenant sees none of it."""
    directory = Directory(shelf.connection, TENANT)
    found = directory.meeting_at("19:here")
    assert found is not None
    assert found.id == "here"
    seen = directory.seen_at("19:here", "19:here;messageid=1", MemberId("amara"))
    assert seen is not None
    assert seen[1] is not None
    assert seen[1].facilitates
    assert not seen[2]
    assert {community.id for community in directory.of_team("19:team")} == {"here", "there"}
    assert [community.id for community in directory.of(MemberId("amara"))] == ["here", "there"]
    stranger = Directory(shelf.connection, TenantId("another"))

    assert stranger.meeting_at("19:here") is None
    assert stranger.of(MemberId("amara")) == []
    assert stranger.of_team("19:team") == []


def test_a_place_has_one_community(shelf: Shelf) -> None:
    """Two turns that found a community in the same channel cannot both succeed."""
    directory = Directory(shelf.connection, TENANT)
    found = directory.meeting_at("19:here")
    assert found is not None
    with pytest.raises(Exception, match=r"(?i)unique"), shelf.connection.begin_nested():
        directory.found(found.model_copy(update={"id": "another"}), NOW)


def test_the_same_act_gets_the_same_answer(shelf: Shelf) -> None:
    """An act is known by its own key and by its effect's; another tenant's is another act."""
    box = inbox.Inbox(shelf.connection, TENANT)
    box.keep(["activity", "effect"], "answer", 5)

    for keys in (["activity", "effect"], ["new", "effect"], ["activity", "other"], ["activity"]):
        handled = box.seen(keys)
        assert handled is not None
        assert handled.answer == "answer"
    assert box.seen(["new"]) is None
    assert inbox.Inbox(shelf.connection, TenantId("another")).seen(["activity"]) is None


def test_old_answers_are_swept_a_few_at_a_time(shelf: Shelf) -> None:
    """Answers are kept as long as Teams may ask again, and then go, oldest first."""
    box = inbox.Inbox(shelf.connection, TENANT)
    for at in range(10):
        box.keep([f"key {at}"], None, at)

    assert inbox.sweep(shelf.connection, before=8, limit=5) == 5
    assert box.seen(["key 4"]) is None
    assert box.seen(["key 5"]) is not None
    assert inbox.sweep(shelf.connection, before=8, limit=5) == 3
    assert inbox.sweep(shelf.connection, before=8, limit=5) == 0
    assert box.seen(["key 8"]) is not None


def test_a_chat_is_remembered_for_one_member_of_one_tenant(shelf: Shelf) -> None:
    """The latest 1:1 conversation with a member counts."""
    for conversation in ("a:1", "a:2"):
        keep_chat(shelf.connection, TENANT, BEN, conversation, URL)

    assert chat_with(shelf.connection, TENANT, BEN) == "a:2"
    assert chat_with(shelf.connection, "another", BEN) is None
