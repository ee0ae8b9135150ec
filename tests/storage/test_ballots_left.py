"""Boxes and keys that nobody will come for any more are gone after the next start; the others are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from bot.storeroom import CannotStart, Folders, open_store
from community.communities import Community
from community.people import CommunityId
from community.rounds import RoundState
from store.ballots import Ballots
from store.communities import Directory
from store.database import Database
from store.leftovers import NEWBORN, sweep
from store.migrating import upgrade
from store.schema_activities import checkins, polls
from store.seals import KeyLost, Seals
from tests.storage.conftest import NOW, TENANT, URL

LATER = NOW + NEWBORN


@dataclass
class Desk:
    """A database with a community, boxes and keys."""

    database: Database
    ballots: Ballots
    seals: Seals

    def sweeps(self) -> list[str]:
        return self.database.run(partial(sweep, ballots=self.ballots, seals=self.seals, now=LATER))

    def has_key(self, matter: str) -> bool:
        try:
            return bool(self.seals.tag(matter, "ben"))
        except KeyLost:
            return False


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    database = Database(database_url)
    database.run(upgrade)
    community = Community(
        tenant=TENANT, id=CommunityId("here"), home="19:here", team="19:team", service_url=URL, bot="28:canopy", name="Here"
    )
    database.run(lambda connection: Directory(connection, TENANT).found(community, NOW))
    desk = Desk(database, Ballots(database_url), Seals(tmp_path / "keys"))
    yield desk
    desk.ballots.close()
    database.close()


def _poll(connection: Connection, name: str, state: RoundState) -> None:
    words = dict.fromkeys(("kind", "question", "mode", "shows", "launcher_id"), "x")
    row = {**words, "poll_id": name, "state": state, "most": 1, "may_add": False, "revision": 0, "answered": 0, "enough": False}
    connection.execute(insert(polls).values(tenant_id=TENANT, community_id="here", launched_at=NOW, **row))


def _checkin(connection: Connection, name: str, state: RoundState) -> None:
    words = dict.fromkeys(("kind", "line", "question", "scale", "topic", "mode", "launcher_id"), "x")
    row = {**words, "checkin_id": name, "state": state, "wellbeing": True, "revision": 0, "answered": 0, "enough": False}
    connection.execute(insert(checkins).values(tenant_id=TENANT, community_id="here", launched_at=NOW, **row))


def test_a_start_takes_away_what_nobody_will_come_for(desk: Desk) -> None:
    """A round that was never stored, one that is over, one withdrawn: box and key go. Open ones and those being counted stay."""
    for state in RoundState:
        desk.database.run(partial(_poll, name=state.value, state=state))
        desk.database.run(partial(_checkin, name=state.value, state=state))
    kept = [f"{kind}:{state}" for kind in ("checkin", "poll") for state in ("closing", "open")]
    gone = [f"{kind}:{state}" for kind in ("checkin", "poll") for state in ("closed", "never stored", "withdrawn")]
    for matter in kept + gone:
        desk.ballots.begin(matter, NOW)
        desk.seals.begin(matter)

    assert desk.sweeps() == gone
    assert desk.sweeps() == []
    assert sorted(desk.ballots.boxes()) == kept
    assert [matter for matter in kept + gone if desk.has_key(matter)] == kept


def test_a_start_leaves_alone_what_it_does_not_know(desk: Desk) -> None:
    """A box of a kind that a later Canopy brought is none of our business."""
    desk.ballots.begin("quiz:1", NOW)

    assert desk.sweeps() == []
    assert list(desk.ballots.boxes()) == ["quiz:1"]


def test_a_launch_under_way_elsewhere_is_not_mistaken_for_a_leftover(desk: Desk) -> None:
    """On PostgreSQL another replica may be launching just now. On SQLite there is no other."""
    desk.ballots.begin("poll:just now", LATER - timedelta(seconds=3))

    assert desk.sweeps() == (["poll:just now"] if desk.database.on_sqlite else [])


async def test_a_damaged_file_of_ballots_is_no_reason_to_start_as_if_nothing_were(tmp_path: Path) -> None:
    """Canopy does not start, and says which setting to look at; nothing in the file is touched."""
    (tmp_path / "canopy.ballots.db").write_bytes(b"not a database " * 1000)
    async with AsyncExitStack() as stack:
        with pytest.raises(CannotStart, match="CANOPY_DATABASE_URL: cannot open the ballots"):
            open_store(f"sqlite:///{tmp_path}/canopy.db", Folders(tmp_path, tmp_path / "keys"), NOW, stack)

    assert (tmp_path / "canopy.ballots.db").read_bytes() == b"not a database " * 1000
