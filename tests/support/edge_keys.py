"""Keys and tokens as Microsoft makes them, with keys made here."""

import asyncio
import base64
import functools
import time
from typing import Any, Self

import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.edge_http import Hosted

APP_ID = "7a1f4c52-0000-4000-8000-00000000c0de"
TENANT = "5e1b0d3a-0000-4000-8000-0000000071e4"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"


@functools.cache
def private_key(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()


class SigningKey:
    """One of the service's private keys."""

    def __init__(self, number: int = 1, *, endorsements: list[str] | None = None, bits: int = 2048) -> None:
        self.kid = f"key-{number}"
        self.private = private_key(number, bits)
        self.endorsements = ["msteams"] if endorsements is None else endorsements

    def published(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA", "use": "sig", "kid": self.kid, "n": _b64(numbers.n), "e": _b64(numbers.e),
            "endorsements": self.endorsements,
        }  # fmt: skip

    def token(self, *, headers: dict[str, Any] | None = None, algorithm: str = "RS256", **overrides: Any) -> str:
        """Sign a token like the connector's; an override of None leaves the claim out."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600, "serviceurl": SERVICE_URL} | overrides
        present = {name: value for name, value in claims.items() if value is not None}
        given = {"kid": self.kid} if headers is None else headers
        # Signed as bytes: the library would otherwise refuse to write the tokens that we want to see refused.
        return jwt.PyJWS().encode(orjson.dumps(present), self.private, algorithm, headers=given)


class KeyServer:
    """The OpenID metadata document and the key list behind it."""

    def __init__(self) -> None:
        self.keys: list[SigningKey] = []
        self.fetches = 0
        self.down = False
        self.delay = 0.0
        self.document: Any = None
        self.jwks_uri: str | None = None
        self._hosted = Hosted()

    @property
    def url(self) -> str:
        return f"{self._hosted.base}/v1/.well-known/openidconfiguration"

    @property
    def keys_url(self) -> str:
        return f"{self._hosted.base}/v1/.well-known/keys"

    async def start(self) -> Self:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        await self._hosted.start(app)
        return self

    async def stop(self) -> None:
        await self._hosted.stop()

    async def _metadata(self, _: web.Request) -> web.Response:
        self.fetches += 1
        await asyncio.sleep(self.delay)
        if self.down:
            return web.Response(status=500, text="<html>down</html>")
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.jwks_uri or self.keys_url})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.published() for key in self.keys]} if self.document is None else self.document)
