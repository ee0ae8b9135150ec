"""Which tokens open the door: all that is wrong with one is 401."""

import base64
import time
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization

from bot.bearer import Bearer, BearerRules
from tests.support.edge_door import OpenDoor
from tests.support.edge_keys import APP_ID, ISSUER, SigningKey

KEY = SigningKey(1)
STRANGER = SigningKey(9)


def _now(offset: float) -> int:
    return int(time.time() + offset)


def _forged(header: dict[str, Any], claims: dict[str, Any] | None = None, signature: bytes = b"") -> str:
    good = {"iss": ISSUER, "aud": APP_ID, "exp": _now(3600), "serviceurl": "https://smba.trafficmanager.net/emea/"}
    parts = (orjson.dumps(header), orjson.dumps(claims or good), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _signed_with_the_public_key() -> str:
    """The old trick: HS256 with the public key as the shared secret."""
    public = KEY.private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned = _forged({"alg": "HS256", "kid": KEY.kid, "typ": "JWT"}).rpartition(".")[0]
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return unsigned + "." + base64.urlsafe_b64encode(algorithm.sign(unsigned.encode(), public)).rstrip(b"=").decode()


HEADERS = {
    "none at all": "",
    "empty scheme": " ",
    "Basic": "Basic dXNlcjpwYXNz",
    "scheme alone": "Bearer",
    "scheme and blank": "Bearer ",
    "three parts": "Bearer one two",
    "two blanks": f"Bearer  {KEY.token()}",
    "garbage": "Bearer garbage",
    "garbage in three": "Bearer x.y.z",
    "not base64": "Bearer %%%.%%%.%%%",
    "not JSON": "Bearer " + ".".join(["bm90IGpzb24"] * 3),
    "a list for a header": "Bearer " + base64.urlsafe_b64encode(b"[]").decode() + ".e30.x",
    "deep header": "Bearer " + base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=") + ".e30.x",
    "no scheme": KEY.token(),
}
TOKENS = {
    "expired": KEY.token(exp=_now(-600)),
    "not yet valid": KEY.token(nbf=_now(900)),
    "made in the future": KEY.token(iat=_now(900)),
    "no exp": KEY.token(exp=None),
    "exp in words": KEY.token(exp="tomorrow"),
    "exp as a list": KEY.token(exp=[_now(3600)]),
    "signed by a stranger": STRANGER.token(headers={"kid": KEY.kid}),
    "unknown key": STRANGER.token(),
    "no key id": KEY.token(headers={}),
    "key id as a number": _forged({"alg": "RS256", "kid": 1}, signature=b"x" * 256),
    "key id as a path": _forged({"alg": "RS256", "kid": "../../etc/passwd"}, signature=b"x" * 256),
    "alg none": _forged({"alg": "none", "kid": KEY.kid}),
    "alg None": _forged({"alg": "None", "kid": KEY.kid}),
    "no alg": _forged({"kid": KEY.kid}),
    "HS256 with the public key": _signed_with_the_public_key(),
    "RS512": KEY.token(algorithm="RS512"),
    "PS256": KEY.token(algorithm="PS256"),
    "critical extension": KEY.token(headers={"kid": KEY.kid, "crit": ["x"], "x": 1}),
    "wrong audience": KEY.token(aud="another-app"),
    "no audience": KEY.token(aud=None),
    "empty audience": KEY.token(aud=""),
    "list audience": KEY.token(aud=[APP_ID]),
    "two audiences": KEY.token(aud=[APP_ID, "another-app"]),
    "audience in capitals": KEY.token(aud=APP_ID.upper()),
    "wrong issuer": KEY.token(iss="https://api.botframework.com.evil"),
    "no issuer": KEY.token(iss=None),
    "list issuer": KEY.token(iss=[ISSUER]),
    "emulator issuer": KEY.token(
        iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP_ID, ver="1.0"
    ),
    "emulator issuer 2": KEY.token(
        iss="https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0", azp=APP_ID, ver="2.0"
    ),
    "skill issuer": KEY.token(iss="https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/", appid="a-skill", ver="1.0"),
    "changed claims": ".".join([KEY.token().split(".")[0], _forged({}).split(".")[1], KEY.token().split(".")[2]]),
    "signature cut": KEY.token()[:-20],
}  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "expired four minutes ago": {"exp": -240},
    "valid in four minutes": {"nbf": 240},
    "made in four minutes": {"iat": 240},
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
async def test_no_proper_header_no_entry(door: OpenDoor, header: str) -> None:
    """A missing, empty, different or mangled Authorization header is 401 and says what is needed."""
    answer = await door.knock(headers={"Authorization": header})

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert door.came_in == []


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
async def test_no_good_token_no_entry(door: OpenDoor, token: str) -> None:
    """A token that is out of time, badly signed, for somebody else or from somebody else is 401."""
    answer = await door.knock(token=token)

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert door.came_in == []


@pytest.mark.parametrize("times", GOOD.values(), ids=GOOD.keys())
async def test_five_minutes_are_forgiven(door: OpenDoor, times: dict[str, Any]) -> None:
    """Clocks may differ by up to five minutes."""
    moved: dict[str, Any] = {claim: _now(offset) for claim, offset in times.items()}
    token = KEY.token(**moved)

    assert (await door.knock(token=token)).status == 200


async def test_a_token_need_not_say_from_when(door: OpenDoor) -> None:
    """`nbf` may be left out; `exp` may not."""
    assert (await door.knock(token=KEY.token(nbf=None))).status == 200


async def test_the_scheme_is_read_without_regard_to_case(door: OpenDoor) -> None:
    """`bearer` is `Bearer`."""
    assert (await door.knock(headers={"Authorization": f"bearer {KEY.token()}"})).status == 200


async def test_two_tokens_are_one_too_many(door: OpenDoor) -> None:
    """Two Authorization headers are 401: it is not for us to choose."""
    async with door.session.post(
        f"{door.base}/api/messages",
        data=b"{}",
        headers=[("Content-Type", "application/json")] + [("Authorization", f"Bearer {KEY.token()}")] * 2,
    ) as response:
        assert response.status == 401


async def test_an_app_without_an_id_lets_nobody_in(closed_door: OpenDoor) -> None:
    """Without an app id there is no token to hold, not even one without an audience."""
    await closed_door.open(app_id="")

    for audience in (APP_ID, "", None):
        assert (await closed_door.knock(token=KEY.token(aud=audience))).status == 401


@pytest.mark.parametrize(("life", "remembered"), [(-200, 100), (3600, 3600), (10**9, 3600)])
async def test_a_verified_token_is_remembered_until_it_expires(door: OpenDoor, life: int, remembered: int) -> None:
    """The same token is verified once, and again when its time is over or after an hour, whichever comes first."""
    began = now = time.time()
    bearer = Bearer(BearerRules(APP_ID), door.keys, clock=lambda: now)
    header = f"Bearer {KEY.token(exp=int(began) + life)}"
    first = await bearer.verify(header)

    now = began + remembered - 2
    assert await bearer.verify(header) is first
    now = began + remembered + 2
    assert await bearer.verify(header) is not first


async def test_a_remembered_token_ends_with_its_key(door: OpenDoor) -> None:
    """When a key is withdrawn, what it signed no longer opens the door, remembered or not."""
    assert (await door.knock()).status == 200

    door.key_server.keys = [SigningKey(2)]
    door.monotonic += 61
    assert (await door.knock(token=SigningKey(2).token())).status == 200
    assert (await door.knock()).status == 401


async def test_few_tokens_are_remembered(door: OpenDoor) -> None:
    """The memory is bounded: the token used longest ago is forgotten first."""
    bearer = Bearer(BearerRules(APP_ID), door.keys, remember=2)
    one, two, three = (f"Bearer {KEY.token(n=number)}" for number in range(3))
    first, second = await bearer.verify(one), await bearer.verify(two)
    assert await bearer.verify(one) is first

    await bearer.verify(three)

    assert await bearer.verify(one) is first
    assert await bearer.verify(two) is not second
