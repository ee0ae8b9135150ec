"""What is done to file one document: its steps, each written down before the call that it makes.

A step that was cut off is done again. Nothing is deleted, nothing is replaced: what may or may not have been done is looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bot.allowance import CHANGE, READ, Cost
from bot.briefing import Briefing
from bot.failpoints import reach
from bot.filing_desk import Desk
from bot.patience import Calls
from bot.reading_room import ReadingRoom
from bot.spool import Spool
from bot.storing import Job, Storing
from community.file_names import safe_name
from community.file_types import FileRefused, FileTooBig
from community.shared_files import AttachedFile, Degree, StoredItem, Trouble
from graph.faces import Library, LibraryTrouble
from store.filings import Step
from store.filings_due import FilingRow

_log = logging.getLogger("canopy.librarian")
FILED_BY = "Filed by Canopy"
DESCRIBE_TRIES = 3
"""So often columns are tried; after that a document is filed without them. The catalogue knows what they would say."""
_WORTH_WAITING = frozenset({Trouble.CHANGED, Trouble.LOCKED, Trouble.UNCLEAR})


class Shelving:
    """Knows the steps of a filing. `most` is the largest file that is taken, in bytes."""

    def __init__(self, desk: Desk, calls: Calls, spool: Spool, room: ReadingRoom, storing: Storing, *, most: int) -> None:
        self._desk = desk
        self._calls = calls
        self._spool = spool
        self._room = room
        self._storing = storing
        self._most = most
        self._steps: dict[Step, Callable[[FilingRow, Briefing], Awaitable[FilingRow | None]]] = {
            Step.READ: self._read,
            Step.FIND: self._find,
            Step.FETCH: self._fetch,
            Step.STORE: self._store,
            Step.UPLOAD: self._upload,
            Step.DESCRIBE: self._describe,
        }

    async def step(self, row: FilingRow) -> FilingRow | None:
        """Do the step that comes next. Returns the row as it is written down after it, None when the filing is over.

        Raises `LibraryTrouble`, `OffDuty`, `Overtaken`, what a dialog raised, or `DatabaseUnavailable`.
        """
        reach(f"librarian.{row.filing.step}")
        return await self._steps[row.filing.step](row, await self._desk.brief(row))

    async def _read(self, row: FilingRow, briefing: Briefing) -> None:
        """Learn which files a message holds. What becomes of each is the dialog's to say."""
        files = await self._attached(row, briefing)
        reach("librarian.told")
        await self._desk.files_read(row, files=files)
        reach("librarian.done")

    async def _attached(self, row: FilingRow, briefing: Briefing) -> tuple[AttachedFile, ...]:
        where = await self._room.place(row)
        root, message = briefing.origin.root or briefing.origin.message, briefing.origin.message
        return await self._calls.ask(row.tenant, Cost(0, where.channel), lambda library: library.attached(where, root, message))

    async def _find(self, row: FilingRow, briefing: Briefing) -> FilingRow:
        """A file that was shared in the channel lies there already: find it."""
        file = briefing.origin.attached or await self._one_attached(row, briefing)
        shelf, _ = await self._room.shelf(row, briefing.library)
        item = await self._calls.ask(row.tenant, READ, lambda library: library.find(shelf, file))
        return await self._desk.move(row, step=Step.DESCRIBE, item=item.id, drive=item.drive, name=item.name, size=item.size)

    async def _one_attached(self, row: FilingRow, briefing: Briefing) -> AttachedFile:
        for file in await self._attached(row, briefing):
            if file.id == row.filing.attachment:
                return file
        raise LibraryTrouble(Trouble.GONE)

    async def _fetch(self, row: FilingRow, briefing: Briefing) -> FilingRow | None:
        """Get a file that was sent in 1:1 onto this machine, and see whether the library takes it or has it."""
        sent = briefing.origin.sent
        if sent is None:
            raise LibraryTrouble(Trouble.GONE)
        file = await self._spool.find(row.filing.id)
        if file is None:
            part = await self._spool.begin(row.filing.id)
            await self._calls.ask(row.tenant, READ, lambda library: library.download(sent.download, part, most=self._most))
            file = await self._spool.keep(row.filing.id)
        reach("librarian.fetched")
        try:
            await self._spool.check(file, sent.name, self._most)
        except FileRefused as refused:
            await self._spool.forget(row.filing.id)
            raise LibraryTrouble(Trouble.TOO_BIG if isinstance(refused, FileTooBig) else Trouble.REFUSED_TYPE) from refused
        twin = await self._twin(row, file.sha256)
        if twin is not None:
            await self._finish(row, twin, file.sha256)
            return None
        return await self._desk.name(row, safe_name(sent.name), sha256=file.sha256, size=file.size)

    async def _twin(self, row: FilingRow, sha256: str) -> StoredItem | None:
        """The same content, where the community has it in its library already."""
        known = await self._desk.same_content(row, sha256)
        if known is None:
            return None
        return await self._calls.ask(row.tenant, READ, lambda library: library.item(known.drive, known.item))

    async def _store(self, row: FilingRow, briefing: Briefing) -> FilingRow:
        """Put a file under a name that nobody has."""
        job = await self._job(row, briefing)
        return await self._fetch_again(row) if job is None else await self._storing.store(job)

    async def _upload(self, row: FilingRow, briefing: Briefing) -> FilingRow:
        """Go on with a large file where it was left."""
        job = await self._job(row, briefing)
        return await self._fetch_again(row) if job is None else await self._storing.upload(job)

    async def _job(self, row: FilingRow, briefing: Briefing) -> Job | None:
        """What is to be stored where; None when the file is not on this machine."""
        file, sent = await self._spool.find(row.filing.id), briefing.origin.sent
        if file is None or sent is None:
            return None
        shelf, _ = await self._room.shelf(row, briefing.library)
        return Job(row, shelf, file, safe_name(sent.name))

    async def _fetch_again(self, row: FilingRow) -> FilingRow:
        return await self._desk.move(row, step=Step.FETCH, session="", session_until=None)

    async def _describe(self, row: FilingRow, briefing: Briefing) -> None:
        """Fill in the columns that the library has, and let everybody see the file."""
        item = await self._calls.ask(row.tenant, READ, lambda library: library.item(row.filing.drive, row.filing.item))
        if item is None:
            raise LibraryTrouble(Trouble.GONE)
        _, state = await self._room.shelf(row, briefing.library)
        fields = {name: value for name, value in briefing.columns.items() if name in state.columns}
        if state.degree is Degree.COLUMNS and fields:
            await self._nice_to_have(row, lambda library: library.describe(item, fields))
        by_us = briefing.origin.sent is not None  # what a member has checked out is theirs to check in
        if item.hidden and by_us and await self._nice_to_have(row, lambda library: library.check_in(item, FILED_BY)):
            seen = item.model_copy(update={"hidden": False})
            return await self._finish(row, seen, row.filing.sha256)
        return await self._finish(row, item, row.filing.sha256)

    async def _nice_to_have(self, row: FilingRow, call: Callable[[Library], Awaitable[None]]) -> bool:
        """Do what a document can be filed without. True when it was done; after a few tries it is left."""
        try:
            await self._calls.ask(row.tenant, CHANGE, call)
        except LibraryTrouble as trouble:
            if trouble.trouble is Trouble.BUSY or (trouble.trouble in _WORTH_WAITING and row.filing.tries < DESCRIBE_TRIES):
                raise
            _log.warning("filed without its columns or still checked out: %s", trouble)
            return False
        return True

    async def _finish(self, row: FilingRow, item: StoredItem, sha256: str) -> None:
        reach("librarian.told")
        await self._desk.filed(row, item=item, sha256=sha256)
        reach("librarian.done")
        await self._spool.forget(row.filing.id)
