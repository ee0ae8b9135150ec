"""Two replicas call on people for two asks at the same moment: nobody is called on for both."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from community.asks import Ask, AskState
from community.ids import AskId
from community.kinds import AskKind
from community.people import CommunityId, MemberId
from store.database import Database
from store.opened import Store
from tests.storage.conftest import NOW, TENANT, URL, founded

AMARA, BEN = MemberId("amara"), MemberId("ben")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with a community in which two asks wait."""
    database = Database(database_url)
    database.run(_ask_twice)
    yield database
    database.close()


def _ask_twice(connection: Connection) -> None:
    store = founded(connection, "here")
    for name in ("1", "2"):
        asked = Ask(
            id=AskId(name), kind=AskKind.VISIT, text="May we come?", asker=AMARA, asker_tag=None, asker_name=None,
            state=AskState.OPEN, asked_at=NOW,
        )  # fmt: skip
        store.asks.add(asked, source=None)


def _calls_on(connection: Connection, ask: str) -> bool:
    """As the dialog does: alone, whoever rests is left out."""
    calls = Store(connection, TENANT, CommunityId("here"), URL).calls
    calls.alone()
    return BEN not in calls.resting([BEN], NOW) and calls.add(AskId(ask), BEN, NOW)


def test_two_asks_at_one_moment_do_not_choose_the_same_person(database: Database) -> None:
    """The second waits for the first, and then knows whom that one has called on."""
    begun, chosen = threading.Event(), list[bool]()

    def call_first(connection: Connection) -> None:
        chosen.append(_calls_on(connection, "1"))
        begun.set()
        other.join(0.3)  # the second comes as far as it can while this is not committed yet

    def call_second() -> None:
        begun.wait(10)
        database.run(lambda connection: chosen.append(_calls_on(connection, "2")))

    other = threading.Thread(target=call_second)
    other.start()
    database.run(call_first)
    other.join(10)

    assert chosen == [True, False]
