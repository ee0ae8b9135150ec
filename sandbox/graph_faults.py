"""What goes wrong at Graph and at the files host, on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

CODES = {
    400: "invalidRequest",
    401: "unauthenticated",
    403: "accessDenied",
    404: "itemNotFound",
    409: "nameAlreadyExists",
    410: "resyncRequired",
    412: "resourceModified",
    416: "invalidRange",
    423: "locked",
    429: "activityLimitReached",
    500: "generalException",
    502: "generalException",
    503: "serviceNotAvailable",
    504: "generalException",
    507: "quotaLimitReached",
}


class GraphFaultOptions(TypedDict, total=False):
    """What `GraphFaults.add` takes beside the operation, the status and how often."""

    after_work: bool
    retry_after: int | str | None
    delay: float
    drop: bool
    code: str
    path: str


@dataclass
class GraphFault:
    """One thing that goes wrong, `times` times (None: until cleared).

    `operation` is an operation of the contract ("item_upload", "session_put"), several with spaces, "graph" or "files" for a
    whole host, or "*". `status` 0 with `drop` closes the connection without an answer, 0 without it only takes `delay` seconds
    longer; `after_work` lets the work happen first; `path` must be part of the decoded path; `code` replaces the usual one.
    """

    operation: str = "*"
    status: int = 0
    times: int | None = 1
    after_work: bool = False
    retry_after: int | str | None = None
    delay: float = 0.0
    drop: bool = False
    code: str = ""
    path: str = ""

    def fits(self, host: str, operation: str, path: str) -> bool:
        """Whether this request is one it strikes."""
        wanted = self.operation.split()
        return self.times != 0 and self.path in path and any(one in ("*", host, operation) for one in wanted)


class GraphFaults:
    """The faults that are waiting to happen, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[GraphFault] = []

    def add(
        self, operation: str = "*", status: int = 0, times: int | None = 1, **options: Unpack[GraphFaultOptions]
    ) -> GraphFault:
        """Let requests fail: see `GraphFault`. Raises ValueError for a fault that would change nothing."""
        fault = GraphFault(operation, status, times, **options)
        if not (fault.status or fault.drop or fault.delay):
            raise ValueError("say what goes wrong: status=, drop=True or delay=")
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Make everything well again."""
        self.waiting.clear()

    def strike(self, host: str, operation: str, path: str) -> GraphFault | None:
        """Return the fault that this request meets, used up by one."""
        for fault in self.waiting:
            if fault.fits(host, operation, path):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
