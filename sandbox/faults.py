"""Faults on demand: what a real service does on a bad day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack


class FaultOptions(TypedDict, total=False):
    """What `Faults.on` and `Faults.drop` take beside the method."""

    times: int | None
    status: int
    retry_after: int | None
    after_work: bool
    path: str
    area: str


@dataclass
class Fault:
    """One thing that goes wrong, `times` times (None: until cleared).

    `method` "*" is any, "POST PUT" either; `path` must be part of the path; `status` 0 closes the connection without an
    answer; `after_work` lets the work happen first; `area` is "connector", "login", "openid" or "files".
    """

    method: str
    times: int | None = 1
    status: int = 0
    retry_after: int | None = None
    after_work: bool = False
    path: str = ""
    area: str = "connector"

    def fits(self, area: str, method: str, path: str) -> bool:
        """Whether this request is one it strikes."""
        return (
            self.area == area and (self.method == "*" or method in self.method.split()) and self.path in path and self.times != 0
        )


class Faults:
    """The faults that are waiting to happen, oldest first, and how slow the service is."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.delay = 0.0

    def on(self, method: str = "*", **options: Unpack[FaultOptions]) -> Fault:
        """Let requests of this method fail: `status`, `times` (1), `retry_after` (seconds), `after_work`, `path`, `area`."""
        fault = Fault(method, **options)
        self.waiting.append(fault)
        return fault

    def drop(self, method: str = "*", **options: Unpack[FaultOptions]) -> Fault:
        """Let requests end with a closed connection and no answer: `times` (1), `after_work`, `path`, `area`."""
        options["status"] = 0
        return self.on(method, **options)

    def latency(self, seconds: float) -> None:
        """Let every connector answer take this much longer."""
        self.delay = seconds

    def clear(self) -> None:
        """Make the service well again."""
        self.waiting.clear()
        self.delay = 0.0

    def strike(self, area: str, method: str, path: str) -> Fault | None:
        """Return the fault that this request meets, used up by one."""
        for fault in self.waiting:
            if fault.fits(area, method, path):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
