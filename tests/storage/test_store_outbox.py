"""What is to be said is kept in order, claimed once, and never forgotten by accident."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from community.communities import CommunityState
from community.people import CommunityId
from store import deliveries
from store.database import PartFailed, part
from store.engines import create_engine_for
from store.leases import lease, let_lease_go
from store.outbox import Delivery, Kind, Outbox, State
from store.postings import Posting
from tests.storage.conftest import NOW, TENANT, URL, Shelf
from tests.support.databases import Postgres

LATER = NOW + timedelta(seconds=10)
THREAD = "19:here;messageid=1"


def at(moment: datetime) -> int:
    """Milliseconds, as the outbox counts."""
    return round(moment.timestamp() * 1000)


def due(shelf: Shelf, moment: datetime = LATER) -> list[Delivery]:
    """What could be delivered."""
    return deliveries.due(shelf.connection, at(moment), 100)


def bodies(rows: list[Delivery]) -> list[str | None]:
    """What they say, or what they are about."""
    return [row.body or row.subject for row in rows]


def say(shelf: Shelf, *sentences: str, place: str = THREAD) -> None:
    """Write something to say."""
    for sentence in sentences:
        shelf.here.outbox.say(Kind.POST, place, NOW, body=sentence)


def take(shelf: Shelf) -> Delivery:
    """Claim the one thing that is due."""
    (row,) = due(shelf)
    assert deliveries.claim(shelf.connection, [row], "courier") == [row]
    return row


# ---- order and claims


def test_what_was_written_first_is_due_first(shelf: Shelf) -> None:
    """Deliveries are looked at in the order of writing, even those of one millisecond."""
    say(shelf, *(f"number {n}" for n in range(20)))

    assert bodies(due(shelf)) == [f"number {n}" for n in range(20)]


def test_what_was_put_off_keeps_its_place_in_the_row(shelf: Shelf) -> None:
    """What is tried again with its time unchanged comes before what was written after it."""
    say(shelf, "one", "two")
    first, _ = due(shelf)
    deliveries.claim(shelf.connection, [first], "courier")
    deliveries.later(shelf.connection, first, first.due_at, tries=1)

    assert [(row.body, row.tries) for row in due(shelf)] == [("one", 1), ("two", 0)]


def test_what_may_wait_is_due_when_it_was_put_off_to(shelf: Shelf) -> None:
    """An edit that is tried again later is not due before, and the courier can ask when it is."""
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    deliveries.later(shelf.connection, take(shelf), at(LATER) + 5_000, tries=1)

    assert due(shelf) == []
    assert deliveries.next_due(shelf.connection, at(LATER)) == at(LATER) + 5_000
    assert len(due(shelf, LATER + timedelta(seconds=6))) == 1


def test_what_failed_lets_the_next_one_pass(shelf: Shelf) -> None:
    """What will never be said holds nothing up."""
    say(shelf, "one", "two")
    deliveries.settle(shelf.connection, due(shelf)[0], State.FAILED, "too big")

    assert bodies(due(shelf)) == ["two"]


def test_a_delivery_is_claimed_once(shelf: Shelf) -> None:
    """Of two couriers that see the same delivery one gets it."""
    say(shelf, "one")
    rows = due(shelf)

    assert deliveries.claim(shelf.connection, rows, "first") == rows
    assert deliveries.claim(shelf.connection, rows, "second") == []
    assert due(shelf) == []
    assert deliveries.claimed_by(shelf.connection, "first")[0].state is State.SENDING
    assert deliveries.orphans(shelf.connection, "first") == []
    assert bodies(deliveries.orphans(shelf.connection, "second")) == ["one"]


def test_what_is_done_is_gone(shelf: Shelf) -> None:
    """A delivery that was made leaves no row."""
    say(shelf, "one")
    deliveries.done(shelf.connection, take(shelf), at(LATER))

    assert deliveries.counts(shelf.connection) == {}


def test_nothing_is_due_before_its_time(shelf: Shelf) -> None:
    """What was written now is not sent in the past."""
    say(shelf, "one")

    assert due(shelf, NOW - timedelta(seconds=1)) == []


def test_what_a_turn_is_writing_is_not_waited_for(postgres_server: Postgres) -> None:
    """The courier passes over an edit that a turn wishes for at this moment: neither waits for the other."""
    with postgres_server.fresh() as url:
        engine = create_engine_for(url)
        with engine.begin() as connection:
            for subject in ("ask:1", "ask:2"):
                Outbox(connection, TENANT, CommunityId(""), URL).freshen(Kind.REFRESH, subject, "", NOW)
        with engine.begin() as turn, engine.begin() as courier:
            Outbox(turn, TENANT, CommunityId(""), URL).freshen(Kind.REFRESH, "ask:1", "", NOW)
            assert bodies(deliveries.due(courier, at(LATER), 100)) == ["ask:2"]
        engine.dispose()


# ---- the newest counts


def test_many_wishes_become_one(shelf: Shelf) -> None:
    """Thirty changes of a card before it is edited are one edit."""
    for _ in range(30):
        shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)

    assert len(due(shelf)) == 1


def test_what_is_on_its_way_is_found_by_what_it_is_beneath(shelf: Shelf) -> None:
    """What is to be posted about parts of a subject is found while it is to be said or being said, and nothing else is."""
    for kind, subject in [
        (Kind.THREAD, "talk:1/a"),
        (Kind.THREAD, "talk:1/b"),
        (Kind.THREAD, "talk:12/a"),
        (Kind.REFRESH, "talk:1/c"),
    ]:
        shelf.here.outbox.say(kind, "19:here", NOW, subject=subject)
    shelf.there.outbox.say(Kind.THREAD, "19:there", NOW, subject="talk:1/d")
    first, *_ = due(shelf)
    deliveries.claim(shelf.connection, [first], "courier")

    assert sorted(shelf.here.outbox.beneath("talk:1", 10)) == ["talk:1/a", "talk:1/b"]
    deliveries.done(shelf.connection, first, at(NOW))
    assert len(shelf.here.outbox.beneath("talk:1", 10)) == 1


def test_a_wish_during_the_edit_is_another_edit(shelf: Shelf) -> None:
    """What changes while the card is being edited is shown by one more edit, not lost."""
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    row = take(shelf)
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    assert due(shelf) == []
    deliveries.done(shelf.connection, row, at(NOW))
    again = take(shelf)
    deliveries.done(shelf.connection, again, at(NOW))

    assert deliveries.counts(shelf.connection) == {}


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
def test_an_edit_that_was_given_up_is_taken_up_by_the_next_wish(shelf: Shelf, state: State) -> None:
    """A card that could not be edited once is not frozen."""
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    deliveries.settle(shelf.connection, take(shelf), state, "no")
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)

    assert [(row.tries, row.state) for row in due(shelf)] == [(0, State.PENDING)]


def test_an_edit_knows_whether_its_card_is_on_its_way(shelf: Shelf) -> None:
    """While the post of a card is to be sent or being sent, its edit can wait for it."""
    shelf.here.outbox.say(Kind.POST, THREAD, NOW, subject="ask:1")
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    post, edit = sorted(due(shelf), key=lambda row: row.kind)
    assert deliveries.post_under_way(shelf.connection, edit)
    deliveries.claim(shelf.connection, [post], "courier")
    assert deliveries.post_under_way(shelf.connection, edit)
    deliveries.settle(shelf.connection, post, State.UNCONFIRMED, "no answer")

    assert not deliveries.post_under_way(shelf.connection, edit)


# ---- perhaps said


def test_what_is_unconfirmed_is_told_once_until_it_is_sent_again(shelf: Shelf) -> None:
    """A facilitator hears of an unclear delivery once; sent again and unclear again, once more."""
    say(shelf, "one")
    row = take(shelf)
    deliveries.settle(shelf.connection, row, State.UNCONFIRMED, "no answer")
    assert deliveries.untold(shelf.connection) == [(TENANT, "here")]
    assert deliveries.untold(shelf.connection) == []
    assert bodies(shelf.here.outbox.unconfirmed()) == ["one"]

    assert shelf.here.outbox.again(row.id, NOW)
    assert not shelf.here.outbox.again(row.id, NOW)
    deliveries.settle(shelf.connection, take(shelf), State.UNCONFIRMED, "no answer")

    assert deliveries.untold(shelf.connection) == [(TENANT, "here")]


def test_what_is_unconfirmed_is_settled_in_its_own_community_only(shelf: Shelf) -> None:
    """Neither its id nor its subject helps somebody from another community."""
    shelf.here.outbox.say(Kind.POST, THREAD, NOW, subject="ask:1")
    row = take(shelf)
    deliveries.settle(shelf.connection, row, State.UNCONFIRMED, "no answer")
    assert not shelf.there.outbox.again(row.id, NOW)
    assert not shelf.there.outbox.drop(row.id)
    shelf.there.outbox.arrived("ask:1")
    assert len(shelf.here.outbox.unconfirmed()) == 1
    assert shelf.there.outbox.unconfirmed() == []
    shelf.here.outbox.arrived("ask:1")

    assert shelf.here.outbox.unconfirmed() == []


def test_only_what_is_unconfirmed_can_be_left(shelf: Shelf) -> None:
    """Pressing "Leave it" on something that is being sent again does nothing."""
    say(shelf, "one")
    row = take(shelf)

    assert not shelf.here.outbox.drop(row.id)
    assert len(deliveries.claimed_by(shelf.connection, "courier")) == 1


# ---- not allowed to speak


def test_a_silent_place_is_woken_by_who_speaks_there(shelf: Shelf) -> None:
    """What was to be said where Canopy may not speak is held, with what comes after it, and said when it is woken."""
    say(shelf, "one", "two")
    row = due(shelf)[0]
    deliveries.silence(shelf.connection, TENANT, THREAD, "403", NOW)
    deliveries.settle(shelf.connection, row, State.HELD, "403")
    say(shelf, "three")
    assert due(shelf) == []
    assert deliveries.counts(shelf.connection) == {"held": 2, "pending": 1}

    assert deliveries.wake(shelf.connection, TENANT, THREAD)
    assert not deliveries.wake(shelf.connection, TENANT, THREAD)
    assert bodies(due(shelf)) == ["one", "two", "three"]


def test_an_edit_does_not_wait_for_what_waits_in_a_silent_place(shelf: Shelf) -> None:
    """What is to be said in a silent place is drawn when that wakes: no edit keeps looking whether it was said."""
    deliveries.silence(shelf.connection, TENANT, "ben", "403", NOW)
    shelf.here.outbox.say(Kind.WHISPER, "ben", NOW, subject="call:1/ben")
    shelf.here.outbox.freshen(Kind.REFRESH, "call:1/ben", "", NOW)
    (edit,) = due(shelf)
    assert not deliveries.post_under_way(shelf.connection, edit)

    deliveries.wake(shelf.connection, TENANT, "ben")
    assert deliveries.post_under_way(shelf.connection, edit)


def test_an_edit_wakes_with_the_place_of_its_card(shelf: Shelf) -> None:
    """An edit has no place of its own: it is woken where its card stands."""
    shelf.here.postings.keep("ask:1", Posting(THREAD, "17"), NOW)
    shelf.here.outbox.freshen(Kind.REFRESH, "ask:1", "", NOW)
    row = take(shelf)
    deliveries.silence(shelf.connection, TENANT, THREAD, "403", NOW)
    deliveries.settle(shelf.connection, row, State.HELD, "403")
    deliveries.wake(shelf.connection, TENANT, THREAD)

    assert len(due(shelf)) == 1


def test_a_community_that_is_gone_hears_nothing(shelf: Shelf) -> None:
    """Nothing is said in a dormant community; when it is back, what waits is said. Keys are destroyed all the same."""
    say(shelf, "one")
    shelf.here.outbox.freshen(Kind.UNSEAL, "ask:1", "", NOW)
    shelf.here.settlements.be(CommunityState.DORMANT)
    assert bodies(due(shelf)) == ["ask:1"]
    shelf.here.settlements.be(CommunityState.ACTIVE)

    assert len(due(shelf)) == 2


def test_private_words_wait_for_the_roster(shelf: Shelf) -> None:
    """What is drawn for one member waits until the roster has told how to reach them; other communities do not wait."""
    for store in (shelf.here, shelf.there):
        store.outbox.say(Kind.WHISPER, "amara", NOW, subject="setup:amara")
    shelf.here.outbox.freshen(Kind.ROSTER, "roster", "19:here", NOW)

    assert {(row.community, row.kind) for row in due(shelf)} == {("here", Kind.ROSTER), ("there", Kind.WHISPER)}


# ---- keeping house


def test_old_failures_are_swept_and_nothing_else(shelf: Shelf) -> None:
    """After a week what failed, was held, or waits for a community that is gone is forgotten; what is unclear is not."""
    for place, state in [("a", State.HELD), ("b", State.FAILED), ("c", State.UNCONFIRMED), ("d", State.PENDING)]:
        say(shelf, state, place=place)
        (row,) = [row for row in due(shelf) if row.place == place]
        deliveries.settle(shelf.connection, row, state, "")
    shelf.there.outbox.say(Kind.POST, "19:there", NOW, body="gone")
    shelf.there.settlements.be(CommunityState.DORMANT)
    assert deliveries.sweep(shelf.connection, NOW) == 0
    assert deliveries.sweep(shelf.connection, LATER) == 3

    assert deliveries.counts(shelf.connection) == {"unconfirmed": 1, "pending": 1}


def test_what_waits_for_a_silent_place_is_swept(shelf: Shelf) -> None:
    """What was written after Canopy was shut out goes after a week, too: whoever never comes back leaves nothing behind."""
    deliveries.silence(shelf.connection, TENANT, "ben", "403", NOW)
    say(shelf, "one", place="ben")
    say(shelf, "two", place="chidi")
    assert deliveries.sweep(shelf.connection, NOW) == 0
    assert deliveries.sweep(shelf.connection, LATER) == 1

    assert deliveries.wake(shelf.connection, TENANT, "ben")
    assert bodies(due(shelf)) == ["two"]


def test_what_quotes_something_withdrawn_is_not_said(shelf: Shelf) -> None:
    """A withdrawn ask is not quoted by what was written before."""
    say(shelf, "about 4711", place="a")
    say(shelf, "about 4712", place="b")
    shelf.there.outbox.forget("4712")
    shelf.here.outbox.forget("4711")

    assert bodies(due(shelf)) == ["about 4712"]


def test_a_lease_has_one_holder(shelf: Shelf) -> None:
    """Nobody takes a lease that runs; its holder keeps it; once it has run out or was given back, the next one has it."""

    def wants(holder: str, now: int) -> bool:
        return lease(shelf.connection, "courier", holder, now=now, until=now + 5_000)

    assert wants("first", 0)
    assert not wants("second", 4_000)
    assert wants("first", 4_000)
    assert not wants("second", 9_000)
    assert wants("second", 9_001)
    let_lease_go(shelf.connection, "courier", "first")
    assert not wants("third", 9_002)
    let_lease_go(shelf.connection, "courier", "second")
    assert wants("third", 9_003)


def test_a_fence_holds_what_the_driver_refuses(shelf: Shelf) -> None:
    """A row that is there already costs the part that writes it, and nothing else of the turn."""
    say(shelf, "before")
    (row,) = due(shelf)
    with pytest.raises(PartFailed):
        part(shelf.connection, lambda: _write_twice(shelf), fenced=True)
    say(shelf, "after", place="elsewhere")

    assert bodies(due(shelf)) == ["before", "after"]
    assert row.body == "before"


def _write_twice(shelf: Shelf) -> None:
    shelf.here.connection.connection.cursor().execute(
        "INSERT INTO members (tenant_id, community_id, member_id, teams_id, name, role, here) "
        "VALUES ('tenant', 'here', 'amara', 'x', 'x', 'member', true)"
    )
