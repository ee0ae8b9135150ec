from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import CertificateCredential, ClientAssertionCredential, ClientSecretCredential
from botframework.connector.auth import AuthenticationConfiguration, ChannelValidation, SimpleCredentialProvider
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.echo import SCOPE, EchoBot, teams_with_echo
from sandbox.teams import Teams

Pair = tuple[Teams, EchoBot]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    async with teams_with_echo() as both:
        yield both


async def _fetch(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def _published(teams: Teams) -> dict[str, Any]:
    _, metadata = await _fetch(teams.settings()["CANOPY_OPENID_METADATA_URL"])
    _, keys = await _fetch(metadata["jwks_uri"])
    return {key["kid"]: key for key in keys["keys"]}


async def test_every_delivery_carries_a_token_that_the_published_keys_prove(pair: Pair) -> None:
    """What Teams sends is signed RS256 by an endorsed, published key, for this app and this service URL."""
    teams, bot = pair
    await teams.say("Amara", "hello")

    kid = jwt.get_unverified_header(bot.bearers[0])["kid"]
    key = (await _published(teams))[kid]
    claims = jwt.decode(bot.bearers[0], jwt.PyJWK(key).key, algorithms=["RS256"], audience=teams.settings()["MicrosoftAppId"])

    assert key["endorsements"] == ["msteams"]
    assert claims["iss"] == "https://api.botframework.com"
    assert claims["serviceurl"] == teams.service_url == bot.got[0]["serviceUrl"]
    assert claims["exp"] > time.time()


async def test_microsofts_own_library_takes_the_token(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Bot Framework SDK's own check for channel tokens passes, so the pretend service signs as the real one does."""
    teams, _ = pair
    settings = teams.settings()
    monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", settings["CANOPY_OPENID_METADATA_URL"])
    monkeypatch.setattr(JwtTokenExtractor, "metadataCache", {})
    provider = SimpleCredentialProvider(settings["MicrosoftAppId"], settings["MicrosoftAppPassword"])

    def _check() -> Any:
        work = ChannelValidation.authenticate_channel_token_with_service_url(
            f"Bearer {teams.token()}", provider, teams.service_url, "msteams", AuthenticationConfiguration()
        )
        return asyncio.run(work)

    identity = await asyncio.to_thread(_check)

    assert identity.is_authenticated


async def test_a_token_can_be_bent_for_attacks(pair: Pair) -> None:
    """Claims can be changed or left out, and a token can be signed by a stranger, without a key id or in another way."""
    teams, _ = pair
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert jwt.decode(teams.token(aud="somebody else"), options={"verify_signature": False})["aud"] == "somebody else"
    assert "exp" not in jwt.decode(teams.token(exp=None), options={"verify_signature": False})
    assert "kid" not in jwt.get_unverified_header(teams.token(kid=""))
    assert jwt.get_unverified_header(teams.token(alg="RS512"))["alg"] == "RS512"
    key = jwt.PyJWK((await _published(teams))[jwt.get_unverified_header(teams.token())["kid"]]).key
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(teams.token(key=stranger), key, algorithms=["RS256"], audience=teams.settings()["MicrosoftAppId"])


async def test_the_same_bearer_comes_many_times(pair: Pair) -> None:
    """As in the real service one token serves many deliveries."""
    teams, bot = pair
    for text in ("one", "two", "three"):
        await teams.say("Ben", text)

    assert len(set(bot.bearers)) == 1


async def test_a_rotated_key_replaces_the_old_one(pair: Pair) -> None:
    """After a rotation deliveries carry the new key, and the old one is published only where asked for."""
    teams, bot = pair
    old = next(iter(await _published(teams)))
    both = teams.rotate_key(keep_old=True)
    assert set(await _published(teams)) == {old, both}

    new = teams.rotate_key()
    await teams.say("Ben", "again")

    assert set(await _published(teams)) == {new}
    assert jwt.get_unverified_header(bot.bearers[-1])["kid"] == new


async def test_keys_can_be_out_of_reach(pair: Pair) -> None:
    """While OpenID is down both documents answer 503, and every request is written down."""
    teams, _ = pair
    teams.openid_down = True
    status, _ = await _fetch(teams.settings()["CANOPY_OPENID_METADATA_URL"])
    teams.openid_down = False
    up, _ = await _fetch(teams.settings()["CANOPY_OPENID_METADATA_URL"])

    assert (status, up) == (503, 200)
    assert [(one.area, one.status) for one in teams.requests] == [("openid", 503), ("openid", 200)]


async def test_a_client_secret_buys_a_token_over_trusted_https(pair: Pair) -> None:
    """Microsoft's identity library logs in with the secret, over https proved by the CA file, and every request is counted."""
    teams, bot = pair
    settings = teams.settings()
    credential = ClientSecretCredential(
        settings["MicrosoftAppTenantId"],
        settings["MicrosoftAppId"],
        settings["MicrosoftAppPassword"],
        authority=settings["CANOPY_LOGIN_URL"],
        disable_instance_discovery=True,
        connection_verify=settings["CANOPY_CA_FILE"],
    )
    async with credential:
        token = (await credential.get_token(SCOPE)).token

    assert teams.token_requests == 1
    assert teams.requests[-1].area == "login"
    assert "client_secret" not in teams.requests[-1].body
    status, _, _ = await bot.ask("GET", f"{teams.service_url}v3/teams/{teams.world.team.id}", token=token)
    assert status == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "guess"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "another"}, 400, "unauthorized_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "https://api.botframework.com"}, 400, "invalid_scope"),
        ({"tenant": "elsewhere"}, 400, "invalid_request"),
        ({"client_assertion": "x"}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_login_is_refused_as_entra_does(pair: Pair, form: dict[str, str], status: int, error: str) -> None:
    """Each mistake in a login has its status and its error code."""
    _, bot = pair

    got, answer = await bot.log_in(**form)

    assert (got, answer["error"]) == (status, error)


async def test_the_login_page_can_be_down(pair: Pair) -> None:
    """While the login is down it answers 503."""
    teams, bot = pair
    teams.login_down = True

    status, _ = await bot.log_in()

    assert status == 503


def _certificate(folder: Path) -> Path:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "made up")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    ).sign(key, hashes.SHA256())
    file = folder / "app.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


async def test_a_trusted_certificate_buys_a_token(pair: Pair, tmp_path: Path) -> None:
    """An assertion signed with a registered certificate is good; with any other it is refused."""
    teams, _ = pair
    settings = teams.settings()
    file = _certificate(tmp_path)
    credential = CertificateCredential(
        settings["MicrosoftAppTenantId"],
        settings["MicrosoftAppId"],
        str(file),
        authority=settings["CANOPY_LOGIN_URL"],
        disable_instance_discovery=True,
        connection_verify=settings["CANOPY_CA_FILE"],
    )
    async with credential:
        with pytest.raises(ClientAuthenticationError):
            await credential.get_token(SCOPE)
        teams.trust(file.read_bytes())
        assert (await credential.get_token(SCOPE)).token


async def test_a_federated_identity_buys_a_token(pair: Pair) -> None:
    """An assertion of a trusted issuer, for the trusted subject, is good; another subject of the same issuer is refused."""
    teams, _ = pair
    settings = teams.settings()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    teams.trust(pem, issuer="https://cluster.example", subject="canopy")

    async def _log_in(subject: str) -> str:
        claims = {"iss": "https://cluster.example", "sub": subject, "aud": "api://AzureADTokenExchange", "exp": time.time() + 60}
        credential = ClientAssertionCredential(
            settings["MicrosoftAppTenantId"],
            settings["MicrosoftAppId"],
            lambda: jwt.encode(claims, key, algorithm="RS256"),
            authority=settings["CANOPY_LOGIN_URL"],
            disable_instance_discovery=True,
            connection_verify=settings["CANOPY_CA_FILE"],
        )
        async with credential:
            return (await credential.get_token(SCOPE)).token

    assert await _log_in("canopy")
    with pytest.raises(ClientAuthenticationError):
        await _log_in("somebody else")


async def test_the_connector_takes_its_own_tokens_only(pair: Pair) -> None:
    """Without a token, with one for another audience, an expired one or one of an old key the connector answers 401."""
    teams, bot = pair
    url = f"{teams.service_url}v3/teams/{teams.world.team.id}"
    _, elsewhere = await bot.log_in(scope="https://graph.microsoft.com/.default")
    expired = teams.token(aud="https://api.botframework.com", exp=int(time.time()) - 10)
    good = (await bot.log_in())[1]["access_token"]

    answers = [(await bot.ask("GET", url, token=token))[0] for token in ("", "junk", elsewhere["access_token"], expired, good)]
    teams.rotate_key()
    answers.append((await bot.ask("GET", url, token=good))[0])

    assert answers == [401, 401, 401, 401, 200, 401]
