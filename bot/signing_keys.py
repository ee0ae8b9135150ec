"""The keys Microsoft signs its calls with: fetched in the background, kept when the endpoint is away."""

import asyncio
import logging
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

_log = logging.getLogger("canopy.keys")

_ASK_AGAIN = 60.0  # for a key nobody has heard of: at most one look a minute, however many are forged
_ASK_AGAIN_WITH_NONE = 5.0
_SMALLEST_KEY = 2048
_DAY = 86_400.0


class NoKeysYet(Exception):
    """No signing key is known: nothing can be checked, so nothing can be let in or turned away."""


@dataclass(frozen=True, slots=True)
class Key:
    """One public signing key; `endorsements` are the platforms it may speak for."""

    kid: str
    public: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """Microsoft's current signing keys, from an OpenID metadata document.

    `start()` fetches them at once and then daily; `time_out` (seconds) bounds a whole fetch. An endpoint that is down
    costs nothing while keys are known.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        metadata_url: str,
        *,
        time_out: float = 5.0,
        monotonic: Callable[[], float] = time.monotonic,
        refresh_every: float = _DAY,
    ) -> None:
        self._session = session
        self._metadata_url = metadata_url
        self._time_out = time_out
        self._monotonic = monotonic
        self._refresh_every = refresh_every
        self._keys: dict[str, Key] = {}
        self._asked: float | None = None
        self._flight: asyncio.Task[bool] | None = None
        self._background: asyncio.Task[None] | None = None

    @property
    def known(self) -> bool:
        """Whether any key is known."""
        return bool(self._keys)

    def holds(self, key: Key) -> bool:
        """Whether `key` is still among the current ones."""
        return self._keys.get(key.kid) is key

    async def find(self, kid: str) -> Key | None:
        """Return the key with this id, looking it up once more when it is new; None when there is no such key.

        Raises `NoKeysYet` when no key at all is known.
        """
        key = self._keys.get(kid)
        if key is None and self._may_ask():
            await self._refresh()
            key = self._keys.get(kid)
        if key is None and not self._keys:
            raise NoKeysYet
        return key

    def start(self) -> None:
        """Fetch the keys in the background, now and daily."""
        self._background = asyncio.create_task(self._keep_fresh(), name="signing keys")

    async def stop(self) -> None:
        """End what `start` began."""
        for task in (self._background, self._flight):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        self._background = self._flight = None

    def _may_ask(self) -> bool:
        if self._flight is not None or self._asked is None:
            return True
        return self._monotonic() - self._asked >= (_ASK_AGAIN if self._keys else _ASK_AGAIN_WITH_NONE)

    async def _keep_fresh(self) -> None:
        pause = 1.0
        while True:
            fetched = await self._refresh()
            pause = 1.0 if fetched else min(pause * 2, _ASK_AGAIN)
            await asyncio.sleep(self._refresh_every if fetched else pause)

    async def _refresh(self) -> bool:
        """Fetch once for everybody who is waiting; a caller that goes away does not stop it."""
        if self._flight is None:
            self._asked = self._monotonic()
            self._flight = asyncio.create_task(self._fetch(), name="fetch signing keys")
        return await asyncio.shield(self._flight)

    async def _fetch(self) -> bool:
        try:
            async with asyncio.timeout(self._time_out):
                metadata = await self._get(self._metadata_url)
                document = await self._get(self._key_list_url(metadata))
            keys = {key.kid: key for entry in document["keys"] if (key := _key_from(entry)) is not None}
            if not keys:
                raise ValueError("no usable key")
        except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            _log.warning("the signing keys could not be fetched from %s (%s)", self._metadata_url, type(fault).__name__)
            return False
        else:
            # An unchanged key stays the same object, so that what was verified with it stays remembered.
            self._keys = {kid: old if (old := self._keys.get(kid)) == key else key for kid, key in keys.items()}
            return True
        finally:
            self._flight = None

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            return orjson.loads(await response.read())

    def _key_list_url(self, metadata: Any) -> str:
        """Return where the keys are: over https, or (for tests and the sandbox) on the very host of the metadata."""
        url = str(metadata["jwks_uri"])
        scheme, _, rest = self._metadata_url.partition("://")
        if not url.startswith(("https://", f"{scheme}://{rest.partition('/')[0]}/")):
            raise ValueError("the key list is not on https")
        return url


def _key_from(entry: Any) -> Key | None:
    """Read one JSON Web Key; None for those that are not for us (other kinds, too short, broken)."""
    try:
        if entry["kty"] != "RSA" or entry.get("use", "sig") != "sig" or not isinstance(entry["kid"], str):
            return None
        public = RSAPublicNumbers(e=_number(entry["e"]), n=_number(entry["n"])).public_key()
        endorsements = frozenset(name for name in entry.get("endorsements") or () if isinstance(name, str))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Key(entry["kid"], public, endorsements) if public.key_size >= _SMALLEST_KEY else None


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
