"""Where it is written down how far a filing is. What a dialog hears of it, it hears in the transaction that writes it down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bot.briefing import Briefing, read_origin
from bot.occasions import Occasions, Whose
from community.by_hand import is_untouched
from community.documents import Document
from community.file_names import next_name, same_name
from community.ids import FilingId
from community.shared_files import StoredItem, Trouble
from community.times import milliseconds
from dialogs.events import DocumentFiled, Event, FilesRead, FilingFailed
from graph.faces import LibraryTrouble
from store import filings_due
from store.database import Connection, Database
from store.filing_names import names_in_hand
from store.filings import Filings, Step
from store.filings_due import FilingRow
from store.opened import Store

MOST_NAMES = 100
"""So many names are tried for one file."""


class Overtaken(Exception):
    """Raised when a filing is not as it was seen: it was ended or changed meanwhile. Nothing was written."""


class Desk:
    """Reads and writes filings, each time in a transaction of its own. `told` is called when there is something to deliver."""

    def __init__(
        self, database: Database, occasions: Occasions, *, clock: Callable[[], datetime], told: Callable[[], None]
    ) -> None:
        self._database = database
        self._occasions = occasions
        self._clock = clock
        self._told = told

    async def brief(self, row: FilingRow) -> Briefing:
        """What is known now. Raises `Overtaken`."""
        return await self._database.transact(lambda connection: _brief(connection, row))

    async def move(self, row: FilingRow, **changes: Any) -> FilingRow:
        """Write down the next step, or more about this one. Raises `Overtaken`."""
        return await self._database.transact(lambda connection: self._move(connection, row, changes))

    async def name(self, row: FilingRow, wanted: str, **changes: Any) -> FilingRow:
        """Take `wanted`, or the next name that no other filing under way has, and write down that the file is stored next.

        Where the filing has tried a name before, the one after that. Raises `Overtaken`, and `LibraryTrouble` after enough names.
        """

        def take(connection: Connection) -> FilingRow:
            tried = "" if row.filing.step is Step.FETCH else row.filing.name
            free = _free(names_in_hand(connection, row), wanted, after=tried)
            stored_next = {"step": Step.STORE, "name": free, "session": "", "session_until": None}
            return self._move(connection, row, {**stored_next, **changes})

        return await self._database.transact(take)

    async def files_read(self, row: FilingRow, **told: Any) -> None:
        """Tell the dialogs which files a message holds; they say what becomes of each. Raises as `filed` does."""
        await self._tell(row, FilesRead, told, _end_unless_moved)

    async def filed(self, row: FilingRow, **told: Any) -> None:
        """Tell the dialogs that a document is in the library, and end its filing. Raises `Overtaken`, or what a dialog raised."""
        await self._tell(row, DocumentFiled, told, Filings.end)

    async def failed(self, row: FilingRow, **told: Any) -> None:
        """Tell the dialogs that a filing failed, and let it rest until somebody tries again. Raises as `filed` does."""
        await self._tell(row, FilingFailed, told, Filings.rest)

    async def end(self, row: FilingRow) -> None:
        """End a filing of which nobody has to hear."""
        await self._database.transact(lambda connection: _store(connection, row).filings.end(row.filing.id))

    async def put_off(self, row: FilingRow, seconds: float) -> None:
        """Take a filing up again in so many seconds. Counts as a try."""
        until = milliseconds(self._clock(), seconds)
        await self._database.transact(lambda connection: filings_due.put_off(connection, row, until))

    async def pause(self, row: FilingRow, seconds: float) -> None:
        """Leave everything of a tenant for so many seconds. Counts as no try."""
        until = milliseconds(self._clock(), seconds)
        await self._database.transact(lambda connection: filings_due.pause(connection, row.tenant, until))

    async def same_content(self, row: FilingRow, sha256: str) -> Document | None:
        """Another document of the community that is in the library with the same content."""

        def look(connection: Connection) -> Document | None:
            found = _store(connection, row).documents.by_content(sha256)
            return None if found is None or found.id == row.filing.document or not found.item else found

        return await self._database.transact(look)

    async def is_another(self, row: FilingRow, item: StoredItem) -> bool:
        """Whether the catalogue knows an item as a document other than this filing's.

        What was noticed in the folder and touched by nobody since does not count: it may be what this filing put there.
        """

        def look(connection: Connection) -> bool:
            found = _store(connection, row).documents.by_item(item.drive, item.id)
            return found is not None and found.id != row.filing.document and not is_untouched(found)

        return await self._database.transact(look)

    def _move(self, connection: Connection, row: FilingRow, changes: dict[str, Any]) -> FilingRow:
        _check_as_seen(connection, row)
        moved = row.with_(**{"tries": 0, "due_at": milliseconds(self._clock()), **changes})
        filings_due.keep(connection, moved)
        return moved

    async def _tell(
        self, row: FilingRow, kind: type[Event], told: dict[str, Any], after: Callable[[Filings, FilingId], None]
    ) -> None:
        def write(connection: Connection) -> bool:
            _check_as_seen(connection, row)
            whose = Whose(row.tenant, row.community, row.service_url)
            to_deliver = self._occasions.tell(connection, whose, kind, self._clock(), filing=row.filing.id, **told)
            after(_store(connection, row).filings, row.filing.id)
            return to_deliver

        if await self._database.transact(write):
            self._told()


def _brief(connection: Connection, row: FilingRow) -> Briefing:
    _check_as_seen(connection, row)
    store = _store(connection, row)
    community = store.settlements.read()
    if community is None:
        raise Overtaken
    return Briefing(community, store.documents.read(row.filing.document), store.libraries.read(), read_origin(row.filing.origin))


def _check_as_seen(connection: Connection, row: FilingRow) -> None:
    """Raise `Overtaken` unless the filing is where it was when it was taken up."""
    found = _store(connection, row).filings.read(row.filing.id)
    if found is None or (found.step, found.name, found.item) != (row.filing.step, row.filing.name, row.filing.item):
        raise Overtaken


def _end_unless_moved(filings: Filings, filing: FilingId) -> None:
    """End a reading from which the dialog made nothing more."""
    left = filings.read(filing)
    if left is not None and left.step is Step.READ and left.due_at is not None:
        filings.end(filing)


def _free(taken: list[str], wanted: str, *, after: str) -> str:
    """The first name that no other filing has; with `after`, the first one behind that."""
    names = _names(wanted)
    if after:
        next((name for name in names if same_name(name, after)), None)
    for name in names:
        if not any(same_name(name, other) for other in taken):
            return name
    raise LibraryTrouble(Trouble.NAME_TAKEN)


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    for number in range(2, MOST_NAMES + 1):
        yield next_name(wanted, number)


def _store(connection: Connection, row: FilingRow) -> Store:
    return Store(connection, row.tenant, row.community, row.service_url)
