"""The Bot Connector's REST calls, over one kept-alive session, with the token only to hosts on the allow-list."""

import math
import time
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot.bot_token import TokenUnavailable
from bot.connector_types import Channel, MembersPage, Opened, Refused, RosterMember, Sent, Team, Unclear, Unsent
from bot.service_hosts import ServiceHosts

__all__ = ["Connector", "retry_seconds"]

_CONNECT_WITHIN = 5.0
_MOST_OF_A_MESSAGE = 300
_TIMED_OUT_THERE = 408  # a gateway's "too late": what it passed on may have been done


class Tokens(Protocol):
    """Where the bot's own token comes from."""

    async def bearer(self) -> str:
        """Return a token that is valid now."""

    def drop(self, token: str) -> None:
        """Forget a token that was not accepted."""


class Connector:
    """Calls the service at a `service_url`.

    `token` is None only in the playground (nothing is sent then); `bot_id` is the bot's Teams id (28:...). `time_out`
    in seconds, for a whole call. Every call raises `Unsent` (certainly not done), `Refused` (the service said no) or
    `Unclear` (perhaps done). Redirects are not followed.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: Tokens | None,
        hosts: ServiceHosts,
        *,
        bot_id: str = "",
        time_out: float = 20.0,
    ) -> None:
        self._session = session
        self._token = token
        self._hosts = hosts
        self._bot_id = bot_id
        self._limits = aiohttp.ClientTimeout(total=time_out, connect=min(_CONNECT_WITHIN, time_out))

    async def post(
        self, service_url: str, conversation_id: str, activity: dict[str, Any], *, reply_to: str | None = None
    ) -> Sent:
        """Post a message; `conversation_id` may name a thread (`;messageid=`)."""
        path = _path("conversations", conversation_id, "activities", *([reply_to] if reply_to else []))
        return Sent(_made(await self._call("POST", service_url, path, activity), "id"))

    async def start_thread(self, service_url: str, channel_id: str, tenant_id: str, activity: dict[str, Any]) -> Opened:
        """Begin a thread in a channel with its first message."""
        extra = {"channel": {"id": channel_id}, "tenant": {"id": tenant_id}}
        asked = self._conversation(tenant_id, isGroup=True, channelData=extra, activity=activity)
        answer = await self._call("POST", service_url, "/v3/conversations", asked)
        return Opened(_made(answer, "id"), _made(answer, "activityId"))

    async def open_chat(self, service_url: str, member_id: str, tenant_id: str) -> Opened:
        """Open (or find) the 1:1 chat with a member."""
        extra = {"tenant": {"id": tenant_id}}
        asked = self._conversation(tenant_id, isGroup=False, members=[{"id": member_id}], channelData=extra)
        answer = await self._call("POST", service_url, "/v3/conversations", asked)
        return Opened(_made(answer, "id"), _text(answer, "activityId"))

    async def update(self, service_url: str, conversation_id: str, message_id: str, activity: dict[str, Any]) -> None:
        """Replace a message. Safe to repeat."""
        await self._call("PUT", service_url, _path("conversations", conversation_id, "activities", message_id), activity)

    async def delete(self, service_url: str, conversation_id: str, message_id: str) -> None:
        """Delete a message. Safe to repeat."""
        await self._call("DELETE", service_url, _path("conversations", conversation_id, "activities", message_id))

    async def members_page(
        self, service_url: str, conversation_id: str, *, continuation: str | None = None, size: int = 200
    ) -> MembersPage:
        """Return one page of the people in a conversation."""
        path = f"{_path('conversations', conversation_id, 'pagedmembers')}?pageSize={size}"
        if continuation:
            path += f"&continuationToken={quote(continuation, safe='')}"
        answer = await self._call("GET", service_url, path)
        members = tuple(_roster_member(one) for one in _items(answer, "members") if _text(one, "id"))
        return MembersPage(members, _text(answer, "continuationToken") or None)

    async def member(self, service_url: str, conversation_id: str, member_id: str) -> RosterMember:
        """Return one person of a conversation."""
        path = _path("conversations", conversation_id, "members", member_id)
        return _roster_member(await self._call("GET", service_url, path))

    async def team(self, service_url: str, team_id: str) -> Team:
        """Return a team's name and directory id."""
        answer = await self._call("GET", service_url, _path("teams", team_id))
        return Team(_text(answer, "id"), _text(answer, "name"), _text(answer, "aadGroupId"))

    async def channels(self, service_url: str, team_id: str) -> tuple[Channel, ...]:
        """Return the channels of a team."""
        answer = await self._call("GET", service_url, _path("teams", team_id, "conversations"))
        return tuple(Channel(_text(one, "id"), _text(one, "name")) for one in _items(answer, "conversations"))

    def _conversation(self, tenant_id: str, **parts: Any) -> dict[str, Any]:
        return {"bot": {"id": self._bot_id}, "tenantId": tenant_id, **parts}

    async def _call(self, method: str, service_url: str, path: str, body: dict[str, Any] | None = None) -> Any:
        if not self._hosts.allows(service_url):
            raise Unsent("the service URL is not on the allow-list (CANOPY_SERVICE_HOSTS)")
        url = URL(service_url.rstrip("/") + path, encoded=True)
        sent = None if body is None else orjson.dumps(body)
        token = await self._bearer()
        try:
            return await self._send(method, url, sent, token)
        except Refused as refused:
            if refused.status != 401 or self._token is None or token is None:
                raise
            self._token.drop(token)
        return await self._send(method, url, sent, await self._bearer())

    async def _bearer(self) -> str | None:
        if self._token is None:
            return None
        try:
            return await self._token.bearer()
        except TokenUnavailable as fault:
            raise Unsent(str(fault)) from None

    async def _send(self, method: str, url: URL, body: bytes | None, token: str | None) -> Any:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, allow_redirects=False, timeout=self._limits
            ) as response:
                answer = await response.read()
                return _read(response.status, response.headers.get("Retry-After"), answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as fault:
            raise Unsent(type(fault).__name__) from None
        except TimeoutError:
            raise Unclear(0, "no answer in time") from None
        except (aiohttp.ClientError, OSError) as fault:
            raise Unclear(0, type(fault).__name__) from None


def _read(status: int, retry_after: str | None, answer: bytes) -> Any:
    """Turn an HTTP answer into JSON, or into the error it is."""
    if 200 <= status < 300:
        return _json(answer)
    error = _json(answer)
    error = error.get("error") if isinstance(error, dict) else None
    code, message = _text(error, "code"), _text(error, "message")[:_MOST_OF_A_MESSAGE]
    pause = retry_seconds(retry_after)
    if status >= 500 or status == _TIMED_OUT_THERE:
        raise Unclear(status, code or "the service failed", pause)
    raise Refused(status, code or "Unknown", message, pause)


def _json(answer: bytes) -> Any:
    try:
        return orjson.loads(answer) if answer else None
    except orjson.JSONDecodeError:  # a proxy's HTML page: its status is what counts
        return None


def retry_seconds(retry_after: str | None) -> float | None:
    """Read `Retry-After`: seconds, or an HTTP date."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except ValueError:
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _path(*parts: str) -> str:
    """Join ids into a path below /v3, each quoted whole. Raises `Unsent` for an id that no service can have given."""
    if any(part in {"", ".", ".."} for part in parts):
        raise Unsent("an id is missing")
    return "/v3/" + "/".join(quote(part, safe="") for part in parts)


def _made(answer: Any, field: str) -> str:
    """Return the id of what was made. Without one it was probably made, and we cannot find it again."""
    made = _text(answer, field)
    if not made:
        raise Unclear(200, "the service did not say what it made")
    return made


def _roster_member(entry: Any) -> RosterMember:
    return RosterMember(
        id=_text(entry, "id"),
        aad_object_id=_text(entry, "aadObjectId") or _text(entry, "objectId"),
        name=_text(entry, "name"),
        given_name=_text(entry, "givenName"),
        surname=_text(entry, "surname"),
        email=_text(entry, "email"),
        user_principal_name=_text(entry, "userPrincipalName"),
        tenant_id=_text(entry, "tenantId"),
        role=_text(entry, "userRole"),
    )


def _items(answer: Any, field: str) -> list[Any]:
    items = answer.get(field) if isinstance(answer, dict) else None
    return items if isinstance(items, list) else []


def _text(holder: Any, field: str) -> str:
    value = holder.get(field) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""
