"""`python app.py`, as an administrator meets it: what refuses to start says so in one line, and what starts ends well."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from sandbox.teams import Teams
from store.database import Database
from store.migrating import upgrade
from tests.support.databases import Postgres
from tests.support.hatching import environment, run

APP = Path(__file__).resolve().parents[2] / "app.py"
GOOD = {
    "MicrosoftAppId": "11111111-1111-4111-8111-111111111111",
    "MicrosoftAppPassword": "made-up-secret",
    "MicrosoftAppTenantId": "22222222-2222-4222-8222-222222222222",
    "PORT": "0",
    "CANOPY_OPENID_METADATA_URL": "http://127.0.0.1:9/none",
}


REFUSALS = {
    "no app id": ({"MicrosoftAppId": ""}, "MicrosoftAppId"),
    "a data folder that is a file": ({"CANOPY_DATA_DIR": "/dev/null"}, "CANOPY_DATA_DIR"),
    "a data folder that nobody can write to": ({"CANOPY_DATA_DIR": "/proc/canopy"}, "CANOPY_DATA_DIR"),
    "a database of another kind": ({"CANOPY_DATABASE_URL": "mysql://localhost/x"}, "CANOPY_DATABASE_URL: Canopy runs on"),
    "a database that is no URL": ({"CANOPY_DATABASE_URL": "me:secret@x"}, "CANOPY_DATABASE_URL: not a database URL"),
    "a database that forgets": ({"CANOPY_DATABASE_URL": "sqlite://"}, "CANOPY_DATABASE_URL: a database in memory"),
    "a database that has no folder": ({"CANOPY_DATABASE_URL": "sqlite:////proc/nowhere/x.db"}, "CANOPY_DATABASE_URL"),
    "a database that does not answer": ({"CANOPY_DATABASE_URL": "postgresql://me:secret@127.0.0.1:9/x"}, "CANOPY_DATABASE_URL"),
    "an address that is not ours": ({"HOST": "192.0.2.1"}, "HOST, PORT"),
}


@pytest.mark.parametrize(("wrong", "named"), REFUSALS.values(), ids=REFUSALS)
async def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    """Canopy does not start, soon, and names the setting; nobody reads a traceback, a secret or a half-started log."""
    began = time.monotonic()
    ended = await run(tmp_path, **{**GOOD, **wrong})
    lines = [line for line in ended.said.splitlines() if line.strip()]
    assert ended.code == 2
    assert len(lines) == 1, ended.said
    assert lines[0].startswith("Canopy cannot start: ")
    assert re.search(named, lines[0])
    assert "secret" not in ended.said
    assert time.monotonic() - began < 25  # it answers by itself; nobody has to stop it


async def test_a_database_from_the_future_is_left_alone(tmp_path: Path) -> None:
    """An older Canopy does not start on what a newer one wrote."""
    (tmp_path / "data").mkdir()
    database = Database(f"sqlite:///{tmp_path}/data/canopy.db")
    database.run(upgrade)
    database.run(lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    ended = await run(tmp_path, **GOOD)
    assert ended.code == 2
    assert "9999, which a newer Canopy wrote" in ended.said


async def test_postgresql_is_brought_up_to_date_by_command(tmp_path: Path, postgres_server: Postgres) -> None:
    """Replicas start together, so one person migrates first; until then Canopy says what to run."""
    with postgres_server.fresh(migrated=False) as url:
        refused = await run(tmp_path, **GOOD, CANOPY_DATABASE_URL=url)
        assert refused.code == 2
        assert "python app.py migrate" in refused.said
        migrated = await run(tmp_path, "migrate", **GOOD, CANOPY_DATABASE_URL=url)
        assert migrated.code == 0
        assert "was brought from empty to" in migrated.out
        again = await run(tmp_path, "migrate", **GOOD, CANOPY_DATABASE_URL=url)
        assert "up to date" in again.out


@asynccontextmanager
async def serving(folder: Path, teams: Teams) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """app.py at work beside a pretend Teams, and its address."""
    settings = {**teams.settings(), "PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(APP), cwd=folder, env=environment(folder, settings), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        address = ""
        while not address:
            line = (await asyncio.wait_for(process.stderr.readline(), 20)).decode()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            address = found.group(0) if found and "listens" in line else ""
            assert line, "app.py ended before it listened"
        teams.bot_url = f"{address}/api/messages"
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_it_ends_when_told_with_what_was_accepted_done(tmp_path: Path) -> None:
    """SIGTERM while twenty people ask: each ask that was accepted is kept, the end is clean and in time."""
    async with Teams() as teams, serving(tmp_path, teams) as (process, _):
        await teams.say("Ben", "Where can I find an example of a hoarding protocol?")
        asking = [
            asyncio.create_task(teams.say("Ben", f"Where can I find an example of form number {number}?")) for number in range(20)
        ]
        await asyncio.sleep(0.02)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        messages = await asyncio.gather(*asking)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        assert time.monotonic() - began < 20
        accepted = [message for message in messages if not message.failed]
        database = Database(f"sqlite:///{tmp_path}/data/canopy.db")
        kept = database.run(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM asks").scalar())
        database.close()
        assert int(str(kept)) >= len(accepted) + 1


async def test_operators_can_look(tmp_path: Path) -> None:
    """Alive, ready, and counted; a second Canopy on the same folder is refused."""
    async with Teams() as teams, serving(tmp_path, teams) as (_, address), aiohttp.ClientSession() as session:
        async with session.get(f"{address}/healthz") as alive:
            assert alive.status == 200
        ready = 503
        for _ in range(100):
            async with session.get(f"{address}/readyz") as answer:
                ready = answer.status
            if ready == 200:
                break
            await asyncio.sleep(0.05)
        assert ready == 200
        await teams.say("Ben", "help")
        async with session.get(f"{address}/metrics") as metrics:
            assert 'canopy_events_total{kind="said"}' in await metrics.text()
        second = await run(tmp_path, **{**teams.settings(), "PORT": "0"})
        assert second.code == 2
        assert "another Canopy is already using" in second.said
