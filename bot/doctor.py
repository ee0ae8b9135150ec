"""`python app.py doctor`: asks Microsoft 365, for one channel, what only a live tenant can answer. It changes nothing.

Each answer comes with what Microsoft calls the request, which is what its support asks for.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson

from bot.house import HouseRules
from bot.identity import AppIdentity, open_credential
from bot.outbound import open_session
from community.shared_files import LIBRARY_COLUMNS

CONSENT = "let a team owner add the app again and agree to what it asks for, or see whether the tenant lets owners agree"
GRANT = "let an administrator grant Canopy the team's site (Sites.Selected, role write): docs/administrators.md, The library"
OPEN_TAB = "open the channel's Files tab once, and ask again"
NEVER_MIND = "nothing: Canopy does not need it, and finds files by their place in the channel's folder"
COLUMNS = "nothing, or add the columns: docs/administrators.md, The library"
REQUIRED = "take the requirement off, or check in what Canopy files: until then only its author sees it"
FILE_NAME = "FileLeafRef"
"""The column that is required everywhere: the name of the file itself."""
_SECONDS = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Where:
    """What is looked at: a team by its Entra group, a channel of it, and a message of that if one is named."""

    team: str
    channel: str
    message: str = ""
    tenant: str = ""
    """For a bot of several tenants: the one the team is in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer."""

    yes: bool
    question: str
    request_id: str
    to_do: str = ""
    needed: bool = True
    """False for what Canopy does without."""

    @property
    def well(self) -> bool:
        """True unless something has to be done."""
        return self.yes or not self.needed

    def said(self) -> str:
        """The answer in a line, and what to do about it in another."""
        number = f" (request-id {self.request_id})" if self.request_id else ""
        line = f"{'yes' if self.yes else 'no ':<4}{self.question}{number}"
        return line if self.yes or not self.to_do else f"{line}\n      to do: {self.to_do}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Graph answered."""

    status: int
    request_id: str
    body: Any

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def text(self, *path: str) -> str:
        here = self.body
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        return here if isinstance(here, str) else ""


class _Graph:
    """Reads from Graph, with the bot's own token. Redirects are not followed."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, *parts: str) -> _Answer:
        path = "/".join(quote(part, safe="!") for part in parts)
        try:
            async with self._session.get(
                f"{self._url}/v1.0/{path}", headers=self._headers, allow_redirects=False, timeout=_SECONDS
            ) as response:
                content = await response.read()
                return _Answer(response.status, response.headers.get("request-id", ""), _json(content))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return _Answer(0, "", None)


async def examine(rules: HouseRules, where: Where) -> AsyncGenerator[Finding, None]:
    """Ask one thing after the other. What cannot be asked any more because of an answer is left out."""
    if rules.identity is None or rules.library.mode != "graph":
        yield Finding(False, "Documents are filed in SharePoint", "", "set CANOPY_LIBRARY=graph")
        return
    session = open_session(rules.ca_file)
    try:
        token, why = await _token(rules.identity, where.tenant, session, rules.library.graph_url)
        yield Finding(bool(token), "Canopy gets a token for Microsoft Graph", "", why)
        if token:
            async with aclosing(_asked(_Graph(session, rules.library.graph_url, token), where)) as findings:
                async for finding in findings:
                    yield finding
    finally:
        await session.close()


async def _token(identity: AppIdentity, tenant: str, session: aiohttp.ClientSession, url: str) -> tuple[str, str]:
    there = identity if not tenant else AppIdentity(identity.app_id, tenant, identity.proof, identity.login_url, identity.scope)
    try:
        async with await open_credential(there, session) as credential:
            return str((await credential.get_token(f"{url}/.default")).token), ""
    except Exception as fault:  # the library raises many kinds; all mean that there is no token
        return "", f"{identity.proof.setting} ({type(fault).__name__})"


async def _asked(graph: _Graph, where: Where) -> AsyncGenerator[Finding, None]:
    channel = ("teams", where.team, "channels", where.channel)
    if where.message:
        begun = datetime.now(UTC)
        message = await graph.get(*channel, "messages", where.message)
        sent = message.text("createdDateTime")
        yield _finding("Canopy reads that message of the channel (ChannelMessage.Read.Group)", message, CONSENT)
        if message.good:
            files = [one for one in _list(message.body, "attachments") if one.get("contentType") == "reference"]
            yield Finding(True, f"It has {len(files)} files; it was sent at {sent}, and asked for at {begun:%H:%M:%S}", "")
    else:
        message = await graph.get(*channel, "messages", "1")
        allowed = message.status in {200, 404}
        yield Finding(allowed, "Canopy may read messages of the channel (ChannelMessage.Read.Group)", message.request_id, CONSENT)
    folder = await graph.get(*channel, "filesFolder")
    yield _finding(
        "Canopy sees where the channel's files lie (File.Read.Group)", folder, OPEN_TAB if folder.status == 404 else CONSENT
    )
    drive, item = folder.text("parentReference", "driveId"), folder.text("id")
    if folder.good and drive and item:
        async with aclosing(_library(graph, drive, item, folder.text("webUrl"))) as findings:
            async for finding in findings:
                yield finding


async def _library(graph: _Graph, drive: str, item: str, address: str) -> AsyncGenerator[Finding, None]:
    listed = await graph.get("drives", drive, "items", item, "children")
    yield _finding("Canopy reads the folder (the grant on the site)", listed, GRANT)
    shared = "u!" + base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")
    looked_up = await graph.get("shares", shared, "driveItem")
    yield Finding(looked_up.good, "Addresses can be looked up (/shares)", looked_up.request_id, NEVER_MIND, needed=False)
    if not listed.good:
        return
    columns = await graph.get("drives", drive, "list", "columns")
    named = {str(one.get("name", "")): one for one in _list(columns.body, "value")}
    missing = [name for name in LIBRARY_COLUMNS if name not in named]
    has = _listing("The library has columns for what the catalogue knows", "missing", missing)
    yield Finding(columns.good and not missing, has, columns.request_id, COLUMNS, needed=False)
    required = [name for name, one in named.items() if one.get("required") and not one.get("readOnly") and name != FILE_NAME]
    free = _listing("No column has to be filled in before others see a file", "required", required)
    yield Finding(columns.good and not required, free, columns.request_id, REQUIRED)
    changes = await graph.get("drives", drive, "root", "delta")
    yield _finding("Changes that people make by hand can be followed", changes, GRANT)


def _finding(question: str, answer: _Answer, to_do: str) -> Finding:
    code = answer.text("error", "code")
    said = f"{to_do} (Graph answered {answer.status or 'nothing'}{f' {code}' if code else ''})"
    return Finding(answer.good, question, answer.request_id, said)


def _listing(question: str, what: str, names: list[str]) -> str:
    return f"{question}; {what}: {', '.join(names)}" if names else question


def _list(holder: Any, field: str) -> list[dict[str, Any]]:
    items = holder.get(field) if isinstance(holder, dict) else None
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        return None
