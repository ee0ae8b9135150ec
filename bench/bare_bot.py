"""A bare aiohttp handler that checks the caller's token and no more: the least that a bot can cost. Stores nothing."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
import orjson
import uvloop
from aiohttp import web

from bench.town import CARD_TYPE, card_of_three_kilobytes
from sandbox.people import APP_ID, TENANT

ANSWER = orjson.dumps({"statusCode": 200, "type": CARD_TYPE, "value": card_of_three_kilobytes()})


class BareBot:
    """Answers a message with one POST to the connector, and an invoke with JSON. The token is checked every time."""

    def __init__(self) -> None:
        self._keys: dict[str, Any] = {}
        self._access = ""

    async def open(self, _: web.Application) -> AsyncIterator[None]:
        """Fetch keys and token once; one session for everything."""
        trust = ssl.create_default_context(cafile=os.environ["CANOPY_CA_FILE"])
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as self._session:
            async with self._session.get(os.environ["CANOPY_OPENID_METADATA_URL"]) as response:
                where = (await response.json())["jwks_uri"]
            async with self._session.get(where) as response:
                self._keys = {key["kid"]: jwt.PyJWK(key).key for key in (await response.json())["keys"]}
            login = f"{os.environ['CANOPY_LOGIN_URL']}/{TENANT}/oauth2/v2.0/token"
            async with self._session.post(login, data={"grant_type": "client_credentials"}) as response:
                self._access = (await response.json())["access_token"]
            yield

    async def messages(self, request: web.Request) -> web.Response:
        """Answer one activity."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = self._keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], audience=APP_ID, issuer="https://api.botframework.com")
        activity = orjson.loads(await request.read())
        if activity["type"] == "invoke":
            return web.Response(body=ANSWER, content_type="application/json")
        url = f"{activity['serviceUrl']}v3/conversations/{quote(activity['conversation']['id'], safe='')}/activities"
        body = orjson.dumps({"type": "message", "text": f"Echo: {activity['text']}"})
        headers = {"Authorization": f"Bearer {self._access}", "Content-Type": "application/json"}
        async with self._session.post(url, data=body, headers=headers) as response:
            await response.read()
        return web.Response()


def application() -> web.Application:
    """The application."""
    bot = BareBot()
    app = web.Application()
    app.cleanup_ctx.append(bot.open)
    app.router.add_post("/api/messages", bot.messages)
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(application(), host="127.0.0.1", port=int(os.environ.get("PORT", "3978")), access_log=None)
