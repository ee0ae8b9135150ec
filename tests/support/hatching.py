"""`python app.py` as a process of its own that begins at once: a process that has read all of Canopy forks each of them.

What it does from there on is what `python app.py` does; reading Python's modules anew takes ten times as long as the rest.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

_KNOWN = ("alembic.command", "app", "bot.doctor", "bot.house", "sqlalchemy.dialects.postgresql.psycopg", "uvloop", "wiring")
"""What every Canopy reads."""


def _nest() -> ForkServerContext:
    nest = multiprocessing.get_context("forkserver")
    nest.set_forkserver_preload(list(_KNOWN))
    return nest


_NEST = _nest()


def _live(arguments: Sequence[str], environment: Mapping[str, str], folder: str, out: str, said: str) -> None:
    """Be `python app.py`, in the new process."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for file, number, how in ((os.devnull, 0, os.O_RDONLY), (out, 1, os.O_WRONLY), (said, 2, os.O_WRONLY)):
        os.dup2(os.open(file, how | os.O_APPEND), number)
    sys.argv = ["app.py", *arguments]
    from app import cli

    cli(prog_name="app.py")


class Hatched:
    """One process. What it prints goes to `out`, what it complains about to `said`; both files exist from the beginning."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @classmethod
    async def start(
        cls, *arguments: str, environment: Mapping[str, str], folder: Path, out: Path, said: Path | None = None
    ) -> Hatched:
        """Begin one, in `folder`."""
        for file in (out, said or out):
            file.write_bytes(b"")
        process = _NEST.Process(
            target=_live, args=(arguments, dict(environment), str(folder), str(out), str(said or out)), daemon=True
        )
        await asyncio.to_thread(process.start)
        return cls(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended: minus a signal, or its exit code. None while it goes on."""
        return self._process.exitcode

    def send(self, what: signal.Signals) -> None:
        """Send it a signal. To who has ended, none."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, what)

    async def wait(self) -> int:
        """Wait until it has ended; its exit code."""
        await asyncio.to_thread(self._process.join)
        return self.returncode or 0


@dataclass
class Ended:
    """How a run of app.py ended."""

    code: int
    out: str
    said: str


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this machine's settings; what Python needs, and `settings`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "CANOPY_DATA_DIR": str(folder / "data"), **settings}


async def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run `python app.py` with these arguments to its end; half a minute at most."""
    with tempfile.TemporaryDirectory() as beside:
        out, said = Path(beside) / "out", Path(beside) / "said"
        process = await Hatched.start(*arguments, environment=environment(folder, settings), folder=folder, out=out, said=said)
        try:
            code = await asyncio.wait_for(process.wait(), 30)
        finally:
            process.send(signal.SIGKILL)
        return Ended(code, out.read_text("utf-8"), said.read_text("utf-8"))
