"""What just happened, told to whoever watches: open pages, and tests that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from sandbox.world import Message

T = TypeVar("T")
Kind = Literal["message", "edited", "deleted", "private-card", "typing", "state", "failed", "files"]


@dataclass(frozen=True)
class Change:
    """Something that happened in `place` (a channel or chat id); `only` is the key of the one member it is for, "" for all.

    `note` is a sentence to show with it.
    """

    kind: Kind
    place: str = ""
    message: Message | None = None
    only: str = ""
    note: str = ""


@dataclass
class Recorded:
    """One request of the bot.

    `path` is decoded and starts behind the service URL; `status` 0 means the connection was closed without an answer; `at` is in
    monotonic seconds; `area` is "connector", "login", "openid" or "files"; `body` is the parsed JSON or form, if any.
    """

    method: str
    path: str
    status: int
    at: float
    area: str = "connector"
    body: Any = None


@dataclass
class Ledger:
    """What the bot asked, what it was sent, and who wants to know of changes."""

    requests: list[Recorded] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    watchers: list[Callable[[Change], None]] = field(default_factory=list)
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def tell(self, change: Change) -> None:
        """Let every watcher know."""
        for watcher in list(self.watchers):
            watcher(change)
        self.stir()

    def stir(self) -> None:
        """Let those who wait look again."""
        for event in self._waiting:
            event.set()

    async def until(self, predicate: Callable[[], T], timeout: float) -> T:
        """Wait until `predicate` is true and return what it returned. Raises TimeoutError after `timeout` seconds.

        It is asked again at every change here, and ten times a second for what changes elsewhere.
        """
        event = asyncio.Event()
        self._waiting.add(event)
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        try:
            while not (found := predicate()):
                left = end - loop.time()
                if left <= 0:
                    raise TimeoutError(
                        f"not true after {timeout} s; the bot was sent {len(self.sent)} and asked {len(self.requests)}"
                    )
                event.clear()
                waiter = asyncio.ensure_future(event.wait())
                await asyncio.wait({waiter}, timeout=min(left, 0.1))
                waiter.cancel()
            return found
        finally:
            self._waiting.discard(event)
