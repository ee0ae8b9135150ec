"""The bot's own token: every kind of proof, one request for many callers, renewed ahead, nothing told to the log."""

import asyncio
import logging
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from bot.bot_token import BotToken, TokenUnavailable
from bot.connector import Connector
from bot.identity import AppIdentity, Certificate, FederatedFile, FederatedIdentity, ManagedIdentity, Proof, Secret
from bot.outbound import open_session
from bot.service_hosts import ServiceHosts
from tests.support.edge_http import until
from tests.support.edge_keys import APP_ID, TENANT, private_key
from tests.support.edge_service import Login, Service

SECRET = "CANARY-secret"


class Desk:
    """A login service and a clock."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.now = 1_800_000_000.0
        self.session = open_session(login.ca_file)

    def token(self, proof: Proof | None = None, *, tenant: str = TENANT) -> BotToken:
        identity = AppIdentity(APP_ID, tenant, proof or Secret(SECRET), login_url=self.login.url)
        return BotToken(identity, self.session, clock=self._real_or_moved)

    def _real_or_moved(self) -> float:
        import time

        return time.time() + (self.now - 1_800_000_000.0)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    login = await Login(tmp_path).start()
    desk = Desk(login)
    yield desk
    await desk.session.close()
    await login.stop()


@pytest.fixture
async def host(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """The machine's own identity endpoint, as an App Service offers it."""
    answer = {"access_token": "CANARY-managed", "expires_on": "4000000000", "token_type": "Bearer", "resource": "x"}
    host = await Service(answer).start()
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{host.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    yield host
    await host.stop()


async def _settled(desk: Desk, asked: int) -> None:
    await until(lambda: len(desk.login.forms) >= asked)
    await asyncio.sleep(0.05)


async def test_a_secret_buys_a_token(desk: Desk) -> None:
    """With a secret the app asks its tenant for the connector's scope, over https with our own authority trusted."""
    assert await desk.token().bearer() == "CANARY-bot-token-1"

    form = desk.login.forms[0]
    assert desk.login.paths == [f"/{TENANT}/oauth2/v2.0/token"]
    assert (form["grant_type"], form["client_id"], form["client_secret"]) == ("client_credentials", APP_ID, SECRET)
    assert form["scope"] == "https://api.botframework.com/.default"


async def test_a_certificate_buys_a_token(desk: Desk, tmp_path: Path) -> None:
    """With a certificate the app signs an assertion; the key never leaves."""
    key, name = private_key(5), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "canopy")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    ).sign(key, hashes.SHA256())
    path = tmp_path / "app.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )

    assert await desk.token(Certificate(path)).bearer() == "CANARY-bot-token-1"

    assertion = desk.login.forms[0]["client_assertion"]
    claims = jwt.decode(assertion, key.public_key(), algorithms=["RS256", "PS256"], options={"verify_aud": False})
    assert claims["iss"] == APP_ID


async def test_a_federated_token_file_buys_a_token(desk: Desk, tmp_path: Path) -> None:
    """With workload identity the platform's token file is the proof, read anew for each request."""
    path = tmp_path / "federated"
    path.write_text("assertion-one")
    token = desk.token(FederatedFile(path))
    first = await token.bearer()
    path.write_text("assertion-two")
    token.drop(first)
    await token.bearer()

    assert [form["client_assertion"] for form in desk.login.forms] == ["assertion-one", "assertion-two"]


async def test_a_managed_identity_buys_a_token(desk: Desk, host: Service) -> None:
    """A user-assigned managed identity asks the host it runs on, by the app's id; the login service is not needed."""
    assert await desk.token(ManagedIdentity()).bearer() == "CANARY-managed"

    assert f"client_id={APP_ID}" in host.requests[0].path
    assert "resource=https" in host.requests[0].path
    assert desk.login.forms == []


async def test_a_managed_identity_may_be_exchanged(desk: Desk, host: Service) -> None:
    """With a federated managed identity its token is the assertion that buys the app's token."""
    assert await desk.token(FederatedIdentity("another-id")).bearer() == "CANARY-bot-token-1"

    assert "client_id=another-id" in host.requests[0].path
    assert desk.login.forms[0]["client_assertion"] == "CANARY-managed"


async def test_twenty_cold_callers_make_one_request(desk: Desk) -> None:
    """However many need the first token, one request is made; one who gives up does not stop it."""
    desk.login.delay = 0.1
    token = desk.token()
    impatient = asyncio.create_task(token.bearer())
    callers = [asyncio.create_task(token.bearer()) for _ in range(20)]
    await asyncio.sleep(0.05)
    impatient.cancel()

    assert set(await asyncio.gather(*callers)) == {"CANARY-bot-token-1"}
    assert len(desk.login.forms) == 1


async def test_a_token_is_kept(desk: Desk) -> None:
    """A thousand messages need one token."""
    token = desk.token()
    for _ in range(1000):
        await token.bearer()

    assert len(desk.login.forms) == 1


async def test_a_token_is_renewed_ahead_and_nobody_waits(desk: Desk) -> None:
    """Five minutes before its end a token is renewed in the background; until then callers get the old one at once."""
    token = desk.token()
    await token.bearer()
    desk.now += 3600 - 290
    desk.login.delay = 0.1

    assert [await token.bearer() for _ in range(5)] == ["CANARY-bot-token-1"] * 5
    await _settled(desk, 2)
    await asyncio.sleep(0.1)

    assert await token.bearer() == "CANARY-bot-token-2"
    assert len(desk.login.forms) == 2


async def test_a_failed_renewal_costs_nothing_while_the_old_one_holds(desk: Desk) -> None:
    """While the login service is away the old token is used to its end, and asked for again without haste."""
    token = desk.token()
    await token.bearer()
    desk.now += 3600 - 290
    desk.login.refusal = (400, {"error": "temporarily_unavailable", "error_description": "later"})

    for _ in range(10):
        assert await token.bearer() == "CANARY-bot-token-1"
        await asyncio.sleep(0.01)
    assert len(desk.login.forms) == 2

    desk.now += 10
    desk.login.refusal = None
    assert await token.bearer() == "CANARY-bot-token-1"
    await _settled(desk, 3)
    assert await token.bearer() == "CANARY-bot-token-3"


async def test_an_expired_token_is_not_used(desk: Desk) -> None:
    """After its end a token is replaced before anything is sent."""
    token = desk.token()
    await token.bearer()
    desk.now += 3600

    assert await token.bearer() == "CANARY-bot-token-2"


@pytest.mark.parametrize(
    ("description", "setting"),
    [
        ("AADSTS7000215: Invalid client secret provided.", "MicrosoftAppPassword"),
        ("AADSTS7000222: The provided client secret keys are expired.", "MicrosoftAppPassword"),
        ("AADSTS700016: Application was not found in the directory.", "MicrosoftAppId"),
        ("AADSTS90002: Tenant not found.", "MicrosoftAppTenantId"),
        ("AADSTS999999: something new", "AADSTS999999"),
    ],
)
async def test_a_refusal_names_the_setting(desk: Desk, description: str, setting: str, caplog: pytest.LogCaptureFixture) -> None:
    """When no token can be had, the message names the setting to look at and holds no secret."""
    caplog.set_level(logging.DEBUG)
    answer = {"error": "invalid_client", "error_description": f"{description} {SECRET}"}
    desk.login.refusal = (401, answer)

    with pytest.raises(TokenUnavailable, match=setting) as caught:
        await desk.token().bearer()

    assert SECRET not in str(caught.value) + repr(caught.value.__cause__) + caplog.text


async def test_a_refusing_login_service_is_not_hammered(desk: Desk) -> None:
    """After a refusal the next callers get the same answer for a few seconds, without another request."""
    desk.login.refusal = (401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
    token = desk.token()
    for _ in range(10):
        with pytest.raises(TokenUnavailable, match="MicrosoftAppPassword"):
            await token.bearer()
    assert len(desk.login.forms) == 1

    desk.now += 6
    desk.login.refusal = None
    assert await token.bearer() == "CANARY-bot-token-2"


async def test_an_untrusted_login_service_gets_no_secret(desk: Desk) -> None:
    """Without our authority the certificate is not trusted: no secret is sent, and the message says what to check."""
    async with open_session() as session:
        token = BotToken(AppIdentity(APP_ID, TENANT, Secret(SECRET), login_url=desk.login.url), session)
        with pytest.raises(TokenUnavailable, match="CANOPY_CA_FILE"):
            await token.bearer()

    assert desk.login.forms == []


async def test_a_missing_file_is_named(desk: Desk, tmp_path: Path) -> None:
    """A certificate or token file that is not there is named by its setting."""
    for proof, setting in (
        (Certificate(tmp_path / "no"), "CANOPY_APP_CERTIFICATE"),
        (FederatedFile(tmp_path / "no"), "FEDERATED"),
    ):
        with pytest.raises(TokenUnavailable, match=setting):
            await desk.token(proof).bearer()


def test_a_login_service_without_https_is_refused() -> None:
    """A secret is never sent in the clear."""
    with pytest.raises(ValueError, match="CANOPY_LOGIN_URL"):
        AppIdentity(APP_ID, TENANT, Secret(SECRET), login_url="http://127.0.0.1:1")


def test_a_secret_does_not_show() -> None:
    """Printing an identity does not print its secret."""
    assert SECRET not in repr(AppIdentity(APP_ID, TENANT, Secret(SECRET)))


@pytest.mark.parametrize("content", [None, "not a certificate"])
async def test_an_unreadable_authority_is_named(tmp_path: Path, content: str | None) -> None:
    """A CA file that cannot be read stops the start with the name of the setting."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)

    with pytest.raises(ValueError, match="CANOPY_CA_FILE"):
        open_session(path)


async def test_no_token_and_no_secret_is_ever_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level neither the secret nor the token appears in any log."""
    caplog.set_level(logging.DEBUG)
    token = desk.token()
    await token.warm_up()
    service = await Service().start()
    connector = Connector(desk.session, token, ServiceHosts([service.url]))
    service.replies.append(web.Response(status=401, text="CANARY-answer"))
    await connector.post(service.url, "a:1", {"text": "CANARY-text"})
    await token.close()
    await service.stop()

    assert [request.bearer for request in service.requests] == ["Bearer CANARY-bot-token-1", "Bearer CANARY-bot-token-2"]
    assert "CANARY" not in caplog.text


async def test_warming_up_survives_a_failure(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """At the start a login service that is away is a warning, not an end."""
    desk.login.refusal = (500, {})
    await desk.token().warm_up()

    assert "No token for the bot (secret" in caplog.text


def test_the_identity_library_is_loaded_late() -> None:
    """Importing Canopy's token does not import the slow identity library."""
    code = "import sys, bot.bot_token, bot.connector; sys.exit('azure.identity' in sys.modules or 'msal' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_the_system_trust_is_kept(tmp_path: Path) -> None:
    """An extra authority is trusted besides the system's, not instead of them."""
    Login(tmp_path)
    plain = ssl.create_default_context()
    extended = ssl.create_default_context()
    extended.load_verify_locations(cafile=tmp_path / "ca.pem")

    assert len(extended.get_ca_certs()) == len(plain.get_ca_certs()) + 1
