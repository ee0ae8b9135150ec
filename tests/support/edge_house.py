"""A house under pressure: with real waiting times, beside other couriers, with its database taken away."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bot.bot_token import BotToken
from bot.connector import Connector
from bot.courier import Courier
from bot.delivering import Sender
from bot.duty import LEASE
from bot.house import open_house
from bot.outbound import open_session
from bot.pace import TEAMS_SPEED, Speed
from bot.uploads import Uploader
from community.times import milliseconds
from sandbox.teams import Teams
from sandbox.world import HOME_CHANNEL, Message
from store import leases
from store.communities import Directory
from store.database import Connection, Database
from store.opened import Store
from store.outbox import Kind
from store.seals import Seals
from tests.support.databases import Postgres
from tests.support.stage import Stage, rules_for

T = TypeVar("T")
WAITING = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"


@asynccontextmanager
async def open_stage(database: str, *, speed: Speed = TEAMS_SPEED, **settings: Any) -> AsyncIterator[Stage]:
    """As `set_stage`, at the speed that Teams takes, or with other settings."""
    teams = Teams()
    await teams.start()
    with tempfile.TemporaryDirectory(prefix="canopy-stage-") as folder:
        try:
            rules = replace(rules_for(teams, database, Path(folder), **settings), speed=speed)
            async with open_house(rules) as port:
                teams.bot_url = f"http://127.0.0.1:{port}/api/messages"
                stage = Stage(teams, rules)
                try:
                    yield stage
                finally:
                    stage.close()
        finally:
            await teams.stop()


async def all_said(stage: Stage, seconds: float = 20.0) -> None:
    """Wait longer than scenarios do until nothing is left to say."""
    await stage.teams.until(lambda: not stage.count(WAITING), seconds)


def write(stage: Stage, work: Callable[[Connection], T]) -> T:
    """Do something in the house's database, beside the house."""
    database = Database(stage.rules.database)
    try:
        return database.run(work)
    finally:
        database.close()


def store_of(connection: Connection, stage: Stage, channel: str = HOME_CHANNEL) -> Store:
    """The store of the community that meets in a channel, for deliveries to the pretend Teams."""
    tenant = stage.teams.settings()["MicrosoftAppTenantId"]
    home = stage.teams.world.channel(channel).id
    community = Directory(connection, tenant).meeting_at(home)  # type: ignore[arg-type]
    assert community is not None, f"no community meets in {channel}"
    return Store(connection, community.tenant, community.id, stage.teams.service_url)


def say(stage: Stage, *sentences: str, thread: Message) -> None:
    """Have Canopy say something in the thread of a message, one after the other."""

    def write_all(connection: Connection) -> None:
        store = store_of(connection, stage)
        for sentence in sentences:
            body = orjson.dumps({"type": "message", "text": sentence}).decode()
            store.outbox.say(Kind.POST, f"{thread.place};messageid={thread.root}", datetime.now(UTC), body=body)

    write(stage, write_all)


class Replica:
    """One more courier on the same database, as another process has it. Its clock runs `ahead` seconds."""

    def __init__(self, stage: Stage, name: str, *, ahead: float = 0.0) -> None:
        rules = stage.rules
        self.database = Database(rules.database)
        self._session = open_session(rules.ca_file)
        assert rules.identity is not None
        self._token = BotToken(rules.identity, self._session)
        connector = Connector(self._session, self._token, rules.hosts, bot_id=f"28:{rules.bearer.app_id}")
        self.courier = Courier(
            self.database,
            Sender(connector, Seals(rules.keys_dir), Uploader(self._session, rules.files)),
            clock=lambda: datetime.now(UTC) + timedelta(seconds=ahead),
            name=name,
        )
        self._running = asyncio.create_task(self.courier.run())

    async def dies(self) -> None:
        """End everything at once, as a killed process does: nothing is written down, the lease is not given back."""
        tasks = [self._running, *self.courier._under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def ends(self) -> None:
        """End in good order, if it was not killed, and let everything go."""
        if not self._running.done():
            await self.courier.stop()
            await self._running
        await self._token.close()
        await self._session.close()
        await asyncio.to_thread(self.database.close)


@asynccontextmanager
async def replicas(stage: Stage, *names: str, ahead: float = 0.0) -> AsyncIterator[list[Replica]]:
    """Couriers beside the house's own."""
    running = [Replica(stage, name, ahead=ahead) for name in names]
    try:
        yield running
    finally:
        for replica in running:
            await replica.ends()


def reserve(database: str, name: str) -> None:
    """Let nobody but the courier called `name` deliver, for an hour."""
    opened = Database(database)
    now = milliseconds(datetime.now(UTC))
    opened.run(lambda connection: leases.lease(connection, LEASE, name, now=now, until=now + 3_600_000))
    opened.close()


@contextmanager
def database_away(stage: Stage, server: Postgres | None) -> Iterator[None]:
    """Nothing can be read or written meanwhile: SQLite is locked, PostgreSQL lets nobody in."""
    url = make_url(stage.rules.database)
    if server is None:
        lock = sqlite3.connect(str(url.database), isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            lock.execute("ROLLBACK")
            lock.close()
        return
    with psycopg.connect(server.url.render_as_string(hide_password=False), autocommit=True) as admin:
        _let_in(admin, str(url.database), allowed=False)
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database])
        try:
            yield
        finally:
            _let_in(admin, str(url.database), allowed=True)
            stage.close()


def _let_in(admin: psycopg.Connection[Any], name: str, *, allowed: bool) -> None:
    wish = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    admin.execute(wish.format(sql.Identifier(name), sql.Literal(allowed)))
