"""The clients: keep-alive connections that each send the next turn when the last was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

NextTurn = Callable[[], bytes]


class Refused(Exception):
    """A turn was not answered as it should be."""


@dataclass
class Tally:
    """What a drive came to. `millis` holds how long each turn took, in ms."""

    seconds: float
    millis: list[float] = field(default_factory=list)

    @property
    def turns(self) -> int:
        """How many turns were answered."""
        return len(self.millis)

    def percentile(self, share: float) -> float:
        """The time within which this share of the turns was answered, in ms."""
        ordered = sorted(self.millis)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Line:
    """One connection to a bot, opened when first used and again when the bot closed it."""

    def __init__(self, port: int, bearer: str) -> None:
        self._port = port
        self._head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {bearer}\r\n"
            "Content-Type: application/json; charset=utf-8\r\nUser-Agent: Microsoft-SkypeBotApi\r\nContent-Length: "
        ).encode()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def turn(self, activity: bytes, expected: bytes = b"") -> bytes:
        """Send an activity and return the body of the answer.

        Raises Refused unless it is a 2xx with `expected` in its body, OSError when nobody is there.
        """
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(b"%b%d\r\n\r\n%b" % (self._head, len(activity), activity))
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            body = await self._reader.readexactly(_length(head))
        except asyncio.IncompleteReadError as cut:
            self.close()
            raise ConnectionResetError("the bot closed the connection") from cut
        if head[9:10] != b"2" or expected not in body:
            self.close()
            raise Refused(f"{head[:40]!r} {body[:200]!r}")
        return body

    def close(self) -> None:
        """Let the connection go."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 : lower.index(b"\r", at)]) if at >= 0 else 0


class Crowd:
    """So many connections at once, kept from one drive to the next."""

    def __init__(self, port: int, bearer: str, connections: int) -> None:
        self._lines = [Line(port, bearer) for _ in range(connections)]

    async def drive(self, next_turn: NextTurn, *, expected: bytes = b"", seconds: float = 3600.0, turns: int = 10**9) -> Tally:
        """Send turns for so many seconds, or so many of them, whichever ends first."""
        tally = Tally(0.0)
        began = time.perf_counter()
        left = turns

        async def one(line: Line) -> None:
            nonlocal left
            while left > 0 and time.perf_counter() - began < seconds:
                left -= 1
                activity = next_turn()
                sent = time.perf_counter()
                await line.turn(activity, expected)
                tally.millis.append((time.perf_counter() - sent) * 1000)

        async with asyncio.TaskGroup() as group:
            for line in self._lines:
                group.create_task(one(line))
        tally.seconds = time.perf_counter() - began
        return tally

    def close(self) -> None:
        """Let the connections go."""
        for line in self._lines:
            line.close()
