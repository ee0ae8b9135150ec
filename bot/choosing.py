"""Which deliveries are made now: in order where order matters, at the pace Teams allows, each claimed first."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.faults import outline
from bot.pace import Pace, Speed
from bot.parcels import Nothing, Parcel, TooBig, Wait, prepare
from community.times import milliseconds
from store import deliveries
from store.database import Connection, PartFailed, part
from store.outbox import CAREFUL, SILENT, Delivery, Kind, State

_log = logging.getLogger("canopy.courier")
BATCHES = (200, 2_000)
"""How many deliveries are looked at; more when the first ones all have to wait."""
POLL_SECONDS = 0.25
"""How often a courier looks for what other replicas wrote."""
WAIT_SECONDS = 0.3
"""How often it looks whether the message that is to be edited has arrived."""
POSTPONED_SECONDS = 0.05
"""An edit that has to wait longer than this is written down as due then."""
_SHORTEST = 0.005
_MANY = 400

Street = tuple[str, str]
Key = tuple[str, str, str]


def key_of(row: Delivery) -> Key:
    """What tells a delivery from every other."""
    return (row.tenant, row.community, row.id)


def street(row: Delivery) -> Street:
    """What is delivered one at a time, so that it arrives in order: a conversation, or one card's edits."""
    return (row.tenant, row.place if row.kind in CAREFUL else f"{row.community} {row.id}")


def lane(parcel: Parcel) -> str:
    """The conversation whose limits a parcel counts against."""
    return parcel.conversation or parcel.row.place


class Chooser:
    """Chooses for the courier called `name`."""

    def __init__(self, name: str, clock: Callable[[], datetime], speed: Speed) -> None:
        self.pace = Pace(thread=speed.per_conversation)
        self._name = name
        self._clock = clock
        self._edit_seconds = speed.edit_seconds
        self._edited: dict[tuple[str, str], float] = {}
        self._not_before: dict[Key, float] = {}

    def put_off(self, row: Delivery, until: float) -> None:
        """Do not make this delivery before `until` (monotonic seconds), nor what comes after it in the same street."""
        moment = time.monotonic()
        self._not_before = {key: end for key, end in self._not_before.items() if end > moment} | {key_of(row): until}

    def choose(
        self, connection: Connection, busy: Iterable[Street], room: int, *, fenced: bool = False
    ) -> tuple[list[Parcel], float]:
        """Claim up to `room` deliveries outside of `busy` streets. Returns them, and the seconds until there may be more.

        With `fenced`, one that the database chokes on does not keep the others back.
        """
        now, moment, taken = milliseconds(self._clock()), time.monotonic(), set(busy)
        chosen: list[Parcel] = []
        self.pace.forget_plans()
        soonest = moment + POLL_SECONDS
        for batch in BATCHES if room > 0 else ():
            rows = deliveries.due(connection, now, batch)
            for row in rows:
                if len(chosen) >= room:
                    break
                if street(row) in taken:
                    continue
                taken.add(street(row))
                parcel = self._parcel(connection, row, moment, fenced=fenced)
                if isinstance(parcel, Parcel):
                    chosen.append(parcel)
                elif parcel is not None:
                    soonest = min(soonest, parcel)
            if len(rows) < batch:
                break
        following = deliveries.next_due(connection, now)
        pause = soonest - moment if following is None else min(soonest - moment, (following - now) / 1000)
        return chosen, max(_SHORTEST, pause)

    def _parcel(self, connection: Connection, row: Delivery, moment: float, *, fenced: bool) -> Parcel | float | None:
        """The parcel, claimed; or when it may be sent; or None when it is set aside or somebody else's."""
        free = self._free_at(row, moment)
        if free > moment:
            self._look_again(connection, row, free - moment)
            return free
        try:
            ready = part(connection, lambda: prepare(connection, row), fenced=fenced)
        except PartFailed as fault:
            _log.error("a %s about %s cannot be drawn: %s", row.kind, row.subject.partition(":")[0], outline(fault))
            deliveries.settle(connection, row, State.FAILED, "a fault of ours")
            return None
        if not isinstance(ready, Parcel):
            self._set_aside(connection, row, ready)
            return None
        free = moment if row.kind in SILENT else self.pace.free_at(row.tenant, lane(ready), moment)
        if free > moment:
            return free
        if not deliveries.claim(connection, [row], self._name):
            return None
        self._note(ready, moment)
        return ready

    def _look_again(self, connection: Connection, row: Delivery, seconds: float) -> None:
        """Let an edit that has to wait be out of sight until its time, or each round would find it again. It keeps no order."""
        if row.kind is Kind.REFRESH and seconds > POSTPONED_SECONDS:
            deliveries.later(connection, row, milliseconds(self._clock(), seconds), tries=row.tries)

    def _free_at(self, row: Delivery, moment: float) -> float:
        """When a delivery may be made, as far as can be said before it is drawn."""
        put_off = self._not_before.get(key_of(row), moment)
        match row.kind:
            case Kind.REFRESH:
                return self._edited.get((row.community, row.subject), 0.0) + self._edit_seconds
            case Kind.UNSEAL | Kind.UPLOAD | Kind.WHISPER:
                return put_off
            case _:
                return max(put_off, self.pace.free_at(row.tenant, row.place, moment))

    def _note(self, parcel: Parcel, moment: float) -> None:
        row = parcel.row
        if row.kind is Kind.REFRESH:
            self._edited[(row.community, row.subject)] = moment
            if len(self._edited) > _MANY:
                self._edited = {key: at for key, at in self._edited.items() if at + self._edit_seconds > moment}
        if row.kind not in SILENT:
            self.pace.plan(row.tenant, lane(parcel))

    def _set_aside(self, connection: Connection, row: Delivery, ready: Wait | Nothing | TooBig) -> None:
        match ready:
            case Wait():
                deliveries.later(connection, row, milliseconds(self._clock(), WAIT_SECONDS), tries=row.tries)
            case Nothing():
                deliveries.drop(connection, row)
            case TooBig():
                _log.error("a %s about %s is too big for a message", row.kind, row.subject.partition(":")[0])
                deliveries.settle(connection, row, State.FAILED, "too big for a message")
