"""Puts the librarian together: its desk, its spool, and the way to the library."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.bookroom import GRAPH, Bookroom, LibraryRules
from bot.cataloguing import Cataloguing
from bot.connector import Connector
from bot.filing_desk import Desk
from bot.filings import FilingWork
from bot.identity import AppIdentity, open_credential
from bot.librarian import LEASE, Librarian, Work
from bot.metrics import Metrics
from bot.occasions import Occasions
from bot.patience import Calls
from bot.reading_room import ReadingRoom
from bot.service_hosts import ServiceHosts
from bot.shelving import Shelving
from bot.spool import Spool
from bot.storing import Storing
from bot.watch import Watch
from community.people import TenantId
from graph.faces import Library
from store.database import Database

SPOOL = "filing"
"""The folder in the data folder for files on their way."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the library is reached."""

    rules: LibraryRules
    identity: AppIdentity | None
    session: aiohttp.ClientSession
    files: ServiceHosts
    """Where files may be put, and fetched from."""
    ca_file: Path | None

    async def open(self, tenant: TenantId) -> Library:
        """Open the library of a tenant. Loads what that takes; nothing is loaded before."""
        from graph.opening import LibraryOptions, open_library

        app_id = self.identity.app_id if self.identity else ""
        options = LibraryOptions(
            mode=self.rules.mode,
            app_id=app_id,
            file_hosts=self.files.allows_address,
            folder=self.rules.folder,
            credential=self._credential(tenant),
            graph_url=self.rules.graph_url,
            ca_file=self.ca_file,
        )
        return await open_library(options)

    def _credential(self, tenant: TenantId) -> Callable[[], Awaitable[Any]] | None:
        """Who signs in: the bot, in the tenant whose library it is, whatever tenant its own tokens come from."""
        if self.identity is None or self.rules.mode != GRAPH:
            return None
        there = replace(self.identity, tenant=tenant)
        return lambda: open_credential(there, self.session)


@dataclass(frozen=True, slots=True)
class Office:
    """What the librarian shares with the rest of the house."""

    database: Database
    occasions: Occasions
    connector: Connector
    metrics: Metrics
    clock: Callable[[], datetime]
    wake_courier: Callable[[], None]


def hire(office: Office, bookroom: Bookroom, way: Way, *, data_dir: Path, name: str, look_seconds: float) -> Librarian:
    """A librarian who has not begun yet. `name` tells this process from every other."""
    database, clock = office.database, office.clock
    watch = Watch(LEASE, name, alone=database.on_sqlite)
    calls = Calls(bookroom, on_duty=watch.lasts)
    room = ReadingRoom(database, office.occasions, calls, office.connector, clock=clock, told=office.wake_courier)
    desk = Desk(database, office.occasions, clock=clock, told=office.wake_courier)
    spool = Spool(data_dir / SPOOL)
    storing = Storing(desk, calls, spool, app_id=way.identity.app_id if way.identity else "")
    shelving = Shelving(desk, calls, spool, room, storing, most=way.rules.most)
    filings = FilingWork(desk, shelving, room, spool, office.metrics)
    work = Work(filings, Cataloguing(room, office.metrics), spool)
    return Librarian(database, watch, work, clock=clock, look_seconds=look_seconds)
