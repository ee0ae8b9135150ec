"""Bots as child processes: started, watched from outside, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import psutil

from bench.load import Line, Refused
from bench.town import Town, tenants
from sandbox.people import APP_ID, APP_PASSWORD, TENANT
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
NAIVE = "naive, stock CloudAdapter"
START_SECONDS = 20.0
STOP_SECONDS = 15.0
_OURS = ("MicrosoftApp", "CANOPY_")


class BotFailed(Exception):
    """A child ended by itself, or did not answer in time."""


@dataclass(frozen=True)
class Service:
    """Where the local connector is, as it said itself when it began."""

    service_url: str
    metadata_url: str
    login_url: str
    backstage_url: str
    ca_file: str
    bearer: str

    @property
    def town(self) -> Town:
        """The people who write through this service."""
        return Town(self.service_url)


@dataclass
class Child:
    """One process of our own."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self, *, stdout: int | None = None) -> None:
        """Start it. Settings for another Canopy in our own environment are left out."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=inherited | self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id. Raises BotFailed unless it is running."""
        if self.process is None or self.process.returncode is not None:
            raise BotFailed(f"{self.command[1:]} is not running; see {self.log}")
        return self.process.pid

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    async def stop(self) -> int:
        """End it politely, or by force after a while. Returns its exit code."""
        if self.process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        self.kill()
        return await self.process.wait()


@contextlib.asynccontextmanager
async def running_service(folder: Path) -> Any:
    """The local connector in a process of its own."""
    child = Child([sys.executable, "-m", "bench.connector"], {}, folder / "connector.log")
    await child.start(stdout=asyncio.subprocess.PIPE)
    try:
        told = await asyncio.wait_for(child.process.stdout.readline(), START_SECONDS)  # type: ignore[union-attr]
        if not told:
            raise BotFailed(f"the connector did not start; see {child.log}")
        yield Service(**orjson.loads(told))
    finally:
        await child.stop()


@dataclass
class Bot:
    """A bot in the contest. `stores` says where it keeps what it is told, if anywhere."""

    name: str
    command: list[str]
    settings: dict[str, str]
    folder: Path
    stores: str = "nothing"
    database: str = ""
    """The URL of its database; empty for a bot that has none."""
    keeps_connections: bool = True
    """False for a bot that opens a connection for each reply: warming it up would only take time."""
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {**self.settings, "PORT": str(self.port), "HOST": "127.0.0.1"}
        self.child = Child([sys.executable, *self.command], environment, self.folder / "bot.log")

    async def start(self, service: Service) -> float:
        """Start it and return after how many seconds its first turn was answered, counted from before the process began."""
        began = time.perf_counter()
        await self.child.start()
        while time.perf_counter() - began < START_SECONDS:
            line = Line(self.port, service.bearer)
            try:
                await line.turn(service.town.message(0))
            except (OSError, Refused):
                _ = self.child.pid
                await asyncio.sleep(0.003)
            else:
                return time.perf_counter() - began
            finally:
                line.close()
        raise BotFailed(f"{self.name} did not answer within {START_SECONDS:g} s; see {self.child.log}")

    async def stop(self) -> None:
        """End it."""
        await self.child.stop()

    def cpu_seconds(self) -> float:
        """How much CPU its process has used, in user and system together."""
        used = psutil.Process(self.child.pid).cpu_times()
        return float(used.user + used.system)

    def rss_megabytes(self) -> float:
        """How much memory its process holds."""
        return float(psutil.Process(self.child.pid).memory_info().rss) / 1e6


def settings_for(service: Service) -> dict[str, str]:
    """The environment that points a bot at the local service."""
    return {
        "MicrosoftAppId": APP_ID,
        "MicrosoftAppPassword": APP_PASSWORD,
        "MicrosoftAppType": "SingleTenant",
        "MicrosoftAppTenantId": TENANT,
        "CANOPY_OPENID_METADATA_URL": service.metadata_url,
        "CANOPY_LOGIN_URL": service.login_url,
        "CANOPY_CA_FILE": service.ca_file,
        "REQUESTS_CA_BUNDLE": service.ca_file,
    }


def canopy(service: Service, folder: Path, *, database: str = "") -> Bot:
    """Canopy as `python app.py` runs it, on SQLite or on the PostgreSQL at `database`."""
    settings = settings_for(service) | {
        "CANOPY_SERVICE_HOSTS": service.service_url.split("/uk/")[0],
        "CANOPY_TENANTS": ",".join(tenants()),
        "CANOPY_DATA_DIR": str(folder / "data"),
        "CANOPY_DATABASE_URL": database,
    }
    kept = "PostgreSQL" if database else "SQLite"
    url = database or f"sqlite:///{(folder / 'data' / 'canopy.db').as_posix()}"
    return Bot(f"Canopy, {kept}", ["app.py"], settings, folder, stores=kept, database=url)


def stock(service: Service, folder: Path) -> Bot:
    """The stock CloudAdapter bot."""
    return Bot("stock CloudAdapter", ["-m", "bench.stock_bot"], settings_for(service), folder, keeps_connections=False)


def naive(service: Service, folder: Path) -> Bot:
    """A bot on the stock adapter that counts votes in memory and edits the card on each."""
    return Bot(NAIVE, ["-m", "bench.naive_bot"], settings_for(service), folder, stores="memory", keeps_connections=False)


def bare(service: Service, folder: Path) -> Bot:
    """The bare handler."""
    return Bot("bare aiohttp + JWT", ["-m", "bench.bare_bot"], settings_for(service), folder)
