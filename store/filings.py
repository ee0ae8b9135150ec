"""Files on their way into the library: one durable row each, which says what was done and what comes next.

Inside a community dialogs begin, end and try again; the librarian looks across communities (`store.filings_due`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from community.ids import DocumentId, FilingId
from community.times import milliseconds
from store.queries import Query
from store.rows import Collection, in_community
from store.schema_library import filings


class Step(StrEnum):
    """What is to be done next."""

    READ = "read"
    """Read which files the message has."""
    FIND = "find"
    """Find the stored item of a file that is in the channel's folder already."""
    FETCH = "fetch"
    """Bring the bytes here, from the 1:1 chat."""
    STORE = "store"
    """Put them on the shelf under a name that is free."""
    UPLOAD = "upload"
    """Send them piece by piece, in the session that was begun."""
    DESCRIBE = "describe"
    """They are there: check them in, fill in columns."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Filing:
    """One file on its way."""

    id: FilingId
    document: DocumentId
    origin: str
    """JSON of the dialog's own: which message, or which file of a 1:1 chat."""
    step: Step
    started_at: datetime
    due_at: int | None = None
    """When it goes on, in milliseconds since 1970 UTC. None while it rests: it failed, and somebody may try again."""
    message: str = ""
    """The message whose file it is; empty for one from a 1:1 chat."""
    attachment: str = ""
    """Which attachment of the message; empty while they have not been read."""
    name: str = ""
    """The name it has, or is being given, on the shelf."""
    session: str = ""
    """The address of an upload under way: its own permission, never to be logged."""
    session_until: datetime | None = None
    sha256: str = ""
    size: int = 0
    drive: str = ""
    item: str = ""
    """How SharePoint calls it, once known."""
    tries: int = 0
    """How often the present step was tried in vain."""


_ONE = in_community(filings) & (filings.c.filing_id == bindparam("_filing"))
_BY_ID = Query(select(filings).where(_ONE))
_OF_DOCUMENT = in_community(filings) & (filings.c.document_id == bindparam("_document"))
_BY_DOCUMENT = Query(select(filings).where(_OF_DOCUMENT).order_by(filings.c.started_at, filings.c.filing_id).limit(1))
_AGAIN = Query(update(filings).where(_OF_DOCUMENT, filings.c.due_at.is_(None)).values(due_at=bindparam("new_due"), tries=0))
_REST = Query(update(filings).where(_ONE).values(due_at=None))
_END = Query(delete(filings).where(_ONE))
CHANGING = (
    "document_id", "origin", "message", "attachment", "step", "name", "session", "session_until", "sha256", "size", "drive",
    "item", "due_at", "tries",
)  # fmt: skip
_SAVE = Query(update(filings).where(_ONE).values({column: bindparam(f"new_{column}") for column in CHANGING}))


def _begin(insert_into: Any) -> Any:
    return insert_into(filings).on_conflict_do_nothing()


_BEGIN = Query(_begin)


class Filings(Collection):
    """The filings of one community."""

    def begin(self, filing: Filing) -> bool:
        """Keep a new filing; without a time it goes on at once.

        False, and nothing is kept, when that attachment of that message is on its way already.
        """
        row = {**columns(filing), "due_at": milliseconds(filing.started_at) if filing.due_at is None else filing.due_at}
        return _BEGIN.run(self.connection, self.owned(filing_id=filing.id, started_at=filing.started_at, **row)) == 1

    def read(self, filing: FilingId) -> Filing | None:
        """The filing, or None when it has ended."""
        found = _BY_ID.first(self.connection, {**self.whose, "_filing": filing})
        return None if found is None else filing_of(found)

    def of_document(self, doc: DocumentId) -> Filing | None:
        """The filing of a document, under way or at rest; None when it has ended."""
        found = _BY_DOCUMENT.first(self.connection, {**self.whose, "_document": doc})
        return None if found is None else filing_of(found)

    def save(self, filing: Filing) -> None:
        """Keep what changed of a filing. Raises `IntegrityError` when another one files that attachment."""
        changes = {f"new_{name}": value for name, value in columns(filing).items()}
        _SAVE.run(self.connection, {**self.whose, "_filing": filing.id, **changes})

    def rest(self, filing: FilingId) -> None:
        """It failed: nothing is done any more until somebody tries again."""
        _REST.run(self.connection, {**self.whose, "_filing": filing})

    def again(self, doc: DocumentId, now: datetime) -> bool:
        """Let the filing of a document go on where it stopped. False when none is at rest."""
        return _AGAIN.run(self.connection, {**self.whose, "_document": doc, "new_due": milliseconds(now)}) > 0

    def end(self, filing: FilingId) -> None:
        """It is done, or will not be. Nothing is kept of it."""
        _END.run(self.connection, {**self.whose, "_filing": filing})


def columns(filing: Filing) -> dict[str, Any]:
    """The columns of a filing that can change."""
    return {
        "document_id": filing.document, "origin": filing.origin, "message": filing.message, "attachment": filing.attachment,
        "step": filing.step, "name": filing.name, "session": filing.session, "session_until": filing.session_until,
        "sha256": filing.sha256, "size": filing.size, "drive": filing.drive, "item": filing.item, "due_at": filing.due_at,
        "tries": filing.tries,
    }  # fmt: skip


def filing_of(row: Any) -> Filing:
    """A filing from its row."""
    return Filing(
        id=FilingId(row.filing_id),
        document=DocumentId(row.document_id),
        origin=row.origin,
        step=Step(row.step),
        started_at=row.started_at,
        due_at=row.due_at,
        message=row.message,
        attachment=row.attachment,
        name=row.name,
        session=row.session,
        session_until=row.session_until,
        sha256=row.sha256,
        size=row.size,
        drive=row.drive,
        item=row.item,
        tries=row.tries,
    )
