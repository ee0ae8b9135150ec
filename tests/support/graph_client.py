"""A client of the pretend Graph that does exactly what it is told, right or wrong."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from sandbox.graph import GraphStandIn
from sandbox.world import HOME_CHANNEL, Message

FAIL = "@microsoft.graph.conflictBehavior=fail"


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    body: Any
    headers: Mapping[str, str]
    raw: bytes

    @property
    def code(self) -> str:
        """What a refusal is called."""
        return str(self.body["error"]["code"])


class GraphClient:
    """Asks Graph and the files host; addresses are sent as they are given."""

    def __init__(self, graph: GraphStandIn, session: httpx.AsyncClient) -> None:
        self.graph = graph
        self._session = session

    async def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Got:
        """Ask with a good token, JSON for a body unless it is bytes. An address with a host goes there without a token."""
        there = address.startswith("http")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if not there:
            sent.setdefault("Authorization", f"Bearer {self.graph.token()}")
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/octet-stream" if isinstance(body, bytes) else "application/json")
        url = address if there else f"{self.graph.url}/v1.0{address}"
        response = await self._session.request(method, url, content=data, headers=sent)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return Got(response.status_code, response.json() if is_json else None, response.headers, response.content)

    # ---- addresses

    def channel(self, name: str = HOME_CHANNEL) -> str:
        """Where a channel is."""
        world = self.graph.world
        return f"/teams/{world.team.aad_group_id}/channels/{quote(world.channel(name).id, safe='')}"

    def message(self, message: Message) -> str:
        """Where a message is: a post, or a reply."""
        post = f"{self.channel()}/messages/{message.root}"
        return post if message.id == message.root else f"{post}/replies/{message.id}"

    def drive(self, channel: str = HOME_CHANNEL) -> str:
        """Where the library of a channel is."""
        return f"/drives/{quote(self.graph.drive(channel).drive.id, safe='')}"

    def folder(self, channel: str = HOME_CHANNEL) -> str:
        """Where the folder of a channel is."""
        return f"{self.drive(channel)}/items/{self.graph.drive(channel).folder.id}"

    def item(self, name: str) -> str:
        """Where a file of the home channel is, by its id."""
        return f"{self.drive()}/items/{self.graph.drive().named(name).id}"

    def named(self, name: str) -> str:
        """Where a file of the home channel is, by its path."""
        return f"{self.folder()}:/{quote(name)}:"

    # ---- what is done often

    async def put(self, name: str, content: bytes, query: str = FAIL, **headers: str) -> Got:
        """Store a small file."""
        return await self.ask("PUT", f"{self.named(name)}/content{f'?{query}' if query else ''}", content, **headers)

    async def begin(self, name: str, size: int | None = None, **more: Any) -> str:
        """Open an upload session, and return its address."""
        item = {"@microsoft.graph.conflictBehavior": "fail"} | ({} if size is None else {"fileSize": size})
        got = await self.ask("POST", f"{self.named(name)}/createUploadSession", {"item": item, **more})
        assert got.status == 200, got
        return str(got.body["uploadUrl"])

    async def piece(self, address: str, piece: bytes, first: int, size: int, **headers: str) -> Got:
        """Send a piece of an upload."""
        headers = {"Content_Range": f"bytes {first}-{first + len(piece) - 1}/{size}", **headers}
        return await self.ask("PUT", address, piece, **headers)


@asynccontextmanager
async def graph_client() -> AsyncIterator[GraphClient]:
    """Start a pretend Graph with a world of its own, and a client for it, which repeats nothing by itself."""
    async with GraphStandIn() as graph, httpx.AsyncClient(trust_env=False) as session:
        yield GraphClient(graph, session)
