"""Where a channel's files lie, how much is allowed there, and what is changed there by hand: found out by looking, and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot.allowance import LOOK, READ
from bot.connector import Connector
from bot.connector_types import ConnectorError, Refused, Unclear
from bot.occasions import NobodyDoesThat, Occasions, Whose
from bot.patience import Calls
from community.communities import is_group_chat
from community.people import CommunityId, TenantId
from community.shared_files import Changes, Degree, LibraryState, MeetingPlace, Shelf, Trouble
from community.times import milliseconds
from dialogs.events import Event, FilesChanged, LibraryLooked
from graph.faces import LibraryTrouble
from store import libraries_due
from store.database import Connection, Database
from store.libraries import KeptLibrary
from store.libraries_due import LibraryRow
from store.opened import Store

FRESH = timedelta(seconds=60)
"""For so long a look that found no library counts: somebody may have given their consent just now, and try again."""
LOOK_SECONDS = 3_600.0
"""After so long it is looked again where there is no library."""
CHANGES_SECONDS = 600.0
"""How often it is asked what was changed by hand."""
MOST_PAGES = 50
"""So many pages of changes are read in one go; the rest waits for its turn."""
_NO_ANSWER = frozenset({Trouble.BUSY, Trouble.UNCLEAR})


class Located(Protocol):
    """A filing or a library, with where it belongs."""

    @property
    def tenant(self) -> TenantId:
        """The tenant."""

    @property
    def community(self) -> CommunityId:
        """The community."""

    @property
    def service_url(self) -> str:
        """How Teams is reached for it."""

    @property
    def team(self) -> str | None:
        """The team, as Teams calls it."""

    @property
    def home(self) -> str:
        """The channel."""

    @property
    def group(self) -> str:
        """The team, as Graph calls it; empty while that is not known."""


class ReadingRoom:
    """Looks at libraries, and follows what is changed in them. `told` is called when there is something to deliver."""

    def __init__(
        self,
        database: Database,
        occasions: Occasions,
        calls: Calls,
        connector: Connector,
        *,
        clock: Callable[[], datetime],
        told: Callable[[], None],
    ) -> None:
        self._database = database
        self._occasions = occasions
        self._calls = calls
        self._connector = connector
        self._clock = clock
        self._told = told
        self._groups: dict[tuple[TenantId, str], str] = {}

    async def shelf(self, row: Located, kept: KeptLibrary | None) -> tuple[Shelf, LibraryState]:
        """The shelf, as last looked at; looked for now where none is known. Raises `LibraryTrouble` when there is none."""
        state = None if kept is None else kept.state
        if kept is None or state is None or (state.shelf is None and _looked_before(kept, self._clock() - FRESH)):
            state = await self.look(row)
        if state.shelf is None:
            raise LibraryTrouble(_why(state))
        return state.shelf, state

    async def place(self, row: Located) -> MeetingPlace:
        """The channel, as Graph calls it. Raises `LibraryTrouble`."""
        if is_group_chat(row.home) and not self._calls.local:
            raise LibraryTrouble(Trouble.GROUP_CHAT)
        group = row.group or (await self._group(row, row.team) if row.team else "")
        return MeetingPlace(tenant=row.tenant, group=group, channel=row.home)

    async def _group(self, row: Located, team: str) -> str:
        """Which group a team is. Teams is asked once: it stays the same for good."""
        known = self._groups.get((row.tenant, team), "")
        if not known:
            known = self._groups[row.tenant, team] = await self._ask_teams(row, team)
            now = self._clock()
            await self._database.transact(lambda connection: _store(connection, row).libraries.keep_group(known, now))
        return known

    async def _ask_teams(self, row: Located, team: str) -> str:
        try:
            group = (await self._connector.team(row.service_url, team)).aad_group_id
        except (Refused, Unclear) as said_no:
            trouble = Trouble.NOT_ALLOWED if isinstance(said_no, Refused) and said_no.status != 429 else Trouble.UNCLEAR
            raise LibraryTrouble(trouble, status=said_no.status) from None
        except ConnectorError:
            raise LibraryTrouble(Trouble.UNCLEAR) from None
        if not group:
            raise LibraryTrouble(Trouble.NOT_ALLOWED)
        return group

    async def look(self, row: Located) -> LibraryState:
        """Find out how much is allowed, keep it, and tell the dialogs. Raises `LibraryTrouble` when there was no answer."""
        try:
            where = await self.place(row)
            state = await self._calls.ask(row.tenant, LOOK._replace(channel=where.channel), lambda library: library.look(where))
        except LibraryTrouble as trouble:
            if trouble.trouble in _NO_ANSWER:
                raise
            state = LibraryState(degree=Degree.CATALOGUE, problem=trouble.trouble)
        now = self._clock()
        keep = partial(_keep_state, row=row, state=state, now=now, again_at=milliseconds(now, LOOK_SECONDS))
        await self._happened(row, keep, LibraryLooked, now, state=state)
        return state

    async def look_soon(self, row: Located) -> None:
        """Look again: what was found out does not hold any more."""
        await self._database.transact(lambda connection: _store(connection, row).libraries.look_soon(self._clock()))

    async def look_later(self, row: LibraryRow, seconds: float) -> None:
        """Look again in so many seconds."""
        at = milliseconds(self._clock(), seconds)
        await self._database.transact(lambda connection: libraries_due.look_later(connection, row, at))

    async def follow_later(self, row: LibraryRow, seconds: float) -> None:
        """Follow the changes again in so many seconds."""
        at = milliseconds(self._clock(), seconds)
        await self._database.transact(lambda connection: libraries_due.follow_later(connection, row, at))

    async def follow(self, row: LibraryRow) -> int:
        """Tell the dialogs what was changed by hand since last time. Returns how many pages there were.

        The way to the next page is kept with what a page says, so that no change is told by halves. Raises `LibraryTrouble`.
        """
        shelf, link = row.state.shelf if row.state else None, row.link
        if shelf is None:
            return 0
        for page in range(1, MOST_PAGES + 1):
            changes = await self._changes(row, shelf, link)
            now = self._clock()
            at = milliseconds(now, 0.0 if changes.more else CHANGES_SECONDS)
            keep = partial(_keep_link, row=row, shelf=shelf, link=changes.link, at=at)
            await self._happened(row, keep, FilesChanged, now, changes=changes)
            if not changes.more:
                return page
            link = changes.link
        return MOST_PAGES

    async def _changes(self, row: LibraryRow, shelf: Shelf, link: str) -> Changes:
        return await self._calls.ask(row.tenant, READ, lambda library: library.changes(shelf, link))

    async def _happened(
        self, row: Located, keep: Callable[[Connection], bool], kind: type[Event], now: datetime, **told: Any
    ) -> None:
        """Keep something and tell the dialogs, in one transaction. Nothing is told where it was not to be kept any more."""

        def write(connection: Connection) -> bool:
            if not keep(connection):
                return False
            try:
                return self._occasions.tell(connection, Whose(row.tenant, row.community, row.service_url), kind, now, **told)
            except NobodyDoesThat:  # then nobody has to hear of it, and it is known all the same
                return False

        if await self._database.transact(write):
            self._told()


def _keep_state(connection: Connection, row: Located, state: LibraryState, now: datetime, again_at: int) -> bool:
    _store(connection, row).libraries.keep(state, now)
    if state.shelf is None and isinstance(row, LibraryRow):
        libraries_due.look_later(connection, row, again_at)
    return True


def _keep_link(connection: Connection, row: LibraryRow, shelf: Shelf, link: str, at: int) -> bool:
    """Keep the way to the next page; False where the channel's files have moved since this one was asked for."""
    kept = _store(connection, row).libraries.read()
    if kept is None or kept.state is None or kept.state.shelf != shelf:
        return False
    libraries_due.keep_link(connection, row, link=link, at=at)
    return True


def _looked_before(kept: KeptLibrary, moment: datetime) -> bool:
    return kept.looked_at is None or kept.looked_at < moment


def _why(state: LibraryState) -> Trouble:
    try:
        return Trouble(state.problem)
    except ValueError:
        return Trouble.NOT_ALLOWED


def _store(connection: Connection, row: Located) -> Store:
    return Store(connection, row.tenant, row.community, row.service_url)
