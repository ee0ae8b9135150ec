"""The whole house, put together: what `app.py` starts and stops."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from prometheus_client import CollectorRegistry

from bot.adapter import CanopyAuthentication, TeamsAdapter
from bot.bearer import Bearer, BearerRules
from bot.bot_token import BotToken
from bot.connector import Connector
from bot.courier import Courier
from bot.dispatcher import Dispatcher
from bot.door import Door
from bot.failpoints import arm
from bot.identity import AppIdentity
from bot.metrics import Metrics
from bot.outbound import open_session
from bot.pace import TEAMS_SPEED, Speed
from bot.places import Places
from bot.screening import DoorRules
from bot.service_hosts import ServiceHosts
from bot.signing_keys import SigningKeys
from bot.turns import KindApologies, Turns
from bot.web import application
from bot.web import serve as serve_web
from store.ballots import Ballots
from store.database import Database, DatabaseUnavailable, answers
from store.migrating import DatabaseTooNew, DatabaseTooOld, check, upgrade
from store.seals import Seals

_log = logging.getLogger("canopy")
GRACE_SECONDS = 8.0


class CannotStart(Exception):
    """Raised with one line that names the setting and says what to do."""


@dataclass(frozen=True, slots=True)
class HouseRules:
    """Everything the house needs to know before it opens."""

    host: str
    port: int
    database: str
    data_dir: Path
    keys_dir: Path
    bearer: BearerRules
    door: DoorRules
    hosts: ServiceHosts
    metadata_url: str
    identity: AppIdentity | None
    """None in the playground only."""
    ca_file: Path | None = None
    clock_offset: float = 0.0
    failpoint: str = ""
    log_level: str = "INFO"
    speed: Speed = TEAMS_SPEED


async def run(rules: HouseRules, *, on_open: Callable[[int], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was accepted. Raises `CannotStart`."""
    logging.basicConfig(level=rules.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    arm(rules.failpoint)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wish in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wish, stopping.set)
    async with open_house(rules) as port:
        _log.warning("Canopy listens on http://%s:%s/api/messages", rules.host, port)
        if on_open is not None:
            on_open(port)
        await stopping.wait()
        _log.warning("Canopy is stopping")


@asynccontextmanager
async def open_house(rules: HouseRules) -> AsyncIterator[int]:
    """Open everything, in order, and close it the other way round. Yields the port. Raises `CannotStart`."""
    async with AsyncExitStack() as stack:
        yield await _open(rules, stack)


async def _open(rules: HouseRules, stack: AsyncExitStack) -> int:
    database, seals = _open_store(rules, stack)
    ballots = Ballots(rules.database)
    stack.callback(ballots.close)
    try:
        session = open_session(rules.ca_file)
    except ValueError as wrong:
        raise CannotStart(str(wrong)) from None
    stack.push_async_callback(session.close)
    keys = SigningKeys(session, rules.metadata_url)
    token = BotToken(rules.identity, session) if rules.identity else None
    connector = Connector(session, token, rules.hosts, bot_id=f"28:{rules.bearer.app_id}")
    clock = _clock(rules.clock_offset)
    courier = Courier(database, connector, seals, clock=clock, name=_own_name(), speed=rules.speed)
    metrics = Metrics(CollectorRegistry())
    dispatcher = Dispatcher(database, seals, clock=clock, new_id=_new_id, wake_courier=courier.wake, ballots=ballots)
    places = Places(database, seals, clock=clock, new_id=_new_id, wake_courier=courier.wake)
    turns = Turns(dispatcher, places, connector, metrics)
    bearer = Bearer(rules.bearer, keys)
    adapter = TeamsAdapter(CanopyAuthentication(bearer, connector), turns.on_turn)
    door = Door(rules.door, bearer, adapter.receive, metrics=metrics, apologies=KindApologies())
    try:
        app = application(door, lambda: _readiness(database, keys, rules), metrics.registry)
        server = await serve_web(app, rules.host, rules.port)
    except OSError as wrong:
        raise CannotStart(f"HOST, PORT: cannot listen on {rules.host}:{rules.port} ({wrong.strerror})") from None
    warming = asyncio.create_task(_warm_up(None if rules.door.playground else keys, token))
    delivering = asyncio.create_task(courier.run())
    stack.push_async_callback(_finish, courier, delivering, warming, token, keys)
    stack.push_async_callback(server.stop, GRACE_SECONDS)
    return server.port


def _open_store(rules: HouseRules, stack: AsyncExitStack) -> tuple[Database, Seals]:
    """The database, checked and (SQLite) brought up to date, and the keys. Raises `CannotStart`."""
    try:
        rules.data_dir.mkdir(parents=True, exist_ok=True)
        probe = rules.data_dir / f".{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
        seals = Seals(rules.keys_dir)
    except OSError as wrong:
        raise CannotStart(f"CANOPY_DATA_DIR, CANOPY_KEYS_DIR: cannot write to {wrong.filename} ({wrong.strerror})") from None
    database = _database(rules.database)
    stack.callback(database.close)
    if database.on_sqlite:
        _lock(database, stack)
    _fit(database)
    return database, seals


def _lock(database: Database, stack: AsyncExitStack) -> None:
    """Have a SQLite database for this process alone. Raises `CannotStart`."""
    file = str(database.engine.url.database)
    lock = FileLock(f"{file}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotStart(f"CANOPY_DATA_DIR, CANOPY_DATABASE_URL: another Canopy is already using {file}") from None
    except OSError as wrong:
        raise CannotStart(f"CANOPY_DATABASE_URL: cannot write to {wrong.filename or file} ({wrong.strerror})") from None
    stack.callback(lock.release)


def _database(url: str) -> Database:
    try:
        return Database(url)
    except ValueError as wrong:
        raise CannotStart(f"CANOPY_DATABASE_URL: {wrong}") from None


def _fit(database: Database) -> None:
    """Make sure that database and code fit. SQLite is brought up to date here; PostgreSQL by command, once for all replicas."""
    try:
        database.run(upgrade if database.on_sqlite else check)
    except DatabaseTooNew as newer:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database is at {newer}, which a newer Canopy wrote. Start that one, or restore a backup"
        ) from None
    except DatabaseTooOld:
        raise CannotStart("CANOPY_DATABASE_URL: the database must be brought up to date. Run: python app.py migrate") from None
    except DatabaseUnavailable as gone:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database does not answer ({gone.__cause__ or gone})".split("\n")[0]
        ) from None


def migrate_now(url: str) -> str:
    """Bring the database at `url` up to date. Returns what was done. Raises `CannotStart`."""
    database = _database(url)
    try:
        return database.run(upgrade)
    except DatabaseTooNew as newer:
        raise CannotStart(f"CANOPY_DATABASE_URL: the database is at {newer}, which a newer Canopy wrote") from None
    except DatabaseUnavailable as gone:
        raise CannotStart(
            f"CANOPY_DATABASE_URL: the database does not answer ({gone.__cause__ or gone})".split("\n")[0]
        ) from None
    finally:
        database.close()


async def _warm_up(keys: SigningKeys | None, token: BotToken | None) -> None:
    """Fetch what the first turn would otherwise wait for."""
    if keys is not None:
        keys.start()
    if token is not None:
        await token.warm_up()


async def _finish(
    courier: Courier,
    delivering: asyncio.Task[None],
    warming: asyncio.Task[None],
    token: BotToken | None,
    keys: SigningKeys,
) -> None:
    """End the background work, deliveries last."""
    await courier.stop()
    warming.cancel()
    await asyncio.gather(delivering, warming, return_exceptions=True)
    await keys.stop()
    if token is not None:
        await token.close()


async def _readiness(database: Database, keys: SigningKeys, rules: HouseRules) -> dict[str, bool]:
    try:
        reached = await database.transact(answers, seconds=1.5)
    except Exception:  # not being able to ask is an answer
        reached = False
    return {"database": reached, "keys": rules.door.playground or keys.known}


def _clock(offset_seconds: float) -> Callable[[], datetime]:
    offset = timedelta(seconds=offset_seconds)
    return lambda: datetime.now(UTC) + offset


def _new_id() -> str:
    return uuid4().hex


def _own_name() -> str:
    """A name that no other process has, now or later."""
    return f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(4)}"
