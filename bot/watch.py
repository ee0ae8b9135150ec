"""Being the one that works, of all replicas: a lease in the database, for workers that may take long over one thing."""

from __future__ import annotations

import math
import time
from datetime import datetime

from community.times import milliseconds
from store import leases
from store.database import Connection

LEASE_SECONDS = 15.0


class Watch:
    """The lease called `lease`, held by the process called `name`. With `alone` there can be no other, so none is needed.

    `until` is in monotonic seconds: later than that, another one may have taken over. The caller sets it once the transaction
    in which it was kept is committed.
    """

    def __init__(self, lease: str, name: str, *, alone: bool) -> None:
        self._lease = lease
        self._name = name
        self._alone = alone
        self.until = math.inf if alone else 0.0

    def lasts(self) -> bool:
        """True while nobody else can have taken over."""
        return time.monotonic() < self.until

    def keep(self, connection: Connection, now: datetime) -> float:
        """Take or keep the lease. Returns the new `until`, 0 when another one holds it."""
        if self._alone:
            return math.inf
        begun = time.monotonic()
        begins, ends = milliseconds(now), milliseconds(now, LEASE_SECONDS)
        if not leases.lease(connection, self._lease, self._name, now=begins, until=ends):
            return 0.0
        return begun + LEASE_SECONDS

    def end(self, connection: Connection) -> None:
        """Give the lease back, so that another need not wait for it."""
        leases.let_lease_go(connection, self._lease, self._name)
