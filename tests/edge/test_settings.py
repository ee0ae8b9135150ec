"""What an administrator settles: read strictly, refused in one line, listed without secrets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app import cli
from bot.house import HouseRules
from bot.identity import Certificate, FederatedFile, FederatedIdentity, ManagedIdentity, Secret
from bot.service_hosts import TEAMS_HOSTS
from settings import Settings, is_loopback
from wiring import MULTI_TENANT_AUTHORITY, house_rules

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
GOOD = {
    "MicrosoftAppId": "11111111-1111-4111-8111-111111111111",
    "MicrosoftAppPassword": "made-up-secret",
    "MicrosoftAppTenantId": "22222222-2222-4222-8222-222222222222",
}
ON_LOOPBACK = {
    "CANOPY_OPENID_METADATA_URL": "http://127.0.0.1:9/keys",
    "CANOPY_LOGIN_URL": "https://localhost:9",
    "CANOPY_SERVICE_HOSTS": "http://127.0.0.1:9",
    "CANOPY_FILE_HOSTS": "http://127.0.0.1:9",
    "CANOPY_LIBRARY": "off",
}
REFUSALS: dict[str, tuple[dict[str, str], str]] = {
    "no app id": ({"MicrosoftAppId": ""}, "MicrosoftAppId: not set"),
    "no app id where others can reach it": ({"MicrosoftAppId": "", "HOST": "0.0.0.0"}, "MicrosoftAppId.*HOST is 0.0.0.0"),  # noqa: S104
    "an unknown kind of registration": ({"MicrosoftAppType": "SingelTenant"}, "MicrosoftAppType"),
    "no tenant": ({"MicrosoftAppTenantId": ""}, "MicrosoftAppTenantId"),
    "no tenant for a managed identity": (
        {"MicrosoftAppTenantId": "", "MicrosoftAppType": "UserAssignedMSI"}, "MicrosoftAppTenantId",
    ),
    "a multi-tenant bot that serves nobody": ({"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}, "CANOPY_TENANTS"),
    "no proof of identity": ({"MicrosoftAppPassword": ""}, "MicrosoftAppPassword"),
    "two proofs of identity": (
        {"CANOPY_FEDERATED_CLIENT_ID": "x"}, "MicrosoftAppPassword, CANOPY_FEDERATED_CLIENT_ID: set only one",
    ),
    "a missing certificate": ({"MicrosoftAppPassword": "", "CANOPY_APP_CERTIFICATE": "/nowhere/x.pem"}, "CANOPY_APP_CERTIFICATE"),
    "a missing authority": ({"CANOPY_CA_FILE": "/nowhere/ca.pem"}, "CANOPY_CA_FILE"),
    "a port that is too high": ({"PORT": "70000"}, "PORT"),
    "a port that is no number": ({"PORT": "http"}, "PORT"),
    "a login service without TLS": ({"CANOPY_LOGIN_URL": "http://login.example"}, "CANOPY_LOGIN_URL"),
    "a host without TLS": ({"CANOPY_SERVICE_HOSTS": "http://example.org"}, "CANOPY_SERVICE_HOSTS"),
    "a place for files without TLS": ({"CANOPY_FILE_HOSTS": "http://example.org"}, "CANOPY_FILE_HOSTS"),
    "a library that is none": ({"CANOPY_LIBRARY": "cupboard"}, "CANOPY_LIBRARY"),
    "a Graph without TLS": ({"CANOPY_GRAPH_URL": "http://graph.example"}, "CANOPY_GRAPH_URL: must be https"),
    "a Graph with a path": ({"CANOPY_GRAPH_URL": "https://graph.microsoft.com/v1.0"}, "CANOPY_GRAPH_URL.*a host alone"),
    "a Graph that is no address": ({"CANOPY_GRAPH_URL": "graph.microsoft.com"}, "CANOPY_GRAPH_URL"),
    "packs that are not there": ({"CANOPY_PACKS_DIR": "/nowhere/packs"}, "CANOPY_PACKS_DIR: /nowhere/packs is not there"),
    "no file at all": ({"CANOPY_FILE_MOST_MB": "0"}, "CANOPY_FILE_MOST_MB"),
    "a file larger than a disk": ({"CANOPY_FILE_MOST_MB": "5000"}, "CANOPY_FILE_MOST_MB"),
    "a failpoint where Graph is real": (
        {**ON_LOOPBACK, "CANOPY_LIBRARY": "graph", "CANOPY_FAILPOINT": "turn.written"}, "CANOPY_FAILPOINT is for tests",
    ),
    "a level that is none": ({"CANOPY_LOG_LEVEL": "LOUD"}, "CANOPY_LOG_LEVEL"),
    "a failpoint outside tests": ({"CANOPY_FAILPOINT": "turn.written"}, "CANOPY_FAILPOINT is for tests"),
    "a failpoint where others can reach it": (
        {**ON_LOOPBACK, "HOST": "0.0.0.0", "CANOPY_FAILPOINT": "turn.written"}, "CANOPY_FAILPOINT is for tests",  # noqa: S104
    ),
    "a failpoint that is none": ({**ON_LOOPBACK, "CANOPY_FAILPOINT": "turn.written:never"}, "CANOPY_FAILPOINT"),
    "a moved clock outside tests": ({"CANOPY_CLOCK_OFFSET": "60"}, "CANOPY_CLOCK_OFFSET is for tests"),
    "a clock moved out of time": ({**ON_LOOPBACK, "CANOPY_CLOCK_OFFSET": "inf"}, "CANOPY_CLOCK_OFFSET"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a `.env`, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    return tmp_path


def _rules(settings: dict[str, Any], *, playground: bool = False) -> HouseRules:
    return house_rules(Settings(_env_file=None, **settings), playground=playground)


@pytest.mark.parametrize(("wrong", "named"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_wrong_is_said_in_one_line(wrong: dict[str, str], named: str) -> None:
    """Canopy does not start, and names the setting; nobody reads a traceback or a secret."""
    ended = CliRunner().invoke(cli, [], env={**GOOD, **wrong})

    assert ended.exit_code == 2
    (line,) = ended.stderr.splitlines()
    assert re.match(f"Canopy cannot start: .*{named}", line)
    assert "made-up-secret" not in ended.output


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Who has two settings wrong reads of both."""
    ended = CliRunner().invoke(cli, [], env={**GOOD, "PORT": "x", "MicrosoftAppType": "y"})

    assert [line.split(": ")[1] for line in ended.stderr.splitlines()] == ["PORT", "MicrosoftAppType"]


def test_an_unreadable_file_of_settings_is_said(nowhere: Path) -> None:
    """A `.env` that is no text is a sentence, not a traceback."""
    (nowhere / ".env").write_bytes(b"HOST=\xff\xfe")
    ended = CliRunner().invoke(cli, ["settings"])

    assert (ended.exit_code, ended.stderr) == (2, "Canopy cannot start: .env: cannot be read as text in UTF-8\n")


def test_the_environment_goes_before_the_file(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the environment or from `.env`; names that Canopy does not know are left alone."""
    (nowhere / ".env").write_text("PORT=4000\nHOST=127.0.0.2\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "5000")

    assert (Settings().port, Settings().host) == (5000, "127.0.0.2")


def test_every_setting_is_listed_and_secrets_are_masked() -> None:
    """`settings` shows each setting with its value or "unset", and no secret wherever it stands."""
    secrets = {
        "MicrosoftAppPassword": "made-up-secret",
        "CANOPY_DATABASE_URL": "postgresql://me:hunt@er,2:x@db.example/x?sslpassword=hunter3&application_name=canopy",
        "CANOPY_LOGIN_URL": "https://me:hunter4@login.example",
    }
    ended = CliRunner().invoke(cli, ["settings"], env=secrets)
    listed = dict(line.split("=", 1) for line in ended.output.splitlines() if not line.startswith(" "))

    assert ended.exit_code == 0
    assert set(listed) == {str(field.alias) for field in Settings.model_fields.values()}
    assert listed["CANOPY_DATABASE_URL"] == "postgresql://me:********@db.example/x?sslpassword=********&application_name=canopy"
    assert listed["MicrosoftAppPassword"] == "********"
    assert listed["CANOPY_LOGIN_URL"] == "https://me:********@login.example"
    assert listed["CANOPY_CA_FILE"] == "unset"
    assert not re.search("hunt|made-up", ended.output)


@pytest.mark.parametrize("name", sorted(str(field.alias) for field in Settings.model_fields.values()))
def test_every_setting_is_documented(name: str) -> None:
    """No setting without a line for administrators."""
    assert f"`{name}`" in DOCUMENTED.read_text(encoding="utf-8")


def test_nothing_is_documented_that_is_not_there() -> None:
    """The page names no setting that Canopy does not read."""
    named = set(re.findall(r"`((?:CANOPY_|Microsoft)\w+)", DOCUMENTED.read_text(encoding="utf-8")))

    assert named <= {str(field.alias) for field in Settings.model_fields.values()}


def test_a_bot_of_one_tenant_serves_its_own() -> None:
    """Unless others are named, the bot's own tenant is let in, its own connectors are trusted, and keys are with the data."""
    rules = _rules(GOOD)

    assert rules.door.tenants == {GOOD["MicrosoftAppTenantId"]}
    assert rules.hosts.allows(f"https://{TEAMS_HOSTS[0].lstrip('*.')}/") or rules.hosts.allows(
        "https://smba.trafficmanager.net/uk/"
    )
    assert rules.keys_dir == Path("data/keys")
    assert rules.database == "sqlite:///data/canopy.db"
    assert rules.identity is not None
    assert rules.identity.tenant == GOOD["MicrosoftAppTenantId"]


def test_lists_are_written_with_commas() -> None:
    """Tenants and hosts are lists; spaces and empty places do not count."""
    rules = _rules({**GOOD, "MicrosoftAppType": "MultiTenant", "CANOPY_TENANTS": " A1 ,b2,, "})

    assert rules.door.tenants == {"a1", "b2"}
    assert rules.identity is not None
    assert rules.identity.tenant == MULTI_TENANT_AUTHORITY


@pytest.mark.parametrize(
    ("settings", "proof"),
    [
        ({}, Secret("made-up-secret")),
        ({"MicrosoftAppPassword": "", "CANOPY_APP_CERTIFICATE": "x.pem"}, Certificate(Path("x.pem"))),
        ({"MicrosoftAppPassword": "", "CANOPY_FEDERATED_TOKEN_FILE": "/run/token"}, FederatedFile(Path("/run/token"))),
        ({"MicrosoftAppPassword": "", "CANOPY_FEDERATED_CLIENT_ID": "abc"}, FederatedIdentity("abc")),
        ({"MicrosoftAppPassword": "", "MicrosoftAppType": "UserAssignedMSI"}, ManagedIdentity()),
    ],
)
def test_the_bot_proves_itself_in_one_of_five_ways(nowhere: Path, settings: dict[str, str], proof: object) -> None:
    """A secret, a certificate, a workload's token file, a managed identity's token exchanged, or a managed identity itself."""
    (nowhere / "x.pem").write_text("made up")
    identity = _rules({**GOOD, **settings}).identity

    assert identity is not None
    assert identity.proof == proof


def test_documents_are_filed_in_sharepoint_unless_said_otherwise() -> None:
    """Without a word it is the channel's own folder, files up to 250 MB; a folder on disk lies with the data."""
    usual, folder = _rules(GOOD).library, _rules({**GOOD, "CANOPY_LIBRARY": "folder", "CANOPY_DATA_DIR": "kept"}).library

    assert (usual.mode, usual.graph_url, usual.most) == ("graph", "https://graph.microsoft.com", 250_000_000)
    assert (folder.mode, folder.folder) == ("folder", Path("kept/library"))
    assert _rules({**GOOD, "CANOPY_LIBRARY": "off"}).library.mode == "off"


def test_the_playground_files_into_a_folder() -> None:
    """Without an app id there is nobody who could call Graph, so the playground has a folder, and refuses to try otherwise."""
    assert _rules({}, playground=True).library.mode == "folder"
    ended = CliRunner().invoke(cli, ["--playground"], env={"CANOPY_LIBRARY": "graph"})

    assert (ended.exit_code, ended.stderr.splitlines()[-1].partition(":")[2][:16]) == (2, " CANOPY_LIBRARY:")


def test_a_broken_pack_is_said_with_file_and_line(nowhere: Path) -> None:
    """Whoever brings a practice pack of their own reads where it cannot be read."""
    (nowhere / "packs" / "ours").mkdir(parents=True)
    (nowhere / "packs" / "ours" / "pack.toml").write_text('label = "Ours"\nlabel = 3\n')
    ended = CliRunner().invoke(cli, [], env={**GOOD, "CANOPY_PACKS_DIR": str(nowhere / "packs")})

    assert ended.exit_code == 2
    assert re.match(r"Canopy cannot start: CANOPY_PACKS_DIR: .*pack\.toml.*2", ended.stderr)


def test_the_playground_needs_nothing() -> None:
    """Without an app id, on this machine, no identity and no tenant are needed."""
    rules = _rules({}, playground=True)

    assert rules.door.playground
    assert rules.identity is None


@pytest.mark.parametrize(
    ("wrong", "named"), [({"MicrosoftAppId": "x"}, "MicrosoftAppId"), ({"HOST": "0.0.0.0"}, "HOST")]  # noqa: S104
)  # fmt: skip
def test_the_playground_is_for_this_machine_only(wrong: dict[str, str], named: str) -> None:
    """Without tokens Canopy talks to this machine alone, never as a registered bot, and says so loudly."""
    ended = CliRunner().invoke(cli, ["--playground"], env=wrong)

    assert ended.exit_code == 2
    assert "PLAYGROUND" in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith(f"Canopy cannot start: {named}: the playground")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False),  # noqa: S104
        ("::", False), ("192.0.2.1", False), ("localhost.example.org", False), ("127.0.0.1.example.org", False), ("", False),
    ],
)  # fmt: skip
def test_loopback_is_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    """Names that merely look like it do not count."""
    assert is_loopback(host) is loopback
