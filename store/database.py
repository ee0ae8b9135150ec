"""One database, one transaction a turn, run as plain code in the store's own threads.

SQLite has one writer thread and one connection; PostgreSQL has a small pool. `await database.transact(work)` is the only crossing
between the event loop and SQL.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from store.engines import POSTGRES_THREADS, SQLITE_WAIT_SECONDS, Renewal, create_engine_for
from store.together import Job, Outcome, OutOfTime, Queue, Spoilt, done_together

T = TypeVar("T")

ATTEMPTS = 3
_AGAIN = {"40001", "40P01"}
"""PostgreSQL's codes for “your transaction met another; run it again”."""
_LOST = ("08", "57P")
"""How PostgreSQL's codes for a lost connection begin."""


class DatabaseUnavailable(Exception):
    """Raised when a transaction could not be done. Nothing of it was kept."""


class OutcomeUnclear(Exception):
    """Raised when time ran out while the commit was under way: it may have been kept. Doing it again is safe."""


class PartFailed(Exception):
    """Raised when a part of a transaction failed in a way that leaves the rest of it whole."""


class Database:
    """The database named by `url`. `transact` may be called from one event loop at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine_for(url)
        self.on_sqlite = self.engine.dialect.name == "sqlite"
        self._renewal = Renewal(self.engine)
        self._driver: Any = self.engine.dialect.loaded_dbapi
        threads = 1 if self.on_sqlite else POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")
        self._kept = threading.local()
        self._queue = Queue()
        self.beside: Callable[[], AbstractContextManager[None]] = nullcontext
        """What goes along with turns that are committed together, and is kept just before them: the ballots."""

    async def transact(self, work: Callable[[Connection], T], *, seconds: float | None = None, shared: bool = False) -> T:
        """Run `work` in one transaction and commit it.

        With `seconds`, a transaction that has not reached its commit by then is rolled back. Work that met another transaction
        is run again, so it must hold no state of its own. With `shared`, it may be committed together with other work that waits
        at the same time. Raises `DatabaseUnavailable`, `OutcomeUnclear`, or what `work` raised.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        job: asyncio.Future[T]
        if shared and self.on_sqlite:
            job = self._join(Job(work, deadline))
        else:
            job = asyncio.get_running_loop().run_in_executor(self._threads, self._run, work, deadline)
        if seconds is None:
            return await job
        done, _ = await asyncio.wait({job}, timeout=seconds + 0.25)
        if not done:
            job.add_done_callback(_forget)
            raise OutcomeUnclear("the transaction was still under way when time ran out")
        return job.result()

    def _join(self, job: Job) -> asyncio.Future[Any]:
        self._queue.put(job)
        self._threads.submit(self._do_waiting)
        return asyncio.wrap_future(job.waiting)

    def _do_waiting(self) -> None:
        """Do everything that waits, together where it is more than one thing."""
        jobs = self._queue.take()
        if len(jobs) > 1:
            jobs = self._do_together(jobs)
        for job in jobs:
            job.end(self._outcome(job))

    def _do_together(self, jobs: list[Job]) -> list[Job]:
        """Commit `jobs` as one. Returns those to do one by one: all of them, when the database refused something in one."""
        own_faults = (self._driver.Error, SQLAlchemyError)
        try:
            begin_by = min((job.deadline for job in jobs if job.deadline is not None), default=None)
            outcomes = self._once(lambda connection: self._all(connection, jobs), None, begin_by=begin_by)
        except Spoilt:
            return jobs
        except own_faults as fault:
            outcomes = [Outcome(fault=DatabaseUnavailable(type(fault).__name__))] * len(jobs)
        except BaseException as fault:
            outcomes = [Outcome(fault=fault)] * len(jobs)
        for job, outcome in zip(jobs, outcomes, strict=True):
            late = isinstance(outcome.fault, OutOfTime)
            job.end(Outcome(fault=DatabaseUnavailable(str(outcome.fault))) if late else outcome)
        return []

    def _all(self, connection: Connection, jobs: list[Job]) -> list[Outcome]:
        with self.beside():
            return done_together(connection, jobs, (self._driver.Error, SQLAlchemyError))

    def _outcome(self, job: Job) -> Outcome:
        try:
            return Outcome(self._run(job.work, job.deadline))
        except BaseException as fault:
            return Outcome(fault=fault)

    def run(self, work: Callable[[Connection], T]) -> T:
        """`transact` without an event loop, for commands."""
        return self._threads.submit(self._run, work, None).result()

    def close(self) -> None:
        """Finish what is under way and let the database go."""
        self._threads.submit(self._let_go).result()
        self._threads.shutdown()
        self.engine.dispose()

    def _let_go(self) -> None:
        kept: Connection | None = getattr(self._kept, "connection", None)
        if kept is not None:
            kept.close()
            self._kept.connection = None

    def _run(self, work: Callable[[Connection], T], deadline: float | None) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            if deadline is not None and time.monotonic() >= deadline:
                raise DatabaseUnavailable("there was no time left to begin")
            try:
                return self._once(work, deadline, begin_by=deadline)
            except (self._driver.Error, SQLAlchemyError) as raised:
                fault = getattr(raised, "orig", None) or raised
                met_another = isinstance(fault, self._driver.IntegrityError)
                if attempt < ATTEMPTS and (met_another or self._worth_another_try(fault)):
                    continue
                if met_another:
                    raise
                raise DatabaseUnavailable(type(fault).__name__) from fault
        raise AssertionError("unreachable")

    def _once(self, work: Callable[[Connection], T], deadline: float | None, *, begin_by: float | None) -> T:
        connection = self._connection()
        try:
            if self.on_sqlite:
                _be_patient(connection, begin_by)
            with connection.begin() as transaction:
                answer = work(connection)
                if deadline is not None and time.monotonic() >= deadline:
                    transaction.rollback()
                    raise DatabaseUnavailable("there was no time left to commit")
            return answer
        except (self._driver.Error, SQLAlchemyError):
            connection.invalidate()
            raise
        finally:
            if connection.invalidated or not self.on_sqlite:
                connection.close()

    def _worth_another_try(self, fault: BaseException) -> bool:
        """True when the transaction met another one, or when its connection was lost and a new one may do."""
        if not isinstance(fault, self._driver.OperationalError) or self.on_sqlite:
            return False
        state = getattr(fault, "sqlstate", None)
        if state in _AGAIN:
            return True
        lost = state is None or state.startswith(_LOST)
        if lost:
            self._renewal.begin()
        return lost

    def _connection(self) -> Connection:
        if not self.on_sqlite:
            return self.engine.connect()
        kept: Connection | None = getattr(self._kept, "connection", None)
        if kept is None or kept.closed or kept.invalidated:
            kept = self.engine.connect()
            self._kept.connection = kept
        return kept


def _forget(job: asyncio.Future[Any]) -> None:
    """Take note of a late outcome nobody waits for."""
    if not job.cancelled():
        job.exception()


def _be_patient(connection: Connection, until: float | None) -> None:
    """Let SQLite wait for whoever else has the file no longer than there is time, so that "nothing was saved" is said in time."""
    left = SQLITE_WAIT_SECONDS if until is None else until - time.monotonic() - 0.1
    milliseconds = round(max(0.01, min(left, SQLITE_WAIT_SECONDS)) * 1000)
    if connection.info.get("patience") != milliseconds:
        connection.info["patience"] = milliseconds
        connection.connection.cursor().execute(f"PRAGMA busy_timeout = {milliseconds}")


def part(connection: Connection, work: Callable[[], T], *, fenced: bool) -> T:
    """Do a part of a transaction whose failure must not spoil the rest.

    Raises `PartFailed` for a fault in `work`. What the database refuses is raised as it is, because the transaction may be lost
    with it; unless the part is `fenced` with a savepoint, which costs two statements. A database that is away is never a part's
    own fault.
    """
    driver: Any = connection.dialect.loaded_dbapi
    try:
        if not fenced:
            return work()
        with connection.begin_nested():
            return work()
    except (driver.OperationalError, driver.InterfaceError):
        raise
    except (driver.Error, SQLAlchemyError) as fault:
        if not fenced or isinstance(getattr(fault, "orig", None), driver.OperationalError):
            raise
        raise PartFailed from fault
    except Exception as fault:
        raise PartFailed from fault


def answers(connection: Connection) -> bool:
    """True when the database answers a question."""
    return connection.execute(text("SELECT 1")).scalar() == 1
