"""How fast Canopy may speak: Teams' limits for each conversation and each tenant, kept before Teams has to enforce them."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

Window = tuple[int, float]
THREAD: Sequence[Window] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""At most so many calls in so many seconds to one conversation (Microsoft Learn, “Optimize your bot with rate limiting”).

That page counts a whole channel as one conversation, so the threads of a channel share these.
"""
TENANT: Sequence[Window] = ((50, 1.0),)
EDIT_SECONDS = 1.0
"""A card is edited at most this often."""
FULL_ROUND, BREATH_SECONDS = 4, 0.05
"""A courier that sends so many parcels at once has a busy moment. Its next round waits until so long after this one began."""
MARGIN = 0.05
"""Seconds added to each window, for clocks that do not run alike."""
_KEPT = 5_000
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one courier may be: seconds between two edits of a card, and calls in seconds to one conversation."""

    edit_seconds: float = EDIT_SECONDS
    per_conversation: Sequence[Window] = THREAD


TEAMS_SPEED = Speed()
"""What Teams takes."""


def breath(parcels: int, seconds: float) -> float:
    """How long the round after one with so many parcels, begun so many seconds ago, waits: what comes meanwhile goes with it.

    One look at the outbox and one commit then serve them all. Where little is said, nothing waits.
    """
    return max(0.0, BREATH_SECONDS - seconds) if parcels >= FULL_ROUND else 0.0


def channel_of(conversation: str) -> str:
    """The channel a thread is in; a chat is its own."""
    return conversation.partition(";")[0]


class Pace:
    """Remembers when calls were made. All times are monotonic seconds given by the caller.

    Teams counts a call at some moment between its start and its answer. So a call counts from its answer, and until then it
    counts as being made now: however slow or uneven the network is, Teams never sees more than it allows.
    """

    def __init__(self, thread: Sequence[Window] = THREAD, tenant: Sequence[Window] = TENANT) -> None:
        self._windows = {"thread": thread, "tenant": tenant}
        self._answered: OrderedDict[_Key, deque[float]] = OrderedDict()
        self._paused: dict[_Key, float] = {}
        self._planned: Counter[_Key] = Counter()
        self._under_way: Counter[_Key] = Counter()

    def free_at(self, tenant: str, conversation: str, now: float) -> float:
        """When a call to this conversation may be made: `now`, or later; never, while too many are under way."""
        return max(self._free_at(key, now) for key in _keys(tenant, conversation))

    def plan(self, tenant: str, conversation: str) -> None:
        """A call is going to be made, unless `forget_plans` is called before `begin`."""
        self._planned.update(_keys(tenant, conversation))

    def forget_plans(self) -> None:
        """What was planned since the last `begin` is not going to be made."""
        self._planned.clear()

    def begin(self) -> None:
        """Every call that was planned is being made now."""
        self._under_way.update(self._planned)
        self._planned.clear()

    def end(self, tenant: str, conversation: str, now: float) -> None:
        """A call was answered, or given up."""
        for key in _keys(tenant, conversation):
            if self._under_way[key] > 1:
                self._under_way[key] -= 1
            else:
                del self._under_way[key]
            calls = self._answered.setdefault(key, deque(maxlen=max(count for count, _ in self._windows[key[0]])))
            calls.append(now)
            self._answered.move_to_end(key)
        while len(self._answered) > _KEPT:
            self._answered.popitem(last=False)
        self._paused = {key: until for key, until in self._paused.items() if until > now}

    def pause(self, conversation: str, until: float) -> None:
        """Teams asked to wait before the next call to this conversation."""
        key = ("thread", channel_of(conversation))
        self._paused[key] = max(until, self._paused.get(key, 0.0))

    def _free_at(self, key: _Key, now: float) -> float:
        free = max(now, self._paused.get(key, 0.0))
        busy = self._planned[key] + self._under_way[key]
        calls = self._answered.get(key, ())
        for count, seconds in self._windows[key[0]]:
            if busy >= count:
                return math.inf
            if len(calls) >= count - busy:
                free = max(free, calls[busy - count] + seconds + MARGIN)
        return free


def _keys(tenant: str, conversation: str) -> tuple[_Key, _Key]:
    return ("tenant", tenant), ("thread", channel_of(conversation))
