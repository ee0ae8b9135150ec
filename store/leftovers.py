"""Boxes that nobody will come for any more: a launch that was cut off, a round that is over, a community that is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from community.rounds import RoundState
from store.ballots import Ballots
from store.queries import Query
from store.rows import one_of
from store.schema_activities import checkins, polls
from store.seals import Seals

NEWBORN = timedelta(hours=1)
"""A box this young may belong to a launch that another replica has not committed yet."""
_NEEDED = (RoundState.OPEN, RoundState.CLOSING)
_ROUNDS = {
    "poll": Query(select(polls.c.poll_id.label("id")).where(one_of(polls.c.state, *_NEEDED))),
    "checkin": Query(select(checkins.c.checkin_id.label("id")).where(one_of(checkins.c.state, *_NEEDED))),
}


def sweep(connection: Connection, ballots: Ballots, seals: Seals, now: datetime) -> list[str]:
    """Burn every box whose round is not open and not being counted, and destroy its key. Returns what they were called.

    Done at start, before anybody can launch something here.
    """
    youngest = now if connection.dialect.name == "sqlite" else now - NEWBORN
    found = {box for box, opened in ballots.boxes().items() if opened <= youngest and box.partition(":")[0] in _ROUNDS}
    needed = {f"{kind}:{row.id}" for kind, rounds in _ROUNDS.items() for row in rounds.all(connection, {})} if found else set()
    for box in sorted(found - needed):
        ballots.burn(box)
        seals.end(box)
    return sorted(found - needed)
