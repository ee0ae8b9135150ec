"""The sandbox as a program: the pretend Teams, its page, and Canopy beside it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sandbox.child import Child, ChildFailed
from sandbox.keeper import Keeper
from sandbox.live import Change
from sandbox.people import TENANT
from sandbox.teams import Teams
from sandbox.tokens import certificate_authority
from sandbox.world import World
from sandbox.world_file import load, save

T = TypeVar("T")
SAVE_SECONDS = 2.0
MOST_PORT = 65_535
_PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Plan:
    """What to start: ports, the data folder, and the command that starts Canopy (app.py unless said otherwise)."""

    port: int
    bot_port: int
    folder: Path
    command: list[str]


def default_command() -> list[str]:
    """Return the command that starts Canopy itself."""
    return [sys.executable, str(_PROJECT / "app.py")]


class CannotStart(Exception):
    """The sandbox cannot start or go on; the text says why and what to do."""


class Ended(Exception):
    """Somebody asked for the end."""


class Sandbox:
    """Starts everything, saves the world as it changes, and ends everything."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._folder = plan.folder.resolve()
        self._changed = False
        self._world_file = self._folder / "world.json"

    async def run(self) -> int:
        """Run until Ctrl-C, SIGTERM or the end of Canopy, and return the exit code."""
        ending = asyncio.Event()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            canopy = Child(self._plan.command, folder=self._folder, log=self._folder / "canopy.log")
            _end_on_signals(ending, canopy)
            async with self._teams() as teams, self._canopy(canopy, teams, ending) as keeper:
                await self._welcome(teams)
                teams.clock.follow = keeper.restart
                await self._live(teams, keeper, ending)
        except Ended:
            return 0
        except (CannotStart, ChildFailed) as reason:
            print(f"The sandbox stops: {reason}", file=sys.stderr, flush=True)
        return 1

    @contextlib.asynccontextmanager
    async def _teams(self) -> AsyncIterator[Teams]:
        teams = Teams(self._world())
        teams.ca_file = self._folder / "ca.pem"
        certificate_authority().cert_pem.write_to_path(str(teams.ca_file))
        teams.service.ledger.watchers.append(self._note_change)
        teams.bot_url = f"http://127.0.0.1:{self._plan.bot_port}/api/messages"
        try:
            await teams.start(self._plan.port, files_port=_beside(self._plan))
        except OSError as reason:
            raise CannotStart(f"port {self._plan.port} is taken ({reason.strerror}). Choose another one with --port.") from None
        try:
            yield teams
        finally:
            await teams.stop()
            save(teams.world, self._world_file)

    def _world(self) -> World:
        if not self._world_file.exists():
            return World(installed=False)
        try:
            return load(self._world_file)
        except (OSError, ValueError, LookupError, TypeError) as reason:
            raise CannotStart(f"{self._world_file} cannot be read ({reason!r}). Remove the folder to begin anew.") from None

    def _note_change(self, _change: Change) -> None:
        self._changed = True

    @contextlib.asynccontextmanager
    async def _canopy(self, canopy: Child, teams: Teams, ending: asyncio.Event) -> AsyncIterator[Keeper]:
        _check_free(self._plan.bot_port)
        settings = teams.settings() | {
            "HOST": "127.0.0.1",
            "PORT": str(self._plan.bot_port),
            "CANOPY_DATA_DIR": str(self._folder),
            "CANOPY_TENANTS": TENANT,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH")))),
        }
        keeper = Keeper(canopy, settings, self._plan.bot_port)
        try:
            await _or_end(keeper.start(teams.world.ahead), ending)
            yield keeper
        finally:
            await keeper.close()

    async def _welcome(self, teams: Teams) -> None:
        if not teams.world.installed:
            delivered = await teams.install("Amara")
            if not all(one.accepted for one in delivered):
                teams.world.installed = False
                raise CannotStart(f"Canopy did not take its installation: it answered {[one.status for one in delivered]}.")
        print(f"Open {teams.url} (you are Amara; add ?m=ben to be Ben, one tab for each). Ctrl-C ends it.", flush=True)

    async def _live(self, teams: Teams, keeper: Keeper, ending: asyncio.Event) -> None:
        saving = asyncio.create_task(self._save_now_and_then(teams.world))
        try:
            code = await _or_end(keeper.ended(), ending)
        finally:
            saving.cancel()
        raise ChildFailed(f"Canopy ended by itself with exit code {code}; see {keeper.child.log}")

    async def _save_now_and_then(self, world: World) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            if self._changed:
                self._changed = False
                save(world, self._world_file)


def _end_on_signals(ending: asyncio.Event, canopy: Child) -> None:
    """Let the first Ctrl-C end everything politely, and the second one at once."""

    def _asked() -> None:
        if ending.is_set():
            canopy.kill()
        ending.set()

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, _asked)


async def _or_end(work: Coroutine[Any, Any, T], ending: asyncio.Event) -> T:
    """Return what `work` comes to. Raises Ended when the end is asked for first."""
    doing, asked = asyncio.ensure_future(work), asyncio.ensure_future(ending.wait())
    try:
        await asyncio.wait({doing, asked}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Ended
        return doing.result()
    finally:
        doing.cancel()
        asked.cancel()
        await asyncio.gather(doing, asked, return_exceptions=True)


def _beside(plan: Plan) -> int:
    """Return the port after that of the page, or 0 (any) when it is taken, so that addresses last from start to start."""
    port = plan.port + 1 if plan.port + 1 != plan.bot_port else plan.port + 2
    if port > MOST_PORT:
        return 0
    try:
        _check_free(port)
    except CannotStart:
        return 0
    return port


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"port {port} is taken. Choose another one for Canopy with --bot-port.") from None
