"""Signing keys, tokens and certificates of the pretend service, made once per process and used again."""

from __future__ import annotations

import atexit
import base64
import functools
import os
import ssl
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import jwt
import trustme
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

ISSUER = "https://api.botframework.com"
CONNECTOR_AUDIENCE = "https://api.botframework.com"
TOKEN_SECONDS = 3600


@functools.cache
def _first_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def certificate_authority() -> trustme.CA:
    """Return the made-up authority that signs this process's certificate."""
    return trustme.CA()


@functools.cache
def server_context() -> ssl.SSLContext:
    """Return the TLS side of the https listener, for 127.0.0.1 and localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate_authority().issue_cert("127.0.0.1", "localhost", "::1").configure_cert(context)
    return context


@functools.cache
def ca_file() -> Path:
    """Return the authority's certificate as a file, removed when the process ends."""
    handle, name = tempfile.mkstemp(prefix="sandbox-ca-", suffix=".pem")
    os.close(handle)
    file = Path(name)
    certificate_authority().cert_pem.write_to_path(str(file))
    atexit.register(file.unlink, missing_ok=True)
    return file


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Signer:
    """Signs what the service sends to the bot, and the tokens that the login page hands out.

    The first key of every signer of a process is the same one: making a key is slow, and no test is about two services.
    """

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self.endorsements = ["msteams"]
        self._kid = "sandbox-key-1"
        self._made_keys: dict[str, RSAPrivateKey] = {}
        self._made = 1
        self._ready: dict[str, tuple[str, float]] = {}

    @property
    def kid(self) -> str:
        """The id of the key in use."""
        return self._kid

    @property
    def key(self) -> RSAPrivateKey:
        """The private key in use."""
        return self._keys[self._kid]

    @property
    def _keys(self) -> dict[str, RSAPrivateKey]:
        if not self._made_keys:
            self._made_keys[self._kid] = _first_key()
        return self._made_keys

    def rotate(self, *, keep_old: bool = False) -> str:
        """Sign with a new key from now on, publish the old one only if asked to, and return the new key's id."""
        old = {self._kid: self.key} if keep_old else {}
        self._made += 1
        self._kid = f"sandbox-key-{self._made}"
        self._made_keys = {**old, self._kid: generate_private_key(public_exponent=65537, key_size=2048)}
        self._ready.clear()
        return self._kid

    def jwks(self) -> dict[str, Any]:
        """Return the public keys as the service publishes them."""
        return {"keys": [self._public(kid, key) for kid, key in self._keys.items()]}

    def _public(self, kid: str, key: RSAPrivateKey) -> dict[str, Any]:
        numbers = key.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": kid,
            "x5t": kid,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
            "endorsements": self.endorsements,
        }

    def sign(self, claims: dict[str, Any], *, kid: str | None = None, key: Any = None, alg: str = "RS256") -> str:
        """Sign claims as they are; `kid` "" leaves the header without one."""
        kid = self.kid if kid is None else kid
        return jwt.encode(claims, key or self.key, algorithm=alg, headers={"kid": kid} if kid else None)

    def for_bot(self, service_url: str) -> str:
        """Return a bearer for the bot, the same one for half an hour, as the real service does."""
        token, until = self._ready.get(service_url, ("", 0.0))
        if time.time() > until:
            token = self.sign(self.bot_claims(service_url))
            self._ready[service_url] = (token, time.time() + TOKEN_SECONDS / 2)
        return token

    def bot_claims(self, service_url: str) -> dict[str, Any]:
        """Return what a token for the bot says."""
        now = int(time.time())
        return {"serviceurl": service_url, "nbf": now, "exp": now + TOKEN_SECONDS, "iss": ISSUER, "aud": self.app_id}

    def for_connector(self, audience: str, tenant: str) -> str:
        """Return an access token for the bot to call the connector with."""
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_SECONDS,
            "appid": self.app_id,
            "tid": tenant,
            "uti": uuid.uuid4().hex,
        }
        return self.sign(claims)

    def check_connector_token(self, token: str) -> float:
        """Return when an access token for the connector ends: see `check_token`."""
        return self.check_token(token, CONNECTOR_AUDIENCE)

    def check_token(self, token: str, audience: str) -> float:
        """Return when an access token of ours ends (epoch seconds). Raises jwt.PyJWTError when it is not ours or not for here."""
        kid = jwt.get_unverified_header(token).get("kid", "")
        if kid not in self._keys:
            raise jwt.InvalidKeyError("unknown key")
        claims = jwt.decode(token, self._keys[kid].public_key(), algorithms=["RS256"], audience=audience)
        return float(claims["exp"])
