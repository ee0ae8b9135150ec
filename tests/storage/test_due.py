"""The table of what is to be done at a time: put down, claimed, put off, let go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest

from community.communities import CommunityState
from community.times import milliseconds
from store import due
from store.database import Connection, Database
from store.due import DueRow
from store.migrating import upgrade
from tests.storage.conftest import NOW, Shelf, founded
from tests.support.databases import Postgres

HOUR = timedelta(hours=1)


def _claim(shelf: Shelf, later: timedelta = timedelta()) -> DueRow | None:
    return due.claim(shelf.connection, NOW + later)


def test_nothing_is_claimed_before_its_time(shelf: Shelf) -> None:
    """What is put down for a time stays until then, and the clock is told when that is."""
    shelf.here.due.put("poll.close", "p1", NOW + HOUR)
    assert _claim(shelf) is None
    assert due.next_at(shelf.connection) == milliseconds(NOW + HOUR)
    row = _claim(shelf, HOUR)
    assert row is not None
    assert (row.what, row.about, row.community, row.planned, row.tries) == ("poll.close", "p1", "here", NOW + HOUR, 0)
    assert due.next_at(shelf.connection) is None
    assert _claim(shelf, HOUR) is None


def test_the_oldest_is_claimed_first_whoever_s_it_is(shelf: Shelf) -> None:
    """Communities take their turns by the time of their work."""
    shelf.here.due.put("a", "1", NOW - HOUR)
    shelf.there.due.put("a", "1", NOW - 2 * HOUR)
    claimed = [_claim(shelf), _claim(shelf), _claim(shelf)]
    assert [row and row.community for row in claimed] == ["there", "here", None]


def test_put_down_again_takes_the_new_time(shelf: Shelf) -> None:
    """The same work is on the clock once: the last word counts, also for work that had failed."""
    shelf.here.due.put("poll.close", "p1", NOW - HOUR, "old")
    row = _claim(shelf)
    assert row is not None
    shelf.here.due.put("poll.close", "p1", NOW - HOUR, "old")
    due.put_off(shelf.connection, row, NOW, failed=True)
    assert _claim(shelf) is None
    shelf.here.due.put("poll.close", "p1", NOW + HOUR, "new")
    assert _claim(shelf) is None
    again = _claim(shelf, HOUR)
    assert again is not None
    assert (again.detail, again.tries, again.planned) == ("new", 0, NOW + HOUR)


def test_dropped_work_is_not_done(shelf: Shelf) -> None:
    """Work is taken off the clock of one community; another's of the same name stays."""
    for store in (shelf.here, shelf.there):
        store.due.put("poll.close", "p1", NOW)
    shelf.here.due.drop("poll.close", "p1")
    shelf.here.due.drop("poll.close", "unknown")
    claimed = [_claim(shelf), _claim(shelf)]
    assert [row and row.community for row in claimed] == ["there", None]


def _seen(shelf: Shelf) -> DueRow:
    """A row as a claim that was rolled back has seen it."""
    with shelf.connection.begin_nested() as part:
        row = _claim(shelf)
        part.rollback()
    assert row is not None
    return row


def test_work_put_off_keeps_the_time_it_was_due(shelf: Shelf) -> None:
    """Work that failed is tried again later, and still knows how late it is."""
    shelf.here.due.put("a", "1", NOW)
    due.put_off(shelf.connection, _seen(shelf), NOW + HOUR, failed=False)
    assert _claim(shelf) is None
    row = _claim(shelf, HOUR)
    assert row is not None
    assert (row.tries, row.planned) == (1, NOW)


def test_work_that_was_changed_meanwhile_is_neither_put_off_nor_let_go(shelf: Shelf) -> None:
    """What came of an attempt counts for that attempt only."""
    shelf.here.due.put("a", "1", NOW)
    row = _seen(shelf)
    shelf.here.due.put("a", "1", NOW - HOUR)
    due.put_off(shelf.connection, row, NOW + HOUR, failed=True)
    due.let_go(shelf.connection, row)
    kept = _seen(shelf)
    assert (kept.planned, kept.tries) == (NOW - HOUR, 0)
    due.let_go(shelf.connection, kept)
    assert _claim(shelf) is None


def test_work_given_up_is_tried_when_asked(shelf: Shelf) -> None:
    """Failed work is out of the way until it is given another chance."""
    shelf.here.due.put("a", "1", NOW)
    due.put_off(shelf.connection, _seen(shelf), NOW, failed=True)
    assert _claim(shelf, HOUR) is None
    assert due.next_at(shelf.connection) is None
    assert due.try_again(shelf.connection) == 1
    row = _claim(shelf)
    assert row is not None
    assert row.tries == 0


def test_only_what_closes_is_done_in_a_dormant_community(shelf: Shelf) -> None:
    """Where Canopy is away, launches and what repeats wait; closing does not."""
    shelf.here.settlements.be(CommunityState.DORMANT)
    for what in ("rhythm", "poll.launch", "poll.close"):
        shelf.here.due.put(what, "1", NOW)
    claimed = [_claim(shelf), _claim(shelf)]
    assert [row and row.what for row in claimed] == ["poll.close", None]
    assert due.next_at(shelf.connection) is None
    shelf.here.settlements.be(CommunityState.ACTIVE)
    assert {row.what for row in (_claim(shelf), _claim(shelf)) if row} == {"rhythm", "poll.launch"}


@pytest.fixture
def shared(postgres_server: Postgres) -> Iterator[Database]:
    with postgres_server.fresh() as url:
        database = Database(url)
        database.run(upgrade)
        yield database
        database.close()


def test_what_one_has_in_hand_another_passes_over(shared: Database) -> None:
    """Two replicas never do the same work, and neither waits for the other; what was rolled back is there again."""
    shared.run(_two_pieces)
    taken, done = Event(), Event()
    first: list[str] = []

    def hold(connection: Connection) -> None:
        row = due.claim(connection, NOW)
        first.append(row.about if row else "")
        taken.set()
        assert done.wait(10)
        connection.get_transaction().rollback()  # type: ignore[union-attr]

    def hold_one() -> None:
        with shared.engine.connect() as connection:
            connection.begin()
            hold(connection)

    holder = Thread(target=hold_one)
    holder.start()
    assert taken.wait(10)
    try:
        second = shared.run(lambda connection: due.claim(connection, NOW))
        third = shared.run(lambda connection: due.claim(connection, NOW))
        waiting = shared.run(due.next_at)
    finally:
        done.set()
        holder.join()
    fourth = shared.run(lambda connection: due.claim(connection, NOW))

    assert first == ["1"]
    assert second is not None
    assert second.about == "2"
    assert third is None
    assert waiting == milliseconds(NOW - HOUR)
    assert fourth is not None
    assert fourth.about == "1"


def _two_pieces(connection: Connection) -> None:
    store = founded(connection, "here")
    store.due.put("a", "1", NOW - HOUR)
    store.due.put("a", "2", NOW)
