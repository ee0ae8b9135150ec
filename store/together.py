"""Turns that wait for the one writer of SQLite at the same time are committed together: one sync to disk for all of them.

Each turn has a savepoint of its own, so that one that says no, or fails, takes nothing of the others with it. Nobody is told of
anything before it is on disk.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

MOST_TOGETHER = 32


class OutOfTime(Exception):
    """Raised for work that was not done when its time was up. Nothing of it was kept."""


class Spoilt(SQLAlchemyError):
    """Raised when the database refused something that one of the jobs wanted: the others have to be done without it."""


@dataclass(slots=True)
class Job:
    """One piece of work and whoever waits for it."""

    work: Callable[[Connection], Any]
    deadline: float | None
    waiting: Future[Any] = field(default_factory=Future)

    @property
    def late(self) -> bool:
        """True once there is no time left."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def end(self, outcome: Outcome) -> None:
        """Tell whoever waits what came of it."""
        if outcome.fault is None:
            self.waiting.set_result(outcome.answer)
        else:
            self.waiting.set_exception(outcome.fault)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job."""

    answer: Any = None
    fault: BaseException | None = None


class Queue:
    """The jobs that wait for the writer."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._lock = threading.Lock()

    def put(self, job: Job) -> None:
        """Let a job wait."""
        with self._lock:
            self._jobs.append(job)

    def take(self) -> list[Job]:
        """The jobs to do next, those that nobody waits for any more left out. Empty when another call took them all."""
        with self._lock:
            taken = [self._jobs.popleft() for _ in range(min(MOST_TOGETHER, len(self._jobs)))]
        return [job for job in taken if job.waiting.set_running_or_notify_cancel()]


def done_together(connection: Connection, jobs: list[Job], own_faults: tuple[type[BaseException], ...]) -> list[Outcome]:
    """Do `jobs` inside the transaction that is open on `connection`, each in its own savepoint.

    Raises `Spoilt` when one of them met one of `own_faults` (what a database raises): the transaction must be rolled back.
    """
    return [_done(connection, job, own_faults) for job in jobs]


def _done(connection: Connection, job: Job, own_faults: tuple[type[BaseException], ...]) -> Outcome:
    if job.late:
        return Outcome(fault=OutOfTime("there was no time left to begin"))
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT one_of_many")
    try:
        outcome = Outcome(job.work(connection))
    except own_faults as fault:
        raise Spoilt from fault
    except BaseException as fault:
        outcome = Outcome(fault=fault)
    if outcome.fault is None and job.late:
        outcome = Outcome(fault=OutOfTime("there was no time left to commit"))
    if outcome.fault is not None:
        cursor.execute("ROLLBACK TO one_of_many")
    cursor.execute("RELEASE one_of_many")
    return outcome
