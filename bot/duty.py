"""Which courier works: one at a time, however many replicas run, and what is done about those that are gone."""

from __future__ import annotations

import math
from collections.abc import Set
from datetime import datetime

from bot.choosing import Key, key_of
from bot.delivering import Delivered, Fate
from bot.parcels import Parcel
from bot.settling import settle_all
from community.times import milliseconds
from store import deliveries, leases
from store.database import Connection

LEASE = "courier"
LEASE_SECONDS = 5.0


class Duty:
    """Being the courier that works. `until` is in monotonic seconds: later than that, another one may have taken over.

    With `alone` there can be no other: nobody else has the database open.
    """

    def __init__(self, name: str, *, alone: bool) -> None:
        self.name = name
        self.until = 0.0
        self._alone = alone
        self._look_again = 0.0

    def lasts(self, moment: float) -> bool:
        """True while nobody else can have taken over."""
        return moment < self.until

    def keep(self, connection: Connection, moment: float, now: datetime, in_hand: Set[Key]) -> float:
        """Take or keep the lease, and sort out what was claimed and not sent. Returns the new `until`, 0 when not on duty.

        `in_hand` is what this courier knows it has claimed. The caller sets `until` once the transaction is committed.
        """
        if self.lasts(moment) and moment < self._look_again:
            return self.until
        begins, ends = milliseconds(now), milliseconds(now, LEASE_SECONDS)
        if not self._alone and not leases.lease(connection, LEASE, self.name, now=begins, until=ends):
            return 0.0
        self._sort_out(connection, now, in_hand)
        self._look_again = moment + LEASE_SECONDS / 2
        return math.inf if self._alone else moment + LEASE_SECONDS

    def end(self, connection: Connection) -> None:
        """Give the lease back, so that another need not wait for it."""
        leases.let_lease_go(connection, LEASE, self.name)

    def _sort_out(self, connection: Connection, now: datetime, in_hand: Set[Key]) -> None:
        """What a courier that is gone had claimed may have been sent. What this one claimed unknowingly was not."""
        left = [
            Delivered(Parcel(row, row.place), Fate.UNCLEAR, reason="Canopy stopped while sending it")
            for row in deliveries.orphans(connection, self.name)
        ]
        settle_all(connection, left, now)
        for row in deliveries.claimed_by(connection, self.name):
            if key_of(row) not in in_hand:
                deliveries.later(connection, row, milliseconds(now), tries=row.tries)
