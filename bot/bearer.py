"""The token a call comes with: signed by Microsoft, for this app, in time."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from bot.signing_keys import Key, SigningKeys

PUBLIC_ISSUER = "https://api.botframework.com"
_LONGEST_MEMORY = 3600  # a token that claims to live for years is looked at again after an hour
_REASONS = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "too-early",
    jwt.InvalidSignatureError: "signature",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.MissingRequiredClaimError: "claim-missing",
}


class TokenRefused(Exception):
    """The token does not let its bearer in; `reason` is one short word for the metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BearerRules:
    """What a token must say. Only the connector's own issuer: no emulator, no other bot."""

    app_id: str
    issuer: str = PUBLIC_ISSUER
    leeway: float = 300.0


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token vouches for. `service_url` is empty when the token names none."""

    app_id: str
    service_url: str
    endorsements: frozenset[str]
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class _Verified:
    claims: Claims
    until: float
    key: Key


class Bearer:
    """Checks tokens. The same token comes with thousands of calls, so a verified one is remembered until it expires."""

    def __init__(
        self, rules: BearerRules, keys: SigningKeys, *, clock: Callable[[], float] = time.time, remember: int = 1024
    ) -> None:
        self._rules = rules
        self._keys = keys
        self._clock = clock
        self._remember = remember
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def verify(self, authorization: str) -> Claims:
        """Return what the token of an `Authorization` header vouches for.

        Raises `TokenRefused`, or `NoKeysYet` when a token cannot be checked because no signing key is known.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or " " in token:
            raise TokenRefused("no-token")
        mark = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        verified = self._recall(mark)
        if verified is None:
            verified = await self._check(token)
            self._keep(mark, verified)
        return verified.claims

    def _recall(self, mark: bytes) -> _Verified | None:
        verified = self._verified.get(mark)
        if verified is None:
            return None
        if self._clock() >= verified.until or not self._keys.holds(verified.key):
            del self._verified[mark]
            return None
        self._verified.move_to_end(mark)
        return verified

    def _keep(self, mark: bytes, verified: _Verified) -> None:
        self._verified[mark] = verified
        while len(self._verified) > self._remember:
            self._verified.popitem(last=False)

    async def _check(self, token: str) -> _Verified:
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise TokenRefused("unknown-key")
        claims = self._claims(token, key)
        now = self._clock()
        until = min(int(claims["exp"]) + int(self._rules.leeway), int(now) + _LONGEST_MEMORY)
        service_url = claims.get("serviceurl")
        vouched = Claims(self._rules.app_id, service_url if isinstance(service_url, str) else "", key.endorsements)
        return _Verified(vouched, until, key)

    def _claims(self, token: str, key: Key) -> dict[str, Any]:
        if not self._rules.app_id:  # nobody can hold a token for an app without an id
            raise TokenRefused("audience")
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._rules.app_id,
                issuer=self._rules.issuer,
                leeway=self._rules.leeway,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except Exception as fault:  # whatever trips the library, the token is not one we accept
            raise TokenRefused(_REASONS.get(type(fault), "malformed")) from None


def _key_id(token: str) -> str:
    """Return which key a token says it was signed with. Nothing is believed yet; other algorithms end here."""
    try:
        header = jwt.get_unverified_header(token)
    except Exception:  # also deep nesting, which ends in RecursionError
        raise TokenRefused("malformed") from None
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str):
        raise TokenRefused("algorithm-or-key-id")
    return kid
