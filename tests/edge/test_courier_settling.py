"""What becomes of a delivery after Teams has answered, or has not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.connector import Connector
from bot.delivering import LONGEST_PAUSE_SECONDS, Delivered, Fate, Sender
from bot.parcels import Parcel
from bot.service_hosts import ServiceHosts
from bot.settling import MOST_TRIES, PATIENCE, settle_all
from community.people import CommunityId, TenantId
from store import deliveries
from store.database import Connection, Database, DatabaseUnavailable
from store.migrating import upgrade
from store.opened import Store
from store.outbox import CAREFUL, Delivery, Kind, State
from store.postings import Posting
from store.seals import Seals
from tests.support.edge_service import Service

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TENANT = TenantId("tenant")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.run(upgrade)
    yield database
    database.close()


def _store(connection: Connection) -> Store:
    return Store(connection, TENANT, CommunityId(""), "https://teams.example/")


def _claimed(database: Database, kind: Kind = Kind.POST, *places: str, tries: int = 0) -> list[Parcel]:
    """Deliveries that are being sent, `tries` times before in vain."""

    def work(connection: Connection) -> list[Parcel]:
        for place in places or ("19:here",):
            if kind in CAREFUL:
                _store(connection).outbox.say(kind, place, NOW, subject="ask:1", body="{}")
            else:
                _store(connection).outbox.freshen(kind, "ask:1", place, NOW)
        rows = deliveries.claim(connection, deliveries.due(connection, _at(NOW), 100), "courier")
        return [Parcel(row._replace(tries=tries), row.place) for row in rows]

    return database.run(work)


def _at(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _settled(database: Database, *delivered: Delivered, now: datetime = NOW, fenced: bool = False) -> None:
    database.run(lambda connection: settle_all(connection, delivered, now, fenced=fenced))


def _left(database: Database) -> dict[str, int]:
    return database.run(deliveries.counts)


@pytest.mark.parametrize(
    ("tries", "waited", "state"),
    [
        (0, timedelta(0), "pending"),
        (MOST_TRIES + 50, PATIENCE - timedelta(minutes=1), "pending"),
        (0, PATIENCE + timedelta(days=400), "pending"),
        (MOST_TRIES, PATIENCE + timedelta(minutes=1), "failed"),
    ],
)
def test_what_was_not_sent_is_tried_for_a_day(database: Database, tries: int, waited: timedelta, state: str) -> None:
    """A delivery that Teams certainly did not take is tried often and for a day; a clock that jumps is no reason to give up."""
    (parcel,) = _claimed(database, tries=tries)
    _settled(database, Delivered(parcel, Fate.AGAIN, pause=1.0), now=NOW + waited)

    assert _left(database) == {state: 1}


def test_a_fault_in_an_edit_does_not_spin(database: Database) -> None:
    """Something safe to repeat that fails in a way nobody thought of is tried again after a while, not at once."""
    (parcel,) = _claimed(database, Kind.REFRESH)
    _settled(database, Delivered(parcel, Fate.AGAIN, pause=2.0))

    assert database.run(lambda connection: deliveries.next_due(connection, _at(NOW))) == _at(NOW) + 2_000


def test_an_edit_that_may_have_been_made_is_made_again(database: Database) -> None:
    """What another courier left half done and is safe to repeat is simply due again."""
    (parcel,) = _claimed(database, Kind.REFRESH)
    _settled(database, Delivered(parcel, Fate.UNCLEAR))

    assert _left(database) == {"pending": 1}


def test_one_outcome_that_cannot_be_kept_does_not_keep_the_others_back(database: Database) -> None:
    """When the database does not take one outcome, the round fails once; then that delivery alone is given up."""
    bad, good = _claimed(database, Kind.POST, "19:bad", "19:good")
    outcomes = [
        Delivered(bad, Fate.DONE, Posting("19:bad", "x" * 5_000)),
        Delivered(good, Fate.DONE, Posting("19:good", "17")),
    ]
    if not database.on_sqlite:  # SQLite keeps strings of any length
        with pytest.raises(DatabaseUnavailable):
            _settled(database, *outcomes)
        assert _left(database) == {"sending": 2}
    _settled(database, *outcomes, fenced=True)

    assert _left(database) == ({} if database.on_sqlite else {"failed": 1})
    assert database.run(lambda connection: _store(connection).postings.read("ask:1")) == Posting("19:good", "17")


# ---- what Teams answers


@pytest.fixture
async def teams() -> AsyncIterator[Service]:
    service = await Service().start()
    yield service
    await service.stop()


@pytest.fixture
def sender(teams: Service, session: aiohttp.ClientSession, tmp_path: Path) -> Sender:
    connector = Connector(session, None, ServiceHosts((teams.url,)), bot_id="28:canopy")
    return Sender(connector, Seals(tmp_path / "keys"))


def _parcel(teams: Service, kind: Kind, tries: int = 0) -> Parcel:
    row = Delivery(
        TENANT, "here", "1", kind, "ask:1", "19:here", f"{teams.url}/", None, State.SENDING, 0, tries, 0, NOW, None
    )  # fmt: skip
    return Parcel(row, "19:here", {"type": "message"}, message="17")


def _answers(teams: Service, status: int, **headers: str) -> None:
    teams.replies.append(aiohttp.web.json_response({"error": {"code": "X"}}, status=status, headers=headers))


@pytest.mark.parametrize(
    ("kind", "status", "fate"),
    [
        (Kind.POST, 429, Fate.AGAIN), (Kind.POST, 412, Fate.AGAIN), (Kind.POST, 401, Fate.AGAIN), (Kind.POST, 400, Fate.FAILED),
        (Kind.POST, 413, Fate.FAILED), (Kind.POST, 403, Fate.SHUT), (Kind.POST, 404, Fate.SHUT), (Kind.POST, 500, Fate.UNCLEAR),
        (Kind.POST, 502, Fate.UNCLEAR), (Kind.POST, 504, Fate.UNCLEAR), (Kind.POST, 408, Fate.UNCLEAR),
        (Kind.THREAD, 503, Fate.UNCLEAR), (Kind.THREAD, 429, Fate.AGAIN), (Kind.REFRESH, 503, Fate.AGAIN),
        (Kind.REFRESH, 429, Fate.AGAIN), (Kind.REFRESH, 404, Fate.GONE), (Kind.REFRESH, 403, Fate.SHUT),
        (Kind.REFRESH, 400, Fate.FAILED), (Kind.ROSTER, 404, Fate.GONE), (Kind.ROSTER, 503, Fate.AGAIN),
    ],
)  # fmt: skip
async def test_each_answer_has_its_consequence(
    teams: Service, sender: Sender, kind: Kind, status: int, fate: Fate
) -> None:  # fmt: skip
    """Refused for now: again. Perhaps done: asked about if it is new, again if it is safe. Never: let go, said out loud."""
    _answers(teams, status)
    _answers(teams, status)  # after a 401 it is tried once more with a fresh token

    assert (await sender.send(_parcel(teams, kind))).fate is fate


@pytest.mark.parametrize(
    ("asked", "least", "most"), [("7", 7.0, 7.5), ("86400", LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS + 1)]
)
@pytest.mark.parametrize(("kind", "status"), [(Kind.POST, 429), (Kind.REFRESH, 503)])
async def test_a_pause_is_as_long_as_teams_asks_within_reason(
    teams: Service, sender: Sender, kind: Kind, status: int, asked: str, least: float, most: float
) -> None:  # fmt: skip
    """`Retry-After` counts, and a little more so that not everybody comes back at once; nobody makes Canopy sleep for a day."""
    _answers(teams, status, **{"Retry-After": asked})
    delivered = await sender.send(_parcel(teams, kind))

    assert delivered.pause is not None
    assert least < delivered.pause < most


async def test_without_a_word_from_teams_the_pause_grows(teams: Service, sender: Sender) -> None:
    """One second, two, four, at most about a minute, never quite the same."""
    pauses = []
    for tries in (0, 1, 2, 3, 10, 1_000):
        _answers(teams, 429)
        pauses.append((await sender.send(_parcel(teams, Kind.POST, tries))).pause or 0.0)

    assert all(0.8 * due <= pause <= 1.2 * due for pause, due in zip(pauses, [1, 2, 4, 8, 60, 60], strict=True))


async def test_an_odd_roster_is_read_for_what_it_is_worth(teams: Service, sender: Sender) -> None:
    """People with ids that Teams would never give are passed over, and names are made safe to keep."""
    odd: list[dict[str, Any]] = [
        {"id": "29:ben", "aadObjectId": "ben", "name": "Ben\u0000\u202e Carter " + "x" * 500},
        {"id": "29:" + "x" * 500, "aadObjectId": "long"},
        {"id": "29:nul\u0000", "aadObjectId": "nul"},
        {"id": "29:chidi", "aadObjectId": None, "givenName": "Chidi"},
        {"name": "nobody"},
    ]
    teams.replies.append(aiohttp.web.json_response({"members": [*odd, 7, None, "x"]}))
    people = (await sender.send(_parcel(teams, Kind.ROSTER))).people

    assert people is not None
    assert [(person.id, person.name[:12]) for person in people] == [("ben", "Ben Carter x"), ("29:chidi", "Chidi")]
    assert len(people[0].name) == 120
