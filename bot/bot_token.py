"""The token Canopy shows to the connector: one request in flight, kept, renewed before it runs out."""

import asyncio
import importlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.identity import AppIdentity, open_credential

_log = logging.getLogger("canopy.token")

_RENEW_BEFORE = 300.0
_USABLE_BEFORE = 10.0
_ASK_AGAIN = 5.0  # a login service that says no is not asked again for every message
_ASK_WITHIN = 20.0
_CODE = re.compile(r"AADSTS\d+")
_NOT_FEDERATED = "the federated identity is not registered: check CANOPY_FEDERATED_TOKEN_FILE or CANOPY_FEDERATED_CLIENT_ID"
_SETTINGS = {
    "AADSTS7000215": "the secret is wrong: check MicrosoftAppPassword",
    "AADSTS7000222": "the secret has expired: renew it and set MicrosoftAppPassword",
    "AADSTS700016": "the app is not known there: check MicrosoftAppId and MicrosoftAppTenantId",
    "AADSTS90002": "the tenant is not known: check MicrosoftAppTenantId",
    "AADSTS900023": "the tenant is not known: check MicrosoftAppTenantId",
    "AADSTS700027": "the certificate is not the one that is registered: check CANOPY_APP_CERTIFICATE",
    "AADSTS70021": _NOT_FEDERATED,
    "AADSTS700213": _NOT_FEDERATED,
}


class TokenUnavailable(Exception):
    """No token can be had; the message says which setting to look at and holds no secret."""


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    renew_at: float
    ends_at: float


class BotToken:
    """The bot's own token for the connector.

    `await bearer()` answers from memory; a token near its end is renewed in the background while the old one is still
    good. `session` is the one everything else uses. `warm_up()` loads the identity library and fetches the first token.
    """

    def __init__(self, identity: AppIdentity, session: aiohttp.ClientSession, *, clock: Callable[[], float] = time.time) -> None:
        self._identity = identity
        self._session = session
        self._clock = clock
        self._token: _Token | None = None
        self._flight: asyncio.Task[_Token] | None = None
        self._failed: tuple[float, str] | None = None

    async def bearer(self) -> str:
        """Return a token that is valid now. Raises `TokenUnavailable`."""
        token, now = self._token, self._clock()
        if token is None or now >= token.ends_at:
            return (await asyncio.shield(self._renew())).value
        if now >= token.renew_at and not self._failed_just_now(now):
            self._renew()
        return token.value

    def drop(self, token: str) -> None:
        """Forget `token`, which the service did not accept; the next call fetches another."""
        if self._token is not None and self._token.value == token:
            self._token = None

    async def warm_up(self) -> None:
        """Load what is needed and fetch the first token; a failure is logged, and met again when it matters."""
        try:
            await self.bearer()
        except TokenUnavailable as fault:
            _log.warning("%s", fault)

    async def close(self) -> None:
        """Stop a request that is under way."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.gather(self._flight, return_exceptions=True)

    def _failed_just_now(self, now: float) -> bool:
        return self._failed is not None and now - self._failed[0] < _ASK_AGAIN

    def _renew(self) -> asyncio.Task[_Token]:
        """Start a request for a token, or join the one under way."""
        if self._flight is None:
            self._flight = asyncio.create_task(self._fetch(), name="fetch bot token")
            self._flight.add_done_callback(_looked_at)
        return self._flight

    async def _fetch(self) -> _Token:
        try:
            now = self._clock()
            if self._failed is not None and self._failed_just_now(now):
                raise TokenUnavailable(self._failed[1])
            try:
                async with asyncio.timeout(_ASK_WITHIN):
                    access = await self._ask()
            except Exception as fault:  # the library raises many kinds; all mean that there is no token
                self._failed = (now, _why(fault, self._identity))
                _log.warning("%s", self._failed[1])
                raise TokenUnavailable(self._failed[1]) from None
            life = access.expires_on - now
            self._failed = None
            self._token = _Token(
                access.token, now + life - min(_RENEW_BEFORE, life / 2), access.expires_on - min(_USABLE_BEFORE, life / 4)
            )
            return self._token
        finally:
            self._flight = None

    async def _ask(self) -> Any:
        # Loading the library takes a noticeable part of a second: in a thread, and only when a token is first needed.
        await asyncio.to_thread(importlib.import_module, "azure.identity.aio")
        # A credential is made for each request, so that its own cache never hands out a token that was dropped.
        async with await open_credential(self._identity, self._session) as credential:
            return await credential.get_token(self._identity.scope)


def _looked_at(flight: "asyncio.Task[_Token]") -> None:
    """A renewal in the background that fails has been logged; nobody else needs to ask."""
    if not flight.cancelled():
        flight.exception()


def _why(fault: BaseException, identity: AppIdentity) -> str:
    code = _CODE.search(str(fault))
    where = f"No token for the bot ({type(identity.proof).__name__.lower()}, {identity.login_url})"
    if code:
        return f"{where}: {_SETTINGS.get(code[0], 'the login service refused')} ({code[0]})"
    if isinstance(fault, TimeoutError) or type(fault).__name__.startswith("ServiceRe"):
        return f"{where}: the login service could not be reached: check CANOPY_LOGIN_URL and CANOPY_CA_FILE"
    return f"{where}: {type(fault).__name__}: {identity.proof.setting}"
