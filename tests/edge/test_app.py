"""`python app.py`, as an administrator meets it: what refuses to start says so in one line, and what starts ends well."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from sandbox.teams import Teams
from settings import Settings
from store.database import Database
from store.migrating import upgrade
from tests.support.databases import Postgres

APP = Path(__file__).resolve().parents[2] / "app.py"
GOOD = {
    "MicrosoftAppId": "11111111-1111-4111-8111-111111111111",
    "MicrosoftAppPassword": "made-up-secret",
    "MicrosoftAppTenantId": "22222222-2222-4222-8222-222222222222",
    "PORT": "0",
    "CANOPY_OPENID_METADATA_URL": "http://127.0.0.1:9/none",
}


@dataclass
class Ended:
    """How a run of app.py ended."""

    code: int
    out: str
    said: str


def _environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """Nothing of this machine's settings; what Python needs, and `settings`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "CANOPY_DATA_DIR": str(folder / "data"), **settings}


async def run(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run app.py to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(APP), *arguments, cwd=folder, env=_environment(folder, settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, said = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode or 0, out.decode(), said.decode())


REFUSALS = {
    "no app id": ({"MicrosoftAppId": ""}, "MicrosoftAppId"),
    "no app id where others can reach it": ({"MicrosoftAppId": "", "HOST": "0.0.0.0"}, "MicrosoftAppId.*HOST is 0.0.0.0"),  # noqa: S104
    "an unknown kind of registration": ({"MicrosoftAppType": "SingelTenant"}, "MicrosoftAppType"),
    "no tenant": ({"MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId"),
    "a multi-tenant bot that serves nobody": ({"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}, "CANOPY_TENANTS"),
    "no proof of identity": ({"MicrosoftAppPassword": ""}, "MicrosoftAppPassword"),
    "two proofs of identity": ({"CANOPY_FEDERATED_CLIENT_ID": "x"}, "set only one"),
    "a data folder that is a file": ({"CANOPY_DATA_DIR": "/dev/null"}, "CANOPY_DATA_DIR"),
    "a database of another kind": ({"CANOPY_DATABASE_URL": "mysql://localhost/x"}, "CANOPY_DATABASE_URL"),
    "a database that is no URL": ({"CANOPY_DATABASE_URL": "nonsense"}, "CANOPY_DATABASE_URL"),
    "a database that does not answer": ({"CANOPY_DATABASE_URL": "postgresql://me:secret@127.0.0.1:9/x"}, "CANOPY_DATABASE_URL"),
    "a port that is none": ({"PORT": "70000"}, "PORT"),
    "an address that is not ours": ({"HOST": "192.0.2.1"}, "HOST, PORT"),
    "a login service without TLS": ({"CANOPY_LOGIN_URL": "http://login.example"}, "CANOPY_LOGIN_URL"),
    "a host that cannot be right": ({"CANOPY_SERVICE_HOSTS": "http://example.org"}, "CANOPY_SERVICE_HOSTS"),
    "a missing authority": ({"CANOPY_CA_FILE": "/nowhere/ca.pem"}, "CANOPY_CA_FILE"),
    "a level that is none": ({"CANOPY_LOG_LEVEL": "LOUD"}, "CANOPY_LOG_LEVEL"),
    "a failpoint outside tests": ({"CANOPY_FAILPOINT": "turn.written"}, "CANOPY_FAILPOINT"),
    "a moved clock outside tests": ({"CANOPY_CLOCK_OFFSET": "60"}, "CANOPY_CLOCK_OFFSET"),
}


@pytest.mark.parametrize(("wrong", "named"), REFUSALS.values(), ids=REFUSALS)
async def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    """Canopy does not start, and names the setting; nobody reads a traceback, a secret or a half-started log."""
    ended = await run(tmp_path, **{**GOOD, **wrong})
    lines = [line for line in ended.said.splitlines() if line.strip()]
    assert ended.code == 2
    assert len(lines) == 1, ended.said
    assert lines[0].startswith("Canopy cannot start: ")
    assert re.search(named, lines[0])
    assert "secret" not in ended.said.replace("made-up-secret", "secret") or "MicrosoftAppPassword" in named


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"MicrosoftAppId": GOOD["MicrosoftAppId"]}, "MicrosoftAppId"), ({"HOST": "0.0.0.0"}, "HOST")],  # noqa: S104
    ids=["with an app id", "where others can reach it"],
)
async def test_the_playground_is_for_this_machine_only(tmp_path: Path, wrong: dict[str, str], named: str) -> None:
    """Without tokens Canopy talks to this machine alone, and never as a registered bot."""
    ended = await run(tmp_path, "--playground", **{"PORT": "0", **wrong})
    assert ended.code == 2
    assert named in ended.said.splitlines()[-1]


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


async def test_every_setting_is_listed_and_secrets_are_masked(tmp_path: Path) -> None:
    """`python app.py settings` shows each setting with its value or "unset"; no secret, no password in a URL."""
    ended = await run(tmp_path, "settings", **GOOD, CANOPY_DATABASE_URL="postgresql://me:hunter2@db.example/x")
    assert ended.code == 0
    listed = {line.split("=")[0] for line in ended.out.splitlines() if not line.startswith(" ")}
    assert listed == {field.alias for field in Settings.model_fields.values()}
    assert "made-up-secret" not in ended.out
    assert "hunter2" not in ended.out
    assert "CANOPY_CA_FILE=unset" in ended.out


@pytest.mark.parametrize("name", sorted(field.alias or "" for field in Settings.model_fields.values()))
def test_every_setting_is_documented(name: str) -> None:
    """No setting without a line for administrators."""
    page = (APP.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"`{name}`" in page


@asynccontextmanager
async def serving(folder: Path, teams: Teams) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """app.py at work beside a pretend Teams, and its address."""
    settings = {**teams.settings(), "PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(APP), cwd=folder, env=_environment(folder, settings), stderr=asyncio.subprocess.PIPE
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
