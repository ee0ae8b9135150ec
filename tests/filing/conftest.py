"""What the tests of filing share: a pretend Graph on two ports, a library that calls it, and a folder with the same face."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken

from bot.service_hosts import ServiceHosts
from community.people import TenantId
from community.shared_files import MeetingPlace, Shelf
from graph.faces import Library
from graph.opening import LibraryOptions, open_library
from sandbox.graph import GraphStandIn
from sandbox.graph_state import Exchange
from sandbox.people import APP_ID, TENANT
from sandbox.world import HOME_CHANNEL
from tests.filing.contract import check_log
from tests.support.library_hands import Hands, InSharePoint, OnDisk


class Tokens:
    """A credential that hands out the pretend login's tokens, and counts how often it was asked, opened and closed."""

    def __init__(self, graph: GraphStandIn) -> None:
        self._graph = graph
        self.scopes: list[tuple[str, ...]] = []
        self.opened = 0
        self.closed = 0
        self.spoilt = 0
        """So many of the next tokens are not accepted."""

    async def open(self) -> Tokens:
        self.opened += 1
        return self

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes.append(scopes)
        if self.spoilt:
            self.spoilt -= 1
            return AccessToken(self._graph.token("https://elsewhere.example"), 4_000_000_000)
        return AccessToken(self._graph.token(), 4_000_000_000)

    async def close(self) -> None:
        self.closed += 1


def was_read(exchange: Exchange) -> bool:
    """Whether the pretend Graph read the whole request: a fault may strike before that."""
    return exchange.body_size == int(exchange.headers.get("content-length", exchange.body_size))


@pytest.fixture
async def graph() -> AsyncIterator[GraphStandIn]:
    """A pretend Graph. Afterwards: no client did what none may do, and everything that was said is in the contract."""
    async with GraphStandIn() as stand_in:
        yield stand_in
        assert stand_in.violations == []
        check_log(exchange for exchange in stand_in.log if was_read(exchange))


@pytest.fixture
def tokens(graph: GraphStandIn) -> Tokens:
    """What the library signs in with."""
    return Tokens(graph)


@pytest.fixture
def options(graph: GraphStandIn, tokens: Tokens, tmp_path: Path) -> LibraryOptions:
    """How the library reaches the pretend Graph."""
    return LibraryOptions(
        mode="graph",
        app_id=APP_ID,
        file_hosts=ServiceHosts([graph.files_url]).allows_address,
        folder=tmp_path / "library",
        credential=tokens.open,
        graph_url=graph.url,
        time_out=5.0,
    )


@pytest.fixture
async def library(options: LibraryOptions) -> AsyncIterator[Library]:
    """SharePoint, through the SDK."""
    opened = await open_library(options)
    yield opened
    await opened.close()


@pytest.fixture
def where(graph: GraphStandIn) -> MeetingPlace:
    """The home channel."""
    world = graph.world
    return MeetingPlace(tenant=TenantId(TENANT), group=world.team.aad_group_id, channel=world.channel(HOME_CHANNEL).id)


@pytest.fixture
async def shelf(library: Library, where: MeetingPlace) -> Shelf:
    """The folder of the home channel."""
    return await shelf_of(library, where)


async def shelf_of(library: Library, where: MeetingPlace) -> Shelf:
    """Look, and return where the files lie."""
    found = (await library.look(where)).shelf
    assert found is not None
    return found


@dataclass
class Place:
    """A library, its shelf, and somebody who does things there by hand."""

    library: Library
    shelf: Shelf
    hands: Hands


@pytest.fixture(params=["sharepoint", "folder"])
async def place(
    request: pytest.FixtureRequest, graph: GraphStandIn, options: LibraryOptions, where: MeetingPlace, tmp_path: Path
) -> AsyncIterator[Place]:
    """SharePoint, and then a folder: what is true of one is true of the other."""
    if request.param == "sharepoint":
        opened = await open_library(options)
        hands: Hands = InSharePoint(graph)
    else:
        opened = await open_library(LibraryOptions(mode="folder", app_id=APP_ID, folder=tmp_path / "library"))
        hands = OnDisk(tmp_path / "library")
    yield Place(opened, await shelf_of(opened, where), hands)
    await opened.close()
