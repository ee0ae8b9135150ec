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

from prometheus_client import CollectorRegistry

from bot.adapter import CanopyAuthentication, TeamsAdapter
from bot.bearer import Bearer, BearerRules
from bot.bookroom import Bookroom, LibraryRules
from bot.bot_token import BotToken
from bot.clock import LOOK_SECONDS, Clock
from bot.connector import Connector
from bot.courier import Courier
from bot.delivering import Sender
from bot.dispatcher import Dispatcher
from bot.door import Door
from bot.effects import Bells
from bot.failpoints import arm
from bot.hiring import Office, Way, hire
from bot.identity import AppIdentity
from bot.librarian import Librarian
from bot.metrics import Metrics
from bot.occasions import Occasions
from bot.outbound import open_session
from bot.pace import TEAMS_SPEED, Speed
from bot.places import Places
from bot.screening import DoorRules
from bot.service_hosts import ServiceHosts
from bot.signing_keys import SigningKeys
from bot.storeroom import CannotStart as CannotStart
from bot.storeroom import Folders, open_store
from bot.storeroom import migrate_now as migrate_now
from bot.turns import KindApologies, Turns
from bot.uploads import Uploader
from bot.web import application
from bot.web import serve as serve_web
from community.pack_files import BrokenPack
from community.packs import add_folder
from store.database import Database, answers

_log = logging.getLogger("canopy")
GRACE_SECONDS = 8.0
Worker = Courier | Clock | Librarian


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
    files: ServiceHosts
    """Where files may be put, and fetched from."""
    library: LibraryRules
    metadata_url: str
    identity: AppIdentity | None
    """None in the playground only."""
    ca_file: Path | None = None
    clock_offset: float = 0.0
    failpoint: str = ""
    log_level: str = "INFO"
    speed: Speed = TEAMS_SPEED
    clock: Callable[[], datetime] | None = None
    """What time it is, for tests that move it. None for the machine's own clock."""
    look_seconds: float = LOOK_SECONDS
    """How long the clock rests at most before it looks again."""


async def run(rules: HouseRules, *, on_open: Callable[[int], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was accepted. Raises `CannotStart`."""
    logging.basicConfig(level=rules.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    for talkative in ("alembic", "httpx", "httpcore"):  # httpx writes down addresses, in which files' names are
        logging.getLogger(talkative).setLevel(logging.WARNING)
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
    now = rules.clock or _clock(rules.clock_offset)
    _read_packs(rules.library.packs)
    database, seals, ballots = open_store(rules.database, Folders(rules.data_dir, rules.keys_dir), now(), stack)
    try:
        session = open_session(rules.ca_file)
    except ValueError as wrong:
        raise CannotStart(str(wrong)) from None
    stack.push_async_callback(session.close)
    keys = SigningKeys(session, rules.metadata_url)
    token = BotToken(rules.identity, session) if rules.identity else None
    connector = Connector(session, token, rules.hosts, bot_id=f"28:{rules.bearer.app_id}")
    sender = Sender(connector, seals, Uploader(session, rules.files))
    courier = Courier(database, sender, clock=now, name=_own_name(), speed=rules.speed)
    metrics = Metrics(CollectorRegistry())
    occasions = Occasions(seals, ballots, new_id=_new_id)
    clock = Clock(database, occasions, metrics, clock=now, wake_courier=courier.wake, look_seconds=rules.look_seconds)
    way = Way(rules.library, rules.identity, session, rules.files, rules.ca_file)
    bookroom = Bookroom(rules.library.mode, way.open)
    office = Office(database, occasions, connector, metrics, now, courier.wake)
    librarian = hire(office, bookroom, way, data_dir=rules.data_dir, name=_own_name(), look_seconds=rules.look_seconds)
    bells = Bells(courier=courier.wake, clock=clock.wake, librarian=librarian.wake)
    dispatcher = Dispatcher(database, seals, clock=now, new_id=_new_id, bells=bells, ballots=ballots)
    places = Places(database, seals, clock=now, new_id=_new_id, wake_courier=courier.wake)
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
    stack.push_async_callback(_finish, warming, token, keys)
    stack.push_async_callback(bookroom.close)
    stack.push_async_callback(_end, _begin(courier))
    stack.push_async_callback(_end, _begin(clock), _begin(librarian))
    stack.push_async_callback(server.stop, GRACE_SECONDS)
    return server.port


async def _warm_up(keys: SigningKeys | None, token: BotToken | None) -> None:
    """Fetch what the first turn would otherwise wait for."""
    if keys is not None:
        keys.start()
    if token is not None:
        await token.warm_up()


def _begin(worker: Worker) -> tuple[Worker, asyncio.Task[None]]:
    return worker, asyncio.create_task(worker.run())


async def _end(*workers: tuple[Worker, asyncio.Task[None]]) -> None:
    """End what works beside the turns: clock and librarian first, then the courier, which delivers what those left."""
    await asyncio.gather(*(worker.stop() for worker, _ in workers))
    await asyncio.gather(*(work for _, work in workers), return_exceptions=True)


async def _finish(warming: asyncio.Task[None], token: BotToken | None, keys: SigningKeys) -> None:
    """End the rest of the background work."""
    warming.cancel()
    await asyncio.gather(warming, return_exceptions=True)
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


def _read_packs(folder: Path | None) -> None:
    """Read the practice packs of the operator's own. Raises `CannotStart`, naming file and line."""
    if folder is not None:
        try:
            add_folder(folder)
        except BrokenPack as broken:
            raise CannotStart(f"CANOPY_PACKS_DIR: {broken}") from None
