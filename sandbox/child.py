"""Canopy as a child process: started with the right environment, waited for, ended with all its own children."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import aiohttp

READY_SECONDS = 30.0
STOP_SECONDS = 20.0
_OURS = ("MICROSOFTAPP", "CANOPY_")


class ChildFailed(Exception):
    """The child ended, or was not ready in time."""


class Child:
    """One bot in its own process group, writing to a log file; beside it a .pid file says which process it is."""

    def __init__(self, command: list[str], *, folder: Path, log: Path) -> None:
        self._command = command
        self._folder = folder
        self.log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, settings: dict[str, str]) -> None:
        """Start it in its folder with these settings; what the shell has set for another Canopy is left out.

        Raises ChildFailed when there is no such program.
        """
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OURS)}
        with self.log.open("ab" if self._process else "wb") as log:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    cwd=self._folder,
                    env=environment | settings,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            except OSError as reason:
                raise ChildFailed(f"Canopy could not be started: {reason}") from None
        self.log.with_suffix(".pid").write_text(str(self._process.pid), encoding="utf-8")

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code. Raises RuntimeError when it was not started."""
        if self._process is None:
            raise RuntimeError("not started")
        return await self._process.wait()

    async def ready(self, url: str, *, seconds: float = READY_SECONDS) -> None:
        """Wait until GET `url` answers 200. Raises ChildFailed when it ends before, or takes longer than `seconds`."""
        ended = asyncio.ensure_future(self.wait())
        asked = asyncio.ensure_future(_answers(url))
        try:
            await asyncio.wait({ended, asked}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise ChildFailed(f"Canopy ended with exit code {ended.result()}{self._last_words()}")
            if not asked.done():
                raise ChildFailed(f"Canopy was not ready after {seconds:g} s{self._last_words()}")
        finally:
            ended.cancel()
            asked.cancel()
            await asyncio.gather(ended, asked, return_exceptions=True)

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()[-15:]
        return f"; the end of {self.log}:\n" + "\n".join(lines) if lines else f"; {self.log} is empty"

    async def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """End it politely, and by force after `seconds`; what it started itself ends too."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        self.kill()
        await self._process.wait()

    def kill(self) -> None:
        """End it and all its children at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, what: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, what)


async def _answers(url: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
