"""How fast Canopy may speak: Teams' limits for each conversation and each tenant, kept before Teams has to enforce them."""

from __future__ import annotations

from collections import OrderedDict, deque
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
MARGIN = 0.05
"""Seconds added to each window: calls do not arrive exactly as far apart as they leave."""
_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one courier may be: seconds between two edits of a card, and calls in seconds to one conversation."""

    edit_seconds: float = EDIT_SECONDS
    per_conversation: Sequence[Window] = THREAD


TEAMS_SPEED = Speed()
"""What Teams takes."""


def channel_of(conversation: str) -> str:
    """The channel a thread is in; a chat is its own."""
    return conversation.partition(";")[0]


class Pace:
    """Remembers when calls were made. All times are monotonic seconds given by the caller."""

    def __init__(self, thread: Sequence[Window] = THREAD, tenant: Sequence[Window] = TENANT) -> None:
        self._windows = {"thread": thread, "tenant": tenant}
        self._made: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._paused: dict[tuple[str, str], float] = {}

    def free_at(self, tenant: str, conversation: str, now: float) -> float:
        """When a call to this conversation may be made: `now`, or later."""
        return max(self._free_at(("tenant", tenant), now), self._free_at(("thread", channel_of(conversation)), now))

    def made(self, tenant: str, conversation: str, now: float) -> None:
        """Note that a call is being made."""
        for key in (("tenant", tenant), ("thread", channel_of(conversation))):
            calls = self._made.setdefault(key, deque(maxlen=max(count for count, _ in self._windows[key[0]])))
            calls.append(now)
            self._made.move_to_end(key)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)

    def pause(self, conversation: str, until: float) -> None:
        """Teams asked to wait before the next call to this conversation."""
        key = ("thread", channel_of(conversation))
        self._paused[key] = max(until, self._paused.get(key, 0.0))

    def _free_at(self, key: tuple[str, str], now: float) -> float:
        free = self._paused.get(key, 0.0)
        if free and free <= now:
            del self._paused[key]
        calls = self._made.get(key)
        if calls:
            for count, seconds in self._windows[key[0]]:
                if len(calls) >= count:
                    free = max(free, calls[-count] + seconds + MARGIN)
        return max(free, now)
