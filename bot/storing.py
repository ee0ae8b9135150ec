"""Putting a file into the library, once, under a name that nobody has: whatever goes wrong, look first, then decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.allowance import CHANGE, FREE, READ
from bot.failpoints import reach
from bot.filing_desk import Desk
from bot.patience import Calls
from bot.spool import Spool, Spooled
from community.shared_files import Shelf, StoredItem, Trouble
from graph.faces import LibraryTrouble, Progress, UploadSession
from store.filings import Step
from store.filings_due import FilingRow

SMALL = 4 * 1024 * 1024
"""A file up to this size is sent at once."""
PIECE = 16 * 327_680
"""Larger ones go in pieces of five megabytes, so that little memory is held: whole multiples of what SharePoint counts in."""
STUCK = 4
"""So often a piece may come to nothing before an upload is left for later."""
CLOCKS_DIFFER = timedelta(minutes=5)
_LOOK = frozenset({Trouble.NAME_TAKEN, Trouble.UNCLEAR, Trouble.CHANGED, Trouble.LOCKED, Trouble.EXPIRED})
"""After these nobody knows what is there."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be stored. `wanted` is what it would be called if nothing were in the way."""

    row: FilingRow
    shelf: Shelf
    file: Spooled
    wanted: str


class Storing:
    """Stores files. `app_id` is how SharePoint calls Canopy where it says who created something.

    What is returned is the row as it is written down for the step that comes next.
    """

    def __init__(self, desk: Desk, calls: Calls, spool: Spool, *, app_id: str) -> None:
        self._desk = desk
        self._calls = calls
        self._spool = spool
        self._app_id = app_id.lower()

    async def store(self, job: Job) -> FilingRow:
        """Send a small file, or begin to send a large one."""
        try:
            if job.file.size > SMALL:
                return await self._begin(job)
            content = await self._spool.piece(job.file, 0, job.file.size)
            item = await self._calls.ask(
                job.row.tenant, CHANGE, lambda library: library.put(job.shelf, job.row.filing.name, content)
            )
        except LibraryTrouble as trouble:
            return await self._settle(job, trouble)
        reach("librarian.stored")
        return await self._stored(job, item)

    async def _begin(self, job: Job) -> FilingRow:
        row, size = job.row, job.file.size
        session = await self._calls.ask(
            row.tenant, CHANGE, lambda library: library.begin_upload(job.shelf, row.filing.name, size)
        )
        reach("librarian.begun")
        return await self._desk.move(row, step=Step.UPLOAD, session=session.address, session_until=session.until)

    async def upload(self, job: Job) -> FilingRow:
        """Send what is still to be sent of a large file."""
        session = UploadSession(job.row.filing.session, job.row.filing.session_until or datetime.fromtimestamp(0, UTC))
        try:
            item = await self._send(job, session)
        except LibraryTrouble as trouble:
            return await self._settle(job, trouble)
        reach("librarian.stored")
        return await self._stored(job, item)

    async def _send(self, job: Job, session: UploadSession) -> StoredItem:
        """Piece after piece, from where the service says it is. Raises `LibraryTrouble`."""
        progress = await self._progress(job, session)
        stuck = 0
        while progress.item is None:
            before = progress.next_byte
            if before >= job.file.size or stuck >= STUCK:
                raise LibraryTrouble(Trouble.UNCLEAR)
            progress = await self._send_piece(job, session, before)
            stuck = stuck + 1 if progress.item is None and progress.next_byte <= before else 0
            reach("librarian.piece")
        return progress.item

    async def _send_piece(self, job: Job, session: UploadSession, first: int) -> Progress:
        piece = await self._spool.piece(job.file, first, PIECE)
        try:
            return await self._calls.ask(
                job.row.tenant, READ, lambda library: library.put_piece(session, piece, first, job.file.size)
            )
        except LibraryTrouble as trouble:
            if trouble.trouble is not Trouble.UNCLEAR:
                raise
        return await self._progress(job, session)

    async def _progress(self, job: Job, session: UploadSession) -> Progress:
        return await self._calls.ask(job.row.tenant, FREE, lambda library: library.progress(session))

    async def _settle(self, job: Job, trouble: LibraryTrouble) -> FilingRow:
        """Something did not go as it should. See what is there and decide: ours is done, theirs means another name."""
        if trouble.trouble not in _LOOK:
            raise trouble
        reach("librarian.look")
        row, again = job.row, trouble.trouble is Trouble.EXPIRED and job.row.filing.step is Step.UPLOAD
        there = await self._calls.ask(row.tenant, READ, lambda library: library.at(job.shelf, row.filing.name))
        if there is not None and await self._is_ours(job, there):
            return await self._stored(job, there)
        if there is not None or (trouble.trouble is Trouble.NAME_TAKEN and row.filing.tries):
            return await self._desk.name(row, job.wanted)
        if again:
            return await self._desk.move(row, step=Step.STORE, session="", session_until=None)
        raise LibraryTrouble(
            Trouble.UNCLEAR, retry_after=trouble.retry_after, request_id=trouble.request_id, status=trouble.status
        )

    async def _is_ours(self, job: Job, there: StoredItem) -> bool:
        """Whether what has the name is what this filing put there. Never by size: SharePoint changes files as it stores them.

        No other filing under way has the name, so what our own app created there since it was wanted is ours, unless the
        catalogue knows it as another document. The same bytes are as good, whoever put them there.
        """
        if await self._desk.is_another(job.row, there):
            return False
        if there.quick_hash and there.quick_hash == await self._spool.quick_hash(job.file):
            return True
        by_us = bool(self._app_id) and there.created_by_app.lower() == self._app_id
        return by_us and there.created_at is not None and there.created_at >= job.row.filing.started_at - CLOCKS_DIFFER

    async def _stored(self, job: Job, item: StoredItem) -> FilingRow:
        return await self._desk.move(
            job.row, step=Step.DESCRIBE, item=item.id, drive=item.drive, name=item.name, session="", session_until=None
        )
