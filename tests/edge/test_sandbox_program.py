from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.__main__ import read_plan
from sandbox.run import default_command
from tests.support.ports import free_port

ROOT = Path(__file__).parent.parent.parent
ECHO = f"{shlex.quote(sys.executable)} -m sandbox.echo"


class Run:
    """One run of `python -m sandbox`, on ports of its own."""

    def __init__(self, folder: Path, app: str) -> None:
        self.port, self.bot_port = free_port(), free_port()
        self.folder = folder
        self.app = app
        self.said = ""
        self.took = 0.0

    async def start(self) -> None:
        words = ["--port", str(self.port), "--bot-port", str(self.bot_port), "--data-dir", str(self.folder), "--app", self.app]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sandbox", *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )

    async def opened(self) -> None:
        began = time.monotonic()
        assert self.process.stdout
        self.said = (await asyncio.wait_for(self.process.stdout.readline(), 20)).decode()
        self.took = time.monotonic() - began

    async def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int | None, str, str]:
        if self.process.returncode is None:
            self.process.send_signal(how)
        out, err = await asyncio.wait_for(self.process.communicate(), 20)
        return self.process.returncode, out.decode(), err.decode()

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{self.port}{path}"
            async with session.request(method, url, json=body or None) as response:
                return await response.json()

    async def readiness(self) -> str:
        """What the bot says of itself."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.bot_port}/readyz") as response:
            return await response.text()

    async def say(self, text: str) -> None:
        channel = (await self.ask("GET", "/api/state?m=amara"))["channels"][1]["id"]
        await self.ask("POST", "/api/say", m="amara", place=f"channel:{channel}", text=text)

    async def says_and_hears(self, text: str, answer: str) -> None:
        """Say something and wait until the answer is pushed to the page."""
        live = f"http://127.0.0.1:{self.port}/api/live?m=amara"
        async with aiohttp.ClientSession() as session, session.ws_connect(live) as line:
            await self.say(text)
            told: Any = {}
            while told.get("message", {}).get("text") != answer:
                told = await line.receive_json(timeout=20)

    async def thread(self) -> list[str]:
        state = await self.ask("GET", "/api/state?m=amara")
        threads = state["channels"][1]["threads"]
        return [message["text"] for thread in threads for message in (thread["root"], *thread["replies"])]


@asynccontextmanager
async def _running(folder: Path, app: str = ECHO) -> AsyncIterator[Run]:
    run = Run(folder, app)
    await run.start()
    try:
        yield run
    finally:
        await run.end()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_opens_serves_and_ends_with_all_its_children(tmp_path: Path, how: signal.Signals) -> None:
    """One line says what to open; the bot answers on the page; Ctrl-C or SIGTERM ends everything within moments."""
    async with _running(tmp_path) as run:
        await run.opened()
        await run.says_and_hears("@Canopy hello", "I heard: @Canopy hello\n")
        code, more, trouble = await run.end(how)

    assert run.said.startswith(f"Open http://127.0.0.1:{run.port} ")
    assert (code, more, trouble) == (0, "", "")
    assert _is_free(run.port)
    assert _is_free(run.bot_port)


async def test_sharepoint_listens_beside_the_page(tmp_path: Path) -> None:
    """Its addresses are in the catalogue, so its port is the same from start to start: the one after the page's."""
    async with _running(tmp_path) as run:
        await run.opened()
        url = f"http://127.0.0.1:{run.port + 1}/sites/a"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            told = await response.json()

    assert (response.status, told["error"]["code"]) == (401, "unauthenticated")
    assert _is_free(run.port + 1)


async def test_yesterdays_threads_are_there_on_the_second_start(tmp_path: Path) -> None:
    """The world is saved; Canopy is installed once only; the second start takes less than three seconds."""
    async with _running(tmp_path) as run:
        await run.opened()
        await run.say("just us")
        await run.end()
    world = json.loads((tmp_path / "world.json").read_text("utf-8"))
    async with _running(tmp_path) as again:
        await again.opened()
        thread = await again.thread()
        await again.end()

    assert world["installed"]
    assert thread == ["just us"]
    assert again.took < 15


async def test_a_killed_sandbox_keeps_what_was_said_a_moment_ago(tmp_path: Path) -> None:
    """The world is saved while it runs, not only at the end."""
    async with _running(tmp_path) as run:
        await run.opened()
        await run.say("just us")
        saved = tmp_path / "world.json"
        for _ in range(100):
            if saved.exists() and "just us" in saved.read_text("utf-8"):
                break
            await asyncio.sleep(0.05)
        assert "just us" in saved.read_text("utf-8")
        bot = int((tmp_path / "canopy.pid").read_text("utf-8"))
        await run.end(signal.SIGKILL)
        os.killpg(bot, signal.SIGKILL)


@pytest.mark.parametrize(
    ("app", "sentence"),
    [
        (f"{shlex.quote(sys.executable)} -c 'print(\"no settings\"); exit(3)'", "Canopy ended with exit code 3"),
        ("/nowhere/python", "Canopy could not be started"),
    ],
)
async def test_a_canopy_that_does_not_start_is_reported(tmp_path: Path, app: str, sentence: str) -> None:
    """The sandbox ends with exit code 1, says why, and shows what Canopy said last."""
    async with _running(tmp_path, app) as run:
        code, out, trouble = await asyncio.wait_for(_ended(run), 20)

    assert (code, out) == (1, "")
    assert sentence in trouble
    assert ("no settings" in trouble) == ("exit" in app)


async def _ended(run: Run) -> tuple[int | None, str, str]:
    out, err = await run.process.communicate()
    return run.process.returncode, out.decode(), err.decode()


async def test_a_canopy_that_ends_ends_the_sandbox(tmp_path: Path) -> None:
    """When Canopy dies while running the sandbox says so and stops."""
    async with _running(tmp_path) as run:
        await run.opened()
        os.kill(int((tmp_path / "canopy.pid").read_text("utf-8")), signal.SIGKILL)
        code, _, trouble = await asyncio.wait_for(_ended(run), 20)

    assert code == 1
    assert "Canopy ended by itself" in trouble


async def test_a_canopy_that_will_not_end_is_ended_by_a_second_ctrl_c(tmp_path: Path) -> None:
    """The first Ctrl-C asks politely, the second one does not wait."""
    stubborn = tmp_path / "stubborn.py"
    stubborn.write_text(
        "import asyncio, signal\n"
        "from sandbox.echo import serve\n"
        "async def main():\n"
        "    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)\n"
        "    await serve()\n"
        "asyncio.run(main())\n",
        "utf-8",
    )
    async with _running(tmp_path, f"{shlex.quote(sys.executable)} {stubborn}") as run:
        await run.opened()
        run.process.send_signal(signal.SIGINT)
        await asyncio.sleep(0.3)
        assert run.process.returncode is None
        code, _, _ = await run.end(signal.SIGINT)

    assert code == 0
    assert _is_free(run.bot_port)


@pytest.mark.parametrize(("which", "option"), [("port", "--port"), ("bot_port", "--bot-port")])
async def test_a_taken_port_is_named(tmp_path: Path, which: str, option: str) -> None:
    """A port that somebody else has is reported with the option that chooses another one."""
    run = Run(tmp_path, ECHO)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        setattr(run, which, taken.getsockname()[1])
        await run.start()
        code, _, trouble = await asyncio.wait_for(_ended(run), 20)

    assert code == 1
    assert option in trouble


async def test_a_world_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A broken file stops the start instead of being overwritten."""
    (tmp_path / "world.json").write_text("{", "utf-8")
    async with _running(tmp_path) as run:
        code, _, trouble = await asyncio.wait_for(_ended(run), 20)

    assert code == 1
    assert "world.json" in trouble
    assert (tmp_path / "world.json").read_text("utf-8") == "{"


def test_the_command_line_has_sensible_defaults() -> None:
    """Without a word it is port 5600 and Canopy itself on 3978, in data/sandbox."""
    plan = read_plan([])

    assert (plan.port, plan.bot_port, plan.folder) == (5600, 3978, Path("data/sandbox"))
    assert plan.command == default_command() == [sys.executable, str(ROOT / "app.py")]


async def test_time_passes_when_asked_and_goes_on_there_the_next_day(tmp_path: Path) -> None:
    """Canopy is started again with the new time, messages carry it, and a second start keeps it; time never goes back."""
    async with _running(tmp_path) as run:
        await run.opened()
        assert await run.readiness() == "ready, 0 s ahead"
        before = (await run.ask("GET", "/api/clock"))["now"]
        moved = await run.ask("POST", "/api/clock", seconds=7 * 86_400)
        assert await run.readiness() == "ready, 604800 s ahead"
        await run.says_and_hears("@Canopy hello", "I heard: @Canopy hello\n")
        state = await run.ask("GET", "/api/state?m=amara")
        assert "error" in await run.ask("POST", "/api/clock", seconds=-60)
        assert "error" in await run.ask("POST", "/api/clock", to=before)
        await run.end()

    assert (moved["ahead"], moved["movable"], moved["moving"]) == (604_800.0, True, False)
    assert state["channels"][1]["threads"][0]["root"]["at"] > moved["now"][:16]
    assert moved["now"][:10] > before[:10]
    async with _running(tmp_path) as run:
        await run.opened()
        assert await run.readiness() == "ready, 604800 s ahead"


async def test_presses_during_a_restart_wait_for_it(tmp_path: Path) -> None:
    """What is said while time passes is delivered to the Canopy of the new time, and nothing is lost."""
    async with _running(tmp_path) as run:
        await run.opened()
        moving = asyncio.create_task(run.ask("POST", "/api/clock", seconds=3_600))
        while not (await run.ask("GET", "/api/clock"))["moving"]:
            assert not moving.done()
        await run.says_and_hears("@Canopy meanwhile", "I heard: @Canopy meanwhile\n")
        assert (await moving)["ahead"] == 3_600.0


async def test_the_end_during_a_restart_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C while Canopy is being started again ends it all."""
    async with _running(tmp_path) as run:
        await run.opened()
        moving = asyncio.create_task(run.ask("POST", "/api/clock", seconds=3_600))
        while not (await run.ask("GET", "/api/clock"))["moving"]:
            assert not moving.done()
        code, _, trouble = await run.end(signal.SIGINT)
        await asyncio.gather(moving, return_exceptions=True)

    assert (code, trouble) == (0, "")
    assert _is_free(run.bot_port)
