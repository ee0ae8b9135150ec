"""What the benches of the store share: a database of each kind, a community in it, and what one transaction costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, text

from store.database import Database
from store.migrating import upgrade
from tests.support.databases import Postgres

T = TypeVar("T")


@dataclass(frozen=True)
class Cost:
    """Milliseconds for one, in a transaction of its own."""

    p50: float
    p99: float
    found: float
    """How many were found, on average."""

    @property
    def said(self) -> str:
        """For a table."""
        return f"{self.p50:.1f} / {self.p99:.1f}"


def on_each(file: Path, server: Postgres | None, measure: Callable[[str, Database], T]) -> dict[str, T]:
    """What `measure` finds out on each kind of database, by its name; each is brought up to date before."""
    found = {}
    with ExitStack() as databases:
        urls = {"SQLite": f"sqlite:///{file}"}
        if server:
            urls["PostgreSQL"] = databases.enter_context(server.fresh())
        for name, url in urls.items():
            database = Database(url)
            try:
                database.run(upgrade)
                found[name] = measure(name, database)
            finally:
                database.close()
    return found


def take_your_time(connection: Connection) -> None:
    """Filling takes longer than a turn may."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def settle(database: Database) -> None:
    """Let PostgreSQL look at what it holds, as it would have by itself in the course of time."""
    if not database.on_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))


def timed(database: Database, work: Callable[[Connection], int]) -> tuple[float, int]:
    """Milliseconds it took in a transaction of its own, and how many it found."""
    began = time.perf_counter()
    found = database.run(work)
    return (time.perf_counter() - began) * 1000, found


def cost(times: list[tuple[float, int]]) -> Cost:
    """What many of them cost."""
    millis = sorted(took for took, _ in times)
    found = sum(many for _, many in times) / len(times)
    return Cost(millis[len(millis) // 2], millis[min(len(millis) - 1, round(len(millis) * 0.99))], found)
