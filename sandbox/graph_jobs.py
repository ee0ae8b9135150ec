"""Copies that go on behind the scenes, and their monitor."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.graph_drive import Conflict, Refused, SharePointDrive
from sandbox.graph_items import Item, Json
from sandbox.graph_state import GraphState


@dataclass
class _Job:
    polls: int
    work: Callable[[], Item | None]
    told: Json | None = None


class Jobs:
    """Copies under way, by the address of their monitor."""

    def __init__(self, state: GraphState) -> None:
        self._state = state
        self._jobs: dict[str, _Job] = {}

    def begin(self, item: Item, into: SharePointDrive, folder: Item, name: str, conflict: Conflict, *, named: bool) -> str:
        """Begin a copy and return its monitor's address.

        In a library that checks out a copy under another name comes to nothing, although the monitor says "completed".
        """

        def _work() -> Item | None:
            lost = into.checks_out and named
            return None if lost else into.store(folder, name, item.content, self._state.app, conflict)[0]

        job = secrets.token_urlsafe(16)
        self._jobs[job] = _Job(self._state.copy_polls, _work)
        return f"{self._state.files_url}/_api/v2.0/monitor/{job}"

    def look(self, name: str) -> Json:
        """Return how far a copy is. Raises Refused 404."""
        job = self._jobs.get(name)
        if job is None:
            raise Refused(404, "itemNotFound", "There is no such operation.")
        if job.told is None and job.polls > 0:
            job.polls -= 1
            return {"operation": "itemCopy", "percentageComplete": 50.0, "status": "inProgress"}
        if job.told is None:
            job.told = _told(job.work)
        return job.told


def _told(work: Callable[[], Item | None]) -> Json:
    try:
        made = work()
    except Refused as reason:
        return {"operation": "itemCopy", "status": "failed", "error": {"code": reason.code, "message": reason.message}}
    done: Json = {"operation": "itemCopy", "percentageComplete": 100.0, "status": "completed"}
    return done | {"resourceId": made.id} if made is not None else done
